"""Tonight: places in an order that makes sense, the outing and its end, what is to complete."""

from __future__ import annotations

import time
from dataclasses import fields
from typing import Any

from outreach.model import likely
from outreach.model.due import Due
from outreach.model.sites import Site
from outreach.ui.moments import DAY, HOUR, to_text
from outreach.ui.position import Fix
from outreach.views.visiting import arrange
from tests.tablets import ARCADE, Tablets, desk_of, play

NOW = int(time.time() * 1000)
NEAR = {"name": "Doorway opposite", "latitude": 53.6170, "longitude": -2.1560}
FAR = {"name": "Lay-by on the moor", "latitude": 53.7000, "longitude": -2.0000}


def a_site(name: str, state: Any, *, last: int | None = None, lat: float = 53.6) -> Site:
    given: dict[str, Any] = dict.fromkeys((field.name for field in fields(Site)), None)
    given |= {"id": name, "kind": "hotspot", "title": name, "subtitle": "", "last_ms": last}
    given |= {"latitude": lat, "longitude": -2.15, "due": Due(state, last or NOW)}
    return Site(**given)


def order(*sites: Site, **how: Any) -> list[str]:
    given: dict[str, Any] = {"planned": [], "since_ms": None, "now": NOW} | how
    return [stop.id for stop in arrange(sites, **given)]


def test_planned_comes_first_then_what_is_due_and_what_was_visited_tonight_last() -> None:
    begun = NOW - 2 * HOUR
    sites = (
        a_site("visited", "later", last=NOW - HOUR),
        a_site("later", "later", last=NOW - DAY),
        a_site("due", "overdue", last=NOW - 30 * DAY),
        a_site("planned", "later", last=NOW - 2 * DAY),
    )
    found = order(*sites, planned=["planned", "visited"], since_ms=begun)
    assert found == ["planned", "due", "later", "visited"]


def test_with_a_fix_the_nearest_of_what_is_due_comes_first() -> None:
    fix = Fix(53.60, -2.15, 10.0, NOW)
    sites = (
        a_site("far and overdue", "overdue", last=NOW - 40 * DAY, lat=53.9),
        a_site("near and due", "overdue", last=NOW - 20 * DAY, lat=53.601),
        a_site("nearest, not due", "later", last=NOW - DAY, lat=53.6001),
    )
    assert order(*sites)[0] == "far and overdue"
    assert order(*sites, fix=fix) == ["near and due", "far and overdue", "nearest, not due"]


def test_where_i_am_decides_what_a_picker_and_tonight_offer_first(tablets: Tablets) -> None:
    far, arcade, near = tablets.write(
        "worker", ("hotspot", FAR), ("hotspot", ARCADE), ("hotspot", NEAR)
    )

    async def story() -> None:
        async with tablets.open("worker") as window:
            desk = desk_of(window)
            desk.position.fix = Fix(53.6171, -2.1561, 8.0, NOW)
            await window.settle(lambda: window.says("10 m away"))
            names = _order(window, "place-")
            assert names == [f"place-{one[:8]}" for one in (near, arcade, far)]
            await window.press("log-visit")
            await window.settle(lambda: window.has(f"hotspot.take.{far[:8]}"))
            taken = _order(window, "hotspot.take.")
            assert taken == [f"hotspot.take.{one[:8]}" for one in (near, arcade, far)]
            found = likely.near(desk.open.model, ["hotspot"], 53.6171, -2.1561, 2)
            assert [spot.id for spot in found] == [near, arcade]
            assert found[0].metres is not None
            assert 5 < found[0].metres < 20

    play(story)


def _order(window: Any, stem: str) -> list[str]:
    named = [getattr(control, "identifier", None) or "" for control in window.controls()]
    return [name for name in dict.fromkeys(named) if name.startswith(stem)]


def test_the_outing_shows_its_people_and_ends_in_three_taps(tablets: Tablets) -> None:
    outing = {
        "team": "North team",
        "occurred_from": to_text(NOW - 3 * HOUR),
        "attendees": [{"name": name} for name in ("Dana", "Sam", "Ruth", "Tom")],
    }
    (record,) = tablets.write("worker", ("outing", outing))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.says("Dana, Sam, Ruth and 1 other"))
            await window.press("end-outing")
            await window.select("wellbeing.fine")
            await window.press("save")
            await window.settle(lambda: window.says("Correction saved"))
            ended = desk_of(window).open.show(record).fields
            assert ended["occurred_to"]
            assert ended["wellbeing"] == "fine"

    play(story)


def test_who_is_out_is_one_tap_in_the_next_form(tablets: Tablets) -> None:
    outing = {
        "occurred_from": to_text(NOW - HOUR),
        "attendees": [{"name": "Dana"}, {"name": "Sam", "agency": "police"}],
    }
    tablets.write("worker", ("outing", outing))

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.press("log-visit")
            await window.press("fold-later")
            await window.select("attendees.everybody")
            (form,) = desk_of(window).forms.values()
            assert form.fields()["attendees"] == outing["attendees"]
            assert form.fields()["outing"]

    play(story)


def test_what_was_saved_with_gaps_is_listed_and_opens_at_the_first_of_them(
    tablets: Tablets,
) -> None:
    (visit,) = tablets.write(
        "worker",
        (
            "hotspot-visit",
            {"fact": "Two cars", "place_name": "Old mill", "occurred_from": to_text(NOW - HOUR)},
        ),
    )

    async def story() -> None:
        async with tablets.open("worker") as window:
            await window.settle(lambda: window.says("To complete"))
            await window.press(f"complete-{visit[:8]}")
            assert window.at("reason").value == "Completed afterwards"
            await window.select("indicators.none")
            await window.press("save")
            await window.settle(lambda: window.says("Correction saved"))
            view = desk_of(window).open.show(visit)
            assert view.fields["indicators"] == ["none"]
            assert "indicators" not in view.missing_fields

    play(story)
