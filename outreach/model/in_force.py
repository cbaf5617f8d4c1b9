"""What is in force at a place and what is due, who goes there, and what its records still owe.

The rules that this module enforces:

1. What holds of premises is what the last check says that was not withdrawn. Older ones are
   history.
2. A fact keeps its source: a register's facts and a check's facts are never mixed.
3. What is owed, and who goes there, is counted over the newest records only; the answer says over
   how many.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from outreach.model.codes import code_list
from outreach.model.due import Due, due
from outreach.model.fold import ReadModel
from outreach.model.kinds.registry import PLANS
from outreach.model.kinds.telling import NOT_IN_ORDER
from outreach.model.pages import JOINED, LISTED, row_of, show
from outreach.model.rows import RecordView, Row

#: Going there with a purpose: what makes a place visited.
VISITS: Final = ("hotspot-visit", "premises-check")
#: How many of a place's newest records are looked through.
NEWEST: Final = 400
#: Facts of a check that hold until the next one, as the form calls them.
LICENCE: Final = (
    "licence_number",
    "licence_holder",
    "designated_supervisor",
    "age_policy",
    "cctv_days_kept",
    "late_night_refreshment",
    "conditions_breached",
    "food_registration",
    "hygiene_rating",
    "rooms_above",
    "rooms_behind",
    "sleeping_on_site",
    "gambling_licence",
    "gambling_operator",
    "gambling_age_policy",
    "machines",
    "identity_policy",
    "information_notice",
    "operator_licence_number",
    "operator_authority",
    "operator_expiry",
    "housing_licence",
    "housing_licence_number",
    "manager",
    "occupancy_allowed",
    "occupancy_found",
    "responsible_person",
    "sleeping_risk",
)
#: Facts of premises that a register gave, and that hold until it is imported anew.
REGISTERED: Final = ("activity", "operator", "authority_name", "opening_hours", "source_reference")


@dataclass(frozen=True, slots=True)
class Owed:
    """Records that somebody has to come back to, ``rows`` the newest of them; ``answers`` that are
    missing in how many ``incomplete`` records. What a supervisor approved owes nothing."""

    returned: int = 0
    conflicts: int = 0
    incomplete: int = 0
    answers: int = 0
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who goes there, or an agency: how often, and when last (ms since 1970)."""

    name: str
    agency: str
    visits: int
    last_ms: int


@dataclass(frozen=True, slots=True)
class Goers:
    """Who goes there, most often first, out of so many visits since a time."""

    people: tuple[Visitor, ...] = ()
    agencies: tuple[Visitor, ...] = ()
    visits: int = 0
    since_ms: int | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """``last``: the newest of what was recorded there. ``check``: the last check, ``amiss`` its
    items that were not in order as (field, item), ``facts`` the names of what it says that holds
    until the next."""

    due: Due
    last: Row | None = None
    check: RecordView | None = None
    amiss: tuple[tuple[str, str], ...] = ()
    facts: tuple[str, ...] = ()
    goers: Goers = field(default_factory=Goers)


_LAST: Final = (  # of constants, here and below
    f"{LISTED} FROM record r INDEXED BY record_at_place{JOINED}"
    " WHERE r.place = :place AND r.withdrawn = 0 AND (:kind IS NULL OR r.kind = :kind)"
    " ORDER BY r.sort_ms DESC LIMIT 1"
)
_WENT: Final = (
    "SELECT r.sort_ms, a.name, a.agency, json_extract(r.data, '$.attendees')"
    " FROM record r INDEXED BY record_at_place CROSS JOIN author a ON a.id = r.author"
    " WHERE r.place = ? AND r.withdrawn = 0 AND r.kind IN (SELECT value FROM json_each(?))"
    " ORDER BY r.sort_ms DESC LIMIT ?"
)
_OWED: Final = (
    "SELECT row, review = 'returned', conflicts > 0, missing FROM record"
    " WHERE row IN ({rows}) AND NOT withdrawn AND (review = 'returned' OR conflicts > 0"
    " OR (missing > 0 AND review <> 'approved'))"
    " ORDER BY review = 'returned' DESC, conflicts > 0 DESC, sort_ms DESC"
)
_HERE: Final = (
    "SELECT row FROM record INDEXED BY record_at_place"
    " WHERE place = ? AND withdrawn = 0 ORDER BY sort_ms DESC LIMIT ?"
)
_THESE: Final = f"{LISTED} FROM record r{JOINED} WHERE r.row = ?"


