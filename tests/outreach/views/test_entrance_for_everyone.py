"""The screens before the records, for every hand and eye: names and roles, targets, words twice as
large, and nothing that cannot be said in another language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach import words
from outreach.ui.design import dress
from outreach.ui.entrance import Wiped
from sync.wire import StoreToken
from sync.words import word_list
from tests import access
from tests.headless import Window
from tests.outreach.views.test_happened import copy
from tests.outreach.views.test_in_another_language import said_aloud, unsaid
from tests.outreach.views.test_joining import admit, ask, six, take_words, write_code
from tests.partnership import CHEAP, PASSPHRASE, STORE_URL
from tests.rules import faults
from tests.scenarios.circle import Circle
from tests.scenarios.team import QUIET
from tests.tablets import at_the_door, desk_of, play

#: What people gave on these screens, or what is no word of any language.
GIVEN = (
    "Ada Dana Worker Invented Agency Early Break Rochdale Council Night Watch"
    " outreach demo https Ctrl Shift L"
)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    words.use(words.SOURCE)


class Eye:
    """Looks at each screen as it comes, and keeps what is wrong with it."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.wrong: dict[str, list[str]] = {}
        self.seen: list[str] = []

    async def look(self, name: str) -> None:
        """At 100 % and at 200 %, in a language that is made up."""
        window = self.window
        self.seen.append(name)
        found = [*faults(window), *access.faults(window)]
        await self._wear(2.0)
        found += [*faults(window), *access.clipped(window, 2.0)]
        await self._wear(1.0)
        found += unsaid((t for t in said_aloud(window) if not _of_no_language(t)), GIVEN)
        if found:
            self.wrong[name] = found

    async def _wear(self, text_size: float) -> None:
        desk = desk_of(self.window)
        dress(self.window.page, "system", text_size)
        desk.entrance.notify()
        desk.stage.notify()
        await self.window.settle()


def _of_no_language(text: str) -> bool:
    """The words of a fingerprint or a passphrase, and the groups of a code."""
    return set(text.split()) <= set(word_list()) or bool(re.fullmatch("[0-9A-Z-]{4,}", text))


@pytest.mark.parametrize("width", [390, 1440])
def test_coming_in(circle: Circle, tmp_path: Path, width: float) -> None:
    async def story() -> None:
        async with at_the_door(tmp_path / "tablet", circle.network, width=width) as window:
            desk = desk_of(window)
            desk.resize(width)
            words.use(words.PSEUDO)
            desk.wear = lambda: None  # type: ignore[method-assign]  # the language stays
            desk.entrance.notify()
            eye = Eye(window)
            await eye.look("start")
            await window.press("recovery")
            await eye.look("recovery: why")
            await window.press("recover-go")
            await eye.look("recovery: square")
            await window.press("sheet-by-hand")
            await eye.look("recovery: words")
            await window.type("sheet-words", " ".join(circle.sheets[0].key.words()))
            await window.press("sheet-next")
            await eye.look("recovery: place")
            for _ in range(3):
                await window.press("entrance-back")
            await window.settle(lambda: window.has("join"))
            await window.press("join")
            await eye.look("invitation")
            await window.press("invitation-other")
            await eye.look("invitation apart")
            await window.press("entrance-back")
            await window.settle(lambda: window.has("join"))
            await ask(window, circle)
            await eye.look("words")
            given = six(window)
            await take_words(window)
            await eye.look("code")
            await window.press("code-written")
            await eye.look("last group")
            await window.press("code-again")
            await write_code(window)
            await window.settle(lambda: window.has("look-again"))
            await eye.look("waiting")
            await window.press("give-up")
            await eye.look("give up?")
            await window.press("question-no")
            await window.thread(lambda: admit(circle, given))
            await window.press("look-again")
            await window.settle(lambda: window.has("begin-work"))
            await eye.look("first sync")
            await window.press("begin-work")
            await window.settle(lambda: window.has("status"))
            desk.open.identity.left = {"safeguarding": "left"}
            desk.open.identity.retired = True
            await desk.syncs.read()
            await window.settle(lambda: window.has("read-happened"))
            await eye.look("strip")
            await window.press("read-happened")
            await window.settle(lambda: window.has("told"))
            await eye.look("happened")
            await window.press("lock")
            await window.settle(lambda: window.has("passphrase"))
            await eye.look("lock")
            await window.press("forgotten")
            await eye.look("forgotten")
            for lost in (True, False):
                desk.entrance.wiped = Wiped(lost, 2)
                desk.entrance.at = "happened"
                await window.settle(lambda: window.has("to-start"))
                await eye.look(f"wiped, lost: {lost}")
            for name, found in eye.wrong.items():
                print(name, *found, sep="\n    ")
            assert not eye.wrong
            assert not window.wire.crashes
            assert len(eye.seen) == 19

    play(story)


