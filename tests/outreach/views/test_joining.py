"""Coming in by invitation: real vaults, a real store, an administrator who answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach.tablet import residents
from outreach.views.entrance import waiting
from tests.headless import Window
from tests.rules import faults
from tests.scenarios.circle import Circle
from tests.tablets import at_the_door, desk_of, play


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Where this tablet keeps vaults; there are none."""
    return tmp_path / "tablet"


def six(window: Window, name: str = "six-words") -> list[str]:
    """The words that a screen reader is told."""
    return window.told(name).split()


async def ask(window: Window, circle: Circle) -> None:
    """From the start to the six words."""
    invitation = await window.thread(lambda: circle.ada.invite().invitation)
    await window.press("join")
    await window.type("invitation", invitation.text())
    await window.press("invitation-next")
    await window.type("my-name", "Dana")
    await window.type("my-agency", "Early Break")
    await window.press("ask-to-join")
    await window.settle(lambda: window.has("words-same"))


async def take_words(window: Window) -> str:
    """From the six words to the recovery code; the passphrase."""
    await window.press("words-same")
    await window.settle(lambda: window.has("use-words"))
    passphrase = " ".join(six(window, "offered-words"))
    await window.press("use-words")
    await window.type("words-again", passphrase)
    await window.press("passphrase-next")
    await window.settle(lambda: window.has("code-written"))
    return passphrase


async def write_code(window: Window) -> str:
    """The code is on paper; its last group is asked for."""
    written = window.told("recovery-code")
    await window.press("code-written")
    await window.type("last-group", written.rpartition("-")[2].lower())
    await window.press("code-checked")
    return written


def admit(circle: Circle, words: list[str]) -> None:
    (asked,) = circle.ada.requests()
    assert list(asked.words) == words
    circle.ada.admit(asked, ["outreach-worker"])


@pytest.mark.parametrize("width", [390, 1440])
def test_from_an_invitation_to_the_first_night(circle: Circle, base: Path, width: float) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network, width=width) as window:
            assert window.says("Nobody has records on this tablet yet")
            await ask(window, circle)
            assert window.says("Ada, Rochdale Council")
            assert list(faults(window)) == []
            words = six(window)
            passphrase = await take_words(window)
            assert window.says("Step 5 of 5")
            await write_code(window)
            await window.settle(lambda: window.has("look-again"))
            assert six(window) == words, "they can still be compared"
            await window.thread(lambda: admit(circle, words))
            await window.press("look-again")
            await window.settle(lambda: window.has("begin-work"))
            assert window.says("Night Watch")
            assert window.says("premises, safeguarding")
            await window.press("begin-work")
            await window.settle(lambda: window.says("Dana, Early Break"))
            assert window.has("lock")
            assert window.page.route == "/"
            await window.press("lock")
            await window.settle(lambda: window.has("passphrase"))
            await window.type("passphrase", passphrase)
            await window.press("unlock")
            await window.settle(lambda: window.says("Dana, Early Break"))
            assert not window.wire.crashes

    play(story)


def test_it_survives_being_closed_while_it_waits(circle: Circle, base: Path) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            await ask(window, circle)
            words = six(window)
            passphrase = await take_words(window)
            await write_code(window)
            await window.settle(lambda: window.has("look-again"))
        await window.thread(lambda: admit(circle, words))
        async with at_the_door(base, circle.network) as window:
            await window.type("passphrase", passphrase)
            await window.press("unlock")
            await window.settle(lambda: window.has("begin-work"))
            await window.press("begin-work")
            await window.settle(lambda: window.says("Dana, Early Break"))

    play(story)


def test_closed_before_the_code_is_on_paper_there_is_another_one(
    circle: Circle, base: Path
) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            await ask(window, circle)
            passphrase = await take_words(window)
            lost = window.told("recovery-code")
        async with at_the_door(base, circle.network) as window:
            await window.type("passphrase", passphrase)
            await window.press("unlock")
            await window.settle(lambda: window.has("renew-code"))
            await window.press("renew-code")
            await window.settle(lambda: window.has("code-written"))
            assert await write_code(window) != lost
            await window.settle(lambda: window.has("look-again"))

    play(story)


