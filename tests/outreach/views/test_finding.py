"""Places and records are found, also among many, and screens stay small."""

from __future__ import annotations

import flet as ft

from outreach.ui.position import Fix
from outreach.views.places import WINDOW
from tests import visits
from tests.headless import Window
from tests.tablets import ARCADE, Tablets, desk_of, play

#: Bytes to the window for a screen's first paint.
BUDGET = 60_000


def test_a_place_is_found_by_its_words_and_shows_what_was_recorded(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    tablets.write("worker", ("hotspot-visit", {"hotspot": arcade, "nothing_seen": True}))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/places")
            await window.settle(lambda: window.says("1 place"))
            await window.type("find-place", "nowhere")
            await window.settle(lambda: window.says("No place has all these words"))
            await window.type("find-place", "ARC bus")
            await window.settle(lambda: window.has(f"place-{arcade[:8]}"))
            await window.press(f"place-{arcade[:8]}")
            await window.settle(lambda: window.says("Everything known"))
            assert window.says("Nothing seen")

    play(story)


def test_search_finds_words_and_kinds(tablets: Tablets) -> None:
    (seen, _) = tablets.write(
        "worker",
        ("hotspot-visit", {"fact": "A silver estate with a broken lamp."}),
        ("vehicle-sighting", {"registration": "AB12 C?D"}),
    )

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/search")
            await window.settle(lambda: window.says("2 records"))
            await window.type("search", "broken lamp")
            await window.settle(lambda: window.says("1 record"))
            await window.press(f"record-{seen[:8]}")
            await window.settle(lambda: window.says("A silver estate with a broken lamp."))
            assert window.page.route == f"/records/{seen}"

    play(story)


def test_search_is_narrowed_by_place_kind_and_time_and_shows_where_the_words_stand(
    tablets: Tablets,
) -> None:
    arcade, park = tablets.write(
        "worker", ("hotspot", ARCADE), ("hotspot", {**ARCADE, "name": "Mill Park"})
    )
    old = {"occurred_from": "2024-03-01T22:00:00+00:00"}
    here, there, car = tablets.write(
        "worker",
        ("hotspot-visit", {"hotspot": arcade, "fact": "A silver estate waited."}),
        ("hotspot-visit", {"hotspot": park, "fact": "A silver van waited.", **old}),
        ("vehicle-sighting", {"fact": "A silver car waited."}),
    )

    def shown(window: Window) -> set[str]:
        return {n.removeprefix("record-") for n in window.names() if n.startswith("record-")}

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/search")
            await window.type("search", "silver wai")
            await window.settle(lambda: window.says("3 records"))
            spans = [s for t in window.all(ft.Text) for s in (t.spans or []) if s.style]
            assert {span.text for span in spans} == {"silver", "wai"}
            await window.select("kind-hotspot-visit")
            await window.settle(lambda: shown(window) == {here[:8], there[:8]})
            await window.select("when-week")
            await window.settle(lambda: shown(window) == {here[:8]})
            await window.select("kind-outing")
            await window.settle(lambda: window.has("clear-filters"))
            await window.press("clear-filters")
            await window.settle(lambda: shown(window) == {here[:8], there[:8], car[:8]})
            await window.type("search", "mill park")
            await window.settle(lambda: window.has(f"only-{park[:8]}"))
            await window.press(f"only-{park[:8]}")
            await window.type("search", "silver")
            await window.settle(lambda: shown(window) == {there[:8]})
            await window.select("only-here")
            await window.settle(lambda: window.says("3 records"))
        async with tablets.open("worker") as window:
            await window.go("/search")
            assert window.at("search").value == ""  # nothing that was typed is kept

    play(story)


def test_near_me_without_a_position_finds_nothing_and_says_why(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/search")
            await window.select("kind-hotspot")
            await window.settle(lambda: window.has(f"record-{arcade[:8]}"))
            await window.select("near-me")  # the client answers that it does not know
            await window.settle(lambda: not window.has(f"record-{arcade[:8]}"))
            await window.settle(lambda: window.says("Where you are is not known"))
            assert not window.says("1 record")
            desk_of(window).position.fix = Fix(ARCADE["latitude"], ARCADE["longitude"], 10, 0)
            await window.settle(lambda: window.has(f"record-{arcade[:8]}"))

    play(story)


def test_places_come_due_first_or_nearest(tablets: Tablets) -> None:
    near, far = tablets.write(
        "worker",
        ("hotspot", {**ARCADE, "name": "Near steps"}),
        ("hotspot", {**ARCADE, "name": "Far steps", "latitude": 53.9}),
    )
    tablets.write("worker", ("hotspot-visit", {"hotspot": near, "nothing_seen": True}))

    def shown(window: Window) -> list[str]:
        return [
            c.identifier.removeprefix("place-")
            for c in window.all(ft.Semantics)
            if c.identifier and c.identifier.startswith("place-")
        ]

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/places")
            await window.settle(lambda: shown(window) == [far[:8], near[:8]])
            assert window.says("2 places, 1 due now")
            await window.select("due-now")
            await window.settle(lambda: shown(window) == [far[:8]])
            await window.select("due-now")
            desk = desk_of(window)
            desk.position.fix = Fix(53.6163, -2.1551, 10, 0)
            await window.select("order-near")
            await window.settle(lambda: shown(window) == [near[:8], far[:8]])
            assert window.says("0 m")
            assert window.says("32 km")

    play(story)


def test_many_places_are_drawn_a_window_at_a_time(tablets: Tablets, seed: int) -> None:
    session = tablets.partnership.unlock("worker")
    session.add_many("premises", list(visits.records("premises", seed, 400)))
    session.add_many("hotspot-visit", list(visits.visits(seed, 300)))
    session.lock()

    async def story() -> None:
        async with tablets.open("worker") as window:
            for route in ("/", "/places", "/search", "/sync", "/settings"):
                before = window.wire.bytes
                await window.go(route)
                await window.settle()
                assert window.wire.bytes - before < BUDGET, route
            await window.go("/places")
            await window.settle(lambda: window.says("400 places"))
            rows = [n for n in window.names() if n.startswith("place-")]
            assert len(rows) == WINDOW
            (lst,) = window.scrolling("place-")
            await window.event(lst, "scroll", window.scrolled_to_the_end())
            await window.settle(
                lambda: sum(n.startswith("place-") for n in window.names()) == 2 * WINDOW
            )

    play(story)


def test_settings_are_kept(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/settings")
            await window.select("lock-10")
            await window.select("theme-dark")
            await window.settle(lambda: desk_of(window).open.settings["theme"] == "dark")
        async with tablets.open("worker") as window:
            assert desk_of(window).lock_rule.minutes == 10
            assert window.page.theme_mode.value == "dark"

    play(story)


def test_the_passphrase_is_changed_and_a_new_code_shown_once(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/settings")
            await window.press("change-passphrase")
            await window.type("new-passphrase", "short")
            await window.press("change-now")
            assert window.says("Enter at least 12 characters")
            await window.type("new-passphrase", "seven lanterns on the quay")
            await window.type("new-passphrase-again", "seven lanterns on the quay")
            await window.press("change-now")
            await window.settle(lambda: window.has("recovery-code"))
            assert "recovery-code" in window.names()

    play(story)
