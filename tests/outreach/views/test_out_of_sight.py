"""Nobody sees into a window that is out of sight, and nothing that people wrote gets out of it:
not into a title, an address, a log, the clipboard, or the text of a crash."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import flet as ft
import pytest

from outreach.ui import silence
from outreach.ui.form.begin import begin
from outreach.ui.lock import GRACE_SECONDS, PICKER_GRACE_SECONDS
from tests.headless import Window, _walk
from tests.outreach.views.everywhere import CANARY, fill
from tests.tablets import Tablets, desk_of, play

ROOT = Path(__file__).resolve().parents[3]
STATE = ft.AppLifecycleState


def covered(window: Window) -> bool:
    """Whether the sheet lies over the window, and what is under it is not painted."""
    (under,) = [c for c in window.all(ft.Container) if c.key == "window"]
    sheet = [c for c in window.all(ft.Container) if c.key == "cover"]
    assert bool(sheet) == (under.opacity == 0.0)
    return bool(sheet)


def test_out_of_sight_a_blank_sheet_lies_over_the_window(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            begin(desk, "hotspot-visit")
            await window.settle(lambda: window.has("fact"))
            await window.type("fact", "Half a sentence")
            for gone in (STATE.HIDE, STATE.PAUSE):
                await desk.seen(gone)
                await window.settle()
                assert covered(window)
                await desk.seen(STATE.SHOW)
                await window.settle()
                assert not covered(window)
                assert window.at("fact").value == "Half a sentence", "nothing was lost under it"
            await desk.seen(STATE.HIDE)
            tablets.clock.now += GRACE_SECONDS
            await desk.seen(STATE.RESUME)
            await window.settle()
            assert window.says("This tablet is locked")
            assert not window.says("Half a sentence")

    play(story)


def test_what_stands_before_the_window_goes_under_the_sheet_too(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            window.page.show_dialog(ft.BottomSheet(content=ft.Text(CANARY)))
            desk.tell(CANARY)
            await window.settle(lambda: window.says(CANARY))
            await desk.seen(STATE.HIDE)
            await window.settle(lambda: not window.says(CANARY))
            assert covered(window)

    play(story)


def test_a_phone_is_covered_before_its_list_of_apps_takes_a_picture(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            await desk.seen(STATE.INACTIVE)
            await window.settle()
            assert not covered(window), "on a desktop another window has the focus, no more"
            window.session.apply_page_patch({"platform": "android"})
            assert window.page.platform == ft.PagePlatform.ANDROID
            await desk.seen(STATE.INACTIVE)
            await window.settle()
            assert covered(window)
            await desk.seen(STATE.RESUME)
            await window.settle()
            assert not covered(window)

    play(story)


def test_the_picker_has_a_longer_grace_and_gives_it_back(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            with desk.picking():
                await desk.seen(STATE.HIDE)
                tablets.clock.now += PICKER_GRACE_SECONDS - 1
                await desk.seen(STATE.SHOW)
                assert desk.session is not None
            await desk.seen(STATE.HIDE)
            tablets.clock.now += GRACE_SECONDS
            await desk.tick()
            assert desk.session is None, "the long grace ended with the picker"
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            with desk.picking():
                await desk.seen(STATE.HIDE)
                tablets.clock.now += PICKER_GRACE_SECONDS
                await desk.tick()
                assert desk.session is None, "it has an end too"

    play(story)


def test_every_picker_and_camera_of_the_app_asks_for_its_grace() -> None:
    """Wherever a file is picked, saved or a picture taken, it stands under ``desk.picking()``."""
    calls = re.compile(r"\.(pick_files|save_file|get_directory_path|take_picture)\(")
    bare = []
    for path in sorted((ROOT / "outreach").rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            before = "\n".join(lines[max(0, number - 4) : number + 1])
            if calls.search(line) and "picking()" not in before:
                bare.append(f"{path.relative_to(ROOT)}:{number + 1}")
    assert bare == []


def test_ctrl_l_locks_while_a_dialog_is_open_and_nothing_stays_in_front(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            window.page.show_dialog(ft.AlertDialog(title=ft.Text(CANARY)))
            desk.tell("Saved on this tablet")
            await window.settle(lambda: window.says(CANARY))
            data = {"key": "L", "ctrl": True, "shift": False, "alt": False, "meta": False}
            await window.event(window.page, "keyboard_event", data)
            await window.settle(lambda: window.says("This tablet is locked"))
            assert not window.says(CANARY)
            assert not any(dialog.open for dialog in window.page._dialogs.controls)

    play(story)


def test_a_window_that_comes_back_finds_it_locked_and_empty(tablets: Tablets) -> None:
    """Flet keeps a page for a minute after its connection ended, and sends it as it stands."""
    filled = fill(tablets)

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{filled.visit}")
            await window.settle(lambda: window.says(CANARY))
            await window.session.disconnect(60)
            assert desk_of(window).session is None
            kept = [str(getattr(c, "value", "")) for c in _walk(window.page.views)]
            assert not any(CANARY in words for words in kept)
            assert any("This tablet is locked" in words for words in kept)
            await window.session.connect(window.wire)
            await window.type("passphrase", "correct horse battery staple")
            await window.press("unlock")
            await window.settle(lambda: window.has("lock"))

    play(story)


def test_no_title_address_clipboard_or_log_holds_what_people_wrote(
    tablets: Tablets, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = fill(tablets)

    async def story() -> None:
        async with tablets.open("supervisor") as window:
            seen = False
            for route in filled.routes():
                await window.go(route)
                await window.settle()
                seen = seen or window.says(CANARY)
                assert window.page.title == "Outreach", route
                assert "Marigold" not in window.page.route
            assert seen, "the canary was on some screen"
            await window.press("lock")
            said = repr(window.wire.calls)
            assert "Marigold" not in said, "no method of the client was given it"

    play(story)
    assert "Marigold" not in caplog.text
    out, err = capsys.readouterr()
    assert "Marigold" not in out + err


def test_the_app_puts_nothing_on_the_clipboard_and_sends_no_notification() -> None:
    """Clipboards keep a history and are synced to other devices; notifications are read by
    whoever stands beside. A recovery code is written on paper."""
    words = re.compile(r"[Cc]lipboard|[Nn]otification\(|set_data\(")
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "outreach").rglob("*.py"))
        if words.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_words_that_people_type_teach_no_keyboard(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            begin(desk_of(window), "hotspot-visit")
            await window.settle(lambda: window.has("fact"))
            fields = window.all(ft.TextField)
            assert fields
            assert all(f.enable_ime_personalized_learning is False for f in fields)

    play(story)


CRASH = """
import asyncio, sys, threading
from outreach.ui import silence
silence.quiet_logs(); silence.quiet_crashes()
def fail(): raise ValueError("Marigold Quillfeather")
worker = threading.Thread(target=fail); worker.start(); worker.join()
class Odd:
    def __del__(self): fail()
