"""Areas that were taken in from a file, beside those that come with the app.

They are asked for often and change seldom: what was made of them is kept until a record of an area
changes.
"""

from __future__ import annotations

from typing import Any, Final
from weakref import WeakKeyDictionary

from pydantic_core import from_json

from outreach.model import geography
from outreach.model.fold import ReadModel
from outreach.model.geography import Area, Border, Box, Line, Point, around, inside
from outreach.model.register.borders import Ring, decoded, km2, middle, thinned

_STAMP: Final = (
    "SELECT count(*), max(row), total(length(data)), total(withdrawn), total(conflicts)"
    " FROM record WHERE kind = 'area'"
)
_AREAS: Final = "SELECT data FROM record WHERE kind = 'area' AND NOT withdrawn ORDER BY id"
#: What a map draws is thinned by so many metres, as what comes with the app is.
_DRAWN_M: Final = 40.0
#: Codes of wards: England, Wales, Scotland, Northern Ireland.
_WARDS: Final = ("E05", "W05", "S13", "N08")

#: Numbers of their lines on a map: those that come with the app are above.
FIRST_LINE: Final = -1_000_000

_held: WeakKeyDictionary[ReadModel, tuple[Any, Taken]] = WeakKeyDictionary()


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
        self.named = {
            "ward": tuple(area for area, _r, _b in self.wards if area.code not in drawn),
            "authority": tuple(a for a, _r, _b in self.authorities if a.code not in drawn),
        }


def _at(fields: dict[str, Any], ring: Ring) -> Point:
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    if isinstance(latitude, float) and isinstance(longitude, float):
        return latitude, longitude
    return middle(ring)


def taken(model: ReadModel) -> Taken:
    """The areas that were taken in. Quick when none has changed since it was asked."""
    with model.lock:
        stamp = model.connection.execute(_STAMP).fetchone()
        held = _held.get(model)
        if held is not None and held[0] == stamp:
            return held[1]
        rows = model.connection.execute(_AREAS).fetchall() if stamp[0] else []
    found = Taken([from_json(data) for (data,) in rows])
    _held[model] = (stamp, found)
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
    for area, rings, boxes in held.wards:
        for ring, box in zip(rings, boxes, strict=True):
            if box.holds(latitude, longitude) and inside(tuple(ring), latitude, longitude):
                return area.code, area.name, area.authority, held.names.get(area.authority, "")
    return None


def name_of(model: ReadModel, code: str) -> str:
    """What an area is called; empty for one that nobody knows."""
    for area in (*geography.ground().wards, *geography.ground().authorities):
        if area.code == code:
            return area.name
    return taken(model).names.get(code, "")
