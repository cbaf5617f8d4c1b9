"""What screens and commands ask: lists, pages, histories, places."""

import threading

import pytest

from outreach.model import queries
from outreach.model.fold import ReadModel
from sync.errors import NotFound
from tests.outreach.model.team import NIGHT_MS, Space, hex_of, person

HOUR_MS = 3_600_000
GATE, SHOP = hex_of("gate"), hex_of("shop")


@pytest.fixture
def model() -> ReadModel:
    """A hotspot, a takeaway, and three visits of which one was withdrawn and one has no time."""
    places, visits = Space("premises"), Space("safeguarding")
    amina, dan = person("Amina"), person("Dan", agency="Licensing")
    places.write(amina, GATE, name="Mill Gate", latitude=53.6, longitude=-2.15)
    places.write(dan, SHOP, kind="premises", name="Corner Grill", postcode="OL16 1AB")
    for number, occurred in enumerate(
        ("2026-01-02T21:00:00+00:00", None, "2026-01-03T23:00:00+00:00")
    ):
        when = {} if occurred is None else {"occurred_from": occurred}
        visits.write(
            amina,
            hex_of(number),
            kind="hotspot-visit",
            hotspot=GATE,
            fact=f"Visit {number}",
            **when,
        )
    visits.write(amina, hex_of(2), kind="hotspot-visit", withdrawn=True, reason="Another place")
    model = ReadModel()
    model.apply(places.written + visits.written)
    return model


def test_rows_are_newest_first_by_when_it_happened_or_was_recorded(model: ReadModel) -> None:
    listed = queries.rows(model, "hotspot-visit")
    assert [row.id for row in listed] == [hex_of(1), hex_of(2), hex_of(0)]
    assert [row.withdrawn for row in listed] == [False, True, False]
    assert listed[1].occurred_ms == 1_767_481_200_000
    assert listed[0].occurred_ms is None
    assert (listed[0].author_name, listed[0].agency) == ("Amina", "Social care")
    assert (listed[0].place, listed[0].place_title) == (GATE, "Mill Gate")
    assert all(row.late_ms > 24 * HOUR_MS for row in listed[1:])


def test_rows_come_by_kind_by_place_and_in_pages(model: ReadModel) -> None:
    everything = [row.id for row in queries.rows(model)]
    assert len(everything) == 5
    assert [row.id for row in queries.rows(model, limit=2)] == everything[:2]
    assert [row.id for row in queries.rows(model, limit=2, offset=2)] == everything[2:4]
    assert [row.id for row in queries.rows(model, offset=4)] == everything[4:]
    assert queries.rows(model, "outing") == []
    at_the_gate = [hex_of(1), hex_of(2), hex_of(0)]
    assert [row.id for row in queries.visits_at(model, GATE)] == at_the_gate
    assert [row.id for row in queries.rows(model, "outing", GATE)] == []


def test_places_say_when_somebody_was_last_there(model: ReadModel) -> None:
    shop, gate = queries.places(model)
    assert (gate.title, gate.latitude, gate.longitude) == ("Mill Gate", 53.6, -2.15)
    assert (gate.visits, gate.last_ms) == (2, NIGHT_MS + 60_000)
    assert (shop.visits, shop.last_ms, shop.latitude) == (0, None, None)
    assert [place.id for place in queries.places(model, located=True)] == [GATE]
    assert [place.id for place in queries.places(model, "premises")] == [SHOP]


def test_a_record_is_shown_by_the_beginning_of_its_id(model: ReadModel) -> None:
    shown = queries.show(model, GATE[:9].upper())
    assert shown.id == GATE
    assert shown.fields["name"] == "Mill Gate"
    assert len(shown.versions) == 1


@pytest.mark.parametrize("wrong", ["", "zz", "%", hex_of("nothing"), GATE + "0", "' OR 1"])
def test_an_id_that_is_none_is_not_found(model: ReadModel, wrong: str) -> None:
    with pytest.raises(NotFound):
        queries.show(model, wrong)
    with pytest.raises(NotFound):
        queries.history(model, wrong)


