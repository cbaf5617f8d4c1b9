"""What a form costs the window at each keystroke. What its first paint costs: test_every_form."""

from __future__ import annotations

from outreach.ui.form.begin import begin
from tests.tablets import ARCADE, Tablets, desk_of, play


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
