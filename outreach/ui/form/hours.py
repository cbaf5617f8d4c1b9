"""Times as they are typed at night: ``23:40``, ``2340``, ``11.40pm``; and which day they mean.

The rule that this module enforces: after midnight 23:40 means yesterday. A time without a day is
the last such time that is not in the future; an end is the first such time after its beginning.

All functions are pure. Moments are milliseconds since 1970 (UTC); days and clocks are local to
``zone``, this device's when None.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from outreach.ui.moments import MINUTE

#: A time so little ahead of the clock is still meant for today: clocks differ.
AHEAD = 5 * MINUTE

_CLOCK = re.compile(r"^(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?$")
_DATE = re.compile(r"^(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?$")


def read_clock(words: str) -> tuple[int, int] | None:
    """Hours and minutes; None when it is no time of day, or not yet."""
    found = _CLOCK.match(words.strip().lower())
    if found is None:
        return None
    hours, minutes, half = int(found[1]), int(found[2] or 0), found[3]
    if half is None and found[2] is None:
        return None  # "23" alone may go on
    if half is not None:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half == "pm" else 0)
    return (hours, minutes) if hours < 24 and minutes < 60 else None


def read_date(words: str, today: date) -> date | None:
    """A day such as ``14/11``, ``14/11/26`` or ``14.11.2026``; without a year the last such day."""
    found = _DATE.match(words.strip())
    if found is None:
        return None
    day, month = int(found[1]), int(found[2])
    year = int(found[3]) if found[3] else today.year
    year += 2000 if year < 100 else 0
    try:
        meant = date(year, month, day)
        return meant.replace(year=year - 1) if not found[3] and meant > today else meant
    except ValueError:
        return None


def local(ms: int, zone: tzinfo | None = None) -> datetime:
    """A moment as this device's clock shows it."""
    at = datetime.fromtimestamp(ms / 1000, tz=zone)
    return at if zone else at.astimezone()


def on(day: date, clock: tuple[int, int], zone: tzinfo | None = None) -> int:
    """That time on that day. In the hour that a change to winter time repeats: the first."""
    at = datetime(day.year, day.month, day.day, *clock)  # noqa: DTZ001 - local on purpose
    aware = at.replace(tzinfo=zone) if zone else at.astimezone()
    return int(aware.timestamp() * 1000)


def meant(
    clock: tuple[int, int], now_ms: int, after_ms: int | None = None, zone: tzinfo | None = None
) -> int:
    """Which moment a time of day means now. ``after_ms``: when that began which this ends."""
    if after_ms is not None:
        begun = local(after_ms, zone).date()
        at = on(begun, clock, zone)
        return at if at >= after_ms else on(begun + timedelta(days=1), clock, zone)
    today = local(now_ms, zone).date()
    at = on(today, clock, zone)
    return at if at <= now_ms + AHEAD else on(today - timedelta(days=1), clock, zone)
