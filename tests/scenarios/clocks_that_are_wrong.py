"""Tablets come back from a dead battery in 1970, or years ahead. What they claim is flagged; it is
never refused, never rewritten, and never wins over somebody who saw it.
"""

from __future__ import annotations

import pytest

from outreach.clock import FOLLOW_MS, DeviceClock, wall_ms
from outreach.session import Session
from sync.errors import InputError
from tests.scenarios.team import QUIET, VISIT, Team, rows_of

YEAR = 365 * 24 * 60 * 60 * 1000


class Wrong:
    """A device's clock that is off, with a monotonic one that is right."""

    def __init__(self, off_ms: int = 0, at: int | None = None) -> None:
        self.off_ms = off_ms
        self.at = at

    def __call__(self) -> int:
        return self.at if self.at is not None else wall_ms() + self.off_ms


def with_clock(team: Team, name: str, now: Wrong) -> Session:
    """A member's tablet with another clock."""
    team[name].lock()
    session = team.unlock(name, clock=DeviceClock(now=now))
    team._sessions[name] = session
    return session


@pytest.mark.parametrize(
    "now",
    [Wrong(2 * YEAR), Wrong(-2 * YEAR), Wrong(at=0), Wrong(at=-1), Wrong(at=4_102_444_800_000)],
    ids=["two years ahead", "two years behind", "1970", "before 1970", "2100"],
)
def test_it_is_taken_flagged_and_kept_as_claimed(team: Team, now: Wrong) -> None:
    worker = with_clock(team, "worker", now)
    claimed = now()
    visit = worker.add("hotspot-visit", VISIT)
    team.sync("worker")
    later = worker.add("hotspot-visit", {**VISIT, "weather": "Rain"})
    team.sync("worker", "supervisor")

    assert team.supervisor.quarantine() == []
    for record in (visit, later):
        seen = team.all_see(record, lambda s, r=record: s.show(r))
        assert abs(seen.recorded_ms - claimed) < 600_000, "what was claimed is not rewritten"
        assert seen.received_ms is not None
        assert abs(seen.received_ms - wall_ms()) < 600_000, "the store's time stands beside it"
    assert team.supervisor.show(later).skewed
    if claimed > wall_ms() or claimed < 1_577_836_800_000:
        assert team.supervisor.show(visit).skewed, "it can be known without a contact"


def test_a_clock_that_is_right_is_not_flagged(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    assert not team.all_see(visit, lambda s: s.show(visit).skewed)


@pytest.mark.parametrize("off", [2 * YEAR, -2 * YEAR], ids=["ahead", "behind"])
def test_whoever_saw_it_supersedes_it_whatever_the_clocks_say(team: Team, off: int) -> None:
    worker = with_clock(team, "worker", Wrong(off))
    visit = worker.add("hotspot-visit", {**VISIT, "weather": "Rain"})
    team.sync("worker", "supervisor")
    team.supervisor.correct(visit, {"weather": "Fog"}, "I was there")
    team.sync("supervisor", "worker")
    seen = team.all_see(visit, lambda s: s.show(visit))
    assert seen.fields["weather"] == "Fog"
    assert seen.conflicts == {}
    worker.correct(visit, {"weather": "Snow"}, "No, snow")
    team.go_round()
    seen = team.all_see(visit, lambda s: s.show(visit))
    assert (seen.fields["weather"], seen.conflicts) == ("Snow", {})


def test_between_two_who_saw_nothing_of_each_other_it_is_still_a_conflict(team: Team) -> None:
    """The clock that is ahead ranks first, but nobody is overruled in silence."""
    visit = team.supervisor.add("hotspot-visit", VISIT)
    team.sync("supervisor", "worker")
    worker = with_clock(team, "worker", Wrong(2 * YEAR))
    worker.correct(visit, {"weather": "Rain"}, "Left out")
    team.supervisor.correct(visit, {"weather": "Fog"}, "Left out")
    team.go_round()
    conflicts = team.all_see(visit, lambda s: s.show(visit).conflicts)
    assert [c.value for c in conflicts["weather"]] == ["Rain", "Fog"]


def test_one_wrong_year_does_not_drag_the_others_along(team: Team) -> None:
    worker = with_clock(team, "worker", Wrong(2 * YEAR))
    worker.add("hotspot-visit", QUIET)
    team.sync("worker", "supervisor")
    team.supervisor.add("hotspot-visit", QUIET)
    assert team.supervisor.clock.last[0] < wall_ms() + FOLLOW_MS
    assert worker.clock.last[0] > wall_ms() + YEAR


def test_a_few_hours_ahead_are_followed_so_that_order_is_kept(team: Team) -> None:
    worker = with_clock(team, "worker", Wrong(3 * 60 * 60 * 1000))
    worker.add("hotspot-visit", QUIET)
    team.sync("worker", "supervisor")
    assert team.supervisor.clock.last >= worker.clock.last


def test_a_clock_that_is_put_back_does_not_put_the_order_back(team: Team) -> None:
    now = Wrong(0)
    worker = with_clock(team, "worker", now)
    visit = worker.add("hotspot-visit", VISIT)
    first = worker.clock.last
    now.off_ms = -60 * 60 * 1000
    worker.correct(visit, {"weather": "Rain"}, "Left out")
    assert worker.clock.last > first
    worker = with_clock(team, "worker", now)
    worker.correct(visit, {"weather": "Snow"}, "No, snow")
    assert worker.clock.last > first, "not even after a restart"
    now.off_ms = -2 * YEAR  # what stands more than a day ahead of this is not followed,
    worker = with_clock(team, "worker", now)
    worker.correct(visit, {"weather": "Fog"}, "No, fog")  # and yet the later word stands
    team.go_round()
    seen = team.all_see(visit, lambda s: s.show(visit))
    assert (seen.fields["weather"], seen.conflicts) == ("Fog", {})


def test_a_store_whose_clock_is_wrong_is_only_noted(team: Team) -> None:
    team.app.state.store.now = lambda: wall_ms() - YEAR
    visit = team.worker.add("hotspot-visit", VISIT)
    team.go_round()
    seen = team.all_see(visit, lambda s: s.show(visit))
    assert seen.fields == team.worker.show(visit).fields
    assert seen.skewed, "the two clocks disagree, and that is said"
    assert rows_of(team.worker) == rows_of(team.supervisor)


def test_impossible_dates_of_an_event_are_refused_to_whoever_types_them(team: Team) -> None:
    for moment in ("2126-01-05T22:10:00+00:00", "1470-01-05T22:10:00+00:00", "soon", "2026-13-01"):
        with pytest.raises(InputError, match="occurred_from"):
            team.worker.add("hotspot-visit", {**QUIET, "occurred_from": moment})
    assert team.worker.rows() == []
