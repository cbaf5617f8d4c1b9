"""Times in words, in the zone of the device."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from outreach.ui.moments import DAY, HOUR, MINUTE, ago, day, from_text, moment, to_text

SUMMER = timezone(timedelta(hours=1))


def ms(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type,misc]


NOW = ms(2026, 11, 22, 1, 30)


def test_days_are_named_by_the_local_calendar() -> None:
    assert day(NOW, NOW, UTC) == "Today"
    assert day(ms(2026, 11, 21, 23, 50), NOW, UTC) == "Yesterday"
    assert day(ms(2026, 11, 14, 1), NOW, UTC) == "Sat 14 Nov"
    assert day(ms(2025, 11, 14, 1), NOW, UTC) == "14 Nov 2025"
    assert moment(ms(2026, 7, 1, 23, 30), ms(2026, 7, 2, 1), SUMMER) == "Today 00:30"


def test_how_long_ago() -> None:
    assert ago(None, NOW) == "never"
    assert ago(NOW + MINUTE, NOW) == "just now"
    assert ago(NOW - 5 * MINUTE, NOW) == "5 min ago"
    assert ago(NOW - 3 * HOUR, NOW) == "3 h ago"
    assert ago(NOW - 12 * DAY, NOW) == "12 days ago"


def test_times_for_the_model_keep_their_offset() -> None:
    assert to_text(NOW, SUMMER) == "2026-11-22T02:30:00+01:00"
    assert from_text("2026-11-22T02:30:00+01:00") == NOW
    assert from_text("last night") is None
    assert from_text(None) is None
