"""A visit is returned with comments on its fields, corrected, approved, and changed once more.

ODK's users do this by telephone. Here it goes round by itself, and nothing is ever rubbed out.
"""

from __future__ import annotations

import pytest

from sync.errors import InputError, NotAllowed
from tests.scenarios.team import VISIT, Team

COMMENTS = [("fact", "Which side door?"), ("estimated_adults", "How many?"), (None, "Thank you.")]


def test_a_return_reaches_its_author_and_the_correction_goes_round(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    assert [row.id for row in team.supervisor.queue()] == [visit]

    team.supervisor.return_record(visit, COMMENTS)
    assert team.supervisor.queue() == []
    assert team.worker.returned() == [], "nothing is known before the next sync"

    team.sync("supervisor", "worker")
    assert [row.id for row in team.worker.returned()] == [visit]
    comments = team.worker.show(visit).comments
    assert [(c.field, c.text, c.author_name, c.open) for c in comments] == [
        (field, text, "Supervisor", True) for field, text in COMMENTS
    ]

    words = "A grey saloon stopped twice outside the door to Sample Lane."
    team.worker.correct(visit, {"fact": words, "estimated_adults": "two_to_three"}, "As asked")
    assert team.worker.returned() == []
    team.sync("worker", "supervisor")

    assert [row.id for row in team.supervisor.queue()] == [visit]
    seen = team.supervisor.show(visit)
    assert (seen.review, seen.fields["fact"]) == ("corrected", words)
    assert [c.text for c in seen.comments] == [text for _, text in COMMENTS]


def test_an_approval_names_the_versions_it_saw_and_a_later_change_comes_back(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.worker.correct(visit, {"lighting": "poor"}, "Left out")
    team.sync("worker", "supervisor")
    team.supervisor.approve(visit)
    team.sync("supervisor", "worker")

    approved = team.all_see(visit, lambda s: (s.show(visit).review, s.show(visit).reviews))
    assert approved[0] == "approved"
    review = approved[1][0]
    assert sorted(review.versions) == sorted(team.worker.show(visit).versions)
    assert len(review.versions) == 2
    assert review.covers

    team.worker.correct(visit, {"weather": "Rain"}, "Added the weather")
    team.sync("worker", "supervisor")
    assert [row.id for row in team.supervisor.queue()] == [visit]
    again = team.all_see(visit, lambda s: s.show(visit))
    assert again.review == "to_review"
    assert not again.reviews[0].covers, "the approval stands, of what it saw"


def test_a_change_that_the_supervisor_had_not_seen_is_not_approved_with_the_rest(
    team: Team,
) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    team.worker.correct(visit, {"weather": "Rain"}, "Added the weather")
    team.supervisor.approve(visit)
    assert team.supervisor.queue() == []
    team.sync("worker", "supervisor", "worker")
    assert team.all_see(visit, lambda s: s.show(visit).review) == "to_review"
    assert [row.id for row in team.supervisor.queue()] == [visit]


def test_the_history_shows_every_version_with_what_was_superseded_struck_through(
    team: Team,
) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    team.supervisor.return_record(visit, [("fact", "Which side door?")])
    team.sync("supervisor", "worker")
    team.worker.correct(visit, {"fact": "The door to Sample Lane."}, "As asked")
    team.worker.correct(visit, {"fact": "The door to Sample Lane, twice."}, "More exact")
    team.worker.withdraw(visit, "Entered twice")
    team.sync("worker", "supervisor")

    history = team.all_see(visit, lambda s: s.history(visit))
    assert [version.kind for version in history] == [
        "created",
        "reviewed",
        "corrected",
        "corrected",
        "withdrawn",
    ]
    created, reviewed, first, second, withdrawn = history
    assert created.fields["fact"] == VISIT["fact"], "the first words are still there"
    assert (created.struck, first.struck, second.struck) == (["fact"], ["fact"], [])
    assert reviewed.fields["comments"] == [{"field": "fact", "text": "Which side door?"}]
    assert (first.reason, withdrawn.reason) == ("As asked", "Entered twice")
    assert all(version.position is not None for version in history)


def test_what_nobody_may_do(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    with pytest.raises(NotAllowed, match="Only a supervisor"):
        team.worker.approve(visit)
    with pytest.raises(InputError, match="Say what should be corrected"):
        team.supervisor.return_record(visit, [("fact", "  ")])
    with pytest.raises(InputError, match="has no field"):
        team.supervisor.return_record(visit, [("no_such_field", "Why?")])
    with pytest.raises(InputError, match="Give a reason"):
        team.worker.correct(visit, {"weather": "Rain"}, " ")
    own = team.supervisor.add("hotspot-visit", VISIT)
    with pytest.raises(NotAllowed, match="what they wrote"):
        team.supervisor.approve(own)
    assert len(team.worker.history(visit)) == 1
    assert team.supervisor.show(own).review == "to_review"


def test_a_supervisor_who_had_a_hand_in_a_record_cannot_approve_it(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    team.supervisor.correct(visit, {"weather": "Rain"}, "I was there too")
    with pytest.raises(NotAllowed, match="what they wrote"):
        team.supervisor.approve(visit)
