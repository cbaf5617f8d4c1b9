"""What a removed device had written offline is not lost: it is offered to a supervisor."""

from __future__ import annotations

import pytest

from sync.envelope import parse
from sync.errors import InputError, NotAllowed
from sync.next_roster import Changes
from sync.roster import Closing
from tests.scenarios.below import log_of, space_of
from tests.scenarios.circle import Circle
from tests.scenarios.team import QUIET, VISIT


def test_a_supervisor_adopts_and_declines_and_the_other_one_sees_it(circle: Circle) -> None:
    circle.enrol("worker")
    circle.enrol("supervisor")
    worker = circle["worker"]
    known = worker.add("hotspot-visit", VISIT)
    circle.sync("worker", "supervisor")
    offline = worker.add("hotspot-visit", {**VISIT, "fact": "A second car came at one."})
    worker.correct(known, {"fact": "It was blue."}, "Misread in the dark")
    worker.add("hotspot-visit", {**QUIET, "weather": "Fog"})
    circle.ada.remove("Worker", "moved")
    circle.sync("worker", "supervisor")
    supervisor = circle["supervisor"]
    assert offline not in {row.id for row in supervisor.rows()}
    new, correction, quiet = supervisor.late()
    assert (new.name, new.source, new.kind) == ("Worker", "late box", "hotspot-visit")
    assert new.fields["fact"] == "A second car came at one."
    assert supervisor.adopt_late(new) == offline
    assert supervisor.adopt_late(correction) == known
    supervisor.decline_late(quiet, "It was logged by the other car.")
    assert supervisor.late() == []
    with pytest.raises(InputError, match="decided"):
        supervisor.adopt_late(quiet)
    circle.sync("supervisor", "ada")
    assert circle.ada.late() == []
    told = {one.id: one for one in circle.ada.late(all_of_them=True)}
    assert (told[new.id].decision, told[new.id].decided_by) == ("adopted", "Supervisor")
    assert told[quiet.id].words == "It was logged by the other car."
    shown = circle.ada.show(offline)
    assert (shown.author_name, shown.fields["fact"]) == ("Supervisor", "A second car came at one.")
    (version,) = circle.ada.history(offline)
    assert "Worker" in (version.reason or "")
    assert new.id in (version.reason or "")
    assert circle.ada.show(known).fields["fact"] == "It was blue."


def test_what_the_store_had_taken_past_the_closing_is_offered_too(circle: Circle) -> None:
    circle.enrol("worker")
    worker, ada = circle["worker"], circle.ada
    visits = [worker.add("hotspot-visit", {**QUIET, "weather": f"{n}"}) for n in range(3)]
    circle.sync("worker", "ada")
    space, device = space_of(ada, "safeguarding"), worker.identity.device
    first = log_of(ada).of_device(space, device, 1)[0]
    entry = parse(first.raw)
    closing = Closing(entry.seq, entry.id, "lost")
    ada.change_members({"safeguarding": lambda roster, people: Changes(remove={device: closing})})
    assert {row.id for row in ada.rows("hotspot-visit")} == {visits[0]}
    second, third = ada.late("safeguarding")
    assert (second.source, third.source) == ("log", "log")
    ada.adopt_late(second)
    assert {row.id for row in ada.rows("hotspot-visit")} == set(visits[:2])


def test_only_a_supervisor_decides(circle: Circle) -> None:
    circle.enrol("worker")
    circle.enrol("admin")
    circle["worker"].add("hotspot-visit", VISIT)
    circle.ada.remove("Worker", "left")
    circle.sync("worker", "admin")
    (late,) = circle["admin"].late()
    with pytest.raises(NotAllowed):
        circle["admin"].adopt_late(late)
    with pytest.raises(NotAllowed):
        circle["admin"].late("audit")
