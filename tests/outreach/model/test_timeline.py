"""What is known of a place, a vehicle, a person; and what may be the same, with every reason."""

from __future__ import annotations

from typing import Any

import pytest

from outreach.model import timeline
from outreach.model.fold import ReadModel
from outreach.model.in_force import in_force, owed
from outreach.model.likeness import same_mark
from sync.errors import NotFound
from tests.outreach.model.team import NIGHT_MS, Space, hex_of, person

DAY_MS = 86_400_000
GATE, SHOP = hex_of("gate"), hex_of("shop")
AMINA, DAN = person("Amina", agency="Early Break"), person("Dan", agency="Licensing")


def _night(day: int, hour: int = 21) -> str:
    return f"2026-01-{day:02}T{hour}:00:00+00:00"


class Town:
    """Records that are written one after another, then folded."""

    def __init__(self) -> None:
        self.places, self.seen = Space("premises"), Space("safeguarding")
        self.made = 0

    def add(self, kind: str, **fields: Any) -> str:
        self.made += 1
        record = hex_of(kind, self.made)
        premises = kind in ("hotspot", "premises", "premises-check", "outing")
        space = self.places if premises else self.seen
        space.write(AMINA, fields.pop("id", record), kind=kind, **fields)
        return record

    def model(self) -> ReadModel:
        model = ReadModel()
        model.apply(self.places.written + self.seen.written)
        return model


def _ids(rows: list[Any]) -> list[str]:
    return [row.id for row in rows]


def test_a_place_has_everything_that_names_it_newest_first() -> None:
    town = Town()
    town.add("hotspot", id=GATE, name="Mill Gate")
    old = town.add("hotspot-visit", hotspot=GATE, occurred_from=_night(1))
    car = town.add("vehicle-sighting", hotspot=GATE, occurred_from=_night(3))
    out = town.add("outing", planned_hotspots=[GATE], occurred_from=_night(2))
    both = town.add("person-sighting", hotspot=GATE, premises=SHOP, occurred_from=_night(4))
    town.add("hotspot-visit", hotspot=SHOP, occurred_from=_night(4))
    known = timeline.known(town.model(), GATE)
    assert _ids(known.rows) == [both, car, out, old]
    assert known.counts == {
        "outing": 1, "hotspot-visit": 1, "person-sighting": 1, "vehicle-sighting": 1,
    }  # fmt: skip
    assert (known.type, known.total, known.more) == ("place", 4, False)


def test_a_timeline_comes_in_windows_and_by_kind() -> None:
    town = Town()
    town.add("hotspot", id=GATE, name="Mill Gate")
    visits = [
        town.add("hotspot-visit", hotspot=GATE, occurred_from=_night(day)) for day in range(1, 20)
    ]
    town.add("vehicle-sighting", hotspot=GATE, occurred_from=_night(25))
    model = town.model()
    known = timeline.known(model, GATE, "hotspot-visit", limit=5)
    assert _ids(known.rows) == visits[::-1][:5]
    assert (known.total, known.more) == (19, True)
    assert len(timeline.known(model, GATE, "hotspot-visit", limit=19).rows) == 19
    assert known.counts == {"hotspot-visit": 19, "vehicle-sighting": 1}
    assert len(known.times) == 19
    assert len(timeline.known(model, GATE).times) == 20


def test_what_is_withdrawn_is_shown_and_not_counted() -> None:
    town = Town()
    town.add("hotspot", id=GATE, name="Mill Gate")
    gone = town.add("hotspot-visit", hotspot=GATE, occurred_from=_night(1))
    town.seen.write(AMINA, gone, kind="hotspot-visit", withdrawn=True, reason="Another place")
    known = timeline.known(town.model(), GATE)
    assert (_ids(known.rows), known.counts, known.times) == ([gone], {}, [])