def test_it_looks_by_itself_while_it_is_open(
    circle: Circle, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "EVERY", 0.05)

    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            await ask(window, circle)
            words = six(window)
            await take_words(window)
            await write_code(window)
            await window.settle(lambda: window.has("look-again"))
            circle.network.on = False
            await window.settle(lambda: window.says("cannot be reached"))
            circle.network.on = True
            await window.thread(lambda: admit(circle, words))
            await window.settle(lambda: window.has("begin-work"))

    play(story)


def test_address_and_code_may_be_typed_apart_and_slips_are_told(circle: Circle, base: Path) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            invitation = await window.thread(lambda: circle.ada.invite().invitation)
            await window.press("join")
            await window.press("invitation-next")
            assert window.says("Enter the invitation")
            await window.press("invitation-other")
            await window.press("invitation-next")
            assert window.says("Enter the address of the store")
            assert window.says("Enter the code")
            await window.type("invitation-address", invitation.store_url)
            text = invitation.code_text()
            await window.type("invitation-code", text[:-1] + ("A" if text[-1] != "A" else "B"))
            await window.press("invitation-next")
            assert window.says("There is a slip in this code")
            await window.type("invitation-code", text.replace("-", " ").lower())
            await window.press("invitation-next")
            await window.press("ask-to-join")
            assert window.says("Enter your name")
            assert window.says("Enter the agency that you work for")
            circle.network.on = False
            await window.type("my-name", "Dana")
            await window.type("my-agency", "Early Break")
            await window.press("ask-to-join")
            await window.settle(lambda: window.says("The invitation is still good"))
            circle.network.on = True
            await window.press("ask-to-join")
            await window.settle(lambda: window.has("words-same"))

    play(story)


def test_other_words_are_where_it_ends_and_nothing_is_left(circle: Circle, base: Path) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            await ask(window, circle)
            await window.press("words-different")
            assert window.says("Do not go on")
            await window.press("words-stop")
            await window.settle(lambda: window.has("join"))
            assert residents(base) == []

    play(story)


def test_an_invitation_that_is_withdrawn_can_be_given_up(circle: Circle, base: Path) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            await ask(window, circle)
            await take_words(window)
            await write_code(window)
            await window.settle(lambda: window.has("look-again"))
            (made,) = circle.ada.invitations()
            await window.thread(lambda: circle.ada.withdraw_invitation(made))
            await window.press("look-again")
            await window.settle(lambda: window.says("This invitation is over"))
            await window.press("give-up")
            await window.press("question-yes")
            await window.settle(lambda: window.says("Nobody has records on this tablet yet"))
            assert residents(base) == []

    play(story)


def test_a_passphrase_is_typed_again_and_may_be_ones_own(circle: Circle, base: Path) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            await ask(window, circle)
            await window.press("words-same")
            first = six(window, "offered-words")
            await window.press("other-words")
            assert six(window, "offered-words") != first
            await window.press("use-words")
            await window.type("words-again", "six other words that were not offered")
            await window.press("passphrase-next")
            assert window.says("These are not the six words")
            await window.press("words-look")
            await window.press("own-words")
            await window.type("new-passphrase", "short")
            await window.press("passphrase-next")
            assert window.says("Enter at least 12 characters")
            await window.type("new-passphrase", "my own long passphrase")
            await window.type("new-passphrase-again", "my own long passphrase!")
            await window.press("passphrase-next")
            assert window.says("Enter the same passphrase twice")
            await window.type("new-passphrase-again", "my own long passphrase")
            await window.press("passphrase-next")
            await window.settle(lambda: window.has("code-written"))
            await window.press("code-written")
            await window.type("last-group", "0000")
            await window.press("code-checked")
            assert window.says("This is not its last group")
            await window.press("code-again")
            await write_code(window)
            await window.settle(lambda: window.has("look-again"))
            assert desk_of(window).kept == {}, "the code is nowhere any more"

    play(story)
