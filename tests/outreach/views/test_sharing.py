"""Sharing from a record's page: the decision is a form, and one sees what they will see."""

from __future__ import annotations

from tests.headless import Window
from tests.rules import faults
from tests.tablets import Tablets, desk_of, play

VISIT = {
    "hotspot_type": "takeaway",
    "place_name": "Invented Chicken",
    "occurred_from": "2026-01-05T22:10:00+00:00",
    "fact": "Kylie, 13, left with a man in a grey saloon.",
    "verbatim": "He said I can stay here.",
}


async def begun(window: Window, record: str) -> None:
    desk_of(window).go(f"/records/{record}")
    await window.settle(lambda: window.has("share"))
    await window.press("share")
    await window.settle(lambda: window.says("What do you decide?"))


async def decided(window: Window) -> None:
    await window.select("decision.share")
    await window.select("to.premises")
    await window.type("purpose", "The premises have to be checked tonight")
    await window.press("basis.6_1_e")
    await window.press("consent.not_asked_risk")
    await window.type("necessity", "Without the place nobody can check it")


def test_a_part_is_left_out_and_a_part_said_differently(tablets: Tablets) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", VISIT))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await begun(window, visit)
            assert window.says("May I share this?")
            assert list(faults(window)) == []
            await decided(window)
            await window.select("extent.sanitised")
            await window.settle(lambda: window.says("He said I can stay here."))
            await window.press("leave-out.verbatim")
            await window.press("differently.fact")
            await window.type("instead.fact", "A child left with an adult.")
            assert list(faults(window)) == []
            await window.press("save")
            await window.settle(lambda: window.says("Shared with premises"))
            session = desk_of(window).open
            (copy,) = [r for r in session.rows(kind="hotspot-visit") if r.space == "premises"]
            fields = session.show(copy.id).fields
            assert fields["fact"] == "A child left with an adult."
            assert "verbatim" not in fields
            assert session.drafts() == []
            # The decision stands on the record's own page, and the copy says where it came from.
            desk_of(window).go(f"/records/{visit}")
            await window.settle(lambda: window.says("Shared with Premises"))
            desk_of(window).go(f"/records/{copy.id}")
            await window.settle(lambda: window.says("This was given"))
            assert window.says("safeguarding, by Worker, Early Break")
            (decision,) = session.rows(kind="sharing-decision")
            desk_of(window).go(f"/records/{decision.id}")
            await window.settle(lambda: window.says("Public task"))
            assert window.says("Words spoken, exactly")
            assert not window.wire.crashes

    play(story)


def test_what_is_lacking_is_said_and_nothing_is_given(tablets: Tablets) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", VISIT))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await begun(window, visit)
            await window.select("decision.share")
            await window.press("save")
            await window.settle(lambda: window.says("There is a problem"))
            assert window.says("Say who it is for")
            await window.select("to.premises")
            await window.press("save")
            await window.settle(lambda: window.says("Say why it is necessary"))
            assert desk_of(window).open.rows(kind="sharing-decision") == []

    play(story)


def test_it_is_not_shared_and_that_is_recorded(tablets: Tablets) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", VISIT))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await begun(window, visit)
            await window.select("decision.refuse")
            await window.select("to.premises")
            await window.type("refusal_reason", "They know the address already")
            await window.press("save")
            await window.settle(lambda: window.says("Recorded that it is not shared"))
            session = desk_of(window).open
            (row,) = session.rows(kind="sharing-decision")
            assert session.show(row.id).fields["refusal_reason"].startswith("They know")
            assert row.review == "none"

    play(story)


def test_a_decision_half_made_is_there_after_a_kill(tablets: Tablets) -> None:
    (visit,) = tablets.write("worker", ("hotspot-visit", VISIT))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await begun(window, visit)
            await decided(window)
            await window.select("extent.sanitised")
            await window.settle(lambda: window.has("leave-out.fact"))
            await window.press("leave-out.fact")
            session = desk_of(window).open
            await window.settle(
                lambda: session.drafts() and session.drafts()[0].fields.get("left_out")
            )

    play(story)

    async def again() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.says("Give it after all"))
            assert desk_of(window).open.rows(kind="sharing-decision") == []

    play(again)
