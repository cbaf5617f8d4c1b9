"""By what a record may be found besides its place and its words."""

from __future__ import annotations

import pytest

from outreach.model import links
from outreach.model.kinds import KINDS
from tests.outreach.model.team import hex_of

VISIT, CAR, GATE = hex_of("visit"), hex_of("car"), hex_of("gate")


@pytest.mark.parametrize(
    ("seen", "key"),
    [
        ("ab12 cde", ["v:AB12CDE"]),
        ("AB1? ?DE", ["v:AB1??DE"]),
        ("A?", []),
        ("??? ??", []),
        ({"unknown": "not_known"}, []),
    ],
)
def test_a_registration_is_a_key_when_enough_of_it_was_read(seen: object, key: list[str]) -> None:
    assert links.keys("vehicle-sighting", {"registration": seen}) == key


def test_names_looks_and_clothes_give_their_telling_words() -> None:
    found = links.keys(
        "person-sighting",
        {
            "names_heard": "Zoë, also called 'Big Kez'",
            "hair": "Short, dark",
            "marks": "Dark star on the neck",
            "clothing": "Red coat",
            "ethnicity_perceived": "white",
            "apparent_age": "16_to_17",
        },
    )
    assert found == [
        "n:zoe", "n:big", "n:kez",
        "l:short", "l:dark", "l:star", "l:neck",
        "c:red", "c:coat",
    ]  # fmt: skip


def test_records_that_are_named_are_keys_and_the_place_is_a_column() -> None:
    fields = {"hotspot": GATE, "visit": VISIT, "vehicle": CAR}
    assert links.keys("person-sighting", fields) == [f"r:{CAR}", f"r:{VISIT}"]
    both = {"hotspot": GATE, "premises": VISIT}
    assert links.keys("hotspot-visit", both) == [f"r:{GATE}"]
    assert links.keys("outing", {"planned_hotspots": [GATE, VISIT]}) == [f"r:{GATE}", f"r:{VISIT}"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_record_of_any_kind_has_no_keys(kind: str) -> None:
    assert links.keys(kind, {}) == []
