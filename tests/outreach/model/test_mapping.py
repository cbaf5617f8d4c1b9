"""What a map of the places shows."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model.clusters import MOST
from outreach.model.due import DAY_MS, Due
from outreach.model.fold import ReadModel
from outreach.model.geography import ground, view, world
from outreach.model.mapping import (
    LISTED,
    LOOKS,
    Atlas,
    Filters,
    Look,
    Spot,
    shown,
    spots,
    visited_by,
)
from tests.outreach.model.team import NIGHT_MS, Space, hex_of, person

GATE, PARK, SHOP, GRILL = hex_of("gate"), hex_of("park"), hex_of("shop"), hex_of("grill")
GONE, NOWHERE = hex_of("gone"), hex_of("nowhere")
#: The first days of 2026, when everything here happens.
NOW = 1_767_650_400_000 + 3 * DAY_MS
DUE: dict[Look, Due] = {"due": Due("overdue", 1, -1), "soon": Due("soon", 1, 1)}


@pytest.fixture
def model() -> ReadModel:
    """Two hotspots of which one was visited, two premises of which one was checked and something
    was not in order, one withdrawn, one without a position."""
    places, visits = Space("premises"), Space("safeguarding")
    amina, dan = person("Amina"), person("Dan", agency="Licensing")
    places.write(amina, GATE, name="Mill Gate", latitude=53.6, longitude=-2.15)
    places.write(amina, PARK, name="Mill Park", latitude=53.61, longitude=-2.16)
    places.write(dan, SHOP, kind="premises", name="Corner Grill", latitude=53.62, longitude=-2.17)
    places.write(dan, GRILL, kind="premises", name="Far Grill", latitude=53.5, longitude=-2.3)
    places.write(amina, GONE, name="Gone", latitude=53.6, longitude=-2.1)
    places.write(amina, GONE, withdrawn=True, reason="Twice")
    places.write(amina, NOWHERE, name="Nowhere")
    places.write(
        dan,
        hex_of("check"),
        kind="premises-check",
        premises=SHOP,
        occurred_from="2026-01-04T20:00:00+00:00",
        licensing_checklist={"licence": "not_in_order", "summary_displayed": "in_order"},
    )
    visits.write(
        amina,
        hex_of("visit"),
        kind="hotspot-visit",
        hotspot=GATE,
        occurred_from="2026-01-05T22:00:00+00:00",
        nothing_seen=True,
    )
    made = ReadModel()
    made.apply(places.written + visits.written)
    return made


def test_places_with_a_position_are_there_with_their_state(model: ReadModel) -> None:
    assert NIGHT_MS < NOW
    found = {spot.id: spot for spot in spots(model, NOW)}
    assert set(found) == {GATE, PARK, SHOP, GRILL}
    assert (found[GATE].look, found[GATE].due.state) == ("lately", "later")
    assert (found[PARK].look, found[PARK].due.state) == ("due", "unseen")
    assert (found[SHOP].look, found[SHOP].amiss) == ("lately", 1)
    assert found[SHOP].due.every == 28
    assert (found[GRILL].look, found[GRILL].last_ms) == ("never", None)


def test_filters_say_which_places(model: ReadModel) -> None:
    found = spots(model, NOW)

    def those(**wanted: object) -> set[str]:
        chosen = Filters(**wanted)  # type: ignore[arg-type]
        return {spot.id for spot in found if chosen.fits(spot)}

    assert those() == {GATE, PARK, SHOP, GRILL}
    assert those(kind="hotspot") == {GATE, PARK}
    assert those(show="due") == those(show="overdue") == {PARK}
    assert those(show="lately") == {GATE, SHOP}
    assert those(show="never") == {PARK, GRILL}
    assert those(amiss=True) == {SHOP}
    assert those(among=visited_by(model, "Licensing")) == {SHOP}
    assert those(kind="premises", show="never") == {GRILL}


def made_up(number: int, rng: random.Random) -> Spot:
    latitude, longitude = rng.uniform(53.35, 53.68), rng.uniform(-2.7, -1.95)
    look = LOOKS[number % len(LOOKS)]
    x, y = world(latitude, longitude)
    return Spot(
        hex_of(number),
        "hotspot" if number % 4 == 0 else "premises",
        f"Place {number}",
        "",
        latitude,
        longitude,
        x,
        y,
        None if look == "never" else number,
        DUE.get(look, Due("none")),
        look,
        0,
    )


MANY = [made_up(number, random.Random(number)) for number in range(4000)]
ATLAS = Atlas(MANY)


@given(st.floats(53.3, 53.7), st.floats(-2.7, -1.9), st.floats(8, 18), st.sampled_from((390, 1100)))
@settings(max_examples=40, deadline=None)
def test_the_numbers_on_a_map_add_up(
    latitude: float, longitude: float, zoom: float, width: int
) -> None:
    box = view(latitude, longitude, zoom, width, 800)
    drawn = shown(ATLAS, box, zoom)
    inside = [spot for spot in MANY if box.holds(spot.latitude, spot.longitude)]
    assert drawn.count == len(inside) == sum(drawn.by_look.values())
    assert len(drawn.marks) <= MOST
    assert len(drawn.listed) == min(drawn.count, LISTED)
    under = [spot.id for group in drawn.marks for spot in group.members]
    assert len(under) == len(set(under))
    # A place in view is under a mark, unless that mark's middle lies outside of the view.
    wide = box.grown(0.12)
    for group in drawn.marks:
        assert wide.holds(*group.at)


def test_the_whole_of_the_ground_holds_every_place() -> None:
    box = ground().box.grown(0.2)
    drawn = shown(ATLAS, box, 10)
    assert sum(len(group.members) for group in drawn.marks) == len(MANY)


def test_the_list_has_the_most_pressing_first() -> None:
    drawn = shown(ATLAS, ground().box, 10)
    ranks = [(LOOKS.index(spot.look), spot.kind != "hotspot") for spot in drawn.listed]
    assert ranks == sorted(ranks)
    assert drawn.listed[0].look == "due"


def test_wards_come_when_one_is_close_enough() -> None:
    far = shown(ATLAS, view(53.5, -2.25, 10, 800, 800), 10)
    near = shown(ATLAS, view(53.5, -2.25, 13.5, 800, 800), 13.5)
    assert not far.detailed
    assert near.detailed
    assert "Manchester" in {label.name for label in far.labels}
    assert {line.border for line in far.lines} == {"authority"}
    assert {line.border for line in near.lines} == {"authority", "ward"}
    for drawn in (far, near):
        assert sum(len(line.points) for line in drawn.lines) <= 650


def test_names_stand_beside_marks_and_not_on_each_other() -> None:
    zoom = 14.5
    drawn = shown(ATLAS, view(53.5, -2.25, zoom, 800, 800), zoom)
    assert drawn.titles
    scale = 2**zoom
    heights = [
        (world(t.latitude, t.longitude)[0] * scale, world(t.latitude, t.longitude)[1] * scale)
        for t in (*drawn.titles, *drawn.labels)
    ]
    for i, one in enumerate(heights):
        for other in heights[i + 1 :]:
            assert abs(one[0] - other[0]) > 20 or abs(one[1] - other[1]) >= 17.9


def test_an_atlas_groups_once_for_a_zoom() -> None:
    atlas = Atlas(MANY)
    one = shown(atlas, view(53.5, -2.25, 12.2, 800, 800), 12.2)
    other = shown(atlas, view(53.5, -2.24, 12.2, 800, 800), 12.2)
    shared = {id(group) for group in one.marks} & {id(group) for group in other.marks}
    assert len(shared) > 0.7 * len(one.marks)
