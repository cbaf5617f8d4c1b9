"""Two members read six words to each other: whoever was told another history has other words."""

from __future__ import annotations

from outreach.partnering import SpaceView
from outreach.session import Session
from tests.scenarios.a_store_that_went_back import back_up, restore
from tests.scenarios.team import VISIT, Team


def view_of(session: Session, name: str = "safeguarding") -> SpaceView:
    return next(view for view in session.space_views() if view.name == name)


def test_the_same_history_has_the_same_words_and_a_longer_one_has_others(team: Team) -> None:
    team.worker.add("hotspot-visit", VISIT)
    team.go_round()
    before = view_of(team.worker)
    assert before.position == 2
    assert len(before.head_words) == 6
    assert view_of(team.supervisor).head_words == before.head_words
    assert view_of(team.worker, "premises").head_words != before.head_words
    team.worker.add("hotspot-visit", VISIT)
    team.sync("worker")
    assert view_of(team.worker).head_words != before.head_words


def test_a_store_that_tells_two_histories_is_heard(team: Team) -> None:
    """It shows the worker one night and the supervisor another, each under its true key."""
    team.go_round()
    backup = back_up(team)
    team.worker.add("hotspot-visit", {**VISIT, "weather": "Rain"})
    team.sync("worker")
    restore(team, backup)
    team.supervisor.add("hotspot-visit", {**VISIT, "weather": "Dry"})
    team.sync("supervisor")
    one, other = view_of(team.worker), view_of(team.supervisor)
    assert one.position == other.position
    assert one.head_words != other.head_words
