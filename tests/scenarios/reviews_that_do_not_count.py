"""A review counts because of who wrote it, not because an app let them press the button.

The blind store takes them all. Every device judges for itself, and comes to the same.
"""

from __future__ import annotations

from typing import Any

import pytest

from outreach.model.reviews import NOT_A_SUPERVISOR, OWN_RECORD
from outreach.session import Session
from tests.scenarios.below import payload, review, write
from tests.scenarios.team import PREMISES, VISIT, Team, rows_of


def reasons(session: Session) -> list[tuple[str, str]]:
    """Who wrote what is in quarantine, and why it is there."""
    return [(one.author_name, one.reason) for one in session.quarantine()]


@pytest.mark.parametrize("verdict", ["approved", "returned"])
def test_a_worker_forges_a_review_with_their_own_keys(team: Team, verdict: str) -> None:
    visit = team.supervisor.add("hotspot-visit", VISIT)
    team.sync("supervisor", "worker")
    write(team.worker, review(team.worker, visit, verdict, team.worker.show(visit).versions))
    team.sync("worker", "supervisor")

    for name in ("worker", "supervisor"):
        assert reasons(team[name]) == [("Worker", NOT_A_SUPERVISOR)]
        assert team[name].show(visit).review == "to_review"
        assert team[name].show(visit).reviews == []
        assert [version.kind for version in team[name].history(visit)] == ["created"]
    assert team.worker.returned() == []
    assert team.supervisor.returned() == []


def test_a_supervisor_approves_their_own_record(team: Team) -> None:
    visit = team.supervisor.add("hotspot-visit", VISIT)
    versions = team.supervisor.show(visit).versions
    write(team.supervisor, review(team.supervisor, visit, "approved", versions))
    team.sync("supervisor", "worker")
    for name in ("worker", "supervisor"):
        if name == "supervisor":
            team.supervisor.retry_quarantine()
        assert reasons(team[name]) == [("Supervisor", OWN_RECORD)]
        assert team[name].show(visit).review == "to_review"


def test_a_supervisor_corrects_a_record_and_then_approves_it(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    team.supervisor.correct(visit, {"weather": "Rain"}, "I was there")
    versions = team.supervisor.show(visit).versions
    write(team.supervisor, review(team.supervisor, visit, "approved", versions))
    team.sync("supervisor", "worker")
    assert reasons(team.worker) == [("Supervisor", OWN_RECORD)]
    assert team.worker.show(visit).review == "to_review"


def test_an_approval_from_another_space_does_not_count(team: Team) -> None:
    """Who learns a record's id cannot judge it from where others do not look."""
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    versions = team.supervisor.show(visit).versions
    made = review(team.supervisor, visit, "approved", versions)
    made["seen"] = payload(team.supervisor, "premises")["seen"]
    write(team.supervisor, made, space="premises")
    team.sync("supervisor", "worker")
    ((author, reason),) = reasons(team.worker)
    assert author == "Supervisor"
    assert "another space" in reason
    assert team.worker.show(visit).review == "to_review"


def test_an_approval_that_names_versions_nobody_wrote_covers_nothing(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    write(team.supervisor, review(team.supervisor, visit, "approved", ["0" * 64]))
    team.sync("supervisor", "worker")
    assert team.worker.show(visit).review == "to_review"
    assert not team.worker.show(visit).reviews[0].covers


BROKEN: tuple[dict[str, Any], ...] = (
    {"verdict": "splendid"},
    {"record": "nobody"},
    {"versions": []},
    {"versions": ["short"]},
    {"versions": "all"},
    {"comments": [{"field": "fact"}]},
    {"comments": "well done"},
)


def test_a_review_that_is_none_is_set_aside(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    wrote = {}
    for broken in BROKEN:
        made = review(team.supervisor, visit, "approved", team.supervisor.show(visit).versions)
        made["set"].update(broken)
        wrote[write(team.supervisor, made).id.hex()] = broken
    for report in team.sync("supervisor", "worker"):
        assert report.quarantined == len(BROKEN)
    for name in ("supervisor", "worker"):
        assert {one.entry for one in team[name].quarantine()} == wrote.keys()
        assert team[name].show(visit).review == "to_review"


def test_they_stay_in_quarantine_after_unlocking_and_after_reading_anew(team: Team) -> None:
    visit = team.supervisor.add("hotspot-visit", VISIT)
    premises = team.worker.add("premises", PREMISES)
    team.go_round()
    write(team.worker, review(team.worker, visit, "approved", team.worker.show(visit).versions))
    team.go_round()
    before = rows_of(team.supervisor)
    for _ in range(2):
        team.supervisor.lock()
        assert len(team.supervisor.quarantine()) == 1
        assert rows_of(team.supervisor) == before
    assert team.supervisor.retry_quarantine() == 1
    assert rows_of(team.supervisor) == before
    assert team.licensing.quarantine() == [], "and the other space knows nothing of it"
    assert [row.id for row in team.licensing.rows()] == [premises]
