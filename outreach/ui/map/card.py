"""What comes up when a mark is tapped: which place it is, and the next thing to do there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.mapping import Spot
from outreach.ui import frame
from outreach.ui.badges import badge
from outreach.ui.buttons import primary, quiet, secondary, sign
from outreach.ui.design import Size, Space, text_size
from outreach.ui.desk import Desk
from outreach.ui.form.begin import begin
from outreach.ui.map import words
from outreach.ui.map.marks import KINDS, state_of_spot
from outreach.ui.map.state import MapState
from outreach.ui.rows import ICONS
from outreach.words import _, several

#: The widest a card on the map grows.
WIDE = 460
#: From this text size on a card may not fit over the map of a phone.
LARGE = 1.2


def on_the_map(room: float, *controls: ft.Control) -> ft.Control:
    """A sheet that lies over the map; ``room``: the width that there is."""
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
        border_radius=Size.ROUND,
        padding=Space.M,
        width=min(room, WIDE),
        shadow=ft.BoxShadow(
            blur_radius=18,
            color=ft.Colors.with_opacity(0.22, ft.Colors.SHADOW),
            offset=ft.Offset(0, 4),
        ),
        # Large text may need more than the map has: then the sheet takes all of it and scrolls.
        content=ft.Column(
            spacing=Space.SM,
            tight=True,
            scroll=ft.ScrollMode.AUTO if text_size() > LARGE else None,
            controls=list(controls),
        ),
    )


def room(state: MapState) -> float:
    """How wide a sheet over the map may be, in dp."""
    return state.follow.camera.width - 2 * Space.SM


def _head(icon: ft.IconData, title: str, detail: str, close: Callable[[Any], Any]) -> ft.Control:
    return ft.Row(
        vertical_alignment=ft.CrossAxisAlignment.START,
        spacing=Space.SM,
        controls=[
            ft.Container(ft.Icon(icon, color=ft.Colors.PRIMARY), padding=ft.Padding.only(top=2)),
            ft.Column(
                spacing=2,
                expand=True,
                controls=[
                    ft.Semantics(
                        heading_level=2,
                        live_region=True,
                        content=ft.Text(
                            title,
                            theme_style=ft.TextThemeStyle.TITLE_MEDIUM,
                            max_lines=2,
                            overflow=ft.TextOverflow.ELLIPSIS,
                        ),
                    ),
                    frame.soft(detail, small=True),
                ],
            ),
            sign("close-card", _("Close"), ft.Icons.CLOSE, close),
        ],
    )


def spot_card(desk: Desk, state: MapState, spot: Spot) -> ft.Control:
    """One place."""

    def start(kind: str, **values: Any) -> Callable[[Any], None]:
        def act(_event: Any) -> None:
            begin(desk, kind, values)

        return act

    told = state_of_spot(spot)
    seen = words.last_seen(spot) if spot.last_ms is not None else ""
    due = words.when_due(spot) if spot.due.state != "unseen" else ""
    facts = [seen, due, words.away(spot, desk.position.fix)]
    if spot.amiss:
        amiss = several("{n} thing not in order", "{n} things not in order", spot.amiss)
        facts.append(_("Last check: {amiss}").format(amiss=amiss))
    on_route = state.stops_at(spot)
    actions: list[ft.Control] = []
    if spot.kind == "hotspot" and desk.open.may_record("hotspot-visit"):
        actions += [
            primary(
                "map-nothing-seen",
                _("Nothing seen"),
                start("hotspot-visit", hotspot=spot.id, nothing_seen=True),
                icon=ft.Icons.NIGHTLIGHT_ROUND,
            ),
            secondary(
                "map-visit",
                _("Log a visit"),
                start("hotspot-visit", hotspot=spot.id),
                icon=ft.Icons.VISIBILITY,
            ),
        ]
    elif spot.kind == "premises":
        actions.append(
            primary(
                "map-check",
                _("Check these premises"),
                start("premises-check", premises=spot.id),
                icon=ft.Icons.CHECKLIST,
            )
        )
    more = [
        quiet(
            "map-open",
            _("Open"),
            lambda _e: desk.go(f"/places/{spot.id}"),
            icon=ft.Icons.OPEN_IN_NEW,
        ),
        quiet(
            "map-stop",
            _("Take off the route") if on_route else _("Add to the route"),
            lambda _e: state.drop_stop(spot) if on_route else state.add_stop(spot),
            icon=ft.Icons.REMOVE_ROAD if on_route else ft.Icons.ADD_ROAD,
        ),
        quiet(
            "map-correct",
            _("Correct the point"),
            lambda _e: desk.go(f"/map/{spot.id}/point"),
            icon=ft.Icons.EDIT_LOCATION_ALT,
        ),
    ]
    return ft.Semantics(
        key=f"card-{spot.id}",
        identifier="map-card",
        content=on_the_map(
            room(state),
            _head(
                ICONS[spot.kind],
                spot.title,
                spot.subtitle or _(KINDS[spot.kind]),
                lambda _e: state.choose(None),
            ),
            ft.Row([badge(told)], wrap=True),
            *([frame.soft(" · ".join(f for f in facts if f), small=True)] if any(facts) else []),
            ft.Row(actions, wrap=True, spacing=Space.S, run_spacing=Space.S),
            ft.Row(more, wrap=True, spacing=0, run_spacing=0),
        ),
    )


def point_card(desk: Desk, state: MapState, latitude: float, longitude: float) -> ft.Control:
    """A point of the ground that was pressed for long."""
    values = {
        "latitude": round(latitude, 6),
        "longitude": round(longitude, 6),
        "point_source": "pin",
    }

    def add(_event: Any) -> None:
        begin(desk, "hotspot", values)

    return ft.Semantics(
        key=f"card-{latitude}-{longitude}",
        identifier="map-card",
        content=on_the_map(
            room(state),
            _head(
                ft.Icons.PLACE_OUTLINED,
                words.where(latitude, longitude, desk.session),
                f"{latitude:.5f}, {longitude:.5f}",
                lambda _e: state.press(None),
            ),
            ft.Row(
                [
                    secondary(
                        "map-add-hotspot",
                        _("Add a hotspot here"),
                        add,
                        icon=ft.Icons.ADD_LOCATION_ALT,
                    )
                ],
                wrap=True,
            ),
        ),
    )
