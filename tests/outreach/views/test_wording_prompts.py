"""Wording prompts in the form: a quiet line as one types, that stops nobody and changes nothing."""

from __future__ import annotations

import pytest

from outreach.model.wording_counts import counts
from outreach.ui.form import wording
from tests.headless import Window
from tests.tablets import ARCADE, Tablets, desk_of, play

RISK = "puts-themselves-at-risk"
FRIEND = "boyfriend-relationship"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys rest for no time, and nobody stops for long."""
    monkeypatch.setattr(wording, "RESTED", 0.0)
    monkeypatch.setattr(wording, "STOPPED", 0.01)


async def begin(window: Window, arcade: str) -> None:
    await window.press(f"place-{arcade[:8]}")
    await window.press("log-visit-here")
    await window.select("indicators.drugs")


def counted_in(window: Window) -> dict[str, dict[str, int]]:
    return counts(desk_of(window).open.settings["wording_counts"])


def test_words_are_prompted_kept_and_changed_and_only_counted(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await begin(window, arcade)
            text = "She put herself at risk 👩‍🚒 by meeting her boyfriend. She went home."
            await window.type("fact", text)
            await window.settle(lambda: window.says("Who created the risk"))
            assert window.says("Whose word is it?")
            assert window.at("fact").value == text

            await window.press(f"why-fact-{RISK}")
            await window.settle(lambda: window.says("It makes the child the cause"))

            await window.press(f"keep-words-fact-{FRIEND}")
            await window.settle(lambda: not window.says("Whose word is it?"))
            assert window.at("fact").value == text

            await window.press(f"change-words-fact-{RISK}")
            await window.takes_the_keyboard("fact")
            assert window.at("fact").value == text
            behind = len("She put herself at risk")
            await window.settle(lambda: window.at("fact").selection is not None)
            assert window.at("fact").selection.base_offset == behind

            await window.type("fact", "A man drove her to her boyfriend. She went home.")
            await window.settle(lambda: not window.says("Who created the risk"))
            assert not window.says("Whose word is it?")
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            session = desk_of(window).open
            await window.settle(lambda: bool(counted_in(window)))
            assert counted_in(window) == {RISK: {"changed": 1}, FRIEND: {"kept": 1}}

            (row,) = session.rows(kind="hotspot-visit")
            said = session.show(row.id).fields
            assert said["fact"] == "A man drove her to her boyfriend. She went home."
            written = [v.fields for v in session.history(row.id)]
            assert RISK not in str(written)
            assert not window.wire.crashes

    play(story)


def test_what_was_spoken_is_left_alone_and_unfinished_words_too(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await begin(window, arcade)
            await window.press("fold-words")
            await window.type("verbatim", "He is my boyfriend and it is my own choice. Leave us.")
            await window.type("wishes", "I want to see my boyfriend. Nothing else.")
            await window.type("fact", "She said “he is my boyfriend” and left.")
            await window.settle()
            assert not window.says("Whose word is it?")
            wording.STOPPED = 30.0
            await window.type("fact", "We met the relationship")
            await window.settle()
            assert not window.says("Whose word is it?")
            await window.type("fact", "We met the relationship officer of the bank.")
            await window.settle()
            assert not window.says("Whose word is it?")
            await window.type("fact", "They are in a relationship now.")
            await window.settle(lambda: window.says("Whose word is it?"))
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            await window.settle(lambda: bool(counted_in(window)))
            assert counted_in(window) == {FRIEND: {"kept": 1}}

    play(story)


def test_a_draft_that_is_opened_again_is_looked_at_and_a_lock_ends_it(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await begin(window, arcade)
            await window.type("fact", "The boy absconded from home.")
            await window.settle(lambda: window.says("Went missing."))
            await window.press("later")
            await window.settle(lambda: window.says("Kept as a draft"))
            (draft,) = desk_of(window).open.drafts()
            await window.go(f"/write/{draft.id}")
            await window.settle(lambda: window.says("Went missing."))
            await window.type("fact", "The boy absconded again and again.")
            await desk_of(window).lock()
            await window.settle()
            assert not window.says("Went missing.")
            assert not window.wire.crashes

    play(story)
