"""Settings: what one chooses is worn at once, kept sealed, and there again after an unlock."""

from __future__ import annotations

import pytest

from outreach.ui.design import NIGHT, look_of
from outreach.views.tiles import problem
from outreach.words import use
from tests.headless import Window
from tests.partnership import PASSPHRASE
from tests.rules import faults
from tests.tablets import Tablets, desk_of, play


async def unlock(window: Window) -> None:
    await window.type("passphrase", PASSPHRASE)
    await window.press("unlock")
    await window.settle(lambda: window.has("lock"))


def ground(window: Window) -> str:
    """The colour that the window stands on in the dark."""
    return str(window.page.dark_theme.color_scheme.surface)


def test_night_drive_is_one_tap_from_every_screen_and_leads_back(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker", width=390) as window:
            desk = desk_of(window)
            await window.go("/settings")
            await window.select("theme-light")
            for route in ("/", "/map", "/places", "/search", "/sync"):
                await window.go(route)
                await window.press("night")
                await window.settle(lambda: desk.setting("theme", "") == "night")
                assert ground(window) == NIGHT.surface
                assert look_of(window.page).palette is NIGHT
                await window.press("night")
                await window.settle(lambda: desk.setting("theme", "") == "light")
            assert not window.wire.crashes

    play(story)


def test_night_drive_stays_through_the_lock(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.locked("worker") as window:
            assert ground(window) != NIGHT.surface
            await window.press("night")
            assert ground(window) == NIGHT.surface
            await unlock(window)
            assert ground(window) == NIGHT.surface
            await window.press("lock")
            await window.settle(lambda: window.has("passphrase"))
            assert ground(window) == NIGHT.surface

    play(story)


def test_text_size_grows_every_style_and_is_kept(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker", width=390) as window:
            await window.go("/settings")
            small = window.page.theme.text_theme.body_medium.size
            await window.select("text-2.0")
            assert window.page.theme.text_theme.body_medium.size == 2 * small
            assert window.page.dark_theme.text_theme.body_medium.size == 2 * small
            for route in ("/", "/places", "/search", "/sync", "/settings"):
                await window.go(route)
                assert list(faults(window)) == [], route
        async with tablets.open("worker") as window:
            assert window.page.theme.text_theme.body_medium.size == 2 * small

    play(story)


def test_the_choice_that_is_on_stays_on_when_it_is_tapped(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/settings")
            assert window.at("theme-system").selected
            await window.select("theme-system")
            assert window.at("theme-system").selected
            assert desk_of(window).setting("theme", "") == "system"

    play(story)


def test_map_tiles_are_told_what_they_reveal_checked_and_taken_back(tablets: Tablets) -> None:
    address = "https://tiles.example.org/{z}/{x}/{y}.png"

    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            await window.go("/settings")
            assert window.says("sees which areas this tablet looks at and when")
            await window.type("tiles", "tiles")
            await window.press("keep-tiles")
            assert window.says("Enter the whole address")
            assert desk.setting("map_tiles", "") == ""
            await window.type("tiles", address)
            await window.press("keep-tiles")
            await window.settle(lambda: desk.setting("map_tiles", "") == address)
            await window.press("drop-tiles")
            await window.settle(lambda: desk.setting("map_tiles", "") == "")
            assert window.at("tiles").value == ""

    play(story)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", ""),
        ("https://tiles.example.org/{z}/{x}/{y}.png", ""),
        ("http://127.0.0.1:8080/{z}/{x}/{y}.png", ""),
        ("http://tiles.example.org/{z}/{x}/{y}.png", "https://"),
        ("https://tiles.example.org/", "{z}, {x} and {y}"),
        ("file:///etc/{z}/{x}/{y}", "whole address"),
        ("https://[/{z}/{x}/{y}", "whole address"),
    ],
)
def test_an_address_says_what_is_wrong_with_it(address: str, said: str) -> None:
    found = problem(address)
    assert said in found
    assert bool(said) == bool(found)


def test_the_made_up_language_is_only_for_those_who_ask(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/settings")
            assert not window.has("language-pseudo")
        monkeypatch.setenv("OUTREACH_PSEUDO", "1")
        async with tablets.open("worker") as window:
            await window.go("/settings")
            await window.select("language-pseudo")
            await window.settle(lambda: window.says("⟦Łôçķ") or window.says("⟦Łôçk"))
            assert not window.says("Lock after")
            await window.select("language-en_GB")
            await window.settle(lambda: window.says("Lock after"))

    try:
        play(story)
    finally:
        use("en_GB")


def test_what_concerns_oneself_is_hidden_from_then_on(tablets: Tablets) -> None:
    (place, other) = tablets.write(
        "worker",
        ("premises", {"name": "Zoe's Arcade", "premises_type": "other"}),
        ("premises", {"name": "Station Grill", "premises_type": "takeaway"}),
    )
    (check,) = tablets.write(
        "worker", ("premises-check", {"premises": other, "licence_holder": "Ms. Zoe van Dyke"})
    )
    tablets.sync("licensing")

    async def story() -> None:
        async with tablets.open("licensing", width=390) as window:
            session = desk_of(window).open
            await window.go("/settings")
            assert window.says("Opening one is noted and told to a supervisor")
            await window.type("also-called", "van Dyke,\n  Zoe  van Dyke")
            await window.press("keep-called")
            await window.settle(lambda: session.settings["also_called"] != [])
            assert session.settings["also_called"] == ["van Dyke", "Zoe van Dyke"]
            assert session.why_hidden(session.show(check)) == "names_you"
            await window.type("own-premises", "nothing like it")
            await window.settle(lambda: window.says("No premises on this tablet are called so"))
            await window.type("own-premises", "arcade")
            await window.press(f"own-take-{place[:8]}")
            await window.settle(lambda: window.has(f"own-drop-{place[:8]}"))
            assert session.why_hidden(session.show(place)) == "your_premises"
            assert window.says("Zoe's Arcade"), "whoever chose it sees what they chose"
            assert list(faults(window)) == []
            await window.go("/")
            await window.go("/settings")
            assert window.at("also-called").value == "van Dyke\nZoe van Dyke"
            await window.press(f"own-drop-{place[:8]}")
            await window.settle(lambda: not window.has(f"own-drop-{place[:8]}"))
            assert session.why_hidden(session.show(place)) is None
            assert not window.wire.crashes

    play(story)
