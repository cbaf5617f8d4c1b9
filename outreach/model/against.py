"""What a new record cannot say because of what other records say already.

The rule that this module enforces: it looks when somebody saves, on their device, so that a slip is
met in words. What arrives from elsewhere is never refused for it: two people may write what
contradicts each other, and both are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from outreach.model import linking, merging
from outreach.model.fold import ReadModel
from outreach.model.kinds.link import LINK
from outreach.model.kinds.merge import CONFIRMATION, MERGE
from outreach.model.problems import InvalidRecord, Problem

#: (the rows, the whole record as it would stand, its id where there is one) -> what is wrong.
Check = Callable[[ReadModel, Mapping[str, Any], str | None], list[Problem]]

CHECKS: Final[Mapping[str, Check]] = {
    LINK: linking.problems,
    MERGE: merging.problems,
    CONFIRMATION: merging.confirmation_problems,
}


def check(
    model: ReadModel, kind: str, fields: Mapping[str, Any], *, record: str | None = None
) -> None:
    """Raises InvalidRecord with everything that cannot be. ``record``: it is corrected."""
    look = CHECKS.get(kind)
    problems = look(model, fields, record) if look is not None else []
    if problems:
        raise InvalidRecord(kind, problems)
