"""The nearest places are found through an index, and are those that a plain search finds."""

from __future__ import annotations

import math
import random
from typing import Any

from outreach.model import likely
from outreach.model.fold import ReadModel
from tests.outreach.model.team import Space, hex_of, person

DANA = person("Dana")
#: In degrees, about a town.
LATITUDE, LONGITUDE = 53.48, -2.24


def metres(latitude: float, longitude: float, other: tuple[float, float]) -> float:
    north = 111_320.0
    east = north * math.cos(math.radians(latitude))
    return math.hypot((other[0] - latitude) * north, (other[1] - longitude) * east)


def test_the_nearest_places_are_those_of_a_plain_search(rng: random.Random) -> None:
    model, space = ReadModel(), Space()
    places: dict[str, tuple[str, tuple[float, float]]] = {}
    for n in range(400):
        spread = rng.choice((0.003, 0.02, 0.2))
        at = (
            round(rng.gauss(LATITUDE, spread), 6),
            round(rng.gauss(LONGITUDE, spread), 6),
        )
        kind = rng.choice(("hotspot", "premises", "hotspot-visit"))
        record = hex_of(n)
        fields: dict[str, Any] = {"latitude": at[0], "longitude": at[1]}
        if kind != "hotspot-visit":
            fields["name"] = f"Place {n}"
            places[record] = (kind, at)
        space.write(DANA, record, kind=kind, **fields)
    model.apply(space.written)
    for wanted in (("hotspot",), ("premises",), ("hotspot", "premises")):
        found = likely.near(model, wanted, LATITUDE, LONGITUDE, 8)
        plain = sorted(
            (metres(LATITUDE, LONGITUDE, at), record)
            for record, (kind, at) in places.items()
            if kind in wanted
        )
        # Within the square that was looked into; a corner of it is no reason to look further.
        assert len(found) == 8
        assert [spot.id for spot in found[:5]] == [record for _away, record in plain[:5]]
        assert [spot.metres for spot in found] == sorted(spot.metres or 0 for spot in found)
    assert likely.near(model, ("hotspot",), 51.5, 0.0, 8) == []
    assert likely.near(model, (), LATITUDE, LONGITUDE, 8) == []


def test_near_reads_a_band_of_an_index() -> None:
    model = ReadModel()
    plan = model.connection.execute(
        "EXPLAIN QUERY PLAN " + likely._NEAR.format(kinds="?"), ("hotspot", 1, 2, 1, 2)
    ).fetchall()
    assert [row[-1] for row in plan] == [
        "SEARCH record USING INDEX record_near (latitude>? AND latitude<?)"
    ]
