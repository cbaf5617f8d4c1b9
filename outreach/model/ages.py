"""Ages: what a birth date makes somebody on a day, and what a band of ages spans.

Which ages a band of the list ``age_range`` spans is data (``assets/ages.json``). A band that it
does not name (an option that somebody added) contradicts nothing.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache

from outreach.assets import asset


def age_on(born: date, day: date) -> int:
    """Whole years; negative before birth. Whoever is born on 29 February has their birthday on
    1 March of other years (Family Law Reform Act 1969 s.9; (v))."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def band_of(code: str) -> tuple[int, int] | None:
    """The least and the greatest age of a band, in whole years; None for one that is not known."""
    return _bands().get(code)


@cache
def _bands() -> dict[str, tuple[int, int]]:
    data = json.loads(asset("ages.json").read_text(encoding="utf-8"))
    return {code: (int(least), int(most)) for code, (least, most) in data["bands"].items()}
