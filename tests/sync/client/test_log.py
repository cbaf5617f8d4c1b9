"""The sealed log: what was acknowledged is there, after a kill, on a full disk, or it says so."""

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sync.chain import START, Tip, head_zero, next_head
from sync.client.log import Arrival, Log, Place, Sending, Status
from sync.envelope import Entry, parse
from sync.errors import DiskFull, MalformedEntry, VaultCorrupt
from sync.wire import Receipt, Statement
from tests.sync.people import Team


@pytest.fixture
def log(folder: Path) -> Iterator[Log]:
    made = Log(folder / "log.db", new=True)
    yield made
    made.close()


def ids(log: Log, space: bytes) -> list[bytes]:
    return [parse(s.raw).id for s in log.outbox(space)]


def receipt_for(team: Team, entry: Entry, position: int) -> Receipt:
    made = Receipt(team.space, entry.device, entry.seq, entry.id, position, bytes(32), 5)
    return made.signed(team.store)


def take(log: Log, team: Team, entries: list[Entry], own: list[bytes] | None = None) -> None:
    """Store entries as a checked page that begins where the log stands."""
    place = log.place(team.space)
    head, arrivals = place.head, []
    for position, entry in enumerate(entries, place.position + 1):
        head = next_head(head, position, 5, entry.id)
        arrivals.append(Arrival(entry, position, 5, head, Status.COUNTS))
    last = place.position + len(entries)
    log.take_page(
        team.space,
        arrivals,
        settled=[],
        tips={e.device: Tip(e.seq, e.id) for e in entries},
        place=Place(last, head),
        statement=Statement(team.space, last, head, 5).signed(team.store),
        own=own or [],
    )


class TestTheOutbox:
    """Own entries: only here, offered, safe; then they have a position."""

    def test_from_here_to_safe(self, log: Log, team: Team) -> None:
        visits = [team.write(team.writer) for _ in range(3)]
        log.append(visits)
        assert log.own_tip(team.space, team.writer.id) == team.writer.tip
        assert log.only_here() == 3
        assert [seq for seq, _ in log.unsent(team.space, 2, 1 << 20)] == [1, 2]
        log.mark_offered(team.space, 2)
        assert [log.sending_of(v.id) for v in visits] == [
            Sending.OFFERED, Sending.OFFERED, Sending.ONLY_HERE,
        ]  # fmt: skip
        log.take_receipt(receipt_for(team, visits[1], 3))
        assert [log.sending_of(v.id) for v in visits] == [
            Sending.SAFE, Sending.SAFE, Sending.ONLY_HERE,
        ]  # fmt: skip
        assert log.only_here() == 1
        assert log.safe(team.writer.id) == 2
        take(log, team, visits[:2], own=[v.id for v in visits[:2]])
        assert ids(log, team.space) == [visits[2].id]
        assert log.sending_of(visits[0].id) is None
        assert log.safe(team.writer.id) == 2
        assert log.own_tip(team.space, team.writer.id) == team.writer.tip

    def test_an_older_receipt_takes_nothing_back(self, log: Log, team: Team) -> None:
        visits = [team.write(team.writer) for _ in range(3)]
        log.append(visits)
        for entry in (visits[2], visits[0]):
            log.take_receipt(receipt_for(team, entry, entry.seq))
        log.mark_offered(team.space, 1)
        assert log.only_here() == 0

    def test_a_batch_holds_one_entry_at_least(self, log: Log, team: Team) -> None:
        log.append([team.write(team.writer, "x" * 5000), team.write(team.writer)])
        assert len(log.unsent(team.space, 10, 100)) == 1
        assert len(log.unsent(team.space, 10, 1 << 20)) == 2

    def test_a_number_is_never_used_twice(self, log: Log, team: Team) -> None:
        first = team.write(team.writer)
        team.writer.tip = START
        log.append([first])
        with pytest.raises(VaultCorrupt):
            log.append([team.write(team.writer)])
        assert ids(log, team.space) == [first.id]

    def test_all_of_a_batch_or_nothing(self, log: Log, team: Team) -> None:
        first = team.write(team.writer)
        log.append([first])
        with pytest.raises(VaultCorrupt):
            log.append([team.write(team.writer), first])
        assert ids(log, team.space) == [first.id]

    def test_entries_leave_by_id_and_not_by_number(self, log: Log, team: Team) -> None:
        mine = team.write(team.writer)
        team.writer.tip = START
        copys = team.write(team.writer)
        log.append([mine])
        take(log, team, [copys], own=[copys.id])
        assert ids(log, team.space) == [mine.id]

    def test_receipts_by_position(self, log: Log, team: Team) -> None:
        visits = [team.write(team.writer) for _ in range(4)]
        for entry, position in zip(visits, (1, 255, 256, 70_000), strict=True):
            log.take_receipt(receipt_for(team, entry, position))
        found = log.receipts_at(team.space, 2, 256)
        assert [r.position for r in found] == [255, 256]
        assert len(log.receipts(team.space)) == 4


