"""What comes while a form or a page is open: nobody overrules what they never saw.

The tablet had it; the person had not. What counts is what was on the screen.
"""

from __future__ import annotations

from tests.scenarios.team import VISIT, Team


def test_a_correction_begun_before_the_other_one_came_is_a_conflict(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")

    opened = team.worker.as_of(visit)
    team.supervisor.correct(visit, {"weather": "Fog"}, "It was foggy")
    team.sync("supervisor", "worker")
    assert team.worker.show(visit).fields["weather"] == "Fog", "it came while the form was open"

    team.worker.correct(visit, {"weather": "Rain"}, "It rained", opened)
    team.sync("worker", "supervisor")
    shown = team.all_see(visit, lambda s: s.show(visit).conflicts)
    assert {c.value for c in shown["weather"]} == {"Fog", "Rain"}


def test_a_correction_of_what_was_seen_stands(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    team.supervisor.correct(visit, {"weather": "Fog"}, "It was foggy")
    team.sync("supervisor", "worker")

    team.worker.correct(visit, {"weather": "Rain"}, "It rained", team.worker.as_of(visit))
    assert team.worker.show(visit).conflicts == {}
    assert team.worker.show(visit).fields["weather"] == "Rain"


def test_an_approval_of_what_was_on_the_screen_does_not_cover_what_came(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")

    on_screen = team.supervisor.show(visit).versions
    team.worker.correct(visit, {"fact": "And then a second saloon."}, "Left out")
    team.sync("worker", "supervisor")

    team.supervisor.approve(visit, on_screen)
    assert team.supervisor.show(visit).review == "to_review"
    assert visit in [row.id for row in team.supervisor.queue()]
    team.supervisor.approve(visit)
    assert team.supervisor.show(visit).review == "approved"