def test_a_vehicle_has_every_sighting_with_the_same_mark_and_who_was_seen_with_it() -> None:
    town = Town()
    first = town.add("vehicle-sighting", registration="AB12 CDE", occurred_from=_night(1))
    again = town.add("vehicle-sighting", registration="ab12cde", occurred_from=_night(2))
    town.add("vehicle-sighting", registration="AB12 CDF", occurred_from=_night(2))
    girl = town.add("person-sighting", vehicle=first, occurred_from=_night(3))
    for asked in (first, again):
        known = timeline.known(town.model(), asked)
        assert _ids(known.rows) == [girl, again, first]
        assert known.type == "vehicle"
        assert known.perhaps == []
        assert len(known.times) == 2


def test_a_mark_that_was_not_read_in_full_is_only_ever_a_maybe() -> None:
    town = Town()
    full = town.add("vehicle-sighting", registration="AB12 CDE", colour="silver")
    part = town.add("vehicle-sighting", registration="AB12 ?DE", colour="silver")
    other = town.add("vehicle-sighting", registration="AB12 ?DE", colour="red")
    wrong = town.add("vehicle-sighting", registration="A812 CDE")
    town.add("vehicle-sighting", registration="XY99 ?DE")
    town.add("vehicle-sighting", registration="A?")
    model = town.model()
    known = timeline.known(model, full)
    assert _ids(known.rows) == [full]
    because = {p.row.id: [r.why for r in p.because] for p in known.perhaps}
    assert because == {part: ["unread", "colour"], other: ["unread"], wrong: ["misread"]}
    assert [r.why for r in known.perhaps[-1].against] == ["colour"]
    assert known.perhaps[0].row.id == part
    # Two marks with the same gap may be two vehicles.
    known = timeline.known(model, part)
    assert _ids(known.rows) == [part]
    assert {p.row.id for p in known.perhaps} == {full, other, wrong}


@pytest.mark.parametrize(
    ("mark", "other", "fits"),
    [
        ("AB12CDE", "AB12?DE", "unread"),
        ("AB1?CDE", "AB?2CDE", "unread"),
        ("AB12CDE", "A812CDE", "misread"),
        ("AB12CDE", "A8I2CDE", None),
        ("AB12CDE", "AB12CD", None),
        ("AB12CDE", "AB12CDF", None),
        ("ABC????", "???4EFG", None),
        ("AB?????", "AB12CDE", None),
    ],
)
def test_marks_fit_where_what_was_read_agrees(mark: str, other: str, fits: str | None) -> None:
    for one, two in ((mark, other), (other, mark)):
        found = same_mark(one, two)
        assert (found[0] if found else None) == fits


def test_a_taxi_plate_is_a_reason_too() -> None:
    town = Town()
    one = town.add("vehicle-sighting", licensed_plate="HV 123")
    two = town.add("vehicle-sighting", licensed_plate="hv123", registration="AB12 CDE")
    town.add("vehicle-sighting", licensed_plate="HV 124")
    known = timeline.known(town.model(), one)
    assert [(p.row.id, [r.why for r in p.because]) for p in known.perhaps] == [(two, ["plate"])]


def test_people_are_brought_together_by_reasons_that_can_be_read() -> None:
    town = Town()
    seen = {"occurred_from": _night(5), "sex_perceived": "female"}
    car = town.add("vehicle-sighting", registration="AB12 CDE")
    same = town.add("vehicle-sighting", registration="AB12 CDE")
    girl = town.add(
        "person-sighting", names_heard="Kez", hair="Long, red", marks="Star tattoo, neck",
        clothing="Green parka, white trainers", vehicle=car, ethnicity_perceived="white", **seen,
    )  # fmt: skip
    named = town.add("person-sighting", names_heard="Big Kez", occurred_from=_night(20))
    looks = town.add("person-sighting", marks="Tattoo of a star", occurred_from=_night(25))
    worn = town.add("person-sighting", clothing="green parka", occurred_from=_night(5, 23))
    town.add("person-sighting", clothing="green parka", occurred_from=_night(20))
    town.add("person-sighting", hair="red", ethnicity_perceived="white")
    ride = town.add("person-sighting", vehicle=same, sex_perceived="male")
    known = timeline.known(town.model(), girl)
    because = {p.row.id: [(r.why, r.said) for r in p.because] for p in known.perhaps}
    assert because == {
        named: [("name", "kez")],
        looks: [("looks", "star, tattoo")],
        worn: [("clothes", "green, parka")],
        ride: [("vehicle", "")],
    }
    assert known.perhaps[0].row.id == named
    against = {p.row.id: [r.said for r in p.against] for p in known.perhaps if p.against}
    assert against == {ride: ["male"]}
    assert _ids(known.rows) == [girl, car] or set(_ids(known.rows)) == {girl, car}


