"""The picture around one record: bounded, the same for the same rows; nobody is ranked in it."""

from __future__ import annotations

import random

from outreach.model.changes import Change
from outreach.model.link_rules import rules
from outreach.model.network import Network, network
from tests.outreach.model.folds import folded
from tests.outreach.model.team import Space, hex_of, person

ROOT = hex_of("root")


class Night:
    """Somebody in the middle of it."""

    def __init__(self) -> None:
        self.space, self.amina = Space("safeguarding"), person("Amina")
        self.add(ROOT, "person", names=[{"name": "Kez", "sort": "nickname"}])

    def add(self, record: str, kind: str, **fields: object) -> str:
        self.space.write(self.amina, record, kind=kind, **fields)
        return record

    def person(self, name: str, **fields: object) -> str:
        names = [{"name": name, "sort": "nickname"}]
        return self.add(hex_of(name), "person", names=names, **fields)

    def link(self, start: str, to: str, sort: str, **more: object) -> str:
        fields = {"from_record": start, "to_record": to, "sort": sort, **more}
        return self.add(hex_of("link", start, to, sort), "link", **fields)

    def around(self, depth: int = 1) -> Network:
        return network(folded(*self.space.written), ROOT, depth=depth)


def told(found: Network) -> list[tuple[str, int, str]]:
    return [
        (one.end.title, one.ring, one.by and found.node(one.by).end.title) for one in found.nodes
    ]


def test_links_come_before_what_records_imply_and_the_second_ring_after() -> None:
    night = Night()
    sighting = night.add(hex_of("seen"), "person-sighting", vehicle=hex_of("car"))
    night.add(hex_of("car"), "vehicle-sighting", registration="AB12 CDE")
    mum, man = night.person("Shaz"), night.person("Tall man")
    night.link(sighting, ROOT, "sighting_of")
    night.link(ROOT, man, "seen_with")
    night.link(mum, ROOT, "parent")
    night.link(man, mum, "associate")
    one = night.around()
    assert told(one)[1:3] == [("Shaz", 1, "Kez"), ("Tall man", 1, "Kez")]
    assert [node.ring for node in one.nodes] == [0, 1, 1, 1]
    assert [tie.said_from(tie.start) for tie in one.ties] == [
        "Parent of", "Seen with", "Was a sighting of", "Associate of",
    ]  # fmt: skip
    two = night.around(2)
    (car,) = [node for node in two.nodes if node.ring == 2]
    (tie,) = two.ties_of(car.key)
    assert (car.end.what, car.by, tie.implied) == ("vehicle-sighting", f"r:{sighting}", True)
    assert tie.said == "With the vehicle"


def test_people_who_give_the_same_number_meet_at_it() -> None:
    night = Night()
    night.person("One", telephones=[{"number": "07700 900123"}])
    night.add(hex_of("use"), "link", from_record=ROOT, to_telephone="+44 7700 900123", sort="phone")
    found = night.around(2)
    assert told(found) == [
        ("Kez", 0, ""),
        ("+44 7700 900123", 1, "Kez"),
        ("One", 2, "+44 7700 900123"),
    ]
    assert [tie.implied for tie in found.ties] == [False, True]


def test_it_is_bounded_and_says_how_many_are_left_out() -> None:
    night = Night()
    for n in range(40):
        night.link(ROOT, night.person(f"P{n:02}"), "associate")
    found = night.around(2)
    most = rules().most_around_one
    assert [title for title, *_ in told(found)] == ["Kez", *(f"P{n:02}" for n in range(most))]
    assert found.left_out == 40 - most


def test_any_order_of_entries_gives_the_same_picture(rng: random.Random) -> None:
    night = Night()
    for n in range(8):
        night.link(ROOT, night.person(f"P{n}"), "associate" if n % 2 else "seen_with")
        night.link(hex_of(f"P{n}"), hex_of(f"P{(n + 3) % 8}"), "associate")
    expected = night.around(2)
    entries: list[Change] = list(night.space.written)
    rng.shuffle(entries)
    assert network(folded(*entries), ROOT, depth=2) == expected


def test_a_withdrawn_link_is_no_tie() -> None:
    night = Night()
    link = night.link(ROOT, night.person("Shaz"), "associate")
    night.space.write(night.amina, link, kind="link", withdrawn=True, reason="No")
    assert len(night.around().nodes) == 1