def in_force(model: ReadModel, view: RecordView, now_ms: int) -> InForce:
    """What is in force and due at the hotspot or premises ``view``."""
    with model.lock:
        last = _last(model, view.id)
        checked = _last(model, view.id, "premises-check") if view.kind == "premises" else None
        check = show(model, checked.id) if checked is not None else None
        goers = _goers(model, view.id)
    amiss = _amiss(check) if check is not None else ()
    seen = checked if view.kind == "premises" else last
    when = (seen.occurred_ms or seen.recorded_ms) if seen is not None else None
    standing = view.fields.get("standing")
    return InForce(
        due(view.kind, when, now_ms, standing=standing, amiss=len(amiss)),
        last,
        check,
        amiss,
        tuple(name for name in LICENCE if check and check.fields.get(name) is not None),
        goers,
    )


def owed(model: ReadModel, place: str | None = None, rows: Sequence[str] = ()) -> Owed:
    """What the newest records at ``place`` still owe, or those with the ids ``rows``."""
    with model.lock:
        ask = model.connection.execute
        if place is not None:
            numbers = [row for (row,) in ask(_HERE, (place, NEWEST))]
        else:
            sql = "SELECT row FROM record WHERE id IN (SELECT value FROM json_each(?))"
            numbers = [row for (row,) in ask(sql, (json.dumps(list(rows)),))]
        sql = _OWED.format(rows="SELECT value FROM json_each(?)")
        found = ask(sql, (json.dumps(numbers),)).fetchall()
        shown = [row_of(ask(_THESE, (row,)).fetchone()) for row, *_ in found[:4]]
    return Owed(
        sum(bool(returned) for _, returned, _, _ in found),
        sum(bool(conflict) for _, _, conflict, _ in found),
        sum(missing > 0 for *_, missing in found),
        sum(missing for *_, missing in found),
        tuple(shown),
    )


def _last(model: ReadModel, place: str, kind: str | None = None) -> Row | None:
    found = model.connection.execute(_LAST, {"place": place, "kind": kind}).fetchone()
    return row_of(found) if found is not None else None


def _amiss(check: RecordView) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, item)
        for name in PLANS[check.kind].checklists
        for item, answer in (check.fields.get(name) or {}).items()
        if answer == NOT_IN_ORDER
    )


def _goers(model: ReadModel, place: str) -> Goers:
    """A visit counts once for each person who was there, and once for each agency."""
    labels = code_list("agency").labels
    people: dict[tuple[str, str], list[int]] = {}
    agencies: dict[str, list[int]] = {}
    found = model.connection.execute(_WENT, (place, json.dumps(VISITS), NEWEST)).fetchall()
    for when, name, agency, attendees in found:
        there = {(name, agency): agency}
        for one in json.loads(attendees) if attendees else ():
            label = labels.get(one.get("agency", ""), one.get("agency", ""))
            same = (one["name"], agency)
            there.setdefault(same if same in there else (one["name"], label), label)
        for key in there:
            people.setdefault(key, []).append(when)
        for each in {label for label in there.values() if label}:
            agencies.setdefault(each, []).append(when)
    return Goers(
        _ranked([Visitor(name, of, len(at), at[0]) for (name, of), at in people.items()]),
        _ranked([Visitor(name, "", len(at), at[0]) for name, at in agencies.items()]),
        len(found),
        found[-1][0] if found else None,
    )


def _ranked(found: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(found, key=lambda one: (-one.visits, -one.last_ms, one.name)))
