"""Two people correct the same field without a network: both values are kept, and someone decides.

Peers let the last write win, and nobody hears of the other.
"""

from __future__ import annotations

import random

import pytest

from sync.errors import InputError
from tests.scenarios.team import VISIT, Team, rows_of


def disagree(team: Team, field: str, *values: object) -> str:
    """The worker and the supervisor give a field these values, neither knowing of the other."""
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    team.network.on = False
    for session, value in zip((team.worker, team.supervisor), values, strict=True):
        session.correct(visit, {field: value}, "Remembered better")
    team.network.on = True
    return visit


def test_both_values_are_kept_shown_and_decided(team: Team) -> None:
    visit = disagree(team, "weather", "Rain", "Fog")
    team.go_round()

    conflicts = team.all_see(visit, lambda s: s.show(visit).conflicts)
    assert {c.value for c in conflicts["weather"]} == {"Rain", "Fog"}
    assert {c.author_name for c in conflicts["weather"]} == {"Worker", "Supervisor"}
    shown = team.all_see(visit, lambda s: s.show(visit).fields["weather"])
    assert shown == conflicts["weather"][0].value, "what is shown is the first of both"
    assert [row.conflicts for row in team.worker.rows("hotspot-visit")] == [1]

    keep = next(c for c in conflicts["weather"] if c.value == "Fog")
    team.worker.resolve(visit, "weather", keep.version[:12])
    assert team.worker.show(visit).conflicts == {}
    team.go_round()
    decided = team.all_see(visit, lambda s: (s.show(visit).fields["weather"], s.show(visit)))
    assert decided[0] == "Fog"
    assert decided[1].conflicts == {}
    history = team.all_see(visit, lambda s: s.history(visit))
    values = [v.fields.get("weather") for v in history]
    assert values.count("Rain") == 1, "the value that was not kept is still in the history"
    assert rows_of(team.worker) == rows_of(team.supervisor)


def test_different_fields_merge_without_a_word(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    team.worker.correct(visit, {"weather": "Rain"}, "Left out")
    team.supervisor.correct(visit, {"lighting": "poor"}, "I was there too")
    team.go_round()
    seen = team.all_see(visit, lambda s: s.show(visit))
    assert (seen.fields["weather"], seen.fields["lighting"]) == ("Rain", "poor")
    assert seen.conflicts == {}


def test_the_same_value_twice_is_no_conflict(team: Team) -> None:
    visit = disagree(team, "weather", "Rain", "Rain")
    team.go_round()
    assert team.all_see(visit, lambda s: s.show(visit).conflicts) == {}


def test_both_decide_offline_and_differently_so_it_is_a_conflict_again(team: Team) -> None:
    visit = disagree(team, "weather", "Rain", "Fog")
    team.go_round()
    team.network.on = False
    for session, wanted in ((team.worker, "Rain"), (team.supervisor, "Fog")):
        found = session.show(visit).conflicts["weather"]
        session.resolve(visit, "weather", next(c.version for c in found if c.value == wanted))
    team.network.on = True
    team.go_round()
    conflicts = team.all_see(visit, lambda s: s.show(visit).conflicts)
    assert {c.value for c in conflicts["weather"]} == {"Rain", "Fog"}


def test_a_decision_must_name_one_of_the_versions(team: Team) -> None:
    visit = disagree(team, "weather", "Rain", "Fog")
    team.go_round()
    for keep in ("", "zz", "0" * 64):
        with pytest.raises(InputError, match="names no single version"):
            team.worker.resolve(visit, "weather", keep)
    with pytest.raises(InputError, match="no conflict"):
        team.worker.resolve(visit, "fact", "a")
    assert len(team.worker.history(visit)) == 3


def test_whatever_the_order_of_syncing_all_devices_show_the_same(
    team: Team, rng: random.Random
) -> None:
    visits = [team.worker.add("hotspot-visit", VISIT) for _ in range(3)]
    team.sync("worker", "supervisor")
    team.network.on = False
    for visit in visits:
        for name in ("worker", "supervisor"):
            for _ in range(rng.randrange(1, 3)):
                value = rng.choice(("Rain", "Fog", "Snow", None))
                team[name].correct(visit, {"weather": value}, "Remembered better")
    team.network.on = True
    for _ in range(4):
        team.sync(rng.choice(("worker", "supervisor")))
    team.go_round()
    assert rows_of(team.worker) == rows_of(team.supervisor)
    team.worker.retry_quarantine()  # everything from the log, with no snapshot
    assert rows_of(team.worker) == rows_of(team.supervisor)
