"""Help: a practice that is never kept, cards with their sources, and licences from the files."""

from __future__ import annotations

import ast
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import flet as ft
import pytest

import outreach.views.help as package
from outreach.model.kinds import KINDS
from outreach.ui.form.begin import begin
from outreach.views.help import about
from outreach.views.help.cards import cards, groups
from outreach.views.help.practice import SETTING
from outreach.views.help.steps import PLACES
from tests.headless import Window
from tests.tablets import Tablets, desk_of, play

#: Words a minute, seconds a tap, seconds a letter. Slower than most: people read some 240 words a
#: minute (Brysbaert 2019) and type some 190 letters a minute on a phone (Palin and others 2019).
READS, TAPS, TYPES = 200, 2.0, 0.35
SENTENCE = "A man in a grey car gave two girls cigarettes."


class Counted:
    """A practice as somebody new to it does it, in seconds of reading, tapping and typing."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.seconds = 0.0
        self._read: set[str] = set()
        self.taps = 0

    def read(self) -> None:
        """Everything on the screen that was not there before."""
        new = set(self.window.texts()) - self._read
        self._read |= new
        self.seconds += sum(len(text.split()) for text in new) * 60 / READS

    async def tap(self, name: str) -> None:
        self.read()
        chip = isinstance(self.window.at(name), ft.Chip)
        await (self.window.select(name) if chip else self.window.press(name))
        self.seconds += TAPS
        self.taps += 1


async def practise(window: Window) -> Counted:
    counted = Counted(window)
    await counted.tap("practice-start")
    await counted.tap("practice-place-0")
    assert window.at("practice-save").disabled
    await counted.tap("practice-seen-gifts_or_money")
    await window.type("practice-words", SENTENCE)
    counted.seconds += len(SENTENCE) * TYPES
    await counted.tap("practice-save")
    for state in ("Only on this tablet", "Sent, not yet confirmed", "Safe in the central store"):
        assert window.says(state)
        await counted.tap("practice-next")
    await counted.tap("practice-lock")
    await counted.tap("practice-done")
    return counted


def test_a_first_visit_is_practised_in_under_two_minutes_and_leaves_nothing(
    tablets: Tablets,
) -> None:
    log = tablets.partnership.folder / "worker" / "log.db"

    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            session = desk.open
            before = (session.only_here(), session.model.count, len(session.drafts()))
            held = log.read_bytes()
            await window.press("welcome-practise")
            await window.settle(lambda: window.has("practice-start"))
            counted = await practise(window)
            print(f"first run: {counted.taps} taps, about {counted.seconds:.0f} seconds")
            assert counted.seconds < 120
            await window.settle(lambda: window.page.route == "/")
            assert (session.only_here(), session.model.count, len(session.drafts())) == before
            assert log.read_bytes() == held
            assert desk.forms == {}
            assert session.find("cigarettes") == []
            assert session.settings[SETTING] == "done"
            assert not window.has("welcome-practise")
            assert not window.wire.crashes

    play(story)


def test_every_step_says_that_it_is_practice_and_names_no_real_place(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/help/practice")
            for tap in ("practice-start", "practice-place-1", "practice-seen-drugs",
                        "practice-save", "practice-next", "practice-next", "practice-next",
                        "practice-lock"):  # fmt: skip
                assert window.says("Nothing is saved or sent")
                await (window.select(tap) if "seen" in tap else window.press(tap))
            assert window.says("Locked, in practice")
            assert desk_of(window).session is not None  # only in practice

    play(story)


def test_practice_has_nothing_in_hand_that_could_keep_a_record() -> None:
    folder = Path(package.__file__).parent
    allowed = {
        "outreach.model.codes", "outreach.ui", "outreach.ui.buttons", "outreach.ui.choices",
        "outreach.ui.design", "outreach.ui.desk", "outreach.ui.field", "outreach.views.help",
        "outreach.words",
    }  # fmt: skip
    for name in ("practice.py", "steps.py"):
        tree = ast.parse((folder / name).read_text(encoding="utf-8"))
        found = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
        assert {m for m in found if m.startswith(("outreach", "sync"))} <= allowed, name
        used = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        assert not used & {"add", "add_many", "save_draft", "correct", "forms", "begin_pass"}, name
    # Its places are in no register, and no record kind is named.
    assert all("Invented" in place or "Nowhere" in place for place in PLACES)
    told = (folder / "steps.py").read_text(encoding="utf-8")
    assert not any(f'"{kind}"' in told for kind in KINDS)


def test_the_offer_is_made_once(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.press("welcome-no")
            await window.settle(lambda: not window.has("welcome-no"))
        async with tablets.open("worker") as window:
            await window.settle(lambda: not window.has("welcome-no"))
            await window.go("/help")
            await window.press("topic-practice")  # but it can be done again
            await window.settle(lambda: window.has("practice-start"))
            await window.press("practice-skip")
            await window.settle(lambda: window.page.route == "/")

    play(story)


def test_a_draft_that_is_open_meanwhile_is_not_touched(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            begin(desk, "hotspot-visit")
            await window.settle(lambda: window.has("save"))
            (form,) = desk.forms.values()
            given = dict(form.fields())
            await window.go("/help/practice")
            await practise(window)
            assert dict(form.fields()) == given

    play(story)


def test_every_card_opens_and_says_what_it_has(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/help")
            assert window.says("When a child is in danger: 999, share now")
            for card in cards():
                await window.go(f"/help/{card.topic}")
                for words in card.words():
                    assert window.says(words), (card.topic, words)
            await window.go("/help/agencies")
            assert window.says("This tablet can read it")
            await window.go("/help/nothing-of-ours")
            assert window.has("topic-practice")

    play(story)


def test_cards_are_plain_and_say_where_the_law_is() -> None:
    named = [group for group, _title in groups()]
    for card in cards():
        assert card.group in named
        for words in card.words():
            assert len(words.split()) <= 45, words
            assert "please" not in words.lower(), words
        if card.group == "sharing":
            assert card.sources, card.topic
    assert {"danger", "sharing", "agencies", "nothing-lost", "lost-tablet", "passphrase",
            "returned", "set-aside"} <= {card.topic for card in cards()}  # fmt: skip


def test_about_names_what_ships(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go("/help/about")
            assert window.says("Contains National Statistics and OS data © Crown copyright")
            assert window.says("Open Government Licence v3.0")
            assert window.says("Atkinson Hyperlegible Next")
            await window.press("packages")
            await window.settle(lambda: window.says("cryptography "))

    play(story)


@pytest.mark.parametrize("things", [about.typefaces(), about.data(), about.packages()])
def test_everything_that_ships_has_a_licence(things: tuple[about.Thing, ...]) -> None:
    assert things
    assert [thing.name for thing in things if not thing.licence] == []


def test_a_build_without_the_apps_own_name_still_tells_what_it_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    about.packages.cache_clear()
    monkeypatch.setattr(about.metadata, "version", missing)
    monkeypatch.setattr(about.metadata, "distribution", missing)
    assert about.version() == ""
    assert about.packages() == ()
    about.packages.cache_clear()
