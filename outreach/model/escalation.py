"""Reviews that are late: how far up each has come, who has it, and what its author can see of it.

The rules that this module enforces:

1. Nothing is sent. From when the store received it, its level's target and the present moment every
   device works out the same; milliseconds since 1970, so that no change of the clocks counts.
2. What is late stays until somebody reviews it, returns it, or takes it on. Who takes it on has as
   long again; then it is late as before. Nothing else takes it out of sight.
3. Nobody takes on what they wrote, as nobody reviews it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from outreach.model import notices, risk
from outreach.model.escalation_steps import Step, holds, reached, scopes, steps
from outreach.model.fold import ReadModel
from outreach.model.notices import REVIEW_TAKEN
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row

_OF: Final = "FROM record r CROSS JOIN author a ON a.id = r.author WHERE r.waiting_ms IS NOT NULL"
_IN_ORDER: Final = "ORDER BY r.risk DESC, r.waiting_ms, r.row"
#: Late reviews that a list holds; a badge says how many there are.
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody has taken a review on. Times in ms since 1970; ``until_ms``: for so long that is
    enough."""

    person: str
    name: str
    at_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Late:
    """A review that has waited longer than its target. ``up``: how many steps it has come."""

    row: Row
    level: risk.Level
    since_ms: int
    up: int
    taken: Taken | None

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def due_ms(self) -> int:
        """When it should have been reviewed."""
        return self.since_ms + self.level.target_ms

    @property
    def step(self) -> Step:
        """The step that it has come to last."""
        return steps()[self.up - 1]

    def is_taken(self, now_ms: int) -> bool:
        """Whether somebody has it now."""
        return self.taken is not None and now_ms < self.taken.until_ms


def late(model: ReadModel, now_ms: int, limit: int = MOST) -> list[Late]:
    """Reviews that are late, what weighs most first."""
    return _found(model, now_ms, {"": 1.0}, "", limit)


def told(
    model: ReadModel, person: str, duties: Collection[str], now_ms: int, limit: int = MOST
) -> list[Late]:
    """What is late and has come up to somebody with these duties: not what they wrote. What others
    have taken on is not among it for as long as that holds; their own is."""
    where = scopes(duties)
    if not where:
        return []
    return [
        one
        for one in _found(model, now_ms, where, person, limit)
        if not one.is_taken(now_ms) or (one.taken is not None and one.taken.person == person)
    ]


def own(model: ReadModel, person: str, now_ms: int, limit: int = MOST) -> list[Late]:
    """What this person wrote and is late: somebody else reviews it, and it is not out of sight."""
    with model.lock:
        return _rows(model.connection, now_ms, {"": 1.0}, person, limit, whose="=")


def count(model: ReadModel, person: str, duties: Collection[str], now_ms: int) -> int:
    """How much of :func:`told` nobody has taken on: what a badge says. Counted in the index of
    what waits, however much that is."""
    where = scopes(duties)
    if not where:
        return 0
    over, bound = _over(now_ms, where)
    sql = f"SELECT count(*) {_OF} AND {over} AND a.person != :person"
    with model.lock:
        (found,) = model.connection.execute(sql, bound | {"person": person}).fetchone()
        if not found:
            return 0
        held = {notice.fields["record"] for notice in _lately(model.connection, now_ms)}
        some = _rows(model.connection, now_ms, where, person, len(held), held) if held else []
    return int(found) - sum(one.is_taken(now_ms) for one in some)


def _found(
    model: ReadModel, now_ms: int, where: Mapping[str, float], person: str, limit: int
) -> list[Late]:
    with model.lock:
        return _rows(model.connection, now_ms, where, person, limit)


