"""What is counted, and of which records: one condition for a number and for the list behind it.

The rules that this module enforces:

1. A number and the list it leads to are made of the same condition, so that they agree.
2. Weeks begin on Monday; days and hours are those of the clock on the wall where it happened, as it
   was written. Where nobody wrote a time, the day is that of the record and the hour is not known.
3. After midnight it is still the night before: the weekday of a night is that of its evening.
4. A ``Slice`` goes into an address, so it holds ids, dates and codes and nothing that people wrote.
   An agency stands there as the beginning of a digest of its name.

Withdrawn records are in no number.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Final

from outreach.model.codes import code_list
from outreach.model.kinds.registry import PLANS

#: Weeks that one can look at.
PERIODS: Final = (4, 13, 52)

_FROM: Final = "json_extract(r.data, '$.occurred_from')"
#: The moment by the clock on the wall, as text.
WALL: Final = (
    f"coalesce({_FROM}, strftime('%Y-%m-%dT%H:%M:%S', r.recorded_ms / 1000"
    " + r.utc_offset_min * 60, 'unixepoch'))"
)
DAY: Final = f"substr({WALL}, 1, 10)"
WEEK: Final = f"date({DAY}, 'weekday 0', '-6 days')"
#: Whether somebody said at what hour it was.
TIMED: Final = (
    f"({_FROM} IS NOT NULL"
    " AND coalesce(json_extract(r.data, '$.occurred_precision'), '') <> 'unknown')"
)
HOUR: Final = f"CAST(substr({_FROM}, 12, 2) AS INTEGER)"
NIGHT: Final = f"((strftime('%w', substr({_FROM}, 1, 19), '-6 hours') + 6) % 7)"

QUIET: Final = "(json_extract(r.data, '$.nothing_seen') IS 1)"

_LISTS: Final = " || ".join(
    f"coalesce(json_extract(r.data, '$.{name}'), '')"
    for name, ask in PLANS["premises-check"].asks.items()
    if ask.widget == "checklist"
)
#: What a check found: ``amiss``, ``in_order``, or ``unchecked`` where no item has such an answer.
CHECK: Final = (
    f"CASE WHEN instr({_LISTS}, '\"not_in_order\"') THEN 'amiss'"
    f" WHEN instr({_LISTS}, '\"in_order\"') THEN 'in_order' ELSE 'unchecked' END"
)
CHECKS: Final = ("in_order", "amiss", "unchecked")

#: When the first review that counts came: not of somebody's own record, by a supervisor, in the
#: record's space. In milliseconds; the reviewer's clock while the store has not answered.
FIRST_REVIEW: Final = (
    "CASE WHEN r.clocks IS NULL THEN NULL ELSE (SELECT"
    " min(coalesce(json_extract(v.value, '$[4]'), json_extract(v.value, '$[6][0]')))"
    " FROM json_each(r.clocks, '$.r') v CROSS JOIN author b ON b.id = json_extract(v.value, '$[1]')"
    " WHERE json_extract(v.value, '$[8]') = r.space AND b.person <> a.person"
    " AND instr(b.duties, '\"supervisor\"')) END"
)

SIGHTINGS: Final = ("person-sighting", "vehicle-sighting")
#: Records of what happened; places are not among them.
HAPPENED: Final = ("hotspot-visit", "premises-check", *SIGHTINGS)
#: Records whose answers are asked for.
ASKED: Final = (*HAPPENED, "outing")
REASONS: Final = tuple(code.code for code in code_list("unknown_answer").codes)


def _has(list_field: str) -> str:
    return f"EXISTS (SELECT 1 FROM json_each(r.data, '$.{list_field}') e WHERE e.value = :code)"  # noqa: S608


def unknown_text(code: str) -> str:
    """How an answer for what is not known stands in a record's data. No text that people wrote can
    hold it: its quotation marks are escaped there."""
    return f'{{"unknown":"{code}"'


#: Measure -> its condition. ``:code`` is the slice's code.
MEASURES: Final[Mapping[str, str]] = {
    "visits": "r.kind = 'hotspot-visit'",
    "quiet": f"r.kind = 'hotspot-visit' AND {QUIET}",
    "seen": f"r.kind = 'hotspot-visit' AND NOT {QUIET}",
    "sightings": "r.kind IN ('person-sighting', 'vehicle-sighting')",
    "people": "r.kind = 'person-sighting'",
    "vehicles": "r.kind = 'vehicle-sighting'",
    "checks": "r.kind = 'premises-check'",
    "check": f"r.kind = 'premises-check' AND {CHECK} = :code",
    "effect": f"r.kind = 'hotspot-visit' AND {_has('presence_effect')}",
    "outcome": f"r.kind = 'premises-check' AND {_has('outcomes')}",
    "reviewed": f"r.received_ms IS NOT NULL AND ({FIRST_REVIEW}) IS NOT NULL",
    "waiting": "r.waiting_ms IS NOT NULL",
    "kind": "r.kind = :code",
    "blank": "r.kind = :code AND r.missing > 0",
    "unknown": "instr(r.data, :unknown)",
}
#: Measures of every kind that is asked for answers.
_OF_ALL: Final = ("reviewed", "waiting", "unknown")


def digest(agency: str) -> str:
    """What stands for an agency in an address."""
    return hashlib.sha256(agency.encode()).hexdigest()[:10]


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Slice:
    """Some records: a measure, in so many weeks up to this one, and what narrows it down.

    ``week``: the ISO date of its Monday. ``night``: weekday of the evening, 0 is Monday. ``place``
    the id of a hotspot or premises. ``agency``: see ``digest``. ``code``: a code, or a kind.
    """

    measure: str
    weeks: int = 13
    week: str = ""
    night: int | None = None
    hour: int | None = None
    place: str = ""
    agency: str = ""
    code: str = ""

    def but(self, **other: Any) -> Slice:
        """The same with something else."""
        return replace(self, **other)

    def address(self) -> str:
        """As a part of an address, such as ``measure=visits~weeks=13~hour=23``."""
        held = ((f.name, getattr(self, f.name)) for f in fields(self))
        return "~".join(f"{name}={value}" for name, value in held if value not in ("", None))

    @classmethod
    def parse(cls, address: str) -> Slice | None:
        """The slice of an address; None for anything that is none, however it came about."""
        found = dict(part.partition("=")[::2] for part in address.split("~"))
        names = {f.name for f in fields(cls)}
        if found.get("measure") not in MEASURES or not found.keys() <= names:
            return None
        if not all(_SHAPES[name].fullmatch(value) for name, value in found.items()):
            return None
        numbers = {n: int(found.pop(n)) for n in ("weeks", "night", "hour") if n in found}
        if numbers.get("weeks", 13) not in PERIODS:
            return None
        return cls(**found, **numbers)  # type: ignore[arg-type]


_SHAPES: Final = {
    "measure": re.compile(r"[a-z]+"),
    "weeks": re.compile(r"[0-9]{1,2}"),
    "week": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "night": re.compile(r"[0-6]"),
    "hour": re.compile(r"[0-9]{1,2}"),
    "place": re.compile(r"[0-9a-f]{32}"),
    "agency": re.compile(r"[0-9a-f]{10}"),
    "code": re.compile(r"[a-z0-9_-]{1,40}"),
}

DAY_MS: Final = 86_400_000


def span(weeks: int, today: date) -> tuple[date, date]:
    """The first and the last day of so many weeks up to the one that ``today`` is in."""
    first = monday(today) - timedelta(weeks=weeks - 1)
    return first, first + timedelta(days=7 * weeks - 1)


def low_of(asked: Slice, today: date) -> int:
    """From when on a record may be of the slice's weeks, whatever its time zone; in ms."""
    first, _last = span(asked.weeks, today)
    return ((first - date(1970, 1, 1)).days - 1) * DAY_MS


