"""What holds of premises besides the last check: notices in force, and the licences of that place.

The rules that this module enforces:

1. A notice holds as it says itself (``notice_standing``); one that ran out lately is shown as
   expired until somebody says what came of it.
2. A licence is shown with whether it holds. One that does not is as much of a fact.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import from_json

from outreach.model import notice_standing
from outreach.model.fold import ReadModel
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row

_AT: Final = (  # of constants
    f"{LISTED}, r.data FROM record r INDEXED BY record_at_place{JOINED}"  # noqa: S608
    " WHERE r.place = ? AND r.withdrawn = 0 AND r.kind IN (SELECT value FROM json_each(?))"
    " ORDER BY r.sort_ms DESC"
)
_LICENCES: Final = ("operator-licence", "driver-licence")


@dataclass(frozen=True, slots=True)
class HeldNotice:
    """A notice, its answers, and where it stands."""

    row: Row
    fields: dict[str, Any]
    standing: notice_standing.Standing


@dataclass(frozen=True, slots=True)
class Held:
    """``notices``: what ends soonest first. ``licences``: newest first."""

    notices: tuple[HeldNotice, ...] = ()
    licences: tuple[Row, ...] = ()


def held(model: ReadModel, place: str, now_ms: int) -> Held:
    """The notices and licences of premises, as they stand now (ms since 1970)."""
    found = []
    for row, fields in _at(model, place, ("notice",)):
        stands = notice_standing.standing(fields, now_ms)
        lately = now_ms - notice_standing.ask_ms()
        expired = stands.state == "expired" and (stands.until_ms or 0) >= lately
        if stands.holds or expired or stands.state == "unserved":
            found.append(HeldNotice(row, fields, stands))
    found.sort(key=lambda one: (one.standing.until_ms is None, one.standing.until_ms or 0))
    return Held(tuple(found), tuple(row for row, _fields in _at(model, place, _LICENCES)))


def _at(model: ReadModel, place: str, kinds: Sequence[str]) -> list[tuple[Row, dict[str, Any]]]:
    with model.lock:
        listed = model.connection.execute(_AT, (place, json.dumps(kinds))).fetchall()
    return [(row_of(tuple(one[:-1])), from_json(one[-1])) for one in listed]
