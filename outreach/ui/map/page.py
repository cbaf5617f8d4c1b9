"""The map screen: the map with what lies over it, and the list beside it or below.

Wide: a list beside the map. Otherwise the map has the room, and a sheet below it opens to the list
or to tonight's route.
"""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model.clusters import Group
from outreach.model.geography import around
from outreach.model.mapping import Filters, Shown, Spot
from outreach.ui import frame
from outreach.ui.buttons import quiet, sign
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.map import card, side, tiles, tools
from outreach.ui.map.camera import CLOSEST
from outreach.ui.map.canvas import Canvas, named
from outreach.ui.map.marks import Marks
from outreach.ui.map.state import MapState
from outreach.ui.query import use_query
from outreach.words import _, several

#: A group that does not come apart by going closer is shown as a list.
TOGETHER_M = 25.0
#: How high the sheet below the map is when it is open.
SHEET = 340


@ft.component
def MapScreen(desk: Desk, state: MapState, record: str | None = None) -> ft.Control:
    """Everything but the surroundings. ``state``: of this tablet, see ``state_of``. ``record``:
    a place to show."""
    window, _set = ft.use_state(desk.window)
    state.narrow = window.layout != "desktop"
    answer = use_query(desk, state.first)
    found = answer.value
    taken = ft.use_ref(None)

    if found is not None and taken.current is not found:
        taken.current = found
        state.take(found)  # before what is below is drawn: it is drawn once

    def bring() -> None:
        spots = state.atlas.spots if state.atlas else []
        spot = next((spot for spot in spots if spot.id == record), None)
        if spot is not None:
            state.choose(spot, move=True)

    ft.use_effect(bring, [record, found is None])
    ft.use_effect(lambda: None, [], lambda: state.put_away())
    if found is None:
        return _coming()
    drawn = Drawn(desk, state, key="drawn")
    if window.layout == "desktop":
        return ft.Row(
            expand=True,
            spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                ft.Container(Side(desk, state, key="side"), width=Size.PANE),
                ft.VerticalDivider(width=1, color=ft.Colors.OUTLINE_VARIANT),
                ft.Container(drawn, expand=True),
            ],
        )
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[ft.Container(drawn, expand=True), Below(desk, state, key="below")],
    )


def _coming() -> ft.Control:
    """For the moment until the map is there: less to draw than the map itself."""
    return ft.Container(
        expand=True,
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        alignment=ft.Alignment.CENTER,
        content=frame.soft(_("Drawing the map…")),
    )


@ft.component
def Drawn(desk: Desk, state: MapState) -> ft.Control:
    """The map and what lies over it."""
    ft.use_state(state)
    ft.use_state(desk.position)
    tools.use_keys(desk, state)
    kept = ft.use_ref(lambda: _canvas(state))
    canvas = kept.current
    shown = state.shown
    if shown is None or canvas is None or desk.session is None:
        return _coming()
    address = tiles.address_of(desk)
    may = tiles.allowed(desk, address)
    layers = canvas.layers(
        shown,
        route=state.route if state.panel == "route" else (),
        fix=desk.position.fix,
        chosen=state.chosen,
        point=state.point,
        address=address if may else "",
    )

    def pressed(event: Any) -> None:
        state.press((event.coordinates.latitude, event.coordinates.longitude))

    def tapped(_event: Any) -> None:
        if state.chosen is not None or state.point is not None:
            state.choose(None)

    the_map = canvas.map(layers, on_long_press=pressed, on_secondary_tap=pressed, on_tap=tapped)
    over: list[ft.Control] = [
        ft.Container(named(the_map), key="ground", left=0, top=0, right=0, bottom=0),
        ft.Container(key="tools", right=Space.SM, top=Space.SM, content=tools.buttons(desk, state)),
        ft.Container(
            key="credit",
            left=Space.S,
            right=Space.S,
            bottom=Space.XS,
            ignore_interactions=True,
            content=tools.foot(state),
        ),
    ]
    if not may:
        over.append(
            ft.Container(
                key="reload",
                left=Space.SM,
                top=Space.SM,
                right=72,
                content=frame.soft(
                    _("To see the tiles, load this page again and unlock once more."), small=True
                ),
            )
        )
    up = _card(desk, state, shown)
    if up is not None:
        over.append(
            ft.Container(
                key="card",
                left=Space.SM,
                top=Space.S,
                right=Space.SM,
                bottom=Space.L,
                alignment=ft.Alignment.BOTTOM_CENTER,
                content=up,
            )
        )
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            ft.Container(
                key="filters",
                padding=ft.Padding.symmetric(horizontal=Space.SM, vertical=Space.S),
                content=side.filter_chips(state),
            ),
            ft.Divider(),
            ft.Stack(over, expand=True, clip_behavior=ft.ClipBehavior.HARD_EDGE),
        ],
    )


