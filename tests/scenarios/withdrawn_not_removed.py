"""A record that should not be there is struck through with a reason. It is never removed."""

from __future__ import annotations

import pytest

from sync.errors import InputError
from tests.scenarios.team import VISIT, Team


def test_it_stays_in_sight_with_its_words_and_the_reason(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.worker.withdraw(visit, "Wrong street, see the other one")
    team.sync("worker", "supervisor")

    for session in (team.worker, team.supervisor):
        (row,) = session.rows("hotspot-visit")
        assert row.withdrawn
        assert session.show(visit).fields["fact"] == VISIT["fact"]
        assert [found.id for found in session.find("saloon")] == [visit], "and it can be found"
        created, withdrawn = session.history(visit)
        assert (created.kind, withdrawn.kind) == ("created", "withdrawn")
        assert withdrawn.reason == "Wrong street, see the other one"


def test_a_supervisor_looks_at_the_withdrawal_too(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    team.supervisor.approve(visit)
    team.sync("supervisor", "worker")
    team.worker.withdraw(visit, "Entered twice")
    team.sync("worker", "supervisor")
    assert [row.id for row in team.supervisor.queue()] == [visit]


def test_it_needs_a_reason_and_a_record(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    with pytest.raises(InputError, match="Give a reason"):
        team.worker.withdraw(visit, "")
    with pytest.raises(InputError, match="no record"):
        team.worker.withdraw("f" * 32, "Entered twice")
    with pytest.raises(InputError):
        team.worker.add("hotspot-visit", {**VISIT, "withdrawn": True})
    assert not team.worker.show(visit).withdrawn
    assert len(team.worker.history(visit)) == 1
