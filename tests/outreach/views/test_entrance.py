"""Several people, one tablet: whose records there are, and nobody's touched by another's."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from outreach.cli.windows import app as open_app
from outreach.tablet import folder_for_another, set_label
from sync.client.vault import Vault
from sync.errors import NotFound
from tests.headless import Window
from tests.partnership import PASSPHRASE, Partnership
from tests.rules import faults
from tests.scenarios.team import QUIET
from tests.tablets import Tablets, at_the_door, desk_of, play


@pytest.fixture
def shared(tablets: Tablets, partnership: Partnership) -> Path:
    """The worker's and the licensing officer's vaults on one tablet; the worker has unsent work."""
    tablets.write("worker", ("hotspot-visit", QUIET), sync=False)
    base = partnership.folder / "tablet"
    for name in ("worker", "licensing"):
        folder = folder_for_another(base)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(partnership.folder / name, folder)
    return base


async def unlock(window: Window, words: str = PASSPHRASE) -> None:
    await window.type("passphrase", words)
    await window.press("unlock")
    await window.settle(lambda: window.has("lock"))


def person(window: Window, words: str) -> str:
    """The name of somebody's row."""
    names = [n for n in window.names() if n.startswith("person-")]
    (found,) = [n for n in names if words in (window.at(n).title, window.at(n).subtitle)]
    return found


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_it_says_whose_only_where_they_wrote_it_and_what_would_be_lost(
    shared: Path, partnership: Partnership, width: float
) -> None:
    set_label(shared / "vault", "Blue cover")

    async def story() -> None:
        async with at_the_door(shared, partnership.network, width=width) as window:
            desk_of(window).resize(width)
            await window.settle(lambda: window.says("Blue cover"))
            assert window.says("Somebody's records 1")
            assert window.says("1 entry is only on this tablet")
            assert window.says("Nothing is only on this tablet")
            assert not window.says("Early Break")
            assert list(faults(window)) == []
            await window.press(person(window, "Blue cover"))
            assert window.says("Blue cover: locked")

    play(story)


def test_another_person_comes_and_what_one_has_not_sent_is_still_there(
    shared: Path, partnership: Partnership
) -> None:
    async def story() -> None:
        async with at_the_door(shared, partnership.network) as window:
            desk = desk_of(window)
            await window.press(person(window, "Nothing is only on this tablet"))
            await unlock(window)
            await window.settle(lambda: window.says("Licensing, Trafford Licensing"))
            assert await desk.sync_now()
            await window.press("lock")
            await window.press("others")
            await window.settle(lambda: window.says("1 entry is only on this tablet"))
            await window.press(person(window, "1 entry is only on this tablet"))
            await unlock(window)
            assert desk.open.only_here() == 1
            assert await desk.sync_now()
            assert desk.open.only_here() == 0

    play(story)


def test_going_to_another_persons_vault_locks_this_one(
    shared: Path, partnership: Partnership
) -> None:
    async def story() -> None:
        async with at_the_door(shared, partnership.network) as window:
            desk = desk_of(window)
            await window.press(person(window, "1 entry is only on this tablet"))
            await unlock(window)
            session = desk.open
            await desk.entering.choose(None)
            assert session.locked
            await window.settle(lambda: window.says("Whose records?"))

    play(story)


def test_an_opening_that_is_overtaken_ends_locked(shared: Path, partnership: Partnership) -> None:
    async def story() -> None:
        async with at_the_door(shared, partnership.network) as window:
            desk = desk_of(window)
            await window.press(person(window, "1 entry is only on this tablet"))
            chosen = desk.vault
            assert chosen is not None
            opening = asyncio.ensure_future(desk.unlock(PASSPHRASE))
            await asyncio.sleep(0)
            assert desk.stage.name == "opening"
            await desk.entering.choose(None)
            await opening
            assert desk.stage.name == "locked"
            assert desk.session is None
            Vault.unlock(chosen, PASSPHRASE).lock()  # nothing holds it

    play(story)


def test_the_only_vault_opens_at_its_lock_with_a_way_to_the_others(
    tablets: Tablets, partnership: Partnership
) -> None:
    base = partnership.folder / "tablet"
    base.mkdir()
    shutil.move(partnership.folder / "worker", base / "vault")

    async def story() -> None:
        async with at_the_door(base, partnership.network) as window:
            assert window.has("passphrase")
            await window.press("others")
            await window.settle(lambda: window.says("Whose records?"))
            assert window.has("join")

    play(story)


def test_a_vault_that_was_named_has_no_others(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.locked("worker") as window:
            assert not window.has("others")
            assert window.has("forgotten")

    play(story)


def test_a_folder_that_was_named_and_has_no_vault_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        open_app(tmp_path)


def test_the_label_is_written_in_the_settings(tablets: Tablets, partnership: Partnership) -> None:
    folder = partnership.folder / "worker"

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/settings")
            await window.type("label", "Blue cover")
            await window.press("keep-label")
            await window.settle(lambda: window.says("Kept. Others see it at the start."))
            assert (folder / "label").read_text() == "Blue cover"
            await window.press("lock")
            await window.settle(lambda: window.says("Blue cover: locked"))

    play(story)


# --- a forgotten passphrase -----------------------------------------------------------------


def test_the_recovery_code_opens_and_a_new_passphrase_is_set(
    tablets: Tablets, partnership: Partnership
) -> None:
    old = partnership.codes["worker"].text()

    async def story() -> None:
        async with tablets.locked("worker") as window:
            await window.press("forgotten")
            await window.press("open-with-code")
            assert window.says("Enter the recovery code")
            await window.type("typed-code", "nothing like a code")
            await window.press("open-with-code")
            await window.settle(lambda: window.says("This is not a code"))
            await window.type("typed-code", old.lower())
            await window.press("open-with-code")
            await window.settle(lambda: window.has("own-words"))
            assert not window.says("Early Break"), "the records come after the new passphrase"
            await window.go("/places")
            assert window.has("own-words")
            await window.press("own-words")
            for name in ("new-passphrase", "new-passphrase-again"):
                await window.type(name, "quite another passphrase")
            await window.press("passphrase-next")
            await window.settle(lambda: window.has("code-written"))
            fresh = window.told("recovery-code")
            assert fresh != old
            await window.press("code-written")
            await window.type("last-group", fresh[-4:])
            await window.press("code-checked")
            await window.settle(lambda: window.says("Worker, Early Break"))
            await window.press("lock")
            await unlock(window, "quite another passphrase")

    play(story)


def test_a_code_that_nobody_saw_is_replaced_before_anything_else(
    tablets: Tablets, partnership: Partnership
) -> None:
    folder = partnership.folder / "worker"
    vault = Vault.unlock(folder, PASSPHRASE)
    vault.identity.code_unshown = True
    vault.save()
    vault.lock()

    async def story() -> None:
        async with tablets.locked("worker") as window:
            await window.type("passphrase", PASSPHRASE)
            await window.press("unlock")
            await window.settle(lambda: window.has("renew-code"))
            await window.press("renew-code")
            await window.settle(lambda: window.has("code-written"))
            fresh = window.told("recovery-code")
            assert desk_of(window).open.recovery_code_unshown, "until it is on paper"
            await window.press("code-written")
            await window.type("last-group", fresh[-4:])
            await window.press("code-checked")
            await window.settle(lambda: window.says("Worker, Early Break"))
            assert not desk_of(window).open.recovery_code_unshown

    play(story)
