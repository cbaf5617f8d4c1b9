"""How complete the records are: one rule with what is missing, and a list for every number."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from outreach.model import completeness, kinds
from outreach.model.completeness import BYS, STATES, Asked
from outreach.model.fold import ReadModel
from tests import visits
from tests.outreach.model.team import Space, hex_of, person

TODAY = date(2026, 11, 20)
NOW_MS = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)
DANA = person("Dana", agency="Early Break")
TOM = person("Tom", agency="Trafford Licensing & Co")
ALL = Asked(months=12)
KINDS = ("hotspot-visit", "premises-check", "person-sighting", "vehicle-sighting", "hotspot")


def a_year(rng: random.Random) -> ReadModel:
    """Records of every wanted kind, with answers left out, refused and given."""
    space = Space("safeguarding")
    outings = [hex_of("outing", n) for n in range(3)]
    for n, record in enumerate(outings):
        fields = {"team": f"Team {n}"} if n else {}
        space.write(TOM, record, kind="outing", wall_ms=NOW_MS, **fields)
    for n in range(120):
        kind = rng.choice(KINDS)
        at = datetime(2026, 11, 20, 2, tzinfo=UTC) - timedelta(minutes=rng.randrange(60 * 24 * 300))
        fields = visits.MAKERS[kind](rng, n)
        fields = {k: v for k, v in fields.items() if rng.random() > 0.3}
        fields.pop("occurred_to", None)
        if "occurred_from" not in kinds.KINDS[kind].not_asked:
            fields["occurred_from"] = at.isoformat(timespec="seconds")
        for name in ("lighting", "apparent_age"):
            if name in kinds.KINDS[kind].model_fields and rng.random() < 0.4:
                fields[name] = {"unknown": "not_known"}
        if "outing" in kinds.KINDS[kind].model_fields and rng.random() < 0.7:
            fields["outing"] = rng.choice(outings)
        who = rng.choice((DANA, TOM))
        wall = int(at.timestamp() * 1000) + rng.choice((1, 40)) * 3_600_000
        space.write(who, hex_of("record", n), kind=kind, wall_ms=min(wall, NOW_MS), **fields)
    model = ReadModel()
    model.apply(space.written)
    return model


@pytest.fixture
def model(rng: random.Random) -> ReadModel:
    return a_year(rng)


def count(model: ReadModel, asked: Asked, by: completeness.By = "field") -> Any:
    found = completeness.completeness(model, asked, by, today=TODAY)
    assert found is not None
    return found


def test_what_is_missing_here_is_what_every_record_says_is_missing(model: ReadModel) -> None:
    with model.lock:
        rows = model.connection.execute(
            "SELECT kind, sum(missing), count(*) FROM record GROUP BY kind"
        ).fetchall()
    lines = {line.key: line for line in count(model, ALL, "kind").lines}
    assert {kind: missing for kind, missing, _n in rows} == {
        key: line.missing for key, line in lines.items()
    }
    assert sum(line.records for line in lines.values()) == sum(n for _k, _m, n in rows)


@pytest.mark.parametrize("by", BYS)
def test_every_number_has_its_records_and_all_add_up(model: ReadModel, by: completeness.By) -> None:
    found = count(model, ALL, by)
    for state in STATES:
        assert sum(line.count(state) for line in found.lines) == found.whole.count(state)
    for line in found.lines:
        narrowed = ALL.but(**{by: line.key})
        for state in STATES:
            rows = completeness.records(model, narrowed.but(state=state), today=TODAY)
            if by == "field":
                assert len(rows) == line.count(state)
            elif state == "missing":
                assert len(rows) == line.blank
        if by != "field":
            assert count(model, narrowed).whole.missing == line.missing


def test_a_reason_is_no_blank_and_a_blank_no_reason() -> None:
    fields = {"occurred_from": "2026-11-19T23:00:00+00:00", "nothing_seen": True}
    before = completeness.states("hotspot-visit", fields)
    assert before["lighting"] == "missing"
    assert "fact" not in before  # nothing was seen, so nothing is asked
    after = completeness.states("hotspot-visit", fields | {"lighting": {"unknown": "not_known"}})
    assert after["lighting"] == "reason"
    no = completeness.states("hotspot-visit", fields | {"cctv_working": False})
    assert no["cctv_working"] == "given"


def test_what_the_reviews_asked_for_stands_first_and_the_newest_month_too(
    model: ReadModel,
) -> None:
    fields = [line.key for line in count(model, ALL).lines]
    assert fields.index("apparent_age") < fields.index("occurred_to")
    months = [line.key for line in count(model, ALL, "month").lines]
    assert months == sorted(months, reverse=True)


def test_a_month_is_that_of_the_wall_where_it_happened() -> None:
    space = Space("safeguarding")
    at = "2026-11-01T00:30:00+01:00"  # the last half hour of October in Greenwich
    space.write(DANA, hex_of("a"), kind="hotspot-visit", occurred_from=at, wall_ms=NOW_MS)
    model = ReadModel()
    model.apply(space.written)
    assert [line.key for line in count(model, Asked(months=1), "month").lines] == ["2026-11"]
    december = completeness.completeness(model, Asked(months=1), "month", today=date(2026, 12, 1))
    assert december is not None
    assert december.lines == ()


def test_a_withdrawn_record_is_in_no_number_and_a_count_can_be_given_up() -> None:
    space = Space("safeguarding")
    for record in (hex_of("kept"), hex_of("gone")):
        space.write(DANA, record, kind="hotspot-visit", wall_ms=NOW_MS, fact="Dark")
    space.write(DANA, hex_of("gone"), kind="hotspot-visit", wall_ms=NOW_MS, withdrawn=True)
    model = ReadModel()
    model.apply(space.written)
    assert count(model, ALL).whole.records == 1
    given_up = completeness.completeness(model, ALL, "field", today=TODAY, wanted=lambda: False)
    assert given_up is None
