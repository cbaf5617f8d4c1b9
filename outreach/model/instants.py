"""Moments in a record: RFC 3339 with the local offset, to the second, always in one spelling.

The offset is kept because a night has two meanings: what the clock on the wall said, and when it
was for everybody else. ``2026-10-25T01:30:00+01:00`` and ``…+00:00`` are an hour apart.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from babel.dates import format_skeleton

from outreach.words import locale

#: The one spelling that records carry.
CANONICAL = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-2][0-9]:[0-5][0-9]:[0-5][0-9][+-][0-1][0-9]:[0-5][0-9]$"
)
_LOOSE = re.compile(
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(?:\.[0-9]+)?"
    r"\s?([Zz]|[+-][0-9]{2}:?[0-9]{2})?$"
)

#: A day without a time, in the one spelling that records carry.
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#: As people type one: day, month, year.
_TYPED_DAY = re.compile(r"^([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})$")

NOT_A_DAY = "Enter a real date, such as 14/11/2026 or 2026-11-14"
NOT_A_TIME = "Enter a real date and time, such as 2026-03-01T23:15:00+00:00"


def canonical(text: str) -> str:
    """``text`` in the spelling of records; accepts a space for ``T``, ``Z``, no seconds.

    Without an offset it is this device's wall clock, as a person means it who types ``22:15``; of
    the hour that comes twice in October, the first. Raises ``ValueError`` with a message for a
    person when there is no such date.
    """
    found = _LOOSE.match(text.strip())
    if found is None:
        raise ValueError(NOT_A_TIME)
    day, minutes, seconds, offset = found.groups()
    if offset is None:
        local = checked(f"{day}T{minutes}{seconds or ':00'}+00:00")
        return datetime.fromisoformat(local[:19]).astimezone().isoformat(timespec="seconds")
    if offset in "Zz":
        offset = "+00:00"
    elif ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    return checked(f"{day}T{minutes}{seconds or ':00'}{offset}")


def checked(text: str) -> str:
    """``text`` if it is a moment that exists. Raises ``ValueError`` with a message for a person."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(NOT_A_TIME) from None
    if len(text) != 25 or moment.tzinfo is None or "24:" in text[11:14]:
        raise ValueError(NOT_A_TIME)
    return text


def to_ms(text: str) -> int:
    """Milliseconds since 1970 in UTC of a canonical moment."""
    return int(datetime.fromisoformat(text).timestamp()) * 1000


def from_ms(wall_ms: int, offset_min: int = 0) -> str:
    """The canonical moment of ``wall_ms`` (UTC, since 1970) at ``offset_min`` minutes from UTC."""
    shifted = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
        seconds=wall_ms // 1000, minutes=offset_min
    )
    sign = "-" if offset_min < 0 else "+"
    hours, minutes = divmod(abs(offset_min), 60)
    return f"{shifted:%Y-%m-%dT%H:%M:%S}{sign}{hours:02}:{minutes:02}"


def spoken(text: str) -> str:
    """A canonical moment as people say it, in the language in use: ``Sun 1 Mar 2026, 23:15``. Not
    canonical: as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    date = format_skeleton("yMMMEd", moment, locale=locale()).replace(",", "")
    return f"{date}, {moment:%H:%M}"


def canonical_day(text: str) -> str:
    """A day in the spelling of records; accepts it as people type it: ``14/11/2026``.

    Raises ``ValueError`` with a message for a person when there is no such day.
    """
    typed = _TYPED_DAY.match(text.strip())
    if typed is not None:
        day, month, year = typed.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
    return checked_day(text.strip())


def checked_day(text: str) -> str:
    """``text`` if it is a day that exists. Raises ``ValueError`` with a message for a person."""
    if not re.match(DAY, text):
        raise ValueError(NOT_A_DAY)
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(NOT_A_DAY) from None
    return text


def typed_day(text: str) -> str:
    """A day as people type it; as it is where it is not in the spelling of records."""
    year, month, day = text[:4], text[5:7], text[8:]
    return f"{day}/{month}/{year}" if re.match(DAY, text) else text


def spoken_day(text: str) -> str:
    """A day as people say it, in the language in use: ``1 Mar 2026``. Not canonical: as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return format_skeleton("yMMMd", day, locale=locale())
