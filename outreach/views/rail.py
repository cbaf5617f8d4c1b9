"""Where one can go from every screen: a rail beside it, or on a phone a bar below.

The rail is drawn once and not again while one goes from screen to screen: only the mark of the
place moves. Names are short, and each place has a sign of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.ui.desk import Desk
from outreach.words import _, mark


@dataclass(frozen=True, slots=True)
class Place:
    """A place to go to; ``duty``: for those who have it."""

    route: str
    words: str
    icon: ft.IconData
    chosen: ft.IconData
    duty: str | None = None


TONIGHT = Place("/", mark("Tonight"), ft.Icons.NIGHTLIGHT_OUTLINED, ft.Icons.NIGHTLIGHT_ROUND)
MAP = Place("/map", mark("Map"), ft.Icons.MAP_OUTLINED, ft.Icons.MAP)
PLACES = Place("/places", mark("Places"), ft.Icons.PLACE_OUTLINED, ft.Icons.PLACE)
SEARCH = Place("/search", mark("Search"), ft.Icons.SEARCH, ft.Icons.SEARCH)
REVIEW = Place(
    "/review", mark("Review"), ft.Icons.FACT_CHECK_OUTLINED, ft.Icons.FACT_CHECK, "supervisor"
)
INSIGHTS = Place(
    "/insights", mark("Insights"), ft.Icons.INSIGHTS_OUTLINED, ft.Icons.INSIGHTS, "supervisor"
)
SYNC = Place("/sync", mark("Sync"), ft.Icons.SYNC, ft.Icons.SYNC)
HELP = Place("/help", mark("Help"), ft.Icons.HELP_OUTLINE, ft.Icons.HELP)

EVERYWHERE = (TONIGHT, MAP, PLACES, SEARCH, REVIEW, INSIGHTS, SYNC, HELP)
#: Five at most: a thumb has to hit them.
ON_A_PHONE = 5


def places_for(desk: Desk, layout: str) -> list[Place]:
    """The places that this person has a use for, in order."""
    duties = desk.session.me.duties if desk.session else frozenset()
    mine = [place for place in EVERYWHERE if place.duty is None or place.duty in duties]
    if layout != "phone":
        return mine
    last = REVIEW if REVIEW in mine else SYNC
    return [place for place in mine if place in (TONIGHT, MAP, PLACES, SEARCH, last)][:ON_A_PHONE]


def _sign(icon: ft.IconData, count: int) -> ft.IconData | ft.Icon:
    """The sign of a place, with how much waits there."""
    if not count:
        return icon
    return ft.Icon(icon, badge=ft.Badge(label="99+" if count > 99 else str(count)))


def _waiting(desk: Desk, place: Place) -> int:
    counts = desk.counts
    waits = {REVIEW: counts.queue, TONIGHT: counts.returned + counts.late, SYNC: counts.aside}
    return waits.get(place, 0)


@ft.component
def Rail(desk: Desk, at: str, wide: bool) -> ft.Control:
    """For tablets and desktops. ``at``: the route of the place one is at, or anything else."""
    _counts, _set = ft.use_state(desk.counts)
    places = places_for(desk, "desktop")

    def chosen(event: Any) -> None:
        desk.trail.clear()
        desk.go(places[int(event.control.selected_index)].route, replace=True)

    return ft.NavigationRail(
        selected_index=next((i for i, p in enumerate(places) if p.route == at), None),
        extended=wide,
        min_extended_width=200,
        min_width=72 if wide else 88,
        label_type=ft.NavigationRailLabelType.NONE if wide else ft.NavigationRailLabelType.ALL,
        on_change=chosen,
        group_alignment=-0.95,
        scrollable=True,
        leading=_mark(wide),
        destinations=[
            ft.NavigationRailDestination(
                icon=_sign(place.icon, _waiting(desk, place)),
                selected_icon=_sign(place.chosen, _waiting(desk, place)),
                label=_(place.words),
            )
            for place in places
        ],
    )


@ft.component
def Bar(desk: Desk, at: str) -> ft.Control:
    """For phones: within a thumb's reach."""
    _counts, _set = ft.use_state(desk.counts)
    places = places_for(desk, "phone")

    def chosen(event: Any) -> None:
        desk.trail.clear()
        desk.go(places[int(event.control.selected_index)].route, replace=True)

    return ft.NavigationBar(
        selected_index=next((i for i, p in enumerate(places) if p.route == at), 0),
        on_change=chosen,
        destinations=[
            ft.NavigationBarDestination(
                icon=_sign(place.icon, _waiting(desk, place)),
                selected_icon=_sign(place.chosen, _waiting(desk, place)),
                label=_(place.words),
            )
            for place in places
        ],
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
        padding=ft.Padding.only(left=24, top=8, bottom=8),
    )
