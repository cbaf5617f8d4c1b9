"""A tablet was restored from a backup and both wrote: one goes on under a new identity."""

from __future__ import annotations

import shutil

import pytest

from outreach.session import Session
from sync.errors import IdentityRetired, InputError
from tests.scenarios.circle import Circle
from tests.scenarios.team import PREMISES, VISIT


@pytest.fixture
def copied(circle: Circle) -> Session:
    """Last week's backup of the worker's vault; the tablet and the backup have both written."""
    circle.enrol("worker")
    circle["worker"].add("hotspot-visit", {**VISIT, "weather": "Before"})
    circle.sync("worker")
    circle["worker"].lock()
    shutil.copytree(circle.folder / "worker", circle.folder / "backup")
    circle["worker"].add("hotspot-visit", {**VISIT, "weather": "On the tablet"})
    backup = circle["backup"]
    backup.add("hotspot-visit", {**VISIT, "weather": "On the copy"})
    backup.add("premises", PREMISES)
    circle.sync("worker")
    assert backup.sync().problem is not None
    assert isinstance(backup.sync().problem, IdentityRetired)
    return backup


def weathers(session: Session) -> set[str]:
    return {str(session.show(r.id).fields.get("weather")) for r in session.rows("hotspot-visit")}


def test_both_wrote_and_nothing_is_lost(circle: Circle, copied: Session) -> None:
    joining = copied.renew(circle.ada.invite().invitation)
    deposited = copied.add("hotspot-visit", {**VISIT, "weather": "While it waits"})
    assert isinstance(copied.sync().problem, IdentityRetired)
    copied.lock()
    copied = circle["backup"]
    assert copied.joining is not None
    assert copied.joining.words == joining.words
    (asked,) = circle.ada.requests()
    old = circle["worker"].identity.device.hex()
    assert (asked.renews, list(asked.words)) == (old, joining.words)
    circle["worker"].add("hotspot-visit", {**VISIT, "weather": "Unsent on the tablet"})
    approval = circle.ada.admit(asked, ())
    assert approval.person == circle["worker"].identity.person
    assert copied.complete_joining()
    circle.sync("backup")
    assert not copied.is_renewing
    assert copied.only_here() == 0
    assert copied.identity.device.hex() == approval.device != old
    circle.sync("ada")
    everything = {"Before", "On the tablet", "On the copy", "While it waits"}
    assert weathers(circle.ada) == weathers(copied) == everything
    assert circle.ada.show(deposited).author_name == "Worker"
    (view,) = [v for v in circle.ada.members() if v.person.name == "Worker"]
    assert view.person.duties == ("outreach-worker",)
    report = circle["worker"].sync()
    assert set(report.removed.values()) == {"moved"}
    (late,) = circle.ada.late()
    assert late.fields["weather"] == "Unsent on the tablet"
    copied.lock()
    circle["backup"].add("hotspot-visit", VISIT)
    circle.sync("backup")


def test_killed_between_the_answer_and_the_handing_over(circle: Circle, copied: Session) -> None:
    copied.renew(circle.ada.invite().invitation)
    (asked,) = circle.ada.requests()
    circle.ada.admit(asked, ())
    assert copied.complete_joining()
    copied.lock()
    circle.network.on = False
    assert not circle["backup"].sync().reached
    circle.network.on = True
    circle.sync("backup", "ada")
    assert "On the copy" in weathers(circle.ada)


def test_it_asks_anew_as_long_as_nobody_has_approved(circle: Circle, copied: Session) -> None:
    first = circle.ada.invite()
    copied.renew(first.invitation)
    circle.ada.withdraw_invitation(first)
    copied.renew(circle.ada.invite().invitation)
    (asked,) = circle.ada.requests()
    circle.ada.admit(asked, ())
    with pytest.raises(InputError, match="answer to take in"):
        copied.renew(circle.ada.invite().invitation)
    assert copied.complete_joining()
    circle.sync("backup", "ada")
    assert "On the copy" in weathers(circle.ada)
