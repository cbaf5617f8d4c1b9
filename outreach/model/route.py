"""In which order to drive to some places: nearest next, then uncrossed. Pure and deterministic.

Distances are as the crow flies: there is no road on this tablet. The order is a proposal that a
driver who knows the roads will change.

Nearest neighbour gives a first order, 2-opt (Croes, 1958) turns parts of it round for as long as
that makes it shorter. The way is open: nobody has to come back to where it began.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from outreach.model.geography import Point, metres

#: More places than anybody visits in a night; what comes after keeps the order it came in.
MOST: Final = 60


def length_m(points: Sequence[Point]) -> float:
    """Metres along the points in their order."""
    return sum(metres(one, other) for one, other in pairwise(points))


def order(points: Sequence[Point], start: Point | None = None) -> list[int]:
    """The numbers of the points in the order to go.

    Args:
        points: where to go.
        start: where one is; None: at the first of the points.
    """
    if not points:
        return []
    ahead = list(range(min(len(points), MOST)))
    rest = list(range(len(ahead), len(points)))
    route: list[int] = []
    here = start
    if here is None:
        route.append(ahead.pop(0))
        here = points[route[0]]
    while ahead:
        at = here
        nearest = min(ahead, key=lambda i: (metres(at, points[i]), i))
        ahead.remove(nearest)
        route.append(nearest)
        here = points[nearest]
    return _uncrossed(route, points, start) + rest


def _uncrossed(route: list[int], points: Sequence[Point], start: Point | None) -> list[int]:
    """2-opt on an open way whose beginning stays: ``start``, or the first point."""
    stops = ([start] if start is not None else []) + [points[i] for i in route]
    way = list(range(len(stops)))
    far = [[metres(one, other) for other in stops] for one in stops]
    better = True
    while better:
        better = False
        for i in range(1, len(way) - 1):
            for j in range(i + 1, len(way)):
                before = far[way[i - 1]][way[i]]
                after = far[way[i - 1]][way[j]]
                if j + 1 < len(way):
                    before += far[way[j]][way[j + 1]]
                    after += far[way[i]][way[j + 1]]
                if after < before - 1e-6:
                    way[i : j + 1] = way[i : j + 1][::-1]
                    better = True
    shift = 1 if start is not None else 0
    return [route[number - shift] for number in way[shift:]]
