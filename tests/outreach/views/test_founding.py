"""Founding a partnership on the first screen: a real store, a real vault, a sheet that is saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach.session import Session
from outreach.tablet import residents
from sync.store.app import create_app
from sync.store.settings import Settings
from sync.wire import StoreToken
from tests.headless import Window
from tests.outreach.views.test_joining import write_code
from tests.partnership import STORE_URL
from tests.rules import faults
from tests.scenarios.circle import Circle
from tests.tablets import at_the_door, desk_of, play

SPACES = 6


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Where this tablet keeps vaults; there are none."""
    return tmp_path / "tablet"


def fresh(circle: Circle) -> str:
    return str(circle.app.state.store.issue_token())


async def to_the_sheet(window: Window, token: str, address: str = STORE_URL) -> None:
    """From the start to the recovery sheet."""
    await window.press("found")
    await window.type("store-address", address)
    await window.type("store-token", token)
    await window.press("store-next")
    await window.type("partnership-name", "Second Watch")
    await window.type("partnership-areas", "Oldham, Tameside\nBury")
    await window.type("partnership-agencies", "Oldham Council")
    await window.press("partnership-next")
    await window.select("erasers-2")
    await window.press("erasing-next")
    await window.type("my-name", "Fay")
    await window.type("my-agency", "Oldham Council")
    await window.press("who-next")
    await window.settle(lambda: window.has("save-sheet"))


async def save(window: Window) -> bytes:
    """The sheet is saved; what was handed to whoever saves."""
    window.answers["save_file"] = "sheet.pdf"
    await window.press("save-sheet")
    await window.settle(lambda: window.says("The sheet is saved"))
    return saved(window)[-1]


def saved(window: Window) -> list[bytes]:
    return [args["src_bytes"] for name, args in window.wire.calls if name == "save_file"]


def kept(base: Path) -> list[Path]:
    """Every file on the tablet."""
    return [path for path in base.rglob("*") if path.is_file()]


async def choose(window: Window) -> str:
    """From the sheet to the recovery code; the passphrase."""
    await window.press("sheet-done")
    passphrase = window.told("offered-words")
    await window.press("use-words")
    await window.type("words-again", passphrase)
    await window.press("passphrase-next")
    await window.settle(lambda: window.has("code-written"))
    return passphrase


async def unlock(window: Window, passphrase: str) -> None:
    await window.press("lock")
    await window.settle(lambda: window.has("passphrase"))
    await window.type("passphrase", passphrase)
    await window.press("unlock")
    await window.settle(lambda: window.has("lock"))


def in_the_store(session: Session) -> bool:
    """Whether every space was founded."""
    return len(session.administers) == SPACES and not session.is_founding


@pytest.mark.parametrize("width", [390, 1440])
def test_a_whole_founding(circle: Circle, base: Path, width: float) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network, width=width) as window:
            await to_the_sheet(window, fresh(circle))
            assert window.says("Step 5 of 7")
            assert list(faults(window)) == []
            assert (await save(window)).startswith(b"%PDF")
            assert kept(base) == [], "nothing is on the disk before a passphrase"
            passphrase = await choose(window)
            assert window.says("Step 7 of 7")
            await write_code(window)
            await window.settle(lambda: window.says("Your partnership is founded"))
            assert list(faults(window)) == []
            session = desk_of(window).open
            assert len(session.administers) == SPACES
            assert not session.is_founding
            views = session.space_views()
            assert len(views) == SPACES
            assert all(view.recovery for view in views)
            assert session.partnership.name == "Second Watch"
            assert session.partnership.areas == ("Oldham", "Tameside", "Bury")
            assert session.me.name == "Fay"
            await window.press("begin-work")
            await window.settle(lambda: window.says("Fay, Oldham Council"))
            await unlock(window, passphrase)
            await window.settle(lambda: window.says("Fay, Oldham Council"))
            assert [file for file in kept(base) if file.suffix == ".pdf"] == []
            assert not window.wire.crashes

    play(story)


