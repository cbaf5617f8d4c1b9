"""How long things hold: over midnight, the two nights when the clocks change, over Christmas."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

import pytest

from outreach.model import kinds, notice_standing, referral_standing
from outreach.model.instants import to_ms
from outreach.model.terms import Term, Working, end_of_day, moment_of

HOUR = 3_600_000


@pytest.fixture(autouse=True)
def london(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tablets of the North of England."""
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def closure(served: str, **more: object) -> dict[str, object]:
    return {"notice_type": "asb_closure", "served_at": served, **more}


@pytest.mark.parametrize(
    ("served", "day", "two_days"),
    [
        # An ordinary night.
        ("2026-02-10T23:40:00+00:00", "2026-02-11T23:40:00+00:00", "2026-02-12T23:40:00+00:00"),
        # In March an hour is lost: by the clock on the wall it ends an hour later.
        ("2026-03-28T22:15:00+00:00", "2026-03-29T23:15:00+01:00", "2026-03-30T23:15:00+01:00"),
        # In October one is won, and it ends an hour earlier; also if it was served within it.
        ("2026-10-24T22:15:00+01:00", "2026-10-25T21:15:00+00:00", "2026-10-26T21:15:00+00:00"),
        ("2026-10-25T01:30:00+01:00", "2026-10-26T00:30:00+00:00", "2026-10-27T00:30:00+00:00"),
        ("2026-10-25T01:30:00+00:00", "2026-10-26T01:30:00+00:00", "2026-10-27T01:30:00+00:00"),
    ],
)
def test_hours_are_time_that_passes_and_are_said_by_the_clock_on_the_wall(
    served: str, day: str, two_days: str
) -> None:
    assert notice_standing.proposed_expiry(closure(served)) == day
    assert notice_standing.proposed_expiry(closure(served, senior_authority=True)) == two_days
    assert to_ms(two_days) - to_ms(served) == 48 * HOUR
    stands = notice_standing.standing(closure(served), to_ms(served))
    assert stands.court_ms == to_ms(two_days)
    assert stands.until_ms == to_ms(day)
    assert stands.proposed


def test_christmas_day_does_not_count_for_forty_eight_hours_and_does_for_the_first_day() -> None:
    eve = closure("2026-12-24T20:00:00+00:00", senior_authority=True)
    assert notice_standing.proposed_expiry(eve) == "2026-12-27T20:00:00+00:00"
    on_the_day = closure("2026-12-25T20:00:00+00:00", senior_authority=True)
    assert notice_standing.proposed_expiry(on_the_day) == "2026-12-28T00:00:00+00:00"
    short = closure("2026-12-24T20:00:00+00:00")
    assert notice_standing.proposed_expiry(short) == "2026-12-25T20:00:00+00:00"
    stands = notice_standing.standing(short, to_ms("2026-12-24T21:00:00+00:00"))
    assert moment_of(stands.court_ms or 0) == "2026-12-27T20:00:00+00:00"


def test_what_is_longer_than_a_type_allows_is_said_and_kept() -> None:
    served = "2026-03-28T22:15:00+00:00"
    kept = closure(served, expires_at="2026-03-29T23:15:00+01:00")
    assert not kinds.warnings("notice", kept, recorded_ms=to_ms(served))
    longer = closure(served, expires_at="2026-03-31T12:00:00+01:00")
    (said,) = kinds.warnings("notice", longer, recorded_ms=to_ms(served))
    assert (said.field, "Longer" in said.message) == ("expires_at", True)
    assert kinds.validate("notice", longer)["expires_at"] == "2026-03-31T12:00:00+01:00"
    senior = closure(served, expires_at="2026-03-30T12:00:00+01:00", senior_authority=True)
    assert not kinds.warnings("notice", senior, recorded_ms=to_ms(served))
    (ahead,) = kinds.warnings("notice", closure("2027-03-28T22:15:00+01:00"), recorded_ms=1)
    assert ahead.field == "served_at"
    with pytest.raises(kinds.InvalidRecord):
        kinds.validate("notice", closure(served, expires_at="2026-03-28T22:00:00+00:00"))


def test_a_month_is_the_calendars_and_keeps_its_time_of_day() -> None:
    hotel = {"notice_type": "hotel_information", "served_at": "2026-08-31T10:00:00+01:00"}
    assert notice_standing.proposed_expiry(hotel) == "2027-02-28T10:00:00+00:00"
    assert notice_standing.proposed_expiry({"notice_type": "fire_prohibition"}) is None
    assert notice_standing.proposed_expiry({"notice_type": "a_new_one", "served_at": "x"}) is None


def test_a_notice_counts_down_expires_and_is_ended_by_its_outcome_alone() -> None:
    served = "2026-03-28T22:15:00+00:00"
    minute = 60_000
    end = to_ms(served) + 24 * HOUR
    assert notice_standing.standing(closure(served), end - minute).state == "in force"
    assert notice_standing.standing(closure(served), end).state == "expired"
    said = closure(served, expires_at="2026-03-29T09:00:00+01:00")
    stands = notice_standing.standing(said, to_ms(served))
    assert not stands.proposed
    assert moment_of(stands.until_ms or 0) == "2026-03-29T09:00:00+01:00"
    made = closure(served, notice_outcome="order_made")
    assert notice_standing.standing(made, to_ms(served)).state == "ended"
    kept = closure(served, notice_outcome="complied")
    assert notice_standing.standing(kept, to_ms(served)).state == "in force"
    cawn = {"notice_type": "cawn", "served_at": served}
    assert notice_standing.standing(cawn, end + 10**12).state == "open"
    assert notice_standing.standing({"notice_type": "cawn"}, end).state == "unserved"


