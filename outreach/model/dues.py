"""Everything that is due or overdue, soonest first: a list of sources, each with its own rule.

The rules that this module enforces:

1. What is due is worked out from the records as they stand, at the moment that is given; nothing is
   kept, so nothing can be forgotten.
2. Every item has its record, and where somebody owns it, their name. A withdrawn record is due for
   nothing.
3. An item stays until somebody acts: by writing an outcome, an acknowledgement, a new check.

A source is a function of the model and the moment (ms since 1970). A new one is a line in
``SOURCES``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from pydantic_core import from_json

from outreach.assets import asset
from outreach.model import escalation, escalation_steps, notice_standing, referral_standing
from outreach.model.due import DAY_MS, due
from outreach.model.fold import ReadModel
from outreach.model.owed import due_places
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row
from outreach.model.terms import end_of_day, moment_of
from outreach.words import _

#: ``overdue``: the moment has passed. ``soon``: it is near. ``later``: it is known already.
State = Literal["overdue", "soon", "later"]
#: What somebody has to do.
What = Literal[
    "acknowledge", "do", "tell", "expires", "expired", "court", "hearing", "visit", "check",
    "licence", "review",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DueItem:
    """``kind``, ``record``, ``title``: of the record that it leads to. ``due_ms``: ms since 1970.
    ``owner``: who sees to it, by name; empty: nobody in particular. ``what``: what is due;
    ``words``: more of it where the data says more (what a court must do)."""

    kind: str
    record: str
    title: str
    due_ms: int
    owner: str
    state: State
    what: What
    words: str = ""
    #: The record as lists show it, so that what is hidden from a reader can be left out.
    row: Row | None = None


Source = Callable[[ReadModel, int], list[DueItem]]

_OF_KIND: Final = (  # of constants
    f"{LISTED}, r.data FROM record r INDEXED BY record_newest_of_kind{JOINED}"
    " WHERE r.kind = ? AND r.withdrawn = 0"
)
#: Conditions on a record's answers; each is given what it compares with.
_NOT_OVER: Final = (
    "NOT (ifnull(json_extract(r.data, '$.outcome'), '') IN (SELECT value FROM json_each(?))"
    " AND (json_extract(r.data, '$.told_submitter') IS NOT NULL"
    " OR json_extract(r.data, '$.about') IS NULL))"
)
_NOT_ENDED: Final = (
    "NOT ifnull(json_extract(r.data, '$.notice_outcome'), '') IN (SELECT value FROM json_each(?))"
)
_EXPIRING: Final = (
    "json_extract(r.data, '$.licence_standing') = 'in_force'"
    " AND json_extract(r.data, '$.expires_on') BETWEEN ? AND ?"
)
_CHECKED: Final = (
    f"{LISTED}, c.last, c.amiss FROM (SELECT place, max(sort_ms) last, amiss FROM record"  # noqa: S608
    " INDEXED BY record_newest_of_kind WHERE kind = 'premises-check' AND withdrawn = 0"
    f" AND place IS NOT NULL GROUP BY place) c CROSS JOIN record r ON r.id = c.place{JOINED}"
    " WHERE r.withdrawn = 0"
)


def dues(model: ReadModel, now_ms: int) -> list[DueItem]:
    """Everything that is due or overdue, soonest first."""
    found = [item for source in SOURCES for item in source(model, now_ms)]
    return sorted(found, key=lambda item: (item.due_ms, item.kind, item.record, item.what))


def state(due_ms: int, now_ms: int, soon_ms: int) -> State:
    """How near a moment is."""
    return "overdue" if due_ms <= now_ms else "soon" if due_ms - now_ms <= soon_ms else "later"


def of_kind(
    model: ReadModel, kind: str, which: str = "1", bound: Sequence[Any] = ()
) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Every record of a kind that stands, with its answers. ``which``: a condition of this module
    on ``r.data``, so that what is over long since costs nothing but its look."""
    with model.lock:
        found = model.connection.execute(f"{_OF_KIND} AND {which}", (kind, *bound)).fetchall()
    for one in found:
        yield row_of(one[:-1]), from_json(one[-1])


