"""What one map is about: the places, the filters, what was chosen, the route for tonight.

The rules that this module enforces:

1. Asking the rows and working out what is in view happen in threads; what they find is set on the
   event loop, the newest only.
2. Where the map looked, what was filtered and which stops the route has stay while the tablet is
   open, so that one comes back to the same map; the places too, for as long as no row changes.
   Locking forgets all of it (``desk.kept``).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

from outreach.model import areas, mapping
from outreach.model.geography import Point, around, metres
from outreach.model.mapping import Atlas, Filters, Shown, Spot
from outreach.model.route import order
from outreach.ui.form.begin import current_outing
from outreach.ui.map.camera import Camera, Follow, at_first
from outreach.ui.moments import now_ms
from outreach.ui.pulse import Watched
from sync.errors import VaultLocked

if TYPE_CHECKING:
    from outreach.session import Session
    from outreach.ui.desk import Desk

#: How long the places are not asked for again by themselves.
FRESH_MS: Final = 5 * 60_000
#: Places that a route is made of when nothing was planned.
STOPS: Final = 10
#: How far above the middle a place is moved, so that its card does not hide it.
UNDER_A_CARD: Final = 0.2
UNDER_A_CARD_NARROW: Final = 0.27
Panel = Literal["", "list", "route"]


class MapState(Watched):
    """The state of one map. ``shown`` is None until the places are there."""

    def __init__(self, desk: Desk, camera: Camera) -> None:
        self.desk = desk
        self.follow = Follow(desk, camera, self.look)
        self.atlas: Atlas | None = None
        self.shown: Shown | None = None
        self.filters = Filters()
        self.mine = False
        self.chosen: Spot | None = None
        self.point: Point | None = None  # a point that was pressed for long
        self.panel: Panel = ""
        self.narrow = False  # no room for a list beside the map
        self.route: tuple[Spot, ...] = ()
        self._asked = 0
        self._settled = False
        self._stops: tuple[str, ...] = ()
        self._before: tuple[int, int, Atlas] | None = None

    # --- the places ---------------------------------------------------------------------

    def ask(self, session: Session) -> Atlas:
        """The places of this tablet; runs in a thread. Those asked for last, where nothing was
        written since and it is not long ago: what is due changes with time."""
        now, count = now_ms(), self.desk.rows.count
        before = self._before
        if before is not None and before[0] == count and now - before[1] < FRESH_MS:
            return before[2]
        atlas = Atlas(mapping.spots(session.model, now), areas.taken(session.model))
        self._before = (count, now, atlas)
        return atlas

    def first(self, session: Session) -> tuple[Atlas, Camera, Shown]:
        """The places, and the first that is drawn of them; runs in a thread."""
        atlas = self.ask(session)
        camera = self.follow.camera
        if not self._settled and atlas.spots:
            spots = [s for s in atlas.spots if s.kind == "hotspot"] or atlas.spots
            camera = camera.on(around([(s.latitude, s.longitude) for s in spots]), closest=14)
        return atlas, camera, mapping.shown(atlas, camera.box, camera.zoom, self.filters)

    def take(self, found: tuple[Atlas, Camera, Shown]) -> None:
        """Draw what :meth:`first` found."""
        self.atlas, camera, shown = found
        if not self._settled:
            self._settled = bool(self.atlas.spots)
            size = self.follow.camera
            self.follow.camera = replace(camera, width=size.width, height=size.height)
        by_id = {spot.id: spot for spot in self.atlas.spots}
        if self.chosen is not None:
            self.chosen = by_id.get(self.chosen.id)
        stops = self._stops or tuple(stop.id for stop in self.route)
        self.route, self._stops = tuple(by_id[i] for i in stops if i in by_id), ()
        self.shown = shown

    def put_away(self) -> None:
        """The map leaves the screen."""
        self._asked += 1
        self._stops = tuple(stop.id for stop in self.route)
        self.follow.control = None
        self.atlas = self.shown = self.chosen = self.point = None
        self.route = ()

    def look(self) -> None:
        """Work out anew what is in view."""
        if self.atlas is not None:
            self._asked += 1
            self.desk.start(self._look(self.atlas, self._asked), while_open=True)

    async def _look(self, atlas: Atlas, asked: int) -> None:
        camera, filters = self.follow.camera, self.filters
        shown = await asyncio.to_thread(mapping.shown, atlas, camera.box, camera.zoom, filters)
        if asked == self._asked and atlas is self.atlas:
            self.shown = shown

    # --- filters ------------------------------------------------------------------------

    def filter(self, **changes: Any) -> None:
        """Show other places."""
        self.filters = replace(self.filters, **changes)
        self.look()

    async def toggle_mine(self) -> None:
        """Only places where somebody of one's own agency was, or all again."""
        session = self.desk.session
        if session is None:
            return
        self.mine = not self.mine
        among = None
        if self.mine:
            try:
                agency = session.me.agency
                among = await asyncio.to_thread(mapping.visited_by, session.model, agency)
            except VaultLocked:
                return
        # Two quick taps: what the second one said stands, whichever answer comes last.
        self.filter(among=among if self.mine else None)

    # --- what was chosen ----------------------------------------------------------------

    def choose(self, spot: Spot | None, *, move: bool = False) -> None:
        """Show the card of a place; None puts it away. ``move``: bring the place into view, and
        close enough to tell it from others."""
        self.point = None
        self.chosen = spot
        if spot is None:
            return
        camera = self.follow.camera
        above = UNDER_A_CARD_NARROW if self.narrow else UNDER_A_CARD
        here = (spot.latitude, spot.longitude)
        if move:
            if self.narrow:
                self.panel = ""
            self.follow.go(here, max(camera.zoom, 14.0), above=above)
        else:
            box = camera.box
            down = (box.north - spot.latitude) / (box.north - box.south)
            if down > 0.5 - above / 2:  # the card would lie over it
                self.follow.go(here, above=above)

    def go_to(self, spot: Spot) -> None:
        """Show a place's card, and the place in the middle of the map."""
        self.choose(spot, move=True)

    def press(self, point: Point | None) -> None:
        """A point of the ground that one wants something with."""
        self.chosen = None
        self.point = point

    # --- tonight's route ----------------------------------------------------------------

    async def plan(self) -> None:
        """Tonight's places in a sensible order, from where one is or from the first of them."""
        session = self.desk.session
        if session is None or self.atlas is None:
            return
        if not self.route:
            try:
                self.route = await asyncio.to_thread(self._tonight, session, self.atlas)
            except VaultLocked:
                return
        await self.reorder()
        self.choose(None)
        self.panel = "route"
        if self.route:
            self.follow.show(around([(s.latitude, s.longitude) for s in self.route]))

    def _tonight(self, session: Session, atlas: Atlas) -> tuple[Spot, ...]:
        """The hotspots planned for this outing that nobody has visited in it. Where none are
        planned: those that are due, the nearest to where one is, or the longest unvisited of those
        in view, or of all."""
        outing = current_outing(session)
        fields = outing.fields if outing is not None else {}
        planned = list(fields.get("planned_hotspots") or ())
        since = (outing.occurred_ms or outing.recorded_ms) if outing is not None else None
        if planned:
            by_id = {spot.id: spot for spot in atlas.spots}
            return tuple(
                by_id[i]
                for i in planned
                if i in by_id and not (since and (by_id[i].last_ms or 0) >= since)
            )
        due = [s for s in atlas.spots if s.kind == "hotspot" and s.look == "due"]
        fix = self.desk.position.fix
        if fix is not None:
            me = (fix.latitude, fix.longitude)
            due.sort(key=lambda s: (metres(me, (s.latitude, s.longitude)), s.id))
            return tuple(due[:STOPS])
        box = self.follow.camera.box
        due = [s for s in due if box.holds(s.latitude, s.longitude)] or due
        return tuple(sorted(due, key=lambda s: (s.last_ms or 0, s.id))[:STOPS])

    async def reorder(self) -> None:
        """Put the stops in order."""
        fix = self.desk.position.fix
        start = (fix.latitude, fix.longitude) if fix is not None else None
        stops = self.route
        points = [(stop.latitude, stop.longitude) for stop in stops]
        found = await asyncio.to_thread(order, points, start)
        if stops == self.route:
            self.route = tuple(stops[i] for i in found)

    def add_stop(self, spot: Spot) -> None:
        """One more place for tonight."""
        if all(stop.id != spot.id for stop in self.route):
            self.route = (*self.route, spot)

    def drop_stop(self, spot: Spot) -> None:
        """Not there tonight."""
        self.route = tuple(stop for stop in self.route if stop.id != spot.id)

    def stops_at(self, spot: Spot) -> bool:
        """Whether a place is on the route."""
        return any(stop.id == spot.id for stop in self.route)


def state_of(desk: Desk) -> MapState:
    """The map of an unlocked tablet: the same one until it is locked."""
    kept = desk.kept.get("map")
    if not isinstance(kept, MapState):
        kept = desk.kept["map"] = MapState(desk, at_first(*_about(desk)))
    return kept


def _about(desk: Desk) -> tuple[float, float]:
    """About how large the map will be, before the client has told."""
    width, height = float(desk.page.width or 800), float(desk.page.height or 800)
    layout = desk.window.layout
    beside = {"phone": 0.0, "tablet": 80.0, "desktop": 620.0}[layout]
    return max(320.0, width - beside), max(320.0, height - 260)
