"""The ground: points, boxes, the map's projection, and the borders of authorities and wards.

The rules that this module enforces:

1. Latitude comes before longitude, in WGS84 degrees, everywhere. World coordinates are those of
   web maps (spherical Mercator): the whole world is 256 by 256 at zoom 0, x to the east, y to the
   south, and twice as much with each zoom.
2. The borders are data (``assets/boundaries/map.json``, made by ``tests/boundaries/make_map.py``).
   They are generalised to 200 m: good for finding one's way, and no proof of where a border runs.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final, Literal

from outreach.assets import asset

#: The width of the world at zoom 0.
WORLD: Final = 256.0
#: Beyond this latitude spherical Mercator has no place.
_LIMIT: Final = 85.05112878

#: Mean radius of the Earth in metres (IUGG).
EARTH_M: Final = 6_371_008.8

Point = tuple[float, float]  # latitude, longitude
Border = Literal["outer", "authority", "ward"]
_BORDERS: Final[tuple[Border, ...]] = ("outer", "authority", "ward")


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees, edges included."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies in it."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east

    def meets(self, other: Box) -> bool:
        """Whether the two have a point in common."""
        return (
            self.south <= other.north
            and other.south <= self.north
            and self.west <= other.east
            and other.west <= self.east
        )

    def grown(self, share: float) -> Box:
        """The box with a margin of this share of its size on each side."""
        high, wide = (self.north - self.south) * share, (self.east - self.west) * share
        return Box(self.south - high, self.west - wide, self.north + high, self.east + wide)

    @property
    def middle(self) -> Point:
        return (self.south + self.north) / 2, (self.west + self.east) / 2


def around(points: list[Point]) -> Box:
    """The smallest box that holds all of them; there has to be one."""
    latitudes, longitudes = [p[0] for p in points], [p[1] for p in points]
    return Box(min(latitudes), min(longitudes), max(latitudes), max(longitudes))


def world(latitude: float, longitude: float) -> tuple[float, float]:
    """World coordinates at zoom 0."""
    sine = math.sin(math.radians(max(-_LIMIT, min(_LIMIT, latitude))))
    y = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return (longitude / 360 + 0.5) * WORLD, y * WORLD


def degrees(x: float, y: float) -> Point:
    """The point at world coordinates at zoom 0."""
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / WORLD))))
    return latitude, (x / WORLD - 0.5) * 360


def metres(one: Point, other: Point) -> float:
    """The distance of two points (haversine, a sphere)."""
    north = math.radians(other[0] - one[0])
    east = math.radians(other[1] - one[1])
    share = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(one[0]))
        * math.cos(math.radians(other[0]))
        * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(share)))


def view(latitude: float, longitude: float, zoom: float, width: float, height: float) -> Box:
    """What a map shows that is so many dp wide and high, with this point in the middle."""
    x, y = world(latitude, longitude)
    half_x, half_y = width / 2 / 2**zoom, height / 2 / 2**zoom
    north, west = degrees(x - half_x, y - half_y)
    south, east = degrees(x + half_x, y + half_y)
    return Box(south, west, north, east)


def fit(box: Box, width: float, height: float, *, closest: float = 17.0) -> tuple[Point, float]:
    """The middle and the zoom at which a map of that size shows the whole box."""
    left, top = world(box.north, box.west)
    right, bottom = world(box.south, box.east)
    wide, high = max(right - left, 1e-9), max(bottom - top, 1e-9)
    zoom = math.log2(min(max(width, 1) / wide, max(height, 1) / high))
    return degrees((left + right) / 2, (top + bottom) / 2), min(zoom, closest)


def scale_bar(latitude: float, zoom: float, longest: float = 96.0) -> tuple[int, float]:
    """A round number of metres, and how many dp it takes on a map: no more than ``longest``."""
    per_dp = math.cos(math.radians(latitude)) * 2 * math.pi * 6_378_137 / (WORLD * 2**zoom)
    most = per_dp * longest
    power = 10 ** math.floor(math.log10(most))
    length = max(n * power for n in (1, 2, 5) if n * power <= most)
    return round(length), length / per_dp


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A border. ``number`` tells it from others of the same map."""

    number: int
    border: Border
    points: tuple[Point, ...]
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """An authority or a ward. ``code``: GSS; ``at``: where its name goes; ``authority``: the code
    of the one that a ward belongs to, "" of an authority itself."""

    code: str
    name: str
    at: Point
    km2: float
    authority: str
    outline: tuple[Point, ...]
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """All borders. ``borders``: those between authorities, for a map that shows all of them;
    ``lines``: every border within it in detail; ``land``: the outline of the whole."""

    credit: str
    licence: str
    land: tuple[Point, ...]
    borders: tuple[Line, ...]
    lines: tuple[Line, ...]
    authorities: tuple[Area, ...]
    wards: tuple[Area, ...]
    box: Box


