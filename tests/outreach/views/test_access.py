"""Every control of every screen has a name and a role, in the order of the screen; nothing needs a
mouse; a finger finds everything; words that are twice as large find room. Forms: test_every_form.
"""

from __future__ import annotations

import flet as ft
import pytest

from outreach.ui import fault
from outreach.ui.form.begin import begin
from outreach.views.gallery import gallery
from tests import access
from tests.headless import Window
from tests.outreach.views.everywhere import fill, kinds_at
from tests.rules import faults
from tests.tablets import Tablets, desk_of, play

PHONE, TABLET, DESKTOP = 390, 820, 1440
#: Pressed by nobody here: they end the story, or wait for somebody outside.
LEFT_ALONE = {"lock", "lock-now", "save", "settings", "back", "sync-now"}
FAILED = ("could not be shown", "Something went wrong in the app")


async def at(window: Window, width: int) -> None:
    desk_of(window).resize(width)
    await window.settle()


@pytest.mark.parametrize("width", [PHONE, TABLET, DESKTOP])
def test_every_screen(tablets: Tablets, width: int) -> None:
    filled = fill(tablets)

    async def story() -> None:
        async with tablets.locked("supervisor", width=width) as window:
            assert access.faults(window) == [], "the lock screen"
            await window.type("passphrase", "correct horse battery staple")
            await window.press("unlock")
            await window.settle(lambda: window.has("lock"))
            await at(window, width)
            for route in filled.routes():
                await window.go(route)
                await window.settle()
                assert access.faults(window) == [], route
                assert list(faults(window)) == [], route
                assert not any(window.says(words) for words in FAILED), route

    play(story)


def test_the_gallery() -> None:
    async def story() -> None:
        window = await Window(width=DESKTOP).run(gallery)
        try:
            assert access.faults(window) == []
        finally:
            window.close()

    play(story)


def test_what_stands_where_something_failed(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            for shown in (
                fault.screen(desk, "ValueError", lambda: None),
                fault.part("ValueError", lambda: None),
            ):
                named = [access.unnamed(c, above) for c, above in access.walk(shown)]
                assert not any(named)

    play(story)


def test_whatever_is_pressed_opens_something_that_has_names(tablets: Tablets) -> None:
    """Each thing that can be pressed on each screen, once, at a phone's width: dialogs, sheets and
    what unfolds are walked too, Escape closes what is in front, and nothing fails."""
    filled = fill(tablets)
    in_front = set()

    async def story() -> None:
        async with tablets.open("supervisor", width=PHONE) as window:
            await at(window, PHONE)
            window.answers["pick_files"] = []  # nothing was chosen
            done: set[str] = set()
            for route in filled.routes():
                await window.go(route)
                await window.settle()
                for name in sorted(window.names() - LEFT_ALONE):
                    stem = name.split("-")[0] if name.split("-")[-1].isalnum() else name
                    if f"{route} {stem}" in done or not window.has(name):
                        continue
                    control = window.at(name)
                    if getattr(control, "disabled", False) or not access.operable(control):
                        continue
                    done.add(f"{route} {stem}")
                    await window.session.dispatch_event(control._i, "click", None)
                    await window.settle()
                    said = [w for w in FAILED if window.says(w)]
                    assert not said, (route, name)
                    assert access.faults(window) == [], (route, name)
                    if any(d.open for d in window.page._dialogs.controls):
                        in_front.add(name)
                        await escape(window)
                    if window.page.route != route:
                        await window.go(route)
            assert not window.wire.crashes

    play(story)
    print(f"in front of a screen: {sorted(in_front)}")
    assert in_front


async def escape(window: Window) -> None:
    """Escape, until nothing stands in front of the screen."""
    data = {"key": "Escape", "ctrl": False, "shift": False, "alt": False, "meta": False}
    for _ in range(4):
        if any(d.open and not isinstance(d, ft.SnackBar) for d in window.page._dialogs.controls):
            await window.event(window.page, "keyboard_event", data)
    while window.page.pop_dialog() is not None:
        await window.settle()


def test_names_stand_in_the_order_in_which_one_reads(tablets: Tablets) -> None:
    """A screen reader goes through them so: where one can go, the line above, the content."""
    fill(tablets)

    async def story() -> None:
        async with tablets.open("supervisor", width=DESKTOP) as window:
            await at(window, DESKTOP)
            for route, first in (
                ("/", "nothing-seen"),
                ("/search", "search"),
                ("/sync", "sync-now"),
            ):
                await window.go(route)
                await window.settle(lambda first=first: window.has(first))
                order = [
                    getattr(control, "identifier", None) or type(control).__name__
                    for control, _above in access.drawn(window)
                ]
                places = [order.index(n) for n in ("NavigationRail", "status", "lock", first)]
                assert places == sorted(places), route
            await at(window, PHONE)
            await window.go("/")
            order = [
                getattr(control, "identifier", None) or type(control).__name__
                for control, _above in access.drawn(window)
            ]
            places = [order.index(n) for n in ("status", "lock", "nothing-seen", "NavigationBar")]
            assert places == sorted(places)

    play(story)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_words_twice_as_large_find_room(tablets: Tablets, width: int) -> None:
    filled = fill(tablets)

    async def story() -> None:
        async with tablets.open("supervisor", width=width) as window:
            desk = desk_of(window)
            await at(window, width)
            desk.open.set_setting("text_size", 2.0)
            desk.wear()
            await window.settle()
            for route in filled.routes():
                await window.go(route)
                await window.settle()
                assert access.clipped(window, 2.0) == [], route
            for kind in kinds_at(width, (PHONE, DESKTOP)):
                if desk.open.may_record(kind):
                    begin(desk, kind)
                    await window.settle(lambda: window.has("save"))
                    assert access.clipped(window, 2.0) == [], kind

    play(story)
