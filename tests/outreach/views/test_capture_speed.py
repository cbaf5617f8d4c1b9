"""How many taps a record takes, counted, and held to what the README says.

Run it with ``-s`` to see the table (``make taps``).
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.outreach.views.taps import WAYS, Way, count, table
from tests.tablets import ARCADE, Tablets

README = Path(__file__).parents[3] / "README.md"
SHOP = {"name": "Lantern Grill", "address": "12 Invented Street", "postcode": "M33 3HP"}


def places(tablets: Tablets) -> dict[str, str]:
    """Who starts where: a hotspot for the worker, premises for the licensing officer."""
    (arcade,) = tablets.write("worker", ("hotspot", ARCADE))
    (shop,) = tablets.write("licensing", ("premises", SHOP))
    return {"worker": arcade, "licensing": shop}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.walk.__name__)
def test_a_record_takes_no_more_taps_than_was_promised(tablets: Tablets, way: Way) -> None:
    place = places(tablets)[way.who]
    taps, found = asyncio.run(count(tablets, way, place))
    assert taps <= way.most
    if way.who == "licensing":
        (check,) = found["premises-check"]
        assert set(check.fields["licensing_checklist"].values()) == {"in_order"}
        assert check.fields["premises"] == place
        assert check.fields["outcomes"] == ["none"]
        return
    (visit,) = found["hotspot-visit"]
    assert visit.fields["hotspot"] == place
    assert visit.fields["occurred_from"]
    if "vehicle" not in way.words:
        assert visit.fields["nothing_seen"] is True
        return
    (vehicle,) = found["vehicle-sighting"]
    assert visit.fields["indicators"] == ["child_in_vehicle", "gifts_or_money"]
    assert vehicle.fields["visit"] == visit.id
    assert vehicle.fields["hotspot"] == place
    assert vehicle.fields["occurred_from"] == visit.fields["occurred_from"]
    assert vehicle.fields["registration"] == "AB12 ?DE"
    assert vehicle.fields["colour"] == "silver"


def test_the_readme_says_what_was_counted(tablets: Tablets) -> None:
    place = places(tablets)
    taps = {way.words: asyncio.run(count(tablets, way, place[way.who]))[0] for way in WAYS}
    counted = table(taps)
    print(f"\n{counted}")
    told = re.search(r"<!-- taps -->\n(.*?)\n<!-- /taps -->", README.read_text("utf-8"), re.DOTALL)
    assert told is not None, "README has no table of taps between its marks"
    assert told[1].strip() == counted
