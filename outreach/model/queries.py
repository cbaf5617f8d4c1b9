"""The questions that screens and commands ask of the read model.

The rule that this module enforces: nothing is hidden. Withdrawn records, superseded values and both
sides of a conflict are in the answers; how they are shown is for the screen. A review that does not
count is in none of them.

Every function takes the model's lock and may be called from any thread. ``limit=None``: all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from outreach.model import search
from outreach.model.fold import ReadModel
from outreach.model.pages import JOINED, LISTED, history, identify, row_of, show
from outreach.model.rows import (
    Comment,
    ConflictValue,
    Place,
    RecordView,
    Review,
    Row,
    Tally,
    VersionView,
)

__all__ = [
    "Comment",
    "ConflictValue",
    "Place",
    "RecordView",
    "Review",
    "Row",
    "Tally",
    "VersionView",
    "begun_by",
    "conflicts",
    "find",
    "history",
    "identify",
    "places",
    "queue",
    "returned_to",
    "rows",
    "show",
    "tally",
    "visits_at",
]

# Statements are put together from the constants of this module; what people type is always bound.
_NEWEST: Final = " ORDER BY r.sort_ms DESC, r.row DESC"
_FIND: Final = (
    f"{LISTED} FROM search CROSS JOIN record r ON r.row = search.rowid{JOINED}"
    " WHERE search MATCH ? ORDER BY search.rowid DESC LIMIT ?"
)
_TALLY: Final = (
    "SELECT (SELECT count(*) FROM record),"
    " (SELECT count(*) FROM record WHERE waiting_ms IS NOT NULL),"
    " (SELECT count(*) FROM record r CROSS JOIN author a ON a.id = r.author"
    "  WHERE r.review = 'returned' AND (:person IS NULL OR a.person = :person)),"
    " (SELECT count(*) FROM record WHERE conflicts > 0),"
    " (SELECT count(*) FROM quarantine), (SELECT count(*) FROM unknown)"
)
_BEGUN_BY: Final = "SELECT id FROM record WHERE space = ? AND entry = ?"
_AT_PLACE: Final = (
    "FROM record v INDEXED BY record_at_place WHERE v.place = r.id AND v.withdrawn = 0"
)
_PLACES: Final = (  # every part is a constant of this module
    "SELECT r.id, r.kind, r.title, r.subtitle, r.latitude, r.longitude,"  # noqa: S608
    f" (SELECT max(v.sort_ms) {_AT_PLACE}), (SELECT count(*) {_AT_PLACE})"
    " FROM record r WHERE r.kind IN (?, ?) AND NOT r.withdrawn"
    " AND (? OR (r.latitude IS NOT NULL AND r.longitude IS NOT NULL))"
    " ORDER BY r.title COLLATE NOCASE, r.id"
)


def rows(
    model: ReadModel,
    kind: str | None = None,
    place: str | None = None,
    limit: int | None = None,
    offset: int = 0,
    spaces: Sequence[str] | None = None,
) -> list[Row]:
    """Records, newest first: by when it occurred (recorded, where nobody said), then recorded.

    ``spaces``: only those of these spaces.
    """
    conditions = []
    values: list[Any] = []
    if kind is not None:
        conditions.append("r.kind = ?")
        values.append(kind)
    if place is not None:
        conditions.append("r.place = ?")
        values.append(place)
    if spaces is not None:
        conditions.append("r.space IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(spaces)))
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    page = f"SELECT r.row FROM record r {where}{_NEWEST} LIMIT ? OFFSET ?"  # noqa: S608
    # What is skipped is skipped in the index, before anything is looked up.
    sql = f"{LISTED} FROM ({page}) page CROSS JOIN record r ON r.row = page.row{JOINED}{_NEWEST}"
    return _rows(model, sql, *values, _all(limit), offset)


def find(model: ReadModel, text: str, limit: int | None = None) -> list[Row]:
    """Records with all the words that a person typed, newest recorded first (see ``search``)."""
    expression = search.expression(text)
    if expression is None:
        return []
    return _rows(model, _FIND, expression, _all(limit))


def queue(model: ReadModel, limit: int | None = None) -> list[Row]:
    """What waits for a supervisor's review: what weighs most first (``risk``), then the longest
    waiting, counted from when the store received the oldest version that nobody has reviewed. What
    is only here cannot wait yet."""
    return _rows(
        model,
        f"{LISTED} FROM record r{JOINED} WHERE r.waiting_ms IS NOT NULL"
        " ORDER BY r.risk DESC, r.waiting_ms, r.row LIMIT ?",
        _all(limit),
    )


def returned_to(model: ReadModel, person: str) -> list[Row]:
    """Records of this person that a supervisor returned and nobody has corrected since."""
    return _rows(
        model,
        f"{LISTED} FROM record r{JOINED} WHERE r.review = 'returned' AND a.person = ?"
        " ORDER BY r.row DESC",
        person,
    )


def conflicts(model: ReadModel) -> list[Row]:
    """Records with a field to which people gave different values without knowing of each other."""
    return _rows(model, f"{LISTED} FROM record r{JOINED} WHERE r.conflicts > 0 ORDER BY r.row DESC")


def visits_at(model: ReadModel, place: str, limit: int | None = None) -> list[Row]:
    """Everything that was recorded at a hotspot or premises, newest first."""
    return rows(model, place=place, limit=limit)


def begun_by(model: ReadModel, space: str, entries: Iterable[str]) -> list[str]:
    """The ids of the records of a space whose first version is one of these entries (64 hex)."""
    found = []
    with model.lock:
        for entry in entries:
            given = (space, bytes.fromhex(entry))
            found += model.connection.execute(_BEGUN_BY, given).fetchall()
    return [record for (record,) in found]


def places(model: ReadModel, kind: str | None = None, *, located: bool = False) -> list[Place]:
    """Hotspots and premises that are not withdrawn, by title. ``located``: only those with
    coordinates."""
    either = (kind, kind) if kind is not None else ("hotspot", "premises")
    with model.lock:
        found = model.connection.execute(_PLACES, (*either, not located)).fetchall()
    return [Place(*place) for place in found]


def tally(model: ReadModel, person: str | None = None) -> Tally:
    """The numbers that stay in sight. ``returned`` counts this person's, or everybody's."""
    with model.lock:
        found = model.connection.execute(_TALLY, {"person": person}).fetchone()
    return Tally(*found)


def _all(limit: int | None) -> int:
    return -1 if limit is None else max(limit, 0)


def _rows(model: ReadModel, sql: str, *values: Any) -> list[Row]:
    with model.lock:
        found = model.connection.execute(sql, values).fetchall()
    return [row_of(row) for row in found]
