"""The store's machine died, and it was restored from last night's backup.

With CHT the clients never sent again what the backup lacked (8093). Here every tablet says so, none
loses anything, and nothing is called safe that the restored store does not bear out. Once a person
confirms that it was a backup, a tablet gives back all that the store lost; see
`what_was_lost_is_given_back.py`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sync.client.engine import Progress
from sync.errors import HeadMismatch, StoreRefused
from tests.scenarios.team import VISIT, Team, rows_of


def back_up(team: Team) -> Path:
    """Last night's copy of the store."""
    team.app.state.store.close()
    backup = team.folder / "backup.db"
    shutil.copy(team.store_database, backup)
    reopen(team)
    return backup


def restore(team: Team, backup: Path) -> None:
    """Put the copy in the store's place."""
    team.app.state.store.close()
    for path in team.folder.glob("store.db*"):
        path.unlink()
    shutil.copy(backup, team.store_database)
    reopen(team)


def reopen(team: Team) -> None:
    team.open_store()
    for session in team.everyone:
        session.through = team.network


@pytest.fixture
def rolled_back(team: Team) -> Team:
    """The worker's second visit came after the backup."""
    team.worker.add("hotspot-visit", {**VISIT, "weather": "Before"})
    team.sync("worker", "supervisor")
    backup = back_up(team)
    team.worker.add("hotspot-visit", {**VISIT, "weather": "After"})
    team.sync("worker", "supervisor")
    restore(team, backup)
    return team


def test_a_tablet_that_had_seen_more_says_so_and_keeps_everything(rolled_back: Team) -> None:
    team = rolled_back
    before = rows_of(team.supervisor)
    for name in ("supervisor", "worker"):
        report = team[name].sync()
        assert isinstance(report.problem, HeadMismatch), name
        assert "restored" in str(report.problem) + report.problem.advice
        assert "administrator" in report.problem.advice
    assert rows_of(team.supervisor) == rows_of(team.worker) == before
    for name in ("supervisor", "worker"):
        team[name].lock()
    assert rows_of(team.supervisor) == rows_of(team.worker) == before


def test_the_author_can_go_on_writing_and_nothing_new_is_called_safe(rolled_back: Team) -> None:
    team = rolled_back
    visit = team.worker.add("hotspot-visit", {**VISIT, "weather": "Later"})
    report = team.worker.sync()
    assert isinstance(report.problem, HeadMismatch)
    assert "restored" in str(report.problem)
    assert (report.only_here, report.sent) == (2, 0), "the new one, and the one that the store lost"
    assert team.worker.standing(visit) == "only here", "it was not even offered"
    assert len(team.worker.rows()) == 3


def test_nobody_who_has_seen_more_fills_the_gap_with_something_else(rolled_back: Team) -> None:
    """To push onto the shorter history would make two of them, which nobody could join again."""
    team = rolled_back
    team.supervisor.add("hotspot-visit", {**VISIT, "weather": "In its place"})
    report = team.supervisor.sync()
    assert isinstance(report.problem, HeadMismatch)
    assert (report.sent, report.only_here) == (0, 1)
    assert len(team.supervisor.rows()) == 3


def test_who_had_seen_less_fills_the_gap_with_something_else(team: Team) -> None:
    """The store numbers on from the backup: two histories, and who saw the first one notices."""
    backup = back_up(team)
    first = team.worker.add("hotspot-visit", {**VISIT, "weather": "Lost"})
    team.sync("worker")
    restore(team, backup)
    team.supervisor.add("hotspot-visit", {**VISIT, "weather": "In its place"})
    team.sync("supervisor")
    later = team.worker.add("hotspot-visit", {**VISIT, "weather": "Later"})
    for confirmed in (False, True, False):
        report = team.worker.sync(after_restore=confirmed)
        assert isinstance(report.problem, HeadMismatch), "no word of anybody's makes one of two"
        assert (report.sent, report.safe, report.only_here) == (0, 0, 2)
    assert team.worker.standing(first) == "sent"
    assert team.worker.standing(later) == "only here"
    (doubt,) = team.worker.doubts()
    assert not doubt.is_prefix
    assert len(team.worker.rows()) == 2


def test_a_receipt_that_is_not_honoured_is_noticed_before_its_entry_came_back(team: Team) -> None:
    """The push was receipted, then the network failed; the backup lacks it."""
    backup = back_up(team)
    visit = team.worker.add("hotspot-visit", VISIT)
    session = team.worker

    def cut(progress: Progress) -> None:
        team.network.on = not progress.sent

    report = session.sync(progress=cut)
    assert report.problem is not None
    assert session.standing(visit) == "safe", "there is a receipt"
    team.network.on = True
    restore(team, backup)
    report = session.sync()
    assert isinstance(report.problem, HeadMismatch)
    assert "receipt" in str(report.problem)
    assert session.show(visit).fields["fact"] == VISIT["fact"]


