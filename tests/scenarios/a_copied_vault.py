"""Somebody restored a tablet from a backup, or copied its folder: two devices with one identity.

Nothing that was written on either may be lost, and neither may call the other's work its own.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from outreach.session import Session
from sync.errors import BrokenChain, IntegrityError, StoreRefused
from sync.wire import SEQ_TAKEN
from tests.partnership import PASSPHRASE
from tests.scenarios.team import VISIT, Team, rows_of


@pytest.fixture
def copy(team: Team) -> Path:
    """Last week's backup of the worker's vault."""
    team.worker.add("hotspot-visit", {**VISIT, "weather": "Before"})
    team.sync("worker", "supervisor", "worker")
    team.worker.lock()
    return Path(shutil.copytree(team.folder / "worker", team.folder / "copy"))


def open_copy(team: Team, copy: Path) -> Session:
    session = Session.unlock(copy, PASSPHRASE, through=team.network)
    team._open.append(session)
    return session


def test_an_older_copy_that_wrote_nothing_takes_everything_back(team: Team, copy: Path) -> None:
    team.worker.add("hotspot-visit", {**VISIT, "weather": "After"})
    team.sync("worker")
    restored = open_copy(team, copy)
    assert len(restored.rows()) == 1
    report = restored.sync()
    assert (report.problem, report.only_here) == (None, 0)
    assert rows_of(restored) == rows_of(team.worker)
    visit = restored.add("hotspot-visit", {**VISIT, "weather": "Later"})
    assert restored.sync().problem is None
    assert restored.standing(visit) == "safe"


def test_both_wrote_and_neither_loses_a_word(team: Team, copy: Path) -> None:
    first = team.worker.add("hotspot-visit", {**VISIT, "weather": "On the tablet"})
    restored = open_copy(team, copy)
    second = restored.add("hotspot-visit", {**VISIT, "weather": "On the copy"})
    team.sync("worker")
    for _ in range(2):
        report = restored.sync()
        assert isinstance(report.problem, StoreRefused | BrokenChain)
        assert report.only_here == 1, "what the copy wrote is not taken for what the store has"
        assert report.problem.advice
    assert restored.standing(second) != "safe"
    assert restored.show(second).fields["weather"] == "On the copy"
    restored.lock()
    again = open_copy(team, copy)
    assert again.show(second).fields["weather"] == "On the copy"
    team.sync("worker", "supervisor")
    assert team.worker.standing(first) == "safe"
    assert {row.id for row in team.supervisor.rows()} >= {first}
    assert second not in {row.id for row in team.supervisor.rows()}


def test_the_store_names_the_entry_that_took_the_number(team: Team, copy: Path) -> None:
    team.worker.add("hotspot-visit", VISIT)
    restored = open_copy(team, copy)
    restored.add("hotspot-visit", VISIT)
    restored.add("hotspot-visit", VISIT)
    team.sync("worker")
    problem = restored.sync().problem
    assert isinstance(problem, StoreRefused | IntegrityError)
    if isinstance(problem, StoreRefused):
        assert problem.reason == SEQ_TAKEN
