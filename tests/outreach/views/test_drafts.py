"""Drafts: sealed within a second, open again where they were after a kill, several at once, never
dropped silently."""

from __future__ import annotations

import time
from typing import Any

import pytest

from outreach.drafts import Draft
from outreach.model.kinds import KINDS
from outreach.model.upcast import STEPS
from outreach.session import Session
from outreach.ui.form.begin import begin
from outreach.ui.form.saver import DELAY
from tests.partnership import PASSPHRASE
from tests.tablets import ARCADE, Tablets, desk_of, play


def killed(tablets: Tablets, *drafts: Draft) -> None:
    """What a process that is gone has left behind: sealed drafts, and no farewell."""
    session = Session.unlock(tablets.partnership.folder / "worker", PASSPHRASE)
    for draft in drafts:
        session.save_draft(draft)
    session.lock()


def a_visit(**more: Any) -> Draft:
    fields = {"fact": "Two men in a silver car", "indicators": ["drugs"]}
    given: dict[str, Any] = {
        "id": "d" * 32, "kind": "hotspot-visit", "version": 1, "fields": fields,
        "updated_ms": int(time.time() * 1000),
    }  # fmt: skip
    return Draft(**(given | more))


def test_a_keystroke_is_sealed_within_a_second_also_while_one_goes_on_typing(
    tablets: Tablets,
) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            begin(desk_of(window), "hotspot-visit")
            await window.settle(lambda: window.has("fact"))
            session = desk_of(window).open
            words = ""
            while not session.drafts():  # a pause is not waited for
                words += "x"
                await window.type("fact", words)
            assert DELAY <= 0.5
            await window.settle(lambda: session.drafts()[0].fields["fact"] == words)

    play(story)


def test_after_a_kill_the_form_is_open_again_at_its_field(tablets: Tablets) -> None:
    killed(tablets, a_visit(open=True, field_in_focus="weather"))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.has("weather"))
            assert window.says("You were writing this when the app closed")
            assert window.at("fact").value == "Two men in a silver car"
            await window.takes_the_keyboard("weather")
            calls = [name for name, _ in window.wire.calls]
            assert "focus" in calls
            await window.settle(lambda: "scroll_to" in [n for n, _ in window.wire.calls])

    play(story)


def test_a_form_that_was_left_is_a_line_and_does_not_open_by_itself(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            begin(desk_of(window), "hotspot-visit")
            await window.settle(lambda: window.has("fact"))
            await window.type("fact", "A boy by the doors")
            await window.press("later")
            await window.settle(lambda: window.says("1 form not finished"))
            assert desk_of(window).forms == {}

    play(story)

    async def again() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.says("1 form not finished"))
            (draft,) = desk_of(window).open.drafts()
            assert draft.open is False
            await window.press(f"draft-{draft.id[:8]}")
            assert window.at("fact").value == "A boy by the doors"
            session = desk_of(window).open
            await window.settle(lambda: session.drafts()[0].open)  # a kill would find it so

    play(again)


def test_a_form_that_nobody_wrote_in_leaves_nothing_behind(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            begin(desk_of(window), "hotspot-visit")
            await window.settle(lambda: window.has("save"))
            await window.press("back")
            await window.settle(lambda: window.has("log-visit"))
            assert desk_of(window).open.drafts() == []
            assert desk_of(window).forms == {}

    play(story)


def test_several_drafts_are_told_apart_and_one_can_be_thrown_away_and_taken_back(
    tablets: Tablets,
) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    killed(
        tablets,
        a_visit(id="a" * 32, fields={"hotspot": arcade, "fact": "Two cars"}),
        a_visit(id="b" * 32, kind="vehicle-sighting", fields={"registration": "AB12 ?DE"}),
    )

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.says("2 forms not finished"))
            assert window.says("Hotspot visit · Bus station arcade")
            assert window.says("Sighting of a vehicle")
            await window.press("discard-aaaaaaaa")
            await window.settle(lambda: window.says("1 form not finished"))
            (snack,) = [d for d in window.page._dialogs.controls if d.open]
            await window.event(snack.action, "click")
            await window.settle(lambda: window.says("2 forms not finished"))

    play(story)


def test_what_was_seen_along_with_a_visit_is_in_its_draft(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            begin(desk_of(window), "hotspot-visit")
            await window.settle(lambda: window.has("along-vehicle-sighting"))
            await window.press("along-vehicle-sighting")
            await window.type("vehicle-sighting.registration", "AB12 ?DE")
            session = desk_of(window).open
            await window.settle(lambda: session.drafts())
            await window.press("lock")

    async def again() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.has("vehicle-sighting.registration"))
            assert window.at("vehicle-sighting.registration").value == "AB12 ?DE"
            await window.press("save")
            await window.settle(lambda: window.says("1 sighting with it"))
            session = desk_of(window).open
            (vehicle,) = session.rows(kind="vehicle-sighting")
            (visit,) = session.rows(kind="hotspot-visit")
            assert session.show(vehicle.id).fields["visit"] == visit.id

    play(story)
    play(again)


def test_a_draft_of_an_older_form_is_brought_up_to_date(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(tablets, a_visit(fields={"sky": "Rain"}))
    monkeypatch.setattr(KINDS["hotspot-visit"], "version", 2)
    monkeypatch.setitem(
        STEPS, ("hotspot-visit", 1), lambda fields: {"weather": fields.get("sky"), "fact": "x"}
    )

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.has("draft-dddddddd"))
            await window.press("draft-dddddddd")
            (form,) = desk_of(window).forms.values()
            assert form.fields() == {"weather": "Rain", "fact": "x"}
            assert form.left_over == {}

    play(story)


def test_an_answer_that_has_no_place_any_more_is_said_and_never_dropped_silently(
    tablets: Tablets,
) -> None:
    killed(tablets, a_visit(fields={"fact": "Two cars", "moon_phase": "Gibbous"}))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.has("draft-dddddddd"))
            await window.press("draft-dddddddd")
            assert window.says("1 answer has no place in this form any more")
            assert window.says("Moon phase: Gibbous")
            await window.press("save")
            assert window.says("Write what matters into the form")
            (draft,) = desk_of(window).open.drafts()
            assert draft.fields["moon_phase"] == "Gibbous"
            await window.press("leave-out")
            assert not window.says("Gibbous")
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))

    play(story)


def test_a_draft_of_a_kind_that_this_app_does_not_know_is_kept_and_said(tablets: Tablets) -> None:
    killed(tablets, a_visit(kind="lantern", open=True))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.says("A form of a newer version of this app"))
            await window.go("/sync")
            await window.settle(
                lambda: window.says("A form of a newer version of this app, not finished")
            )
            assert len(desk_of(window).open.drafts()) == 1
            assert not window.wire.crashes

    play(story)


def test_a_problem_leads_to_its_question(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            begin(desk_of(window), "hotspot")
            await window.settle(lambda: window.has("fold-place"))
            await window.press("fold-place")
            await window.type("uprn", "not a number")
            await window.press("fold-place")
            await window.press("save")
            await window.settle(lambda: window.says("There is a problem"))
            await window.press("fold-place")
            assert not window.has("uprn")
            assert window.says("1 problem")
            await window.press("problem-0")
            await window.takes_the_keyboard("uprn")
            assert window.at("uprn").error
            assert "scroll_to" in [name for name, _ in window.wire.calls]

    play(story)