@pytest.mark.parametrize("width", [390, 1440])
def test_founding(circle: Circle, tmp_path: Path, width: float) -> None:
    unknown = StoreToken(circle.token.store_key, bytes(32)).text()

    async def story() -> None:
        async with at_the_door(tmp_path / "tablet", circle.network, width=width) as window:
            desk = desk_of(window)
            desk.resize(width)
            words.use(words.PSEUDO)
            desk.wear = lambda: None  # type: ignore[method-assign]  # the language stays
            desk.entrance.notify()
            eye = Eye(window)
            await window.press("found")
            await window.press("store-next")
            await eye.look("store")
            await window.type("store-address", STORE_URL)
            await window.type("store-token", unknown)
            await window.press("store-next")
            await eye.look("partnership")
            await window.type("partnership-name", "Night Watch")
            await window.press("partnership-next")
            await eye.look("one erases")
            await window.select("erasers-2")
            await eye.look("two erase")
            await window.press("erasing-next")
            await eye.look("who")
            await window.type("my-name", "Dana")
            await window.type("my-agency", "Early Break")
            await window.press("who-next")
            await window.settle(lambda: window.has("save-sheet"))
            await eye.look("sheet")
            await window.press("save-sheet")
            await window.settle(lambda: window.has("save-again"))
            await eye.look("sheet, perhaps saved")
            await window.press("entrance-back")
            await eye.look("a sheet that is void")
            await window.press("who-next")
            await window.settle(lambda: window.has("save-sheet"))
            window.session.apply_page_patch({"web": False})
            await window.press("save-sheet")
            await eye.look("sheet, not saved")
            window.answers["save_file"] = "sheet.pdf"
            await window.press("save-sheet")
            await window.settle(lambda: window.has("sheet-done"))
            await eye.look("sheet, saved")
            await window.press("sheet-done")
            await eye.look("passphrase")
            passphrase = six(window, "offered-words")
            await window.press("use-words")
            await window.type("words-again", " ".join(passphrase))
            await window.press("passphrase-next")
            await window.settle(lambda: window.has("code-written"))
            await write_code(window)
            await window.settle(lambda: window.has("another-token"))
            await eye.look("token refused")
            circle.network.on = False
            await window.press("sync-again")
            await window.settle(lambda: window.has("sync-again") and not window.has("use-token"))
            await eye.look("no network")
            await window.press("give-up")
            await eye.look("give up?")
            await window.press("question-no")
            circle.network.on = True
            fresh = StoreToken.parse(circle.app.state.store.issue_token())
            await window.thread(lambda: desk.open.use_token(fresh))
            await window.press("sync-again")
            await window.settle(lambda: window.has("begin-work") and not window.has("sync-again"))
            await eye.look("founded")
            for name, found in eye.wrong.items():
                print(name, *found, sep="\n    ")
            assert not eye.wrong
            assert not window.wire.crashes

    play(story)


@pytest.mark.parametrize("width", [390, 1440])
def test_a_renewal_is_over_and_a_tablet_is_out(
    circle: Circle, tmp_path: Path, width: float
) -> None:
    base = tmp_path / "tablet"
    joining = circle.ask("worker")
    (asked,) = circle.ada.requests()
    circle.ada.admit(asked, ["outreach-worker"])
    joining.finish(base / "vault", PASSPHRASE, scrypt_n=CHEAP)
    copy(circle, base)

    async def story() -> None:
        async with at_the_door(base, circle.network, width=width) as window:
            desk = desk_of(window)
            desk.resize(width)
            await window.type("passphrase", PASSPHRASE)
            await window.press("unlock")
            await window.settle(lambda: window.has("lock"))
            words.use(words.PSEUDO)
            desk.wear = lambda: None  # type: ignore[method-assign]  # the language stays
            desk.open.add("hotspot-visit", QUIET)
            await desk.sync_now()
            eye = Eye(window)
            await window.go("/happened")
            invitation = await window.thread(lambda: circle.ada.invite().invitation)
            await window.type("renew-invitation", invitation.text())
            await window.press("renew")
            await window.settle(lambda: window.has("six-words"))
            made = next(i for i in circle.ada.invitations() if i.invitation == invitation)
            await window.thread(lambda: circle.ada.withdraw_invitation(made))
            await window.press("renew-look")
            await window.settle(lambda: window.has("renew-give-up"))
            await eye.look("renewal over")
            await window.press("renew-give-up")
            await window.settle(lambda: window.has("renew-invitation"))
            device = desk.open.me.device
            await window.thread(lambda: circle.ada.remove(device, "left"))
            await desk.sync_now()
            await window.settle(lambda: window.has("told"))
            await window.press("told")
            await window.go("/")
            await window.settle(lambda: window.has("see-happened"))
            await eye.look("out of everything")
            desk.open.identity.retired = False
            await desk.syncs.read()
            await window.press("see-happened")
            await eye.look("what happened")
            for name, found in eye.wrong.items():
                print(name, *found, sep="\n    ")
            assert not eye.wrong
            assert not window.wire.crashes

    play(story)


@pytest.mark.parametrize("width", [390, 1440])
def test_a_passphrase_is_chosen(circle: Circle, tmp_path: Path, width: float) -> None:
    async def story() -> None:
        async with at_the_door(tmp_path / "tablet", circle.network, width=width) as window:
            words.use(words.PSEUDO)
            eye = Eye(window)
            await ask(window, circle)
            await window.press("words-different")
            await eye.look("different words")
            await window.press("words-stop")
            await window.settle(lambda: window.has("join"))
            await ask(window, circle)
            await window.press("words-same")
            await eye.look("offer")
            await window.press("use-words")
            await window.press("passphrase-next")
            await eye.look("again")
            await window.press("words-look")
            await window.press("own-words")
            await window.press("passphrase-next")
            await eye.look("own")
            for name, found in eye.wrong.items():
                print(name, *found, sep="\n    ")
            assert not eye.wrong

    play(story)
