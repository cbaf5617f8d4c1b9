"""The map as a list: the same places in view, for a screen reader, a keyboard and a quick look.

And tonight's route: its stops in order, each of which opens its place or begins a visit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.geography import metres
from outreach.model.mapping import LOOKS, Shown, Spot
from outreach.model.route import length_m
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet, secondary, sign
from outreach.ui.choices import filters, toggles
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.form.begin import begin
from outreach.ui.map import words
from outreach.ui.map.marks import FEW, state_of_spot
from outreach.ui.map.marks import LOOKS as TOLD
from outreach.ui.map.state import MapState, Panel
from outreach.ui.position import Fix
from outreach.ui.rows import ICONS
from outreach.words import _, mark, several

KINDS = {"hotspot": mark("Hotspots"), "premises": mark("Premises")}
SHOWS = {
    "due": mark("Due"),
    "overdue": mark("Overdue"),
    "lately": mark("Visited lately"),
    "never": mark("Not visited yet"),
}


def filter_chips(state: MapState) -> ft.Control:
    """Which places to show, in one line."""
    chosen = state.filters

    async def mine(_value: Any) -> None:
        await state.toggle_mine()

    return filters(
        toggles("map-kind", KINDS, chosen.kind, lambda v: state.filter(kind=v), none=""),
        toggles("map-show", SHOWS, chosen.show, lambda v: state.filter(show=v), none=""),
        [
            *toggles("map-mine", {True: mark("My agency's")}, state.mine, mine, none=False),
            *toggles(
                "map-amiss",
                {True: mark("Not in order")},
                chosen.amiss,
                lambda v: state.filter(amiss=v),
                none=False,
            ),
        ],
    )


def legend(shown: Shown) -> ft.Control:
    """What the signs mean, with how many there are in view."""
    return ft.Row(
        wrap=True,
        spacing=Space.M,
        run_spacing=Space.XS,
        controls=[
            ft.Row(
                tight=True,
                spacing=6,
                controls=[
                    ft.Icon(TOLD[look].icon, size=Size.SIGN_SMALL, color=TOLD[look].mark),
                    ft.Text(
                        f"{shown.by_look[look]:,} {_(FEW[look])}",
                        theme_style=ft.TextThemeStyle.BODY_SMALL,
                        color=ft.Colors.ON_SURFACE_VARIANT,
                    ),
                ],
            )
            for look in LOOKS
            if shown.by_look[look]
        ],
    )


@ft.component
def SpotRow(spot: Spot, distance: str, chosen: bool, on_tap: Callable[[Spot], None]) -> ft.Control:
    told = state_of_spot(spot)
    said = " · ".join(p for p in (words.when_due(spot), words.last_seen(spot), distance) if p)
    return ident(
        f"map-spot-{spot.id[:8]}",
        ft.ListTile(
            title=spot.title,
            subtitle=said,
            leading=ICONS[spot.kind],
            trailing=ft.Icon(told.icon, size=20, color=told.mark, tooltip=_(told.words)),
            min_height=Size.ROW,
            selected=chosen,
            selected_tile_color=ft.Colors.SECONDARY_CONTAINER,
            on_click=lambda _e: on_tap(spot),
        ),
    )


MemoSpot = ft.memo(SpotRow)


#: Places in the list at first, and with each scroll to its end.
FIRST = 15


@ft.component
def Listing(state: MapState, shown: Shown, fix: Fix | None, chosen: str | None) -> ft.Control:
    """The places in view, the most pressing first; more of them as one scrolls."""
    count, set_count = ft.use_state(FIRST)

    def scrolled(event: Any) -> None:
        if event.max_scroll_extent - event.pixels < 500 and count < len(shown.listed):
            set_count(lambda now: now + FIRST)

    return ft.ListView(
        expand=True,
        padding=ft.Padding.only(bottom=Space.L),
        controls=_listed(state, shown, fix, chosen, count),
        on_scroll=scrolled,
        scroll_interval=150,
    )


def _listed(
    state: MapState, shown: Shown, fix: Fix | None, chosen: str | None, count: int
) -> list[ft.Control]:
    if not shown.count:
        return [
            frame.empty(
                ft.Icons.WRONG_LOCATION_OUTLINED,
                _("No places in view"),
                _("Move or widen the map, or take off a filter."),
            )
        ]

    rows: list[ft.Control] = [
        MemoSpot(spot, words.away(spot, fix), spot.id == chosen, state.go_to, key=spot.id)
        for spot in shown.listed[:count]
    ]
    if shown.count > len(shown.listed) <= count:
        more = several("{n} more place", "{n} more places", shown.count - len(shown.listed))
        rows.append(
            ft.Container(
                frame.soft(_("{more} in view: go closer to list them").format(more=more)),
                padding=Space.M,
                key="more",
            )
        )
    return rows


def route(desk: Desk, state: MapState, fix: Fix | None) -> list[ft.Control]:
    """Tonight's stops, in order."""
    stops = state.route
    if not stops:
        return [
            frame.empty(
                ft.Icons.ROUTE_OUTLINED,
                _("No stops yet"),
                _("Nothing is planned or due. Tap a place and add it to the route."),
            )
        ]
    line = [(stop.latitude, stop.longitude) for stop in stops]
    if fix is not None:
        line.insert(0, (fix.latitude, fix.longitude))
    total = words.far(length_m(line))
    start = _("from where you are") if fix is not None else _("from the first stop")
    many = several("{n} stop", "{n} stops", len(stops))
    rows: list[ft.Control] = [
        ft.Container(
            key="route-sum",
            padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.XS),
            content=frame.soft(
                _("{stops}, {distance} as the crow flies, {start}").format(
                    stops=many, distance=total, start=start
                ),
                small=True,
            ),
        )
    ]
    before = (fix.latitude, fix.longitude) if fix is not None else None
    for number, stop in enumerate(stops, 1):
        here = (stop.latitude, stop.longitude)
        leg = words.far(metres(before, here)) if before is not None else ""
        rows.append(_stop(desk, state, number, stop, leg))
        before = here
    return rows