def referrals(model: ReadModel, now_ms: int) -> list[DueItem]:
    """Referrals and actions: to be acknowledged, done, or told of."""
    found = []
    asked: dict[str, What] = {"waiting": "acknowledge", "acknowledged": "do", "to tell": "tell"}
    over = json.dumps(sorted(referral_standing.closed_by()))
    for row, fields in of_kind(model, "referral", _NOT_OVER, (over,)):
        stands = referral_standing.standing(fields, row.recorded_ms, row.author_name)
        if stands.open:
            at = row.recorded_ms if stands.due_ms is None else stands.due_ms
            near = state(at, now_ms, referral_standing.soon_ms())
            what = asked[stands.state]
            found.append(_item(row, at, near, what, owner=stands.owner))
    return found


def notices(model: ReadModel, now_ms: int) -> list[DueItem]:
    """Notices that run out, or ran out lately without an outcome; what a court must do in time."""
    found = []
    soon, ask = notice_standing.soon_ms(), notice_standing.ask_ms()
    over = json.dumps(sorted(notice_standing.ended_by()))
    for row, fields in of_kind(model, "notice", _NOT_ENDED, (over,)):
        stands = notice_standing.standing(fields, now_ms)
        owner = fields.get("issuer")
        owner = owner if isinstance(owner, str) and owner else row.author_name
        if stands.state in ("in force", "expired") and stands.until_ms is not None:
            near = state(stands.until_ms, now_ms, soon)
            said: What = "expired" if near == "overdue" else "expires"
            if said == "expires" or now_ms - stands.until_ms <= ask:
                found.append(_item(row, stands.until_ms, near, said, owner=owner))
        if stands.state == "ended":
            continue
        if stands.hearing_ms is not None:
            if now_ms - stands.hearing_ms <= ask:
                near = state(stands.hearing_ms, now_ms, soon)
                found.append(_item(row, stands.hearing_ms, near, "hearing", owner=owner))
        elif stands.court_ms is not None and now_ms - stands.court_ms <= ask:
            near = state(stands.court_ms, now_ms, soon)
            words = f"{stands.court_what}. {stands.court_source}"
            found.append(_item(row, stands.court_ms, near, "court", words, owner))
    return found


def licences(model: ReadModel, now_ms: int) -> list[DueItem]:
    """Licences that hold and end soon, or ended lately."""
    soon, ask = _licence_days()
    days = [moment_of(now_ms - ask - DAY_MS)[:10], moment_of(now_ms + soon + DAY_MS)[:10]]
    found = []
    for kind in ("operator-licence", "driver-licence"):
        for row, fields in of_kind(model, kind, _EXPIRING, days):
            try:
                at = end_of_day(str(fields["expires_on"]))
            except ValueError:  # a stored day of a form that this version does not have
                continue
            if -ask <= at - now_ms <= soon:
                near: State = "overdue" if at <= now_ms else "soon"
                found.append(_item(row, at, near, "licence"))
    return found


@cache
def _licence_days() -> tuple[int, int]:
    data = json.loads(asset("referrals.json").read_text(encoding="utf-8"))["licences"]
    return data["soon_days"] * DAY_MS, data["ask_days"] * DAY_MS


def places(model: ReadModel, now_ms: int) -> list[DueItem]:
    """Hotspots that are due for a visit, and premises for a check (``due``)."""
    found = [
        DueItem(
            "hotspot",
            place.id,
            place.title,
            place.due.due_ms or now_ms,
            "",
            "overdue",
            "visit",
            _("Not visited yet") if place.due.state == "unseen" else "",
        )
        for place in due_places(model, now_ms)
    ]
    with model.lock:
        checked = model.connection.execute(_CHECKED).fetchall()
    for *listed, last, amiss in checked:
        row = row_of(tuple(listed))
        when = due(row.kind, last, now_ms, amiss=amiss)
        if row.kind == "premises" and when.due_ms is not None and when.state in ("overdue", "soon"):
            found.append(_item(row, when.due_ms, when.state, "check"))
    return found


def reviews(model: ReadModel, now_ms: int) -> list[DueItem]:
    """Reviews that are late, with who has taken one on (``escalation``)."""
    found = []
    for one in escalation.late(model, now_ms):
        owner = one.taken.name if one.taken is not None and one.is_taken(now_ms) else ""
        words = escalation_steps.told_to(one.up)
        found.append(_item(one.row, one.due_ms, "overdue", "review", words, owner))
    return found


def _item(
    row: Row, due_ms: int, near: State, what: What, words: str = "", owner: str = ""
) -> DueItem:
    return DueItem(row.kind, row.id, row.title, due_ms, owner, near, what, words, row)


#: Where what is due comes from.
SOURCES: Final[tuple[Source, ...]] = (referrals, notices, licences, places, reviews)
