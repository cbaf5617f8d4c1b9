"""Stacked bars by week, from a base line: how many, and of what.

The names of the layers stand above, each beside its colour; numbers stand on the highest bar and on
the last one. A suppressed count is an empty box of one height, so that nothing is read off it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from outreach.model.small import LEAST, Shown
from outreach.ui.charts.chart import Ink, Line, Picture, brief, said
from outreach.ui.charts.scale import every, flow, top, width_of
from outreach.ui.charts.svg import Box, Drawing
from outreach.words import _

#: How high the bars may grow, in dp.
HIGH = 150.0


@dataclass(frozen=True, slots=True)
class Bars:
    """``cells``: a row of counts for each of ``layers``, the lowest layer first; ``tops``: the
    total of each column. ``colours``: which of the palette's series each layer has; None: a tint.
    ``keys``: (layer, column), or (None, column) for the total."""

    title: str
    layers: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Shown, ...], ...]
    tops: tuple[Shown, ...]
    colours: tuple[int | None, ...]
    keys: Mapping[tuple[int | None, int], Any] = field(default_factory=dict)
    spoken_columns: tuple[str, ...] = ()
    whole: str = ""
    note: str = ""

    def _ink(self, layer: int, ink: Ink) -> str:
        colour = self.colours[layer]
        if colour is None:
            return ink.palette.heat[3 if ink.palette.dark else 2]
        return ink.palette.series[colour]

    def draw(self, ink: Ink, width: float) -> Picture:
        size = ink.small
        names_end, lines = self._layout_names(ink, width)
        above = lines * size * 1.6 + size * 1.9 if names_end else size * 1.9
        below = size * 1.9
        drawing = Drawing(width, above + HIGH + below)
        floor = above + HIGH
        tallest_of = max((self._height(c) for c in range(len(self.columns))), default=0)
        most = top(max(tallest_of, LEAST))
        left = width_of(f"{most:,.0f}", size) + size * 0.6
        across = (width - left) / max(1, len(self.columns))
        thick = max(1.0, min(across - (3 if across >= 12 else 1), 44))
        for part in (1.0, 0.5):
            if part == 1.0 or most >= 4:
                y = floor - HIGH * part
                drawing.line([(left, y), (width, y)], ink.hair)
                words = f"{most * part:,.0f}" if most * part == int(most * part) else ""
                drawing.words(
                    left - size * 0.6, y + size * 0.35, words, size, ink.soft, anchor="end"
                )
        drawing.words(left - size * 0.6, floor, "0", size, ink.soft, anchor="end")
        boxes: list[tuple[Box, str]] = []
        marks: list[tuple[Box, Any]] = []
        stub = max(5.0, HIGH * 2.5 / most)
        tallest = max(range(len(self.columns)), key=self._height, default=0)
        step = every(self.columns, size, across)
        for c, name in enumerate(self.columns):
            middle = left + (c + 0.5) * across
            x, y = middle - thick / 2, floor
            for layer in range(len(self.layers)):
                cell = self.cells[layer][c]
                if cell.exact and not cell.least:
                    continue
                high = HIGH * cell.least / most if cell.exact else stub
                y -= high
                colour = self._ink(layer, ink)
                if cell.exact:
                    lower = max(0.5, high - (1 if len(self.layers) > 1 else 0))
                    boxes.append(((x, y, thick, lower), colour))
                else:
                    drawing.box(x, y, thick, max(2.0, high - 1), ink.ground, line=colour)
            if c in (tallest, len(self.columns) - 1) and y < floor:
                number = brief(self.tops[c])
                half = width_of(number, size) / 2
                at = min(max(middle, left + half), width - half)
                if c == tallest or abs(c - tallest) * across > 2.4 * half + size:
                    drawing.words(
                        at, y - size * 0.45, number, size, ink.strong, anchor="middle", strong=True
                    )
            if (len(self.columns) - 1 - c) % step == 0:
                half = width_of(name, size) / 2
                at = min(max(middle, left + half), width - half)
                drawing.words(at, floor + size * 1.4, name, size, ink.soft, anchor="middle")
            key = self.keys.get((None, c))
            if key is not None:
                marks.append(((left + c * across, above - size, across, HIGH + size), key))
        drawing.boxes(boxes)
        drawing.line([(left, floor), (width, floor)], ink.soft)
        self._draw_names(drawing, ink)
        return Picture(drawing, tuple(marks))

    def _height(self, column: int) -> float:
        return sum(row[column].least if row[column].exact else 3 for row in self.cells)

    def _layout_names(self, ink: Ink, width: float) -> tuple[list[tuple[float, int]], int]:
        """Where the name of each layer stands (x, line), and how many lines that takes."""
        if len(self.layers) < 2:
            return [], 0
        size = ink.small
        places = flow([size * 2.5 + width_of(name, size) for name in self.layers], width + size)
        return places, places[-1][1] + 1

    def _draw_names(self, drawing: Drawing, ink: Ink) -> None:
        size = ink.small
        places, _lines = self._layout_names(ink, drawing.width)
        for layer, (x, line) in enumerate(places):
            y = line * size * 1.6
            drawing.box(x, y + size * 0.1, size, size, self._ink(layer, ink))
            drawing.words(x + size * 1.5, y + size, self.layers[layer], size, ink.strong)

    def as_table(self) -> list[Line]:
        names = self.spoken_columns or self.columns
        lines = []
        for c in reversed(range(len(self.columns))):
            if len(self.layers) == 1:
                lines.append(Line(names[c], said(self.cells[0][c]), self.keys.get((0, c))))
                continue
            if self.tops[c] == Shown(0):
                lines.append(Line(names[c], said(self.tops[c])))
                continue
            whole = self.whole or _("All")
            lines.append(Line(f"{names[c]}, {whole}", said(self.tops[c]), self.keys.get((None, c))))
            for layer, name in enumerate(self.layers):
                cell = self.cells[layer][c]
                if cell != Shown(0):
                    lines.append(Line(f"{names[c]}, {name}", said(cell), self.keys.get((layer, c))))
        return lines
