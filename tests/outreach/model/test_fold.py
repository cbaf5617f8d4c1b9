"""The fold: the same rows from the same entries, in whatever way they came."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model import batch, kinds, queries
from outreach.model.changes import Change, Moment
from outreach.model.fold import FoldReport, ReadModel, fingerprint
from outreach.model.quarantine import Quarantined
from tests.outreach.model.contents import contents, index, index_from_scratch
from tests.outreach.model.team import HEAD, NIGHT_MS, Person, Space, hex_of, numbered, person
from tests.visits import MAKERS, records

RECORD = hex_of("the record")


def folded(*changes: Change | Quarantined) -> ReadModel:
    model = ReadModel()
    model.apply(changes)
    return model


# -- any order, any duplication, any split ---------------------------------------------------------

names = st.sampled_from(["Mill Gate", "Canal steps", "Bus station"])
acts = st.fixed_dictionaries(
    {
        "who": st.integers(0, 4),
        "record": st.integers(0, 2),
        "what": st.sampled_from(
            ["write", "write", "write", "withdraw", "review", "review", "odd kind", "stranger"]
        ),
        "field": st.sampled_from(["name", "fact", "address"]),
        "value": names,
        "behind": st.integers(0, 4),
        "clock": st.integers(-3, 3),
        "verdict": st.sampled_from(["approved", "returned"]),
        "named": st.integers(0, 7),
    }
)


def play(script: list[dict[str, Any]], unsynced: int) -> list[Change | Quarantined]:
    """Entries that such a script makes; the last ``unsynced`` of them are only here."""
    team = [
        person("Amina"),
        person("Amina", device=hex_of("Amina's other tablet")),
        person("Ben", "supervisor"),
        person("Cara", "supervisor"),
        person("Dan", "licensing"),
    ]
    space, other = Space(), Space("safeguarding")
    written: list[Change | Quarantined] = []
    for number, act in enumerate(script):
        who: Person = team[act["who"]]
        record = hex_of("record", act["record"])
        here = space if act["what"] != "stranger" else other
        synced = number < len(script) - unsynced
        how: dict[str, Any] = {
            "seen": max(0, here.position - act["behind"]),
            "synced": synced,
            "wall_ms": NIGHT_MS + number * 60_000 + act["clock"] * 10**10,
        }
        match act["what"]:
            case "write" | "stranger":
                made = here.write(who, record, **{act["field"]: act["value"]}, **how)
            case "withdraw":
                made = here.write(who, record, withdrawn=True, reason="Twice", **how)
            case "odd kind":
                kind = ["premises", "notice", "hotspot"][act["named"] % 3]
                version = 2 if kind == "hotspot" else 1
                made = here.write(who, record, kind=kind, version=version, name="X", **how)
            case _:
                versions = [v for v in space.written if v.record == record][: act["named"]]
                if not versions:
                    versions = [space.write(who, record, fact="First", **how)]
                    written += versions
                made = here.review(who, act["verdict"], *versions, **how)
        written.append(made)
        if act["named"] == 7:
            written.append(
                Quarantined(
                    hex_of("bad", number, digits=64), "premises", who.device, "Dan", number, "No."
                )
            )
    return written


@settings(deadline=None, max_examples=300)
@given(
    script=st.lists(acts, min_size=1, max_size=14),
    unsynced=st.integers(0, 3),
    chance=st.randoms(use_true_random=False),
)
def test_any_order_duplication_and_split_gives_the_same_rows(
    script: list[dict[str, Any]], unsynced: int, chance: random.Random
) -> None:
    entries = play(script, unsynced)
    whole = folded(*entries)

    often = entries + chance.choices(entries, k=len(entries))
    chance.shuffle(often)
    parts = ReadModel()
    while often:
        parts.apply([often.pop() for _ in range(min(len(often), chance.randrange(1, 5)))])

    assert contents(parts) == contents(whole)
    assert index(parts) == index_from_scratch(parts)


@settings(deadline=None, max_examples=100)
@given(
    script=st.lists(acts, min_size=1, max_size=10),
    unsynced=st.integers(1, 10),
    chance=st.randoms(use_true_random=False),
)
def test_what_was_only_here_ends_as_if_it_had_always_had_its_position(
    script: list[dict[str, Any]], unsynced: int, chance: random.Random
) -> None:
    entries = play(script, unsynced)
    last = max((c.position or 0 for c in entries), default=0)
    synced: list[Change | Quarantined] = []
    for entry in entries:
        if isinstance(entry, Change) and entry.position is None:
            last += 1
            entry = numbered(entry, last)
        synced.append(entry)

    step_by_step = folded(*entries)
    again = list(synced)
    chance.shuffle(again)
    for entry in again:
        step_by_step.apply([entry])

    assert contents(step_by_step) == contents(folded(*synced))
    assert index(step_by_step) == index_from_scratch(step_by_step)


@settings(deadline=None, max_examples=50)
@given(script=st.lists(acts, min_size=1, max_size=10), cut=st.integers(0, 10))
def test_folding_goes_on_from_a_snapshot(script: list[dict[str, Any]], cut: int) -> None:
    entries = play(script, 2)
    before = folded(*entries[:cut])

    after = ReadModel.deserialize(before.serialize())
    assert contents(after) == contents(before)
    after.apply(entries)

    assert contents(after) == contents(folded(*entries))


def test_every_kind_of_record_folds_alone_as_in_company(rng: random.Random) -> None:
    space, amina = Space("safeguarding"), person("Amina")
    entries = [
        space.write(amina, hex_of(kind, number), kind=kind, **kinds.validate(kind, fields))
        for kind in MAKERS
        for number, fields in enumerate(records(kind, 7, 12))
    ]
    whole = folded(*entries)
    assert whole.count == len(entries)

    rng.shuffle(entries)
    one_by_one = ReadModel()
    for entry in entries:
        one_by_one.apply([entry])

    assert contents(one_by_one) == contents(whole)


# -- who wins --------------------------------------------------------------------------------------


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


# -- what cannot be folded -------------------------------------------------------------------------


def test_an_unknown_type_or_newer_version_is_kept_counted_and_not_folded() -> None:
    space, amina = Space(), person("Amina")
    created = space.write(amina, RECORD, name="Mill Gate")
    notice = space.write(amina, hex_of("n"), kind="notice", served_on="Somebody")
    newer = space.write(amina, RECORD, name="Mill Gate", lamps=4, version=2)
    review = space.write(amina, hex_of("r"), kind="review", version=2, stars=5)
    model = ReadModel()

    assert model.apply([notice, newer, created, review, notice]) == FoldReport(1, 0, 3)
    assert model.apply([notice, newer, created, review]) == FoldReport()
    assert (model.count, model.unknown) == (1, 3)
    assert queries.show(model, RECORD).versions == [created.entry]


def test_a_field_that_breaks_its_rules_goes_to_quarantine_and_quotes_nothing() -> None:
    space, amina = Space(), person("Amina")
    bad = space.write(amina, RECORD, name="canary " * 1000, canary_field=3)
    good = space.write(amina, hex_of("good"), name="Mill Gate")
    model = ReadModel()

    assert model.apply([bad, good]) == FoldReport(1, 1, 0)

    [one] = model.quarantine()
    assert (one.entry, one.author_name, one.position) == (bad.entry, "Amina", 1)
    assert "canary" not in one.reason
    assert len(one.reason) < 500


def test_an_entry_leaves_quarantine_when_it_can_be_read_at_last() -> None:
    space, amina = Space(), person("Amina")
    good = space.write(amina, RECORD, name="Mill Gate")
    refused = Quarantined(good.entry, "premises", amina.device, "Amina", 1, "It did not open.")
    model = folded(refused, refused)
    assert len(model.quarantine()) == 1

    assert model.apply([good]) == FoldReport(1, 0, 0)

    assert model.quarantine() == []
    assert model.count == 1


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.just("\ud800")
    | st.just("2026-01-05T23:15:00+00:00"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["unknown", "why", "name", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=400)
@given(data=st.data(), kind=st.sampled_from(sorted(kinds.KINDS)))
def test_whatever_a_member_writes_the_fold_does_not_raise(data: st.DataObject, kind: str) -> None:
    fields = st.sampled_from([*sorted(kinds.KINDS[kind].model_fields), "withdrawn", "other"])
    given_fields = data.draw(st.dictionaries(fields, json_values, max_size=5))
    good = Space().write(person("Amina"), RECORD, kind=kind)
    change = good._replace(fields=given_fields)
    model = ReadModel()

    report = model.apply([change])

    assert report.applied + report.quarantined == 1
    for row in queries.rows(model):
        queries.show(model, row.id)
        queries.history(model, row.id)


def test_a_batch_that_fails_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    space, amina, ben = Space(), person("Amina"), person("Ben")
    created = space.write(amina, RECORD, name="Mill Gate")
    model = folded(created)
    before = contents(model)
    with monkeypatch.context() as patch:
        patch.setattr(batch.search, "add", _no_memory)
        with pytest.raises(MemoryError):
            model.apply([space.write(ben, hex_of("more"), name="Canal steps")])
    assert contents(model) == before

    model.apply(space.written)

    assert contents(model) == contents(folded(*space.written))


def _no_memory(*_: Any) -> None:
    raise MemoryError


# -- rows ------------------------------------------------------------------------------------------


def test_records_of_the_same_moment_with_the_same_end_of_id_keep_apart() -> None:
    space, amina = Space(), person("Amina")
    ids = [f"{number:026x}abcdef" for number in range(40)]
    entries = [space.write(amina, one, name=f"Place {one[20:26]}", wall_ms=5) for one in ids]
    model = folded(*entries[:20])
    model.apply(entries[20:])

    assert model.count == 40
    assert {row.id for row in queries.find(model, "place")} == set(ids)
    assert index(model) == index_from_scratch(model)


def test_claimed_times_beyond_all_reason_still_have_a_row() -> None:
    space, amina = Space(), person("Amina")
    for number, wall in enumerate((-(2**52), -1, 0, 2**52)):
        space.write(amina, hex_of(number), name="Mill Gate", wall_ms=wall)
    model = folded(*space.written)
    assert queries.find(model, "mill")[0].recorded_ms == 2**52
    assert all(row.skewed for row in queries.rows(model))


def test_lateness_counts_from_the_end_of_the_event() -> None:
    space, amina = Space("safeguarding"), person("Amina")

    def visit(number: int, **fields: Any) -> None:
        space.write(amina, hex_of(number), kind="hotspot-visit", wall_ms=NIGHT_MS, **fields)

    visit(1, occurred_from="2026-01-04T22:30:00+00:00")
    visit(2, occurred_from="2026-01-04T21:30:00+00:00")
    visit(3, occurred_from="2026-01-04T21:30:00+00:00", occurred_to="2026-01-04T22:30:00+00:00")
    visit(4, occurred_from="2026-01-05T00:30:00+02:00", occurred_to="2026-01-04T23:30:00+02:00")
    visit(5)
    model = folded(*space.written)

    late = {row.id: row.late_ms for row in queries.rows(model)}
    assert [late[hex_of(number)] for number in range(1, 6)] == [0, int(24.5 * 3_600_000), 0, 0, 0]


def open_files() -> set[str]:
    """The files that this process holds open, deleted ones too; where Linux tells."""
    listed = Path("/proc/self/fd")
    links = listed.iterdir() if listed.exists() else ()
    return {str(link.readlink()) for link in links if link.is_symlink()}


def test_the_database_never_spills_to_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    for model in (ReadModel(), ReadModel.deserialize(ReadModel().serialize())):
        asked = ("temp_store", "journal_mode")
        found = [model.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
        assert found == [2, "memory"]
        opened = open_files()
        connection = model.connection
        connection.execute("BEGIN")
        rows = [(str(n), 0, "", n, "x" * 2000, None) for n in range(4000)]
        put = "INSERT INTO quarantine VALUES (?, 'premises', ?, ?, ?, ?, ?)"
        connection.executemany(put, [(e, str(d), a, p, r, c) for e, d, a, p, r, c in rows])
        connection.execute("SELECT * FROM quarantine ORDER BY reason, entry").fetchone()
        assert open_files() <= opened
        connection.execute("ROLLBACK")
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_is_named_after_what_the_rows_depend_on() -> None:
    assert len(fingerprint()) == 32
    assert fingerprint() == fingerprint()


def test_the_devices_clocks_are_kept_as_they_were_claimed() -> None:
    space, amina = Space(), person("Amina")
    change = space.write(amina, RECORD, name="Mill Gate")
    change = change._replace(at=Moment(NIGHT_MS, 60, 5_000, 90), seen=0)
    model = folded(change)
    model.apply([space.write(amina, RECORD, fact="Dark")])

    ledger = contents(model)["records"][RECORD]["clocks"]
    assert ledger[0][change.entry] == change
    assert len(HEAD) == 43


def test_a_model_that_was_filled_has_every_index_again() -> None:
    """Lists name the indexes that they use: one that was left out would fail them."""

    def indexes(model: ReadModel) -> set[str]:
        found = model.connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'")
        return {f"{name}: {sql}" for name, sql in found}

    filled = ReadModel()
    with filled.filling():
        pass
    assert indexes(filled) == indexes(ReadModel())
    assert queries.rows(filled) == queries.places(filled) == queries.queue(filled) == []
