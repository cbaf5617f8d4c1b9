"""A picture of lines, boxes and words, as SVG that Flutter and every browser draw alike.

Only plain shapes with attributes: no styles, no classes, no gradients, nothing loaded. Everything
that people wrote is escaped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from html import escape
from typing import Final

from outreach.ui.design import BODY, STRONG

#: Who opens a saved picture may not have the app's typeface.
ELSEWHERE: Final = "Atkinson Hyperlegible Next, Atkinson Hyperlegible, Verdana, sans-serif"

Box = tuple[float, float, float, float]

#: So many boxes of one colour and height are drawn as lines.
_ROW: Final = 8


def _n(value: float) -> str:
    """A length to a tenth of a dp, as short as it can be written: a map has a thousand of them."""
    return f"{value:.1f}".removesuffix(".0")


class Drawing:
    """Shapes in the order in which they are drawn; x and y in dp from the top left."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []
        # Words lie above everything else, in groups that share what would be said of each.
        self._words: dict[str, list[str]] = defaultdict(list)

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, *, line: str = ""
    ) -> None:
        """A filled box; with ``line`` an outline of that colour inside its edge."""
        if line:
            x, y, width, height = x + 0.75, y + 0.75, width - 1.5, height - 1.5
        stroke = f' stroke="{line}" stroke-width="1.5"' if line else ""
        self._parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}"'
            f' height="{_n(max(height, 0))}" fill="{fill}"{stroke}/>'
        )

    def boxes(self, boxes: Iterable[tuple[Box, str]]) -> None:
        """Many boxes, as one path for each colour: a map of a thousand cells stays small."""
        alike: dict[tuple[str, float], list[Box]] = defaultdict(list)
        for box, fill in boxes:
            alike[fill, round(box[3], 1)].append(box)
        paths: dict[str, list[str]] = defaultdict(list)
        for (fill, thick), found in alike.items():
            if len(found) >= _ROW:
                # A line as thick as a box is high is that box, in half the letters.
                lines = "".join(
                    f"M{_n(x)} {_n(y + height / 2)}h{_n(width)}" for x, y, width, height in found
                )
                self._parts.append(
                    f'<path d="{lines}" fill="none" stroke="{fill}" stroke-width="{_n(thick)}"/>'
                )
                continue
            for x, y, width, height in found:
                paths[fill].append(f"M{_n(x)} {_n(y)}h{_n(width)}v{_n(height)}h-{_n(width)}z")
        for fill, path in paths.items():
            self._parts.append(f'<path d="{"".join(path)}" fill="{fill}"/>')

    def line(self, points: Iterable[tuple[float, float]], ink: str, width: float = 1) -> None:
        """Straight lines from point to point."""
        path = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        self._parts.append(
            f'<path d="M{path}" fill="none" stroke="{ink}" stroke-width="{width:g}"'
            ' stroke-linejoin="round" stroke-linecap="round"/>'
        )

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        """A round mark."""
        self._parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{radius:g}" fill="{fill}"/>')

    def ring(self, x: float, y: float, radius: float, fill: str, ink: str, width: float) -> None:
        """A round mark with a line round it, inside its edge."""
        self._parts.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius - width / 2)}" fill="{fill}"'
            f' stroke="{ink}" stroke-width="{width:g}"/>'
        )

    def sign(self, x: float, y: float, path: str, size: float, ink: str) -> None:
        """A sign that is drawn on a square of 24 by 24, its middle at a point."""
        half, scale = size / 2, size / 24
        self._parts.append(
            f'<path transform="translate({_n(x - half)} {_n(y - half)}) scale({scale:.3g})"'
            f' d="{path}" fill="{ink}" fill-rule="evenodd"/>'
        )

    def words(
        self,
        x: float,
        y: float,
        said: str,
        size: float,
        ink: str,
        *,
        anchor: str = "start",
        strong: bool = False,
    ) -> None:
        """One line of words whose base line is at ``y``; ``anchor``: start, middle or end."""
        alike = (
            f'font-family="{STRONG if strong else BODY}" font-size="{size:.4g}"'
            f' fill="{ink}" text-anchor="{anchor}"'
        )
        self._words[alike].append(f'<text x="{_n(x)}" y="{_n(y)}">{escape(said)}</text>')

    def inside(self, other: Drawing, x: float, y: float) -> None:
        """Another drawing, moved."""
        self._parts.append(f'<g transform="translate({x:g} {y:g})">{other._body()}</g>')

    def svg(self) -> str:
        """The picture for the screen, in the app's typeface."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}"'
            f' height="{self.height:g}" viewBox="0 0 {self.width:g} {self.height:g}">'
            f"{self._body()}</svg>"
        )

    def _body(self) -> str:
        groups = [f"<g {alike}>{''.join(words)}</g>" for alike, words in self._words.items()]
        return "".join(self._parts + groups)

    def file(self) -> bytes:
        """The picture as a file for other programs."""
        found = self.svg().replace(
            f'font-family="{STRONG}"', f'font-family="{ELSEWHERE}" font-weight="600"'
        )
        found = found.replace(f'font-family="{BODY}"', f'font-family="{ELSEWHERE}"')
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{found}\n'.encode()
