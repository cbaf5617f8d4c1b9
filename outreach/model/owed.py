"""What each team still owes: counted from records that nobody has approved yet, and from places.

The rules that this module enforces:

1. Who owes is who wrote the record first, under the agency and the name they had then.
2. An approved record owes nothing: its supervisor took it as it is.
3. Each number has its records: what :func:`owed` counts, :func:`records` gives, and no other.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from outreach.model.due import Due, due
from outreach.model.fold import ReadModel
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row

#: Returned and not corrected; with answers missing; recorded late; with two answers to a question;
#: waiting for a review, which its supervisor owes.
What = Literal["returned", "missing", "late", "conflict", "waiting"]

# The two partial indexes lead to all that is not approved; what is only on a tablet is not here.
_OPEN: Final = (
    "SELECT row FROM record WHERE waiting_ms IS NOT NULL"
    " UNION SELECT row FROM record WHERE review = 'returned'"
    " UNION SELECT row FROM record WHERE conflicts > 0"
)
_CONDITIONS: Final[dict[What, str]] = {
    "returned": "r.review = 'returned'",
    "missing": "(r.missing > 0 AND r.review IN ('to_review', 'corrected', 'returned'))",
    "late": "(r.late_ms > 0 AND r.review IN ('to_review', 'corrected', 'returned'))",
    "conflict": "r.conflicts > 0",
    "waiting": "r.waiting_ms IS NOT NULL",
}
_SUMS: Final = ", ".join(f"sum({condition})" for condition in _CONDITIONS.values())
_OWED: Final = (  # every part is a constant of this module
    f"SELECT a.agency, a.name, a.person, {_SUMS}, sum(r.missing), min(r.waiting_ms)"  # noqa: S608
    f" FROM ({_OPEN}) open CROSS JOIN record r ON r.row = open.row"
    " CROSS JOIN author a ON a.id = r.author WHERE NOT r.withdrawn OR r.conflicts > 0"
    " GROUP BY a.agency, a.person, a.name"
)
_HOTSPOTS: Final = (
    "SELECT r.id, r.title, r.subtitle, json_extract(r.data, '$.standing'),"
    " (SELECT max(v.sort_ms) FROM record v INDEXED BY record_at_place"
    "  WHERE v.place = r.id AND v.withdrawn = 0)"
    " FROM record r WHERE r.kind = 'hotspot' AND NOT r.withdrawn ORDER BY r.title COLLATE NOCASE"
)


@dataclass(frozen=True, slots=True)
class Owed:
    """What one person, or one agency together, still owes. ``answers``: how many are missing in the
    ``missing`` records; ``oldest_ms``: since when the oldest waits for a review."""

    agency: str
    name: str
    person: str
    returned: int
    missing: int
    late: int
    conflict: int
    waiting: int
    answers: int
    oldest_ms: int | None

    def count(self, what: What) -> int:
        return int(getattr(self, what))


@dataclass(frozen=True, slots=True)
class Team:
    """An agency's sums, and its people: who owes most first."""

    together: Owed
    people: tuple[Owed, ...]


@dataclass(frozen=True, slots=True)
class DuePlace:
    """A hotspot where somebody should go."""

    id: str
    title: str
    subtitle: str
    due: Due


def owed(model: ReadModel) -> list[Team]:
    """What each agency owes, the one that owes most first."""
    with model.lock:
        found = model.connection.execute(_OWED).fetchall()
    by_agency: dict[str, list[Owed]] = {}
    for one in found:
        by_agency.setdefault(one[0], []).append(Owed(*one))
    teams = [
        Team(_together(agency, people), tuple(sorted(people, key=_weight)))
        for agency, people in by_agency.items()
    ]
    return sorted(teams, key=lambda team: _weight(team.together))


def records(model: ReadModel, what: What, agency: str, person: str | None = None) -> list[Row]:
    """The records behind a number of :func:`owed`, oldest first. ``person`` None: the agency's."""
    sql = (
        f"{LISTED} FROM ({_OPEN}) open CROSS JOIN record r ON r.row = open.row{JOINED}"
        f" WHERE {_CONDITIONS[what]} AND (NOT r.withdrawn OR r.conflicts > 0)"
        " AND a.agency = :agency AND (:person IS NULL OR a.person = :person)"
        " ORDER BY r.recorded_ms, r.row"
    )
    bound: dict[str, Any] = {"agency": agency, "person": person}
    with model.lock:
        found = model.connection.execute(sql, bound).fetchall()
    return [row_of(one) for one in found]


def due_places(model: ReadModel, now_ms: int) -> list[DuePlace]:
    """Hotspots that are due for a visit, what is overdue longest first, never visited ones last."""
    with model.lock:
        found = model.connection.execute(_HOTSPOTS).fetchall()
    places = [
        DuePlace(place, title, subtitle, due("hotspot", last_ms, now_ms, standing=standing))
        for place, title, subtitle, standing, last_ms in found
    ]
    return sorted(
        (place for place in places if place.due.now),
        key=lambda place: (place.due.due_ms is None, place.due.days),
    )


def _together(agency: str, people: list[Owed]) -> Owed:
    sums = {
        field.name: sum(getattr(one, field.name) for one in people)
        for field in fields(Owed)
        if field.name not in ("agency", "name", "person", "oldest_ms")
    }
    waiting = [one.oldest_ms for one in people if one.oldest_ms is not None]
    return Owed(agency, "", "", **sums, oldest_ms=min(waiting, default=None))


def _weight(one: Owed) -> tuple[int, int, str, str]:
    """What the person can do themselves counts most."""
    return (-one.returned, -(one.missing + one.late + one.conflict), one.agency, one.name)