class TestTheSpace:
    """Entries with a position."""

    def test_an_empty_log(self, log: Log, team: Team) -> None:
        assert log.place(team.space) == Place(0, head_zero(team.space))
        assert log.head_at(team.space, 0) == head_zero(team.space)
        assert log.head_at(team.space, 1) is None
        assert log.statement(team.space) is None
        assert log.tip(team.space, team.writer.id) == START
        assert list(log.entries(team.space)) == []
        assert log.at(team.space, 1) is None

    def test_a_page_and_what_is_asked_of_it(self, log: Log, team: Team) -> None:
        visits = [team.write(team.writer) for _ in range(3)]
        take(log, team, [team.founding, *visits])
        assert log.place(team.space).position == 4
        assert log.head_at(team.space, 4) == log.place(team.space).head
        assert [s.position for block in log.entries(team.space, 2) for s in block] == [3, 4]
        assert [s.position for s in log.rosters(team.space)] == [1]
        assert [s.position for s in log.counted_from(team.space, team.writer.id, 2)] == [3, 4]
        stored = log.at(team.space, 2)
        assert stored is not None
        assert stored.raw == visits[0].raw()

    def test_a_position_is_never_given_twice(self, log: Log, team: Team) -> None:
        take(log, team, [team.founding])
        place = log.place(team.space)
        entry = team.write(team.writer)
        with pytest.raises(VaultCorrupt):
            log.take_page(
                team.space,
                [Arrival(entry, 1, 5, bytes(32), Status.COUNTS)],
                settled=[],
                tips={},
                place=Place(1, bytes(32)),
                statement=Statement(team.space, 1, bytes(32), 5),
                own=[],
            )
        assert log.place(team.space) == place
        stored = log.at(team.space, 1)
        assert stored is not None
        assert stored.raw == team.founding.raw()

    def test_more_than_one_block(self, log: Log, team: Team) -> None:
        entry = team.founding
        with log.transaction() as db:
            db.executemany(
                "INSERT INTO entry VALUES (?, ?, 5, 1, 1, ?, 1, ?, ?)",
                [(team.space, p, entry.device, bytes(32), entry.raw()) for p in range(1, 2502)],
            )
        blocks = list(log.entries(team.space, 0, 2500))
        assert [len(block) for block in blocks] == [1000, 1000, 500]


class TestDraftsAndNotes:
    """Small sealed things, and marks."""

    def test_a_dropped_draft_leaves_no_bytes(self, folder: Path) -> None:
        log = Log(folder / "drafts.db", new=True)
        canary = b"\xc4\x11" + os.urandom(200)
        log.put_draft("1", canary)
        log.put_draft("2", b"other")
        assert log.drafts() == {"1": canary, "2": b"other"}
        log.drop_draft("1")
        assert log.drafts() == {"2": b"other"}
        log.close()  # the write-ahead log is folded in and goes
        assert all(canary not in path.read_bytes() for path in folder.iterdir())

    def test_notes_last(self, folder: Path) -> None:
        log = Log(folder / "notes.db", new=True)
        assert log.note("hlc") is None
        log.set_note("hlc", "1 2")
        log.set_note("hlc", "3 4")
        log.close()
        again = Log(folder / "notes.db")
        assert again.note("hlc") == "3 4"
        again.close()


class TestTransactions:
    """Everything or nothing, also one inside another."""

    def test_an_error_of_ours_rolls_all_of_it_back(self, log: Log, team: Team) -> None:
        entry = team.write(team.writer)

        def both() -> None:
            with log.transaction():
                log.append([entry])
                log.set_note("hlc", "1 2")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            both()
        assert ids(log, team.space) == []
        assert log.note("hlc") is None

    def test_both_or_neither(self, log: Log, team: Team) -> None:
        with log.transaction():
            log.append([team.write(team.writer)])
            log.set_note("hlc", "1 2")
        assert log.only_here() == 1
        assert log.note("hlc") == "1 2"


class TestAFullDisk:
    """DiskFull, whatever SQLite did with the transaction; what was saved before stays."""

    def test_by_a_limit_on_pages(self, log: Log, team: Team) -> None:
        saved = []
        pages = log._rows("PRAGMA page_count")[0][0]
        log._rows(f"PRAGMA max_page_count = {pages + 8}")

        def save_until_it_is_full() -> None:
            for _ in range(200):
                entry = team.write(team.writer, "x" * 3000)
                with log.transaction():  # as the session does: one inside another
                    log.append([entry])
                    log.set_note("hlc", "1 2")
                saved.append(entry.id)

        with pytest.raises(DiskFull):
            save_until_it_is_full()
        assert saved
        assert ids(log, team.space) == saved
        log._rows("PRAGMA max_page_count = 100000")
        team.writer.tip = log.own_tip(team.space, team.writer.id)
        log.append([team.write(team.writer)])
        assert len(ids(log, team.space)) == len(saved) + 1

    @pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can make a small disk"
    )
    def test_on_a_disk_that_is_really_full(self, tmp_path: Path, team: Team) -> None:
        disk = tmp_path / "disk"
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=512k", "none", str(disk)], capture_output=True
        )
        if mounted.returncode:
            pytest.skip("mounting is not allowed here")
        try:
            log = Log(disk / "log.db", new=True)
            saved = []

            def save_until_it_is_full() -> None:
                for _ in range(500):
                    entry = team.write(team.writer, team.rng.randbytes(2000).hex())
                    log.append([entry])
                    saved.append(entry.id)

            with pytest.raises(DiskFull):
                save_until_it_is_full()
            assert saved
            assert ids(log, team.space) == saved
            log.close()
            again = Log(disk / "log.db")
            assert ids(again, team.space) == saved
            again.close()
        finally:
            subprocess.run(["umount", str(disk)], check=True)


