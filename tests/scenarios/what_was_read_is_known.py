"""Reading, searching and administering is noted before anything is shown, and only the auditor
reads it: durable first, told at the next contact, missed when it is withheld."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from outreach.clock import DeviceClock
from outreach.model import acts
from outreach.session import Session
from outreach.trail import MOST, Trail
from sync.client.log import Log
from sync.envelope import Kind, parse
from sync.errors import CannotOpen, DiskFull, NotAllowed
from sync.next_roster import Changes
from tests.scenarios.audited import MEMBERS
from tests.scenarios.below import log_of, space_of, write
from tests.scenarios.below import payload as payload_of
from tests.scenarios.team import PREMISES, QUIET, Team

SIGHTING: dict[str, Any] = {"first_description": "A girl of about fifteen in a grey coat."}
WORDS: dict[str, Any] = {**QUIET, "verbatim": "He said he would wait for me."}


@pytest.fixture(scope="module")
def audited_partnership(tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = Team(tmp_path_factory.mktemp("audited"), members=MEMBERS)
    try:
        made.meet()
        made.sync()
    finally:
        made.close()
    return made


@pytest.fixture
def audited(audited_partnership: Team, tmp_path: Path) -> Iterator[Team]:
    made = audited_partnership.copy_to(tmp_path / "audited")
    try:
        yield made
    finally:
        made.close()


def told(team: Team, **asked: Any) -> list[tuple[str, str, str | None, str | None]]:
    """Who did what with what, oldest first; the auditor's own looking is left out."""
    team.sync("auditor")
    found = [a for a in team["auditor"].audit(**asked) if a.name != "Auditor"]
    return [(a.name, a.act, a.record, a.text) for a in reversed(found)]


# ---------------------------------------------------------------- durable before it is shown


