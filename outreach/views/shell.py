"""What surrounds every screen: where one can go, how syncing stands, and the lock, always there.

Phone: bar at the bottom. Tablet: rail. Desktop: rail with words. Titles name the kind of screen,
never its content, since window titles and task switchers are seen by others.
"""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.ui import guard
from outreach.ui.desk import Desk
from outreach.views.entrance import Inside, Outside
from outreach.views.happened import Strip
from outreach.views.rail import Bar, Rail, places_for
from outreach.views.topline import Top
from outreach.words import _, mark

TITLES = {
    "map": mark("Map"),
    "places": mark("Places"),
    "import": mark("Import"),
    "people": mark("Person"),
    "vehicles": mark("Vehicle"),
    "network": mark("Links"),
    "search": mark("Search"),
    "review": mark("Review"),
    "insights": mark("Insights"),
    "export": mark("Export"),
    "opened": mark("Open an export"),
    "sync": mark("Sync"),
    "members": mark("People"),
    "partnerships": mark("Other partnerships"),
    "audit": mark("Audit"),
    "settings": mark("Settings"),
    "help": mark("Help"),
    "records": mark("Record"),
    "write": mark("Write"),
    "happened": mark("This tablet"),
}


def title_of(route: str) -> str:
    """The name of the kind of screen."""
    return TITLES.get(route.strip("/").split("/")[0], mark("Tonight"))


@guard.window
@ft.component
def Shell(desk: Desk) -> ft.View:
    """The one view of the window: locked, at what comes first, at fault, or a screen with its
    surroundings."""
    stage, _set = ft.use_state(desk.stage)
    window, _set = ft.use_state(desk.window)
    cover, _set = ft.use_state(desk.cover)
    entrance, _set = ft.use_state(desk.entrance)
    outlet = ft.use_route_outlet()
    route = ft.use_route_location() or "/"

    async def popped(_event: Any) -> None:
        desk.back()

    if stage.name in ("locked", "opening") or desk.session is None:
        outside = ft.SafeArea(Outside(desk, key="outside"), expand=True)
        return ft.View(route="/", padding=0, controls=[outside])
    if entrance.at:
        inside = ft.SafeArea(Inside(desk, key="inside"), expand=True)
        return ft.View(route="/", padding=0, controls=[_under(cover.on, inside)])
    if stage.name == "fault" and stage.at == route:
        body: ft.Control = guard.show(desk)
    else:
        body = ft.Container(content=outlet, expand=True)

    stem = "/" + route.strip("/").split("/")[0]
    roots = [place.route for place in places_for(desk, window.layout)]
    top_level = route in roots
    top = Top(desk, _(title_of(route)), top_level, key="top")
    strip = Strip(desk, stem, key="strip")
    main = ft.Column(expand=True, spacing=0, controls=[top, strip, body], key="main")
    phone = window.layout == "phone"
    rail = None if phone else Rail(desk, stem, window.layout == "desktop", key="rail")
    return ft.View(
        route="/",
        padding=0,
        can_pop=route == "/",
        on_confirm_pop=popped,
        controls=[
            _under(
                cover.on,
                # The same tree at every width: a screen that changes its place in it when a tablet
                # is turned would never be told that it is there, and hear no answer any more.
                ft.SafeArea(
                    ft.Row([main] if rail is None else [rail, main], expand=True, spacing=0),
                    expand=True,
                ),
            )
        ],
        # A form needs the room, and a thumb near Save must not leave it.
        navigation_bar=Bar(desk, stem, key="bar") if phone and stem != "/write" else None,
    )


def _under(covered: bool, content: ft.Control) -> ft.Control:
    """The window, with or without a blank sheet over it. What lies under the sheet keeps its
    place and what was typed; it is neither painted nor told to a screen reader."""
    sheet = ft.Container(
        key="cover",
        bgcolor=ft.Colors.SURFACE,
        alignment=ft.Alignment.CENTER,
        content=ft.Icon(
            ft.Icons.NIGHTLIGHT_ROUND,
            size=48,
            color=ft.Colors.OUTLINE,
            semantics_label=_("Outreach is covered"),
        ),
    )
    return ft.Stack(
        expand=True,
        fit=ft.StackFit.EXPAND,
        controls=[
            ft.Container(content, opacity=0.0 if covered else 1.0, key="window"),
            *([sheet] if covered else []),
        ],
    )
