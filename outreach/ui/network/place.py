"""Where each stands in the picture: a function of the network and the width, and of nothing else.

The rules that this module enforces:

1. The same network at the same width is the same picture on every tablet, each time.
2. Where there is room, the one asked about stands in the middle, what is tied to it left and right,
   what is tied to that outside; words stand beside their sign, away from the lines.
3. Where there is not (a narrow screen, large text), it is a tree from above: one line each.
4. Nothing overlaps anything: rows are as far apart as words and a finger need.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from outreach.model.network import Network, Node

#: The radius of a sign, of the one in the middle, in dp.
RADIUS: Final = 19.0
MIDDLE: Final = 25.0
#: The lines of words that a node may have, and how high one is, in dp with text at 100 %.
MOST_LINES: Final = 4
WORDS: Final = 17.0
#: Below this width, with text at 100 %, a picture has no room for words on both sides.
LEAST: Final = 300.0
#: From this width on a second ring has columns of its own.
FIVE_FROM: Final = 620.0
#: How far a tree steps in, the height of a line in it, and what is left free at its right edge for
#: the ties that are no branches.
STEP: Final = 34.0
LINE: Final = 56.0
EDGE: Final = 34.0

Side = Literal["left", "right", "above", "below", "beside"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node stands: its middle, on which side its words are and how much room they have."""

    x: float
    y: float
    radius: float
    side: Side
    room: float


@dataclass(frozen=True, slots=True)
class Places:
    """Every node's spot, how high the whole is, and whether it is a tree."""

    spots: Mapping[str, Spot]
    height: float
    tree: bool


def places(network: Network, width: float, scale: float) -> Places:
    """Where everything stands. ``width`` in dp; ``scale`` of the text, 1.0 to 2.0."""
    rings = max((node.ring for node in network.nodes), default=0)
    narrow = width / scale < (LEAST if rings < 2 else FIVE_FROM)
    return _tree(network, width, scale) if narrow else _wheel(network, width, scale, rings)


def _tree(network: Network, width: float, scale: float) -> Places:
    """One line each, from above; what is tied to something stands under it, a step further in."""
    line = max(LINE, 38 * scale + 14)
    spots: dict[str, Spot] = {}

    def put(node: Node) -> None:
        x = RADIUS + 4 + node.ring * STEP
        y = line * (len(spots) + 0.5)
        spots[node.key] = Spot(x, y, RADIUS, "beside", width - EDGE - x - RADIUS - 12)
        for child in network.nodes:
            if child.by == node.key and child.key not in spots:
                put(child)

    for node in network.nodes[:1]:
        put(node)
    return Places(spots, line * max(1, len(spots)), True)


def _wheel(network: Network, width: float, scale: float, rings: int) -> Places:
    """The one asked about in the middle, rings to both sides."""
    words = MOST_LINES * WORDS * scale
    row = words + 8 if rings < 2 else 2 * RADIUS + words * 0.75 + 18
    middle = network.nodes[0]
    first = [node for node in network.nodes if node.ring == 1]
    under = {
        node.key: [one for one in network.nodes if one.by == node.key and one.ring == 2]
        for node in first
    }
    left, right = _halves(first, under)
    tall = max((_rows(side, under) for side in (left, right)), default=1)
    above = row * 0.2
    height = max(tall * row, 2 * MIDDLE + 60 * scale) + above
    columns = _columns(width, rings)
    spots = {
        middle.key: Spot(width / 2, above + (height - above) / 2 - 14 * scale, MIDDLE, "below",
                         columns.middle)
    }  # fmt: skip
    sides: tuple[tuple[Side, list[Node], float], ...]
    sides = (("left", left, -1.0), ("right", right, 1.0))
    for side, nodes, sign in sides:
        used = _rows(nodes, under)
        y = above + (height - above - used * row) / 2
        for at, node in enumerate(nodes):
            children = under[node.key]
            share = max(1, len(children)) * row
            # Bent a little, as a wheel is: the lines part, and one sees where each leads.
            away = (at + 0.5) / len(nodes) * 2 - 1
            bend = (1 - math.cos(away * math.pi / 2)) * columns.bend
            x = width / 2 + sign * (columns.first - bend)
            where: Side = side
            level = y + share / 2
            if rings > 1:  # away from the middle: no line runs through words
                where = "above" if level < spots[middle.key].y - row / 4 else "below"
                level += 14 * scale if where == "above" else -14 * scale
            room = columns.first_room + (0 if rings > 1 else bend)
            spots[node.key] = Spot(x, level, RADIUS, where, room)
            for n, child in enumerate(children):
                spots[child.key] = Spot(
                    width / 2 + sign * columns.second,
                    level + ((n + 0.5) / len(children) - 0.5) * share,
                    RADIUS,
                    side,
                    columns.second_room,
                )
            y += share
    return Places(spots, height, False)


@dataclass(frozen=True, slots=True)
class _Columns:
    """How far from the middle the rings stand, and how much room words have there."""

    first: float
    first_room: float
    second: float
    second_room: float
    middle: float
    bend: float


def _columns(width: float, rings: int) -> _Columns:
    half = width / 2
    if rings < 2:
        first = min(max(half * 0.36, MIDDLE + RADIUS + 18), 240.0)
        room = min(half - first - RADIUS - 8, 260.0)
        return _Columns(first, room, 0, 0, 2 * (first - RADIUS) - 8, min(18.0, first * 0.2))
    first, second = half * 0.34, half * 0.63
    room = half - second - RADIUS - 8
    return _Columns(first, half * 0.34, second, room, half * 0.3, 0.0)


def _rows(nodes: Sequence[Node], under: Mapping[str, Sequence[Node]]) -> int:
    return sum(max(1, len(under[node.key])) for node in nodes)


def _halves(
    first: Sequence[Node], under: Mapping[str, Sequence[Node]]
) -> tuple[list[Node], list[Node]]:
    """What stands right and left: in the order in which they are shown, as even as may be."""
    whole = _rows(first, under)
    left: list[Node] = []
    rows = 0
    for node in first:
        share = max(1, len(under[node.key]))
        if left and (rows + share / 2) * 2 > whole:
            break
        left.append(node)
        rows += share
    return left, list(first[len(left) :])
