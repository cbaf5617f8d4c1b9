"""The store's machine died; its administrator restores last night's backup and says so.

Until somebody says so it is an alarm, every time. Then a tablet that had seen what the backup lacks
gives it back, other people's entries included, and everybody goes on as if nothing had happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from outreach.cli import cli
from outreach.session import Session
from sync import wire
from sync.chain import next_head
from sync.client import restoring
from sync.client.engine import Progress
from sync.envelope import parse
from sync.errors import HeadMismatch, StoreRefused
from sync.keys import SigningKey
from sync.store.check import check
from sync.store.tables import DEVICE, ENTRY, ROSTER, SPACE
from tests.scenarios.a_store_that_went_back import back_up, restore
from tests.scenarios.below import log_of, space_of
from tests.scenarios.team import PREMISES, VISIT, Team, rows_of


def content(team: Team) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the store holds of its spaces."""
    store = team.app.state.store
    tables = (SPACE, ENTRY, DEVICE, ROSTER)
    return {
        table.name: sorted(
            tuple(row) for row in store.read(lambda c, t=table: c.execute(t.select()))
        )
        for table in tables
    }


@pytest.fixture
def night(team: Team) -> tuple[Path, dict[str, str]]:
    """Everybody writes, reads and answers after the backup was made; nothing of it is in there."""
    team.worker.add("hotspot-visit", {**VISIT, "weather": "Before"})
    team.go_round()
    backup = back_up(team)
    first = team.worker.add("hotspot-visit", {**VISIT, "weather": "After"})
    check_of = team.licensing.add("premises", PREMISES)
    team.go_round()
    team.supervisor.return_record(first, [(None, "Which door?")])
    team.go_round()
    team.worker.correct(first, {"fact": "The side door."}, "As asked")
    team.go_round()
    return backup, {"visit": first, "premises": check_of}


def test_what_was_lost_is_given_back(team: Team, night: tuple[Path, dict[str, str]]) -> None:
    backup, records = night
    before, true = rows_of(team.worker), content(team)
    assert rows_of(team.supervisor) == before
    restore(team, backup)
    assert content(team) != true
    for _ in range(2):
        for session in team.everyone:
            report = session.sync()
            assert isinstance(report.problem, HeadMismatch), "told every time, and healed by nobody"
            assert "--after-restore" in report.problem.advice
    assert content(team) != true
    assert team.worker.standing(records["visit"]) == "sent"
    report = team.worker.sync(after_restore=True)
    assert (report.problem, report.only_here) == (None, 0)
    team.sync("supervisor", "licensing")
    assert content(team) == true, "the same positions, times, heads, tips and usage"
    assert check(team.app.state.store).faults == []
    for session in team.everyone:
        assert session.doubts() == []
        assert session.quarantine() == []
    assert team.worker.standing(records["visit"]) == "safe"
    assert team.licensing.standing(records["premises"]) == "safe"
    assert rows_of(team.worker) == rows_of(team.supervisor) == before
    later = team.worker.correct(records["visit"], {"weather": "Rain"}, "Left out")
    team.go_round()
    assert team.supervisor.show(later).fields["weather"] == "Rain"
    assert team.worker.standing(later) == "safe"


def test_it_is_noted_for_whoever_looks_into_it(
    team: Team, night: tuple[Path, dict[str, str]]
) -> None:
    backup, _ = night
    restore(team, backup)
    team.worker.sync()
    team.worker.sync(after_restore=True)
    log = log_of(team.worker)
    names = [name for (name,) in log._rows("SELECT name FROM note")]
    space = space_of(team.worker, "safeguarding").hex()
    (evidence,) = (name for name in names if name.startswith(f"evidence {space}"))
    kept = wire.Statement.parse(bytes.fromhex(log.note(evidence) or ""))
    kept.check(team.token.store_key)
    assert any(name.startswith(f"given back {space}") for name in names)


