"""Areas that were taken in from a file, beside those that come with the app.

They are asked for often and change seldom: what was made of them is kept until a record of an area
changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor
from typing import Any, Final
from weakref import WeakKeyDictionary

from pydantic_core import from_json

from outreach.model import geography
from outreach.model.fold import ReadModel
from outreach.model.geography import Area, Border, Box, Line, Point, around, inside
from outreach.model.register.borders import Ring, decoded, km2, middle, thinned

_STAMP: Final = (
    "SELECT count(*), max(row), total(length(data)), total(withdrawn),"
    " total(length(coalesce(clocks, '')))"
    " FROM record WHERE kind = 'area'"
)
_AREAS: Final = "SELECT data FROM record WHERE kind = 'area' AND NOT withdrawn ORDER BY id"
#: What a map draws is thinned by so many metres, as what comes with the app is.
_DRAWN_M: Final = 40.0
#: Codes of wards: England, Wales, Scotland, Northern Ireland.
_WARDS: Final = ("E05", "W05", "S13", "N08")

#: Numbers of their lines on a map: those that come with the app are above.
FIRST_LINE: Final = -1_000_000

#: Wards are looked up by squares of a tenth of a degree.
_A_DEGREE: Final = 10

#: Model -> how much was ever written to it, the stamp of its areas, and what was made of them.
_held: WeakKeyDictionary[ReadModel, tuple[int, Any, Taken]] = WeakKeyDictionary()


class Taken:
    """The areas of a model: ``wards`` and ``authorities``, each with all of its rings; ``names``:
    code to name, borders or none; ``lines``: what a map draws of those that do not come with it."""

    def __init__(self, found: list[dict[str, Any]]) -> None:
        self.wards: list[tuple[Area, list[Ring], list[Box]]] = []
        self.authorities: list[tuple[Area, list[Ring], list[Box]]] = []
        self.names: dict[str, str] = {}
        whole = geography.ground()
        drawn = {area.code for area in (*whole.wards, *whole.authorities)}
        lines: list[Line] = []
        for fields in found:
            code = str(fields.get("area_code", ""))
            name = str(fields.get("name", code))
            self.names[code] = name
            rings = decoded(str(fields.get("border", "")))
            if not rings:
                continue
            ward = code.startswith(_WARDS)
            area = Area(
                code,
                name,
                _at(fields, rings[0]),
                round(sum(map(km2, rings)), 3),
                str(fields.get("authority_code", "")) if ward else "",
                tuple(rings[0]),
                around(rings[0]),
            )
            boxes = [around(ring) for ring in rings]
            (self.wards if ward else self.authorities).append((area, rings, boxes))
            if code in drawn:
                continue
            for ring, box in zip(rings, boxes, strict=True):
                few = thinned(ring, _DRAWN_M)
                number = FIRST_LINE - len(lines)
                kind: Border = "ward" if ward else "authority"
                lines.append(Line(number, kind, (*few, few[0]), box))
        self.lines = tuple(lines)
        self._squares: dict[tuple[int, int], list[tuple[Area, tuple[Point, ...], Box]]] = {}
        for area, rings, boxes in self.wards:
            for ring, box in zip(rings, boxes, strict=True):
                for square in _squares(box):
                    self._squares.setdefault(square, []).append((area, tuple(ring), box))
        self.named = {
            "ward": tuple(area for area, _r, _b in self.wards if area.code not in drawn),
            "authority": tuple(a for a, _r, _b in self.authorities if a.code not in drawn),
        }

    def ward_at(self, latitude: float, longitude: float) -> Area | None:
        """The ward of a point."""
        square = floor(latitude * _A_DEGREE), floor(longitude * _A_DEGREE)
        for area, ring, box in self._squares.get(square, ()):
            if box.holds(latitude, longitude) and inside(ring, latitude, longitude):
                return area
        return None


def _squares(box: Box) -> Iterator[tuple[int, int]]:
    for north in range(floor(box.south * _A_DEGREE), floor(box.north * _A_DEGREE) + 1):
        for east in range(floor(box.west * _A_DEGREE), floor(box.east * _A_DEGREE) + 1):
            yield north, east


def _at(fields: dict[str, Any], ring: Ring) -> Point:
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    if isinstance(latitude, float) and isinstance(longitude, float):
        return latitude, longitude
    return middle(ring)


def taken(model: ReadModel) -> Taken:
    """The areas that were taken in. Quick when none has changed since it was asked."""
    with model.lock:
        held, written = _held.get(model), model.connection.total_changes
        if held is not None and held[0] == written:
            return held[2]
        stamp = model.connection.execute(_STAMP).fetchone()
        if held is not None and held[1] == stamp:
            _held[model] = (written, *held[1:])
            return held[2]
        rows = model.connection.execute(_AREAS).fetchall() if stamp[0] else []
    found = Taken([from_json(data) for (data,) in rows])
    _held[model] = (written, stamp, found)
    return found


def ward_at(
    model: ReadModel, latitude: float, longitude: float
) -> tuple[str, str, str, str] | None:
    """The ward of a point and its authority: code and name each, of those that come with the app
    and those that were taken in. None outside of what is held; an unnamed authority is ""."""
    shipped = geography.ward_at(latitude, longitude)
    if shipped is not None:
        ward, authority = shipped
        return ward.code, ward.name, authority.code, authority.name
    held = taken(model)
    area = held.ward_at(latitude, longitude)
    if area is None:
        return None
    return area.code, area.name, area.authority, held.names.get(area.authority, "")


def name_of(model: ReadModel, code: str) -> str:
    """What an area is called; empty for one that nobody knows."""
    for area in (*geography.ground().wards, *geography.ground().authorities):
        if area.code == code:
            return area.name
    return taken(model).names.get(code, "")
