"""When a tablet locks by itself. Times are given, nothing waits."""

from __future__ import annotations

from outreach.ui.lock import GRACE_SECONDS, PICKER_GRACE_SECONDS, LockRule, awake_clock


def test_it_locks_after_its_minutes_without_a_touch() -> None:
    rule = LockRule(0, minutes=5)
    assert not rule.due(299)
    assert rule.due(300)
    rule.touched(299)
    assert not rule.due(598)


def test_it_locks_when_out_of_sight_for_longer_than_the_grace() -> None:
    rule = LockRule(0)
    rule.hidden(10)
    rule.hidden(25)  # hidden, then paused: the first counts
    assert not rule.due(10 + GRACE_SECONDS - 1)
    assert rule.due(10 + GRACE_SECONDS)


def test_coming_back_within_the_grace_is_no_lock() -> None:
    rule = LockRule(0)
    rule.hidden(10)
    rule.shown()
    assert not rule.due(200)


def test_our_own_picker_has_a_longer_grace() -> None:
    rule = LockRule(0)
    rule.picker_open = True
    rule.hidden(0)
    assert not rule.due(GRACE_SECONDS)
    assert rule.due(PICKER_GRACE_SECONDS)


def test_the_clock_only_moves_forward() -> None:
    assert awake_clock() <= awake_clock()