def _rows(
    connection: sqlite3.Connection,
    now_ms: int,
    where: Mapping[str, float],
    person: str,
    limit: int,
    only: Collection[str] | None = None,
    *,
    whose: Literal["!=", "="] = "!=",
) -> list[Late]:
    """``where``: as ``scopes`` has it; ``person``: not what they wrote, or with ``whose`` "=" just
    that. The caller holds the model's lock."""
    over, bound = _over(now_ms, where)
    also = "" if only is None else " AND r.id IN (SELECT value FROM json_each(:only))"
    also = f" AND a.person {whose} :person{also}"
    page = f"SELECT r.row {_OF} AND {over}{also} {_IN_ORDER} LIMIT :limit"
    sql = (  # every part is a constant
        f"{LISTED}, r.risk, r.waiting_ms FROM ({page}) page CROSS JOIN record r ON r.row = page.row"
        f"{JOINED} {_IN_ORDER}"
    )
    values = {**bound, "person": person, "limit": limit}
    if only is not None:
        values["only"] = json.dumps(sorted(only))
    found = connection.execute(sql, values).fetchall()
    held = takings(connection, {one[0] for one in found}) if found else {}
    return [_late(one, now_ms, held) for one in found]


def held_now(model: ReadModel, records: Collection[str], now_ms: int) -> dict[str, str]:
    """Record -> who has its review now, by name: of those that somebody has."""
    with model.lock:
        found = takings(model.connection, records)
    return {
        record: several[-1].name
        for record, several in found.items()
        if now_ms < several[-1].until_ms
    }


def takings_of(model: ReadModel, record: str) -> list[Taken]:
    """Everybody who took on the review of a record, in order."""
    with model.lock:
        return takings(model.connection, {record}).get(record, [])


def takings(connection: sqlite3.Connection, records: Collection[str]) -> dict[str, list[Taken]]:
    """Record -> everybody who took its review on, in order: of nobody's own record, and of each
    person only the first time since it waits (``since_ms``), so that nothing is put off for ever.
    The caller holds the model's lock."""
    found: dict[str, list[Taken]] = {}
    for notice in notices.of_type(connection, REVIEW_TAKEN):
        record = notice.fields["record"]
        if record not in records:
            continue
        space, rank, author = connection.execute(
            "SELECT r.space, r.risk, a.person FROM record r CROSS JOIN author a ON a.id = r.author"
            " WHERE r.id = ?",
            (record,),
        ).fetchone() or ("", 0, "")
        if space != notice.space or author == notice.person:
            continue
        # By the store's clock, so that a tablet whose clock is ahead keeps nothing out of sight.
        at = notice.recorded_ms if notice.received_ms is None else notice.received_ms
        until = at + int(holds() * risk.level(rank).target_ms)
        found.setdefault(record, []).append(Taken(notice.person, notice.name, at, until))
    return found


def _late(found: tuple[Any, ...], now_ms: int, held: dict[str, list[Taken]]) -> Late:
    row, (rank, since_ms) = row_of(found[:-2]), found[-2:]
    level = risk.level(rank)
    up = max(1, reached(level.target_ms, now_ms - since_ms))
    first: dict[str, Taken] = {}
    for one in held.get(row.id, ()):
        if one.at_ms >= since_ms:  # what was taken on before a correction was another question
            first.setdefault(one.person, one)
    return Late(row, level, since_ms, up, max(first.values(), key=lambda t: t.at_ms, default=None))


def _lately(connection: sqlite3.Connection, now_ms: int) -> list[notices.Notice]:
    """The takings that may still hold."""
    longest = int(holds() * max(level.target_ms for level in risk.levels()))
    found = notices.of_type(connection, REVIEW_TAKEN)
    return [one for one in found if (one.received_ms or one.recorded_ms) > now_ms - longest]


def _over(now_ms: int, where: Mapping[str, float]) -> tuple[str, dict[str, Any]]:
    """The condition of having waited so many times the target: a limit for each level, and for each
    space that has its own."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for at, (space, after) in enumerate(where.items()):
        inside = ""
        if space:
            inside, values[f"s{at}"] = f" AND r.space = :s{at}", space
        for level in risk.levels():
            name = f"{at}_{level.rank}"
            parts.append(f"(r.risk = :r{name} AND r.waiting_ms <= :w{name}{inside})")
            values[f"r{name}"] = level.rank
            values[f"w{name}"] = now_ms - int(after * level.target_ms)
    return f"({' OR '.join(parts)})", values
