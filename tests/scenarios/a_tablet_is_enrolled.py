"""Somebody joins mid-shift: invited, six words compared, approved, and in."""

from __future__ import annotations

import time

import pytest

from outreach.clock import DeviceClock
from outreach.joining import Joining
from sync.errors import InputError, NotAllowed, StoreRefused
from tests.partnership import CHEAP, PASSPHRASE
from tests.scenarios.circle import Circle
from tests.scenarios.team import PREMISES, VISIT


def test_a_worker_comes_in_reads_the_past_and_writes(circle: Circle) -> None:
    visit = circle.ada.add("hotspot-visit", VISIT)
    circle.sync("ada")
    approval = circle.enrol("worker")
    assert approval.roles["safeguarding"] == "writer"
    assert not approval.pending, "the founder administers all six spaces"
    worker = circle["worker"]
    assert (worker.me.name, worker.me.duties) == ("Worker", frozenset({"outreach-worker"}))
    assert worker.spaces == ["premises", "safeguarding"]
    assert worker.deposits_in == ["audit", "challenges", "intelligence", "sealed-sources"]
    assert worker.show(visit).fields["fact"] == VISIT["fact"], "the past is readable"
    assert worker.partnership.name == "Night Watch"
    mine = worker.add("hotspot-visit", VISIT)
    circle.sync("worker", "ada")
    assert circle.ada.show(mine).author_name == "Worker"
    assert circle.ada.invitations() == []


def test_it_is_said_before_confirming_what_becomes_readable(circle: Circle) -> None:
    circle.ask("worker")
    (asked,) = circle.ada.requests()
    assert circle.ada.reads_with(["outreach-worker"], asked) == ["premises", "safeguarding"]
    assert circle.ada.reads_with(["licensing-officer"], asked) == ["premises"]
    with pytest.raises(InputError, match="no such duty"):
        circle.ada.reads_with(["astronaut"], asked)


def test_a_vault_may_wait_for_its_answer_through_restarts_of_both(circle: Circle) -> None:
    joining = circle.ask("worker")
    joining.keep(circle.folder / "worker", PASSPHRASE, scrypt_n=CHEAP)
    worker = circle["worker"]
    assert worker.joining is not None
    assert worker.joining.words == joining.words
    assert not worker.complete_joining()
    assert worker.sync().problem is None
    worker.lock()
    circle.ada.lock()
    (asked,) = circle.ada.requests()
    circle.ada.admit(asked, ["outreach-worker"])
    assert circle["worker"].complete_joining()
    circle.sync("worker")
    assert circle["worker"].spaces == ["premises", "safeguarding"]
    assert circle["worker"].joining is None


def test_an_invitation_works_once(circle: Circle) -> None:
    invitation = circle.ada.invite().invitation
    Joining.begin(invitation, "First", "Agency", through=circle.network)
    with pytest.raises(StoreRefused, match="used this invitation"):
        Joining.begin(invitation, "Second", "Agency", through=circle.network)


def test_whoever_overheard_the_code_has_other_words(circle: Circle) -> None:
    open_one = circle.ada.invite()
    thief = Joining.begin(open_one.invitation, "Worker", "Agency", through=circle.network)
    honest = Joining(
        open_one.invitation,
        thief._sealed_offer,
        type(thief.keys).from_random(lambda n: bytes(range(n))),
        "Worker",
        "Agency",
    )
    (asked,) = circle.ada.requests()
    assert list(asked.words) == thief.words != honest.words
    circle.ada.withdraw_invitation(open_one)
    assert circle.ada.invitations() == []
    with pytest.raises(StoreRefused, match="not known"):
        thief.answer()


def test_it_expires(circle: Circle) -> None:
    open_one = circle.ada.invite(valid_hours=1)
    circle.ahead_ms = 2 * 3_600_000
    with pytest.raises(StoreRefused, match="time is over"):
        Joining.begin(open_one.invitation, "Late", "Agency", through=circle.network)
    assert circle.ada.requests() == []
    assert circle.ada.invitations() == [], "it is forgotten"


def wall() -> int:
    return time.time_ns() // 1_000_000


def test_a_clock_two_years_off_hinders_nobody(circle: Circle) -> None:
    two_years = 2 * 365 * 24 * 3_600_000
    circle.ada.lock()
    circle.sessions["ada"] = circle.unlock("ada", DeviceClock(now=lambda: wall() + two_years))
    circle.enrol("worker")
    circle["worker"].lock()
    circle.sessions["worker"] = circle.unlock("worker", DeviceClock(now=lambda: wall() - two_years))
    record = circle["worker"].add("premises", PREMISES)
    circle.sync("worker", "ada")
    assert circle.ada.show(record).fields["name"] == PREMISES["name"]


def test_only_who_administers_invites(circle: Circle) -> None:
    circle.enrol("worker")
    with pytest.raises(NotAllowed):
        circle["worker"].invite()


def test_audit_is_handed_over_and_others_are_admitted_there_later(circle: Circle) -> None:
    approval = circle.enrol("auditor", hand_over=["audit", "challenges"])
    assert approval.handed_over == ("audit", "challenges")
    circle.sync("ada", "auditor")
    assert "audit" not in circle.ada.spaces
    assert "audit" in circle.ada.deposits_in
    assert circle["auditor"].administers == ["audit", "challenges"]
    approval = circle.enrol("worker")
    assert approval.pending == {"audit": "depositor", "challenges": "depositor"}
    worker = circle["worker"]
    assert worker.identity.pending
    assert worker.may_add_to("audit"), "deposits are sealed at once, and wait"
    circle.sync("worker")
    circle.sync("auditor")
    asked = circle["auditor"].asked_of_me()
    assert {(one.space, one.name, one.by) for one in asked} == {
        ("audit", "Worker", "Ada"),
        ("challenges", "Worker", "Ada"),
    }
    for one in asked:
        circle["auditor"].fulfil(one)
    assert circle["auditor"].asked_of_me() == []
    circle.sync("worker")
    assert not worker.identity.pending
