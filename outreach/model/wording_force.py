"""Which wording rules are in force: the partnership's own, or those that come with the app.

The rules that this module enforces:

1. A safeguarding lead, that is a supervisor or an administrator of the common space, changes them
   there, for everybody and without a release: the newest set that this build can read is in force.
2. A set is taken whole. One that this build cannot read changes nothing here; the one before it
   stays in force.
"""

from __future__ import annotations

from functools import lru_cache

from outreach.model import notices
from outreach.model.fold import ReadModel
from outreach.model.notices import WORDING_RULES, Notice
from outreach.model.wording_rules import Rules, read, shipped
from sync.errors import InputError


def in_force(model: ReadModel) -> Rules:
    """The rules that hold on this device now."""
    for notice in reversed(_sets(model)):
        if (found := _read(notice.fields["rules"])) is not None:
            return found
    return shipped()


def text_in_force(model: ReadModel) -> str | None:
    """The same as it was written, to be edited; None: those that come with the app."""
    sets = [one for one in _sets(model) if _read(one.fields["rules"]) is not None]
    return str(sets[-1].fields["rules"]) if sets else None


def _sets(model: ReadModel) -> list[Notice]:
    """In the store's order, the same everywhere; one's own that was not sent comes last."""
    with model.lock:
        found = notices.of_type(model.connection, WORDING_RULES)
    return sorted(found, key=lambda one: (one.position is None, one.position or 0))


@lru_cache(maxsize=4)
def _read(text: str) -> Rules | None:
    try:
        return read(text)
    except InputError:
        return None
