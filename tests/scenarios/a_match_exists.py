"""A nickname, a registration, a telephone number that another space holds too: one learns that
there is a match and whom to ask, and nothing else.

What is published lies in the common space, where everybody may look: it has no content in it, and
nothing that leads to a record. Without the common space's key it cannot be linked to anything.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from outreach.model import pointers
from outreach.model.pointers import POINTER
from outreach.session import Session
from sync.envelope import Kind, open_body, parse
from sync.next_roster import Changes
from sync.plaintext import unpack
from tests.scenarios.below import log_of, space_of
from tests.scenarios.canaries import Canaries, find
from tests.scenarios.team import PREMISES, Team

DECISION: dict[str, Any] = {
    "purpose": "It concerns a source",
    "basis": ["part3_task"],
    "consent": "not_asked_risk",
    "necessity": "Nobody else may know",
}
SPACES = ("premises", "safeguarding", "intelligence", "sealed-sources", "audit")
PEOPLE: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "supervisor": ("Rochdale Council", ("supervisor",), dict.fromkeys(SPACES, "admin")),
    "worker": (
        "Early Break",
        ("outreach-worker",),
        {
            **dict.fromkeys(SPACES, "depositor"),
            "premises": "writer",
            "safeguarding": "writer",
        },
    ),
    "licensing": (
        "Trafford Licensing",
        ("licensing-officer",),
        {**dict.fromkeys(SPACES, "depositor"), "premises": "writer"},
    ),
    "auditor": ("Council", ("auditor",), {"premises": "reader", "safeguarding": "depositor"}),
}


@pytest.fixture(scope="module")
def six_spaces(tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = Team(tmp_path_factory.mktemp("matching"), members=PEOPLE)
    try:
        made.meet()
    finally:
        made.close()
    return made


@pytest.fixture
def team(six_spaces: Team, tmp_path: Path) -> Iterator[Team]:
    made = six_spaces.copy_to(tmp_path / "team")
    try:
        yield made
    finally:
        made.close()


def pointing(session: Session, space: str = "premises") -> list[dict[str, Any]]:
    """What the pointers say that lie in a space, as whoever holds its key opens them."""
    found = []
    ident = space_of(session, space)
    keys = session.identity.epochs[ident]
    log = log_of(session)
    blocks = [*log.entries(ident, 0), log.outbox(ident)]
    for item in (item for block in blocks for item in block):
        entry = parse(item.raw)
        if entry.kind is Kind.CHANGE:
            said = unpack(open_body(entry, keys[entry.epoch]))
            found += [said] if said["type"] == POINTER else []
    return found


def test_a_licensing_officer_sees_that_a_match_exists_and_nothing_else(team: Team) -> None:
    team.worker.add("person-sighting", {"names_heard": "Smiler", "telephone": "07700 900123"})
    team.worker.add("vehicle-sighting", {"registration": "AB12 CDE"})
    team.go_round()
    (match,) = team.licensing.matches("person-sighting", {"names_heard": "a lad called SMILER"})
    assert (match.what, match.space, match.ask) == ("nickname", "safeguarding", "supervisor")
    assert match.people == ("Supervisor, Rochdale Council",)
    (match,) = team.licensing.matches("premises", {"telephone": "+44 7700 900123"})
    assert match.what == "telephone"
    (match,) = team.licensing.matches_of("ab12 cde")
    assert match.what == "registration"
    assert team.licensing.matches_of("AB12 CDF") == []
    assert team.licensing.rows() == []
    assert team.licensing.find("Smiler") == []
    assert team.worker.matches_of("Smiler") == [], "who reads safeguarding finds it there"
    assert team.licensing.model.unknown == 0

    team.licensing.lock()
    again = team.unlock("licensing")
    assert [one.space for one in again.matches_of("Smiler")] == ["safeguarding"]


def test_there_is_no_content_in_a_pointer(team: Team) -> None:
    canaries = Canaries(random.Random(20261129))
    nickname, telephone = canaries.word("nickname"), canaries.digits(11)
    record = team.worker.add(
        "person-sighting",
        {"names_heard": nickname, "telephone": telephone, "fact": canaries.word("fact")},
    )
    team.go_round()
    said = pointing(team.licensing)
    assert [one["set"].keys() for one in said] == [{"token", "what", "space", "ask"}] * 2
    assert record not in str(said)
    needles = {**canaries.needles(), record.encode(): "the id of the record"}
    assert find(str(said).encode(), needles) == set()
    for path in sorted(team.folder.glob("store*")):
        if path.is_file() and path.suffix != ".key":
            assert find(path.read_bytes(), needles) == set(), path.name
    # The licensing officer's tablet holds it, sealed and unlocked, and nothing of it either.
    assert find(team.licensing.model.serialize(), needles) == set()
    assert len(team.licensing.matches_of(nickname)) == 1


def test_without_the_key_nothing_can_be_linked(team: Team) -> None:
    """Two partnerships hold the same nickname; and the store compares the bytes of two tablets."""
    team.worker.add("person-sighting", {"names_heard": "Smiler"})
    team.supervisor.add("person-sighting", {"names_heard": "Smiler"})
    team.go_round()
    said = [one["set"]["token"] for one in pointing(team.licensing)]
    assert len(said) == 2
    assert len(set(said)) == 1, "who holds the key sees that it is the same"
    first = team.licensing.identity.epochs[space_of(team.licensing, "premises")][1]
    other = pointers.match_key(bytes(32))
    assert said[0] == pointers.token(pointers.match_key(first), "nickname", "smiler")
    assert said[0] != pointers.token(other, "nickname", "smiler")
    with sqlite3.connect(team.store_database) as store:
        raws = [raw for (raw,) in store.execute("SELECT raw FROM entry")]
    assert not [raw for raw in raws if bytes.fromhex(said[0]) in raw]
    assert not [raw for raw in raws if said[0].encode() in raw or b"pointer" in raw]


def test_sealed_sources_and_audit_publish_nothing(team: Team) -> None:
    child = team.supervisor.add("vehicle-sighting", {"registration": "AB12 CDE"})
    before = pointing(team.supervisor)
    shared = team.supervisor.share(child, "sealed-sources", DECISION)
    team.supervisor.log_act("search", text="AB12 CDE")
    team.go_round()
    assert shared.copy is not None
    assert team.supervisor.show(shared.copy).space == "sealed-sources"
    assert pointing(team.supervisor) == before
    assert {one["set"]["space"] for one in before} == {"safeguarding"}


def test_a_deposit_publishes_too_and_nobody_matches_themselves(team: Team) -> None:
    child = team.licensing.add("person-sighting", {"names_heard": "Smiler"})
    team.go_round()
    assert team.licensing.matches_of("Smiler") == [], "it is their own"
    assert len(pointing(team.licensing)) == 1
    team.worker.add("person-sighting", {"names_heard": "Smiler"})
    team.go_round()
    assert [one.space for one in team.licensing.matches_of("Smiler")] == ["safeguarding"]
    fields = team.licensing.show(child).fields
    assert len(team.licensing.matches("person-sighting", fields)) == 1


def test_each_space_names_whom_to_ask(team: Team) -> None:
    seen = team.worker.add("vehicle-sighting", {"registration": "AB12 CDE"})
    team.worker.share(seen, "intelligence", DECISION, {"fact": None})
    team.go_round()
    assert [(one.space, one.ask) for one in team.licensing.matches_of("AB12CDE")] == [
        ("intelligence", "intelligence-officer"),
        ("safeguarding", "supervisor"),
    ]
    assert [one.space for one in team.worker.matches_of("AB12CDE")] == [], "their own deposit"


def test_a_value_is_published_once_by_a_tablet(team: Team) -> None:
    for _ in range(3):
        team.worker.add("person-sighting", {"names_heard": "Smiler"})
    assert len(pointing(team.worker)) == 1
    team.worker.add("person-sighting", {"names_heard": "Smiler, Big Tony"})
    assert len(pointing(team.worker)) == 2
    team.worker.add("person-sighting", {"clothing": "A grey coat"})
    assert len(pointing(team.worker)) == 2


def test_what_is_corrected_away_or_withdrawn_is_matched_no_more(team: Team) -> None:
    first = team.worker.add("person-sighting", {"names_heard": "Smiler"})
    second = team.worker.add("person-sighting", {"names_heard": "Smiler"})
    team.go_round()
    team.worker.correct(first, {"names_heard": "Grinner"}, "Misheard")
    team.go_round()
    assert len(team.licensing.matches_of("Grinner")) == 1
    assert len(team.licensing.matches_of("Smiler")) == 1, "the second still says so"
    team.supervisor.withdraw(second, "Somebody else's")
    team.go_round()
    assert team.licensing.matches_of("Smiler") == []
    team.supervisor.withdraw(first, "Somebody else's")
    team.go_round()
    assert team.licensing.matches_of("Grinner") == []
    team.worker.add("person-sighting", {"names_heard": "Smiler"})
    team.go_round()
    assert len(team.licensing.matches_of("Smiler")) == 1, "and it may come again"


def test_what_is_erased_is_matched_no_more(team: Team) -> None:
    record = team.worker.add("person-sighting", {"names_heard": "Smiler"})
    team.go_round()
    team.supervisor.erase(record, "Recorded about the wrong person")
    team.go_round()
    assert team.licensing.matches_of("Smiler") == []


def test_nor_when_two_erased_it(team: Team) -> None:
    record = team.worker.add("person-sighting", {"names_heard": "Smiler"})
    team.go_round()
    device = team.worker.identity.device
    team.supervisor.change_members(
        {"safeguarding": lambda _roster, _people: Changes(roles={device: "admin"}, erasers=2)}
    )
    team.go_round()
    (asked,) = team.supervisor.erase(record, "Recorded about the wrong person")
    team.go_round()
    assert len(team.licensing.matches_of("Smiler")) == 1, "nobody has seconded it"
    assert team.worker.second(asked.id, "I agree.").state == "done"
    team.go_round()
    assert team.licensing.matches_of("Smiler") == []


def test_a_depositor_withdraws_only_what_they_published(team: Team) -> None:
    team.worker.add("person-sighting", {"names_heard": "Smiler"})
    child = team.licensing.add("person-sighting", {"names_heard": "Smiler"})
    team.go_round()
    team.licensing.withdraw(child, "Somebody else")
    team.go_round()
    assert len(team.licensing.matches_of("Smiler")) == 1


def test_who_may_not_write_to_the_common_space_publishes_nothing(team: Team) -> None:
    auditor = team["auditor"]
    child = auditor.add("person-sighting", {"names_heard": "Smiler"})
    team.go_round()
    assert team.supervisor.show(child).fields["names_heard"] == "Smiler"
    assert pointing(team.licensing) == []


def test_the_record_and_its_pointer_or_neither(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    log, calls = log_of(team.worker), 0
    append = log.append

    def failing(entries: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError("no room")
        append(entries)

    monkeypatch.setattr(log, "append", failing)
    with pytest.raises(OSError, match="no room"):
        team.worker.add("person-sighting", {"names_heard": "Smiler"})
    monkeypatch.undo()
    assert team.worker.rows() == []
    assert pointing(team.worker) == []


def test_what_everybody_reads_publishes_nothing(team: Team) -> None:
    team.worker.add("premises", {**PREMISES, "telephone": "0161 496 0123"})
    assert pointing(team.worker) == []
