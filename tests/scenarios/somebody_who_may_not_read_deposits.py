"""A licensing officer sees a child during a check of premises, and may not read safeguarding.

What they saw lands there as a deposit, in the same breath as the check. The supervisor reads and
reviews it; the officer's tablet shows what its owner sent and opens nothing else. The store learns
that something was deposited, by which device, when: not what, of which type, about whom.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from outreach.session import Session
from sync.deposit import open_deposit, open_own
from sync.envelope import Kind, open_body, parse
from sync.errors import CannotOpen, NotAllowed, NotFound
from sync.roster import deposit_pair
from tests.partnership import MEMBERS
from tests.scenarios.below import log_of, space_of
from tests.scenarios.canaries import Canaries, find
from tests.scenarios.team import PREMISES, VISIT, Team

CHECK: dict[str, Any] = {
    "occurred_from": "2026-01-05T22:10:00+00:00",
    "regimes": ["licensing"],
    "entry": "power",
    "powers": ["licensing_act_s179"],
}


@pytest.fixture(scope="module")
def with_a_depositor(tmp_path_factory: pytest.TempPathFactory) -> Team:
    agency, duties, roles = MEMBERS["licensing"]
    made = Team(
        tmp_path_factory.mktemp("depositing"),
        members={**MEMBERS, "licensing": (agency, duties, {**roles, "safeguarding": "depositor"})},
    )
    try:
        made.meet()
    finally:
        made.close()
    return made


@pytest.fixture
def team(with_a_depositor: Team, tmp_path: Path) -> Iterator[Team]:
    made = with_a_depositor.copy_to(tmp_path / "team")
    try:
        yield made
    finally:
        made.close()


def saw_a_child(session: Session, **said: Any) -> tuple[str, str]:
    """A check with a sighting along with it: both ids."""
    premises = session.add("premises", PREMISES)
    check, child = session.add_with(
        "premises-check",
        {**CHECK, "premises": premises},
        [("person-sighting", {"premises": premises, **said}, "check")],
    )
    return check, child


def test_the_officer_deposits_and_the_supervisor_reads_and_reviews(team: Team) -> None:
    assert team.licensing.spaces == ["premises"]
    assert team.licensing.deposits_in == ["safeguarding"]
    assert team.licensing.may_record("person-sighting")
    assert team.licensing.goes_unread("person-sighting") == "safeguarding"
    check, child = saw_a_child(
        team.licensing, first_description="A girl of about 13 on a mattress."
    )
    assert team.licensing.standing(child) == "only here"
    team.go_round()

    seen = team.supervisor.show(child)
    assert seen.fields["first_description"] == "A girl of about 13 on a mattress."
    assert (seen.author_name, seen.agency) == ("Licensing", "Trafford Licensing")
    assert seen.fields["check"] == check
    assert child in [row.id for row in team.supervisor.queue()]
    team.supervisor.approve(child)
    team.go_round()
    assert team.worker.show(child).review == "approved"

    # The check is there for everybody who reads premises, and leads to no child.
    assert child not in str(team.worker.show(check).fields)


def test_they_see_what_they_sent_and_never_a_review(team: Team) -> None:
    _check, child = saw_a_child(team.licensing, first_description="A girl of about 13.")
    assert [(row.id, row.here_only) for row in team.licensing.deposited()] == [(child, True)]
    assert team.licensing.safe_deposits() == frozenset()
    team.go_round()
    assert team.licensing.standing(child) == "safe"
    assert [(row.id, row.here_only) for row in team.licensing.deposited()] == [(child, False)]
    assert team.licensing.safe_deposits() == {child}
    assert team.licensing.only_here() == 0
    team.supervisor.return_record(child, [(None, "Which room?")])
    team.go_round()
    view = team.licensing.show(child)
    assert (view.reviews, view.comments) == ([], [])

    team.licensing.correct(child, {"clothing": "A grey coat"}, "Remembered it")
    assert team.licensing.standing(child) == "only here"
    team.go_round()
    assert team.supervisor.show(child).fields["clothing"] == "A grey coat"
    assert team.supervisor.show(child).conflicts == {}


def test_their_tablet_opens_nothing_that_others_add(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    _check, child = saw_a_child(team.licensing, first_description="A girl of about 13.")
    team.go_round()
    with pytest.raises(NotFound):
        team.licensing.show(visit)
    with pytest.raises(NotAllowed):
        team.licensing.approve(child)
    space = space_of(team.worker, "safeguarding")
    identity = team.licensing.identity
    assert identity.epochs[space] == {}, "there is no key of that space on the tablet"
    others = [key for epochs in identity.epochs.values() for key in epochs.values()]
    with sqlite3.connect(team.store_database) as store:
        entries = [parse(raw) for (raw,) in store.execute("SELECT raw FROM entry")]
    theirs = [e for e in entries if e.space == space and e.kind is Kind.CHANGE]
    deposits = [e for e in entries if e.space == space and e.kind is Kind.DEPOSIT]
    assert (len(theirs), len(deposits)) == (1, 1)
    for key in others:
        with pytest.raises(CannotOpen):
            open_body(theirs[0], key)
        with pytest.raises(CannotOpen):
            open_deposit(deposits[0], deposit_pair(key, 0x20))
    assert open_own(deposits[0], identity.deposit_key)["id"] == child


def test_all_of_it_is_saved_or_nothing(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fails between the two spaces."""
    log, calls = log_of(team.licensing), 0
    append = log.append

    def failing(entries: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise OSError("no room")
        append(entries)

    monkeypatch.setattr(log, "append", failing)
    with pytest.raises(OSError, match="no room"):
        saw_a_child(team.licensing, first_description="A girl of about 13.")
    monkeypatch.undo()
    assert [row.kind for row in team.licensing.rows()] == ["premises"]
    assert team.licensing.only_here() == 1


def test_the_stores_bytes_hold_no_type_content_or_subject_of_it(team: Team) -> None:
    canaries = Canaries(random.Random(20261128))
    said = {
        name: canaries.word(name)
        for name in ("first_description", "names_heard", "clothing", "hair", "fact")
    }
    _check, child = saw_a_child(team.licensing, **said)
    team.go_round()
    needles = canaries.needles()
    needles |= {text.encode(): text for text in (child, "person-sighting", "first_description")}
    needles[bytes.fromhex(child)] = "the id of the record"
    for path in sorted(team.folder.glob("store*")):
        if path.is_file() and path.suffix != ".key":
            assert find(path.read_bytes(), needles) == set(), path.name


def test_a_deposit_is_still_there_after_a_lock(team: Team) -> None:
    _check, child = saw_a_child(team.licensing, first_description="A girl of about 13.")
    team.go_round()
    team.licensing.lock()
    again = team.unlock("licensing")
    assert again.show(child).fields["first_description"] == "A girl of about 13."
    assert again.safe_deposits() == {child}
