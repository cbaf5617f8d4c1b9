"""Wiping after wrong passphrases: chosen with the passphrase in hand, told before, told after."""

from __future__ import annotations

import pytest

from outreach.views.tries import lost
from sync.client import attempts
from sync.client.at_rest import only_here
from sync.client.vault import is_vault
from tests.partnership import PASSPHRASE, Partnership
from tests.rules import faults
from tests.scenarios.team import QUIET
from tests.tablets import Tablets, desk_of, play


def test_it_is_off_and_takes_the_passphrase_and_says_what_would_be_lost(tablets: Tablets) -> None:
    tablets.write("worker", ("hotspot-visit", QUIET), sync=False)

    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            await window.go("/settings")
            assert window.at("wipe-0").selected
            assert not window.has("wipe-passphrase")
            await window.select("wipe-5")
            assert window.says(lost(1))
            await window.press("keep-wipe")
            assert window.says("Enter your passphrase")
            await window.type("wipe-passphrase", "not this one at all")
            await window.press("keep-wipe")
            await window.settle(lambda: window.says("not this vault's passphrase"))
            assert desk.open.wipe_after is None
            await window.type("wipe-passphrase", PASSPHRASE)
            await window.press("keep-wipe")
            await window.settle(lambda: not window.has("wipe-passphrase"))
            assert desk.open.wipe_after == 5
            await window.select("wipe-0")
            assert not window.says(lost(1)), "nothing is lost by turning it off"
            await window.press("drop-wipe")
            assert desk.open.wipe_after == 5

    play(story)


def test_the_lock_counts_down_and_the_end_is_told_in_words(
    tablets: Tablets, partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "FREE_ATTEMPTS", 50)  # no waiting between them
    folder = partnership.folder / "worker"
    tablets.write("worker", ("hotspot-visit", QUIET), sync=False)
    session = tablets._unlock(folder, PASSPHRASE)
    session.set_wipe_after(5, PASSPHRASE)
    session.lock()
    attempts.Attempts(folder, lambda: 0).set_wipe_after(5)
    monkeypatch.setattr(attempts, "FREE_ATTEMPTS", 5)
    monkeypatch.setattr(attempts, "FIRST_WAIT_S", 0)

    async def story() -> None:
        async with tablets.locked("worker") as window:
            await window.settle(lambda: window.says("5 tries are left"))
            assert window.says(lost(1))
            for left in (4, 3, 2, 1):
                await window.type("passphrase", "not this one at all")
                await window.press("unlock")
                said = f"{left} tr"
                await window.settle(lambda said=said: window.says(said))
            assert window.says("A wrong one wipes these records")
            assert list(faults(window)) == []
            await window.type("passphrase", "not this one at all")
            await window.press("unlock")
            await window.settle(lambda: window.says("These records were wiped from this tablet"))
            assert window.says("1 entry that was only on this tablet is gone")
            assert window.says("ask for an invitation")
            assert not is_vault(folder)
            assert list(faults(window)) == []
            assert not window.wire.crashes

    play(story)
    assert only_here(folder) is None
