"""The picture of a network, and the same as a list: lines for ties, a sign and words for each end.

A line that somebody's link says is whole; one that records imply by naming each other is broken;
one that is only possible has a question mark. Each is said in the list too.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from outreach.model.network import Network, Node, Tie
from outreach.ui.charts.chart import Ink, Line, Picture
from outreach.ui.charts.scale import cut, width_of
from outreach.ui.charts.svg import Box, Drawing
from outreach.ui.network.place import EDGE, Places, Spot, places
from outreach.ui.network.signs import sign_of
from outreach.words import _

#: The least that a finger is asked to hit, in dp.
TARGET: Final = 48.0
#: A broken line: drawn and left out, in dp.
DASH: Final = (6.0, 5.0)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Around:
    """A network as a chart. A mark and a row lead to the key of an end."""

    network: Network
    title: str
    note: str = ""

    def draw(self, ink: Ink, width: float) -> Picture:
        at = places(self.network, width, ink.scale)
        legend = _legend(self.network)
        tall = at.height + (ink.small * 2.2 * len(_lines(legend, ink, width)) if legend else 0)
        drawing = Drawing(width, tall + 6)
        # What somebody said lies over what is only implied.
        for tie in sorted(self.network.ties, key=lambda one: not one.implied):
            _draw_tie(drawing, ink, at, tie, self._is_branch(tie))
        marks = [self._draw_node(drawing, ink, at, node) for node in self.network.nodes]
        _draw_legend(drawing, ink, legend, at.height + 4)
        return Picture(drawing, tuple(marks))

    def as_table(self) -> list[Line]:
        """Each end, what it is, and every tie that it has within the picture."""
        titles = {node.key: node.end.title for node in self.network.nodes}
        lines = []
        for node in self.network.nodes:
            ties = [
                said_of(tie, node.key, titles[tie.other(node.key)])
                for tie in self.network.ties_of(node.key)
            ]
            lines.append(Line(node.end.title, "; ".join(ties), node.key))
        return lines

    def _is_branch(self, tie: Tie) -> bool:
        """Whether a tie is how one of the two came into the picture."""
        return any(node.key in (tie.start, tie.to) and node.by in (tie.start, tie.to)
                   for node in self.network.nodes if node.by)  # fmt: skip

    def _draw_node(self, drawing: Drawing, ink: Ink, at: Places, node: Node) -> tuple[Box, Any]:
        spot, middle = at.spots[node.key], node.ring == 0
        lines = self._words(node, ink, spot)
        if spot.side in ("above", "below"):  # no line runs through words
            wide = max((width_of(said, ink.small) for said, _title in lines), default=0) + 4
            tall = ink.small * 1.3 * len(lines) + 4
            top = spot.y + (spot.radius + 2 if spot.side == "below" else -spot.radius - 2 - tall)
            drawing.box(spot.x - wide / 2, top, wide, tall, ink.ground)
        fill = ink.palette.primary if middle else ink.ground
        line = ink.palette.primary if middle else ink.palette.outline
        drawing.ring(spot.x, spot.y, spot.radius, fill, line, 1.5)
        sign = ink.palette.on_primary if middle else ink.strong
        drawing.sign(spot.x, spot.y, sign_of(node.end.what), spot.radius * 1.2, sign)
        return _draw_words(drawing, ink, spot, lines, middle), node.key

    def _words(self, node: Node, ink: Ink, spot: Spot) -> list[tuple[str, bool]]:
        """Lines of words, and whether each is a title: at most two lines of it, then what the end
        is to the one that it came by."""
        beside = spot.side == "beside"
        lines = [
            (one, True)
            for one in _wrapped(node.end.title, ink.small, spot.room, 1 if beside else 2)
        ]
        ties = [tie for tie in self.network.ties_of(node.key) if node.by in (tie.start, tie.to)]
        if ties and node.by:
            said = ", ".join(dict.fromkeys(_(tie.noun_of(node.key)) for tie in ties))
            most = 2 if spot.side in ("left", "right") else 1
            lines += [(one, False) for one in _wrapped(said, ink.small, spot.room, most)]
        return lines


def said_of(tie: Tie, key: str, other: str) -> str:
    """A tie from one end, in words."""
    said = _("{what}: {whom}").format(what=_(tie.said_from(key)), whom=other)
    if tie.implied:
        return _("{tie} (implied by a record)").format(tie=said)
    return said


# -- words -----------------------------------------------------------------------------------------


def _wrapped(said: str, size: float, room: float, most: int) -> list[str]:
    """A text in at most so many lines, broken between words."""
    lines: list[str] = []
    rest = said.split()
    while rest and len(lines) < most - 1:
        line = rest.pop(0)
        while rest and width_of(f"{line} {rest[0]}", size) <= room:
            line = f"{line} {rest.pop(0)}"
        lines.append(cut(line, size, room))
    if rest:
        lines.append(cut(" ".join(rest), size, room))
    return lines


def _draw_words(
    drawing: Drawing, ink: Ink, spot: Spot, lines: Sequence[tuple[str, bool]], strong: bool
) -> Box:
    """The words of a node on its side; the box that a finger hits."""
    size, step = ink.small, ink.small * 1.3
    wide = max((width_of(said, size) for said, _title in lines), default=0.0)
    tall = step * len(lines)
    gap = spot.radius + 7
    if spot.side in ("above", "below"):
        left, anchor, x = spot.x - wide / 2, "middle", spot.x
        top = spot.y + spot.radius + 3
        if spot.side == "above":
            top = spot.y - spot.radius - 5 - tall
    elif spot.side == "left":
        left, top, anchor = spot.x - gap - wide, spot.y - tall / 2, "end"
        x = spot.x - gap
    else:
        left, top, anchor, x = spot.x + gap, spot.y - tall / 2, "start", spot.x + gap
    for n, (said, title) in enumerate(lines):
        drawing.words(
            x, top + step * (n + 0.78), said, size, ink.strong if title else ink.soft,
            anchor=anchor, strong=strong and title,
        )  # fmt: skip
    first = min(left, spot.x - TARGET / 2)
    last = max(left + wide, spot.x + TARGET / 2)
    above = min(top, spot.y - TARGET / 2)
    below = max(top + tall, spot.y + TARGET / 2)
    return first, above, last - first, below - above


# -- lines -----------------------------------------------------------------------------------------


def _draw_tie(drawing: Drawing, ink: Ink, at: Places, tie: Tie, branch: bool) -> None:
    start, to = at.spots.get(tie.start), at.spots.get(tie.to)
    if start is None or to is None:
        return
    points = _path(at, start, to, branch)
    hue = ink.soft if not tie.implied else ink.palette.outline
    for part in _broken(points) if tie.implied else [points]:
        drawing.line(part, hue, 1.6 if not tie.implied else 1.3)
    if at.tree and not branch:
        for x, y in (points[0], points[-1]):
            drawing.dot(x, y, 3.5, hue)
    if tie.unsure:
        x, y = points[len(points) // 2]
        drawing.dot(x, y, ink.small * 0.72, ink.ground)
        drawing.words(
            x, y + ink.small * 0.36, "?", ink.small, ink.strong, anchor="middle", strong=True
        )


def _path(at: Places, start: Spot, to: Spot, branch: bool) -> list[Point]:
    """From sign to sign: straight where something came by it, bent round what lies between."""
    if at.tree:
        if branch:
            older, younger = (start, to) if start.y < to.y else (to, start)
            corner = (older.x, younger.y)
            return [
                (older.x, older.y + older.radius),
                corner,
                (younger.x - younger.radius, younger.y),
            ]
        # Along the right edge, where no words are: from row to row.
        x = start.x + start.radius + 12 + start.room + 8
        away = min(2 * (EDGE - 12), 14 + abs(start.y - to.y) / 8)
        return _curve((x, start.y), (x + away, (start.y + to.y) / 2), (x, to.y))
    a, b = (start.x, start.y), (to.x, to.y)
    if branch:
        return _between(a, b, start.radius, to.radius)
    middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    centre = next(iter(at.spots.values()))
    away = 0.55 if abs(a[0] - b[0]) < 60 else 0.2
    bent = (
        middle[0] + (centre.x - middle[0]) * away,
        middle[1] + (centre.y - middle[1]) * away * 0.3,
    )
    curve = _curve(a, bent, b)
    return [p for p in curve if math.dist(p, a) > start.radius and math.dist(p, b) > to.radius]


def _between(a: Point, b: Point, first: float, last: float) -> list[Point]:
    """A straight line from the edge of one circle to the edge of another."""
    long = math.dist(a, b)
    if long <= first + last:
        return [a, b]
    dx, dy = (b[0] - a[0]) / long, (b[1] - a[1]) / long
    begin = (a[0] + dx * first, a[1] + dy * first)
    end = (b[0] - dx * last, b[1] - dy * last)
    return [begin, ((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2), end]


def _curve(a: Point, bent: Point, b: Point) -> list[Point]:
    """A quadratic curve in 24 steps."""
    found = []
    for n in range(25):
        t = n / 24
        p, q, r = (1 - t) ** 2, 2 * t * (1 - t), t * t
        found.append((p * a[0] + q * bent[0] + r * b[0], p * a[1] + q * bent[1] + r * b[1]))
    return found


def _broken(points: Sequence[Point]) -> list[list[Point]]:
    """The same line in dashes."""
    parts: list[list[Point]] = []
    drawn, left = True, DASH[0]
    part = [points[0]]
    for a, b in itertools.pairwise(points):
        at, long = 0.0, math.dist(a, b)
        while long - at > left:
            at += left
            spot = (a[0] + (b[0] - a[0]) * at / long, a[1] + (b[1] - a[1]) * at / long)
            if drawn:
                parts.append([*part, spot])
            drawn, part = not drawn, [spot]
            left = DASH[0] if drawn else DASH[1]
        left -= long - at
        if drawn:
            part.append(b)
    if drawn and len(part) > 1:
        parts.append(part)
    return parts


# -- what the lines mean ---------------------------------------------------------------------------


def _legend(network: Network) -> list[tuple[str, str]]:
    """What each sort of line that is there means; nothing where all are alike."""
    found = []
    if any(tie.implied for tie in network.ties):
        found.append(("whole", _("Somebody linked them")))
        found.append(("broken", _("Records imply it")))
    if any(tie.unsure for tie in network.ties):
        found.append(("unsure", _("Possibly the same")))
    return found


def _lines(legend: Sequence[tuple[str, str]], ink: Ink, width: float) -> list[float]:
    """The base of each line of the legend: one for each entry where there is little room."""
    wide = sum(_wide(words, ink) for _kind, words in legend)
    return [0.0] if wide <= width else [float(n) for n in range(len(legend))]


def _wide(words: str, ink: Ink) -> float:
    return 34 + width_of(words, ink.small) + 18


def _draw_legend(drawing: Drawing, ink: Ink, legend: Sequence[tuple[str, str]], top: float) -> None:
    size = ink.small
    apart = len(_lines(legend, ink, drawing.width)) > 1
    x, y = 0.0, top + size * 1.2
    for kind, words in legend:
        points = [(x, y), (x + 13, y), (x + 26, y)]
        hue = ink.palette.outline if kind == "broken" else ink.soft
        for part in _broken(points) if kind == "broken" else [points]:
            drawing.line(part, hue, 1.6)
        if kind == "unsure":
            drawing.dot(x + 13, y, size * 0.6, ink.ground)
            drawing.words(x + 13, y + size * 0.36, "?", size, ink.strong, anchor="middle",
                          strong=True)  # fmt: skip
        drawing.words(x + 34, y + size * 0.36, words, size, ink.soft)
        if apart:
            y += size * 2.2
        else:
            x += _wide(words, ink)
