"""What one does to the map itself: closer, further, all of it, where I am; by hand or by key."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model.geography import around, ground, scale_bar
from outreach.ui.buttons import sign
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.map import words
from outreach.ui.map.state import MapState
from outreach.ui.position import ask
from outreach.ui.shortcuts import use_shortcuts
from outreach.words import _

#: Close enough to tell streets apart.
HERE = 14.5


async def go_here(desk: Desk, state: MapState) -> None:
    """Ask the device where it is, and go there."""
    fix = await ask(desk)
    if fix is not None:
        state.follow.go((fix.latitude, fix.longitude), max(state.follow.camera.zoom, HERE))


def show_everything(state: MapState) -> None:
    """Every place that the filters let through; the whole ground where there is none."""
    spots = state.atlas.fitting(state.filters) if state.atlas else []
    points = [(spot.latitude, spot.longitude) for spot in spots]
    state.follow.show(around(points) if points else ground().box)


def use_keys(desk: Desk, state: MapState) -> None:
    """A hook: what the keyboard does while the map is on the screen."""

    def pan(up: float, right: float) -> Any:
        return lambda: state.follow.pan(up, right)

    use_shortcuts(
        desk,
        {
            "+|=": (_("Closer"), lambda: state.follow.zoom_by(1)),
            "-": (_("Further"), lambda: state.follow.zoom_by(-1)),
            "0": (_("Show everything"), lambda: show_everything(state)),
            "m": (_("Where I am"), lambda: go_here(desk, state)),
            "r": (_("Tonight's route"), state.plan),
            "Shift+ArrowUp": (_("Move north"), pan(0.3, 0)),
            "Shift+ArrowDown": (_("Move south"), pan(-0.3, 0)),
            "Shift+ArrowLeft": (_("Move west"), pan(0, -0.3)),
            "Shift+ArrowRight": (_("Move east"), pan(0, 0.3)),
        },
        _("Map"),
    )


def buttons(desk: Desk, state: MapState) -> ft.Control:
    """Closer, further, all of it, and where I am."""
    position = desk.position

    async def here(_event: Any) -> None:
        await go_here(desk, state)

    asking = position.state == "asking"
    said = _("Finding where you are…") if asking else _("Where I am")
    icon = {
        "on": ft.Icons.MY_LOCATION,
        "asking": ft.Icons.LOCATION_SEARCHING,
        "refused": ft.Icons.LOCATION_DISABLED,
    }.get(position.state, ft.Icons.MY_LOCATION_OUTLINED)

    def sheet(*controls: ft.Control) -> ft.Control:
        return ft.Container(
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
            border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
            border_radius=Size.RADIUS,
            content=ft.Column(list(controls), spacing=0, tight=True),
        )

    return ft.Column(
        spacing=Space.S,
        tight=True,
        controls=[
            sheet(sign("map-here", said, icon, here, chosen=position.state == "on")),
            sheet(
                sign("map-in", _("Closer"), ft.Icons.ADD, lambda _e: state.follow.zoom_by(1)),
                sign("map-out", _("Further"), ft.Icons.REMOVE, lambda _e: state.follow.zoom_by(-1)),
            ),
            sheet(
                sign(
                    "map-everything",
                    _("Show everything"),
                    ft.Icons.ZOOM_OUT_MAP,
                    lambda _e: show_everything(state),
                )
            ),
        ],
    )


def foot(state: MapState) -> ft.Control:
    """The scale, and whose borders these are."""
    camera = state.follow.camera
    length, wide = scale_bar(camera.latitude, camera.zoom)
    ink = ft.Colors.ON_SURFACE_VARIANT
    small = {"theme_style": ft.TextThemeStyle.BODY_SMALL, "size": 11, "color": ink}
    return ft.Column(
        spacing=2,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Text(words.far(length), **small),
            ft.Container(
                width=wide,
                height=5,
                border=ft.Border.only(
                    left=ft.BorderSide(1.5, ink),
                    right=ft.BorderSide(1.5, ink),
                    bottom=ft.BorderSide(1.5, ink),
                ),
            ),
            ft.Container(
                bgcolor=ft.Colors.with_opacity(0.75, ft.Colors.SURFACE_CONTAINER_LOW),
                border_radius=4,
                padding=ft.Padding.symmetric(horizontal=4),
                content=ft.Text(ground().credit, **small),
            ),
        ],
    )
