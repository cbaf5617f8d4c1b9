"""Choosing a point: the map moves under a cross that stands still.

One hand is enough: push the map until the cross is right, then *Use this point*. By keyboard: the
arrow buttons move the map, or the numbers are typed. ``source`` says which way it was: ``pin``,
``gps`` when it is where the tablet says it is, ``typed``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from outreach.model import areas
from outreach.model.geography import Point, metres
from outreach.model.limits import limits
from outreach.model.mapping import Atlas, shown, spots
from outreach.ui.buttons import ident, primary, quiet, secondary, sign
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.map import tiles, words
from outreach.ui.map.camera import Camera, Follow, at_first
from outreach.ui.map.canvas import Canvas, named
from outreach.ui.map.marks import Marks
from outreach.ui.moments import now_ms
from outreach.ui.position import ask
from outreach.ui.pulse import Watched
from outreach.ui.query import use_query
from outreach.words import _

if TYPE_CHECKING:
    from outreach.session import Session

#: Closer than this to where it was put, the point is still where it was put.
SAME_M = 1.0
#: Near enough to tell one side of a street from the other.
NEAR = 16.0
HEIGHT = 320
#: Shares of what is seen that an arrow moves.
STEP = 0.12

OnPick = Callable[[float, float, str], Any]


class Picking(Watched):
    """What one picker shows. ``turn`` counts rests of the map."""

    def __init__(self, desk: Desk, start: Point | None) -> None:
        camera = at_first(600, HEIGHT)
        if start is not None:
            camera = Camera(*start, NEAR, camera.width, camera.height)
        self.follow = Follow(desk, camera, self.moved)
        self.canvas = Canvas(self.follow, Marks(lambda _s: None, lambda _g: None))
        self.turn = 0
        self.typing = False
        self.problem = ""
        self._put: tuple[Point, str] | None = None

    def moved(self) -> None:
        self.turn += 1

    @property
    def point(self) -> Point:
        """What lies under the cross, to a tenth of a metre."""
        return round(self.follow.camera.latitude, 6), round(self.follow.camera.longitude, 6)

    @property
    def source(self) -> str:
        """Where the point comes from, by the code list ``point_source``."""
        if self._put is not None and metres(self._put[0], self.point) < SAME_M:
            return self._put[1]
        return "pin"

    def put(self, point: Point, source: str) -> None:
        """The point comes from elsewhere: move the map under the cross."""
        self._put = (point, source)
        self.follow.go(point, max(self.follow.camera.zoom, NEAR))


@ft.component
def PickPoint(
    desk: Desk,
    latitude: float | None,
    longitude: float | None,
    on_pick: OnPick,
    height: float = HEIGHT,
) -> ft.Control:
    """A map with a cross, beginning at the point given, or with all of the ground.

    ``on_pick(latitude, longitude, source)`` gets degrees; it may be a coroutine.
    """
    start = (latitude, longitude) if latitude is not None and longitude is not None else None
    state, _set = ft.use_state(lambda: Picking(desk, start))
    position, _set = ft.use_state(desk.position)
    follow = state.follow
    camera = follow.camera
    address = tiles.address_of(desk)
    # There are no streets on this map: other places tell where one is on it.
    others = use_query(desk, _atlas).value
    # Locked meanwhile: what the setting says is not known, so the window is told nothing of it.
    may = desk.session is not None and tiles.allowed(desk, address)
    layers = state.canvas.layers(
        shown(others or [], camera.box, camera.zoom),
        fix=position.fix,
        address=address if may else "",
    )

    async def use(_event: Any) -> None:
        done = on_pick(*state.point, state.source)
        if hasattr(done, "__await__"):
            await done

    async def here(_event: Any) -> None:
        state.problem = ""
        fix = await ask(desk)
        if fix is not None:
            state.put((fix.latitude, fix.longitude), "gps")
        else:
            state.problem = position.problem

    def toggle(_event: Any) -> None:
        state.typing = not state.typing

    return ft.Column(
        spacing=Space.S,
        tight=True,
        controls=[
            ft.Container(
                height=height,
                border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
                border_radius=Size.RADIUS,
                clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
                content=ft.Stack(
                    expand=True,
                    controls=[
                        ft.Container(
                            named(state.canvas.map(layers)),
                            key="ground",
                            left=0,
                            top=0,
                            right=0,
                            bottom=0,
                        ),
                        _cross(),
                        ft.Container(_arrows(follow), key="arrows", left=Space.S, bottom=Space.S),
                        ft.Container(_closer(follow), key="zoom", right=Space.S, bottom=Space.S),
                    ],
                ),
            ),
            ident(
                "pick-where",
                ft.Text(
                    _("{where}, {latitude}, {longitude}").format(
                        where=words.where(*state.point, desk.session),
                        latitude=f"{state.point[0]:.5f}",
                        longitude=f"{state.point[1]:.5f}",
                    ),
                    theme_style=ft.TextThemeStyle.BODY_SMALL,
                    color=ft.Colors.ON_SURFACE_VARIANT,
                ),
            ),
            *([_problem(state.problem)] if state.problem else []),
            ft.Row(
                wrap=True,
                spacing=Space.S,
                run_spacing=Space.S,
                controls=[
                    primary("pick-use", _("Use this point"), use, icon=ft.Icons.CHECK),
                    secondary(
                        "pick-here",
                        _("Finding where you are…")
                        if position.state == "asking"
                        else _("Where I am"),
                        here,
                        icon=ft.Icons.MY_LOCATION,
                    ),
                    quiet(
                        "pick-type", _("Type the numbers"), toggle, icon=ft.Icons.KEYBOARD_OUTLINED
                    ),
                ],
            ),
            *([Typed(state, key="typed")] if state.typing else []),
        ],
    )


def _atlas(session: Session) -> Atlas:
    """The places and the borders that tell where one is."""
    return Atlas(spots(session.model, now_ms()), areas.taken(session.model))


def _problem(said: str) -> ft.Control:
    return ft.Semantics(
        live_region=True, content=ft.Text(said, color=ft.Colors.ERROR), key="pick-problem"
    )


def _cross() -> ft.Control:
    """Stands still in the middle; taps go through to the map."""
    return ft.Container(
        key="cross",
        left=0,
        top=0,
        right=0,
        bottom=0,
        alignment=ft.Alignment.CENTER,
        ignore_interactions=True,
        content=ft.Stack(
            width=52,
            height=52,
            controls=[
                ft.Container(
                    width=52,
                    height=52,
                    border_radius=26,
                    border=ft.Border.all(2, ft.Colors.PRIMARY),
                ),
                ft.Container(left=25, top=4, width=2, height=44, bgcolor=ft.Colors.PRIMARY),
                ft.Container(left=4, top=25, width=44, height=2, bgcolor=ft.Colors.PRIMARY),
            ],
        ),
    )


def _ground(*controls: ft.Control) -> ft.Control:
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
        border_radius=Size.RADIUS,
        content=ft.Row(list(controls), spacing=0, tight=True),
    )


def _arrows(follow: Follow) -> ft.Control:
    def move(up: float, right: float) -> Callable[[Any], None]:
        return lambda _e: follow.pan(up * STEP, right * STEP)

    return _ground(
        sign("pick-west", _("West"), ft.Icons.ARROW_BACK, move(0, -1)),
        sign("pick-north", _("North"), ft.Icons.ARROW_UPWARD, move(1, 0)),
        sign("pick-south", _("South"), ft.Icons.ARROW_DOWNWARD, move(-1, 0)),
        sign("pick-east", _("East"), ft.Icons.ARROW_FORWARD, move(0, 1)),
    )


def _closer(follow: Follow) -> ft.Control:
    return _ground(
        sign("pick-out", _("Further"), ft.Icons.REMOVE, lambda _e: follow.zoom_by(-1)),
        sign("pick-in", _("Closer"), ft.Icons.ADD, lambda _e: follow.zoom_by(1)),
    )


@ft.component
def Typed(state: Picking) -> ft.Control:
    """Latitude and longitude in degrees."""
    begin = state.point
    typed = ft.use_ref(lambda: [str(begin[0]), str(begin[1])])
    problem, set_problem = ft.use_state("")

    def keep(index: int) -> Callable[[str], None]:
        def put(text: str) -> None:
            if typed.current is not None:
                typed.current[index] = text

        return put

    def move(_event: Any) -> None:
        given = typed.current or ["", ""]
        try:
            latitude, longitude = (float(text.strip().replace(",", ".")) for text in given)
        except ValueError:
            set_problem(_("Enter both numbers in degrees, such as 53.6163 and -2.1551"))
            return
        if not limits().in_uk(latitude, longitude):
            set_problem(_("This point is not in the United Kingdom: check both numbers"))
            return
        set_problem("")
        state.put((latitude, longitude), "typed")

    return ft.Column(
        spacing=Space.S,
        tight=True,
        controls=[
            Field(
                "pick-latitude",
                _("Latitude in degrees, such as 53.6163"),
                typed.current[0] if typed.current else "",
                on_input=keep(0),
                error=problem or None,
                number=True,
                key="latitude",
            ),
            Field(
                "pick-longitude",
                _("Longitude in degrees, such as -2.1551"),
                typed.current[1] if typed.current else "",
                on_input=keep(1),
                number=True,
                key="longitude",
            ),
            secondary("pick-go", _("Go there"), move, icon=ft.Icons.NEAR_ME_OUTLINED),
        ],
    )
