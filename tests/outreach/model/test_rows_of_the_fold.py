"""The rows that the fold writes: their numbers, their clocks, and where they may lie."""

from pathlib import Path
from typing import Any

import pytest

from outreach.model import fold, queries
from outreach.model.changes import Moment
from outreach.model.fold import ReadModel, fingerprint
from tests.outreach.model.contents import contents, index, index_from_scratch
from tests.outreach.model.folds import RECORD, folded
from tests.outreach.model.team import HEAD, NIGHT_MS, Space, hex_of, person


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


@pytest.mark.parametrize("held_back", [0, 1 << 20])
def test_what_is_corrected_while_a_model_is_filled_is_indexed_as_it_stands(
    monkeypatch: pytest.MonkeyPatch, held_back: int
) -> None:
    """Words wait until everything is folded, or until too many do: neither can be told later."""
    monkeypatch.setattr(fold, "MOST_HELD_BACK", held_back)
    space, amina = Space(), person("Amina")
    changes = [
        space.write(amina, RECORD, name="Mill Gate"),
        space.write(amina, hex_of("another"), name="Canal"),
        space.write(amina, RECORD, name="Canal towpath"),
        space.write(amina, RECORD, name="Weir"),
    ]
    filled = ReadModel()
    with filled.filling():
        for change in changes:
            filled.apply([change])

    assert contents(filled) == contents(folded(*changes))
    assert index(filled) == index_from_scratch(filled)
    assert not queries.find(filled, "towpath")
