"""Where a map looks: its middle, its zoom and its size, as the client last told them.

The client tells every step of a movement. What follows from it is worked out once the movement
rests for a moment, in a thread; a movement that goes on is followed now and then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import flet_map as fm

from outreach.model.geography import Box, Point, degrees, fit, ground, view, world

if TYPE_CHECKING:
    from outreach.ui.desk import Desk

#: Seconds without a movement after which the map is drawn anew.
REST: Final = 0.12
#: How far one may go out and in.
FURTHEST: Final = 7.5
CLOSEST: Final = 18.0
#: Seconds that a movement of our own may take; a map that has gone away answers never.
MOVE_SECONDS: Final = 5.0
TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class Camera:
    """Degrees, a zoom, and the size of the map in dp."""

    latitude: float
    longitude: float
    zoom: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        """What is seen."""
        return view(self.latitude, self.longitude, self.zoom, self.width, self.height)

    def on(self, box: Box, *, closest: float = 15.5) -> Camera:
        """The camera that shows a whole box, with room round it."""
        room_x, room_y = max(self.width - 56, 120), max(self.height - 90, 120)
        (latitude, longitude), zoom = fit(box, room_x, room_y, closest=closest)
        zoom = max(FURTHEST, min(CLOSEST, zoom))
        return Camera(latitude, longitude, zoom, self.width, self.height)


def at_first(width: float, height: float) -> Camera:
    """All of the ground that the app knows."""
    latitude, longitude = ground().box.middle
    return Camera(latitude, longitude, 10.0, width, height).on(ground().box)


class Follow:
    """Follows one map. ``moved`` is called on the event loop after each rest."""

    def __init__(self, desk: Desk, camera: Camera, moved: Callable[[], None]) -> None:
        self.desk = desk
        self.camera = camera
        self.control: fm.Map | None = None
        self._moved = moved
        self._steps = 0
        self._waiting = False

    # --- what the client tells ----------------------------------------------------------

    def position(self, event: fm.MapPositionChangeEvent) -> None:
        """The map was moved by a hand, or by us."""
        camera = event.camera
        self._to(camera.center.latitude, camera.center.longitude, camera.zoom)

    def sized(self, event: Any) -> None:
        """The map has a size, or another one."""
        now = self.camera
        if event.width < 1 or (now.width, now.height) == (event.width, event.height):
            return
        self.camera = Camera(now.latitude, now.longitude, now.zoom, event.width, event.height)
        self._step()

    # --- moving it ----------------------------------------------------------------------

    def go(self, point: Point, zoom: float | None = None, *, above: float = 0.0) -> None:
        """Move the map there, smoothly. ``above``: how far above the middle the point is to be, as
        a share of the height, where something lies over the lower part."""
        closer = self.camera.zoom if zoom is None else max(FURTHEST, min(CLOSEST, zoom))
        x, y = world(*point)
        point = degrees(x, y + above * self.camera.height / 2**closer)
        self._to(point[0], point[1], closer)
        if self.control is not None:
            self.desk.start(self._move(point, closer), while_open=True)

    def show(self, box: Box, *, closest: float = 15.5) -> None:
        """Move the map so that a whole box is in view."""
        wanted = self.camera.on(box, closest=closest)
        self.go((wanted.latitude, wanted.longitude), wanted.zoom)

    def zoom_by(self, steps: float) -> None:
        """In or out."""
        now = self.camera
        self.go((now.latitude, now.longitude), now.zoom + steps)

    def pan(self, up: float, right: float) -> None:
        """Move by shares of what is seen."""
        box, now = self.camera.box, self.camera
        self.go(
            (
                now.latitude + up * (box.north - box.south),
                now.longitude + right * (box.east - box.west),
            )
        )

    async def _move(self, point: Point, zoom: float) -> None:
        """Tell the client. The map may be drawn anew meanwhile, and is then another control."""
        there = fm.MapLatitudeLongitude(latitude=point[0], longitude=point[1])
        for _ in range(TRIES):
            await asyncio.sleep(0)
            control = self.control
            if control is None:
                return
            try:
                moving = control.move_to(there, zoom=zoom, animation_duration=280)
                await asyncio.wait_for(moving, MOVE_SECONDS)
            except TimeoutError:
                return  # the map went away meanwhile: there is nothing to move
            except RuntimeError:  # not drawn yet, or drawn anew
                await asyncio.sleep(REST)
            else:
                return

    def _to(self, latitude: float, longitude: float, zoom: float) -> None:
        now = self.camera
        self.camera = Camera(latitude, longitude, zoom, now.width, now.height)
        self._step()

    def _step(self) -> None:
        self._steps += 1
        if not self._waiting:
            self._waiting = True
            self.desk.start(self._rest(), while_open=True)

    async def _rest(self) -> None:
        try:
            seen = -1
            for _ in range(3):  # a long movement is followed after three rests at the latest
                if seen == self._steps:
                    break
                seen = self._steps
                await asyncio.sleep(REST)
        finally:
            self._waiting = False
        self._moved()