Odd()
async def main():
    task = asyncio.ensure_future(asyncio.to_thread(fail))
    await asyncio.wait([task])
asyncio.run(main())
import logging
logging.getLogger("uvicorn.error").exception("Marigold", exc_info=ValueError("Marigold"))
fail()
"""


def test_a_crash_names_the_place_in_the_code_and_not_the_words() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CRASH], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert ended.returncode == 1
    assert "Outreach ended: ValueError at" in ended.stderr
    assert "ValueError in a thread" in ended.stderr
    assert "Marigold" not in ended.stderr + ended.stdout


def test_where_names_places_only() -> None:
    with pytest.raises(ValueError, match=CANARY) as caught:
        raise ValueError(CANARY)
    assert re.fullmatch(r"test_out_of_sight\.py:\d+", silence.where(caught.tb))


def test_errors_in_handlers_never_reach_the_client_as_text(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:

            def broken(_event: object) -> None:
                raise ValueError(CANARY)

            window.page.on_media_change = broken
            await window.session.dispatch_event(window.page._i, "media_change", {})
            await window.settle(lambda: window.says("Something went wrong in the app"))
            assert not window.wire.crashes
            assert not window.says(CANARY)

    play(story)


def test_going_between_screens_leaves_the_rail_as_it_is(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("supervisor") as window:
            desk_of(window).resize(1440)
            await window.settle()
            (rail,) = window.all(ft.NavigationRail)
            made = [destination._i for destination in rail.destinations]
            for route in ("/sync", "/search", "/settings", "/"):
                await window.go(route)
                (now,) = window.all(ft.NavigationRail)
                assert now._i == rail._i, "the same rail, for the client"
                assert [d._i for d in now.destinations] == made

    play(story)
