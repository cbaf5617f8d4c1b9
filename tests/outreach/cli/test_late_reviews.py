"""``outreach review late``, ``take``, ``watched``, ``decide``: the review clock at a terminal."""

from typing import Any

import pytest

from outreach.clock import DeviceClock, monotonic_ms, wall_ms
from tests.command_line import Demonstration

HOUR = 3_600_000


def hours_later(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    """The wall clock of every vault that is opened from now on."""

    def now() -> int:
        return wall_ms() + hours * HOUR

    monkeypatch.setattr(DeviceClock.__init__, "__defaults__", ((0, 0), now, monotonic_ms))


def test_a_late_review_is_listed_taken_on_and_ended_by_a_review(
    demonstration: Demonstration, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, supervisor = demonstration.worker, demonstration.supervisor
    with demonstration.store_is_up():
        visit = worker.add("hotspot-visit", immediate_risk=True, fact="Hurt.", place_name="Gate")
        worker.sync()
        supervisor.sync()

    def late() -> list[dict[str, Any]]:
        said = supervisor.run("review", "late", "--json")
        return [one for one in said.objects if one["id"] == visit]

    hours_later(monkeypatch, 3)
    (mine,) = late()
    assert (mine["escalated_to"], mine["taken_by"]) == ("Service manager", None)
    due = [one for one in supervisor.run("due", "--json").objects if one["id"] == visit]
    assert [(one["what"], one["state"]) for one in due] == [("review", "overdue")]
    assert worker.run("review", "take", visit).code != 0  # it is their own
    taken = supervisor.run("review", "take", visit, "--words", "Reading it now")
    assert (taken.code, taken.line) == (0, visit)
    assert late()[0]["taken_by"]
    assert supervisor.run("review", "approve", visit).code == 0
    assert late() == []


def test_a_home_again_and_again_is_decided_about(demonstration: Demonstration) -> None:
    worker, supervisor = demonstration.worker, demonstration.supervisor
    home = {"hotspot_type": "flat", "address": "Flat 3, Mill Lane", "postcode": "OL16 1AA"}
    with demonstration.store_is_up():
        visits = {worker.add("hotspot-visit", nothing_seen=True, **home) for _ in range(3)}
        worker.sync()
        supervisor.sync()
    (alert,) = supervisor.run("review", "watched", "--json").objects
    assert {one["id"] for one in alert["visits"]} == visits
    assert "3 times" in alert["reason"]
    subject = alert["subject"]
    wrong = supervisor.run("review", "decide", subject, "--decision", "no", "--words", "x")
    assert wrong.code == 1
    right = supervisor.run("review", "decide", subject, "--decision", "stop", "--words", "No more.")
    assert right.code == 0, right.err
    assert supervisor.run("review", "watched", "--json").out == ""