def test_every_content_view_has_an_earlier_durable_audit_record(
    audited: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    sighting = audited.worker.add("person-sighting", SIGHTING)

    def full(*_: object) -> None:
        raise DiskFull("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Log, "put_act", full)
        for look in (
            lambda: audited.worker.consult(sighting),
            lambda: audited.worker.find("grey coat"),
            lambda: audited.worker.searching("grey coat"),
        ):
            with pytest.raises(DiskFull):
                look()
    before = log_of(audited.worker).count_acts()
    assert audited.worker.consult(sighting).fields == audited.worker.show(sighting).fields
    # Another process, after a power cut at this moment, finds it.
    log = audited.folder / "worker" / "log.db"
    copy = audited.folder / "copy.db"
    for suffix in ("", "-wal"):
        if (log.parent / (log.name + suffix)).exists():
            copy.with_name(copy.name + suffix).write_bytes(
                (log.parent / (log.name + suffix)).read_bytes()
            )
    with sqlite3.connect(copy) as found:
        assert found.execute("SELECT count(*) FROM audit").fetchone() == (before + 1,)


def test_which_records_are_noted_is_data(audited: Team) -> None:
    worker = audited.worker
    quiet, words = worker.add_many("hotspot-visit", [QUIET, WORDS])
    premises = worker.add("premises", PREMISES)
    sighting = worker.add("person-sighting", SIGHTING)
    for record in (quiet, words, premises, sighting):
        worker.consult(record)
    audited.sync("worker")
    assert [record for _, _, record, _ in told(audited)] == [words, sighting]
    assert acts.is_noted("a-kind-of-a-later-version", {}) is False


# ---------------------------------------------------------------- told, and to whom


def test_the_auditor_sees_who_did_what_and_nobody_else_does(audited: Team) -> None:
    worker, licensing = audited.worker, audited.licensing
    sighting = worker.add("person-sighting", SIGHTING)
    audited.go_round()
    audited.supervisor.consult(sighting)
    worker.find("grey coat")
    licensing.find("Kebab")
    audited.sync()
    assert set(told(audited)) == {
        ("Supervisor", "read", sighting, None),
        ("Worker", "search", None, "grey coat"),
        ("Licensing", "search", None, "Kebab"),
    }
    assert told(audited, person="worker") == [("Worker", "search", None, "grey coat")]
    assert told(audited, record=sighting[:8]) == [("Supervisor", "read", sighting, None)]
    assert told(audited, act="export") == []
    for session in (audited.supervisor, worker, licensing):
        with pytest.raises(NotAllowed):
            session.audit()
        with pytest.raises(NotAllowed):
            session.withheld()
        assert session.model.connection.execute("SELECT count(*) FROM act").fetchone() == (0,)


def test_only_the_auditor_opens_them(audited: Team) -> None:
    """Every key that the others hold is tried on every audit entry of the whole store."""
    audited.supervisor.find("a very rare word")
    audited.licensing.find("another rare word")
    audited.sync()
    space = space_of(audited["auditor"], "audit")
    with sqlite3.connect(audited.store_database) as store:
        entries = [parse(raw) for (raw,) in store.execute("SELECT raw FROM entry")]
    deposits = [e for e in entries if e.space == space and e.kind is Kind.DEPOSIT]
    assert len(deposits) == 2
    assert {e.header[80:84] for e in deposits} == {deposits[0].header[80:84]}, "one size"
    stored = audited.store_database.read_bytes()
    for word in (b"rare word", b"audit", b"Kebab"):
        assert word not in stored
    for name in ("supervisor", "licensing", "worker"):
        session = audited[name]
        assert session.identity.epochs[space] == {}
        for entry in deposits:
            if entry.device != session.identity.device:
                with pytest.raises(CannotOpen):
                    session._opener._payload(entry)


def test_it_is_told_at_the_lock_and_offline_reads_come_later(audited: Team) -> None:
    sighting = audited.worker.add("person-sighting", SIGHTING)
    audited.network.on = False
    audited.worker.consult(sighting)
    assert log_of(audited.worker).count_acts() == 1
    audited.worker.lock()
    assert log_of(audited.worker).count_acts() == 0
    audited.network.on = True
    audited.sync("worker")
    assert told(audited) == [("Worker", "read", sighting, None)]


def test_the_auditors_tablet_keeps_it_over_a_lock_and_reads_it_anew(audited: Team) -> None:
    audited.worker.find("grey coat")
    audited.sync("worker")
    before = told(audited)
    auditor = audited["auditor"]
    auditor._keeper._folded_since = 1000
    auditor.lock()
    assert told(audited) == before
    audited["auditor"].retry_quarantine()
    assert told(audited) == before


def test_an_audit_deposit_counts_as_nobodys_change(audited: Team) -> None:
    audited.worker.find("grey coat")
    audited.worker._chain_acts()
    assert audited.worker.only_here() == 0
    assert audited.worker.sync().sent == 0


# ---------------------------------------------------------------- once, and with a count


def test_opening_again_within_a_quarter_of_an_hour_is_one_event_with_a_count(
    audited: Team,
) -> None:
    now = [10_000_000]
    audited.worker.lock()
    worker = audited._sessions["worker"] = audited.unlock(
        "worker", clock=DeviceClock(monotonic=lambda: now[0])
    )
    sighting = worker.add("person-sighting", SIGHTING)
    worker.consult(sighting)
    worker.consult(sighting)
    worker.consult(sighting, still=True)  # drawn anew
    assert log_of(worker).count_acts() == 1
    now[0] += acts.again_within_ms()
    worker.consult(sighting)
    audited.sync("worker", "auditor")
    assert [(a.act, a.count) for a in audited["auditor"].audit(person="Worker")] == [
        ("read", 1),
        ("read", 2),
    ]


def test_typing_makes_an_event_for_each_word_and_not_for_each_key(audited: Team) -> None:
    now = [0]
    worker = audited.worker
    worker._trail._clock = DeviceClock(monotonic=lambda: now[0])

    def typing(*texts: str) -> None:
        for text in texts:
            now[0] += 100
            worker.searching(text)

    typing("s", "si", "sil", "silver", "silve", "silv", "s", "st", "ste", "steel")
    now[0] += 5000
    typing("steel", "", "silver", "silver c")
    now[0] += 5000
    typing("silver car")
    audited.sync("worker")
    assert [text for *_, text in told(audited)] == ["silver", "steel", "silver c", "silver car"]


# ---------------------------------------------------------------- all or nothing


@pytest.mark.parametrize("where", ["append", "drop_acts", "set_note"])
def test_a_crash_while_it_is_chained_neither_loses_nor_doubles(
    audited: Team, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    worker = audited.worker
    worker.find("grey coat")

    class Dies(BaseException):
        pass

    def dies(*_: object) -> None:
        raise Dies

    with monkeypatch.context() as patched:
        patched.setattr(Log, where, dies)
        with pytest.raises(Dies):
            worker._chain_acts()
    worker._log.close()  # as after a kill: nothing is done at the end
    worker._vault.lock()
    assert log_of(audited.worker).count_acts() == 1
    audited.sync("worker")
    audited.sync("worker")
    assert told(audited) == [("Worker", "search", None, "grey coat")]


def test_many_acts_go_in_several_entries(audited: Team) -> None:
    for number in range(900):
        audited.worker._trail.note("search", text=f"{number:04} " + "wörter " * 20)
    audited.sync("worker")
    texts = [text for *_, text in told(audited)]
    assert len(texts) == 900
    assert texts == sorted(texts, key=str)


def test_a_damaged_act_is_counted_and_holds_nothing_up(audited: Team) -> None:
    audited.worker.find("grey coat")
    audited.worker.find("red coat")
    log_of(audited.worker).put_act(1, b"\0\0\0\0rubbish")
    audited.sync("worker")
    assert [(act, text) for _, act, _, text in told(audited)] == [
        ("search", "red coat"),
        ("lost", None),
    ]


def test_a_change_of_passphrase_seals_what_waits_anew(audited: Team) -> None:
    audited.worker.find("grey coat")
    audited.worker.change_passphrase("another correct horse battery", scrypt_n=1 << 14)
    audited.sync("worker")
    assert [text for *_, text in told(audited)] == ["grey coat"]


class TestWithoutAnAuditSpace:
    def test_nothing_breaks_and_it_is_said(self, team: Team) -> None:
        sighting = team.worker.add("person-sighting", SIGHTING)
        team.worker.consult(sighting)
        team.go_round()
        assert team.worker.acts_waiting.acts == 1
        with pytest.raises(NotAllowed, match="no audit space"):
            team.worker.audit()
        team.worker.lock()
        assert team.worker.acts_waiting.acts == 1

    def test_the_queue_is_bounded_and_what_is_lost_is_counted(
        self, team: Team, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("outreach.trail.MOST", 150)
        trail: Trail = team.worker._trail
        for number in range(400):
            trail.note("search", text=f"word {number}")
        assert (trail.waiting().acts, trail.waiting().lost) == (150, 250)
        assert trail.batch().entries[-1][-1]["n"] == 250
        assert MOST == 5_000


# ---------------------------------------------------------------- withheld


def test_withholding_one_once_chained_shows(audited: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's changes name what the store, or a modified app, keeps from the auditor."""
    worker = audited.worker
    worker.find("grey coat")
    audited.sync("worker", "auditor")
    assert audited["auditor"].withheld() == []
    worker.find("what nobody is to know")
    worker._chain_acts()
    space = space_of(audited["auditor"], "audit")
    with monkeypatch.context() as patched:
        unsent = Log.unsent

        def none_of_it(log: Log, of: bytes, entries: int, size: int) -> Any:
            return [] if of == space else unsent(log, of, entries, size)

        patched.setattr(Log, "unsent", none_of_it)
        worker.add("hotspot-visit", QUIET)
        assert worker.sync().problem is None
    audited.sync("supervisor")
    audited.supervisor.find("anything")  # its batch tells of the worker too
    audited.sync("supervisor", "auditor")
    [missing] = audited["auditor"].withheld()
    assert missing.device == worker.identity.device.hex()
    assert (missing.name, missing.named, missing.arrived) == ("Worker", 2, 1)
    assert missing.witnesses == ("Supervisor",)
    assert missing.named_ms is not None
    assert missing.arrived_ms is not None
    audited.sync("worker", "auditor")
    assert audited["auditor"].withheld() == []


def test_what_is_chained_names_the_newest_and_is_told_once(audited: Team) -> None:
    worker = audited.worker
    worker.find("grey coat")
    audited.sync("worker")
    visit = worker.add("hotspot-visit", QUIET)
    tip = log_of(worker).own_tip(space_of(worker, "audit"), worker.identity.device)
    raw = log_of(worker).outbox(space_of(worker, "safeguarding"))[-1].raw
    assert worker._opener._payload(parse(raw))["audit"] == f"1:{tip.id.hex()[:32]}"
    audited.go_round()
    device = worker.identity.device.hex()
    assert audited.supervisor._news_of_others() == {device: 1}
    audited.supervisor.consult(visit)
    audited.supervisor.find("x")
    audited.supervisor._chain_acts()
    assert audited.supervisor._news_of_others() == {}


def test_rubbish_in_the_audit_space_is_set_aside(audited: Team) -> None:
    founder = audited["founder"]
    for changed in (
        {"type": "audit", "set": {"events": "many"}},
        {"type": "audit", "set": {"events": [{"act": "sing"}]}},
        {"type": "audit", "set": {"events": [], "witnessed": {"x": 1}}},
    ):
        write(founder, payload_of(founder, "audit", **changed), space="audit")
    good = {"type": "audit", "set": {"events": [], "witnessed": {}}}
    write(founder, payload_of(founder, "safeguarding", **good), space="safeguarding")
    audited.sync("founder", "auditor", "supervisor")
    assert len(audited["auditor"].quarantine()) == 3
    assert len(audited.supervisor.quarantine()) == 1


def test_administering_is_noted(audited: Team) -> None:
    def nothing(*_: object) -> None:
        return None

    founder: Session = audited["founder"]
    assert founder.change_members({"safeguarding": nothing}) == []
    audited.sync("founder")
    assert ("Founder", "administration", None, "members") in told(audited)


def test_what_was_sealed_anew_before_it_left_is_not_missed(audited: Team) -> None:
    """A new epoch gives waiting batches another id; their numbers stay, and these are compared."""
    worker, founder = audited.worker, audited["founder"]
    audited.network.on = False
    worker.find("grey coat")
    worker._chain_acts()
    space = space_of(worker, "audit")
    before = log_of(worker).own_tip(space, worker.identity.device)
    worker.add("hotspot-visit", QUIET)
    audited.network.on = True
    assert founder.change_members({"audit": lambda *_: Changes(rotate=True)}) == ["audit"]
    audited.go_round()
    assert audited.supervisor._news_of_others() == {worker.identity.device.hex(): before.seq}
    assert ("Worker", "search", None, "grey coat") in told(audited)
    after = log_of(audited["auditor"]).tip(space, worker.identity.device)
    assert after.seq == before.seq
    assert after.id != before.id
    assert audited["auditor"].withheld() == []


def test_the_auditors_looking_is_noted_once_while_the_list_stays_open(audited: Team) -> None:
    auditor = audited["auditor"]
    for _ in range(3):
        auditor.audit()
        audited.sync("auditor")
    looked = [one for one in auditor.audit() if one.name == "Auditor"]
    assert [(one.act, one.space, one.count) for one in looked] == [("search", "audit", 1)]
