"""What is late goes up by itself to the next person, who cannot put it away; its author sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.clock import DeviceClock, monotonic_ms
from outreach.ui import moments, syncs
from outreach.views import late
from outreach.views.review import became
from tests.partnership import MEMBERS, Partnership
from tests.tablets import Tablets, desk_of, play

HOUR = moments.HOUR
AT_RISK = {
    "occurred_from": "2026-01-05T22:10:00+00:00",
    "immediate_risk": True,
    "indicators": ["child_alone_late"],
    "place_name": "The gate",
    "fact": "A girl was hurt.",
}
HOME = {"hotspot_type": "flat", "address": "Flat 3, Mill Lane", "nothing_seen": True}


@pytest.fixture(scope="module")
def founded_with_manager(tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    roles = {"premises": "writer", "safeguarding": "writer"}
    people = {**MEMBERS, "manager": ("Rochdale Council", ("service-manager",), roles)}
    made = Partnership(tmp_path_factory.mktemp("managed"), members=people)
    made.found()
    for name in made.joiners:
        assert made.unlock(name).sync().problem is None
    made.close()
    return made


@pytest.fixture
def team(founded_with_manager: Partnership, tmp_path: Path) -> Iterator[Tablets]:
    made = founded_with_manager.copy_to(tmp_path)
    yield Tablets(made)
    made.close()


def hours_later(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    def now() -> int:
        return moments.now_ms() + int(hours * HOUR)

    for module in (late, became, syncs):
        monkeypatch.setattr(module, "now_ms", now)
    monkeypatch.setattr(DeviceClock.__init__, "__defaults__", ((0, 0), now, monotonic_ms))


def test_late_goes_up_and_stays_until_somebody_has_it(
    team: Tablets, monkeypatch: pytest.MonkeyPatch
) -> None:
    (visit,) = team.write("worker", ("hotspot-visit", AT_RISK))
    (mine,) = team.write("supervisor", ("hotspot-visit", {**AT_RISK, "place_name": "Mine"}))
    team.sync("manager")
    team.sync("supervisor")
    hours_later(monkeypatch, 1.5)

    async def the_supervisor_is_told() -> None:
        async with team.open("supervisor") as window:
            await window.settle(lambda: window.says("1 review is late"))
            assert window.says("Waits 1 h for a review, target 1 h")
            assert desk_of(window).counts.late == 1
            assert window.says("1 record that you wrote waits too long for a review")
            await window.press("see-own-late")
            await window.settle(lambda: window.says("Written by you, and late"))
            assert window.has(f"record-{mine[:8]}")
            assert not window.has(f"take-{mine[:8]}")

    play(the_supervisor_is_told)
    hours_later(monkeypatch, 3)

    async def it_came_up() -> None:
        async with team.open("manager") as window:
            await window.settle(lambda: window.says("2 reviews are late"))
            assert window.says("Escalated to you: waits 3 h for a review, target 1 h")
            assert desk_of(window).counts.late == 2
            await window.press("see-late")
            await window.settle(lambda: window.has(f"take-{visit[:8]}"))
            assert window.has(f"open-late-{visit[:8]}")
            assert window.says("Now with: Service manager")
            await window.press(f"take-{visit[:8]}")
            await window.settle(lambda: window.says("Manager has this since"))
            assert not window.has(f"take-{visit[:8]}")
            await window.settle(lambda: desk_of(window).counts.late == 1)
            assert await desk_of(window).sync_now()
            assert not window.wire.crashes

    hours_later(monkeypatch, 3)
    play(it_came_up)
    team.sync("worker")

    async def the_author_sees_each_step() -> None:
        async with team.open("worker") as window:
            await window.go(f"/records/{visit}")
            await window.settle(lambda: window.says("What became of it"))
            for words in (
                "Written by Worker",
                "In the central store",
                "A review was due",
                "Escalated to: Service manager",
                "Manager has it",
                "Goes up to: Administrators",
            ):
                assert window.says(words), words

    play(the_author_sees_each_step)
    team.sync("supervisor")
    hours_later(monkeypatch, 0)

    async def a_review_ends_it() -> None:
        async with team.open("supervisor", width=1400) as window:
            await window.go(f"/review/{visit}")
            await window.settle(lambda: window.has("approve"))
            assert window.says("Manager has it")  # in what became of it
            await window.press("approve")
            await window.settle(lambda: window.says("Approved. The author sees"))
            assert await desk_of(window).sync_now()

    play(a_review_ends_it)


def test_a_home_watched_again_and_again_waits_for_a_decision(team: Tablets) -> None:
    visits = team.write("worker", *[("hotspot-visit", HOME)] * 3)
    team.sync("supervisor")

    async def supervisor_decides() -> None:
        async with team.open("supervisor") as window:
            await window.settle(lambda: window.says("Watched again and again"))
            await window.press("see-watched")
            await window.settle(lambda: window.has(f"record-{visits[0][:8]}"))
            assert window.says("3 times in 28 days")
            names = window.names()
            stem = next(n for n in names if n.startswith("decide-now-"))[len("decide-now-") :]
            assert window.at(f"decide-now-{stem}").disabled
            await window.select(f"decide-{stem}-stop")
            await window.type(f"decide-words-{stem}", "Nobody goes there without a reason.")
            await window.press(f"decide-now-{stem}")
            await window.settle(lambda: window.says("Nothing is late"))
            assert not window.wire.crashes

    play(supervisor_decides)
