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
from outreach.model.clusters import MOST, RADIUS, Group, groups, in_view, level_of, radius_for
from outreach.model.due import DAY_MS, Due, due
from outreach.model.fold import ReadModel
from outreach.model.geography import WORLD, Area, Box, Line, ground, world

#: ``due``: go; ``soon``: due within days; ``lately``: somebody was there in the last days;
#: ``earlier``: longer ago; ``never``: nobody was there yet, and nothing is due by itself.
Look = Literal["due", "soon", "lately", "earlier", "never"]
LOOKS: Final[tuple[Look, ...]] = ("due", "soon", "lately", "earlier", "never")
Show = Literal["", "due", "overdue", "lately", "never"]

#: A place counts as visited lately for so many days: a week of nights.
LATELY_DAYS: Final = 7
#: Borders of wards are shown where no more of them than this are in view.
WARD_LINES: Final = 130
#: Places in the list beside the map.
LISTED: Final = 60
#: What is a little outside is given too, so that a short move shows no empty edge.
MARGIN: Final = 0.12
#: The width of a letter and the height of a line of a label, in dp; about, for want of a ruler.
LETTER: Final = 7.2
LABEL: Final = 18.0

_SPOTS: Final = (
    "SELECT r.id, r.kind, r.title, r.subtitle, r.latitude, r.longitude,"
    " CASE r.kind WHEN 'hotspot' THEN json_extract(r.data, '$.standing') END,"
    " (SELECT max(v.sort_ms) FROM record v INDEXED BY record_at_place"
    "  WHERE v.place = r.id AND v.withdrawn = 0),"
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
    :data:`LISTED`; ``count``: how many there are; ``by_look``: of which state; ``detailed``:
    whether wards are drawn."""

    marks: list[Group[Spot]]
    listed: list[Spot]
    count: int
    by_look: dict[Look, int]
    lines: list[Line]
    labels: list[Label]
    detailed: bool


@dataclass(slots=True, eq=False)
class Atlas:
    """Places once asked for, with the groups of the zooms that were looked at. One to a map."""

    spots: list[Spot]
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
    lines, detailed = _lines(box)
    return Shown(
        marks=_marks(atlas, wanted, box, zoom),
        listed=sorted(here, key=_pressing)[:LISTED],
        count=len(here),
        by_look=by_look,
        lines=lines,
        labels=_labels(box, zoom, detailed),
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


def _lines(box: Box) -> tuple[list[Line], bool]:
    whole = ground()
    wide = box.grown(MARGIN)
    here = [line for line in whole.lines if line.border != "outer" and line.box.meets(wide)]
    if len(here) > WARD_LINES:
        return list(whole.borders), False
    return here, True


def _labels(box: Box, zoom: float, detailed: bool) -> list[Label]:
    """Names where they fit: the largest areas first, none over another."""
    whole = ground()
    scale = 2**zoom
    taken: list[tuple[float, float, float, float]] = []
    found: list[Label] = []
    areas: Iterable[Area] = whole.wards if detailed else whole.authorities
    for area in sorted(areas, key=lambda a: (-a.km2, a.code)):
        if not box.holds(*area.at):
            continue
        wide = len(area.name) * LETTER * (1.0 if detailed else 1.25)
        if wide > (area.box.east - area.box.west) / 360 * WORLD * scale * 1.1:
            continue
        x, y = (part * scale for part in world(*area.at))
        spot = (x - wide / 2, y - LABEL / 2, x + wide / 2, y + LABEL / 2)
        if any(
            spot[0] < b[2] and b[0] < spot[2] and spot[1] < b[3] and b[1] < spot[3] for b in taken
        ):
            continue
        taken.append(spot)
        found.append(Label(area.code, area.name, *area.at, strong=not detailed))
    return found
