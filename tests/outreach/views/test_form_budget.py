"""What a form costs the window: its first paint, a keystroke, a section that is opened."""

from __future__ import annotations

import pytest

from outreach.model.kinds import KINDS
from outreach.ui.form.begin import begin
from tests.tablets import ARCADE, Tablets, desk_of, play

#: Bytes of a first paint that a screen may take.
PAINT = 60_000


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_paint_of_a_form_is_small_and_folded_sections_cost_nothing(
    tablets: Tablets, kind: str
) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.has("log-visit"))
            before = window.wire.bytes
            form = begin(desk_of(window), kind)
            await window.settle(lambda: window.has("save"))
            paint = window.wire.bytes - before
            assert paint < PAINT / 2
            shown = {name.split(".")[0] for name in window.names()}
            folded = {f.name for s in form.form.sections for f in s.fields if not f.first}
            assert not shown & folded

    play(story)


def test_a_letter_costs_nothing_but_itself(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            begin(desk_of(window), "hotspot-visit", {"hotspot": arcade})
            await window.type("fact", "A girl of about 14")
            before = window.wire.bytes
            for letter in " waited":
                await window.type("fact", window.at("fact").value + letter)
            assert window.wire.bytes - before < 7 * 100
            words, session = "A girl of about 14 waited", desk_of(window).open
            await window.settle(
                lambda: session.drafts() and session.drafts()[0].fields["fact"] == words
            )

    play(story)
