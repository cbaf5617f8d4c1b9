"""The ground: the map's projection, and the borders that come with the app."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.assets import asset
from outreach.model.geography import (
    Box,
    around,
    degrees,
    fit,
    ground,
    inside,
    metres,
    view,
    ward_at,
    world,
)

LATITUDES = st.floats(49.8, 60.9)
LONGITUDES = st.floats(-8.7, 1.8)
ROOT = Path(__file__).parents[3]


@given(LATITUDES, LONGITUDES)
def test_world_coordinates_lead_back_to_the_point(latitude: float, longitude: float) -> None:
    assert degrees(*world(latitude, longitude)) == pytest.approx((latitude, longitude), abs=1e-9)


@given(LATITUDES, LONGITUDES, st.floats(6, 18), st.floats(200, 2000), st.floats(200, 2000))
def test_a_view_that_is_fitted_again_is_the_same_view(
    latitude: float, longitude: float, zoom: float, width: float, height: float
) -> None:
    box = view(latitude, longitude, zoom, width, height)
    middle, again = fit(box, width, height, closest=20)
    assert middle == pytest.approx((latitude, longitude), abs=1e-6)
    assert again == pytest.approx(zoom, abs=1e-6)
    assert box.holds(latitude, longitude)


def test_distances_on_the_ground() -> None:
    """Manchester Victoria to Rochdale station, some 15 km as the crow flies."""
    assert metres((53.4875, -2.2426), (53.6103, -2.1535)) == pytest.approx(14_900, rel=0.02)
    assert metres((53.5, -2.2), (53.5, -2.2)) == 0


def test_the_map_is_what_the_script_makes_of_the_published_files() -> None:
    made = runpy.run_path(str(ROOT / "tests" / "boundaries" / "make_map.py"))["made"]()
    assert made == asset("boundaries/map.json").read_text(encoding="utf-8")


def test_the_whole_map_is_small() -> None:
    whole = ground()
    assert len(whole.authorities) == 10
    assert len(whole.wards) == 215
    # What a first paint sends: some 40 bytes a vertex.
    assert len(whole.land) + sum(len(line.points) for line in whole.borders) < 500
    assert whole.credit.startswith("Contains National Statistics and OS data © Crown copyright")


def test_wards_cover_the_land_and_lie_in_their_authority() -> None:
    whole = ground()
    at_home = 0
    for ward in whole.wards:
        found = ward_at(*ward.at)
        assert found is not None
        at_home += found[0] is ward
        parent = next(a for a in whole.authorities if a.code == ward.authority)
        assert parent.box.grown(0.02).meets(ward.box)
        assert inside(whole.land, *ward.at)
    assert at_home >= 213  # a thin ward's middle may lie beside it


def test_a_point_far_away_is_in_no_ward() -> None:
    assert ward_at(51.5, -0.1) is None


def test_a_line_is_one_border_drawn_once() -> None:
    whole = ground()
    edges = [
        frozenset(edge)
        for line in whole.lines
        for edge in zip(line.points, line.points[1:], strict=False)
    ]
    assert len(edges) == len(set(edges))
    for line in whole.lines:
        assert line.box == around(list(line.points))
    assert {line.border for line in whole.lines} == {"authority", "ward"}


def test_boxes_meet_at_an_edge() -> None:
    box = Box(53.0, -2.0, 54.0, -1.0)
    assert box.meets(Box(54.0, -1.0, 55.0, 0.0))
    assert not box.meets(Box(54.1, -2.0, 55.0, -1.0))
    assert box.grown(0.1).meets(Box(54.1, -2.0, 55.0, -1.0))
    assert box.middle == (53.5, -1.5)
