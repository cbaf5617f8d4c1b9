"""Soft intelligence: anybody gives it, who told it lies apart, those with the duty grade it.

A youth worker writes down what a neighbour told them. The item goes to the intelligence space and
the neighbour's name to the sealed sources; the worker's tablet opens neither, and shows what its
owner sent. Somebody who reads one of the two spaces learns nothing of the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.model import reserved
from sync.errors import InputError, NotAllowed
from tests.scenarios.team import Team

DEPOSITS = {"intelligence": "depositor", "sealed-sources": "depositor", "challenges": "depositor"}
MEMBERS = {
    "supervisor": (
        "Rochdale Council",
        ("supervisor", "auditor"),
        {"premises": "admin", "safeguarding": "admin", "challenges": "admin"}
        | {"intelligence": "admin", "sealed-sources": "admin"},
    ),
    "officer": (
        "Police",
        ("intelligence-officer",),
        {"premises": "writer", "safeguarding": "depositor", "intelligence": "writer"},
    ),
    "worker": ("Early Break", (), {"premises": "writer", "safeguarding": "writer", **DEPOSITS}),
    "hearer": ("Council", ("auditor",), {"premises": "writer", "challenges": "writer"}),
}
ITEM = {
    "fact": "A man called Spider gives lads vapes behind the arcade.",
    "source_type": "public",
    "how_known": "saw_or_heard",
}
SOURCE = {"source_name": "Mrs Invented of number 9", "contact_rule": "only_through"}
GRADE = {"source_grade": "2", "assessment_grade": "a", "handling_grade": "p"}


@pytest.fixture(scope="module")
def with_sealed_spaces(tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = Team(tmp_path_factory.mktemp("intelligence"), members=MEMBERS)
    try:
        made.meet()
    finally:
        made.close()
    return made


@pytest.fixture
def team(with_sealed_spaces: Team, tmp_path: Path) -> Iterator[Team]:
    made = with_sealed_spaces.copy_to(tmp_path / "team")
    try:
        yield made
    finally:
        made.close()


def test_who_told_it_is_in_no_record_but_the_sealed_one(team: Team) -> None:
    worker, officer = team["worker"], team["officer"]
    item, source = worker.add_with(
        "soft-intelligence", ITEM, [("intelligence-source", SOURCE, "item")]
    )
    team.go_round()

    seen = officer.show(item)
    assert seen.space == "intelligence"
    assert seen.subtitle.startswith("Not graded")
    assert source not in str(seen.fields)
    assert "Invented" not in str([officer.show(row.id) for row in officer.rows()])
    assert not officer.model.knows(source)

    sealed = team.supervisor.show(source)
    assert sealed.space == "sealed-sources"
    assert sealed.fields == {**SOURCE, "item": item}, "the item's id and nothing of it"
    assert {row.id for row in worker.deposited()} == {item, source}
    assert worker.show(item).fields == ITEM

    assert not team.supervisor.shareable(source)
    with pytest.raises(InputError, match="stays where it is"):
        team.supervisor.share(source, "premises", {"purpose": "To know", "basis": ["6_1_e"]})


def test_the_officer_grades_it_and_whoever_gave_it_may_not(team: Team) -> None:
    worker, officer = team["worker"], team["officer"]
    with pytest.raises(NotAllowed, match="intelligence officer"):
        worker.add("soft-intelligence", {**ITEM, **GRADE})
    item = worker.add("soft-intelligence", ITEM)
    team.go_round()
    assert officer.kept_from("soft-intelligence") == frozenset()
    assert worker.kept_from("soft-intelligence") == reserved.rules()["soft-intelligence"].fields
    with pytest.raises(NotAllowed, match="intelligence officer"):
        team.supervisor.correct(item, GRADE, "Graded")
    officer.correct(item, GRADE, "Graded")
    team.go_round()
    assert team.supervisor.show(item).subtitle.startswith("2 A P")


def test_a_grade_that_a_changed_app_writes_all_the_same_is_set_aside_everywhere(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, officer = team["worker"], team["officer"]
    item = worker.add("soft-intelligence", ITEM)
    monkeypatch.setattr("outreach.reserving.check", lambda *_: None)
    worker.correct(item, GRADE, "Graded by nobody who may")
    team.go_round()
    for session in (officer, team.supervisor):
        assert session.show(item).subtitle.startswith("Not graded")
        (aside,) = [one for one in session.quarantine() if one.space == "intelligence"]
        assert "intelligence officer" in aside.reason
    assert worker.show(item).subtitle.startswith("Not graded"), "not even on the tablet itself"


def test_a_challenge_goes_past_the_manager_and_they_can_not_close_it(team: Team) -> None:
    worker, hearer = team["worker"], team["hearer"]
    manager = team.supervisor
    named = [{"name": manager.me.name, "person": manager.me.person}]
    challenge = worker.add(
        "challenge",
        {"fact": "It was approved unread.", "about": "A visit", "challenged": named},
    )
    team.go_round()
    answer = {"answer": "We read it again with the team.", "outcome": "upheld"}
    with pytest.raises(NotAllowed, match="challenged"):
        manager.correct(challenge, answer, "Nothing in it")
    with pytest.raises(NotAllowed, match="challenged"):
        manager.withdraw(challenge, "Nothing in it")
    with pytest.raises(NotAllowed, match="hears challenges"):
        worker.correct(challenge, answer, "Never mind")
    hearer.correct(challenge, answer, "Answered")
    team.go_round()
    assert hearer.show(challenge).subtitle.startswith("Upheld")
    assert [row.id for row in worker.deposited()] == [challenge], "its author still sees it"
