"""The snapshot makes unlocking quick. Whatever happens to it, the rows are those of the log."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from outreach.model import fold, pieces
from outreach.model.fold import ReadModel
from outreach.session import Session
from sync.errors import VaultError
from tests.scenarios.below import payload, review, space_of, write
from tests.scenarios.team import PREMISES, QUIET, VISIT, Team, rows_of

Rows = list[tuple[Any, ...]]


@pytest.fixture
def kept(team: Team) -> Team:
    """A worker's vault with some of everything, locked, so that a snapshot is there."""
    visits = [team.worker.add("hotspot-visit", QUIET) for _ in range(3)]
    team.worker.add("premises", PREMISES)
    team.go_round()
    team.supervisor.return_record(visits[0], [("fact", "What was seen?")])
    team.supervisor.correct(visits[1], {"weather": "Rain"}, "I was there")
    team.worker.correct(visits[1], {"weather": "Fog"}, "Left out")
    write(team.worker, payload(team.worker, set={"no_such": 1}))
    write(team.worker, review(team.worker, visits[2], "approved", ["0" * 64]))
    team.go_round()
    team.worker.add("hotspot-visit", VISIT)  # only here
    team.worker.lock()
    return team


def path_of(team: Team, name: str = "worker") -> Path:
    return team.folder / name / "snapshot"


def state(session: Session) -> tuple[Rows, int, Any]:
    return rows_of(session), session.only_here(), session.quarantine()


def from_the_log(team: Team) -> tuple[Rows, int, Any]:
    """What the log says, with no snapshot in the way."""
    team.worker.retry_quarantine()
    found = state(team.worker)
    team.worker.lock()
    return found


def was_used(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Remembers each time that a snapshot was taken into use."""
    used: list[int] = []
    real = ReadModel.deserialize.__func__  # type: ignore[attr-defined]

    def deserialize(cls: type[ReadModel], data: bytes | bytearray) -> ReadModel:
        used.append(len(data))
        made: ReadModel = real(cls, data)
        return made

    monkeypatch.setattr(ReadModel, "deserialize", classmethod(deserialize))
    return used


def test_it_gives_the_rows_of_the_log(kept: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    used = was_used(monkeypatch)
    from_snapshot = state(kept.worker)
    assert len(used) == 1, "it was used"
    assert from_snapshot == from_the_log(kept)
    assert len(from_snapshot[0]) == 5
    assert len(from_snapshot[2]) == 2


def test_it_is_deleted(kept: Team) -> None:
    path_of(kept).unlink()
    assert state(kept.worker) == from_the_log(kept)


def test_flipped_bits_and_cuts(
    kept: Team, rng: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = from_the_log(kept)
    whole = path_of(kept).read_bytes()
    used = was_used(monkeypatch)
    damaged = [b"", whole[:20], whole[: len(whole) // 2], whole[:-1], whole + b"\0", bytes(5000)]
    places = [0, 7, 8, 39, 40, len(whole) - 1, *(rng.randrange(len(whole)) for _ in range(6))]
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << rng.randrange(8)
        damaged.append(bytes(flipped))
    for content in damaged:
        path_of(kept).write_bytes(content)
        assert state(kept.worker) == expected
        kept.worker.lock()
        assert used == []


def test_a_large_one_goes_in_pieces_and_is_never_trusted_in_part(
    kept: Team, rng: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = from_the_log(kept)
    monkeypatch.setattr(fold, "MOST_WHOLE", 0)
    monkeypatch.setattr(pieces, "PIECE", 1 << 16)
    taken: list[int] = []
    real = pieces.take

    def take(connection: sqlite3.Connection, piece: bytearray) -> None:
        taken.append(len(piece))
        real(connection, piece)

    monkeypatch.setattr(pieces, "take", take)
    path_of(kept).unlink()
    assert state(kept.worker) == expected
    kept.worker.lock()
    assert state(kept.worker) == expected
    assert len(taken) > 1, "it was used, in pieces"
    kept.worker.lock()
    whole = path_of(kept).read_bytes()
    for place in (len(whole) - 1, len(whole) // 2, rng.randrange(len(whole))):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        path_of(kept).write_bytes(flipped)
        assert state(kept.worker) == expected
        kept.worker.lock()


def test_an_older_one_is_put_back(kept: Team) -> None:
    """It matches its own place in the log, so it may be used, and the rest is folded on top."""
    older = path_of(kept).read_bytes()
    visit = kept.worker.rows("hotspot-visit")[-1].id
    kept.worker.correct(visit, {"weather": "Snow"}, "Remembered better")
    kept.go_round()
    kept.worker._keeper._folded_since = 1000  # enough to be worth a new one
    kept.worker.lock()
    expected = from_the_log(kept)
    path_of(kept).write_bytes(older)
    assert state(kept.worker) == expected


def test_another_vaults_is_put_in_its_place(kept: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = from_the_log(kept)
    kept.supervisor.lock()
    assert path_of(kept, "supervisor").exists()
    shutil.copy(path_of(kept, "supervisor"), path_of(kept))
    used = was_used(monkeypatch)
    assert state(kept.worker) == expected
    assert used == []


def test_it_is_a_folder(kept: Team) -> None:
    expected = from_the_log(kept)
    path_of(kept).unlink()
    path_of(kept).mkdir()
    assert state(kept.worker) == expected
    path_of(kept).rmdir()


def test_it_is_a_link_to_nowhere(kept: Team) -> None:
    expected = from_the_log(kept)
    path_of(kept).unlink()
    path_of(kept).symlink_to(kept.folder / "nowhere")
    assert state(kept.worker) == expected
    kept.worker.lock()
    assert not (kept.folder / "nowhere").exists(), "and nothing is written through it"
    assert state(kept.worker) == expected


def test_it_cannot_be_written_but_the_vault_is_locked_all_the_same(kept: Team) -> None:
    expected = from_the_log(kept)
    path_of(kept).unlink()
    path_of(kept).mkdir()
    (path_of(kept) / "in the way").touch()
    session = kept.worker
    session.add("hotspot-visit", QUIET)
    session._keeper._folded_since = 1000
    with pytest.raises(VaultError):
        session.lock()
    assert session.locked
    shutil.rmtree(path_of(kept))
    assert len(state(kept.worker)[0]) == len(expected[0]) + 1


def test_its_note_in_the_log_says_something_else(
    kept: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    safeguarding = space_of(kept.worker, "safeguarding").hex()
    expected = from_the_log(kept)
    used = was_used(monkeypatch)
    notes = ["", "{}", "[]", "null", "[" * 100_000, '{"places": 1}', '{"places": {}}']
    notes += [
        json.dumps({"places": {space: place}})
        for space in ("zz", "00", safeguarding)
        for place in ("1", -1, 10**30, 1.5, None, [], 999)
    ]
    for note in notes:
        with closing(sqlite3.connect(kept.folder / "worker" / "log.db")) as log, log:
            log.execute("UPDATE note SET value = ? WHERE name = 'snapshot'", (note,))
        assert state(kept.worker) == expected, note[:40]
        assert used == []
        kept.worker.lock()


def test_a_change_of_the_code_lists_folds_anew(kept: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = from_the_log(kept)
    used = was_used(monkeypatch)
    monkeypatch.setattr("outreach.keeping.fingerprint", lambda: b"another" * 4)
    assert state(kept.worker) == expected
    assert used == []
