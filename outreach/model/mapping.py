"""What a map of the places shows: which, in which state, under how many marks, on which borders.

The rules that this module enforces:

1. Only what is in view is given, and no more marks than a map can hold. A place that is not under
   a mark of its own is counted under another: the numbers on a map add up.
2. The state of a place is that of the due rule (``due``), then how long ago somebody was there.
   It says when to look, and nothing about what goes on there.
3. :func:`spots` asks the model and takes its lock; everything else is computed from what it gave
   and may run in any thread.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from outreach.model import kinds
from outreach.model.areas import Taken
from outreach.model.clusters import MOST, RADIUS, Group, groups, in_view, level_of, radius_for
from outreach.model.due import DAY_MS, Due, due
from outreach.model.fold import ReadModel
from outreach.model.geography import WORLD, Area, Box, Line, degrees, ground, world

#: ``due``: go; ``soon``: due within days; ``lately``: somebody was there in the last days;
#: ``earlier``: longer ago; ``never``: nobody was there yet, and nothing is due by itself.
Look = Literal["due", "soon", "lately", "earlier", "never"]
LOOKS: Final[tuple[Look, ...]] = ("due", "soon", "lately", "earlier", "never")
Show = Literal["", "due", "overdue", "lately", "never"]

#: A place counts as visited lately for so many days: a week of nights.
LATELY_DAYS: Final = 7
#: Borders of wards are shown where lines with no more points than this are in view: 25 kB.
WARD_POINTS: Final = 650
#: Places in the list beside the map.
LISTED: Final = 60
#: What is a little outside is given too, so that a short move shows no empty edge.
MARGIN: Final = 0.12
#: The width of a letter and the height of a line of a label, in dp; about, for want of a ruler.
LETTER: Final = 7.2
LABEL: Final = 18.0
#: From this zoom on single places carry their names, so many letters of them.
TITLES_FROM: Final = 14.0
TITLE: Final = 22
#: The side of a mark in dp, for keeping names off it.
MARK: Final = 40.0

_SPOTS: Final = (
    "SELECT r.id, r.kind, r.title, r.subtitle, r.latitude, r.longitude,"
    " CASE r.kind WHEN 'hotspot' THEN json_extract(r.data, '$.standing') END,"
    " (SELECT v.sort_ms FROM record v INDEXED BY record_at_place"
    "  WHERE v.place = r.id AND v.withdrawn = 0 ORDER BY v.sort_ms DESC LIMIT 1),"
    " c.sort_ms, CASE WHEN instr(c.data, 'not_in_order') THEN c.data END"
    " FROM record r LEFT JOIN record c ON r.kind = 'premises' AND c.row ="
    " (SELECT v.row FROM record v INDEXED BY record_at_place WHERE v.place = r.id"
    "  AND v.withdrawn = 0 AND v.kind = 'premises-check' ORDER BY v.sort_ms DESC LIMIT 1)"
    " WHERE r.kind IN ('hotspot', 'premises') AND NOT r.withdrawn"
    " AND r.latitude IS NOT NULL AND r.longitude IS NOT NULL"
)
_VISITED_BY: Final = (
    "SELECT DISTINCT v.place FROM author a CROSS JOIN record v ON v.author = a.id"
    " WHERE a.agency = ? AND v.place IS NOT NULL AND v.withdrawn = 0"
)


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A hotspot or premises with a position. ``last_ms``: when somebody was last there; ``amiss``:
    how many answers of the last check were not in order; ``x``, ``y``: world coordinates."""

    id: str
    kind: str
    title: str
    subtitle: str
    latitude: float
    longitude: float
    x: float
    y: float
    last_ms: int | None
    due: Due
    look: Look
    amiss: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Which places a map shows. ``kind``: hotspot or premises, "" both. ``among``: only these ids.
    ``amiss``: only where the last check found something not in order."""

    kind: str = ""
    show: Show = ""
    amiss: bool = False
    among: frozenset[str] | None = None

    def fits(self, spot: Spot) -> bool:
        """Whether a place is shown."""
        return (
            (not self.kind or spot.kind == self.kind)
            and (not self.amiss or spot.amiss > 0)
            and (self.among is None or spot.id in self.among)
            and (
                not self.show
                or (self.show == "due" and spot.look in ("due", "soon"))
                or (self.show == "overdue" and spot.look == "due")
                or (self.show == "lately" and spot.last_ms is not None and spot.look == "lately")
                or (self.show == "never" and spot.last_ms is None)
            )
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the ground: its area's code, the words, where."""

    code: str
    name: str
    latitude: float
    longitude: float
    strong: bool


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A map as it is drawn. ``listed``: the places in view, the most pressing first, up to
    :data:`LISTED`; ``count``: how many there are; ``by_look``: of which state;
    ``labels``: names of areas; ``titles``: names of places that stand for themselves;
    ``detailed``: whether wards are drawn."""

    marks: list[Group[Spot]]
    listed: list[Spot]
    count: int
    by_look: dict[Look, int]
    lines: list[Line]
    labels: list[Label]
    titles: list[Label]
    detailed: bool


@dataclass(slots=True, eq=False)
class Atlas:
    """Places once asked for, with the groups of the zooms that were looked at. One to a map.
    ``areas``: borders that were taken in beside those that come with the app."""

    spots: list[Spot]
    areas: Taken | None = None
    _fitting: dict[Filters, list[Spot]] = field(default_factory=dict)
    _groups: dict[tuple[Filters, int, float], list[Group[Spot]]] = field(default_factory=dict)

    def fitting(self, filters: Filters) -> list[Spot]:
        """The places that filters let through."""
        if filters not in self._fitting:
            self._fitting = {filters: [spot for spot in self.spots if filters.fits(spot)]}
        return self._fitting[filters]

    def groups(self, filters: Filters, level: int, radius: float) -> list[Group[Spot]]:
        """Their groups at a whole zoom."""
        key = (filters, level, radius)
        if key not in self._groups:
            while len(self._groups) >= 12:
                del self._groups[next(iter(self._groups))]
            self._groups[key] = groups(self.fitting(filters), level, radius)
        return self._groups[key]


def spots(model: ReadModel, now_ms: int) -> list[Spot]:
    """Every hotspot and premises with a position that is not withdrawn. Takes the model's lock."""
    with model.lock:
        found = model.connection.execute(_SPOTS).fetchall()
    made = []
    for record, kind, title, subtitle, lat, lon, standing, last, checked, check in found:
        amiss = kinds.amiss("premises-check", json.loads(check)) if check else 0
        seen = last if kind == "hotspot" else checked
        when = due(kind, seen, now_ms, standing=standing, amiss=amiss)
        x, y = world(lat, lon)
        look = _look(when, last, now_ms)
        made.append(Spot(record, kind, title, subtitle, lat, lon, x, y, last, when, look, amiss))
    return made