def test_slips_are_told_and_nothing_is_asked_twice(circle: Circle, base: Path) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            await window.press("found")
            await window.press("store-next")
            assert window.says("Enter the address of the store")
            assert window.says("Enter the one-time token")
            await window.type("store-address", "http://store.example")
            await window.type("store-token", "outreach-token-1.nothing")
            await window.press("store-next")
            assert window.says("must be reached by https")
            await window.type("store-address", STORE_URL)
            await window.press("store-next")
            assert window.says("This is not a token of a store")
            await window.type("store-token", fresh(circle))
            await window.press("store-next")
            await window.press("partnership-next")
            assert window.says("Enter its name")
            await window.press("entrance-back")
            assert window.at("store-address").value == STORE_URL
            await window.press("entrance-back")
            await window.settle(lambda: window.has("found"))
            await window.press("found")
            assert window.at("store-token").value == "", "leaving forgets it"

    play(story)


def test_a_cancelled_save_loses_nothing_and_a_browser_is_asked(circle: Circle, base: Path) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            await to_the_sheet(window, fresh(circle))
            window.session.apply_page_patch({"web": False})
            await window.press("save-sheet")
            await window.settle(lambda: window.says("The sheet was not saved now"))
            assert not window.has("sheet-done"), "there is no way on without it"
            window.session.apply_page_patch({"web": True})
            await window.press("save-sheet")
            await window.settle(lambda: window.says("Look whether the file is there"))
            await window.press("save-again")
            await window.settle(lambda: len(saved(window)) == 3)
            assert len(set(map(len, saved(window)))) == 1
            assert residents(base) == []
            await window.press("entrance-back")
            assert window.says("The sheet that you saved opens nothing")
            assert window.at("my-name").value == "Fay"
            await window.press("who-next")
            await window.settle(lambda: window.has("save-sheet"))
            await save(window)
            await choose(window)
            await write_code(window)
            await window.settle(lambda: window.says("Your partnership is founded"))

    play(story)


@pytest.mark.parametrize("which", ["unknown", "taken"])
def test_a_token_that_is_refused_is_replaced(circle: Circle, base: Path, which: str) -> None:
    unknown = StoreToken(circle.token.store_key, bytes(32))
    given = {"unknown": unknown, "taken": circle.token}[which].text()

    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            await to_the_sheet(window, given)
            await save(window)
            passphrase = await choose(window)
            await write_code(window)
            await window.settle(lambda: window.has("another-token"))
            assert window.says("The store does not accept the one-time token")
            assert list(faults(window)) == []
            await window.press("begin-work")
            await window.settle(lambda: window.says("Fay, Oldham Council"))
            await unlock(window, passphrase)
            await window.settle(lambda: window.has("another-token"))
            await window.press("use-token")
            assert window.says("Enter the one-time token")
            other = StoreToken(bytes(32), bytes(32)).text()
            await window.type("another-token", other)
            await window.press("use-token")
            await window.settle(lambda: window.says("from another store than the first one"))
            await window.type("another-token", fresh(circle))
            await window.press("use-token")
            await window.settle(lambda: window.says("Your partnership is founded"))
            assert in_the_store(desk_of(window).open)
            assert not window.wire.crashes

    play(story)


def test_a_token_of_another_store_can_only_be_given_up(
    circle: Circle, base: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    other = create_app(
        Settings(database=f"sqlite:///{folder}/store.db", key_file=folder / "store.key")
    )
    token = other.state.store.issue_token()
    other.state.store.close()

    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            await to_the_sheet(window, token)
            await save(window)
            await choose(window)
            await write_code(window)
            await window.settle(lambda: window.says("The store does not take this partnership"))
            await window.press("give-up")
            assert window.says("destroy it")
            await window.press("question-yes")
            await window.settle(lambda: window.says("Nobody has records on this tablet yet"))
            assert residents(base) == []

    play(story)


def test_without_a_network_it_waits_and_goes_on_by_itself(circle: Circle, base: Path) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            circle.network.on = False
            await to_the_sheet(window, fresh(circle))
            await save(window)
            passphrase = await choose(window)
            await write_code(window)
            await window.settle(lambda: window.says("does not stand in the store yet"))
            assert window.says(STORE_URL)
            assert list(faults(window)) == []
            await unlock(window, passphrase)
            await window.settle(lambda: window.has("sync-again"))
            circle.network.on = True
            assert await desk_of(window).sync_now()
            await window.settle(lambda: window.says("Your partnership is founded"))
            assert in_the_store(desk_of(window).open)

    play(story)
