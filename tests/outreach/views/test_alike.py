"""Whoever may be meant, on screen: below what has every word, and beside a name that is typed."""

from __future__ import annotations

import pytest

from outreach.finding_alike import find_alike
from outreach.model import alike as model_alike
from outreach.views import search
from tests.rules import faults
from tests.tablets import Tablets, desk_of, play


@pytest.mark.parametrize("width", [390, 1400])
def test_a_search_shows_below_what_fits_whoever_sounds_alike_and_why(
    tablets: Tablets, width: int
) -> None:
    exact, near, number = tablets.write(
        "worker",
        ("person", {"names": [{"name": "Mohammed Zubrovka"}]}),
        ("person", {"names": [{"name": "محمد Zubrowka"}]}),
        ("person", {"names": [{"name": "Kez"}], "telephones": [{"number": "07700 900123"}]}),
    )
    (alias,) = tablets.write("worker", ("alias", {"person": number, "name": "Mo Zubrovsky"}))

    async def story() -> None:
        async with tablets.open("worker", width=width) as window:
            await window.go("/search")
            await window.type("search", "mohammed zubrovka")
            await window.settle(lambda: window.says("Sounds alike or spelt alike"))
            assert window.has(f"record-{exact[:8]}")
            assert not window.has(f"alike-{exact[:8]}"), "what has every word is there already"
            assert window.has(f"alike-{near[:8]}")
            assert window.says("Zubrowka\u2069”: written in another alphabet"), window.texts()
            assert not window.has(f"alike-{alias[:8]}"), "another name leads to the person"
            assert list(faults(window)) == []
            await window.type("search", "0044 7700 900 123")
            await window.settle(lambda: window.says("the same number"))
            assert not window.has(f"alike-{near[:8]}")
            await window.press(f"alike-{number[:8]}")
            await window.settle(lambda: window.says("Kez"))
            if width < 1200:
                assert window.page.route == f"/records/{number}"
            await window.go("/search")
            await window.type("search", "zu")
            await window.settle(lambda: window.says("No record has all these words"))
            assert not window.says("Sounds alike"), "two letters fit half of everybody"
            assert not window.wire.crashes

    play(story)


def test_nobody_is_looked_for_where_a_time_narrows_it_or_nothing_is_alike(
    tablets: Tablets, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablets.write("worker", ("person", {"names": [{"name": "Zubrovka"}]}))
    asked: list[str] = []

    def counted(model: object, text: str, **how: object) -> object:
        asked.append(text)
        return model_alike.alike(model, text, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(search, "alike", counted)

    async def story() -> None:
        async with tablets.open("worker", width=390) as window:
            await window.go("/search")
            await window.settle(lambda: window.has("when-week"))
            await window.select("when-week")
            await window.type("search", "zubrowka")
            await window.settle(lambda: window.says("No record has all these words"))
            assert asked == []
            await window.press("clear-filters")
            await window.settle(lambda: window.says("spelt almost the same"))
            assert asked == ["zubrowka"]
            await window.type("search", "qqqqqq")
            await window.settle(lambda: asked[-1] == "qqqqqq")
            await window.settle(lambda: not window.says("Sounds alike"))

    play(story)


def test_what_names_the_reader_is_found_without_its_words(tablets: Tablets) -> None:
    me, other = tablets.write(
        "supervisor",
        ("person", {"names": [{"name": "Zoe van Dyke"}]}),
        ("person", {"names": [{"name": "Zubrovka"}]}),
    )
    tablets.write("supervisor", ("alias", {"person": other, "name": "Zoë Vandyke"}))
    tablets.sync("worker")
    session = tablets.partnership.unlock("worker")
    session.set_setting("also_called", ["zoe van dyke", "zoe vandyke"])
    before = session.acts_waiting.acts
    found = find_alike(session, "zoey vandike")
    assert session.acts_waiting.acts == before + 1, "it is noted before anything is shown"
    assert {one.row.id for one in found} == {me, other}
    assert [(one.matched, one.why, one.score) for one in found] == [("", (), 0.0)] * 2
    assert [one.row.title for one in found if one.row.id == me] == ["Hidden from you"]
    assert find_alike(session, "  ") == []
    assert session.acts_waiting.acts == before + 1
    session.lock()


def test_a_name_that_is_typed_shows_who_is_recorded_already_and_joins_nothing(
    tablets: Tablets,
) -> None:
    (kez,) = tablets.write(
        "worker",
        ("person", {"names": [{"name": "Kieran Zubrovka"}],
                    "telephones": [{"number": "07700 900123"}]}),
    )  # fmt: skip

    async def story() -> None:
        async with tablets.open("worker", width=390) as window:
            session = desk_of(window).open
            await window.press("anew")
            await window.press("anew-person")
            await window.settle(lambda: window.has("names.0.name"))
            await window.type("names.0.name", "Big Tony")
            await window.settle()
            assert not window.says("Possibly the same")
            await window.type("names.0.name", "Kieron Zubrowka")
            await window.settle(lambda: window.says("Possibly the same"))
            assert window.says("“Kieran Zubrovka”: spelt almost the same, sounds like it")
            assert list(faults(window)) == []
            assert session._trail.waiting().acts > 0, "that somebody was looked for is noted"
            await window.type("names.0.name", "Anna")
            await window.settle(lambda: not window.says("Possibly the same"))
            await window.type("names.0.name", "Kieran")
            await window.settle(lambda: window.has(f"alike-{kez[:8]}"))
            await window.press("save")
            await window.settle(lambda: window.says("Saved on this tablet"))
            rows = session.rows(kind="person")
            assert len(rows) == 2
            assert session.rows(kind="link") == []
            assert not window.wire.crashes

    play(story)


def test_a_witness_is_shown_nobody_by_typing_a_name(tablets: Tablets) -> None:
    """The rule: what a witness described is kept from before any look-up."""
    (kez,) = tablets.write("worker", ("person", {"names": [{"name": "Kieran Zubrovka"}]}))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.press("person")
            await window.settle(lambda: window.has("fold-now"))
            await window.press("fold-now")
            await window.settle(lambda: window.has("names_heard"))
            await window.type("first_description", "A tall man in a red coat.")
            await window.type("names_heard", "Kieron Zubrowka")
            await window.settle()
            assert not window.says("Possibly the same")
            assert not window.has(f"alike-{kez[:8]}")
            await window.press("person.look")  # asked for: the description is kept as it is first
            await window.settle(lambda: window.has("person.find"))
            assert window.says("Kept as it was before anything was looked up")
            await window.type("person.find", "Kieron Zubrowka")
            await window.settle(lambda: window.has(f"person.take.{kez[:8]}"))
            assert window.says("“Kieran Zubrovka”: spelt almost the same, sounds like it")

    play(story)
