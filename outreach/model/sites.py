"""Places as a list wants them: filtered, in an order, a window at a time, with what is due.

The rules that this module enforces:

1. Nothing is read for a place that is not in the window: filter, order and limit are the
   database's work, through the index of what was recorded at a place.
2. When a place is due is the rule of ``due``; its days are bound into the question, and a test
   holds the two to each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from outreach.model.due import DAY_MS, Due, due, intervals
from outreach.model.fold import ReadModel

#: ``due``: the longest overdue first. ``near``: the nearest first; needs a point. ``recent``: where
#: somebody was last, first.
Order = Literal["due", "near", "recent", "name"]

_HERE: Final = "FROM record v INDEXED BY record_at_place WHERE v.place = r.id AND v.withdrawn = 0"
_CHECK: Final = f"{_HERE} AND v.kind = 'premises-check' ORDER BY v.sort_ms DESC LIMIT 1"
_PLACES: Final = (  # of constants; what people type is bound
    "SELECT r.id, r.kind, r.title, r.subtitle, r.latitude, r.longitude,"  # noqa: S608
    f" (SELECT max(v.sort_ms) {_HERE}) AS last_ms,"
    f" CASE r.kind WHEN 'premises' THEN (SELECT v.sort_ms {_CHECK}) END AS checked_ms,"
    f" CASE r.kind WHEN 'premises' THEN (SELECT v.amiss {_CHECK}) END AS amiss,"
    " CASE r.kind WHEN 'hotspot' THEN json_extract(r.data, '$.standing') END AS standing"
    " FROM record r WHERE r.kind IN ('hotspot', 'premises') AND NOT r.withdrawn"
    " AND (:kind = '' OR r.kind = :kind)"
)
_DUE: Final = (
    "CASE WHEN kind = 'premises' THEN checked_ms +"
    " CASE WHEN amiss THEN :amiss ELSE :fine END"
    " WHEN ({every}) IS NULL THEN NULL ELSE coalesce(last_ms + ({every}), 0) END"
)
_ORDERS: Final[dict[Order, str]] = {
    "due": "due_ms IS NULL, due_ms, kind, title COLLATE NOCASE",
    "near": "latitude IS NULL OR longitude IS NULL, (latitude - :lat) * (latitude - :lat)"
    " + (longitude - :lon) * (longitude - :lon) * :squeeze",
    "recent": "last_ms IS NULL, last_ms DESC, title COLLATE NOCASE",
    "name": "title COLLATE NOCASE",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A hotspot or premises in a list. ``last_ms``: when something was last recorded to have
    happened there. ``checked_ms``: when premises were last checked, ``amiss``: answers of that
    check that were not in order."""

    id: str
    kind: str
    title: str
    subtitle: str
    latitude: float | None
    longitude: float | None
    last_ms: int | None
    due: Due
    amiss: int
    checked_ms: int | None


@dataclass(frozen=True, slots=True)
class Sites:
    """A window of places, out of ``total`` that fit; ``due`` of those are due now. ``all``: how
    many places there are at all."""

    rows: list[Site]
    total: int
    due: int
    all: int


def sites(
    model: ReadModel,
    now_ms: int,
    *,
    words: str = "",
    kind: str = "",
    only_due: bool = False,
    order: Order = "due",
    near: tuple[float, float] | None = None,
    limit: int = 40,
) -> Sites:
    """Places that have all of ``words`` in their two lines, of ``kind`` (empty: both). ``near``: a
    point in WGS84 degrees. ``only_due``: those that are due now."""
    rule = intervals()
    given: dict[str, Any] = {
        "kind": kind,
        "now": now_ms,
        "limit": limit,
        "amiss": _span(rule.premises_amiss),
        "fine": _span(rule.premises_fine),
        "otherwise": _span(rule.hotspot_otherwise),
    }
    cases = []
    for number, (standing, days) in enumerate(sorted(rule.hotspot.items())):
        given[f"s{number}"], given[f"d{number}"] = standing, _span(days)
        cases.append(f"WHEN :s{number} THEN :d{number}")
    every = f"CASE standing {' '.join(cases)} ELSE :otherwise END" if cases else ":otherwise"
    conditions = ["1"]
    for number, word in enumerate(_words(words)):
        given[f"w{number}"] = word
        conditions.append(f"(title || ' ' || subtitle) LIKE :w{number} ESCAPE '\\'")
    if only_due:
        conditions.append("due_ms <= :now")
    if order == "near" and near is not None:
        given["lat"], given["lon"] = near
        given["squeeze"] = math.cos(math.radians(near[0])) ** 2
    by = _ORDERS["name" if order == "near" and near is None else order]
    found = (
        f"WITH place AS ({_PLACES}), dated AS"  # noqa: S608 - of constants
        f" (SELECT *, {_DUE.format(every=every)} AS due_ms FROM place)"
        " SELECT id, kind, title, subtitle, latitude, longitude, last_ms, checked_ms, amiss,"
        " standing, count(*) OVER (), sum(due_ms <= :now) OVER ()"
        f" FROM dated WHERE {' AND '.join(conditions)} ORDER BY {by}, id LIMIT :limit"
    )
    with model.lock:
        rows = model.connection.execute(found, given).fetchall()
        (every_one,) = model.connection.execute(
            "SELECT count(*) FROM record WHERE kind IN ('hotspot', 'premises') AND NOT withdrawn"
        ).fetchone()
    total, overdue = (rows[0][10], rows[0][11] or 0) if rows else (0, 0)
    return Sites([_site(row, now_ms) for row in rows], total, overdue, every_one)


def _site(row: Sequence[Any], now_ms: int) -> Site:
    last_ms, checked_ms, amiss, standing = row[6:10]
    when = checked_ms if row[1] == "premises" else last_ms
    found = due(row[1], when, now_ms, standing=standing, amiss=amiss or 0)
    values: tuple[Any, ...] = (*row[:7], found, amiss or 0, checked_ms)
    return Site(*values)


def _span(days: int | None) -> int | None:
    return None if days is None else days * DAY_MS


def _words(typed: str) -> list[str]:
    escaped = typed[:200].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return [f"%{word}%" for word in escaped.split()[:8]]
