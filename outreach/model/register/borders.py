"""Borders from GeoJSON, made to fit into one record.

An entry holds 64 KiB, and a ward's border in full detail is more. So a border is thinned (Douglas
and Peucker, 1973) until it fits, and how far it may be off is kept beside it: it is good for
finding one's way, and no proof of where a border runs.

    "lat,lon dlat,dlon dlat,dlon ..."    in units of 1/100,000 degree (1.1 m), each after its
                                         predecessor; rings apart by ";", the largest first
"""

from __future__ import annotations

import json
import math
from typing import Any, Final

from outreach.model.geography import Point

SCALE: Final = 100_000
#: Characters of a border in one record.
MOST_CHARS: Final = 10_000
MOST_RINGS: Final = 20
#: How many points a border in a file may have.
MOST_POINTS: Final = 400_000
_METRES_A_DEGREE: Final = 111_195.0

Ring = list[Point]


def rings_of(shape: object, coordinates: object) -> list[Ring]:
    """The outer rings of a polygon or of several, the largest first; holes are not kept. Empty for
    what is none."""
    if type(coordinates) is not list:
        return []
    polygons: list[Any] = (
        [coordinates] if shape == "Polygon" else coordinates if shape == "MultiPolygon" else []
    )
    found: list[Ring] = []
    count = 0
    for polygon in polygons:
        ring = _ring(polygon[0] if type(polygon) is list and polygon else None)
        count += len(ring)
        if len(ring) >= 3:
            found.append(ring)
    if count > MOST_POINTS:
        return []
    return sorted(found, key=_area, reverse=True)


def _ring(points: object) -> Ring:
    if type(points) is not list:
        return []
    ring: Ring = []
    for point in points:
        if type(point) is not list or len(point) < 2:
            return []
        longitude, latitude = point[0], point[1]
        if not all(type(one) in (int, float) and math.isfinite(one) for one in point[:2]):
            return []
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            return []
        ring.append((float(latitude), float(longitude)))
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    return ring


def _area(ring: Ring) -> float:
    """Of a ring, in square degrees."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def km2(ring: Ring) -> float:
    """The area of a ring, about."""
    side = _METRES_A_DEGREE / 1000
    return _area(ring) * side * side * math.cos(math.radians(ring[0][0]))


def middle(ring: Ring) -> Point:
    """The centroid of a ring. In a crescent it may lie outside."""
    total = latitude = longitude = 0.0
    base = ring[0]
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = (a[0] - base[0]) * (b[1] - base[1]) - (b[0] - base[0]) * (a[1] - base[1])
        total += cross
        latitude += (a[0] + b[0] - 2 * base[0]) * cross
        longitude += (a[1] + b[1] - 2 * base[1]) * cross
    if not total:
        return base
    return base[0] + latitude / (3 * total), base[1] + longitude / (3 * total)


def fitted(rings: list[Ring]) -> tuple[str, float, int]:
    """A border that fits, how many metres it may be off, and how many small parts are left out."""
    kept = rings[:MOST_RINGS]
    tolerance = 0.0
    while True:
        text = ";".join(_coded(thinned(ring, tolerance)) for ring in kept)
        if len(text) <= MOST_CHARS:
            return text, round(tolerance, 1), len(rings) - len(kept)
        if tolerance > 500 and len(kept) > 1:
            kept = kept[: len(kept) // 2]
            continue
        tolerance = tolerance * 1.6 or 2.0


def _coded(ring: Ring) -> str:
    parts = []
    latitude = longitude = 0
    for point in ring:
        north, east = round(point[0] * SCALE), round(point[1] * SCALE)
        parts.append(f"{north - latitude},{east - longitude}")
        latitude, longitude = north, east
    return " ".join(parts)


def decoded(text: str) -> list[Ring]:
    """The rings that :func:`fitted` wrote; empty for what it did not."""
    rings: list[Ring] = []
    try:
        for coded in text.split(";"):
            ring: Ring = []
            latitude = longitude = 0
            for pair in coded.split():
                north, east = pair.split(",")
                latitude, longitude = latitude + int(north), longitude + int(east)
                ring.append((latitude / SCALE, longitude / SCALE))
            if len(ring) >= 3:
                rings.append(ring)
    except ValueError:
        return []
    return rings


def thinned(ring: Ring, tolerance: float) -> Ring:
    """The points of a ring that matter at so many metres. It keeps three at the least."""
    if not tolerance or len(ring) <= 4:
        return ring
    squeeze = math.cos(math.radians(ring[0][0]))
    flat = [(a * _METRES_A_DEGREE, b * _METRES_A_DEGREE * squeeze) for a, b in ring]
    far = max(range(len(flat)), key=lambda at: math.dist(flat[0], flat[at]))
    kept = {0, far}
    stack = [(0, far), (far, len(flat))]
    while stack:
        first, last = stack.pop()
        best, at = tolerance, -1
        a, b = flat[first], flat[last % len(flat)]
        for number in range(first + 1, last):
            off = _off(flat[number], a, b)
            if off > best:
                best, at = off, number
        if at >= 0:
            kept.add(at)
            stack += [(first, at), (at, last)]
    found = [ring[at] for at in sorted(kept)]
    return found if len(found) >= 3 else ring[:: max(1, len(ring) // 4)]


def _off(point: Point, a: Point, b: Point) -> float:
    """How far a point is from the stretch between two others."""
    x, y = b[0] - a[0], b[1] - a[1]
    length = x * x + y * y
    share = 0.0
    if length:
        share = max(0.0, min(1.0, ((point[0] - a[0]) * x + (point[1] - a[1]) * y) / length))
    return math.dist(point, (a[0] + share * x, a[1] + share * y))


def rings_in(text: str) -> list[Ring]:
    """The rings that a reader put into a cell; empty for none."""
    if not text:
        return []
    held: list[list[list[float]]] = json.loads(text)
    return [[(point[0], point[1]) for point in ring] for ring in held]
