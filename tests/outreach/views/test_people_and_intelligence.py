"""People without names, what was heard and from whom, and a challenge: from the first tap on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.drafts import Draft
from tests.partnership import Partnership
from tests.rules import faults
from tests.scenarios.soft_intelligence import ITEM, MEMBERS
from tests.tablets import Tablets, desk_of, play

SEEN = "A man with a web on his hand."


@pytest.fixture(scope="module")
def with_sealed_spaces(tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    made = Partnership(tmp_path_factory.mktemp("sealed"), members=MEMBERS)
    made.found()
    for name in made.joiners:
        assert made.unlock(name).sync().problem is None
    made.close()
    return made


@pytest.fixture
def tablets(with_sealed_spaces: Partnership, tmp_path: Path) -> Iterator[Tablets]:
    made = with_sealed_spaces.copy_to(tmp_path)
    yield Tablets(made)
    made.close()


def test_a_person_of_two_names_and_a_tattoo(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker", width=390) as window:
            session = desk_of(window).open
            await window.press("anew")
            await window.settle(lambda: window.has("anew-person"))
            assert list(faults(window)) == []
            await window.press("anew-person")
            await window.settle(lambda: window.has("names.0.name"))
            await window.type("names.0.name", "Spider")
            await window.settle(lambda: window.has("names.0.sort.street"))
            await window.select("names.0.sort.street")
            await window.press("names.add")
            await window.settle(lambda: window.has("names.1.name"))
            await window.type("names.1.name", "عنكبوت 🕷")
            await window.press("names.later")
            await window.settle(lambda: window.has("names.0.first_heard"))
            await window.type("names.0.first_heard", "31/2/2025")
            await window.press("save")
            await window.settle(lambda: window.says("Enter a real date, such as 14/11/2026"))
            await window.type("names.0.first_heard", "4/1/2025")
            await window.type("marks", "Spider's web on the left hand")
            await window.press("fold-now")
            await window.settle(lambda: window.has("categories.add.suspect"))
            await window.press("categories.add.suspect")
            await window.settle(lambda: window.says("What this person was"))
            assert list(faults(window)) == []
            await window.press("save")
            await window.settle(lambda: window.says("answers can be completed later"))
            (row,) = session.rows(kind="person")
            assert session.show(row.id).fields == {
                "names": [
                    {"name": "Spider", "sort": "street", "first_heard": "2025-01-04"},
                    {"name": "عنكبوت 🕷"},
                ],
                "marks": "Spider's web on the left hand",
                "categories": [{"category": "suspect"}],
            }
            assert row.missing >= 7
            desk_of(window).open.add("alias", {"person": row.id, "name": "Webb", "sort": "alias"})
            await window.go(f"/records/{row.id}")
            await window.settle(lambda: window.says("What they are called"))
            assert window.says("Street name, first heard 4 Jan 2025")
            assert window.says("عنكبوت 🕷")
            assert window.says("Webb")
            assert window.says("answers missing")
            assert list(faults(window)) == []
            assert not window.wire.crashes

    play(story)


def test_what_was_heard_and_who_told_it_go_two_ways(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            session = desk_of(window).open
            await window.press("anew")
            await window.settle(lambda: window.has("anew-soft-intelligence"))
            assert window.says("It goes to intelligence. This tablet cannot open what others add")
            await window.press("anew-soft-intelligence")
            await window.settle(lambda: window.has("fact"))
            assert not window.has("fold-grading"), "grading is for those who were trained for it"
            await window.type("fact", ITEM["fact"])
            await window.press("along-intelligence-source")
            name = "intelligence-source.source_name"
            await window.settle(lambda: window.has(name))
            await window.type(name, "Mrs Invented of number 9")
            await window.press("save")
            await window.settle(lambda: window.says("Who told it is sealed apart."))
            kinds = {row.kind: row for row in session.deposited()}
            item = session.show(kinds["soft-intelligence"].id)
            source = session.show(kinds["intelligence-source"].id)
            assert source.fields == {"item": item.id, "source_name": "Mrs Invented of number 9"}
            assert "Invented" not in str(item.fields)

    play(story)
    tablets.sync("worker")
    tablets.sync("officer")

    async def graded() -> None:
        async with tablets.open("officer") as window:
            session = desk_of(window).open
            (row,) = session.rows(kind="soft-intelligence")
            await window.settle(lambda: window.says("1 item to grade"))
            await window.go(f"/records/{row.id}")
            await window.settle(lambda: window.says("Nobody who was trained for it has said yet"))
            assert window.says("Not graded")
            assert not window.says("Invented")
            await window.press("grade")
            await window.settle(lambda: window.has("source_grade.2"))
            for grade in ("source_grade.2", "assessment_grade.a", "handling_grade.c"):
                await window.select(grade)
            await window.press("save")
            await window.settle(lambda: window.says("Handling C needs its conditions in words"))
            await window.type("handling_conditions", "Not to be used before the visit.")
            await window.press("save")
            await window.settle(lambda: window.says("2 A C"))
            assert window.says("A Known directly")
            assert list(faults(window)) == []

            await window.press("sanitise")
            await window.settle(lambda: window.has("fact"))
            assert not window.has("fold-when"), "nothing in it leads back"
            await window.type("fact", "Ring 07700 900123 about vapes.")
            await window.settle(lambda: window.says("a telephone number"))
            await window.type("fact", "Vapes are given to children.")
            await window.settle(lambda: not window.says("a telephone number"))
            await window.press("save")
            await window.settle(lambda: window.says("It goes to safeguarding."))
            (made,) = session.deposited()
            assert session.show(made.id).fields == {"fact": "Vapes are given to children."}
            assert made.id not in str(session.show(row.id).fields)

    play(graded)


def test_a_description_is_saved_before_anybody_is_looked_up_and_stays_as_it_was(
    tablets: Tablets,
) -> None:
    """The rule: the first description is saved before look-up results are shown."""
    (spider,) = tablets.write("worker", ("person", {"names": [{"name": "Spider"}]}))

    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            session = desk.open
            await window.press("person")
            await window.settle(lambda: window.has("fold-now"))
            await window.press("fold-now")
            await window.settle(lambda: window.says("Which person, if they are recorded"))
            assert not window.has("person.find"), "nobody is shown before"
            await window.press("person.look")
            await window.settle(lambda: window.says("Write your first description, and then"))
            assert not window.says("Spider")

            saved_before: list[bool] = []
            rows = session.rows

            def watched(*args: object, **options: object) -> object:
                if options.get("kind") == "person":
                    drafts = [draft.fields for draft in session.drafts()]
                    saved_before.append(any(one.get("first_description") == SEEN for one in drafts))
                return rows(*args, **options)

            session.rows = watched  # type: ignore[method-assign]
            await window.type("first_description", SEEN)
            await window.settle()
            assert saved_before == []
            await window.press("person.look")
            await window.settle(lambda: window.says("Spider"))
            assert saved_before
            assert all(saved_before), "saved before anybody is shown"
            assert window.says("Kept as it was before anything was looked up")
            assert not window.has("first_description"), "it can be read, and not changed"

            await window.press(f"person.take.{spider[:8]}")
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            (row,) = session.rows(kind="person-sighting")
            fields = session.show(row.id).fields
            assert fields["first_description"] == SEEN
            assert fields["described_at"]
            assert fields["person"] == spider
            await window.go(f"/records/{row.id}")
            await window.settle(lambda: window.says("before anybody was looked up."))

    play(story)


def test_nobody_is_shown_while_a_description_is_on_its_way_to_a_slow_disk(
    tablets: Tablets,
) -> None:
    tablets.write("worker", ("person", {"names": [{"name": "Spider"}]}))
    written = threading.Event()

    async def story() -> None:
        async with tablets.open("worker") as window:
            session = desk_of(window).open
            await window.press("person")
            await window.settle(lambda: window.has("fold-now"))
            await window.press("fold-now")
            await window.settle(lambda: window.has("person.look"))
            save = session.save_draft

            def slowly(draft: Draft) -> None:
                written.wait(60)
                save(draft)

            session.save_draft = slowly  # type: ignore[method-assign]
            await window.type("first_description", SEEN)
            looked = asyncio.create_task(window.press("person.look"))
            await window.settle()
            assert not window.has("person.find")
            assert not window.says("Spider")
            written.set()
            await looked
            await window.settle(lambda: window.says("Spider"))

    play(story)


def test_a_challenge_starts_from_the_record_and_names_who_handled_it(tablets: Tablets) -> None:
    (visit,) = tablets.write("supervisor", ("hotspot-visit", {"fact": "Two cars."}))
    tablets.sync("worker")

    async def story() -> None:
        async with tablets.open("worker", width=390) as window:
            session = desk_of(window).open
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.has("challenge"))
            await window.press("challenge")
            await window.settle(lambda: window.has("fact"))
            assert window.says("Supervisor")
            assert not window.has("fold-answer"), "it is not for its author to answer"
            assert list(faults(window)) == []
            await window.type("fact", "It was left for a week.")
            await window.press("save")
            await window.settle(lambda: window.says("It goes to challenges."))
            (made,) = session.deposited()
            fields = session.show(made.id).fields
            assert fields["about_record"] == visit
            assert [one["name"] for one in fields["challenged"]] == ["Supervisor"]
            await window.go(f"/records/{made.id}")
            await window.settle(lambda: window.says("It is with those who hear challenges."))

    play(story)
    tablets.sync("worker")
    tablets.sync("hearer")
    tablets.sync("supervisor")

    async def challenged() -> None:
        async with tablets.open("supervisor") as window:
            (row,) = desk_of(window).open.rows(kind="challenge")
            await window.go(f"/records/{row.id}")
            await window.settle(lambda: window.says("Hidden from you"))
            assert window.says("It names you.")
            assert not window.has("answer")

    play(challenged)

    async def heard() -> None:
        async with tablets.open("hearer") as window:
            (row,) = desk_of(window).open.rows(kind="challenge")
            await window.settle(lambda: window.says("1 challenge to answer"))
            await window.go(f"/records/{row.id}")
            await window.settle(lambda: window.has("answer"))
            await window.press("answer")
            await window.settle(lambda: window.has("outcome.upheld"))
            await window.type("answer", "We read it again, and went there.")
            await window.select("outcome.upheld")
            await window.press("save")
            await window.settle(lambda: window.says("Upheld"))
            assert desk_of(window).open.show(row.id).fields["outcome"] == "upheld"

    play(heard)
