"""In which order to drive to some places."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model.geography import Point
from outreach.model.route import length_m, order

POINT = st.tuples(st.floats(53.3, 53.7), st.floats(-2.7, -1.9))
STARTS = st.none() | POINT


def along(points: list[Point], start: Point | None) -> float:
    way = [points[i] for i in order(points, start)]
    return length_m([start, *way] if start else way)


@given(st.lists(POINT, max_size=70), STARTS)
@settings(max_examples=25)
def test_every_place_is_visited_once(points: list[Point], start: Point | None) -> None:
    assert sorted(order(points, start)) == list(range(len(points)))


@given(st.lists(POINT, min_size=1, max_size=12), STARTS)
def test_the_same_places_give_the_same_order(points: list[Point], start: Point | None) -> None:
    assert order(points, start) == order(points, start)
    if start is None:
        assert order(points, start)[0] == 0


@given(st.lists(POINT, min_size=2, max_size=6), POINT)
@settings(max_examples=30)
def test_the_way_is_near_the_shortest(points: list[Point], start: Point) -> None:
    shortest = min(length_m([start, *way]) for way in permutations(points))
    assert along(points, start) <= shortest * 1.35 + 1


def test_a_crossed_way_is_uncrossed() -> None:
    """A line of places, given mixed up, is driven from one end to the other."""
    line = [(53.5, -2.5 + 0.01 * i) for i in range(12)]
    mixed = [line[i] for i in (3, 0, 7, 1, 11, 5, 2, 9, 4, 10, 6, 8)]
    way = [mixed[i] for i in order(mixed, (53.5, -2.51))]
    assert way == line


def test_nowhere_to_go() -> None:
    assert order([]) == []
    assert order([(53.5, -2.2)], (53.4, -2.1)) == [0]
