"""People leave, come to do something else, and administrators trip over one another."""

from __future__ import annotations

import pytest

from outreach.administering import Build
from outreach.model import duties
from sync.client.vault import is_vault
from sync.errors import InputError, NotAllowed, NotFound
from sync.next_roster import Changes
from sync.people import Details
from sync.roster import Roster
from tests.scenarios.circle import Circle
from tests.scenarios.team import PREMISES, VISIT

ALL = ["audit", "challenges", "intelligence", "premises", "safeguarding", "sealed-sources"]


def test_whoever_moves_on_reads_nothing_more_and_is_told_why(circle: Circle) -> None:
    circle.enrol("worker")
    circle.sync("ada")
    outcome = circle.ada.remove("Worker", "moved")
    assert list(outcome.spaces) == ALL
    assert not outcome.asked
    visit = circle.ada.add("hotspot-visit", VISIT)
    circle.sync("ada")
    report = circle["worker"].sync()
    assert set(report.removed.values()) == {"moved"}
    assert circle["worker"].spaces == circle["worker"].deposits_in == []
    assert visit not in {row.id for row in circle["worker"].rows()}
    assert is_vault(circle.folder / "worker")
    with pytest.raises(NotFound):
        circle.ada.remove("Worker", "left")


def test_an_admin_removes_themselves(circle: Circle) -> None:
    circle.enrol("worker")
    circle.ada.set_duties("Worker", ["founder", "supervisor"])
    circle.sync("worker")
    assert circle["worker"].administers == ALL
    mine = circle.ada.add("hotspot-visit", VISIT)
    outcome = circle.ada.remove("Ada", "left")
    assert list(outcome.spaces) == ALL
    assert circle.ada.spaces == []
    circle.sync("worker")
    assert {view.person.name for view in circle["worker"].members()} == {"Worker"}
    assert circle["worker"].show(mine).fields["fact"] == VISIT["fact"], "it was sent before"


def test_the_last_admin_cannot_leave(circle: Circle) -> None:
    circle.enrol("worker")
    before = [view.version for view in circle.ada.space_views()]
    for refused in (
        lambda: circle.ada.remove("Ada", "left"),
        lambda: circle.ada.set_duties("Ada", ["outreach-worker"]),
    ):
        with pytest.raises(InputError, match="Nobody would be left"):
            refused()
    circle.sync("ada")
    assert [view.version for view in circle.ada.space_views()] == before, "in no space"
    assert circle.ada.administers == ALL


def test_two_admins_at_once_and_neither_overwrites_the_other(circle: Circle) -> None:
    circle.enrol("worker")
    circle.enrol("licensing")
    circle.enrol("supervisor")
    circle.ada.set_duties("Supervisor", ["supervisor", "administrator"])
    circle.sync("supervisor")
    tries = []

    def gone(name: str) -> Build:
        (device,) = circle.ada.devices_of(name)

        def build(roster: Roster, details: Details) -> Changes | None:
            tries.append(roster.version)
            if len(tries) == 1:  # the other one is quicker, just now
                circle["supervisor"].remove("Licensing", "left")
            if device not in roster.members:
                return None
            closing = circle.ada.last_known(roster.space, device, "left")
            return Changes(remove={device: closing})

        return build

    assert circle.ada.change_members({"safeguarding": gone("Worker")}) == ["safeguarding"]
    assert len(tries) == 2, "composed anew on the other's"
    for name in ("ada", "supervisor"):
        circle.sync(name)
        roles = {v.person.name: v.roles for v in circle[name].members()}
        assert "safeguarding" not in roles.get("Licensing", {})
        assert "safeguarding" not in roles["Worker"]


def test_other_duties_take_reading_away_and_give_it(circle: Circle) -> None:
    visit = circle.ada.add("hotspot-visit", VISIT)
    circle.enrol("worker")
    circle.enrol("licensing")
    worker, licensing = circle["worker"], circle["licensing"]
    deposit = licensing.add("hotspot-visit", VISIT)
    circle.sync("licensing", "worker")
    assert worker.show(deposit).fields["fact"]
    circle.ada.set_duties("Worker", ["licensing-officer"])
    circle.ada.set_duties("Licensing", ["outreach-worker"])
    unsent = worker.add("hotspot-visit", VISIT)
    circle.sync("worker", "licensing")
    assert "safeguarding" in worker.deposits_in
    assert visit not in {row.id for row in worker.rows()}
    assert licensing.show(visit).fields["fact"] == VISIT["fact"]
    assert licensing.show(deposit).fields["fact"] == VISIT["fact"]
    circle.sync("ada")
    assert circle.ada.show(unsent).fields["fact"] == VISIT["fact"], "it went on as a deposit"
    worker.lock()
    assert "safeguarding" in circle["worker"].deposits_in
    circle["worker"].add("hotspot-visit", VISIT)
    circle.sync("worker")


def test_where_somebody_else_decides_it_is_asked_for(circle: Circle) -> None:
    circle.enrol("worker")
    circle.enrol("auditor", hand_over=["audit"])
    circle.sync("ada", "auditor")
    outcome = circle.ada.remove("Worker", "left")
    assert outcome.asked == ("audit",)
    assert not outcome.without_admin
    circle.sync("auditor")
    (asked,) = circle["auditor"].asked_of_me()
    assert (asked.what, asked.name, asked.by) == ("removal", "Worker", "Ada")
    circle["auditor"].fulfil(asked)
    assert circle["auditor"].asked_of_me() == []
    assert "Worker" not in {v.person.name for v in circle["auditor"].members()}
    outcome = circle.ada.remove("Auditor", "left")
    assert outcome.without_admin == ("audit",)


def test_a_lost_tablet_is_reported_from_any_other_and_wipes_itself(circle: Circle) -> None:
    circle.enrol("worker")
    circle.enrol("licensing")
    circle["licensing"].add("premises", PREMISES)
    circle["licensing"].report_lost("worker", "Left on the 17 tram at half past two.")
    circle["licensing"].report_lost("whoever drives the van", "It was broken into.")
    circle.sync("licensing", "ada")
    first, second = circle.ada.lost_reports()
    assert (first.name, first.by, first.words[:4]) == ("Worker", "Licensing", "Left")
    assert not second.device
    with pytest.raises(InputError, match="does not say"):
        circle.ada.complete_lost(second)
    with pytest.raises(NotAllowed):
        circle["licensing"].complete_lost(first)
    with pytest.raises(NotAllowed):
        circle["licensing"].decline_lost(first, "It is in my pocket.")
    circle.ada.complete_lost(first)
    circle.ada.decline_lost(second, "It was found under a seat.")
    assert circle.ada.lost_reports() == []
    assert [r.decision for r in circle.ada.lost_reports(all_of_them=True)] == ["done", "declined"]
    report = circle["worker"].sync()
    assert report.wiped
    assert not is_vault(circle.folder / "worker")


def test_the_table_of_duties_is_the_partnerships_own(circle: Circle) -> None:
    own = duties.Table(
        {
            **duties.shipped().duties,
            "street-medic": duties.Duty("Street medic", "", {"safeguarding": "reader"}),
        }
    )
    assert circle.ada.set_table(own) == ALL
    assert circle.ada.table.duties["street-medic"].roles == {"safeguarding": "reader"}
    circle.ask("worker")
    (asked,) = circle.ada.requests()
    circle.ada.admit(asked, ["street-medic"])
    (view,) = [v for v in circle.ada.members() if v.person.name == "Worker"]
    assert view.roles == {"safeguarding": "reader"}
