"""What every chart can do: be drawn at a width, be read aloud, and say what lies under a finger.

A chart is data and nothing else. ``key`` is whatever the screen leads to from a mark or a row: None
where there is nothing to lead to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from outreach.model.small import LEAST, Shown
from outreach.ui.charts.svg import Box, Drawing
from outreach.ui.design import Palette
from outreach.words import _


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours and the text size of a drawing. ``scale`` is the text size, 1.0 to 2.0."""

    palette: Palette
    scale: float = 1.0

    @property
    def small(self) -> float:
        """Size of the words on axes, in dp."""
        return 13 * self.scale

    @property
    def ground(self) -> str:
        return self.palette.surface_container_low

    @property
    def strong(self) -> str:
        return self.palette.on_surface

    @property
    def soft(self) -> str:
        return self.palette.on_surface_variant

    @property
    def hair(self) -> str:
        return self.palette.outline_variant


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as drawn; ``marks``: where something lies that leads somewhere."""

    drawing: Drawing
    marks: tuple[tuple[Box, Any], ...] = ()

    def at(self, x: float, y: float) -> Any:
        """What lies under a finger, or None."""
        for (left, above, width, height), key in self.marks:
            if left <= x < left + width and above <= y < above + height:
                return key
        return None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a chart's table: what is counted, the number as it may be said, where it leads."""

    what: str
    number: str
    key: Any = None


class Chart(Protocol):
    """A chart of any kind. ``title`` and ``note`` stand in a saved picture too."""

    @property
    def title(self) -> str: ...

    @property
    def note(self) -> str: ...

    def draw(self, ink: Ink, width: float) -> Picture:
        """The chart, ``width`` dp wide and as high as it has to be."""
        ...

    def as_table(self) -> list[Line]:
        """Every number of the chart as a row."""
        ...


def said(number: Shown) -> str:
    """A count in words."""
    if number.exact:
        return f"{number.least:,}"
    if number.how == "small":
        return _("fewer than {least}").format(least=LEAST)
    if number.how == "or more":
        return _("{least} or more").format(least=f"{number.least:,}")
    return _("not shown")


def brief(number: Shown) -> str:
    """The same where there is hardly any room."""
    if number.exact:
        return f"{number.least:,}"
    return {"small": f"<{LEAST}", "or more": f"{number.least:,}+"}.get(number.how, "…")


def framed(chart: Chart, ink: Ink, width: float, source: str) -> Drawing:
    """The picture that is saved: with its title, what it counts, and where it comes from."""
    inner = chart.draw(ink, width).drawing
    edge, size = 24.0, ink.small
    lines = [line for line in (chart.note, source) if line]
    height = edge * 2 + size * 2.2 + inner.height + len(lines) * size * 1.5
    whole = Drawing(width + 2 * edge, height)
    whole.box(0, 0, whole.width, height, ink.ground)
    whole.words(edge, edge + size * 1.2, chart.title, size * 1.4, ink.strong, strong=True)
    whole.inside(inner, edge, edge + size * 2.2)
    base = edge + size * 2.2 + inner.height + size * 1.4
    for index, line in enumerate(lines):
        whole.words(edge, base + index * size * 1.5, line, size * 0.92, ink.soft)
    return whole
