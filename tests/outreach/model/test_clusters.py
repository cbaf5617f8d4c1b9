"""Many places under few marks: nothing is lost, whatever the zoom."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from outreach.model.clusters import RADIUS, groups, in_view, level_of, radius_for
from outreach.model.geography import view, world


@dataclass(frozen=True)
class Dot:
    id: str
    x: float
    y: float


def dots(points: list[tuple[float, float]]) -> list[Dot]:
    return [Dot(f"{i:04}", *world(lat, lon)) for i, (lat, lon) in enumerate(points)]


POINTS = st.lists(st.tuples(st.floats(53.3, 53.7), st.floats(-2.7, -1.9)), max_size=60)


@given(POINTS, st.integers(0, 20), st.floats(40, 200))
def test_every_place_is_in_exactly_one_group(
    points: list[tuple[float, float]], level: int, radius: float
) -> None:
    made = dots(points)
    found = groups(made, level, radius)
    members = [dot.id for group in found for dot in group.members]
    assert sorted(members) == sorted(dot.id for dot in made)
    assert len({group.key for group in found}) == len(found)


@given(POINTS, st.integers(8, 18), st.randoms(use_true_random=False))
def test_the_order_of_the_places_changes_nothing(
    points: list[tuple[float, float]], level: int, rng: random.Random
) -> None:
    made = dots(points)
    mixed = rng.sample(made, len(made))
    one, other = groups(made, level), groups(mixed, level)
    assert [(g.key, g.at, g.members) for g in one] == [(g.key, g.at, g.members) for g in other]


@given(POINTS, st.integers(8, 15))
def test_single_places_stand_where_they_are_and_apart(
    points: list[tuple[float, float]], level: int
) -> None:
    alone = [group.only for group in groups(dots(points), level) if group.only is not None]
    apart = RADIUS / 2**level
    for i, one in enumerate(alone):
        for other in alone[i + 1 :]:
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > apart**2


def test_moving_the_map_makes_no_group_anew() -> None:
    rng = random.Random(5)
    made = dots([(rng.uniform(53.3, 53.7), rng.uniform(-2.7, -1.9)) for _ in range(3000)])
    found = groups(made, 12)
    here = in_view(found, view(53.5, -2.2, 12, 800, 800))
    there = in_view(found, view(53.5, -2.18, 12, 800, 800))
    assert len(here) > 20
    assert len({g.key for g in here} & {g.key for g in there}) > 0.8 * len(here)


def test_a_large_map_gets_larger_groups() -> None:
    assert radius_for(390, 700) < radius_for(1440, 900)
    assert level_of(11.9) == 11
    assert level_of(-1) == 0
