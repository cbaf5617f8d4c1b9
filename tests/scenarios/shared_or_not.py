"""A record is given to another space, or to another partnership, or it is refused: each is decided,
and the decision stays with the record.

A copy of which a part was left out leads to nobody: no id of the record, nor of what it names, is
in it. What is for another partnership is a file that only those open who read the space it is for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from outreach.model import kinds, timeline
from outreach.model.homes import home_id
from outreach.session import Session
from sync.client.log import Log
from sync.envelope import Kind, open_body, parse
from sync.errors import CannotOpen, InputError, NotAllowed, NotFound
from sync.giving import Address, SealedGift
from sync.plaintext import unpack
from tests.partnership import MEMBERS
from tests.scenarios.below import payload, space_of, write
from tests.scenarios.team import PREMISES, VISIT, Team

DECISION: dict[str, Any] = {
    "purpose": "The licensing officer has to look at these premises tonight",
    "basis": ["6_1_e", "9_2_g"],
    "consent": "not_asked_warn",
    "necessity": "Without the place nobody can check it",
}
SEEN: dict[str, Any] = {
    **VISIT,
    "fact": "Kylie, 13, left with a man in a grey saloon.",
    "verbatim": "He said I can stay here.",
}


def visit_at_the_premises(session: Session) -> tuple[str, str]:
    premises = session.add("premises", PREMISES)
    fields = {k: v for k, v in SEEN.items() if k != "place_name"}
    return premises, session.add("hotspot-visit", {**fields, "premises": premises})


def test_a_part_of_it_is_given_and_leads_to_nobody(team: Team) -> None:
    premises, visit = visit_at_the_premises(team.worker)
    patch = {"fact": "A child was seen inside late in the evening.", "verbatim": None}
    preview = team.worker.sanitise(visit, patch)
    shared = team.worker.share(visit, "premises", DECISION, patch)
    team.go_round()

    assert shared.copy is not None
    copy = team.licensing.show(shared.copy)
    assert copy.space == "premises"
    assert copy.fields["fact"] == "A child was seen inside late in the evening."
    assert "verbatim" not in copy.fields
    assert "premises" not in copy.fields
    assert copy.fields["place_name"] == "Invented Chicken", "the name of the place, and not its id"
    said = {n: v for n, v in copy.fields.items() if n not in kinds.UNASKED}
    assert said == preview
    given = copy.fields["given"]
    assert (given["space"], given["by"], given["agency"]) == (
        "safeguarding", "Worker", "Early Break",
    )  # fmt: skip
    everything = str([copy.fields, team.licensing.history(copy.id)])
    for secret in (visit, premises, shared.decision, "Kylie", "stay here"):
        assert secret not in everything
    with pytest.raises(NotFound):
        team.licensing.show(shared.decision)

    decision = team.supervisor.show(shared.decision)
    assert decision.space == "safeguarding"
    assert decision.fields["records"] == [visit]
    assert decision.fields["given_as"] == shared.copy
    assert decision.fields["left_out"] == ["verbatim"]
    assert decision.fields["replaced"] == {"fact": patch["fact"]}
    assert decision.fields["decided_by"] == "Worker, Early Break"
    assert decision.review == "none"
    assert shared.decision in [row.id for row in timeline.naming(team.supervisor.model, visit)[0]]


def test_all_of_it_is_given_and_says_what_it_was(team: Team) -> None:
    premises, visit = visit_at_the_premises(team.worker)
    shared = team.worker.share(visit, "premises", DECISION)
    team.go_round()
    assert shared.copy is not None
    fields = team.licensing.show(shared.copy).fields
    assert fields["given"]["record"] == visit
    assert fields["premises"] == premises
    assert fields["fact"] == SEEN["fact"]
    assert team.supervisor.show(shared.decision).fields["extent"] == "whole"


def test_refusing_is_recorded_with_its_reason(team: Team) -> None:
    _premises, visit = visit_at_the_premises(team.worker)
    with pytest.raises(kinds.InvalidRecord, match="why it is not shared"):
        team.worker.refuse(visit, "premises", {"purpose": "They asked"})
    refused = team.worker.refuse(
        visit, "premises", {"refusal_reason": "They need the address, and have it already"}
    )
    team.go_round()
    view = team.supervisor.show(refused.decision)
    assert view.title == "Not shared with Premises: everybody in the partnership"
    assert view.fields["decision"] == "refuse"
    assert team.licensing.rows(kind="hotspot-visit") == []


@pytest.mark.parametrize("name", ["purpose", "basis", "consent", "necessity"])
def test_nothing_is_given_without_a_whole_decision(team: Team, name: str) -> None:
    _premises, visit = visit_at_the_premises(team.worker)
    before = team.worker.only_here()
    with pytest.raises(kinds.InvalidRecord) as refused:
        team.worker.share(visit, "premises", {k: v for k, v in DECISION.items() if k != name})
    assert [problem.field for problem in refused.value.problems] == [name]
    assert team.worker.only_here() == before


def test_what_cannot_be_given_is_not(team: Team) -> None:
    premises, visit = visit_at_the_premises(team.worker)
    with pytest.raises(InputError, match="already"):
        team.worker.share(visit, "safeguarding", DECISION)
    with pytest.raises(NotAllowed):
        team.worker.share(visit, "sealed-sources", DECISION)
    with pytest.raises(kinds.InvalidRecord, match="no such field"):
        team.worker.share(visit, "premises", DECISION, {"factt": None})
    with pytest.raises(kinds.InvalidRecord):
        team.worker.share(visit, "premises", DECISION, {"hotspot_type": "a castle"})
    shared = team.worker.share(visit, "premises", DECISION)
    with pytest.raises(InputError, match="decision to share"):
        team.worker.share(shared.decision, "premises", DECISION)
    with pytest.raises(InputError, match="recorded by sharing"):
        team.worker.add("sharing-decision", DECISION)
    team.worker.withdraw(visit, "Written by mistake")
    with pytest.raises(InputError, match="withdrawn"):
        team.worker.share(visit, "premises", DECISION)
    assert team.worker.show(premises)


def test_decision_and_copy_or_neither(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    _premises, visit = visit_at_the_premises(team.worker)
    count, calls, append = team.worker.only_here(), 0, Log.append

    def failing(log: Log, entries: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError("no room")
        append(log, entries)

    monkeypatch.setattr(Log, "append", failing)
    with pytest.raises(OSError, match="no room"):
        team.worker.share(visit, "premises", DECISION)
    monkeypatch.undo()
    assert team.worker.only_here() == count
    assert team.worker.rows(kind="sharing-decision") == []


def test_nobody_takes_a_copy_over_from_another_space(team: Team) -> None:
    """Whoever learns the id of a copy writes a version of it where its kind belongs."""
    _premises, visit = visit_at_the_premises(team.worker)
    shared = team.worker.share(visit, "premises", DECISION, {"verbatim": None})
    assert shared.copy is not None
    write(
        team.supervisor,
        payload(
            team.supervisor, id=shared.copy, set={"fact": "Taken over", "hotspot_type": "park"}
        ),
    )
    team.go_round()
    for session in (team.supervisor, team.worker, team.licensing):
        view = session.show(shared.copy)
        assert (view.space, view.fields["fact"]) == ("premises", SEEN["fact"])
    assert [one.reason for one in team.supervisor.quarantine()] == [
        "It gives the id of a record of another kind or space."
    ]


def test_and_nobody_takes_a_record_over_with_a_copy(team: Team) -> None:
    """A proof that gives another id proves nothing."""
    _premises, visit = visit_at_the_premises(team.worker)
    team.go_round()
    forged = {"fact": "Taken over", "home_proof": "00" * 16}
    assert home_id("premises", bytes(16)) != visit
    write(
        team.licensing, payload(team.licensing, "premises", id=visit, set=forged), space="premises"
    )
    team.go_round()
    view = team.supervisor.show(visit)
    assert (view.space, view.fields["fact"]) == ("safeguarding", SEEN["fact"])


def test_nobody_types_where_a_record_was_given_from(team: Team) -> None:
    given = {"space": "intelligence", "by": "X", "agency": "Y", "at": "2026-01-05T22:10:00+00:00"}
    with pytest.raises(kinds.InvalidRecord):
        team.worker.add("hotspot-visit", {**VISIT, "given": given})


# -- another partnership ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = Team(tmp_path_factory.mktemp("elsewhere"), members=MEMBERS)
    try:
        made.meet()
    finally:
        made.close()
    return made


@pytest.fixture
def others(elsewhere: Team, tmp_path: Path) -> Iterator[Team]:
    made = elsewhere.copy_to(tmp_path / "others")
    try:
        yield made
    finally:
        made.close()


def give(session: Session, record: str, address: Address, *more: Any) -> bytes:
    kept: list[bytes] = []
    session.share_out(record, address, DECISION, kept.append, kept.clear, *more)
    return kept[0]


def test_another_partnership_receives_what_was_given(team: Team, others: Team) -> None:
    address = Address.parse(others.supervisor.address_of("safeguarding").text())
    premises, visit = visit_at_the_premises(team.worker)
    file = give(team.worker, visit, address, {"fact": None})
    taken = others.supervisor.receive(file)
    assert " ".join(taken.received.words()) == " ".join(team.worker.own_words())
    view = others.supervisor.show(taken.record)
    assert (view.space, view.kind) == ("safeguarding", "hotspot-visit")
    assert view.fields["verbatim"] == SEEN["verbatim"]
    assert "fact" not in view.fields
    given = view.fields["given"]
    assert (given["by"], given["space"], given["words"]) == (
        "Worker", "safeguarding", " ".join(team.worker.own_words()),
    )  # fmt: skip
    assert given["purpose"] == DECISION["purpose"]
    assert not {premises, visit} & set(str(view.fields).split("'"))
    with pytest.raises(InputError, match="received before"):
        others.supervisor.receive(file)
    others.go_round()
    assert others.worker.show(taken.record).fields == view.fields

    team.go_round()
    (row,) = team.supervisor.rows(kind="sharing-decision")
    decision = team.supervisor.show(row.id)
    assert decision.fields["to"] == "partnership"
    assert decision.fields["to_words"].endswith(", safeguarding")


def test_only_who_reads_that_space_opens_it(team: Team, others: Team) -> None:
    address = others.supervisor.address_of("safeguarding")
    _premises, visit = visit_at_the_premises(team.worker)
    file = give(team.worker, visit, address)
    for session in (team.supervisor, others.licensing):
        with pytest.raises(NotAllowed, match="does not read"):
            session.receive(file)
    with pytest.raises(NotAllowed, match="do not administer"):
        others.worker.address_of("safeguarding")
    changed = bytearray(file)
    changed[-1] ^= 1
    with pytest.raises(CannotOpen):
        others.supervisor.receive(bytes(changed))
    with pytest.raises(InputError):
        others.supervisor.receive(b"no gift")


def test_a_file_that_cannot_be_kept_is_not_called_given(team: Team, others: Team) -> None:
    address = others.supervisor.address_of("safeguarding")
    _premises, visit = visit_at_the_premises(team.worker)

    def full(_raw: bytes) -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        team.worker.share_out(visit, address, DECISION, full, lambda: None)
    assert team.worker.rows(kind="sharing-decision") == []


def test_a_gift_opens_under_the_address_of_an_epoch_before(team: Team, others: Team) -> None:
    sealed = SealedGift.parse(
        give(
            team.worker,
            visit_at_the_premises(team.worker)[1],
            others.supervisor.address_of("premises"),
        )
    )
    assert sealed.epoch == 1


# -- the store -------------------------------------------------------------------------------------


def test_the_store_sees_two_entries_and_nothing_that_joins_them(team: Team) -> None:
    _premises, visit = visit_at_the_premises(team.worker)
    shared = team.worker.share(visit, "premises", DECISION, {"fact": None})
    team.go_round()
    premises = space_of(team.worker, "premises")
    key = team.licensing.identity.epochs[premises][1]
    with sqlite3.connect(team.store_database) as store:
        entries = [parse(raw) for (raw,) in store.execute("SELECT raw FROM entry")]
    said = [
        unpack(open_body(entry, key))
        for entry in entries
        if entry.space == premises and entry.kind is Kind.CHANGE
    ]
    (copy,) = [one for one in said if one["id"] == shared.copy]
    assert visit not in str(copy)
    for entry in entries:
        assert bytes.fromhex(visit) not in entry.raw()
        assert b"sharing" not in entry.raw()
