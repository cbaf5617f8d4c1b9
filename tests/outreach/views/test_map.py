"""The map: places as marks and as a list, what one does from there, and where one is."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft
import flet_map as fm
import pytest

from outreach.ui.map.state import state_of
from outreach.ui.map.tiles import address_of, origin
from outreach.ui.position import ask, distance_m
from tests.headless import Window
from tests.tablets import ARCADE, Tablets, desk_of, play

PARK = ARCADE | {"name": "Lower park", "latitude": 53.6200, "longitude": -2.1600}
FAR = ARCADE | {"name": "Far car park", "latitude": 53.4500, "longitude": -2.3500}
SHOP = {
    "name": "Corner Grill",
    "premises_type": "takeaway",
    "address": "1 Mill Street",
    "postcode": "OL16 1AB",
    "latitude": 53.6170,
    "longitude": -2.1560,
}
HERE = {"latitude": 53.6161, "longitude": -2.1550, "accuracy": 25.0}
ALLOWED = {
    "request_permission": "whileInUse",
    "is_location_service_enabled": True,
    "get_current_position": HERE,
}


def the_map(window: Window) -> fm.Map:
    (found,) = window.all(fm.Map)
    return found


def marks(window: Window) -> list[fm.Marker]:
    return [m for m in window.all(fm.Marker) if isinstance(m.content, ft.MergeSemantics)]


def mark_of(window: Window, words: str) -> fm.Marker:
    return next(m for m in marks(window) if words in str(m.content.content.tooltip))


def says_mark(window: Window, words: str) -> bool:
    return any(words in str(m.content.content.tooltip) for m in marks(window))


async def moved(window: Window, latitude: float, longitude: float, zoom: float) -> None:
    """What the client tells when a hand has moved the map."""
    centre = {"latitude": latitude, "longitude": longitude}
    camera = {"center": centre, "zoom": zoom, "min_zoom": 7, "max_zoom": 18, "rotation": 0}
    event = {"coordinates": centre, "camera": camera, "has_gesture": True}
    await window.event(the_map(window), "position_change", event)


async def opened(window: Window) -> None:
    await window.go("/map")
    await window.settle(lambda: window.all(fm.Map))


def test_places_are_marks_and_a_list_and_a_card_begins_a_visit(tablets: Tablets) -> None:
    arcade, _park = tablets.write("worker", ("hotspot", ARCADE), ("hotspot", PARK))
    tablets.write("worker", ("hotspot-visit", {"hotspot": arcade, "nothing_seen": True}))

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            await opened(window)
            assert window.says("2 places in view")
            assert window.says("1 due now")
            assert window.says("1 visited lately")
            assert window.has(f"map-spot-{arcade[:8]}")
            assert says_mark(window, "Lower park. Hotspot. Not visited yet: go once")
            visited = mark_of(window, "Bus station arcade. Hotspot. Visited lately")
            await window.event(visited.content.content, "click")
            assert window.has("map-card")
            await window.press("map-nothing-seen")
            await window.settle(lambda: window.page.route.startswith("/write/"))
            (form,) = desk_of(window).forms.values()
            assert form.value("hotspot") == arcade
            assert form.value("nothing_seen") is True

    play(story)


def test_many_places_are_one_mark_that_comes_apart(tablets: Tablets) -> None:
    spots = [
        ("hotspot", ARCADE | {"name": f"Stand {n}", "latitude": 53.6 + n / 2000}) for n in range(9)
    ]
    tablets.write("worker", *spots, ("hotspot", FAR))

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            await opened(window)
            assert window.says("10 places in view")
            together = mark_of(window, "9 places here, 9 due now")
            await window.event(together.content.content, "click")
            await window.settle(lambda: window.says("9 places in view"))
            assert len(marks(window)) > 1
            assert "move_to" in [name for name, _ in window.wire.calls]

    play(story)


def test_moving_the_map_sends_only_what_is_new(tablets: Tablets) -> None:
    spots = [
        ("hotspot", ARCADE | {"name": f"Stand {n}", "longitude": -2.30 + n / 200})
        for n in range(40)
    ]
    tablets.write("worker", *spots)

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            await opened(window)
            await moved(window, 53.6163, -2.25, 14)
            await window.settle(lambda: not window.says("40 places in view"))
            before = {m.key: m for m in marks(window)}
            sent = window.wire.bytes
            await moved(window, 53.6163, -2.232, 14)
            await window.settle(lambda: {m.key for m in marks(window)} != set(before))
            assert window.wire.bytes - sent < 6_000
            stayed = [m for m in marks(window) if m.key in before]
            assert stayed
            assert all(m is before[m.key] for m in stayed)

    play(story)


def test_filters_narrow_the_map_and_the_list(tablets: Tablets) -> None:
    arcade, _park, shop = tablets.write(
        "worker", ("hotspot", ARCADE), ("hotspot", PARK), ("premises", SHOP)
    )
    tablets.write("worker", ("hotspot-visit", {"hotspot": arcade, "nothing_seen": True}))

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            await opened(window)
            await window.settle(lambda: window.says("3 places in view"))
            await window.select("map-kind-premises")
            await window.settle(lambda: window.says("1 place in view"))
            assert window.has(f"map-spot-{shop[:8]}")
            await window.select("map-kind-premises")
            await window.select("map-show-lately")
            await window.settle(lambda: window.has(f"map-spot-{arcade[:8]}"))
            await window.settle(lambda: window.says("1 place in view"))
            await window.select("map-show-lately")
            await window.select("map-mine-True")
            await window.settle(lambda: window.says("1 place in view"))
            assert window.has(f"map-spot-{arcade[:8]}")
            await window.select("map-mine-True")
            await window.select("map-amiss-True")
            await window.settle(lambda: window.says("No places in view"))

    play(story)


def test_on_a_phone_the_list_is_a_sheet_below(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker", width=390) as window:
            await opened(window)
            assert not window.has(f"map-spot-{arcade[:8]}")
            await window.press("map-list")
            await window.settle(lambda: window.has(f"map-spot-{arcade[:8]}"))
            await window.press(f"map-spot-{arcade[:8]}")
            await window.settle(lambda: window.has("map-card"))
            assert not window.has(f"map-spot-{arcade[:8]}")
            await window.press("map-open")
            await window.settle(lambda: window.page.route == f"/places/{arcade}")

    play(story)


def test_where_i_am_is_asked_for_with_a_tap_and_forgotten_on_lock(tablets: Tablets) -> None:
    tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            window.answers = dict(ALLOWED)
            await opened(window)
            assert "get_current_position" not in [name for name, _ in window.wire.calls]
            desk = desk_of(window)
            await window.press("map-here")
            await window.settle(lambda: desk.position.state == "on")
            circles = [c for layer in window.all(fm.CircleLayer) for c in layer.circles]
            around = next(c for c in circles if c.use_radius_in_meter)
            assert around.radius == 25
            assert window.says("m away")
            await desk.lock()
            assert desk.position.fix is None
            assert desk.position.state == "off"

    play(story)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (ALLOWED | {"request_permission": "denied"}, "does not let Outreach know"),
        (ALLOWED | {"request_permission": "deniedForever"}, "does not let Outreach know"),
        (ALLOWED | {"is_location_service_enabled": False}, "Location is switched off"),
        (ALLOWED | {"get_current_position": None}, "could not tell where it is"),
        ({}, "does not let Outreach know"),
    ],
)
def test_a_tablet_that_does_not_say_where_it_is_costs_a_sentence(
    tablets: Tablets, answers: dict[str, Any], words: str
) -> None:
    tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            window.answers = answers
            await opened(window)
            await window.press("map-here")
            await window.settle(lambda: window.says(words))
            assert desk_of(window).position.fix is None
            await window.press("close-card")
            assert not window.says(words)

    play(story)


def test_an_answer_that_comes_after_the_lock_is_dropped(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            window.answers = dict(ALLOWED)
            desk = desk_of(window)
            asking = asyncio.ensure_future(ask(desk))
            await asyncio.sleep(0)
            assert desk.position.state == "asking"
            await desk.lock()
            assert await asking is None
            assert desk.position.fix is None
            assert desk.position.state == "off"
            assert await ask(desk) is None

    play(story)


def test_tonights_route_is_in_order_and_each_stop_begins_a_visit(tablets: Tablets) -> None:
    line = [
        ("hotspot", ARCADE | {"name": f"Stop {n}", "latitude": 53.6 + n / 100})
        for n in (2, 0, 1, 3)
    ]
    ids = tablets.write("worker", *line)
    by_name = {spot["name"]: i for (_, spot), i in zip(line, ids, strict=True)}

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            window.answers = ALLOWED | {
                "get_current_position": {"latitude": 53.59, "longitude": -2.1551, "accuracy": 9}
            }
            await opened(window)
            await window.press("map-here")
            await window.settle(lambda: desk_of(window).position.state == "on")
            await window.press("map-route")
            await window.settle(lambda: window.says("4 stops"))
            stops = [t for t in window.texts() if t.startswith("Stop ")]
            assert stops[:4] == ["Stop 0", "Stop 1", "Stop 2", "Stop 3"]
            assert window.says("from where you are")
            first = by_name["Stop 0"]
            await window.press(f"drop-{first[:8]}")
            await window.settle(lambda: window.says("3 stops"))
            second = by_name["Stop 1"]
            await window.press(f"visit-{second[:8]}")
            await window.settle(lambda: window.page.route.startswith("/write/"))
            (form,) = desk_of(window).forms.values()
            assert form.value("hotspot") == second

    play(story)


def test_a_point_is_corrected_with_a_reason_and_stays_in_the_history(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            session = desk_of(window).open
            await window.go(f"/map/{arcade}/point")
            await window.settle(lambda: window.all(fm.Map))
            await moved(window, 53.6170, -2.1560, 16)
            await window.settle(lambda: window.says("53.61700"))
            await window.press("pick-use")
            await window.settle(lambda: window.says("Enter why the point is corrected"))
            await window.type("point-reason", "The entrance is on the other street")
            await window.press("pick-use")
            await window.settle(lambda: window.page.route == "/map")
            view = session.show(arcade)
            assert (view.latitude, view.longitude) == (53.617, -2.156)
            assert view.fields["point_source"] == "pin"
            last = session.history(arcade)[-1]
            assert last.kind == "corrected"
            assert last.reason == "The entrance is on the other street"

    play(story)


def test_numbers_can_be_typed_and_are_checked(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            await window.go(f"/map/{arcade}/point")
            await window.settle(lambda: window.all(fm.Map))
            await window.type("point-reason", "Typed from a letter")
            await window.press("pick-type")
            await window.type("pick-latitude", "north")
            await window.press("pick-go")
            assert window.says("Enter both numbers in degrees")
            await window.type("pick-latitude", "-2.15")
            await window.type("pick-longitude", "53.61")
            await window.press("pick-go")
            assert window.says("This point is not in the United Kingdom")
            await window.type("pick-latitude", "53.6188")
            await window.type("pick-longitude", "-2.1544")
            await window.press("pick-go")
            await window.settle(lambda: window.says("53.61880"))
            await window.press("pick-use")
            await window.settle(lambda: window.page.route == "/map")
            view = desk_of(window).open.show(arcade)
            assert view.fields["point_source"] == "typed"
            assert view.latitude == 53.6188

    play(story)


def test_a_point_of_the_ground_becomes_a_hotspot(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            await opened(window)
            assert window.says("No places yet")
            pressed = {"coordinates": {"latitude": 53.6163, "longitude": -2.1551}}
            where = {"gx": 1.0, "gy": 1.0, "lx": 1.0, "ly": 1.0}
            await window.event(the_map(window), "long_press", pressed | where)
            await window.settle(lambda: window.says("ward, Rochdale"))
            await window.press("map-add-hotspot")
            await window.settle(lambda: window.page.route.startswith("/write/"))
            (form,) = desk_of(window).forms.values()
            assert form.value("latitude") == 53.6163
            assert form.value("point_source") == "pin"

    play(story)


def test_nothing_is_asked_of_a_network_without_an_address(tablets: Tablets) -> None:
    tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            await opened(window)
            assert not window.all(fm.TileLayer)
            assert window.says("© Crown copyright and database right 2023")
            desk = desk_of(window)
            desk.open.set_setting("map_tiles", "https://tiles.example.org/{z}/{x}/{y}.png")
            await window.go("/")
            await opened(window)
            (layer,) = window.all(fm.TileLayer)
            assert layer.url_template == "https://tiles.example.org/{z}/{x}/{y}.png"
            desk.open.set_setting("map_tiles", "https://a.example.org b.example.org/{z}/{x}/{y}")
            assert address_of(desk) == ""

    play(story)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
        ("https://tiles.example.org:8443/{z}/{x}/{y}", "https://tiles.example.org:8443"),
        ("http://127.0.0.1:9000/{z}/{x}/{y}", "http://127.0.0.1:9000"),
        ("http://tiles.example.org/{z}/{x}/{y}", ""),
        ("https://{s}.example.org/{z}/{x}/{y}", ""),
        ("https://me:secret@example.org/{z}/{x}/{y}", ""),
        ("https://*/{z}/{x}/{y}", ""),
        ("https://example.org;script-src *;/{z}/{x}/{y}", ""),
        ("https://example.org/map.png", ""),
        ("https://[half/{z}/{x}/{y}", ""),
        ("", ""),
    ],
)
def test_only_one_plain_host_is_let_in(address: str, found: str) -> None:
    assert origin(address) == found


def test_distances_are_those_of_the_ground() -> None:
    assert distance_m(53.6, -2.15, 53.6, -2.15) == 0
    assert distance_m(53.6, -2.15, 53.609, -2.15) == pytest.approx(1001, abs=2)


def test_the_map_is_moved_by_keys(tablets: Tablets) -> None:
    tablets.write("worker", ("hotspot", ARCADE), ("hotspot", FAR))

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            await opened(window)
            follow = state_of(desk_of(window)).follow
            before = follow.camera
            await key(window, "+")
            assert follow.camera.zoom == before.zoom + 1
            await key(window, "Arrow Up", shift=True)
            assert follow.camera.latitude > before.latitude
            await key(window, "0")
            assert follow.camera.zoom < before.zoom + 1
            await key(window, "r")
            await window.settle(lambda: window.says("2 stops"))

    play(story)


async def key(window: Window, name: str, *, shift: bool = False) -> None:
    held = {"ctrl": False, "alt": False, "meta": False, "shift": shift}
    await window.event(window.page, "keyboard_event", {"key": name} | held)


def test_a_browser_is_told_to_load_the_page_again_before_tiles_come(tablets: Tablets) -> None:
    tablets.write("worker", ("hotspot", ARCADE))
    told: list[str] = []

    def allow(host: str) -> bool:
        told.append(host)
        return False

    async def story() -> None:
        async with tablets.open("worker", width=1300) as window:
            desk = desk_of(window)
            desk.allow_tiles = allow
            await opened(window)
            assert set(told) == {""}
            desk.open.set_setting("map_tiles", "https://tiles.example.org/{z}/{x}/{y}.png")
            await window.go("/")
            await opened(window)
            assert told[-1] == "https://tiles.example.org"
            assert not window.all(fm.TileLayer)
            assert window.says("To see the tiles, load this page again")

    play(story)
