"""What is measured by ward beside what the teams recorded there: hard and soft, in one table.

The rules that this module enforces:

1. What leaves it can be shown: numbers of 1 to 4 are suppressed here, and so is what would give
   them away beside a total (``small``). Each column is suppressed with its own total; there is no
   sum across columns, since visits, sightings and measures add up to nothing.
2. A rate is told only where its numerator is; it would tell it.
3. Where a source gives the authority's number and not that of each ward, what is left over is one
   row more, and suppressed like the others: a ward that was left out is not given away.
4. A column of records that this person does not read is *not visible*: never a number, nor a zero.
5. Wards stand in the order of their names. Nothing here ranks places, and nothing counts ethnicity.
6. A record is in the ward that it names, else of its own point, else of the place that it names.

Somebody who compares tables of other weeks can still subtract one from another; the screen says so.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from outreach.model import geography
from outreach.model.fold import ReadModel
from outreach.model.geography import Area
from outreach.model.kinds.registry import PLANS
from outreach.model.measures import DAY_MS, monday, span
from outreach.model.small import Shown, shown, suppress

#: Column of what was recorded -> its kinds.
RECORDED: Final[Mapping[str, tuple[str, ...]]] = {
    "visits": ("hotspot-visit", "premises-check"),
    "sightings": ("person-sighting", "vehicle-sighting"),
    "soft": ("soft-intelligence",),
}
_PIECE_DAYS: Final = 28
#: What stands for the rest of an authority, which no ward is known of.
REST: Final = ""

_MEASURES: Final = (
    "SELECT json_extract(data, '$.area_code'), json_extract(data, '$.period'),"
    " json_extract(data, '$.measure'), coalesce(json_extract(data, '$.measure_words'), ''),"
    " json_extract(data, '$.numerator'), json_extract(data, '$.denominator'),"
    " coalesce(json_extract(data, '$.source'), ''), coalesce(json_extract(data, '$.licence'), '')"
    " FROM record WHERE kind = 'locality-measure' AND NOT withdrawn ORDER BY recorded_ms, id"
)
_HAPPENED: Final = (
    "SELECT r.kind, json_extract(r.data, '$.ward_code'), json_extract(r.data, '$.authority_code'),"
    " r.latitude, r.longitude, json_extract(p.data, '$.ward_code'),"
    " json_extract(p.data, '$.authority_code'), p.latitude, p.longitude, count(*)"
    " FROM record r LEFT JOIN record p ON p.id = r.place"
    " WHERE r.kind IN (SELECT value FROM json_each(:kinds)) AND NOT r.withdrawn"
    " AND r.sort_ms >= :low AND r.sort_ms < :high GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that there is: its code, the words of one of its own, and the period."""

    code: str
    words: str
    period: str


@dataclass(frozen=True, slots=True)
class Column:
    """Counts in the order of the rows; ``cells`` and ``total`` None: not visible to this person, or
    (one cell) not given."""

    name: str
    cells: tuple[Shown | None, ...] | None
    total: Shown | None

    @property
    def visible(self) -> bool:
        """Whether this person reads what it counts."""
        return self.cells is not None


@dataclass(frozen=True, slots=True)
class Localities:
    """One authority. ``rows``: (code, name) of its wards by name, and the rest, code "", where
    there is any. ``per``: of each row the measure in a thousand, where that may be told.
    ``source``, ``licence``: of the measure."""

    authority: Area
    measure: Measure | None
    weeks: int
    rows: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    per: tuple[float | None, ...]
    source: str = ""
    licence: str = ""

    def column(self, name: str) -> Column:
        """The column of that name. Raises StopIteration."""
        return next(one for one in self.columns if one.name == name)


@dataclass(frozen=True, slots=True)
class _Given:
    numerator: int | None
    denominator: int | None
    source: str
    licence: str


def authorities() -> tuple[Area, ...]:
    """Those whose wards are known here, by name."""
    return tuple(sorted(geography.ground().authorities, key=lambda area: area.name))


def measures(model: ReadModel, authority: str) -> list[Measure]:
    """The measures that there are for an authority or a ward of it, the newest period first."""
    areas = {authority, *(ward.code for ward in _wards(authority))}
    found = {measure for area, measure, _given in _given_of(model) if area in areas}
    return sorted(found, key=lambda one: (one.code, one.words, _reversed(one.period)))


def localities(
    model: ReadModel,
    authority: str,
    measure: Measure | None,
    *,
    weeks: int,
    today: date,
    reads: Collection[str],
) -> Localities | None:
    """The table of an authority; None where its wards are not known here.

    Args:
        weeks: of what was recorded, up to this one.
        reads: the kinds of records that this person reads.
    """
    area = next((one for one in geography.ground().authorities if one.code == authority), None)
    if area is None:
        return None
    wards = sorted(_wards(authority), key=lambda ward: ward.name)
    codes = [ward.code for ward in wards]
    seen = _recorded(model, authority, codes, weeks, today, reads)
    given = {
        a: one for a, known, one in _given_of(model) if measure is not None and known == measure
    }
    counts, rest_of_measure = _numerators(given, authority, codes)
    with_rest = bool(rest_of_measure) or any(some[REST] for some in seen.values())
    rows = [(ward.code, ward.name) for ward in wards] + ([(REST, "")] if with_rest else [])
    columns = []
    if measure is not None:
        columns += _measured(given, counts, rest_of_measure, rows)
    for name, kinds in RECORDED.items():
        visible = all(kind in reads for kind in kinds if kind in PLANS)
        columns.append(_column(name, [seen[name][code] for code, _n in rows] if visible else None))
    first = next(iter(given.values()), None)
    return Localities(
        authority=area,
        measure=measure,
        weeks=weeks,
        rows=tuple(rows),
        columns=tuple(columns),
        per=_rates(given, rows, columns),
        source=first.source if first is not None else "",
        licence=first.licence if first is not None else "",
    )


