"""Times as they are typed at night, and the day that they mean."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from outreach.ui.form.hours import local, meant, on, read_clock, read_date

LONDON = ZoneInfo("Europe/London")
#: Half past midnight, on the night of Saturday 21 November 2026.
NOW = int(datetime(2026, 11, 22, 0, 30, tzinfo=UTC).timestamp() * 1000)


def said(ms: int) -> str:
    return f"{local(ms, LONDON):%a %d %b %H:%M}"


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("23:40", (23, 40)),
        ("2340", (23, 40)),
        ("23.40", (23, 40)),
        ("9:05", (9, 5)),
        ("905", (9, 5)),
        (" 11.40 PM ", (23, 40)),
        ("12 am", (0, 0)),
        ("12:30pm", (12, 30)),
        ("00:05", (0, 5)),
        ("23", None),
        ("2", None),
        ("24:10", None),
        ("10:75", None),
        ("13pm", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_is_read_however_it_is_typed(words: str, clock: tuple[int, int] | None) -> None:
    assert read_clock(words) == clock


def test_after_midnight_an_evening_time_means_yesterday() -> None:
    assert said(meant((23, 40), NOW, zone=LONDON)) == "Sat 21 Nov 23:40"
    assert said(meant((0, 10), NOW, zone=LONDON)) == "Sun 22 Nov 00:10"
    assert said(meant((0, 34), NOW, zone=LONDON)) == "Sun 22 Nov 00:34"  # clocks differ a little


def test_an_end_follows_its_beginning_over_midnight() -> None:
    begun = meant((23, 40), NOW, zone=LONDON)
    assert said(meant((0, 15), NOW, begun, LONDON)) == "Sun 22 Nov 00:15"
    assert said(meant((23, 55), NOW, begun, LONDON)) == "Sat 21 Nov 23:55"


def test_the_night_in_which_the_clocks_go_back_loses_nobody() -> None:
    first = on(date(2026, 10, 25), (1, 30), LONDON)
    assert said(first) == "Sun 25 Oct 01:30"
    assert local(first, LONDON).utcoffset() is not None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("14/11/2026", date(2026, 11, 14)),
        ("14.11.26", date(2026, 11, 14)),
        ("14/11", date(2026, 11, 14)),
        ("24/12", date(2025, 12, 24)),
        ("31/2", None),
        ("14", None),
        ("yesterday", None),
    ],
)
def test_a_date_is_read_day_first_and_lies_behind_us(words: str, day: date | None) -> None:
    assert read_date(words, date(2026, 11, 22)) == day