def _stop(desk: Desk, state: MapState, number: int, stop: Spot, leg: str) -> ft.Control:
    def visit(_event: Any) -> None:
        if stop.kind == "hotspot":
            begin(desk, "hotspot-visit", {"hotspot": stop.id})
        else:
            begin(desk, "premises-check", {"premises": stop.id})

    said = " · ".join(part for part in (leg, words.when_due(stop)) if part)
    return ft.Row(
        key=f"stop-{stop.id}",
        spacing=0,
        controls=[
            ident(
                f"stop-{stop.id[:8]}",
                ft.ListTile(
                    expand=True,
                    title=stop.title,
                    subtitle=said or None,
                    leading=ft.Container(
                        width=28,
                        height=28,
                        border_radius=14,
                        bgcolor=ft.Colors.PRIMARY,
                        alignment=ft.Alignment.CENTER,
                        content=ft.Text(
                            str(number),
                            theme_style=ft.TextThemeStyle.LABEL_MEDIUM,
                            color=ft.Colors.ON_PRIMARY,
                        ),
                    ),
                    on_click=lambda _e: state.choose(stop, move=True),
                ),
            ),
            sign(f"visit-{stop.id[:8]}", _("Log a visit"), ft.Icons.VISIBILITY_OUTLINED, visit),
            sign(
                f"drop-{stop.id[:8]}",
                _("Take off the route"),
                ft.Icons.CLOSE,
                lambda _e: state.drop_stop(stop),
            ),
        ],
    )


def switch(state: MapState, panel: Panel) -> ft.Control:
    """List or route; ``panel``: which of them is open."""

    async def plan(_event: Any) -> None:
        await state.plan()

    def show_list(_event: Any) -> None:
        state.panel = "list"

    async def again(_event: Any) -> None:
        await state.reorder()

    buttons: list[ft.Control] = []
    if panel == "route":
        buttons = [
            quiet("map-list", _("Places in view"), show_list, icon=ft.Icons.LIST),
            quiet("map-reorder", _("Put in order"), again, icon=ft.Icons.SWAP_VERT),
        ]
    else:
        buttons = [secondary("map-route", _("Tonight's route"), plan, icon=ft.Icons.ROUTE_OUTLINED)]
    return ft.Row(buttons, wrap=True, spacing=Space.XS)
