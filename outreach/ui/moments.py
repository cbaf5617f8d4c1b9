"""Times and counts as people say them: local, short, never ambiguous about the night.

All functions are pure; ``now`` and times are milliseconds since 1970 (UTC), and the zone is this
device's unless one is given.
"""

from __future__ import annotations

import time
from datetime import date, datetime, tzinfo

from babel.dates import format_skeleton, format_time

from outreach.words import _, locale, several

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def now_ms() -> int:
    """This device's clock, which may be wrong; only for what is shown."""
    return time.time_ns() // 1_000_000


def _local(ms: int, zone: tzinfo | None) -> datetime:
    moment = datetime.fromtimestamp(ms / 1000, tz=zone)
    return moment if zone else moment.astimezone()


def clock(ms: int, zone: tzinfo | None = None) -> str:
    """``01:12``."""
    return format_time(_local(ms, zone), "HH:mm", locale=locale())


def dated(then: date, skeleton: str) -> str:
    """A date with the parts that ``skeleton`` names, as the language in use writes it; English as
    it is spoken, without commas."""
    return format_skeleton(skeleton, then, locale=locale()).replace(",", "")


def day(ms: int, now: int, zone: tzinfo | None = None) -> str:
    """``Today``, ``Yesterday``, ``Fri 20 Nov`` or, in another year, ``20 Nov 2024``."""
    then, today = _local(ms, zone), _local(now, zone)
    apart = (today.date() - then.date()).days
    if apart == 0:
        return _("Today")
    if apart == 1:
        return _("Yesterday")
    if then.year == today.year:
        return dated(then, "MMMEd")
    return dated(then, "yMMMd")


def moment(ms: int | None, now: int, zone: tzinfo | None = None) -> str:
    """``Today 01:12``, ``Fri 20 Nov 23:40``; ``time not known`` for None."""
    if ms is None:
        return _("time not known")
    return _("{day} {time}").format(day=day(ms, now, zone), time=clock(ms, zone))


def ago(ms: int | None, now: int) -> str:
    """How long since: ``just now``, ``5 min ago``, ``3 h ago``, ``2 days ago``; ``never``."""
    if ms is None:
        return _("never")
    apart = max(0, now - ms)
    if apart < MINUTE:
        return _("just now")
    return _("{time} ago").format(time=span(apart))


def span(ms: int) -> str:
    """A length of time in its largest unit: ``5 min``, ``3 h``, ``1 day``, ``12 days``."""
    if ms < HOUR:
        return _("{n} min").format(n=max(1, ms // MINUTE))
    if ms < DAY:
        return _("{n} h").format(n=ms // HOUR)
    return several("{n} day", "{n} days", ms // DAY)


def today(now: int, zone: tzinfo | None = None) -> str:
    """``Saturday 21 November``; a night belongs to the day on which it began."""
    night = _local(now - 6 * HOUR, zone)
    return dated(night, "MMMMEEEEd")


def from_text(text: object) -> int | None:
    """Milliseconds of an RFC 3339 time; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError:
        return None


def to_text(ms: int, zone: tzinfo | None = None) -> str:
    """RFC 3339 with this device's offset, to the minute."""
    return _local(ms, zone).replace(second=0, microsecond=0).isoformat()