class TestDamage:
    """A damaged file is told as such and never replaced by an empty one."""

    @pytest.fixture
    def path(self, folder: Path, team: Team) -> Path:
        path = folder / "damaged.db"
        log = Log(path, new=True)
        log.append([team.write(team.writer, "x" * 2000) for _ in range(40)])
        log.close()
        return path

    def read_all(self, path: Path, team: Team) -> list[bytes]:
        log = Log(path)
        try:
            held = ids(log, team.space)
            log.unsent(team.space, 1000, 1 << 20)
            return held
        finally:
            log.close()

    def test_missing(self, folder: Path) -> None:
        with pytest.raises(VaultCorrupt, match="missing"):
            Log(folder / "none.db")
        assert not (folder / "none.db").exists()

    @pytest.mark.parametrize("length", [0, 1, 99, 100, 4095, 4096, 8192, 20_000])
    def test_cut_short(self, path: Path, team: Team, length: int) -> None:
        whole = path.read_bytes()
        assert len(whole) > length
        path.write_bytes(whole[:length])
        with pytest.raises(VaultCorrupt) as error:
            self.read_all(path, team)
        assert "copy" in error.value.advice.lower()
        path.write_bytes(whole)
        assert len(self.read_all(path, team)) == 40

    @pytest.mark.parametrize("content", [b"\0" * 9000, b"SQLite format 3\0" + b"\xff" * 9000])
    def test_something_else(self, path: Path, team: Team, content: bytes) -> None:
        path.write_bytes(content)
        with pytest.raises(VaultCorrupt):
            self.read_all(path, team)
        assert path.read_bytes() == content

    def test_an_empty_database_in_its_place(self, folder: Path, team: Team) -> None:
        path = folder / "empty.db"
        database = sqlite3.connect(path)
        database.execute("CREATE TABLE other (x)")
        database.close()
        with pytest.raises(VaultCorrupt, match="empty"):
            Log(path)

    def test_pages_of_noise_raise_nothing_else(
        self, path: Path, team: Team, rng: random.Random
    ) -> None:
        whole = path.read_bytes()
        for _ in range(30):
            damaged = bytearray(whole)
            at = rng.randrange(len(whole) // 4096) * 4096
            damaged[at : at + 4096] = rng.randbytes(4096)
            path.write_bytes(damaged)
            for suffix in ("-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
            # An entry's own bytes may be damaged where the database's structure is not.
            with suppress(VaultCorrupt, MalformedEntry):
                self.read_all(path, team)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_owner_only(folder: Path, team: Team) -> None:
    previous = os.umask(0)
    try:
        log = Log(folder / "modes.db", new=True)
        log.append([team.write(team.writer)])
        modes = {p.name: p.stat().st_mode & 0o777 for p in folder.glob("modes.db*")}
        log.close()
    finally:
        os.umask(previous)
    assert len(modes) > 1
    assert set(modes.values()) == {0o600}


APPEND = """
import random, sys
from pathlib import Path
from sync.client.log import Log
from tests.sync.people import Team
team = Team(random.Random(5))
log = Log(Path(sys.argv[1]), new=True)
while True:
    batch = [team.write(team.writer, "x" * 500) for _ in range(3)]
    log.append(batch)
    print(batch[-1].id.hex(), flush=True)  # acknowledged
"""


@pytest.mark.parametrize("acknowledged", [1, 7, 40])
def test_everything_acknowledged_survives_a_kill(
    tmp_path: Path, acknowledged: int, rng: Any
) -> None:
    path = tmp_path / "log.db"
    process = subprocess.Popen(
        [sys.executable, "-c", APPEND, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    told = [process.stdout.readline().strip() for _ in range(acknowledged)]
    process.kill()  # SIGKILL, in the middle of whatever it does
    told += process.stdout.read().split()
    process.wait()
    process.stdout.close()
    log = Log(path)
    space = log._rows("SELECT DISTINCT space FROM outbox")[0][0]
    held = [parse(stored.raw) for stored in log.outbox(space)]
    log.close()
    assert {bytes.fromhex(line) for line in told if len(line) == 64} <= {e.id for e in held}
    assert len(held) % 3 == 0  # all of a batch or nothing
    assert [e.seq for e in held] == list(range(1, len(held) + 1))
