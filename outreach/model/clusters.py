"""Many places on a small map: those that would lie on each other become one mark with a number.

The rules that this module enforces:

1. Nothing is lost: every place is in exactly one group, whatever the zoom.
2. Groups belong to the ground and to a whole zoom: moving the map makes none anew. The same places
   in any order give the same groups.
3. From :data:`APART` on only places within a few metres of each other are put together.

The way is that of Leaflet's and Mapbox's clusters: take the first place that is in no group yet,
and with it all others of those within a radius.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from outreach.model.geography import Box, Point, degrees

#: The least distance in dp at which two marks are kept apart.
RADIUS: Final = 56.0
#: The most marks that a map is given.
MOST: Final = 90
#: From this zoom on places stand for themselves.
APART: Final = 16
#: The share of a plane that the closest packing of points at a distance of 1 leaves to each.
_EACH: Final = math.sqrt(3) / 2


class Placed(Protocol):
    """Something with an id and world coordinates at zoom 0."""

    @property
    def id(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True, eq=False)
class Group(Generic[P]):
    """Places under one mark, or a single one. ``key`` tells it from others of its zoom; ``at``:
    their middle."""

    key: str
    at: Point
    members: tuple[P, ...]

    @property
    def only(self) -> P | None:
        """The place, where it is a single one."""
        return self.members[0] if len(self.members) == 1 else None


def level_of(zoom: float) -> int:
    """The whole zoom whose groups are shown at a zoom."""
    return max(0, math.floor(zoom))


def radius_for(width: float, height: float) -> float:
    """The distance in dp at which a map of that size cannot hold many more than :data:`MOST`."""
    return max(RADIUS, math.sqrt(width * height / _EACH / MOST))


def groups(places: Iterable[P], level: int, radius: float = RADIUS) -> list[Group[P]]:
    """Every place in a group, at a whole zoom. Some 5 µs a place."""
    reach = (radius if level < APART else radius / 12) / 2**level
    ordered = sorted(places, key=lambda place: place.id)
    cells: dict[tuple[int, int], list[P]] = {}
    for place in ordered:
        cells.setdefault((math.floor(place.x / reach), math.floor(place.y / reach)), []).append(
            place
        )
    taken: set[str] = set()
    found: list[Group[P]] = []
    for place in ordered:
        if place.id in taken:
            continue
        column, row = math.floor(place.x / reach), math.floor(place.y / reach)
        members = [
            other
            for across in (column - 1, column, column + 1)
            for down in (row - 1, row, row + 1)
            for other in cells.get((across, down), ())
            if other.id not in taken
            and (other.x - place.x) ** 2 + (other.y - place.y) ** 2 <= reach * reach
        ]
        taken.update(member.id for member in members)
        found.append(_group(level, place, members))
    return found


def _group(level: int, first: P, members: list[P]) -> Group[P]:
    if len(members) == 1:
        return Group(first.id, degrees(first.x, first.y), (first,))
    x = sum(place.x for place in members) / len(members)
    y = sum(place.y for place in members) / len(members)
    return Group(f"{level}:{first.id}", degrees(x, y), tuple(members))


def in_view(found: Sequence[Group[P]], box: Box) -> list[Group[P]]:
    """Those whose middle lies in a box."""
    return [group for group in found if box.holds(*group.at)]
