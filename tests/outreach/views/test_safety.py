"""Locked in time, told in plain words, and no bug freezes or empties the window."""

from __future__ import annotations

import logging
from typing import Any

import flet as ft
import pytest

from outreach.ui import guard
from outreach.ui.lock import GRACE_SECONDS
from outreach.views import search
from tests.partnership import PASSPHRASE
from tests.tablets import ARCADE, Tablets, desk_of, play

SCREENS = ("/", "/places", "/search", "/review", "/sync", "/settings")
CANARY = "Marigold Quillfeather"


def test_the_lock_is_on_every_screen_at_every_width(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            for width in (390, 820, 1440):
                desk_of(window).resize(width)
                await window.settle()
                for route in (*SCREENS, f"/places/{arcade}", f"/records/{arcade}", "/nowhere"):
                    await window.go(route)
                    assert window.has("lock"), (width, route)
                    assert window.has("status"), (width, route)
            assert not window.wire.crashes

    play(story)


def test_a_wrong_passphrase_is_told_and_after_five_one_waits(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.locked("worker") as window:
            await window.press("unlock")
            assert window.says("Enter your passphrase")
            for _ in range(5):
                await window.type("passphrase", "not this one at all")
                await window.press("unlock")
                await window.settle(lambda: not window.says("Opening…"))
                assert window.at("passphrase").value == ""
            assert window.says("opens no slot") or window.says("passphrase")
            await window.type("passphrase", PASSPHRASE)
            await window.session.dispatch_event(window.at("unlock")._i, "click", None)
            await window.settle(lambda: window.says("Too many wrong passphrases"))
            assert window.at("unlock").disabled
            assert window.at("passphrase").disabled
            desk_of(window).stage.wait_seconds = 0

    play(story)


def test_it_locks_by_itself_after_five_minutes(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            tablets.clock.now += 299
            await desk.tick()
            assert desk.session is not None
            await window.go("/places")  # a touch
            tablets.clock.now += 299
            await desk.tick()
            assert desk.session is not None
            tablets.clock.now += 1
            await desk.tick()
            await window.settle()
            assert window.says("This tablet is locked")

    play(story)


def test_it_locks_out_of_sight_and_at_the_end(tablets: Tablets) -> None:
    async def story() -> None:
        for state in (ft.AppLifecycleState.HIDE, ft.AppLifecycleState.PAUSE):
            async with tablets.open("worker") as window:
                desk = desk_of(window)
                await desk.seen(state)
                await desk.seen(ft.AppLifecycleState.SHOW)
                assert desk.session is not None
                await desk.seen(state)
                tablets.clock.now += GRACE_SECONDS
                await desk.seen(ft.AppLifecycleState.RESUME)
                assert desk.session is None
        async with tablets.open("worker") as window:
            await desk_of(window).seen(ft.AppLifecycleState.DETACH)
            assert desk_of(window).session is None
        async with tablets.open("worker") as window:
            await window.session.dispatch_event(window.page._i, "disconnect", None)
            assert desk_of(window).session is None

    play(story)


def test_a_key_locks(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            data = {"key": "L", "ctrl": True, "shift": False, "alt": False, "meta": False}
            await window.event(window.page, "keyboard_event", data)
            assert window.says("This tablet is locked")

    play(story)


def test_locking_empties_the_window(tablets: Tablets) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", {"fact": f"{CANARY} was there."}))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.says(CANARY))
            assert window.page.title == "Outreach"
            assert CANARY not in window.page.route
            await window.press("lock")
            assert not window.says(CANARY)
            assert desk_of(window).forms == {}

    play(story)


def test_a_bug_while_drawing_shows_an_error_view_and_the_app_goes_on(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError(CANARY)

    async def story() -> None:
        async with tablets.open("worker") as window:
            monkeypatch.setattr(search.frame, "two_panes", broken)
            desk_of(window).resize(1440)
            await window.go("/search")
            await window.settle(lambda: window.says("This screen could not be shown"))
            assert window.has("lock")
            assert not window.says(CANARY)
            monkeypatch.undo()
            await window.press("carry-on")
            await window.settle(lambda: window.says("Worker, Early Break"))
            await window.go("/search")
            await window.settle(lambda: window.has("search"))
            await window.press("lock")
            assert window.says("This tablet is locked")

    play(story)
    assert CANARY not in caplog.text
    assert "ValueError" in caplog.text


def test_a_bug_in_a_handler_is_told_without_its_text(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:

            async def broken(*_: Any) -> None:
                raise ValueError(CANARY)

            monkeypatch.setattr(desk_of(window), "sync_now", broken)
            await window.go("/sync")
            await window.press("sync-now")
            assert window.says("Something went wrong in the app")
            assert not window.says(CANARY)
            assert not window.wire.crashes
            await window.go("/places")
            assert window.has("find-place")

    play(story)
    assert CANARY not in caplog.text


def test_flets_loggers_lose_exception_texts(caplog: pytest.LogCaptureFixture) -> None:
    guard.quiet_logs()
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        logging.getLogger("flet").error("Unhandled error in handler", exc_info=True)
        logging.getLogger("some.library").warning(f"could not do it: {error}")
        logging.getLogger("asyncio").error("future: %r", error)
    assert "error in test_safety" in caplog.text
    assert "(ValueError)" in caplog.text
    assert CANARY not in caplog.text
