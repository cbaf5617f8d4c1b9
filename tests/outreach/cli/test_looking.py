"""list, show, history, find: everything that is there, and nothing where there is nothing."""

import pytest

from tests.command_line import Demonstration, Tablet


def test_a_list_is_whole_and_newest_first(worker: Tablet) -> None:
    rows = worker.run("list", "--json").objects
    assert len(rows) > 700
    assert len({row["id"] for row in rows}) == len(rows)
    occurred = [row["occurred"] or row["recorded"] for row in rows]
    assert occurred == sorted(occurred, reverse=True)
    assert len(worker.run("list").lines) == len(rows)
    premises = worker.run("list", "premises", "--json").objects
    assert {row["kind"] for row in premises} == {"premises"}


def test_finding_nothing_prints_nothing(demonstration: Demonstration) -> None:
    for arguments in (("find", "xylophones"), ("list", "hotspot-visit"), ("find", "")):
        for more in ((), ("--json",)):
            said = demonstration.licensing.run(*arguments, *more)
            assert (said.code, said.out, said.err) == (0, "", "")


def test_words_are_found_in_any_order_and_at_once(worker: Tablet) -> None:
    visit = worker.add("hotspot-visit", fact="A heron stood on the canal towpath")
    for words in (("heron", "towpath"), ("towpath heron",), ("TOWPATH", "Heron")):
        assert [row["id"] for row in worker.run("find", *words, "--json").objects] == [visit]


def test_an_id_may_be_given_by_its_start_but_only_where_that_is_clear(worker: Tablet) -> None:
    visit = worker.add("hotspot-visit", fact="One")
    assert worker.show(visit[:10])["id"] == visit
    ambiguous = worker.run("show", visit[:1], "--json")
    assert ambiguous.code == 1
    assert worker.run("show", "not-an-id").code == 1
    assert worker.run("show", "").code == 1
    assert worker.run("history", "ffffffffffffffff").code == 1


def test_what_was_returned_shows_its_comments(worker: Tablet) -> None:
    returned = [r for r in worker.run("list", "--json").objects if r["review"] == "returned"]
    assert returned
    for row in returned:
        shown = worker.show(row["id"])
        assert shown["standing"] == "safe"
        assert [c["text"] for c in shown["comments"]]
        assert shown["versions"]
        said = worker.run("show", row["id"])
        assert "returned for correction" in said.out
        assert shown["comments"][0]["text"] in said.out


def test_a_terminal_is_not_obeyed_by_what_people_wrote(worker: Tablet) -> None:
    words = "before\x1b[2Jafter \u202egnp.exe"
    visit = worker.add("hotspot-visit", verbatim=words)
    for arguments in (("show", visit), ("history", visit), ("list",)):
        said = worker.run(*arguments)
        assert said.code == 0
        assert "\x1b" not in said.out
        assert "\u202e" not in said.out
    assert worker.show(visit)["fields"]["verbatim"] == words


@pytest.mark.parametrize(("numerator", "shown"), [(3, "fewer than 5"), (0, 0), (5, 5)])
def test_a_localitys_count_under_five_is_shown_to_nobody(
    worker: Tablet, numerator: int, shown: object
) -> None:
    made = worker.add(
        "locality-measure", area_code="E05000001", numerator=numerator, denominator=900
    )
    assert worker.show(made)["fields"]["numerator"] == shown
    assert worker.run("history", made, "--json").objects[0]["fields"]["numerator"] == shown
    assert str(shown) in worker.run("show", made).out


def test_the_licensing_officer_reads_premises_and_nothing_about_a_child(
    demonstration: Demonstration,
) -> None:
    rows = demonstration.licensing.run("list", "--json").objects
    kinds = {row["kind"] for row in rows}
    places = {"premises", "premises-check", "hotspot", "outing", "notice", "locality-measure"}
    assert kinds == places | {
        "operator-licence", "driver-licence", "referral", "person-sighting", "soft-intelligence",
    }  # fmt: skip
    about = {row["space"] for row in rows if row["kind"] == "referral"}
    assert about == {"premises"}, "what follows from their checks"
    theirs = [row for row in rows if row["kind"] in ("person-sighting", "soft-intelligence")]
    assert ["Dale Winters" in row["author"] for row in theirs] == [True, True], "what they added"
    visit = demonstration.worker.run("list", "hotspot-visit", "--json").objects[0]
    said = demonstration.licensing.run("show", visit["id"])
    assert (said.code, said.out) == (1, "")
