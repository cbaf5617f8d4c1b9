"""The page of a place, a vehicle, a person: what to do next, what is in force, what is known."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import flet as ft
import pytest

from outreach.model.due import DAY_MS, Due
from outreach.views.known.ask import busiest
from outreach.views.known.steps import why_visit
from tests.tablets import ARCADE, Tablets, desk_of, play

#: Bytes to the window for a screen's first paint.
BUDGET = 60_000
NOW = 1_767_650_400_000
WIDTHS = (390, 820, 1440)


def _ago(days: int, hour: int = 22) -> str:
    night = datetime.now(UTC).replace(hour=hour, minute=0, second=0, microsecond=0)
    return (night - timedelta(days=days)).isoformat()


def test_why_somebody_should_go_is_said_first() -> None:
    nine = NOW - 9 * DAY_MS
    overdue = Due("overdue", NOW - 2 * DAY_MS, -2, 7)
    assert why_visit(overdue, nine, NOW) == (
        "Not visited for 9 nights",
        "It is visited every 7 nights.",
    )
    assert why_visit(Due("unseen", NOW), None, NOW)[0] == "Nobody has visited yet"
    later = Due("later", NOW + 5 * DAY_MS, 5, 14)
    assert why_visit(later, nine, NOW)[0] == "Visited 9 days ago"
    assert why_visit(Due("none"), nine, NOW)[0] == "Not visited at present"


def test_when_most_of_it_happens_is_said_only_where_it_can_be() -> None:
    assert busiest(Counter({(4, 22): 3})) == ""
    fridays = busiest(Counter({(4, 22): 6, (4, 23): 3, (1, 20): 1}))
    assert fridays == "Most often Friday nights: 9 of 10; between 21:00 and 00:00: 9 of 10."
    even = {(day, day * 3): 2 for day in range(7)}
    assert busiest(Counter(even)) == ""


def test_a_place_says_what_to_do_next_and_begins_it(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", {**ARCADE, "standing": "active"}))
    tablets.write(
        "worker",
        ("hotspot-visit", {"hotspot": arcade, "nothing_seen": True, "occurred_from": _ago(9)}),
    )

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/places/{arcade}")
            await window.settle(lambda: window.has("log-visit-here"))
            assert window.says("Not visited for ")
            assert window.says("Due since")
            await window.press("nothing-seen-here")
            await window.settle(lambda: window.has("save"))
            (form,) = desk_of(window).forms.values()
            assert (form.fields()["hotspot"], form.fields()["nothing_seen"]) == (arcade, True)

    play(story)


def test_premises_say_what_was_not_in_order(tablets: Tablets) -> None:
    (shop,) = tablets.write(
        "licensing",
        (
            "premises",
            {
                "name": "Lantern Grill",
                "postcode": "M33 3HP",
                "source_register": "Food register",
                "source_reference": "PI/0042",
            },
        ),
    )
    tablets.write(
        "licensing",
        (
            "premises-check",
            {
                "premises": shop,
                "occurred_from": _ago(40),
                "regimes": ["licensing"],
                "licensing_checklist": {"licence_on_site": "not_in_order"},
                "licence_number": "PL 0042",
                "outcomes": ["warning"],
            },
        ),
    )

    async def story() -> None:
        async with tablets.open("licensing") as window:
            await window.go(f"/places/{shop}")
            await window.settle(lambda: window.has("check-here"))
            assert window.says("Due for another check")
            assert window.says("Not in order: ")
            assert window.says("PL 0042")
            assert window.says("From the register: Food register")
            assert window.says("PI/0042")
            assert window.says("Warning")
            assert not window.has("person-here")  # this tablet holds no key for sightings

    play(story)


def test_what_came_back_goes_before_everything_else(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    (visit,) = tablets.write(
        "worker", ("hotspot-visit", {"hotspot": arcade, "fact": "A car.", "occurred_from": _ago(1)})
    )
    session = tablets.partnership.unlock("supervisor")
    session.sync()
    session.return_record(visit, [("fact", "Which car?")])
    session.sync()
    session.lock()
    tablets.sync("worker")

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/places/{arcade}")
            await window.settle(lambda: window.has("answer-return"))
            assert window.says("A record of yours came back")
            await window.press("answer-return")
            await window.settle(lambda: window.says("Which car?"))
            assert window.page.route == f"/records/{visit}"

    play(story)


def test_a_vehicle_brings_sightings_together_and_keeps_maybes_apart(tablets: Tablets) -> None:
    first, again, part = tablets.write(
        "worker",
        ("vehicle-sighting", {"registration": "AB12 CDE", "occurred_from": _ago(5)}),
        ("vehicle-sighting", {"registration": "ab12cde", "occurred_from": _ago(3)}),
        ("vehicle-sighting", {"registration": "AB12 ?DE", "occurred_from": _ago(2)}),
    )

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/records/{first}")
            await window.settle(lambda: window.has("open-subject"))
            await window.press("open-subject")
            assert window.page.route == f"/vehicles/{first}"
            await window.settle(lambda: window.says("AB12 CDE"))
            for sighting in (first, again):
                assert window.has(f"record-{sighting[:8]}")
            assert not window.has(f"record-{part[:8]}")
            assert window.has(f"perhaps-{part[:8]}")
            assert window.says("not all of it was read: AB12?DE")
            await window.press("seen-again")
            await window.settle(lambda: window.has("save"))
            (form,) = desk_of(window).forms.values()
            assert form.fields()["registration"] == "AB12 CDE"

    play(story)


def test_a_new_sighting_of_a_person_starts_with_nothing_looked_up(tablets: Tablets) -> None:
    one, other = tablets.write(
        "worker",
        ("person-sighting", {"names_heard": "Kez", "first_description": "Tall, red coat"}),
        ("person-sighting", {"names_heard": "Big Kez"}),
    )

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/people/{one}")
            await window.settle(lambda: window.has("seen-again"))
            assert window.has(f"perhaps-{other[:8]}")
            assert window.says("The same name or nickname was heard: kez")
            await window.press("seen-again")
            await window.settle(lambda: window.has("save"))
            (form,) = desk_of(window).forms.values()
            told = {"first_description", "names_heard", "hair", "clothing"}
            assert not told.intersection(form.fields())

    play(story)


def test_a_long_timeline_comes_in_windows_by_kind(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    visits: list[tuple[str, dict[str, Any]]] = [
        ("hotspot-visit", {"hotspot": arcade, "nothing_seen": True, "occurred_from": _ago(days)})
        for days in range(1, 91)
    ]
    tablets.write("worker", *visits, ("vehicle-sighting", {"hotspot": arcade}))

    async def story() -> None:
        async with tablets.open("worker") as window:
            before = window.wire.bytes
            await window.go(f"/places/{arcade}")
            await window.settle(lambda: window.has("only-hotspot-visit"))
            assert window.wire.bytes - before < BUDGET
            drawn = [n for n in window.names() if n.startswith("record-")]
            assert len(drawn) < 40
            (lst,) = window.scrolling("record-")
            await window.event(lst, "scroll", window.scrolled_to_the_end())
            await window.settle(
                lambda: sum(n.startswith("record-") for n in window.names()) >= len(drawn) + 29
            )
            await window.select("only-vehicle-sighting")
            await window.settle(lambda: not window.says("earlier record"))

    play(story)


def test_the_strip_can_be_read_aloud(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    visits: list[tuple[str, dict[str, Any]]] = [
        ("hotspot-visit", {"hotspot": arcade, "occurred_from": _ago(7 * week)})
        for week in range(1, 11)
    ]
    tablets.write("worker", *visits)

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/places/{arcade}")
            await window.settle(lambda: window.has("strip-as-words"))
            assert window.says("Most often ")
            assert any(image.semantics_label for image in window.all(ft.Image))
            await window.press("strip-as-words")
            assert window.says(": 10")

    play(story)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_stay_small_at_every_width(tablets: Tablets, width: int) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    many: list[tuple[str, dict[str, Any]]] = [
        (
            "vehicle-sighting",
            {"registration": "AB12 CDE" if n % 2 else "AB12 ?DE", "hotspot": arcade,
             "occurred_from": _ago(n + 1), "fact": "A car waited by the ramp. " * 8},
        )
        for n in range(60)
    ]  # fmt: skip
    ids = tablets.write("worker", *many)
    sighted = tablets.write("worker", ("person-sighting", {"vehicle": ids[0]}))

    async def story() -> None:
        async with tablets.open("worker", width=width) as window:
            for route in (f"/places/{arcade}", f"/vehicles/{ids[1]}", f"/people/{sighted[0]}"):
                await window.go("/settings")
                before = window.wire.bytes
                await window.go(route)
                await window.settle(lambda: window.says("Everything known"))
                assert window.wire.bytes - before < BUDGET, route
            assert not window.wire.crashes

    play(story)


def test_the_keyboard_does_the_next_thing(tablets: Tablets) -> None:
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.go(f"/places/{arcade}")
            await window.settle(lambda: window.has("log-visit-here"))
            keys = {"key": "n", "shift": False, "ctrl": False, "alt": False, "meta": False}
            await window.event(window.page, "keyboard_event", keys)
            await window.settle(lambda: window.has("save"))
            (form,) = desk_of(window).forms.values()
            assert form.fields()["hotspot"] == arcade

    play(story)


def test_what_is_not_there_says_so(tablets: Tablets) -> None:
    async def story() -> None:
        async with tablets.open("worker") as window:
            for route in ("/places/00ff", "/vehicles/00ff", "/people/00ff"):
                await window.go(route)
                await window.settle(lambda: window.says("There is no such page on this tablet"))

    play(story)
