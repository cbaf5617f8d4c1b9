"""A record is erased: its words are gone from the store and from every device, its place is not.

One admin erases, or two, where the partnership says so. A device that was offline complies at its
next contact. What a court may want is held, and then nothing erases it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from outreach.drafts import Draft
from outreach.session import Session
from sync.client.verify import verify
from sync.errors import BadRuling, InputError, NotAllowed, NotFound, OutreachError
from sync.next_roster import Changes
from tests.scenarios.below import log_of, space_of
from tests.scenarios.team import VISIT, Team, rows_of

WORDS = "The quiet lad with the zebrafinch tattoo got out at the side door."
REASON = "The family asked, and the data protection officer agreed."


def visit(team: Team) -> str:
    """A visit that was corrected and reviewed, on everybody's tablet who may read it."""
    record = team.worker.add("hotspot-visit", {**VISIT, "fact": WORDS})
    team.worker.add("hotspot-visit", {**VISIT, "fact": "Something else."})
    team.go_round()
    team.worker.correct(record, {"fact": WORDS + " Twice."}, "Seen twice")
    team.go_round()
    team.supervisor.return_record(record, [("fact", "Was it the zebrafinch again?")])
    team.go_round()
    return record


def bodies_of(path: Path, table: str = "entry") -> list[bytes]:
    """The body of every entry in a database."""
    with sqlite3.connect(path) as database:
        return [raw[180:] for (raw,) in database.execute(f"SELECT raw FROM {table}") if raw[180:]]


def files_hold(folder: Path, bodies: list[bytes]) -> list[str]:
    """The files below a folder in which any of these bodies can still be found."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file()
        for content in [path.read_bytes()]
        if any(body[16:80] in content for body in bodies)
    ]


def test_it_is_gone_from_the_store_and_from_every_device(team: Team) -> None:
    record = visit(team)
    space = space_of(team.worker, "safeguarding")
    marks = {
        version.entry for version in team.supervisor.history(record) if version.position is not None
    }
    assert len(marks) == 3
    with sqlite3.connect(team.store_database) as store:
        held = [
            raw[180:]
            for entry_id, raw in store.execute("SELECT id, raw FROM entry")
            if entry_id.hex() in marks
        ]
    team.worker._keeper._folded_since = 1000
    team.worker.lock()  # with a snapshot that holds it
    [ruling] = team.supervisor.erase(record, REASON)
    assert (ruling.verb, ruling.state, ruling.entries) == ("erase", "done", 3)
    with pytest.raises(NotFound):
        team.supervisor.show(record)
    assert team.supervisor.find("zebrafinch") == []
    assert team.worker.find("zebrafinch") != [], "it was offline and does not know yet"
    assert team.worker.sync().problem is None
    assert team.worker.find("zebrafinch") == []
    assert team.supervisor.quarantine() == team.worker.quarantine() == []
    assert len(team.worker.rows("hotspot-visit")) == 1
    assert rows_of(team.worker) == rows_of(team.supervisor)
    for session in (team.worker, team.supervisor):
        identity = session.identity
        found = verify(log_of(session), list(identity.epochs), identity.device, identity.store_key)
        assert found.faults == []
        session.lock()
    team.close()
    assert files_hold(team.folder, held) == [], "not one sealed byte of it is left anywhere"
    assert team.worker.find("zebrafinch") == [], "nor does it come back out of the log"
    assert team.worker._membership[space].rulings.erased


def test_a_new_reader_gets_the_place_and_not_the_words(team: Team) -> None:
    record = visit(team)
    team.supervisor.erase(record, REASON)
    team.worker.lock()
    (team.folder / "worker" / "log.db").unlink()
    from sync.client.log import Log

    Log(team.folder / "worker" / "log.db", new=True).close()
    assert team.worker.sync().problem is None
    assert rows_of(team.worker) == rows_of(team.supervisor)
    assert team.worker.quarantine() == []


def test_only_an_admin_erases_with_a_reason_and_only_what_was_sent(team: Team) -> None:
    record = visit(team)
    with pytest.raises(NotAllowed):
        team.worker.erase(record, REASON)
    with pytest.raises(InputError, match="reason"):
        team.supervisor.erase(record, " ")
    own = team.supervisor.add("hotspot-visit", VISIT)
    team.network.on = False
    with pytest.raises(OutreachError):
        team.supervisor.erase(own, REASON)
    assert team.supervisor.show(own).fields["fact"] == VISIT["fact"]


def test_a_hold_refuses_until_it_is_released(team: Team) -> None:
    record = visit(team)
    [hold] = team.supervisor.hold(record, "The inquiry may want it.")
    assert hold.state == "holds"
    with pytest.raises(NotAllowed, match="legal hold"):
        team.supervisor.erase(record, REASON)
    team.sync("worker", "supervisor")
    assert team.worker.show(record).fields["fact"].startswith(WORDS)
    team.supervisor.release(hold.id, "The inquiry is over.")
    [ruling] = team.supervisor.erase(record, REASON)
    assert ruling.state == "done"
    states = [(one.verb, one.state) for one in team.supervisor.rulings()]
    assert ("hold", "released") in states


def test_a_half_written_correction_of_it_is_dropped_with_it(team: Team) -> None:
    record = visit(team)
    team.worker.save_draft(
        Draft("ab" * 16, "hotspot-visit", 1, {"fact": WORDS}, corrects=record, started_ms=1)
    )
    team.worker.save_draft(Draft("cd" * 16, "hotspot-visit", 1, {"fact": "Another."}))
    team.supervisor.erase(record, REASON)
    team.sync("worker")
    assert [draft.id for draft in team.worker.drafts()] == ["cd" * 16]


def both_administer(team: Team) -> tuple[Session, Session]:
    """The worker administers safeguarding as well, and the partnership asks for two."""
    device = team.worker.identity.device
    team.supervisor.change_members(
        {"safeguarding": lambda roster, people: Changes(roles={device: "admin"}, erasers=2)}
    )
    team.sync("worker")
    return team.supervisor, team.worker


def test_where_two_are_asked_for_one_alone_erases_nothing(team: Team) -> None:
    record = visit(team)
    first, second = both_administer(team)
    [asked] = first.erase(record, REASON)
    assert asked.state == "waits for a second"
    assert first.show(record).fields["fact"].startswith(WORDS)
    with pytest.raises(NotAllowed, match="second person"):
        first.second(asked.id, REASON)
    team.sync("worker")
    assert second.second(asked.id, "I agree.").state == "done"
    with pytest.raises(NotFound):
        second.show(record)
    team.sync("supervisor")
    with pytest.raises(NotFound):
        first.show(record)


def test_an_erasure_that_lost_against_a_hold_says_so(team: Team) -> None:
    """Both were offline: whoever is numbered first is in force, the other one is void."""
    record = visit(team)
    first, second = both_administer(team)
    second.hold(record, "The inquiry may want it.")
    with pytest.raises((NotAllowed, BadRuling)):
        first.erase(record, REASON)
    team.sync("worker", "supervisor")
    assert rows_of(first) == rows_of(second)
    assert first.show(record).fields["fact"].startswith(WORDS)
