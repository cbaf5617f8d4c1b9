"""What happened to this tablet is told in plain words: removed, reported lost, copied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from outreach.session import Session
from sync.client.vault import is_vault
from sync.errors import InputError
from tests.headless import Window
from tests.partnership import CHEAP, PASSPHRASE
from tests.rules import faults
from tests.scenarios.circle import Circle
from tests.scenarios.team import QUIET
from tests.tablets import at_the_door, desk_of, play


@pytest.fixture
def base(circle: Circle) -> Path:
    """A tablet with the worker's vault alone."""
    base = circle.folder / "tablet"
    joining = circle.ask("worker")
    (asked,) = circle.ada.requests()
    circle.ada.admit(asked, ["outreach-worker"])
    joining.finish(base / "vault", PASSPHRASE, scrypt_n=CHEAP)
    return base


async def unlock(window: Window) -> None:
    await window.type("passphrase", PASSPHRASE)
    await window.press("unlock")
    await window.settle(lambda: window.has("lock"))
    assert await desk_of(window).sync_now()
    await window.settle()


@pytest.mark.parametrize("width", [390, 1440])
def test_removed_from_a_space_it_says_which_and_why_until_it_was_read(
    circle: Circle, base: Path, width: float
) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network, width=width) as window:
            desk = desk_of(window)
            desk.resize(width)
            await unlock(window)
            assert not window.has("read-happened")
            device = desk.open.me.device
            await window.thread(lambda: circle.ada.remove(device, "left"))
            await desk.sync_now()
            await window.settle(lambda: window.has("read-happened"))
            assert window.says("This tablet was removed from")
            assert list(faults(window)) == []
            await window.press("read-happened")
            await window.settle(lambda: window.says("Removed from 6 spaces"))
            assert window.says("safeguarding, sealed sources")
            assert window.says("An administrator has noted that you left this work")
            assert not window.has("read-happened"), "one is there"
            assert list(faults(window)) == []
            await window.press("told")
            await window.settle(lambda: not window.has("told"))
            assert not window.has("read-happened")
            assert desk.open.identity.left == {}
            assert window.page.route == "/"
            assert window.says("This tablet was removed from every space")
            assert not window.says("has to meet the central store once")
            assert list(faults(window)) == []
            await window.press("see-happened")
            await window.settle(lambda: window.says("with a new invitation you come in again"))
            assert list(faults(window)) == []
            assert not window.wire.crashes

    play(story)


def test_reported_lost_it_is_wiped_and_says_so(circle: Circle, base: Path) -> None:
    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            desk = desk_of(window)
            await unlock(window)
            await window.thread(lambda: circle.ada.remove(desk.open.me.device, "lost"))
            desk.open.add("hotspot-visit", QUIET)
            await desk.sync_now()
            await window.settle(lambda: window.says("These records were wiped from this tablet"))
            assert window.says("reported lost or stolen")
            assert desk.session is None
            assert not is_vault(base / "vault")
            assert not window.wire.crashes
            await window.press("to-start")
            await window.settle(lambda: window.says("Nobody has records on this tablet yet"))

    play(story)


def copy(circle: Circle, base: Path) -> None:
    """Somebody else goes on with a backup of this tablet."""

    def write(folder: Path, weather: str) -> None:
        session = Session.unlock(folder, PASSPHRASE, through=circle.network)
        session.sync()
        session.add("hotspot-visit", {**QUIET, "weather": weather})
        session.sync()
        session.lock()

    write(base / "vault", "Before")
    shutil.copytree(base / "vault", circle.folder / "backup")
    write(circle.folder / "backup", "On the other")


def test_a_renewal_whose_invitation_is_over_is_given_up(circle: Circle, base: Path) -> None:
    copy(circle, base)

    async def renew(window: Window) -> None:
        invitation = await window.thread(lambda: circle.ada.invite().invitation)
        await window.type("renew-invitation", invitation.text())
        await window.press("renew")
        await window.settle(lambda: window.has("six-words"))

    async def story() -> None:
        async with at_the_door(base, circle.network, width=390) as window:
            desk = desk_of(window)
            await window.type("passphrase", PASSPHRASE)
            await window.press("unlock")
            await window.settle(lambda: window.has("lock"))
            record = desk.open.add("hotspot-visit", {**QUIET, "weather": "On this one"})
            await desk.sync_now()
            await window.settle(lambda: window.has("read-happened"))
            await window.press("read-happened")
            await renew(window)
            with pytest.raises(InputError, match="still good"):
                await window.thread(desk.open.give_up_renewal)
            assert desk.open.is_renewing
            (made,) = circle.ada.invitations()
            await window.thread(lambda: circle.ada.withdraw_invitation(made))
            await window.press("renew-look")
            await window.settle(lambda: window.says("This invitation is over"))
            assert list(faults(window)) == []
            circle.network.on = False
            await window.press("renew-give-up")
            await window.settle(lambda: window.says("could not be reached"))
            assert desk.open.is_renewing, "without the store nobody knows"
            circle.network.on = True
            await window.press("renew-give-up")
            await window.settle(lambda: window.has("renew-invitation"))
            assert not desk.open.is_renewing
            await desk.sync_now()
            assert desk.notices.retired, "nothing is sent under the old identity"
            assert desk.open.show(record).fields["weather"] == "On this one"
            with pytest.raises(InputError, match="asked for no new identity"):
                await window.thread(desk.open.give_up_renewal)
            await renew(window)
            assert not window.wire.crashes

    play(story)


def test_a_copied_vault_is_explained_and_renewed(circle: Circle, base: Path) -> None:
    copy(circle, base)

    async def story() -> None:
        async with at_the_door(base, circle.network) as window:
            desk = desk_of(window)
            await window.type("passphrase", PASSPHRASE)
            await window.press("unlock")
            await window.settle(lambda: window.has("lock"))
            desk.open.add("hotspot-visit", {**QUIET, "weather": "On this one"})
            await desk.sync_now()
            await window.settle(lambda: window.has("read-happened"))
            assert window.says("A copy of these records is in use somewhere else")
            await window.press("read-happened")
            await window.settle(lambda: window.says("sends nothing more under its old identity"))
            assert list(faults(window)) == []
            await window.press("renew")
            assert window.says("Enter the invitation")
            invitation = await window.thread(lambda: circle.ada.invite().invitation)
            await window.type("renew-invitation", invitation.text())
            await window.press("renew")
            await window.settle(lambda: window.has("six-words"))
            words = window.told("six-words").split()
            await window.press("renew-look")
            await window.settle(lambda: window.says("has not decided yet"))
            await window.go("/")
            await window.go("/happened")
            await window.settle(lambda: window.has("six-words"))

            def admit() -> None:
                (asked,) = circle.ada.requests()
                assert list(asked.words) == words
                circle.ada.admit(asked, ())

            await window.thread(admit)
            await window.press("renew-look")
            await window.settle(lambda: not desk.notices.retired)
            assert not window.says("A copy of these records")
            assert desk.open.only_here() == 0
            assert not window.wire.crashes

    play(story)
