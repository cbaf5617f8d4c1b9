"""Who goes there and when: weekday by hour, as a strip of heat.

A night has one weekday, that of its evening: what happened at one on Saturday morning stands under
Friday. So the day of this map begins at six, as ``moments.today`` has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final

from babel.dates import get_day_names

from outreach.model.small import Shown, suppress
from outreach.ui.charts.chart import Ink, Line, Picture
from outreach.ui.charts.heat import Heat
from outreach.words import _, locale

#: The hour at which a night is over and a day begins.
MORNING: Final = 6
#: As few hours are never drawn: three columns would be no strip.
FEWEST: Final = 8


def slot(wall: datetime | str) -> tuple[int, int]:
    """(weekday of the night, 0 is Monday; hour) of a moment, by the clock on the wall where it was.
    ``wall``: a datetime or a canonical moment, whose own offset is the right one."""
    moment = datetime.fromisoformat(wall) if isinstance(wall, str) else wall
    night: date = (moment - timedelta(hours=MORNING)).date()
    return night.weekday(), moment.hour


def spoken_hour(hour: int) -> str:
    """``22:00 to 23:00``."""
    return _("{first} to {last}").format(first=f"{hour:02}:00", last=f"{(hour + 1) % 24:02}:00")


class Hours:
    """``counts``: (weekday, hour) -> how many, as ``slot`` gives them; ``keys`` likewise.
    ``suppressed``: small counts are not shown, as in all numbers that leave their records."""

    def __init__(
        self,
        counts: Mapping[tuple[int, int], int],
        *,
        title: str = "",
        note: str = "",
        suppressed: bool = False,
        keys: Mapping[tuple[int, int], Any] | None = None,
    ) -> None:
        self._counts = {slot: n for slot, n in counts.items() if n}
        self.title = title or _("When, by weekday and hour")
        self.note = note
        self._suppressed = suppressed
        self._keys = dict(keys or {})

    @cached_property
    def _heat(self) -> Heat:
        hours = _window({hour for _day, hour in self._counts})
        days = get_day_names("abbreviated", locale=locale())
        counts = [[self._counts.get((day, hour), 0) for hour in hours] for day in range(7)]
        if self._suppressed:
            cells = suppress(counts, rows=False, columns=False).cells
        else:
            cells = tuple(tuple(Shown(n) for n in row) for row in counts)
        return Heat(
            title=self.title,
            rows=tuple(days[day] for day in range(7)),
            columns=tuple(f"{hour:02}" for hour in hours),
            spoken_columns=tuple(spoken_hour(hour) for hour in hours),
            cells={
                (day, c): cells[day][c]
                for day in range(7)
                for c in range(len(hours))
                if counts[day][c]
            },
            keys={
                (day, c): self._keys.get((day, hour))
                for day in range(7)
                for c, hour in enumerate(hours)
            },
            note=self.note,
        )

    def draw(self, ink: Ink, width: float) -> Picture:
        return self._heat.draw(ink, width)

    def as_table(self) -> list[Line]:
        return self._heat.as_table()


def _window(used: set[int]) -> list[int]:
    """The hours from the first to the last that is used, in the order of a night, with some room
    when they are few."""
    order = [(MORNING + i) % 24 for i in range(24)]
    at = sorted(order.index(hour) for hour in used) or [order.index(20)]
    first, last = at[0], at[-1]
    while last - first + 1 < FEWEST:
        first, last = max(0, first - 1), min(23, last + 1)
    return order[first : last + 1]
