"""What is likely to be answered next: places near by or just visited, people who are out, what one
has left to complete.

The rules that this module enforces: a guess is offered, never filled in; each question to the rows
is bounded, however many records there are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from outreach.model import search
from outreach.model.fold import ReadModel
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row
from outreach.model.tables import IS_PLACE

_DAY_MS: Final = 86_400_000
#: How far back the last places are looked for, and how many records at most.
_LATELY_DAYS: Final = 60
_LATELY_ROWS: Final = 80
#: Sides of the squares, in degrees of latitude, that are looked into until enough is found.
_SQUARES: Final = (0.005, 0.02, 0.1, 0.4)

# Statements are put together from constants and question marks; values are always bound.
_NEAR = (
    "SELECT id, kind, title, subtitle, latitude, longitude FROM record INDEXED BY record_near"  # noqa: S608
    f" WHERE {IS_PLACE} AND kind IN ({{kinds}}) AND NOT withdrawn"
    " AND latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?"
)
_PLACED = (
    "SELECT id, kind, title, subtitle, latitude, longitude FROM record"
    " WHERE id IN ({ids}) AND kind IN ({kinds}) AND NOT withdrawn"
)
_LAST = (
    "SELECT place FROM record WHERE sort_ms > ? AND place IS NOT NULL ORDER BY sort_ms DESC LIMIT ?"
)
_FIND = (
    f"{LISTED} FROM search CROSS JOIN record r ON r.row = search.rowid{JOINED}"
    " WHERE search MATCH ? AND r.kind IN ({kinds}) AND NOT r.withdrawn"
    " ORDER BY search.rowid DESC LIMIT ?"
)
_MINE = (
    f"{LISTED} FROM record r{JOINED} WHERE r.sort_ms > ? AND r.missing > 0 AND NOT r.withdrawn"
    " AND r.kind NOT IN ('hotspot', 'premises')"
    " AND a.person = ? ORDER BY r.sort_ms DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to choose. ``metres``: how far away it is, None where that is not known."""

    id: str
    kind: str
    title: str
    subtitle: str
    latitude: float | None
    longitude: float | None
    metres: float | None = None


def near(
    model: ReadModel, kinds: Sequence[str], latitude: float, longitude: float, limit: int
) -> list[Spot]:
    """The nearest hotspots and premises of these kinds, nearest first; nothing beyond some 40 km.

    Distances are on a plane that touches the Earth here (WGS84 degrees): good to a metre in a town.
    """
    if not kinds:
        return []
    north = 111_320.0
    east = north * max(0.01, math.cos(math.radians(latitude)))
    sql = _NEAR.format(kinds=_marks(kinds))
    found: list[tuple[Any, ...]] = []
    for side in _SQUARES:
        wide = side * north / east
        box = (latitude - side, latitude + side, longitude - wide, longitude + wide)
        with model.lock:
            found = model.connection.execute(sql, (*kinds, *box)).fetchall()
        if len(found) >= limit:
            break
    spots = [
        replace(
            Spot(*row),
            metres=math.hypot((row[4] - latitude) * north, (row[5] - longitude) * east),
        )
        for row in found
    ]
    return sorted(spots, key=lambda spot: (spot.metres or 0.0, spot.title))[:limit]


def last_places(model: ReadModel, now_ms: int) -> list[str]:
    """The ids of the places where something was last recorded, the newest first."""
    with model.lock:
        rows = model.connection.execute(
            _LAST, (now_ms - _LATELY_DAYS * _DAY_MS, _LATELY_ROWS)
        ).fetchall()
    return list(dict.fromkeys(row[0] for row in rows))


def spots(model: ReadModel, ids: Iterable[str], kinds: Sequence[str]) -> list[Spot]:
    """These places, in this order; one of another kind, or withdrawn, is left out."""
    wanted = list(ids)
    if not wanted or not kinds:
        return []
    sql = _PLACED.format(ids=_marks(wanted), kinds=_marks(kinds))
    with model.lock:
        rows = model.connection.execute(sql, (*wanted, *kinds)).fetchall()
    held = {row[0]: Spot(*row) for row in rows}
    return [held[one] for one in wanted if one in held]


def find(model: ReadModel, text: str, kinds: Sequence[str], limit: int) -> list[Row]:
    """Records of these kinds that hold all the words, the newest recorded first."""
    expression = search.expression(text)
    if expression is None or not kinds:
        return []
    with model.lock:
        rows = model.connection.execute(
            _FIND.format(kinds=_marks(kinds)), (expression, *kinds, limit)
        ).fetchall()
    return [row_of(row) for row in rows]


def to_complete(model: ReadModel, person: str, since_ms: int, limit: int) -> list[Row]:
    """What this person wrote lately and has questions left in, the newest first."""
    with model.lock:
        rows = model.connection.execute(_MINE, (since_ms, person, limit)).fetchall()
    return [row_of(row) for row in rows]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
