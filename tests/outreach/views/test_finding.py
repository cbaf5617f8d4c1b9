"""Places and records are found, also among many, and screens stay small."""

from __future__ import annotations

from outreach.ui.rows import WINDOW
from tests import visits
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
            assert len([n for n in window.names() if n.startswith("place-")]) == 2 * WINDOW

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