def _look(when: Due, last_ms: int | None, now_ms: int) -> Look:
    if when.now:
        return "due"
    if when.state == "soon":
        return "soon"
    if last_ms is None:
        return "never"
    return "lately" if now_ms - last_ms < LATELY_DAYS * DAY_MS else "earlier"


def visited_by(model: ReadModel, agency: str) -> frozenset[str]:
    """The places at which somebody of an agency recorded something. Takes the model's lock."""
    with model.lock:
        found = model.connection.execute(_VISITED_BY, (agency,)).fetchall()
    return frozenset(place for (place,) in found)


def shown(
    places: Atlas | Sequence[Spot], box: Box, zoom: float, filters: Filters | None = None
) -> Shown:
    """What a map that shows a box at a zoom draws.

    Args:
        places: an atlas keeps the groups of a zoom, so that a pan takes a few milliseconds.
        box: degrees, as ``geography.view`` gives it.
        zoom: of the map, a whole one or between.
        filters: None: everything.
    """
    atlas = places if isinstance(places, Atlas) else Atlas(list(places))
    wanted = filters or Filters()
    here = [s for s in atlas.fitting(wanted) if box.holds(s.latitude, s.longitude)]
    by_look: dict[Look, int] = dict.fromkeys(LOOKS, 0)
    for spot in here:
        by_look[spot.look] += 1
    lines, detailed = _lines(box, atlas.areas)
    marks = _marks(atlas, wanted, box, zoom)
    titles = _titles(marks, box, zoom)
    return Shown(
        marks=marks,
        listed=sorted(here, key=_pressing)[:LISTED],
        count=len(here),
        by_look=by_look,
        lines=lines,
        labels=_labels(box, zoom, detailed, marks, titles, atlas.areas),
        titles=titles,
        detailed=detailed,
    )


