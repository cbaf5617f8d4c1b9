"""Who wins when several people write: what was seen is superseded, what was not is a conflict."""

from outreach.model import queries
from tests.outreach.model.folds import RECORD, folded
from tests.outreach.model.team import Space, hex_of, numbered, person


def test_a_far_future_clock_never_beats_a_write_that_saw_it() -> None:
    space, amina, ben = Space(), person("Amina"), person("Ben")
    first = space.write(amina, RECORD, name="Mill Gate", hlc=(2**52, 0), wall_ms=2**52)
    second = space.write(ben, RECORD, name="Mill Gate, north side", reason="There are two")

    shown = queries.show(folded(second, first), RECORD)

    assert shown.fields["name"] == "Mill Gate, north side"
    assert shown.conflicts == {}
    assert shown.skewed


def test_two_people_who_did_not_know_of_each_other_are_in_conflict() -> None:
    space, amina, ben = Space(), person("Amina"), person("Ben")
    created = space.write(amina, RECORD, name="Mill Gate")
    by_amina = space.write(amina, RECORD, name="Mill Gate arch", reason="Closer", seen=1)
    by_ben = space.write(ben, RECORD, name="Mill Gate steps", reason="Wrong", seen=1)
    model = folded(created, by_amina, by_ben)

    shown = queries.show(model, RECORD)
    assert shown.fields["name"] == "Mill Gate steps"  # the later logical clock
    kept = [(value.version, value.value) for value in shown.conflicts["name"]]
    assert kept == [(by_ben.entry, "Mill Gate steps"), (by_amina.entry, "Mill Gate arch")]
    assert [row.conflicts for row in queries.conflicts(model)] == [1]

    model.apply([space.write(amina, RECORD, name="Mill Gate arch", reason="We went to look")])

    assert queries.show(model, RECORD).fields["name"] == "Mill Gate arch"
    assert queries.conflicts(model) == []


def test_different_fields_and_equal_values_are_no_conflict() -> None:
    space, amina, ben = Space(), person("Amina"), person("Ben")
    created = space.write(amina, RECORD, name="Mill Gate")
    edits = [
        space.write(amina, RECORD, fact="Dark", address="1 Mill Gate", seen=1),
        space.write(ben, RECORD, postcode="OL16 1AB", address="1 Mill Gate", seen=1),
    ]

    shown = queries.show(folded(created, *edits), RECORD)

    assert shown.conflicts == {}
    assert shown.fields == {
        "name": "Mill Gate",
        "fact": "Dark",
        "address": "1 Mill Gate",
        "postcode": "OL16 1AB",
    }


def test_an_own_unsynced_edit_comes_after_all_that_has_a_position() -> None:
    space, amina, ben = Space(), person("Amina"), person("Ben")
    created = space.write(amina, RECORD, name="Mill Gate")
    mine = space.write(amina, RECORD, fact="Dark", seen=1, synced=False)
    model = folded(created, mine)
    assert queries.show(model, RECORD).here_only

    theirs = space.write(ben, RECORD, address="1 Mill Gate", seen=1)
    model.apply([theirs])
    assert queries.show(model, RECORD).versions == [created.entry, theirs.entry, mine.entry]

    model.apply([numbered(mine, 3)])
    assert not queries.show(model, RECORD).here_only


def test_a_correction_that_comes_before_its_record_waits_for_nothing() -> None:
    space, amina = Space(), person("Amina")
    created = space.write(amina, RECORD, name="Mill Gate", fact="Dark")
    corrected = space.write(amina, RECORD, fact="Lit since May", reason="New lamps")
    model = folded(corrected)
    assert queries.find(model, "lamps") == []
    assert [row.id for row in queries.find(model, "lit")] == [RECORD]

    model.apply([created])

    shown = queries.show(model, RECORD)
    assert shown.recorded_ms == created.at.wall_ms
    assert (shown.fields["name"], shown.fields["fact"]) == ("Mill Gate", "Lit since May")
    assert queries.find(model, "dark") == []


def test_a_withdrawn_record_is_struck_through_and_kept() -> None:
    space, amina = Space(), person("Amina")
    created = space.write(amina, RECORD, name="Mill Gate")
    withdrawn = space.write(amina, RECORD, withdrawn=True, reason="Entered twice")
    model = folded(created, withdrawn)

    assert queries.rows(model)[0].withdrawn
    assert queries.show(model, RECORD).fields == {"name": "Mill Gate"}
    assert [row.id for row in queries.find(model, "mill")] == [RECORD]

    model.apply([space.write(amina, RECORD, withdrawn=False, reason="It was not")])
    assert not queries.rows(model)[0].withdrawn


def test_an_id_cannot_be_taken_over_from_another_space_or_kind() -> None:
    space, other = Space("safeguarding"), Space("premises")
    amina, mallory = person("Amina"), person("Mallory")
    for _ in range(3):
        space.write(amina, hex_of("before"), kind="hotspot-visit", fact="Before")
    visit = space.write(amina, RECORD, kind="hotspot-visit", fact="A child alone")
    from_elsewhere = other.write(mallory, RECORD, kind="hotspot-visit", fact="Nothing")
    of_another_kind = space.write(mallory, RECORD, kind="person-sighting", fact="Nothing")
    model = folded(of_another_kind, from_elsewhere, visit)

    assert queries.show(model, RECORD).fields == {"fact": "A child alone"}
    kept_out = {one.entry for one in model.quarantine()}
    assert kept_out == {from_elsewhere.entry, of_another_kind.entry}