def narrowed(asked: Slice, agencies: Iterable[int]) -> tuple[str, dict[str, Any]]:
    """The condition of ``within`` on ``fact f``, for weeks from ``:first`` to ``:last``."""
    values: dict[str, Any] = {}
    found = ["f.week BETWEEN :first AND :last"]
    if asked.place:
        found.append("f.place = :place")
        values["place"] = asked.place
    if asked.agency:
        found.append(f"f.author IN ({', '.join(str(int(number)) for number in agencies)})")
    return " AND ".join(found), values


def within(asked: Slice, today: date, agencies: Iterable[int]) -> tuple[str, dict[str, Any]]:
    """The condition that both numbers and lists begin with, and its values.

    ``agencies``: the authors' numbers of the slice's agency.
    """
    first, last = span(asked.weeks, today)
    epoch = date(1970, 1, 1)
    # An index finds what happened about then; the clock on the wall decides.
    values: dict[str, Any] = {
        "low": low_of(asked, today),
        "high": ((last - epoch).days + 2) * DAY_MS,
        "first": first.isoformat(),
        "last": last.isoformat(),
    }
    found = ["r.sort_ms >= :low AND r.sort_ms < :high AND NOT r.withdrawn"]
    found.append(f"{DAY} BETWEEN :first AND :last")
    if asked.place:
        found.append("r.place = :place")
        values["place"] = asked.place
    if asked.agency:
        # Numbers of our own, not what somebody typed.
        found.append(f"r.author IN ({', '.join(str(int(number)) for number in agencies)})")
    return " AND ".join(found), values


def condition(asked: Slice, today: date, agencies: Iterable[int]) -> tuple[str, dict[str, Any]]:
    """Which records a slice has, as a condition on ``record r`` joined with ``author a``."""
    base, values = within(asked, today, agencies)
    found = [base, f"({MEASURES[asked.measure]})"]
    if asked.measure in _OF_ALL:
        found.append(f"r.kind IN ({', '.join(repr(kind) for kind in ASKED)})")
    if asked.code:
        values["code"] = asked.code
        values["unknown"] = unknown_text(asked.code)
    for name, expression in (("week", WEEK), ("night", NIGHT), ("hour", HOUR)):
        value = getattr(asked, name)
        if value not in ("", None):
            found.append(f"{expression} = :{name}")
            values[name] = value
    if asked.hour is not None or asked.night is not None:
        found.append(TIMED)
    return " AND ".join(found), values
