"""What surrounds every screen: where one can go, how syncing stands, and the lock, always there.

Phone: bar at the bottom. Tablet: rail. Desktop: rail with words. Titles name the kind of screen,
never its content, since window titles and task switchers are seen by others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.ui import guard
from outreach.ui.buttons import ident, sign
from outreach.ui.desk import Desk
from outreach.ui.moments import ago, now_ms
from outreach.ui.theme import Space
from outreach.views.unlock import Unlock


@dataclass(frozen=True, slots=True)
class Place:
    """A place to go to."""

    route: str
    words: str
    icon: ft.IconData
    chosen: ft.IconData
    duty: str | None = None


PLACES = (
    Place("/", "Tonight", ft.Icons.NIGHTLIGHT_OUTLINED, ft.Icons.NIGHTLIGHT_ROUND),
    Place("/places", "Places", ft.Icons.PLACE_OUTLINED, ft.Icons.PLACE),
    Place("/search", "Search", ft.Icons.SEARCH, ft.Icons.SEARCH),
    Place("/review", "Review", ft.Icons.FACT_CHECK_OUTLINED, ft.Icons.FACT_CHECK, "supervisor"),
    Place("/sync", "Sync", ft.Icons.SYNC, ft.Icons.SYNC),
)

TITLES = {
    "places": "Places",
    "search": "Search",
    "review": "Review",
    "sync": "Sync",
    "settings": "Settings",
    "records": "Record",
    "write": "Write",
}


def title_of(route: str) -> str:
    """The name of the kind of screen."""
    return TITLES.get(route.strip("/").split("/")[0], "Tonight")


def places_for(desk: Desk) -> list[Place]:
    """The places that this person has a use for."""
    duties = desk.session.me.duties if desk.session else frozenset()
    return [place for place in PLACES if place.duty is None or place.duty in duties]


@ft.component
def Status(desk: Desk) -> ft.Control:
    """How many records are only here, and when the store last answered. Always in sight."""
    sync, _ = ft.use_state(desk.sync)
    window, _ = ft.use_state(desk.window)
    contact = ago(sync.last_contact_ms, now_ms())
    here = f"{sync.only_here:,} only here"
    icon, ink = ft.Icons.CLOUD_DONE, ft.Colors.PRIMARY
    if sync.running:
        icon = ft.Icons.SYNC
    elif sync.only_here:
        icon, ink = ft.Icons.TABLET_ANDROID, ft.Colors.TERTIARY
    elif sync.problem:
        icon, ink = ft.Icons.CLOUD_OFF, ft.Colors.ON_SURFACE_VARIANT
    short = here if sync.only_here else "All safe"
    words = short if window.layout == "phone" else f"{short} · store reached {contact}"
    return ident(
        "status",
        ft.TextButton(
            words,
            icon=icon,
            icon_color=ink,
            height=48,
            style=ft.ButtonStyle(
                color=ft.Colors.ON_SURFACE, padding=ft.Padding.symmetric(horizontal=8)
            ),
            tooltip=f"Store last reached: {contact}" + (". Syncing now" if sync.running else ""),
            on_click=lambda _: desk.go("/sync"),
        ),
    )


@ft.component
def Top(desk: Desk, route: str, top_level: bool) -> ft.Control:
    """The line above every screen."""

    async def lock(_: Any) -> None:
        await desk.lock()

    lead: list[ft.Control] = []
    if not top_level:
        lead.append(sign("back", "Back", ft.Icons.ARROW_BACK, lambda _: desk.back()))
    return ft.Container(
        padding=ft.Padding.only(left=Space.M if top_level else Space.XS, right=12),
        height=60,
        content=ft.Row(
            spacing=Space.XS,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                *lead,
                ft.Text(
                    title_of(route),
                    theme_style=ft.TextThemeStyle.TITLE_LARGE,
                    expand=True,
                    max_lines=1,
                    overflow=ft.TextOverflow.ELLIPSIS,
                ),
                Status(desk),
                sign("settings", "Settings", ft.Icons.TUNE, lambda _: desk.go("/settings")),
                ident(
                    "lock",
                    ft.IconButton(
                        icon=ft.Icons.LOCK,
                        icon_color=ft.Colors.ON_PRIMARY_CONTAINER,
                        bgcolor=ft.Colors.PRIMARY_CONTAINER,
                        tooltip="Lock now (Ctrl+L)",
                        on_click=lock,
                        size_constraints=ft.BoxConstraints(min_width=48, min_height=48),
                    ),
                ),
            ],
        ),
    )


def _mark(wide: bool) -> ft.Control:
    """The app's sign, and its name where there is room."""
    moon = ft.Icon(ft.Icons.NIGHTLIGHT_ROUND, color=ft.Colors.PRIMARY, semantics_label="Outreach")
    if not wide:
        return ft.Container(moon, padding=ft.Padding.only(top=8, bottom=8))
    name = ft.Text("Outreach", theme_style=ft.TextThemeStyle.TITLE_MEDIUM)
    return ft.Container(
        ft.Row([moon, name], spacing=12),
        width=200,
        padding=ft.Padding.only(left=30, top=8, bottom=8),
    )


@ft.component
def Shell(desk: Desk) -> ft.View:
    """The one view of the window: locked, at fault, or a screen with its surroundings."""
    stage, _ = ft.use_state(desk.stage)
    window, _ = ft.use_state(desk.window)
    outlet = ft.use_route_outlet()
    route = ft.use_route_location() or "/"

    async def popped(_: Any) -> None:
        desk.back()

    if stage.name in ("locked", "opening") or desk.session is None:
        return ft.View(route="/", padding=0, controls=[ft.SafeArea(Unlock(desk), expand=True)])
    if stage.name == "fault":
        body: ft.Control = guard.show(desk)
    else:
        body = ft.Container(content=outlet, expand=True)

    places = places_for(desk)
    stem = "/" + route.strip("/").split("/")[0]
    at = next((i for i, place in enumerate(places) if place.route == stem), None)
    top_level = at is not None and places[at].route == route

    def chosen(event: Any) -> None:
        desk.trail.clear()
        desk.go(places[int(event.control.selected_index)].route, replace=True)

    main = ft.Column(expand=True, spacing=0, controls=[Top(desk, route, top_level), body])
    if window.layout == "phone":
        return ft.View(
            route="/",
            padding=0,
            can_pop=top_level and at == 0,
            on_confirm_pop=popped,
            controls=[ft.SafeArea(main, expand=True)],
            # A form needs the room, and a thumb near Save must not leave it.
            navigation_bar=None
            if stem == "/write"
            else ft.NavigationBar(
                selected_index=at or 0,
                on_change=chosen,
                destinations=[
                    ft.NavigationBarDestination(icon=p.icon, selected_icon=p.chosen, label=p.words)
                    for p in places
                ],
            ),
        )
    wide = window.layout == "desktop"
    rail = ft.NavigationRail(
        selected_index=at,
        extended=wide,
        min_extended_width=200,
        min_width=88,
        label_type=ft.NavigationRailLabelType.NONE if wide else ft.NavigationRailLabelType.ALL,
        on_change=chosen,
        group_alignment=-0.95,
        leading=_mark(wide),
        destinations=[
            ft.NavigationRailDestination(icon=p.icon, selected_icon=p.chosen, label=p.words)
            for p in places
        ],
    )
    return ft.View(
        route="/",
        padding=0,
        can_pop=top_level and at == 0,
        on_confirm_pop=popped,
        controls=[
            ft.SafeArea(
                ft.Row([rail, main], expand=True, spacing=0),
                expand=True,
            )
        ],
    )