def _marks(atlas: Atlas, filters: Filters, box: Box, zoom: float) -> list[Group[Spot]]:
    left, top = world(box.north, box.west)
    right, bottom = world(box.south, box.east)
    level, scale = level_of(zoom), 2 ** level_of(zoom)
    # In steps, so that a window that is dragged wider does not group anew at every pixel.
    radius = RADIUS
    while radius < radius_for((right - left) * scale, (bottom - top) * scale):
        radius *= 1.2
    wide = box.grown(MARGIN)
    found = in_view(atlas.groups(filters, level, radius), wide)
    while len(found) > MOST:
        radius *= 1.2
        found = in_view(atlas.groups(filters, level, radius), wide)
    return found


def _pressing(spot: Spot) -> tuple[int, bool, int, str, str]:
    """Due first, hotspots before premises, then the longest unvisited."""
    looks = LOOKS.index(spot.look)
    return looks, spot.kind != "hotspot", spot.last_ms or 0, spot.title.casefold(), spot.id


def _lines(box: Box, areas: Taken | None) -> tuple[list[Line], bool]:
    whole = ground()
    wide = box.grown(MARGIN)
    more = [] if areas is None else [line for line in areas.lines if line.box.meets(wide)]
    here = [line for line in whole.lines if line.box.meets(wide)] + more
    if sum(len(line.points) for line in here) > WARD_POINTS:
        return [*whole.borders, *_coarse(more)], False
    return here, True


def _coarse(lines: Sequence[Line]) -> list[Line]:
    """Of the borders that were taken in those of authorities, as many as a map has room for."""
    found: list[Line] = []
    points = 0
    for line in lines:
        points += len(line.points)
        if line.border == "authority" and points <= WARD_POINTS:
            found.append(line)
    return found


def _titles(marks: Sequence[Group[Spot]], box: Box, zoom: float) -> list[Label]:
    """Names of places below their marks, close by, where none lies over another or over a mark."""
    if zoom < TITLES_FROM:
        return []
    scale = 2**zoom
    taken = [_taken(group, scale) for group in marks]
    found: list[Label] = []
    for group in marks:
        spot = group.only
        if spot is None or not box.holds(spot.latitude, spot.longitude):
            continue
        y = spot.y + (MARK + LABEL) / 2 / scale
        name = _around(spot.x, y, scale, min(len(spot.title), TITLE) * LETTER, LABEL)
        if not any(_over(name, other) for other in taken):
            taken.append(name)
            found.append(Label(spot.id, spot.title, *degrees(spot.x, y), strong=False))
    return found


def _labels(
    box: Box,
    zoom: float,
    detailed: bool,
    marks: Sequence[Group[Spot]],
    titles: Sequence[Label],
    more: Taken | None,
) -> list[Label]:
    """Names where they fit: the largest areas first, none over another or over a mark. A name that
    has no room in the middle of its area goes a little up or down."""
    whole = ground()
    scale = 2**zoom
    taken = [_taken(group, scale) for group in marks]
    taken += [
        _around(*world(t.latitude, t.longitude), scale, min(len(t.name), TITLE) * LETTER, LABEL)
        for t in titles
    ]
    found: list[Label] = []
    areas: Iterable[Area] = whole.wards if detailed else whole.authorities
    if more is not None:
        areas = (*areas, *more.named["ward" if detailed else "authority"])
    for area in sorted(areas, key=lambda a: (-a.km2, a.code)):
        if not box.holds(*area.at):
            continue
        wide = len(area.name) * LETTER * (1.0 if detailed else 1.45)
        if wide > (area.box.east - area.box.west) / 360 * WORLD * scale * 1.1:
            continue
        x, y = world(*area.at)
        room = (area.box.north - area.box.south) / 360 * WORLD * scale
        for step in (0.0, -34.0, 34.0, -62.0, 62.0):
            if abs(step) > room / 2:
                break
            moved = y + step / scale
            name = _around(x, moved, scale, wide, LABEL)
            if not any(_over(name, other) for other in taken):
                taken.append(name)
                found.append(Label(area.code, area.name, *degrees(x, moved), not detailed))
                break
    return found


Rect = tuple[float, float, float, float]


def _around(x: float, y: float, scale: float, wide: float, high: float) -> Rect:
    """A rectangle in dp round world coordinates."""
    return x * scale - wide / 2, y * scale - high / 2, x * scale + wide / 2, y * scale + high / 2


def _taken(group: Group[Spot], scale: float) -> Rect:
    """The room of a mark; that of several places carries how many are due at its right."""
    x, y = world(*group.at)
    west, north, east, south = _around(x, y, scale, MARK, MARK)
    if group.only is None and any(spot.look == "due" for spot in group.members):
        return west, north - 6, east + MARK, south
    return west, north, east, south


def _over(one: Rect, other: Rect) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
