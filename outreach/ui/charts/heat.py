"""A map of heat: rows by columns, the more the stronger; each cell with its number where it fits.

The steps are the palette's, from nothing to most. What is suppressed has a step of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from outreach.model.small import LEAST, Shown
from outreach.ui.charts.chart import Ink, Line, Picture, brief, said
from outreach.ui.charts.scale import classes, cut, every, flow, width_of
from outreach.ui.charts.svg import Box, Drawing
from outreach.ui.design import contrast
from outreach.ui.design.colour import TEXT_RATIO
from outreach.words import _

_NONE = Shown(0)


@dataclass(frozen=True, slots=True)
class Heat:
    """``cells``: (row, column) -> a count; those that are not there are 0. ``keys`` likewise.
    ``spoken``: the names of rows and columns in full, for the table. ``totals`` of rows."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[int, int], Shown]
    totals: tuple[Shown, ...] = ()
    keys: Mapping[tuple[int, int], Any] = field(default_factory=dict)
    row_keys: tuple[Any, ...] = ()
    spoken_columns: tuple[str, ...] = ()
    note: str = ""

    def _steps(self) -> list[int]:
        """The least count of each step above those for nothing and for what is suppressed."""
        small = any(not cell.exact for cell in self.cells.values())
        exact = [cell.least for cell in self.cells.values() if cell.exact and cell.least]
        if not exact:
            return []
        return classes(max(exact), LEAST if small else min(exact), 4 if small else 5)

    def _fill(self, cell: Shown, steps: list[int], ink: Ink) -> str:
        heat = ink.palette.heat
        if not cell.exact:
            return heat[1]
        if not cell.least:
            return heat[0]
        step = max(1, bisect_right(steps, cell.least))
        return heat[len(heat) - 1 - len(steps) + step]

    def draw(self, ink: Ink, width: float) -> Picture:
        size = ink.small
        widest = max((width_of(name, size) for name in self.rows), default=0)
        # Where most of a name would be cut off it stands above its row, in full.
        above_row = size * 1.5 if width * 0.34 < widest * 0.6 else 0.0
        left = 0.0 if above_row else min(widest, width * 0.34) + size * 0.8
        right = (
            max(width_of(brief(total), size) for total in self.totals) + size * 0.8
            if self.totals
            else 0
        )
        across = (width - left - right) / max(1, len(self.columns))
        gap = 2 if across >= 14 else 1
        high = max(size * 1.75, min(across, size * 2.6))
        down = high + above_row + (size * 0.5 if above_row else 0)
        above = size * 1.7
        steps = self._steps()
        drawing = Drawing(width, above + down * len(self.rows) + self._legend_height(ink, width))
        boxes: list[tuple[Box, str]] = []
        marks: list[tuple[Box, Any]] = []
        numbers: list[tuple[float, float, str, str]] = []
        # All numbers or none: where only the short ones fit, the small ones would stand out. At
        # night the inks are too dim for the middle of the scale; the table has them.
        widest = max((width_of(brief(c), size * 0.9) for c in self.cells.values()), default=0)
        fills = [self._fill(cell, steps, ink) for cell in self.cells.values() if cell.exact]
        readable = all(contrast(_on(fill, ink), fill) >= TEXT_RATIO for fill in fills)
        numbered = readable and across > widest + 3
        step = every(self.columns, size, across)
        for c in range(0, len(self.columns), step):
            drawing.words(
                left + (c + 0.5) * across, size * 1.05, self.columns[c], size, ink.soft,
                anchor="middle",
            )  # fmt: skip
        for r, name in enumerate(self.rows):
            y = above + r * down
            base = y + above_row + high / 2 + size * 0.35
            drawing.words(
                0,
                y + size * 1.1 if above_row else base,
                cut(name, size, width if above_row else left - size * 0.6),
                size,
                ink.strong,
            )
            for c in range(len(self.columns)):
                cell = self.cells.get((r, c), _NONE)
                box = (left + c * across, y + above_row, across - gap, high - gap)
                fill = self._fill(cell, steps, ink)
                boxes.append((box, fill))
                if (key := self.keys.get((r, c))) is not None and cell != _NONE:
                    marks.append((box, key))
                if cell.exact and cell.least and numbered:
                    numbers.append((box[0] + box[2] / 2, base, brief(cell), fill))
            if self.totals:
                drawing.words(
                    width, base, brief(self.totals[r]), size, ink.strong, anchor="end", strong=True
                )
            if self.row_keys and self.row_keys[r] is not None:
                name_box = (0.0, y, left or width, above_row or high)
                marks.append((name_box, self.row_keys[r]))
        drawing.boxes(boxes)
        for x, base, number, fill in numbers:
            drawing.words(x, base, number, size * 0.9, _on(fill, ink), anchor="middle")
        self._draw_legend(drawing, ink, above + down * len(self.rows) + size * 0.9, left)
        return Picture(drawing, tuple(marks))

    def _legend(self, ink: Ink) -> list[tuple[str, str]]:
        steps, heat = self._steps(), ink.palette.heat
        found = [(heat[0], _("none"))]
        if any(not cell.exact for cell in self.cells.values()):
            found.append((heat[1], said(Shown(1, "small"))))
        for index, edge in enumerate(steps):
            last = index + 1 == len(steps)
            high = max(c.least for c in self.cells.values() if c.exact) if last else 0
            until = high if last else steps[index + 1] - 1
            words = f"{edge:,}"
            if until > edge:
                words = _("{first} to {last}").format(first=words, last=f"{until:,}")
            found.append((self._fill(Shown(edge), steps, ink), words))
        return found

    def _places(self, ink: Ink, left: float, width: float) -> list[tuple[float, int]]:
        """Where each part of the legend stands: x, and which line."""
        size = ink.small
        widths = [size * 2.4 + width_of(words, size) for _fill, words in self._legend(ink)]
        return flow(widths, width + size, left)

    def _legend_height(self, ink: Ink, width: float) -> float:
        lines = self._places(ink, 0, width)[-1][1] + 1
        return ink.small * (0.9 + 1.6 * lines)

    def _draw_legend(self, drawing: Drawing, ink: Ink, y: float, left: float) -> None:
        size = ink.small
        fits = self._places(ink, left, drawing.width)[-1][1] == 0
        places = self._places(ink, left if fits else 0, drawing.width)
        for (x, line), (fill, words) in zip(places, self._legend(ink), strict=True):
            above = y + line * size * 1.6
            drawing.box(x, above, size, size, fill)
            drawing.words(x + size * 1.4, above + size * 0.85, words, size, ink.soft)

    def as_table(self) -> list[Line]:
        names = self.spoken_columns or self.columns
        lines: list[Line] = []
        for r, row in enumerate(self.rows):
            if self.totals:
                key = self.row_keys[r] if self.row_keys else None
                lines.append(Line(row, said(self.totals[r]), key))
            for c, column in enumerate(names):
                cell = self.cells.get((r, c), _NONE)
                if cell != _NONE:
                    lines.append(Line(f"{row}, {column}", said(cell), self.keys.get((r, c))))
        return lines


def _on(fill: str, ink: Ink) -> str:
    """The ink that is read best on a step of heat."""
    palette = ink.palette
    inks = (palette.on_surface, palette.surface, palette.on_primary_fixed)
    return max(inks, key=lambda colour: contrast(colour, fill))
