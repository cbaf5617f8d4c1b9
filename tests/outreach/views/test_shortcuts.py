"""Keys: which screen answers, when they stay silent, and the sheet that lists them."""

from __future__ import annotations

import flet as ft
import pytest

from outreach.ui.shortcuts import chord_of, types_something
from tests.keys import key
from tests.tablets import Tablets, desk_of, play


@pytest.mark.parametrize(
    ("label", "held", "chord"),
    [
        ("J", "", "j"),
        ("X", "shift", "Shift+x"),
        ("L", "ctrl", "Ctrl+l"),
        ("L", "meta", "Ctrl+l"),
        ("?", "shift", "?"),
        ("/", "shift", "?"),
        ("4", "ctrl", "Ctrl+4"),
        ("Arrow Down", "", "ArrowDown"),
        ("Numpad Enter", "", "Enter"),
    ],
)
def test_a_chord_is_the_same_on_every_keyboard(label: str, held: str, chord: str) -> None:
    down = {name: name == held for name in ("shift", "ctrl", "alt", "meta")}
    event = ft.KeyboardEvent(name="keyboard_event", control=None, key=label, **down)  # type: ignore[arg-type]
    assert chord_of(event) == chord


def test_what_a_text_field_takes_for_itself() -> None:
    assert types_something("a")
    assert types_something("Enter")
    assert types_something("ArrowDown")
    assert not types_something("Ctrl+l")
    assert not types_something("Escape")


def test_two_keys_open_a_place_and_the_sheet_says_so(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await key(window, "G")
            await key(window, "Y")
            await window.settle(lambda: window.page.route == "/sync")
            await key(window, "?")
            assert window.says("Keys that work here")
            assert window.says("Lock now")
            assert "Insights" not in window.texts()  # a worker has none
            await key(window, "G")  # the sheet stands in front
            await key(window, "T")
            assert window.page.route == "/sync"
            await key(window, "Escape")
            assert not window.says("Keys that work here")
            assert window.page.route == "/sync"

    play(story)


def test_letters_are_typed_while_a_field_has_the_focus(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/search")
            field = window.at("search")
            await window.event(field, "focus")
            await key(window, "G")
            await key(window, "T")
            assert window.page.route == "/search"
            await window.event(field, "blur")
            await key(window, "G")
            await key(window, "T")
            await window.settle(lambda: window.page.route == "/")

    play(story)


def test_a_field_that_goes_with_the_focus_gives_the_keys_back(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/search")
            await window.event(window.at("search"), "focus")
            await key(window, "Ctrl+1")
            await window.settle(lambda: window.page.route == "/")
            assert desk_of(window).shortcuts.typing == set()

    play(story)
