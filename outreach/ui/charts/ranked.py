"""Lying bars, the longest first, each with its name before it and its number behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from outreach.ui.charts.chart import Ink, Line, Picture
from outreach.ui.charts.scale import cut, width_of
from outreach.ui.charts.svg import Drawing


@dataclass(frozen=True, slots=True)
class Bar:
    """``length`` in the chart's unit; None: suppressed, an empty box. ``number`` as it is written,
    ``said`` as it is read aloud."""

    name: str
    length: float | None
    number: str
    said: str = ""
    key: Any = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """``most``: the length of a full bar, such as 100 for shares; None: that of the longest."""

    title: str
    bars: tuple[Bar, ...]
    most: float | None = None
    note: str = ""
    colour: int = 0

    def draw(self, ink: Ink, width: float) -> Picture:
        size = ink.small * 1.08
        down = size * 2.1
        widest = max((width_of(bar.name, size) for bar in self.bars), default=0)
        right = max((width_of(bar.number, size) for bar in self.bars), default=0) + size * 0.9
        left = min(widest, width * 0.45) + size * 0.8
        # On a narrow screen the name stands above its bar, in full.
        stacked = widest > width * 0.45
        if stacked:
            left, down = 0.0, size * 3.0
        drawing = Drawing(width, down * len(self.bars))
        most = self.most or max((bar.length or 0 for bar in self.bars), default=0) or 1
        room = width - left - right
        marks = []
        for index, bar in enumerate(self.bars):
            y = index * down
            base = y + size * 1.1 if stacked else y + down / 2 + size * 0.35
            name = cut(bar.name, size, width if stacked else left - size * 0.6)
            drawing.words(0, base, name, size, ink.strong)
            x, above = left, (y + size * 1.5 if stacked else y + (down - size * 1.2) / 2)
            if self.most:
                drawing.box(x, above, room, size * 1.2, ink.palette.heat[0])
            if bar.length is None:
                drawing.box(
                    x, above, max(8.0, room * 0.03), size * 1.2, ink.ground,
                    line=ink.palette.series[self.colour],
                )  # fmt: skip
                end = max(8.0, room * 0.03)
            else:
                end = room * bar.length / most
                if end:
                    drawing.box(
                        x, above, max(end, 1.5), size * 1.2, ink.palette.series[self.colour]
                    )
            at = width if self.most else x + end + size * 0.5
            drawing.words(
                at, above + size * 0.95, bar.number, size, ink.strong,
                anchor="end" if self.most else "start", strong=True,
            )  # fmt: skip
            if bar.key is not None:
                marks.append(((0.0, y, width, down), bar.key))
        return Picture(drawing, tuple(marks))

    def as_table(self) -> list[Line]:
        return [Line(bar.name, bar.said or bar.number, bar.key) for bar in self.bars]
