"""Figures: each agrees with its list, is of the night it happened in, and gives nobody away."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from outreach.model import insights, kinds
from outreach.model.fold import ReadModel
from outreach.model.insights import Figures, figures, records
from outreach.model.measures import CHECKS, PERIODS, Slice, digest
from outreach.model.small import LEAST, Shown
from tests import visits
from tests.outreach.model.team import Space, hex_of, person

TODAY = date(2026, 11, 20)  # a Friday
NOW_MS = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)
HOUR_MS = 3_600_000
DANA = person("Dana", agency="Early Break")
TOM = person("Tom", agency="Trafford Licensing & Co")
RUTH = person("Ruth", "supervisor", agency="Rochdale")


def model_of(*spaces: Space) -> ReadModel:
    model = ReadModel()
    for space in spaces:
        model.apply(space.written)
    return model


def counted(model: ReadModel, asked: Slice) -> int:
    return len(records(model, asked, today=TODAY, limit=10_000))


def agrees(seen: Shown, count: int) -> bool:
    if seen.exact:
        return seen.least == count
    return 0 < count < LEAST if seen.how == "small" else count >= seen.least


@pytest.fixture
def night(rng: random.Random) -> tuple[ReadModel, list[tuple[str, str, dict[str, Any]]]]:
    """Some weeks of two agencies at four places: (kind, agency, fields) of each record too."""
    space, written = Space("safeguarding"), []
    places = [hex_of("spot", n) for n in range(4)]
    for n, place in enumerate(places):
        space.write(DANA, place, name=f"Spot {n}", hotspot_type="park", wall_ms=NOW_MS)
    kinds_of = ("hotspot-visit", "hotspot-visit", "quiet", "person-sighting", "premises-check")
    for n in range(160):
        kind, who = rng.choice(kinds_of), rng.choice((DANA, DANA, TOM))
        made = visits.quiet_visit if kind == "quiet" else visits.MAKERS[kind]
        kind = "hotspot-visit" if kind == "quiet" else kind
        at = datetime(2026, 11, 20, 2, tzinfo=UTC) - timedelta(minutes=rng.randrange(24 * 60 * 40))
        fields = made(rng, n) | {"occurred_from": at.isoformat(timespec="seconds")}
        fields.pop("premises", None)
        fields.pop("occurred_to", None)
        fields["hotspot"] = rng.choice(places)
        if n % 11 == 0:
            fields["occurred_precision"] = "unknown"
        wall = int(at.timestamp() * 1000) + HOUR_MS
        change = space.write(who, hex_of("record", n), kind=kind, wall_ms=wall, **fields)
        if n % 3 == 0:
            space.review(RUTH, "approved", change)
        written.append((kind, who.author.agency, fields))
    return model_of(space), written


def tables(found: Figures) -> Iterator[tuple[Slice, Shown]]:
    """Every count on the screen with what it leads to."""
    asked = Slice("visits", weeks=13)
    stacked = (
        (found.visits, "visits", [asked.but(measure="seen"), asked.but(measure="quiet")]),
        (
            found.sightings,
            "sightings",
            [asked.but(measure="people"), asked.but(measure="vehicles")],
        ),
        (found.checks, "checks", [asked.but(measure="check", code=code) for code in CHECKS]),
    )
    for table, whole, rows in stacked:
        yield asked.but(measure=whole), table.whole
        for c, week in enumerate(found.weeks):
            yield asked.but(measure=whole, week=week.isoformat()), table.columns[c]
            for row, cells in zip(rows, table.cells, strict=True):
                yield row.but(week=week.isoformat()), cells[c]
    for r, (place, _title) in enumerate(found.spots):
        for c, hour in enumerate(found.hours):
            yield asked.but(place=place, hour=hour), found.spot_hours.cells[r][c]
    for night in range(7):
        for hour in range(24):
            yield asked.but(night=night, hour=hour), found.nights.cells[night][hour]
    for measure, codes in (("effect", found.effects), ("outcome", found.outcomes)):
        for code, seen in codes:
            yield asked.but(measure=measure, code=code), seen
    for code, seen in found.reasons:
        yield asked.but(measure="unknown", code=code), seen
    for share in found.by_kind:
        yield asked.but(measure="blank", code=share.name), share.records
    yield asked.but(measure="reviewed"), found.reviewed
    yield asked.but(measure="waiting"), found.waiting


def test_every_number_agrees_with_the_list_it_leads_to(night: tuple[ReadModel, Any]) -> None:
    model, written = night
    found = figures(model, Slice("visits", weeks=13), today=TODAY)
    assert agrees(found.visits.whole, sum(kind == "hotspot-visit" for kind, _a, _f in written))
    seen = list(tables(found))
    assert sum(count.exact and count.least > 0 for _asked, count in seen) > 30
    for asked, count in seen:
        assert agrees(count, counted(model, asked)), asked


def test_figures_of_a_place_and_of_an_agency(night: tuple[ReadModel, Any]) -> None:
    model, written = night
    all_of = Slice("visits", weeks=13)
    for asked in (all_of.but(place=hex_of("spot", 1)), all_of.but(agency=digest("Early Break"))):
        found = figures(model, asked, today=TODAY)
        assert agrees(found.visits.whole, counted(model, asked))
    named = all_of.but(agency=digest("Early Break"))
    dana = sum(k == "hotspot-visit" and agency == "Early Break" for k, agency, _f in written)
    assert counted(model, named) == dana
    assert counted(model, all_of.but(agency=digest("Nobody"))) == 0
    assert insights.agencies(model) == ["Early Break", "Rochdale", "Trafford Licensing & Co"]


def test_completeness_is_what_the_forms_ask_for(night: tuple[ReadModel, Any]) -> None:
    model, written = night
    found = figures(model, Slice("visits", weeks=13), today=TODAY)
    for share in found.by_kind:
        blanks = [len(kinds.missing(k, fields)) for k, _a, fields in written if k == share.name]
        assert share.given is not None
        assert 0 <= share.given <= 1
        assert (share.given == 1) == (sum(blanks) == 0)
        assert agrees(share.records, sum(blank > 0 for blank in blanks))
    quiet = Space("safeguarding")
    for n in range(6):  # arrived, place and nothing seen are given; six more are asked for later
        quiet.write(DANA, hex_of(n), kind="hotspot-visit", wall_ms=NOW_MS, nothing_seen=True,
                    hotspot=hex_of("spot"), occurred_from="2026-11-18T22:00:00+00:00")  # fmt: skip
    (share,) = figures(model_of(quiet), Slice("visits"), today=TODAY).by_kind
    fields = {"nothing_seen": True, "hotspot": "x", "occurred_from": "x"}
    left = len(kinds.missing("hotspot-visit", fields))
    assert share.given == pytest.approx(2 / (2 + left))


def test_weeks_and_hours_are_those_of_the_clock_on_the_wall() -> None:
    space = Space("safeguarding")
    # Half past midnight on Monday by summer time: in UTC it is Sunday still.
    for n in range(5):
        space.write(DANA, hex_of(n), kind="hotspot-visit", wall_ms=NOW_MS, nothing_seen=True,
                    occurred_from="2026-08-17T00:30:00+01:00")  # fmt: skip
    model = model_of(space)
    found = figures(model, Slice("visits", weeks=52), today=TODAY)
    week = found.weeks.index(date(2026, 8, 17))
    assert found.visits.columns[week] == Shown(5)
    assert found.nights.cells[6][0] == Shown(5)  # the night of Sunday
    assert counted(model, Slice("quiet", 52, week="2026-08-17", night=6, hour=0)) == 5
    assert counted(model, Slice("quiet", 52, week="2026-08-10")) == 0


def test_a_time_that_nobody_gave_has_a_day_and_no_hour() -> None:
    space = Space("safeguarding")
    for n in range(6):
        space.write(DANA, hex_of(n), kind="hotspot-visit", wall_ms=NOW_MS, nothing_seen=True)
    found = figures(model_of(space), Slice("visits"), today=TODAY)
    assert found.visits.whole == Shown(6)
    assert found.hours == ()
    assert found.nights.whole == Shown(0)


def test_what_was_withdrawn_is_in_no_number() -> None:
    space = Space("safeguarding")
    for n in range(6):
        space.write(DANA, hex_of(n), kind="hotspot-visit", wall_ms=NOW_MS, nothing_seen=True)
    space.write(DANA, hex_of(0), kind="hotspot-visit", reason="Twice", wall_ms=NOW_MS,
                withdrawn=True)  # fmt: skip
    model = model_of(space)
    assert figures(model, Slice("visits"), today=TODAY).visits.whole == Shown(5)
    assert counted(model, Slice("visits")) == 5


def test_time_to_review_counts_the_first_review_that_counts() -> None:
    space = Space("safeguarding")
    for n in range(10):
        wrote = space.write(DANA, hex_of(n), kind="hotspot-visit", wall_ms=NOW_MS,
                            nothing_seen=True)  # fmt: skip
        received = wrote.received_ms or 0
        own = space.review(person("Dana", "supervisor"), "approved", wrote)
        layman = space.review(TOM, "approved", wrote)
        first = space.review(RUTH, "returned", wrote, comments=[(None, "When?")])
        again = space.review(RUTH, "approved", wrote)
        hours = ((own, 1), (layman, 2), (first, 3 + n), (again, 90))
        for review, after in hours:
            at = space.written.index(review)
            space.written[at] = review._replace(received_ms=received + after * HOUR_MS)
    found = figures(model_of(space), Slice("visits"), today=TODAY)
    assert (found.delay.middle, found.delay.far) == (7, 11)
    assert found.reviewed == Shown(10)
    assert found.delays[-1] == found.delay
    assert found.delays[0].middle is None


def test_an_address_holds_no_name_and_is_read_back(night: tuple[ReadModel, Any]) -> None:
    asked = Slice(
        "seen", 4, "2026-11-16", 4, 23, hex_of("spot", 1), digest("Early Break"), "calmed"
    )
    assert Slice.parse(asked.address()) == asked
    assert "Early" not in asked.address()
    for weeks in PERIODS:
        assert Slice.parse(Slice("visits", weeks).address()) == Slice("visits", weeks)
    for junk in ("", "measure=", "measure=everything", "measure=visits~weeks=7", "x=y", "~", "==",
                 "measure=visits~code='; DROP TABLE", "measure=visits~week=2026"):  # fmt: skip
        assert Slice.parse(junk) is None, junk


def test_an_empty_vault_has_figures_too() -> None:
    found = figures(ReadModel(), Slice("visits", weeks=4), today=TODAY)
    assert found.visits.whole == Shown(0)
    assert found.spots == ()
    assert found.by_kind == ()
