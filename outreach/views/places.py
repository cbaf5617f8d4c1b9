"""Places: find one, see what is known of it, log what is seen there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model import queries
from outreach.ui import frame
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.begin import begin
from outreach.ui.form.chips import chip
from outreach.ui.moments import ago, now_ms, plural
from outreach.ui.query import use_query
from outreach.ui.rows import ICONS, MemoRow, Windowed, place_tile
from outreach.ui.theme import Space
from outreach.views import details

#: Records of a place that its page shows.
TIMELINE = 60

ORDERS = {"longest": "Longest unvisited", "recent": "Visited last", "name": "By name"}
KINDS = {"hotspot": "Hotspots", "premises": "Premises"}


@ft.component
def Places(desk: Desk) -> ft.Control:
    record = ft.use_route_params().get("id")
    window, _ = ft.use_state(desk.window)
    if window.layout == "desktop":
        beside = (
            PlacePage(desk, record, key=f"place-{record}")
            if record
            else frame.empty(ft.Icons.PLACE_OUTLINED, "Choose a place", "What is known opens here.")
        )
        return frame.two_panes(Listing(desk, record, key="places"), beside)
    return (
        PlacePage(desk, record, key=f"place-{record}")
        if record
        else Listing(desk, None, key="places")
    )


def arrange(places: list[Any], words: str, kind: str, order: str) -> list[Any]:
    """The places that fit, in the order asked for. Every word has to be in the title or below."""
    wanted = words.casefold().split()
    found = [
        place
        for place in places
        if (not kind or place.kind == kind)
        and all(word in f"{place.title} {place.subtitle}".casefold() for word in wanted)
    ]
    if order == "recent":
        found.sort(key=lambda p: -(p.last_ms or 0))
    elif order == "longest":
        found.sort(key=lambda p: (p.kind != "hotspot", p.last_ms or 0))
    return found


@ft.component
def Listing(desk: Desk, chosen: str | None) -> ft.Control:
    words, set_words = ft.use_state("")
    kind, set_kind = ft.use_state("")
    order, set_order = ft.use_state("longest")
    answer = use_query(desk, lambda session: queries.places(session.model))
    if answer.value is None:
        return frame.waiting("Looking for places…")
    places = arrange(answer.value, words, kind, order)

    def toggle(name: str) -> Callable[[Any], None]:
        return lambda _: set_kind("" if kind == name else name)

    def sort(name: str) -> Callable[[Any], None]:
        return lambda _: set_order(name)

    def draw(place: Any) -> ft.Control:
        return MemoPlace(desk, place, place.id == chosen, bool(chosen), key=place.id)

    below: ft.Control = Windowed(
        [(place.id, place) for place in places], draw, key=f"{kind}-{order}-{words}"
    )
    if not answer.value:
        below = frame.empty(
            ft.Icons.PLACE_OUTLINED,
            "No places yet",
            "Add a hotspot, import a register, or sync to get those of your partnership.",
        )
    elif not places:
        below = frame.empty(
            ft.Icons.SEARCH_OFF,
            "No place has all these words",
            "Try a street or a postcode, or add the place.",
        )
    return ft.Column(
        expand=True,
        spacing=Space.S,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S),
                content=ft.Column(
                    spacing=Space.S,
                    controls=[
                        Field(
                            "find-place",
                            "Name, street or postcode",
                            on_input=set_words,
                            icon=ft.Icons.SEARCH,
                        ),
                        ft.Row(
                            scroll=ft.ScrollMode.AUTO,
                            spacing=Space.S,
                            controls=[
                                *[
                                    chip(f"kind-{n}", w, kind == n, toggle(n), small=True)
                                    for n, w in KINDS.items()
                                ],
                                ft.Container(width=1, height=28, bgcolor=ft.Colors.OUTLINE_VARIANT),
                                *[
                                    chip(f"order-{n}", w, order == n, sort(n), small=True)
                                    for n, w in ORDERS.items()
                                ],
                            ],
                        ),
                        ft.Row(
                            [
                                ft.Container(
                                    frame.soft(plural(len(places), "place"), small=True),
                                    expand=True,
                                ),
                                quiet(
                                    "add-hotspot",
                                    "Add a hotspot",
                                    lambda _: begin(desk, "hotspot"),
                                    icon=ft.Icons.ADD_LOCATION_ALT,
                                ),
                            ]
                        ),
                    ],
                ),
            ),
            below,
        ],
    )


@ft.component
def PlaceRow(desk: Desk, place: Any, chosen: bool, replace: bool) -> ft.Control:
    last = f"Last visited {ago(place.last_ms, now_ms())}" if place.last_ms else "Not visited yet"
    detail = " · ".join(part for part in (place.subtitle, last) if part)
    return place_tile(
        f"place-{place.id[:8]}",
        place.title,
        detail,
        ICONS[place.kind],
        lambda _: desk.go(f"/places/{place.id}", replace=replace),
        chosen=chosen,
    )


MemoPlace = ft.memo(PlaceRow)


@ft.component
def PlacePage(desk: Desk, record: str) -> ft.Control:
    """What is known of one place, what was recorded there, and what to do next."""

    def ask(session: Any) -> tuple[details.Page, list[Any]]:
        page = details.ask(session, record)
        return page, queries.visits_at(session.model, page.view.id, limit=TIMELINE)

    answer = use_query(desk, ask, record)
    if answer.missing:
        return frame.empty(ft.Icons.SEARCH_OFF, "There is no such place on this tablet", "")
    if answer.value is None or desk.session is None:
        return frame.waiting("Opening the place…")
    page, records = answer.value
    view = page.view
    last = records[0].occurred_ms or records[0].recorded_ms if records else None
    line = f"Last visited {ago(last, now_ms())}" if last else "Not visited yet"
    facts = " · ".join(part for part in (view.subtitle, line) if part)
    timeline: ft.Control
    if records:
        timeline = frame.rows(
            [
                MemoRow(row, lambda record: desk.go(f"/records/{record}"), False, True, key=row.id)
                for row in records
            ]
        )
    else:
        timeline = frame.empty(
            ft.Icons.HISTORY, "Nothing recorded here yet", "What you log here appears below."
        )
    return frame.page(
        ft.Column(
            [
                ft.Row(
                    [
                        ft.Icon(ICONS[view.kind], color=ft.Colors.PRIMARY),
                        frame.soft(page.form.title),
                    ],
                    spacing=Space.S,
                ),
                frame.heading(view.title),
                frame.soft(facts),
            ],
            spacing=Space.XS,
        ),
        _actions(desk, view),
        frame.heading("What was recorded here", level=2),
        timeline,
        frame.heading("What is known of the place", level=2),
        *details.said(page, commented=frozenset()),
        quiet(
            "open-record",
            "Correct it, or see its history",
            lambda _: desk.go(f"/records/{view.id}"),
            icon=ft.Icons.EDIT,
        ),
    )


def _actions(desk: Desk, view: Any) -> ft.Control:
    """The next thing to do here, biggest first."""

    def start(kind: str, **values: Any) -> Callable[[Any], None]:
        return lambda _: begin(desk, kind, values)

    buttons: list[ft.Control] = []
    if view.kind == "hotspot" and desk.open.may_record("hotspot-visit"):
        buttons += [
            primary(
                "nothing-seen-here",
                "Nothing seen here",
                start("hotspot-visit", hotspot=view.id, nothing_seen=True),
                icon=ft.Icons.NIGHTLIGHT_ROUND,
                big=True,
            ),
            secondary(
                "log-visit-here",
                "Log a visit",
                start("hotspot-visit", hotspot=view.id),
                icon=ft.Icons.VISIBILITY,
            ),
        ]
    if view.kind == "premises":
        buttons.append(
            primary(
                "check-here",
                "Check these premises",
                start("premises-check", premises=view.id),
                icon=ft.Icons.CHECKLIST,
                big=True,
            )
        )
    if desk.open.may_record("vehicle-sighting"):
        where = {view.kind: view.id}
        buttons += [
            secondary(
                "person-here",
                "Person seen",
                start("person-sighting", **where),
                icon=ft.Icons.PERSON_SEARCH,
            ),
            secondary(
                "vehicle-here",
                "Vehicle seen",
                start("vehicle-sighting", **where),
                icon=ft.Icons.LOCAL_TAXI,
            ),
        ]
    return ft.Row(buttons, wrap=True, spacing=Space.S, run_spacing=Space.S)
