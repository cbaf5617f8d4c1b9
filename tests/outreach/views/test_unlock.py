"""Unlock: in with the passphrase, out by the button, and nothing shown in between."""

from __future__ import annotations

from tests.partnership import PASSPHRASE
from tests.tablets import Tablets, desk_of, play


def test_the_passphrase_opens_and_the_button_locks(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.locked("worker") as window:
            assert window.says("This tablet is locked")
            await window.type("passphrase", PASSPHRASE)
            await window.press("unlock")
            await window.settle(lambda: window.says("Worker, Early Break"))
            assert window.has("lock")
            await window.press("lock")
            assert window.says("This tablet is locked")
            assert not window.says("Early Break")
            assert desk_of(window).session is None
            assert window.at("passphrase").value == ""

    play(story)
