"""What each team still owes: every number has its records."""

from __future__ import annotations

from outreach.model import owed
from outreach.model.fold import ReadModel
from tests.outreach.model.team import NIGHT_MS, Space, hex_of, person

DAY = 86_400_000


def a_night() -> tuple[ReadModel, dict[str, str]]:
    """Three people of two agencies, and a supervisor who returned one and approved another."""
    space, ben = Space("safeguarding"), person("Ben", "supervisor")
    people = {
        "Amina": person("Amina"),
        "Carl": person("Carl", agency="Early Break"),
        "Dana": person("Dana", agency="Early Break"),
    }
    ids = {}
    for name, who in people.items():
        for which in ("first", "second"):
            ids[f"{name} {which}"] = record = hex_of(name, which)
            space.write(who, record, kind="hotspot-visit", fact="Dark")
    wrote = {change.record: change for change in space.written}
    space.review(ben, "returned", wrote[ids["Carl first"]])
    space.review(ben, "approved", wrote[ids["Amina first"]])
    model = ReadModel()
    model.apply(space.written)
    return model, ids


def test_the_agency_that_can_do_most_stands_first() -> None:
    model, _ = a_night()
    first, second = owed.owed(model)
    assert (first.together.agency, second.together.agency) == ("Early Break", "Social care")
    assert [one.name for one in first.people] == ["Carl", "Dana"]
    assert (first.together.returned, first.together.waiting) == (1, 3)
    assert first.together.answers == sum(one.answers for one in first.people)


def test_an_approved_record_owes_nothing() -> None:
    model, ids = a_night()
    (_, team) = owed.owed(model)
    assert (team.together.waiting, team.together.returned, team.together.missing) == (1, 0, 1)
    rows = owed.records(model, "missing", "Social care")
    assert [row.id for row in rows] == [ids["Amina second"]]


def test_every_number_leads_to_as_many_records() -> None:
    model, _ = a_night()
    for team in owed.owed(model):
        for one in (team.together, *team.people):
            for what in ("returned", "missing", "late", "conflict", "waiting"):
                found = owed.records(model, what, one.agency, one.person or None)
                assert len(found) == one.count(what)


def test_hotspots_are_due_the_most_overdue_first() -> None:
    space, amina = Space("premises"), person("Amina")
    spots = {name: hex_of(name) for name in ("never", "long ago", "lately", "left alone")}
    for name, record in spots.items():
        standing = {"standing": "quiet"} if name == "left alone" else {"standing": "active"}
        space.write(amina, record, kind="hotspot", name=name, **standing)
    for name, days in (("long ago", 30), ("lately", 1), ("left alone", 90)):
        space.write(
            amina, hex_of("check", name), kind="premises-check", hotspot=spots[name],
            wall_ms=NIGHT_MS - days * DAY,
        )  # fmt: skip
    model = ReadModel()
    model.apply(space.written)
    due = owed.due_places(model, NIGHT_MS)
    assert [place.title.split(" (")[0] for place in due] == ["long ago", "never"]
    assert [place.due.state for place in due] == ["overdue", "unseen"]