def test_an_ambiguous_beginning_is_not_found_but_says_so() -> None:
    space, amina = Space(), person("Amina")
    model = ReadModel()
    model.apply([space.write(amina, "ab" * 15 + end, name="Mill Gate") for end in ("00", "ff")])
    with pytest.raises(NotFound, match="More than one"):
        queries.show(model, "abab")
    assert queries.show(model, "ab" * 15 + "f").id == "ab" * 15 + "ff"


def test_history_has_every_version_with_what_is_struck_through() -> None:
    space = Space()
    amina, ben = person("Amina"), person("Ben", "supervisor")
    created = space.write(amina, GATE, name="Mill Gate", fact="Dark", address="1 Mill Gate")
    returned = space.review(ben, "returned", created, comments=[("fact", "Since when?")])
    corrected = space.write(amina, GATE, fact="Dark since May", reason="Asked to")
    withdrawn = space.write(amina, GATE, withdrawn=True, reason="Twice", synced=False)
    model = ReadModel()
    model.apply(space.written)

    told = queries.history(model, GATE)

    assert [(v.entry, v.kind, v.struck) for v in told] == [
        (created.entry, "created", ["fact"]),
        (returned.entry, "reviewed", []),
        (corrected.entry, "corrected", []),
        (withdrawn.entry, "withdrawn", []),
    ]
    assert told[0].fields == {"name": "Mill Gate", "address": "1 Mill Gate", "fact": "Dark"}
    assert told[1].fields == {
        "verdict": "returned",
        "comments": [{"field": "fact", "text": "Since when?"}],
    }
    assert [(v.author_name, v.reason, v.position) for v in told[2:]] == [
        ("Amina", "Asked to", 3),
        ("Amina", "Twice", None),
    ]


def test_an_author_whom_the_roster_does_not_name_has_no_name() -> None:
    space, amina = Space(), person("Amina")
    change = space.write(amina, GATE, name="Mill Gate")._replace(author=None)
    model = ReadModel()
    model.apply([change])
    again = ReadModel.deserialize(model.serialize())
    for one in (model, again):
        [row] = queries.rows(one)
        assert (row.author_name, row.person, row.device) == ("", "", amina.device)
        assert queries.history(one, GATE)[0].author_name == ""


def test_the_tally_counts_what_somebody_has_to_know_of(model: ReadModel) -> None:
    before = queries.tally(model)
    assert (before.records, before.queue, before.returned, before.conflicts) == (5, 5, 0, 0)
    space = Space("premises", position=2)
    amina, ben = person("Amina"), person("Ben", "supervisor")
    gate = queries.show(model, GATE)
    review = space.write(
        ben,
        hex_of("review"),
        kind="review",
        record=GATE,
        verdict="returned",
        versions=gate.versions,
    )
    model.apply([review, space.write(ben, hex_of("n"), kind="telegram")])

    after = queries.tally(model, amina.author.person)
    assert (after.queue, after.returned, after.unknown) == (4, 1, 1)
    assert queries.tally(model, ben.author.person).returned == 0


def test_reading_goes_on_in_other_threads_while_entries_are_folded() -> None:
    space, amina = Space(), person("Amina")
    model = ReadModel()
    changes = [space.write(amina, hex_of(n), name=f"Place {n}") for n in range(300)]
    seen: list[int] = []
    wrong: list[Exception] = []

    def look() -> None:
        try:
            while not seen or seen[-1] < len(changes):
                seen.append(len(queries.find(model, "place")))
                queries.tally(model)
        except Exception as error:  # noqa: BLE001 - a thread's failure must be this test's
            wrong.append(error)

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for start in range(0, len(changes), 7):
        model.apply(changes[start : start + 7])
    for reader in readers:
        reader.join(timeout=60)
    assert wrong == []
    assert not any(reader.is_alive() for reader in readers)