@pytest.mark.parametrize(
    ("priority", "raised", "due"),
    [
        ("immediate", "2026-03-29T00:40:00+00:00", "2026-03-29T02:40:00+01:00"),
        ("same_day", "2026-03-29T00:40:00+00:00", "2026-03-30T00:00:00+01:00"),
        # A night belongs to nobody's working day: never less than some hours.
        ("same_day", "2026-10-24T23:50:00+01:00", "2026-10-25T02:50:00+00:00"),
        # From a Thursday over Good Friday, a weekend and Easter Monday.
        ("three_working_days", "2026-04-02T23:30:00+01:00", "2026-04-10T00:00:00+01:00"),
        ("routine", "2026-02-13T09:00:00+00:00", "2026-02-28T00:00:00+00:00"),
    ],
)
def test_a_referral_is_due_by_its_priority(priority: str, raised: str, due: str) -> None:
    assert referral_standing.proposed_due({"priority": priority, "occurred_from": raised}) == due


def test_a_referral_waits_is_acknowledged_has_an_outcome_and_is_told() -> None:
    raised = "2026-02-10T01:00:00+00:00"
    fields: dict[str, object] = {
        "about": "0" * 32, "occurred_from": raised, "priority": "three_working_days",
    }  # fmt: skip

    def now() -> referral_standing.Standing:
        return referral_standing.standing(fields, to_ms(raised), "Amina")

    assert (now().state, now().owner) == ("waiting", "Amina")
    assert moment_of(now().due_ms or 0) == "2026-02-12T00:00:00+00:00"
    fields |= {"owner": "Ben", "acknowledged_at": "2026-02-10T02:10:00+00:00"}
    assert (now().state, now().owner) == ("acknowledged", "Ben")
    assert moment_of(now().due_ms or 0) == "2026-02-14T00:00:00+00:00"
    fields["due"] = "2026-02-11T12:00:00+00:00"
    assert moment_of(now().due_ms or 0) == "2026-02-11T12:00:00+00:00"
    fields["outcome"] = "accepted"  # they have taken it on; it is not done yet
    assert now().state == "acknowledged"
    fields |= {"outcome": "done", "closed_at": "2026-02-11T11:00:00+00:00"}
    assert now().state == "to tell"
    fields["told_submitter"] = "The child is safe, and it was right to call"
    assert not now().open
    del fields["told_submitter"], fields["about"]
    assert not now().open  # it was about nobody's record


def test_a_referral_without_a_priority_is_due_as_a_routine_one() -> None:
    raised = "2026-02-10T01:00:00+00:00"
    asked = {"occurred_from": raised}
    assert referral_standing.proposed_due(asked) is None
    assert referral_standing.proposed_due(asked | {"priority": "of another list"}) is None
    routine = referral_standing.standing(asked | {"priority": "routine"}, 0, "Amina")
    assert referral_standing.standing(asked, 0, "Amina") == routine


def test_a_licence_holds_to_the_end_of_its_last_day() -> None:
    assert moment_of(end_of_day("2026-03-29")) == "2026-03-30T00:00:00+01:00"
    assert moment_of(end_of_day("2026-10-24")) == "2026-10-25T00:00:00+01:00"
    assert moment_of(end_of_day("2026-10-25")) == "2026-10-26T00:00:00+00:00"


def test_working_days_are_counted_from_the_day_after() -> None:
    friday = to_ms("2026-02-13T09:00:00+00:00")
    off = Working(frozenset({5, 6}), frozenset({date(2026, 2, 16)}))
    assert moment_of(Term(working_days=1).after(friday, off)) == "2026-02-18T00:00:00+00:00"
    assert moment_of(Term(working_days=1).after(friday)) == "2026-02-15T00:00:00+00:00"


@pytest.mark.parametrize(
    ("began", "ended", "hours"),
    [
        ("2026-02-10T22:00:00+00:00", "2026-02-11T02:30:00+00:00", 4.5),
        ("2026-03-28T22:00:00+00:00", "2026-03-29T03:30:00+01:00", 4.5),
        ("2026-10-24T22:00:00+01:00", "2026-10-25T01:30:00+00:00", 4.5),
    ],
)
def test_a_shift_and_a_visit_over_midnight_last_as_long_as_the_clock_ticked(
    began: str, ended: str, hours: float
) -> None:
    for kind in ("outing", "hotspot-visit", "premises-check"):
        given = {"occurred_from": began, "occurred_to": ended}
        now = to_ms(ended)
        kept = kinds.validate(kind, given, now_ms=now)
        assert to_ms(kept["occurred_to"]) - to_ms(kept["occurred_from"]) == hours * HOUR
        # Typed without an offset, as the wall clock shows it; the hour that comes twice: the first.
        typed = {"occurred_from": began[:19], "occurred_to": "2026-10-25T01:30"}
        if ended.startswith("2026-10"):
            assert kinds.validate(kind, typed, now_ms=now)["occurred_to"].endswith("+01:00")
        turned = {"occurred_from": ended, "occurred_to": began}
        with pytest.raises(kinds.InvalidRecord):
            kinds.validate(kind, turned, now_ms=now)
        assert not kinds.is_late(kind, given, now + 24 * HOUR)
        assert kinds.is_late(kind, given, now + 24 * HOUR + 1)
