"""One home or one person again and again: supervisors are told why, and decide."""

from __future__ import annotations

from typing import Any

from outreach.model import watching
from outreach.model.fold import ReadModel
from tests.outreach.model.team import NIGHT_MS, Space, hex_of, person

DAY = 86_400_000
AMINA = person("Amina")
BEN = person("Ben", "supervisor")
FLAT, PARK, WHO = hex_of("flat"), hex_of("park"), hex_of("who")


def places(space: Space) -> None:
    space.write(AMINA, FLAT, name="Flat 3, Mill Lane", hotspot_type="flat", wall_ms=NIGHT_MS)
    space.write(AMINA, PARK, name="The park", hotspot_type="park", wall_ms=NIGHT_MS)


def visit(space: Space, n: int, day: int, **fields: Any) -> None:
    wall = NIGHT_MS + day * DAY
    space.write(AMINA, hex_of("visit", n), kind="hotspot-visit", wall_ms=wall, **fields)


def alerts(space: Space, day: int) -> list[watching.Alert]:
    model = ReadModel()
    model.apply(space.written)
    return watching.alerts(model, NIGHT_MS + day * DAY)


def test_a_home_that_is_visited_again_and_again_is_told_with_its_visits() -> None:
    space = Space("safeguarding")
    places(space)
    for n in range(3):
        visit(space, n, n, hotspot=FLAT)
        visit(space, 10 + n, n, hotspot=PARK)
    assert alerts(space, 3)[0].title == "Flat 3, Mill Lane"
    (alert,) = alerts(space, 3)
    assert [row.id for row in alert.visits] == [hex_of("visit", n) for n in (2, 1, 0)]
    assert "3 times in 28 days" in alert.reason
    assert "directed surveillance" in alert.reason
    assert alerts(space, 29) == []  # the first is over 28 days ago


def test_an_immediate_response_does_not_count_and_an_authority_is_said() -> None:
    space = Space("safeguarding")
    places(space)
    for n, mode in enumerate(("overt_visit", "immediate_response", "authorised")):
        visit(space, n, n, hotspot=FLAT, observation_mode=mode)
    assert alerts(space, 4) == []
    visit(space, 3, 3, hotspot=FLAT, observation_mode="incidental")
    (alert,) = alerts(space, 4)
    assert alert.authorised == 1
    assert "An authority is named in 1" in alert.reason


def test_a_home_without_a_record_is_known_by_its_address() -> None:
    space = Space("safeguarding")
    for n, address in enumerate(("Flat 3, Mill Lane", "flat 3,  mill lane", "Flat 3, Mill Lane")):
        visit(space, n, n, hotspot_type="flat", address=address, postcode="OL16 1AA")
    visit(space, 9, 1, hotspot_type="flat", address="Flat 4, Mill Lane", postcode="OL16 1AA")
    (alert,) = alerts(space, 3)
    assert len(alert.visits) == 3
    assert "mill" not in alert.subject


def test_one_person_and_a_decision_that_ends_it_until_as_many_more_come() -> None:
    space = Space("safeguarding")

    def sighting(n: int, day: int) -> None:
        space.write(
            AMINA, hex_of("seen", n), kind="person-sighting", person=WHO,
            wall_ms=NIGHT_MS + day * DAY,
        )  # fmt: skip

    space.write(AMINA, WHO, kind="person", names=[{"name": "Daz", "sort": "street"}],
                wall_ms=NIGHT_MS)  # fmt: skip
    for n in range(4):
        sighting(n, n)
    (alert,) = alerts(space, 4)
    assert (alert.what, alert.subject, len(alert.visits)) == ("person", WHO, 4)

    decision = {"subject": WHO, "decision": "stop", "words": "No more.",
                "visits": [row.id for row in alert.visits]}  # fmt: skip
    space.write(AMINA, hex_of("no"), kind="watch-decision", wall_ms=NIGHT_MS + 5 * DAY, **decision)
    assert len(alerts(space, 5)) == 1  # she is no supervisor
    space.write(BEN, hex_of("yes"), kind="watch-decision", wall_ms=NIGHT_MS + 5 * DAY, **decision)
    assert alerts(space, 5) == []
    for n in range(4, 7):
        sighting(n, n)
    (again,) = alerts(space, 8)
    assert len(again.visits) == 3
    assert again.before is not None
    assert again.before.name == "Ben"