def test_it_goes_in_stretches_and_whoever_has_seen_more_gives_more(
    team: Team, night: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, _ = night
    monkeypatch.setattr(restoring, "_STRETCH_ENTRIES", 2)
    team.supervisor.add("hotspot-visit", {**VISIT, "weather": "Last"})
    team.sync("supervisor")  # the worker has not seen this one
    true, shown = content(team), rows_of(team.supervisor)
    restore(team, backup)
    assert team.worker.sync(after_restore=True).problem is None
    assert content(team) != true
    assert isinstance(team.supervisor.sync().problem, HeadMismatch)
    assert team.supervisor.sync(after_restore=True).problem is None
    assert content(team) == true
    team.sync("worker")
    assert rows_of(team.worker) == rows_of(team.supervisor) == shown


def test_what_was_written_meanwhile_follows(team: Team, night: tuple[Path, dict[str, str]]) -> None:
    backup, _ = night
    restore(team, backup)
    visits = [s.add("hotspot-visit", VISIT) for s in (team.worker, team.supervisor)]
    for session in (team.worker, team.supervisor):
        assert session.sync().sent == 0
    assert team.worker.sync(after_restore=True).problem is None
    team.sync("supervisor", "worker")
    assert [team.worker.standing(v) for v in visits] == ["safe", "safe"]
    assert rows_of(team.worker) == rows_of(team.supervisor)


def test_the_network_fails_in_the_middle_of_it(
    team: Team, night: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, _ = night
    monkeypatch.setattr(restoring, "_STRETCH_ENTRIES", 1)
    true = content(team)
    restore(team, backup)
    with breaking_off(team, after=6):
        assert team.worker.sync(after_restore=True).problem is not None
    assert isinstance(team.worker.sync().problem, HeadMismatch), "confirmed for one pass only"
    assert team.worker.sync(after_restore=True).problem is None
    team.sync("supervisor", "licensing")
    assert content(team) == true


@contextmanager
def breaking_off(team: Team, after: int) -> Iterator[None]:
    real = team.network.handle_async_request

    async def counted(request: object) -> object:
        nonlocal after
        after -= 1
        team.network.on = after > 0
        return await real(request)  # type: ignore[arg-type]

    team.network.handle_async_request = counted  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        team.network.handle_async_request = real  # type: ignore[method-assign]
        team.network.on = True


def test_a_receipt_that_cannot_be_honoured_is_annulled_and_its_entry_sent_again(team: Team) -> None:
    """Pushed and receipted, never pulled, and lost: nobody but its author holds it."""
    backup = back_up(team)
    visit = team.worker.add("hotspot-visit", VISIT)

    def cut(progress: Progress) -> None:
        team.network.on = not progress.sent

    team.worker.sync(progress=cut)
    team.network.on = True
    restore(team, backup)
    assert team.worker.sync().problem is not None
    report = team.worker.sync(after_restore=True)
    assert (report.problem, report.safe, report.only_here) == (None, 1, 0)
    team.sync("worker", "supervisor")
    assert team.worker.standing(visit) == "safe"
    assert team.supervisor.show(visit).fields["fact"] == VISIT["fact"]
    notes = [name for (name,) in log_of(team.worker)._rows("SELECT name FROM note")]
    assert any(name.startswith("annulled ") for name in notes)


def test_after_restore_on_a_store_that_was_not_restored_changes_nothing(team: Team) -> None:
    team.worker.add("hotspot-visit", VISIT)
    team.sync("worker")
    true = content(team)
    assert team.worker.sync(after_restore=True).problem is None
    assert content(team) == true


def forged(session: Session, space: bytes, after: int, key: SigningKey | None) -> bytes:
    """A stretch with another time than there was; signed anew where somebody has a key."""
    log = log_of(session)
    statement = log.statement(space)
    assert statement is not None
    stored = [s for block in log.entries(space, after) for s in block]
    stored[-1] = stored[-1]._replace(received_ms=1)
    if key is not None:
        head = log.head_at(space, after) or b""
        for number, one in enumerate(stored, after + 1):
            head = next_head(head, number, one.received_ms or 0, parse(one.raw).id)
        last = after + len(stored)
        statement = wire.Statement(space, last, head, statement.time_ms).signed(key)
    items = [(wire.ENTRY, one.received_ms or 0, one.raw) for one in stored]
    return wire.history_bytes(after + 1, items, [], statement)


def test_a_history_that_the_store_never_signed_is_refused(
    team: Team, night: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    backup, _ = night
    restore(team, backup)
    before = content(team)
    for key in (None, SigningKey(bytes(range(32)))):
        monkeypatch.setattr(
            restoring,
            "_stretch",
            lambda log, signed, after, key=key: forged(team.worker, signed.space, after, key),
        )
        report = team.worker.sync(after_restore=True)
        assert isinstance(report.problem, StoreRefused)
        assert report.problem.reason == wire.BAD_SIGNATURE
        assert content(team) == before


def test_the_command_says_what_it_is_for() -> None:
    shown = CliRunner().invoke(cli, ["sync", "--help"])
    assert "--after-restore" in shown.output
    assert "confirms" in shown.output


def test_what_was_erased_after_the_backup_is_erased_again(
    team: Team, night: tuple[Path, dict[str, str]]
) -> None:
    backup, records = night
    team.supervisor.erase(records["visit"], "The court ordered it.")
    team.go_round()
    true = content(team)
    restore(team, backup)
    assert team.supervisor.sync(after_restore=True).problem is None
    team.sync("worker", "licensing")
    assert content(team) == true, "stubs are given back as stubs"
    assert check(team.app.state.store).faults == []
    assert rows_of(team.worker) == rows_of(team.supervisor)
    assert records["visit"] not in {row.id for row in team.worker.rows()}
