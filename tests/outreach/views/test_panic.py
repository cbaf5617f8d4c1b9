"""In danger: the screen is empty before anything is waited for, and the keys are gone at once."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from outreach.session import Session
from outreach.ui import desk as desks
from outreach.ui.form.begin import begin
from tests.outreach.views.everywhere import CANARY, fill
from tests.partnership import PASSPHRASE
from tests.tablets import Tablets, desk_of, play

CHORD = {"key": "L", "ctrl": True, "shift": True, "alt": False, "meta": False}


def test_a_long_press_on_the_lock_empties_the_screen(tablets: Tablets) -> None:
    filled = fill(tablets)

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{filled.visit}")
            await window.settle(lambda: window.says(CANARY))
            session = desk_of(window).open
            await window.event(window.at("lock"), "long_press")
            assert not window.says(CANARY)
            assert window.has("passphrase")
            assert session.locked

    play(story)


def test_the_chord_works_in_a_form_and_what_was_typed_is_kept(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            begin(desk_of(window), "hotspot-visit")
            await window.settle(lambda: window.has("fact"))
            await window.type("fact", "Half a sentence")
            session = desk_of(window).open
            await window.event(window.page, "keyboard_event", CHORD)
            await window.settle(lambda: window.has("passphrase"))
            assert session.locked
            assert not window.says("Half a sentence")
            await window.type("passphrase", PASSPHRASE)
            await window.press("unlock")
            await window.settle(lambda: window.has("lock"))
            (draft,) = desk_of(window).open.drafts()
            assert draft.fields["fact"] == "Half a sentence"

    play(story)


def test_the_screen_is_empty_before_anything_is_waited_for(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            begin(desk, "hotspot-visit")
            await window.settle(lambda: window.has("fact"))
            panic = desk.panic()
            panic.send(None)  # up to the first thing that it waits for, and no further
            assert desk.stage.name == "locked"
            assert desk.session is None
            assert desk.forms == {}
            panic.close()
            shutting: Any = desk.shutting
            await shutting

    play(story)


def test_a_disk_that_hangs_delays_nothing(tablets: Tablets) -> None:
    hang = threading.Event()

    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            begin(desk, "hotspot-visit")
            await window.settle(lambda: window.has("fact"))
            await window.type("fact", "Half a sentence")
            (form,) = desk.forms.values()
            form.unsaved = True
            session = desk.open
            session.save_draft = lambda _draft: hang.wait(30)  # type: ignore[method-assign]
            began = asyncio.get_running_loop().time()
            await desk.panic()
            took = asyncio.get_running_loop().time() - began
            assert session.locked
            assert took < 10, "it did not wait for the disk"
            hang.set()

    play(story)
    assert desks.PANIC <= 0.25


def test_no_snapshot_is_written(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            asked: list[bool] = []
            lock = desk.open.lock

            def noted(*, at_once: bool = False) -> None:
                asked.append(at_once)
                lock(at_once=at_once)

            desk.open.lock = noted  # type: ignore[method-assign]
            await desk.panic()
            assert asked == [True]

    play(story)


def test_an_opening_that_is_under_way_ends_locked(tablets: Tablets) -> None:
    go = threading.Event()
    opened: list[Session] = []

    async def story() -> None:
        async with tablets.locked("worker") as window:
            desk = desk_of(window)
            unlock = desk.unlocking

            def slow(vault: Any, passphrase: str) -> Session:
                go.wait(30)
                opened.append(unlock(vault, passphrase))
                return opened[0]

            desk.unlocking = slow
            task = asyncio.ensure_future(desk.unlock(PASSPHRASE))
            await window.settle(lambda: desk.stage.name == "opening")
            await desk.panic()
            go.set()
            await task
            assert opened[0].locked
            assert desk.session is None
            assert desk.stage.name == "locked"

    play(story)
