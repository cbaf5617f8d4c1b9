"""A kind that nobody has seen before is drawn from its model alone."""

from __future__ import annotations

from typing import Annotated, ClassVar

import pytest

from outreach.model.fields import Ask, Form, build
from outreach.model.kinds.answers import Attendees, Unknown
from outreach.model.kinds.header import Record
from outreach.model.values import Checklist, Code, Codes, Instant, Line, Long, Note, Ref, YesNo
from outreach.ui.form.saver import keep
from outreach.ui.form.state import FormState
from tests.headless import Window
from tests.tablets import Tablets, desk_of, play


class Lantern(Record):
    """A lantern that was found burning. Nobody has ever recorded one."""

    kind: ClassVar[str] = "lantern"
    noun: ClassVar[str] = "Lantern"
    plural: ClassVar[str] = "Lanterns"
    sections: ClassVar = {
        "glow": "How it glowed",
        "hands": "Who held it",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }

    brightness: Annotated[
        Code | Unknown | None,
        Ask(label="Brightness", section="glow", widget="choice", codes="lighting", wanted=True),
    ] = None
    flickers: Annotated[
        YesNo | Unknown | None, Ask(label="It flickers", section="glow", widget="yesno", first=True)
    ] = None
    colours: Annotated[
        Codes | None,
        Ask(label="Colours", section="glow", widget="chips", codes="vehicle_colour"),
    ] = None
    wick: Annotated[
        Line | Unknown | None, Ask(label="Wick", section="glow", widget="text", wanted=True)
    ] = None
    hours: Annotated[Line | None, Ask(label="Hours", section="glow", widget="number")] = None
    lit: Annotated[
        Instant | None, Ask(label="Lit at", section="glow", widget="datetime", wanted=True)
    ] = None
    whisper: Annotated[
        Long | None, Ask(label="What it whispered", section="words", widget="verbatim")
    ] = None
    inspected: Annotated[
        Checklist | None,
        Ask(label="Inspected", section="hands", widget="checklist", codes="takeaway_checklist"),
    ] = None
    keepers: Annotated[
        Attendees | None, Ask(label="Keepers", section="hands", widget="people", wanted=True)
    ] = None
    hung_at: Annotated[
        Ref | None, Ask(label="Hung at", section="hands", widget="place", refers=("hotspot",))
    ] = None
    why: Annotated[
        Note | None,
        Ask(label="Why blue", section="glow", widget="text", when=("colours", "blue")),
    ] = None


def lantern() -> Form:
    return build(Lantern.kind, Lantern.noun, 1, Lantern)


async def drawn(window: Window, state: FormState) -> None:
    """Open the form as any other."""
    desk = desk_of(window)
    keep(desk, state)
    desk.go(f"/write/{state.id}")
    await window.settle(lambda: window.has("save"))


def test_an_invented_kind_is_drawn_and_answered_without_a_view_of_its_own(
    tablets: Tablets,
) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            state = FormState(lantern())
            await drawn(window, state)
            assert window.says("It flickers")  # what matters first stands above the sections
            assert not window.says("Wick")  # a folded section draws nothing
            state.folds.opened = frozenset(s.name for s in state.form.sections)
            await window.settle()
            for field in state.form.fields():
                if state.asked(field.name) and not field.unless:
                    assert window.says(field.label), field.name
            await window.select("flickers.yes")
            await window.select("brightness.not_known")
            await window.type("wick", "linen")
            await window.select("colours.black")
            assert not window.says("Why blue")
            await window.select("colours.blue")
            assert window.says("Why blue")
            await window.press("inspected.all")
            await window.select("keepers.me")
            await window.select("lit.now")
            fields = state.fields()
            assert fields.pop("lit")
            assert set(fields.pop("inspected").values()) == {"in_order"}
            assert fields == {
                "flickers": True,
                "brightness": {"unknown": "not_known"},
                "wick": "linen",
                "colours": ["black", "blue"],
                "keepers": [{"name": "Worker"}],
            }
            assert not window.wire.crashes

    play(story)


def test_a_section_says_what_is_in_it_while_it_is_folded(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            state = FormState(lantern())
            await drawn(window, state)
            assert window.says("3 still wanted")
            state.put("wick", "linen")
            await window.settle()
            assert window.says("1 answer · 2 still wanted")
            state.put("brightness", "good")
            state.put("lit", "2026-11-21T23:40:00+00:00")
            await window.settle()
            assert window.says("3 answers")

    play(story)


def test_what_matters_at_once_stands_first_then_what_is_wanted() -> None:
    glow = lantern().sections[0].fields
    assert [f.name for f in glow] == [
        "flickers", "brightness", "wick", "lit", "colours", "hours", "why",
    ]  # fmt: skip
    assert glow[0].first
    assert [f.wanted for f in glow[1:]] == [True, True, True, False, False, False]


@pytest.mark.parametrize("words", ["linen", "a"])
def test_a_letter_more_tells_nobody_but_the_field(words: str) -> None:
    state = FormState(lantern())
    state.put("wick", words)
    told: list[str | None] = []
    heard = lambda _sender, name: told.append(name)  # noqa: E731 - kept alive by this name
    state.cells["wick"].subscribe(heard)
    state.tallies["glow"].subscribe(heard)
    state.put("wick", f"{words} thread")
    assert told == []
    assert state.fields()["wick"] == f"{words} thread"
    state.put("wick", "")
    assert "value" in told