# -- what is measured ------------------------------------------------------------------------------


def _given_of(model: ReadModel) -> list[tuple[str, Measure, _Given]]:
    """Every measure that is recorded; of two of the same area and period the newer one."""
    with model.lock:
        found = model.connection.execute(_MEASURES).fetchall()
    newest: dict[tuple[str, Measure], _Given] = {}
    for area, period, code, words, numerator, denominator, source, licence in found:
        if type(area) is str and type(code) is str and type(period) is str:
            measure = Measure(code, words if code == "custom" else "", period)
            newest[area, measure] = _Given(_whole(numerator), _whole(denominator), source, licence)
    return [(area, measure, given) for (area, measure), given in newest.items()]


def _whole(value: Any) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _numerators(
    given: Mapping[str, _Given], authority: str, codes: Sequence[str]
) -> tuple[dict[str, int], int]:
    """Ward -> count, and what is left of the authority's own count for wards that have none."""
    counts = {
        code: one.numerator
        for code in codes
        if (one := given.get(code)) is not None and one.numerator is not None
    }
    whole = given.get(authority)
    if whole is None or whole.numerator is None:
        return counts, 0
    return counts, max(whole.numerator - sum(counts.values()), 0)


def _measured(
    given: Mapping[str, _Given],
    counts: Mapping[str, int],
    rest: int,
    rows: Sequence[tuple[str, str]],
) -> list[Column]:
    held = [counts.get(code) if code != REST else (rest or None) for code, _name in rows]
    numbers = [n for n in held if n is not None]
    told = iter(_column("numerator", numbers).cells or ()) if numbers else iter(())
    cells = tuple(next(told) if n is not None else None for n in held)
    total = _column("numerator", numbers).total if numbers else None
    below = [given[code].denominator if code in given else None for code, _name in rows]
    return [
        Column("numerator", cells, total),
        # A population: no count of people in the records, and public by itself.
        Column("denominator", tuple(None if n is None else shown(n) for n in below), None),
    ]


def _rates(
    given: Mapping[str, _Given], rows: Sequence[tuple[str, str]], columns: Sequence[Column]
) -> tuple[float | None, ...]:
    counted = next((one for one in columns if one.name == "numerator"), None)
    if counted is None or counted.cells is None:
        return tuple(None for _row in rows)
    found: list[float | None] = []
    for (code, _name), cell in zip(rows, counted.cells, strict=True):
        out_of = given[code].denominator if code in given else None
        told = cell is not None and cell.exact and out_of
        found.append(cell.least * 1000 / out_of if told and cell and out_of else None)
    return tuple(found)


# -- what was recorded -----------------------------------------------------------------------------


def _recorded(
    model: ReadModel,
    authority: str,
    codes: Sequence[str],
    weeks: int,
    today: date,
    reads: Collection[str],
) -> dict[str, Counter[str]]:
    """Column -> ward -> how many, the rest of the authority under ``REST``."""
    first, _last = span(weeks, today)
    epoch = date(1970, 1, 1)
    asked = json.dumps([kind for kinds in RECORDED.values() for kind in kinds if kind in reads])
    low, end = (first - epoch).days, (monday(today) - epoch).days + 7
    found = []
    while low < end:  # in pieces, between which the model's lock is let go
        high = min(low + _PIECE_DAYS, end)
        values = {"kinds": asked, "low": low * DAY_MS, "high": high * DAY_MS}
        with model.lock:
            found += model.connection.execute(_HAPPENED, values).fetchall()
        low = high
    column_of = {kind: name for name, kinds in RECORDED.items() for kind in kinds}
    wards = frozenset(codes)
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    ground = _Ground()
    for kind, *where, count in found:
        ward, district = ground.ward(*where)
        if ward in wards:
            seen[column_of[kind]][ward] += count
        elif district == authority:
            seen[column_of[kind]][REST] += count
    return {name: seen[name] for name in RECORDED}


class _Ground:
    """The wards of points, each worked out once. Not kept longer than a table takes: where somebody
    was is content, and a lock lets go of it."""

    def __init__(self) -> None:
        self._known: dict[tuple[float, float], tuple[str, str]] = {}

    def ward(
        self, ward: Any, authority: Any, latitude: Any, longitude: Any, *place: Any
    ) -> tuple[str, str]:
        """The ward and the authority that a record is in, "" where that is not known (rule 6)."""
        if type(ward) is str:
            return ward, authority if type(authority) is str else ""
        if type(latitude) is float and type(longitude) is float:
            at = self._at(latitude, longitude)
            if at != ("", ""):
                return at
        if place:
            found = self.ward(*place)
            if found != ("", ""):
                return found
        return "", authority if type(authority) is str else ""

    def _at(self, latitude: float, longitude: float) -> tuple[str, str]:
        at = (latitude, longitude)
        if at not in self._known:
            found = geography.ward_at(*at)
            self._known[at] = ("", "") if found is None else (found[0].code, found[1].code)
        return self._known[at]


def _column(name: str, counts: Sequence[int] | None) -> Column:
    """A column as it may be shown, its total kept where that is possible."""
    if counts is None:
        return Column(name, None, None)
    table = suppress([[n] for n in counts], rows=False, whole=False, keep_totals=True)
    return Column(name, tuple(cell for (cell,) in table.cells), table.columns[0])


def _wards(authority: str) -> list[Area]:
    return [ward for ward in geography.ground().wards if ward.authority == authority]


def _reversed(period: str) -> tuple[int, ...]:
    return tuple(-ord(char) for char in period)
