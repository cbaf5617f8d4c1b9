"""The review queue: what waits for a supervisor, why it stands where it stands, and how long.

The rules that this module enforces:

1. What weighs most stands first (``risk``), then what has waited longest, counted from when the
   store received it. Nobody's own records are in their queue.
2. A record is over time when it has waited longer than its level's target.
3. The versions beside a row are those that its words were made of: an approval that is given from
   the list names these, and so nothing that came later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic_core import from_json

from outreach.model import risk
from outreach.model.fold import ReadModel
from outreach.model.pages import JOINED, LISTED, row_of, show
from outreach.model.rows import Row

#: Everything; what is over time; what came back corrected; where nothing was seen.
Which = Literal["all", "over", "corrected", "quiet"]

_MINE: Final = "r.author NOT IN (SELECT id FROM author WHERE person = :person)"
_QUEUE: Final = f"FROM record r WHERE r.waiting_ms IS NOT NULL AND {_MINE}"
_IN_ORDER: Final = "ORDER BY r.risk DESC, r.waiting_ms, r.row"
_COUNTS: Final = f"SELECT r.risk, count(*), min(r.waiting_ms) {_QUEUE} GROUP BY r.risk"
_CORRECTED: Final = f"SELECT count(*) {_QUEUE} AND r.review = 'corrected'"
_CONFLICTS: Final = "SELECT count(*) FROM record WHERE conflicts > 0"
_EXTRA: Final = ", r.risk, r.waiting_ms, r.data, r.clocks IS NULL, lower(hex(r.entry))"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record in the queue. ``since_ms``: when the store received what waits; ``reasons`` in
    words, what weighs most first; ``versions``: those that the row shows, of rows that may be
    approved from the list (``quiet``), else empty."""

    row: Row
    level: risk.Level
    since_ms: int
    reasons: tuple[str, ...]
    quiet: bool
    versions: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def due_ms(self) -> int:
        """When it will have waited longer than its target."""
        return self.since_ms + self.level.target_ms


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits, and how many records have two answers to a question. ``by_level``: rank ->
    how many; ``oldest_ms``: since when the oldest waits."""

    records: int = 0
    over: int = 0
    corrected: int = 0
    quiet: int = 0
    conflicts: int = 0
    oldest_ms: int | None = None
    by_level: tuple[tuple[int, int], ...] = ()


def counts(model: ReadModel, person: str, now_ms: int) -> Counts:
    """How much waits for this person's review."""
    bound = {"person": person}
    where, values = _over(now_ms)
    with model.lock:
        run = model.connection.execute
        levels = run(_COUNTS, bound).fetchall()
        corrected = run(_CORRECTED, bound).fetchone()[0]
        conflicts = run(_CONFLICTS).fetchone()[0]
        over = run(f"SELECT count(*) {_QUEUE} AND {where}", bound | values).fetchone()[0]
    by_level = {rank: number for rank, number, _ in levels}
    return Counts(
        sum(by_level.values()),
        over,
        corrected,
        by_level.get(risk.quiet().rank, 0),
        conflicts,
        min((oldest for _, _, oldest in levels), default=None),
        tuple(sorted(by_level.items(), reverse=True)),
    )


def waiting(
    model: ReadModel, person: str, now_ms: int, which: Which = "all", limit: int = 100
) -> list[Waiting]:
    """The first of what waits for this person's review, in order."""
    where, values = _chosen(which, now_ms)
    page = f"SELECT r.row {_QUEUE} AND {where} {_IN_ORDER} LIMIT :limit"
    sql = (
        f"{LISTED}{_EXTRA} FROM ({page}) page CROSS JOIN record r ON r.row = page.row"
        f"{JOINED} {_IN_ORDER}"
    )
    bound = {"person": person, "limit": limit, **values}
    with model.lock:
        found = model.connection.execute(sql, bound).fetchall()
    return [_waiting(model, one) for one in found]


def _waiting(model: ReadModel, found: tuple[Any, ...]) -> Waiting:
    row = row_of(found[:-5])
    rank, since_ms, data, alone, entry = found[-5:]
    facts = risk.facts(late=row.late_ms > 0, conflict=row.conflicts > 0, withdrawn=row.withdrawn)
    level = risk.level(rank)
    quiet = rank == risk.quiet().rank and row.review == "to_review"
    versions: tuple[str, ...] = ()
    if quiet:
        versions = (entry,) if alone else tuple(show(model, row.id).versions)
    return Waiting(
        row, level, since_ms, tuple(risk.reasons(from_json(data), facts)), quiet, versions
    )


def _chosen(which: Which, now_ms: int) -> tuple[str, dict[str, int]]:
    if which == "over":
        return _over(now_ms)
    if which == "corrected":
        return "r.review = 'corrected'", {}
    if which == "quiet":
        return "r.risk = :quiet", {"quiet": risk.quiet().rank}
    return "1", {}


def _over(now_ms: int) -> tuple[str, dict[str, int]]:
    """The condition of being over time: a limit for each level."""
    parts, values = [], {}
    for level in risk.levels():
        parts.append(f"(r.risk = :r{level.rank} AND r.waiting_ms <= :w{level.rank})")
        values[f"r{level.rank}"] = level.rank
        values[f"w{level.rank}"] = now_ms - level.target_ms
    return f"({' OR '.join(parts)})", values