def test_a_correction_takes_its_old_keys_with_it() -> None:
    town = Town()
    one = town.add("vehicle-sighting", registration="AB12 CDE")
    two = town.add("vehicle-sighting", registration="AB12 CDF")
    model = town.model()
    assert _ids(timeline.known(model, one).rows) == [one]
    change = town.seen.write(
        AMINA, two, kind="vehicle-sighting", registration="AB12 CDE", reason="Misread"
    )
    model.apply([change])
    assert set(_ids(timeline.known(model, one).rows)) == {one, two}
    back = town.seen.write(
        AMINA, two, kind="vehicle-sighting", registration="XY99 XYZ", reason="It was another"
    )
    model.apply([back])
    assert _ids(timeline.known(model, one).rows) == [one]
    rows = model.connection.execute("SELECT count(*) FROM link").fetchone()
    assert rows == (2,)


def test_other_kinds_have_no_such_page() -> None:
    town = Town()
    out = town.add("outing", team="North")
    with pytest.raises(NotFound):
        timeline.known(town.model(), out)
    assert timeline.route_of("outing", out) == f"/records/{out}"
    assert timeline.route_of("premises", SHOP) == f"/places/{SHOP}"


def test_premises_say_what_the_last_check_found() -> None:
    town = Town()
    town.add("premises", id=SHOP, name="Corner Grill", source_register="Food")
    town.add(
        "premises-check", premises=SHOP, occurred_from=_night(1),
        licensing_checklist={"licence_on_site": "in_order"},
    )  # fmt: skip
    last = town.add(
        "premises-check", premises=SHOP, occurred_from=_night(10),
        licensing_checklist={"licence_on_site": "not_in_order", "refusals_log": "in_order"},
        takeaway_checklist={"registered": "not_in_order"}, licence_number="PL 1",
        attendees=[{"name": "Amina", "agency": "police"}, {"name": "Jo", "agency": "police"}],
    )  # fmt: skip
    gone = town.add(
        "premises-check", premises=SHOP, occurred_from=_night(12),
        takeaway_checklist={"registered": "in_order"},
    )  # fmt: skip
    town.places.write(AMINA, gone, kind="premises-check", withdrawn=True, reason="Wrong shop")
    model = town.model()
    view = timeline.known(model, SHOP).view
    found = in_force(model, view, NIGHT_MS + 40 * DAY_MS)
    assert found.check is not None
    assert found.check.id == last
    assert found.amiss == (
        ("licensing_checklist", "licence_on_site"),
        ("takeaway_checklist", "registered"),
    )
    assert found.facts == ("licence_number",)
    assert found.due.state == "overdue"
    assert found.due.every == 28
    assert [(v.name, v.visits) for v in found.goers.people] == [("Amina", 2), ("Jo", 1)]
    assert {v.name: v.visits for v in found.goers.agencies} == {"Early Break": 2, "Police": 1}


def test_what_the_records_of_a_place_still_owe() -> None:
    town = Town()
    ben = person("Ben", "supervisor")
    town.add("hotspot", id=GATE, name="Mill Gate")
    back = town.add("hotspot-visit", hotspot=GATE, occurred_from=_night(1), fact="Two cars")
    first = town.seen.written[-1]
    town.seen.review(ben, "returned", first, comments=[("fact", "Which?")])
    town.add("hotspot-visit", hotspot=GATE, occurred_from=_night(3), nothing_seen=True)
    model = town.model()
    found = owed(model, GATE)
    assert (found.returned, found.conflicts, found.incomplete) == (1, 0, 2)
    assert found.answers > 2
    assert found.rows[0].id == back
    assert owed(model, rows=[back]).incomplete == 1