@cache
def ground() -> Ground:
    """The borders that come with the app. Some 10 ms at the first call."""
    data = json.loads(asset("boundaries/map.json").read_text(encoding="utf-8"))
    scale = float(data["scale"])
    arcs = [tuple(_points(coded, scale)) for coded in data["arcs"]]
    detail = [(_BORDERS[coded[0]], tuple(_points(coded[1:], scale))) for coded in data["lines"]]
    lines = tuple(
        Line(number, border, points, around(list(points)))
        for number, (border, points) in enumerate(detail)
    )
    borders = [tuple(_points(coded, scale)) for coded in data["borders"]]
    land = tuple(_points(data["land"], scale)[:-1])
    return Ground(
        credit=data["credit"],
        licence=data["licence"],
        land=land,
        borders=tuple(
            Line(-1 - number, "authority", points, around(list(points)))
            for number, points in enumerate(borders)
        ),
        lines=lines,
        authorities=tuple(_area(one, arcs) for one in data["authorities"]),
        wards=tuple(_area(one, arcs) for one in data["wards"]),
        box=around(list(land)),
    )


def _points(coded: list[int], scale: float) -> list[Point]:
    latitude = longitude = 0
    found = []
    for north, east in zip(coded[::2], coded[1::2], strict=True):
        latitude, longitude = latitude + north, longitude + east
        found.append((latitude / scale, longitude / scale))
    return found


def _outline(signed: list[int], arcs: list[tuple[Point, ...]]) -> tuple[Point, ...]:
    """Arcs put together: the number of each plus one, negative where it runs back."""
    found: list[Point] = []
    for number in signed:
        arc = arcs[abs(number) - 1]
        found.extend(arc[:-1] if number > 0 else arc[:0:-1])
    return tuple(found)


def _area(data: dict[str, Any], arcs: list[tuple[Point, ...]]) -> Area:
    outline = _outline(data["outline"], arcs)
    latitude, longitude = data["at"]
    return Area(
        data["code"],
        data["name"],
        (latitude, longitude),
        data["km2"],
        data.get("authority", ""),
        outline,
        around(list(outline)),
    )


def inside(outline: tuple[Point, ...], latitude: float, longitude: float) -> bool:
    """Whether a point lies in an outline (even-odd rule)."""
    found = False
    for (lat1, lon1), (lat2, lon2) in pairwise((*outline, outline[0])):
        if (lat1 > latitude) != (lat2 > latitude):
            crossing = lon1 + (latitude - lat1) / (lat2 - lat1) * (lon2 - lon1)
            if longitude < crossing:
                found = not found
    return found


def ward_at(latitude: float, longitude: float) -> tuple[Area, Area] | None:
    """The ward and the authority of a point; None outside of what is held."""
    whole = ground()
    for ward in whole.wards:
        if ward.box.holds(latitude, longitude) and inside(ward.outline, latitude, longitude):
            return ward, next(a for a in whole.authorities if a.code == ward.authority)
    return None