def _canvas(state: MapState) -> Canvas:
    def opened(group: Group[Spot]) -> None:
        box = around([(spot.latitude, spot.longitude) for spot in group.members])
        wide = max(box.north - box.south, box.east - box.west) * 111_000
        if wide < TOGETHER_M or state.follow.camera.zoom >= CLOSEST - 0.5:
            state.choose(group.members[0])
            state.panel = "list"
            return
        closer = min(state.follow.camera.zoom + 4, CLOSEST)
        state.follow.show(box, closest=max(closer, state.follow.camera.zoom + 1))

    return Canvas(state.follow, Marks(state.choose, opened))


def _card(desk: Desk, state: MapState, shown: Shown) -> ft.Control | None:
    """What lies over the foot of the map: the card of what was chosen, or why it is empty."""
    up: ft.Control
    if state.chosen is not None:
        up = card.spot_card(desk, state, state.chosen)
    elif state.point is not None:
        up = card.point_card(desk, state, *state.point)
    elif desk.position.state == "refused":
        up = card.on_the_map(
            card.room(state),
            ft.Row(
                [
                    ft.Icon(ft.Icons.LOCATION_OFF, color=ft.Colors.ON_SURFACE_VARIANT),
                    ft.Text(desk.position.problem, expand=True),
                    sign("close-card", _("Close"), ft.Icons.CLOSE, lambda _e: desk.position.off()),
                ],
                vertical_alignment=ft.CrossAxisAlignment.START,
            ),
        )
    elif state.atlas is not None and not state.atlas.spots:
        up = card.on_the_map(
            card.room(state),
            ft.Text(_("No places yet"), theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
            frame.soft(
                _("Press long on the map to add a hotspot, import a register, or sync."), small=True
            ),
        )
    elif not shown.count and state.filters != Filters() and state.narrow:
        up = card.on_the_map(
            card.room(state),
            ft.Text(_("No place in view fits"), theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
            quiet("map-all", _("Show all places"), lambda _e: _show_all(state)),
        )
    else:
        return None
    return up


def _show_all(state: MapState) -> None:
    state.mine = False
    state.filter(kind="", show="", amiss=False, among=None)


def _count(shown: Shown) -> str:
    return several("{n} place in view", "{n} places in view", shown.count)


@ft.component
def Side(desk: Desk, state: MapState) -> ft.Control:
    """The list beside the map."""
    ft.use_state(state)
    ft.use_state(desk.position)
    if state.shown is None:
        return _coming()
    on_route = state.panel == "route"
    title = _("Tonight's route") if on_route else _count(state.shown)
    head = [frame.heading(title, level=2), side.switch(state, "route" if on_route else "list")]
    if not on_route:
        head.insert(1, side.legend(state.shown))
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            ft.Container(ft.Column(head, spacing=Space.S), padding=Space.M),
            ft.Divider(),
            _rows(desk, state, state.shown),
        ],
    )


def _rows(desk: Desk, state: MapState, shown: Shown) -> ft.Control:
    fix = desk.position.fix
    if state.panel == "route":
        return ft.ListView(
            key="route-rows",
            expand=True,
            padding=ft.Padding.only(bottom=Space.L),
            controls=side.route(desk, state, fix),
        )
    chosen = state.chosen.id if state.chosen else None
    return side.Listing(state, shown, fix, chosen, key="list-rows")


@ft.component
def Below(desk: Desk, state: MapState) -> ft.Control:
    """The sheet below the map: a line that opens to the list or to the route."""
    ft.use_state(state)
    ft.use_state(desk.position)
    shown = state.shown
    if shown is None:
        return ft.Container(height=0)

    def toggle(_event: Any) -> None:
        state.panel = "" if state.panel else "list"

    async def plan(_event: Any) -> None:
        await state.plan()

    opened = bool(state.panel)
    on_route = state.panel == "route"
    line = ft.Row(
        spacing=0,
        controls=[
            ft.Container(
                expand=True,
                padding=ft.Padding.only(left=Space.M),
                content=ft.Text(
                    _("Tonight's route") if on_route else _count(shown),
                    theme_style=ft.TextThemeStyle.TITLE_SMALL,
                ),
            ),
            quiet("map-reorder", _("Put in order"), plan, icon=ft.Icons.SWAP_VERT)
            if on_route
            else quiet("map-route", _("Route"), plan, icon=ft.Icons.ROUTE_OUTLINED),
            quiet(
                "map-list",
                _("Close") if opened else _("List"),
                toggle,
                icon=ft.Icons.EXPAND_MORE if opened else ft.Icons.EXPAND_LESS,
            ),
        ],
    )
    inside: list[ft.Control] = [line]
    if opened:
        if not on_route:
            inside.append(
                ft.Container(
                    side.legend(shown),
                    padding=ft.Padding.only(left=Space.M, right=Space.M, bottom=Space.S),
                )
            )
        inside.append(_rows(desk, state, shown))
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.only(top=ft.BorderSide(Size.EDGE, ft.Colors.OUTLINE_VARIANT)),
        padding=ft.Padding.only(top=Space.XS),
        height=SHEET if opened else None,
        content=ft.Column(inside, spacing=0, tight=not opened),
    )
