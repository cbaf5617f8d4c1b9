"""A licensing officer sees a child while they check premises: one button, a few words, saved along
with the check, and gone to those who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.partnership import MEMBERS, Partnership
from tests.rules import faults
from tests.tablets import Tablets, desk_of, play

GRILL = {"name": "Invented Grill", "address": "1 Sample Street", "premises_type": "takeaway"}


@pytest.fixture(scope="module")
def with_a_depositor(tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    agency, duties, roles = MEMBERS["licensing"]
    made = Partnership(
        tmp_path_factory.mktemp("depositing"),
        members={**MEMBERS, "licensing": (agency, duties, {**roles, "safeguarding": "depositor"})},
    )
    made.found()
    for name in made.joiners:
        assert made.unlock(name).sync().problem is None
    made.close()
    return made


@pytest.fixture
def tablets(with_a_depositor: Partnership, tmp_path: Path) -> Iterator[Tablets]:
    made = with_a_depositor.copy_to(tmp_path)
    yield Tablets(made)
    made.close()


def test_one_button_in_the_check_and_it_says_where_it_went(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("licensing", width=390) as window:
            session = desk_of(window).open
            assert not window.has("log-visit"), "visits are for those who read them"
            await window.press("check")
            assert window.says("I saw a child")
            assert list(faults(window)) == []
            await window.press("along-person-sighting")
            await window.settle(lambda: window.has("person-sighting.first_description"))
            assert window.says("It goes to safeguarding. This tablet cannot open what others add")
            await window.type(
                "person-sighting.first_description", "A girl of about 13, asleep on a mattress."
            )
            assert window.has("along-person-sighting"), "it stays in sight: there may be two"
            assert list(faults(window)) == []
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet."))
            assert window.says("It goes to safeguarding. This tablet cannot open what others add")
            assert window.says("you can see what you sent")
            (check,) = session.rows(kind="premises-check")
            (child,) = session.deposited()
            view = session.show(child.id)
            assert view.space == "safeguarding"
            assert view.fields["check"] == check.id
            assert view.fields["occurred_from"] == session.show(check.id).fields["occurred_from"]
            assert not window.wire.crashes

    play(story)
    tablets.sync("licensing")
    tablets.sync("supervisor")

    async def supervisor() -> None:
        async with tablets.open("supervisor") as window:
            session = desk_of(window).open
            (child,) = session.rows(kind="person-sighting")
            assert session.show(child.id).fields["first_description"].startswith("A girl")

    play(supervisor)


def test_its_page_says_what_one_sees_and_what_not(tablets: Tablets) -> None:
    (child,) = tablets.write("licensing", ("person-sighting", {"clothing": "A grey coat"}))
    tablets.sync("supervisor")

    async def story() -> None:
        async with tablets.open("licensing") as window:
            desk_of(window).go(f"/records/{child}")
            await window.settle(lambda: window.says("A grey coat"))
            assert window.says("You added this to safeguarding")
            assert window.says("reviewed by those who may read it")
            assert window.says("Safe in the central store")
            assert not window.says("Waiting for review")
            await window.press("states")
            assert window.says("covered by the central store's signature")

    play(story)


def test_in_a_list_it_is_safe_once_it_is(tablets: Tablets) -> None:
    tablets.write("licensing", ("person-sighting", {"names_heard": "Smiler"}), sync=False)

    async def story() -> None:
        async with tablets.open("licensing") as window:
            await window.settle(lambda: window.says("Person called Smiler"))
            assert window.says("Only here")
            assert not window.says("To review")

    play(story)
    tablets.sync("licensing")

    async def later() -> None:
        async with tablets.open("licensing") as window:
            await window.settle(lambda: window.says("Person called Smiler"))
            await window.settle(lambda: not window.says("Only here"))

    play(later)


def test_who_reads_safeguarding_has_the_button_too_and_nothing_is_unread(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.press("check")
            await window.press("along-person-sighting")
            await window.settle(lambda: window.has("person-sighting.first_description"))
            assert not window.says("It goes to safeguarding")
            await window.type("person-sighting.first_description", "A boy of about 12.")
            await window.press("save")
            await window.settle(lambda: window.says("1 sighting with it."))
            (child,) = desk_of(window).open.rows(kind="person-sighting")
            assert child.space == "safeguarding"

    play(story)


def test_a_half_written_sighting_is_there_after_a_kill(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("licensing") as window:
            await window.press("check")
            await window.press("along-person-sighting")
            await window.settle(lambda: window.has("person-sighting.first_description"))
            await window.type("person-sighting.first_description", "A girl of about 13")
            session = desk_of(window).open
            await window.settle(lambda: session.drafts() and session.drafts()[0].along)

    play(story)

    async def again() -> None:
        async with tablets.open("licensing") as window:
            await window.settle(lambda: window.has("person-sighting.first_description"))
            field = window.at("person-sighting.first_description")
            assert field.value == "A girl of about 13"

    play(again)


def test_a_match_exists_is_said_while_one_writes_and_on_the_page(tablets: Tablets) -> None:
    tablets.write("worker", ("person-sighting", {"names_heard": "Smiler", "fact": "At the arcade"}))
    tablets.sync("licensing")

    async def story() -> None:
        async with tablets.open("licensing") as window:
            session = desk_of(window).open
            await window.press("person")
            await window.settle(lambda: window.has("first_description"))
            await window.press("fold-now")
            await window.type("names_heard", "smiler")
            await window.event(window.at("telephone"), "focus")
            await window.settle()
            assert not window.says("A match exists"), "first one says what one saw"
            await window.type("first_description", "A girl of about 13.")
            await window.settle()
            assert not window.says("A match exists"), "not while one is still saying it"
            await window.event(window.at("telephone"), "focus")
            await window.settle(lambda: window.says("A match exists in safeguarding"))
            (draft,) = session.drafts()
            assert draft.fields["first_description"] == "A girl of about 13."
            assert window.says("Kept as it was before anything was looked up")
            assert window.says("The nickname is held there too.")
            assert window.says("Supervisor (Supervisor, Rochdale Council)")
            assert not window.says("arcade")
            assert list(faults(window)) == []
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet."))
            (mine,) = session.deposited()
            desk_of(window).go(f"/records/{mine.id}")
            await window.settle(lambda: window.says("A match exists in safeguarding"))
            assert not window.wire.crashes

    play(story)

    async def worker() -> None:
        async with tablets.open("worker") as window:
            (row,) = desk_of(window).open.rows(kind="person-sighting")
            desk_of(window).go(f"/records/{row.id}")
            await window.settle(lambda: window.says("At the arcade"))
            assert not window.says("A match exists"), "who may read it finds it"

    play(worker)


def test_help_says_what_this_tablet_adds_to_and_cannot_open(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("licensing") as window:
            desk_of(window).go("/help/agencies")
            said = "Safeguarding. This tablet adds to it, and cannot open what others add"
            await window.settle(lambda: window.says(said))

    play(story)
