"""Months as headings of a timeline."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.dates import format_skeleton

from outreach.words import _, locale

#: A night belongs to the day on which it began.
MORNING = timedelta(hours=6)


def month(ms: int, now: int) -> str:
    """``This week``, ``This month`` in an earlier week, or ``In October 2026``."""
    then = datetime.fromtimestamp(ms / 1000).astimezone() - MORNING
    today = datetime.fromtimestamp(now / 1000).astimezone() - MORNING
    if 0 <= (today.date() - then.date()).days < 7:
        return _("The last seven nights")
    if (then.year, then.month) == (today.year, today.month):
        return _("Earlier this month")
    written = format_skeleton("yMMMM", then, locale=locale())
    return _("In {month}").format(month=written)
