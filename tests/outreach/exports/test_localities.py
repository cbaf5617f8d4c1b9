"""Hard and soft by ward, and nobody who adds and subtracts learns what was not to be told."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest

from outreach.exports import localities as told
from outreach.exports import records
from outreach.model import geography, kinds, localities
from outreach.model.localities import REST, Localities, Measure
from outreach.session import Session
from sync.errors import InputError, NotAllowed, NotFound
from tests.partnership import Partnership

TODAY = date.today()  # noqa: DTZ011
TRAFFORD = "E08000009"
WARDS = sorted(
    (w for w in geography.ground().wards if w.authority == TRAFFORD), key=lambda w: w.name
)
CONCEPTIONS = Measure("under_18_conceptions", "", "2023")


def measure(session: Session, area: str, numerator: int | None, denominator: int = 800) -> None:
    fields = {
        "area_code": area, "period": CONCEPTIONS.period, "measure": CONCEPTIONS.code,
        "numerator": numerator, "denominator": denominator,
        "source": "Office for National Statistics", "licence": "OGL v3",
    }  # fmt: skip
    session.add("locality-measure", {n: v for n, v in fields.items() if v is not None})


def a_year(session: Session) -> None:
    """Visits in four wards: by the ward's code, by a point, by the place; and one of no ward."""
    day = (TODAY - timedelta(days=8)).isoformat()
    at = {"occurred_from": f"{day}T22:10:00+00:00"}
    latitude, longitude = WARDS[2].at
    place = session.add("premises", {"name": "Shop", "latitude": latitude, "longitude": longitude})
    for _n in range(6):
        session.add("hotspot-visit", {"nothing_seen": True, "ward_code": WARDS[0].code, **at})
        session.add("premises-check", {"premises": place, **at})
    for _n in range(3):
        session.add("hotspot-visit", {"nothing_seen": True, "latitude": WARDS[1].at[0],
                                      "longitude": WARDS[1].at[1], **at})  # fmt: skip
    session.add("hotspot-visit", {"nothing_seen": True, "authority_code": TRAFFORD, **at})
    session.add("hotspot-visit", {"nothing_seen": True, "authority_code": "E08000005", **at})
    long_ago = (TODAY - timedelta(weeks=60)).isoformat()
    session.add("hotspot-visit", {"nothing_seen": True, "ward_code": WARDS[0].code,
                                  "occurred_from": f"{long_ago}T22:10:00+00:00"})  # fmt: skip


def shown(made: Localities, name: str) -> list[str]:
    cells = made.column(name).cells
    assert cells is not None
    return [told.number(cell) for cell in cells]


def test_what_was_recorded_stands_in_its_ward_and_gives_nothing_away(
    partnership: Partnership,
) -> None:
    session = partnership.unlock("supervisor")
    a_year(session)
    made = told.table(session, TRAFFORD, None, TODAY)
    assert [name for _code, name in made.rows] == [*(w.name for w in WARDS), ""]
    assert made.rows[-1][0] == REST
    visits = shown(made, "visits")
    # 3 and 1 are small, and 4 together: neither could be a 4. So a 6 is held back with them.
    assert visits[:3] == ["held back", "fewer than 5", "6"]
    assert visits[-1] == "fewer than 5"
    assert set(visits[3:-1]) == {"0"}
    assert told.number(made.column("visits").total) == "16"
    assert not made.column("soft").visible, "nobody here reads the intelligence space"
    assert made.column("sightings").visible
    assert "hotspot-visit" not in told.reads(partnership.unlock("licensing"))


def test_a_measure_beside_it_and_the_rate_that_would_tell_it(partnership: Partnership) -> None:
    session = partnership.unlock("supervisor")
    for ward, numerator in zip(WARDS, [12, 3, 9, 0], strict=False):
        measure(session, ward.code, numerator)
    measure(session, WARDS[4].code, None)  # the source left it out
    measure(session, TRAFFORD, 27, 16_000)
    assert localities.measures(session.model, TRAFFORD) == [CONCEPTIONS]
    made = told.table(session, TRAFFORD, CONCEPTIONS, TODAY)
    numbers = dict(zip([code for code, _name in made.rows], shown(made, "numerator"), strict=True))
    assert numbers[WARDS[1].code] == "fewer than 5"
    assert numbers[REST] == "fewer than 5", "27 less the others would be the ward left out"
    assert (numbers[WARDS[3].code], numbers[WARDS[4].code]) == ("0", "")
    assert told.number(made.column("numerator").total) == "27"
    held = [code for code, said in numbers.items() if said == "held back"]
    assert held == [WARDS[2].code], "3 and 3 are 6 together: neither could be a 1"
    rates = dict(zip([code for code, _name in made.rows], made.per, strict=True))
    assert rates[WARDS[0].code] == 15.0
    assert {rates[WARDS[1].code], rates[WARDS[2].code], rates[REST]} == {None}
    assert (made.source, made.licence) == ("Office for National Statistics", "OGL v3")

    with pytest.raises(InputError, match="leave as a table by ward"):
        records.records(session, "locality-measure", "csv")
    with pytest.raises(InputError, match="Who told it never leaves"):
        records.records(session, "intelligence-source", "csv")
    (small,) = (r for r in session.rows("locality-measure") if WARDS[1].code in r.title)
    held = session.show(small.id).fields["numerator"]
    assert held == 3
    assert kinds.describe("locality-measure", "numerator", held) == "fewer than 5"
    assert kinds.describe("locality-measure", "numerator", 12) == "12"

    for form in ("csv", "jsonl"):
        document = told.exported(session, TRAFFORD, CONCEPTIONS, TODAY, form)
        assert document.marking.startswith("OFFICIAL: counts under five")
        assert (document.records, document.sort) == ((), "localities")
        text = document.content.decode("utf-8-sig")
        assert "Under-18 conceptions" in text or form == "jsonl"
        assert "ft intelligence" not in text, "a column that one does not read is not in it"
        if form == "csv":
            rows = list(csv.reader(io.StringIO(text)))
            assert [row[4] for row in rows if row[3] == WARDS[1].name] == ["fewer than 5"]
        else:
            lines = [json.loads(line) for line in text.splitlines()]
            assert lines[1]["numerator"] == {"how": "small", "at_least": 1}
            assert lines[0]["not_visible"] == ["soft"]


def test_an_authority_that_is_not_known_and_a_person_without_the_duty(
    partnership: Partnership,
) -> None:
    with pytest.raises(NotFound):
        told.table(partnership.unlock("supervisor"), "E08000099", None, TODAY)
    with pytest.raises(NotAllowed):
        told.table(partnership.unlock("worker"), TRAFFORD, None, TODAY)
