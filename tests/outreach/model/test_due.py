"""When a place is due to be looked at again."""

from __future__ import annotations

import pytest

from outreach.model.due import DAY_MS, due, intervals

NOW = 1_767_650_400_000


def test_a_hotspot_is_due_by_how_often_it_is_said_to_be_visited() -> None:
    eight_days_ago = NOW - 8 * DAY_MS
    assert due("hotspot", eight_days_ago, NOW, standing="active").state == "overdue"
    assert due("hotspot", eight_days_ago, NOW, standing="active").days == -1
    assert due("hotspot", eight_days_ago, NOW).state == "later"
    assert due("hotspot", eight_days_ago, NOW, standing="quiet").state == "none"
    assert due("hotspot", eight_days_ago, NOW, standing="a code of next year").state == "later"


def test_a_hotspot_that_nobody_has_visited_is_due_now() -> None:
    assert due("hotspot", None, NOW).now
    assert due("hotspot", None, NOW).state == "unseen"
    assert not due("hotspot", None, NOW, standing="quiet").now


def test_premises_are_due_sooner_where_something_was_not_in_order() -> None:
    checked = NOW - 30 * DAY_MS
    assert due("premises", checked, NOW, amiss=2).state == "overdue"
    assert due("premises", checked, NOW).state == "later"
    assert due("premises", None, NOW).state == "none"


@pytest.mark.parametrize("left", range(4))
def test_what_is_due_within_some_days_is_due_soon(left: int) -> None:
    last = NOW - 14 * DAY_MS + left * DAY_MS + 1
    found = due("hotspot", last, NOW)
    assert (found.state == "soon") == (left < intervals().soon)
    assert found.days == left


def test_nothing_else_is_due() -> None:
    assert due("outing", NOW, NOW).state == "none"
