"""How long something holds, and by when something is due: from a moment and a term of the data.

The rules that this module enforces:

1. Hours are time that passes: 48 hours over a night when the clocks change are 48 hours, and end an
   hour earlier or later by the clock on the wall.
2. Days, working days and months are the calendar's, where this device is: a day ends at midnight,
   and a month later is the same day and time, or the last day of a shorter month.
3. Which days count is data: ``not_counting`` of a term (``MM-DD``), and the days nobody works on.

Moments are milliseconds since 1970, UTC.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class Working:
    """Which days are none that people work on: weekdays, Monday is 0, and single days."""

    weekdays: frozenset[int] = frozenset()
    days: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        return day.weekday() not in self.weekdays and day not in self.days


@dataclass(frozen=True, slots=True)
class Term:
    """One of ``hours``, ``days`` (0: to the end of that day), ``working_days`` and ``months``;
    ``at_least_hours``: never shorter than that. ``not_counting``: (month, day) that do not count
    among the hours."""

    hours: float | None = None
    days: int | None = None
    working_days: int | None = None
    months: int | None = None
    at_least_hours: float = 0
    not_counting: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def of(cls, data: Mapping[str, Any] | None) -> Term | None:
        """From the data; None of none."""
        if not data:
            return None
        left_out = frozenset((int(day[:2]), int(day[3:])) for day in data.get("not_counting", ()))
        given = {name: value for name, value in data.items() if name != "not_counting"}
        return cls(**given, not_counting=left_out)

    def after(self, start_ms: int, working: Working | None = None) -> int:
        """The moment at which it ends that began at ``start_ms``."""
        least = start_ms + int(self.at_least_hours * HOUR_MS)
        if self.hours is not None:
            end = self._after_hours(start_ms)
        elif self.months is not None:
            end = _months_later(start_ms, self.months)
        elif self.working_days is not None:
            end = _end_of(_working_later(_local(start_ms).date(), self.working_days, working))
        else:
            end = _end_of(_local(start_ms).date() + timedelta(days=self.days or 0))
        return max(end, least)

    def _after_hours(self, start_ms: int) -> int:
        left = int((self.hours or 0) * HOUR_MS)
        at = start_ms
        while self.not_counting and left > 0:
            day = _local(at).date()
            midnight = _end_of(day)
            if (day.month, day.day) not in self.not_counting:
                if midnight - at >= left:
                    break
                left -= midnight - at
            at = midnight
        return at + left


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000).astimezone()


def _ms(at: datetime) -> int:
    """Of a moment without an offset: this device's. Of the hour that comes twice, the first."""
    return int(at.astimezone().timestamp()) * 1000


def _end_of(day: date) -> int:
    """Midnight after ``day``."""
    after = day + timedelta(days=1)
    return _ms(datetime(after.year, after.month, after.day))  # noqa: DTZ001 - local on purpose


def end_of_day(day: str) -> int:
    """Midnight after a day such as ``2027-03-31``."""
    return _end_of(date.fromisoformat(day))


def _months_later(start_ms: int, months: int) -> int:
    at = _local(start_ms)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    month += 1
    day = min(at.day, calendar.monthrange(year, month)[1])
    return _ms(datetime(year, month, day, at.hour, at.minute, at.second))  # noqa: DTZ001 - local


def _working_later(day: date, count: int, working: Working | None) -> date:
    rule = working or Working()
    while count > 0:
        day += timedelta(days=1)
        count -= rule.works(day)
    return day


def moment_of(ms: int) -> str:
    """A moment as records carry it, at this device's offset then."""
    return _local(ms).isoformat(timespec="seconds")
