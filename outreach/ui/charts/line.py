"""The middle and the far end by week: a thick line and a thin one, named where they end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from outreach.ui.charts.chart import Ink, Line, Picture
from outreach.ui.charts.scale import every, flow, top, width_of
from outreach.ui.charts.svg import Drawing

HIGH = 150.0

Points = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """``series``: (name, values by column), the most important first; None is a gap. ``say`` puts a
    value in words. ``keys`` by column. ``missing``: what the table says of a gap."""

    title: str
    columns: tuple[str, ...]
    series: tuple[tuple[str, Points], ...]
    say: Callable[[float], str]
    missing: str
    keys: tuple[Any, ...] = ()
    spoken_columns: tuple[str, ...] = ()
    unit: float = 1.0
    note: str = ""

    def draw(self, ink: Ink, width: float) -> Picture:
        size = ink.small
        values = [v for _name, points in self.series for v in points if v is not None]
        # An axis below one unit would be all noise.
        most = top(max([1.0, *(value / self.unit for value in values)])) * self.unit
        names = [size * 2.7 + width_of(name, size) for name, _points in self.series]
        places = flow(names, width + size)
        above, below = size * (2.6 + 1.6 * places[-1][1]), size * 1.9
        drawing = Drawing(width, above + HIGH + below)
        floor = above + HIGH
        left = max(width_of(self.say(most), size), width_of(self.say(most / 2), size)) + size * 0.6
        across = (width - left) / max(1, len(self.columns))
        for part in (1.0, 0.5):
            y = floor - HIGH * part
            drawing.line([(left, y), (width, y)], ink.hair)
            drawing.words(
                left - size * 0.6, y + size * 0.35, self.say(most * part), size, ink.soft,
                anchor="end",
            )  # fmt: skip
        drawing.line([(left, floor), (width, floor)], ink.soft)
        step = every(self.columns, size, across)
        for c, name in enumerate(self.columns):
            if (len(self.columns) - 1 - c) % step == 0:
                half = width_of(name, size) / 2
                at = min(max(left + (c + 0.5) * across, left + half), width - half)
                drawing.words(at, floor + size * 1.4, name, size, ink.soft, anchor="middle")
        for index, (name, points) in enumerate(self.series):
            x, y = places[index][0], places[index][1] * size * 1.6
            colour = ink.palette.series[index]
            weight = 2.5 if index == 0 else 1.5
            middle = y + size * 0.65
            drawing.line([(x, middle), (x + size * 1.3, middle)], colour, weight)
            drawing.words(x + size * 1.7, y + size, name, size, ink.strong)
            self._draw_points(drawing, ink, points, colour, weight, (left, floor, across, most))
        marks = tuple(
            ((left + c * across, above, across, HIGH), key)
            for c, key in enumerate(self.keys)
            if key is not None
        )
        return Picture(drawing, marks)

    def _draw_points(
        self,
        drawing: Drawing,
        ink: Ink,
        points: Points,
        colour: str,
        weight: float,
        frame: tuple[float, float, float, float],
    ) -> None:
        left, floor, across, most = frame
        runs: list[list[tuple[float, float]]] = [[]]
        for c, value in enumerate(points):
            if value is None:
                runs.append([])
            else:
                runs[-1].append((left + (c + 0.5) * across, floor - HIGH * value / most))
        radius = min(3.5 if weight > 2 else 2.5, max(1.5, across / 4))
        for run in runs:
            if len(run) > 1:
                drawing.line(run, colour, weight)
            # A year of dots is a caterpillar; one alone would be no line at all.
            for x, y in run if across >= 10 or len(run) == 1 else run[-1:]:
                drawing.dot(x, y, radius, colour)
        last = [run for run in runs if run]
        if last:
            x, y = last[-1][-1]
            value = next(v for v in reversed(points) if v is not None)
            words = self.say(value)
            half = width_of(words, ink.small) / 2
            at = min(x, drawing.width - half)
            drawing.words(
                at, y - ink.small * 0.6, words, ink.small, ink.strong, anchor="middle", strong=True
            )

    def as_table(self) -> list[Line]:
        names = self.spoken_columns or self.columns
        lines = []
        for c in reversed(range(len(self.columns))):
            values = [
                f"{name}: {self.missing if points[c] is None else self.say(points[c] or 0)}"
                for name, points in self.series
            ]
            if any(points[c] is not None for _name, points in self.series):
                number = ", ".join(values)
            else:
                number = self.missing
            lines.append(Line(names[c], number, self.keys[c] if self.keys else None))
        return lines