def test_a_store_with_another_key_is_not_our_store(team: Team) -> None:
    """A machine set up anew at the same address knows nobody, and cannot sign as the old one."""
    team.worker.add("hotspot-visit", VISIT)
    team.app.state.store.close()
    for path in team.folder.glob("store.*"):
        path.unlink()
    reopen(team)
    report = team.worker.sync()
    assert isinstance(report.problem, StoreRefused)
    assert report.only_here == 1
    assert len(team.worker.rows()) == 1


def test_put_back_as_it_was_all_goes_on(team: Team) -> None:
    """A rollback is no verdict for ever: when the true store is back, syncing goes on."""
    team.worker.add("hotspot-visit", VISIT)
    team.sync("worker")
    old = back_up(team)
    team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    true = team.folder / "true.db"
    team.app.state.store.close()
    shutil.copy(team.store_database, true)
    restore(team, old)
    late = team.worker.add("hotspot-visit", VISIT)
    assert team.worker.sync().problem is not None
    assert team.supervisor.sync().problem is not None
    restore(team, true)
    team.go_round()
    assert team.worker.standing(late) == "safe"
    assert rows_of(team.worker) == rows_of(team.supervisor)
    assert len(team.worker.rows()) == 3


def test_what_the_store_lost_is_not_called_safe_any_more(team: Team) -> None:
    backup = back_up(team)
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker")
    assert team.worker.standing(visit) == "safe"
    restore(team, backup)
    for _ in range(2):
        report = team.worker.sync()
        assert isinstance(report.problem, HeadMismatch), "it is told every time"
        assert (report.safe, report.only_here) == (0, 1)
        assert team.worker.standing(visit) == "sent"
        assert team.worker.only_here() == 1
        team.worker.lock()
        assert team.worker.standing(visit) == "sent", "after a restart, and with no network"


def test_what_the_backup_holds_is_still_called_safe(rolled_back: Team) -> None:
    """The doubt goes back to where the two histories agree, and no further."""
    team = rolled_back
    before, after = (
        next(r.id for r in team.worker.rows() if team.worker.show(r.id).fields["weather"] == w)
        for w in ("Before", "After")
    )
    for name in ("worker", "supervisor"):
        assert team[name].sync().problem is not None
        assert (team[name].standing(before), team[name].standing(after)) == ("safe", "sent")
    assert (team.worker.only_here(), team.supervisor.only_here()) == (1, 0)


def test_when_the_true_store_is_back_everything_is_safe_again(team: Team) -> None:
    old = back_up(team)
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker")
    true = team.folder / "true.db"
    team.app.state.store.close()
    shutil.copy(team.store_database, true)
    restore(team, old)
    assert team.worker.sync().problem is not None
    assert team.worker.standing(visit) == "sent"
    restore(team, true)
    (report,) = team.sync("worker")
    assert (report.safe, report.only_here) == (1, 0)
    assert team.worker.standing(visit) == "safe"
    assert team.worker.doubts() == []


def test_a_receipt_that_is_not_honoured_is_no_proof_any_more(team: Team) -> None:
    """As above, and what it covered is not called safe."""
    backup = back_up(team)
    visit = team.worker.add("hotspot-visit", VISIT)

    def cut(progress: Progress) -> None:
        team.network.on = not progress.sent

    assert team.worker.sync(progress=cut).problem is not None
    team.network.on = True
    restore(team, backup)
    report = team.worker.sync()
    assert isinstance(report.problem, HeadMismatch)
    assert (report.safe, report.only_here) == (0, 1)
    assert team.worker.standing(visit) == "sent"


def test_it_is_noticed_when_something_new_waits_to_be_sent_as_well(team: Team) -> None:
    """As above: the store takes nothing after what it lost, so the receipts are looked at first."""
    backup = back_up(team)
    visit = team.worker.add("hotspot-visit", VISIT)

    def cut(progress: Progress) -> None:
        team.network.on = not progress.sent

    assert team.worker.sync(progress=cut).problem is not None
    team.network.on = True
    restore(team, backup)
    later = team.worker.add("hotspot-visit", {**VISIT, "weather": "Later"})
    for _ in range(2):
        report = team.worker.sync()
        assert isinstance(report.problem, HeadMismatch)
        assert (report.safe, report.only_here) == (0, 2)
        assert team.worker.standing(visit) == "sent"
        assert team.worker.standing(later) == "only here"
    assert team.worker.sync(after_restore=True).problem is None
    assert (team.worker.standing(visit), team.worker.standing(later)) == ("safe", "safe")
