"""The sealed log on a device: entries, outbox, tips, receipts. One SQLite file, ``log.db``.

Rules:

- Every row that carries content is sealed; the rest is what the store knows as well.
- An own entry is durable (WAL, synchronous=FULL) before anybody is told that it was saved.
- ``offered`` is durable before bytes leave: an entry that was offered once is never re-sealed.
- A position, once taken, is never given to another entry.

Entries with a position come from the store, this device's own included; the outbox holds own
entries that have none yet.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

from sync.chain import START, Tip, head_zero, next_head
from sync.client.files import disk_error
from sync.envelope import Entry
from sync.errors import (
    DiskFull,
    OutreachError,
    VaultCorrupt,
    VaultError,
    VaultInUse,
    VaultLocked,
)
from sync.wire import Receipt, Statement

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS entry (
    space BLOB NOT NULL, position INTEGER NOT NULL, received_ms INTEGER NOT NULL,
    kind INTEGER NOT NULL, status INTEGER NOT NULL, device BLOB NOT NULL, seq INTEGER NOT NULL,
    head BLOB NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (space, position)
);
CREATE INDEX IF NOT EXISTS entry_pending ON entry (space, device, seq) WHERE status = 0;
CREATE INDEX IF NOT EXISTS entry_roster ON entry (space, position) WHERE kind = 2;
CREATE TABLE IF NOT EXISTS outbox (
    space BLOB NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL, id BLOB NOT NULL,
    raw BLOB NOT NULL, PRIMARY KEY (space, seq)
);
CREATE INDEX IF NOT EXISTS outbox_id ON outbox (id);
CREATE INDEX IF NOT EXISTS outbox_changes ON outbox (space, seq) WHERE kind = 1;
CREATE TABLE IF NOT EXISTS sending (
    space BLOB PRIMARY KEY, offered INTEGER NOT NULL, safe INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS tip (
    space BLOB NOT NULL, device BLOB NOT NULL, seq INTEGER NOT NULL, id BLOB NOT NULL,
    PRIMARY KEY (space, device)
);
CREATE TABLE IF NOT EXISTS place (
    space BLOB PRIMARY KEY, position INTEGER NOT NULL, head BLOB NOT NULL, statement BLOB
);
CREATE TABLE IF NOT EXISTS receipt (
    space BLOB NOT NULL, seq INTEGER NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (space, seq)
);
CREATE TABLE IF NOT EXISTS draft (id TEXT PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


#: A stub is as long as what stands before a body (``sync/envelope.py``).
_WITHHELD: Final = """
CREATE INDEX IF NOT EXISTS entry_withheld ON entry (space, position) WHERE length(raw) <= 180;
"""


class Status(IntEnum):
    """What became of an entry with a position."""

    PENDING = 0
    COUNTS = 1
    REFUSED = 2


_STATUSES: Final = tuple(Status)

#: The note that says what the snapshot is a snapshot of; without it there is none.
SNAPSHOT_MARK: Final = "snapshot"


class Sending(IntEnum):
    """How far an entry of the outbox has come."""

    ONLY_HERE = 0
    OFFERED = 1
    SAFE = 2


@dataclass(frozen=True, slots=True)
class Place:
    """How far a space was pulled and verified."""

    position: int
    head: bytes


class Stored(NamedTuple):
    """An entry as the log holds it. ``position`` is None in the outbox."""

    position: int | None
    received_ms: int | None
    raw: bytes
    status: Status = Status.COUNTS


@dataclass(frozen=True, slots=True)
class Doubt:
    """A space of which the store's newest signed word no longer bears out all that it signed.

    Attributes:
        up_to: the last position that it does bear out; what lies beyond is not called safe.
        is_prefix: the store stands exactly there, so that what it lost can be given back to it.
    """

    space: bytes
    up_to: int
    is_prefix: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """A checked entry of a page, to be stored."""

    entry: Entry
    position: int
    received_ms: int
    head: bytes
    status: Status


class Log:
    """The log of one vault. Safe to use from several threads; one transaction at a time."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        """Open a log; ``new``: make it, with its vault.

        Raises:
            VaultCorrupt: there is none, or it is damaged. An empty one in its place would number
                this device's entries from 1 again.
        """
        self._lock = threading.RLock()
        self._closed = False
        self._damaged: dict[bytes, set[int]] = {}
        self._asked: dict[bytes, int] = {}
        try:
            if new:
                path.touch(mode=0o600, exist_ok=True)
            elif not path.is_file():
                raise VaultCorrupt("The sealed log of this vault is missing. Nothing was changed.")
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            try:
                self._prepare(new)
            except BaseException:
                self._db.close()
                raise
        except _SQLITE_ERRORS as error:
            raise _log_error(error) from None
        except OSError as error:
            raise disk_error(error) from error

    def _prepare(self, new: bool) -> None:
        # The vault has one process at a time. So the index of the write-ahead log lies in memory,
        # where a file for it would take room that a full disk does not have.
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA temp_store = MEMORY")
        # An erased draft or body must not linger in a free page.
        self._db.execute("PRAGMA secure_delete = ON")
        if not new and not self._rows("SELECT 1 FROM sqlite_master WHERE name = 'entry'"):
            raise VaultCorrupt("The sealed log of this vault is empty. Nothing was changed.")
        self._db.executescript(_SCHEMA)
        try:
            self._db.executescript(_WITHHELD)
        except sqlite3.OperationalError as error:
            # A log of before there was one, on a full disk: it is only slower.
            if not isinstance(_log_error(error), DiskFull):
                raise

    def close(self) -> None:
        """Close the file; what was committed stays."""
        with self._lock:
            self._closed = True
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything or nothing, durable at the end."""
        with self._opened():
            outermost = not self._db.in_transaction
            try:
                if outermost:
                    self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                if outermost:
                    self._db.execute("COMMIT")
            except BaseException as error:
                # SQLite may have rolled back by itself; a full disk must not be hidden by that.
                if outermost and self._db.in_transaction:
                    with suppress(sqlite3.Error):
                        self._db.execute("ROLLBACK")
                if isinstance(error, _SQLITE_ERRORS):
                    raise _log_error(error) from None
                raise

    @contextmanager
    def _opened(self) -> Iterator[None]:
        """Hold the lock on an open file."""
        with self._lock:
            if self._closed:
                raise VaultLocked("The vault is locked.")
            yield

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._opened():
            try:
                return self._db.execute(sql, values).fetchall()
            except _SQLITE_ERRORS as error:
                raise _log_error(error) from None

    # ------------------------------------------------------------ own entries

    def own_tip(self, space: bytes, device: bytes) -> Tip:
        """The newest own entry, sent or not."""
        rows = self._rows(
            "SELECT seq, id FROM outbox WHERE space = ? ORDER BY seq DESC LIMIT 1", space
        )
        return Tip(*rows[0]) if rows else self.tip(space, device)

    def append(self, entries: Sequence[Entry]) -> None:
        """Put own entries into the outbox: all or nothing, durable when this returns."""
        with self.transaction() as db:
            db.executemany(
                "INSERT INTO outbox VALUES (?, ?, ?, ?, ?)",
                [(e.space, e.seq, int(e.kind), e.id, e.raw()) for e in entries],
            )

    def outbox(self, space: bytes) -> list[Stored]:
        """Own entries without a position, oldest first."""
        rows = self._rows("SELECT raw FROM outbox WHERE space = ? ORDER BY seq", space)
        return [Stored(None, None, r[0]) for r in rows]

    def _sending(self, space: bytes) -> tuple[int, int]:
        """Up to which seq own entries were offered, and up to which a receipt covers them."""
        rows = self._rows("SELECT offered, safe FROM sending WHERE space = ?", space)
        return (rows[0][0], rows[0][1]) if rows else (0, 0)

    def unsent(self, space: bytes, max_entries: int, max_bytes: int) -> list[tuple[int, bytes]]:
        """The next batch to push: (seq, bytes), in order; at least one if there is any."""
        batch: list[tuple[int, bytes]] = []
        size = 0
        _, safe = self._sending(space)
        with self._opened():
            try:
                rows = self._db.execute(
                    "SELECT seq, raw FROM outbox WHERE space = ? AND seq > ? ORDER BY seq LIMIT ?",
                    (space, safe, max_entries),
                )
                for seq, raw in rows:
                    size += len(raw) + 4
                    if batch and size > max_bytes:
                        break
                    batch.append((seq, raw))
            except _SQLITE_ERRORS as error:
                raise _log_error(error) from None
        return batch

    def mark_offered(self, space: bytes, last_seq: int) -> None:
        """Remember durably that bytes up to ``last_seq`` are about to leave."""
        with self.transaction() as db:
            db.execute(
                "INSERT INTO sending VALUES (?, ?, 0) ON CONFLICT (space)"
                " DO UPDATE SET offered = max(offered, excluded.offered)",
                (space, last_seq),
            )

    def take_receipt(self, receipt: Receipt) -> None:
        """Mark what a checked receipt covers as safe, and keep the receipt as evidence."""
        with self.transaction() as db:
            db.execute(
                "INSERT INTO sending VALUES (?1, ?2, ?2) ON CONFLICT (space)"
                " DO UPDATE SET safe = max(safe, excluded.safe)",
                (receipt.space, receipt.seq),
            )
            db.execute(
                "INSERT OR REPLACE INTO receipt VALUES (?, ?, ?)",
                (receipt.space, receipt.seq, receipt.raw()),
            )

    def outbox_entry(self, space: bytes, seq: int) -> tuple[bytes, bytes] | None:
        """(id, bytes) of an own entry in the outbox."""
        rows = self._rows("SELECT id, raw FROM outbox WHERE space = ? AND seq = ?", space, seq)
        return rows[0] if rows else None

    def own_oldest(self, space: bytes, count: int) -> dict[bytes, bytes]:
        """Id -> bytes of the oldest ``count`` own entries without a position: the store numbers
        them in this order."""
        rows = self._rows(
            "SELECT id, raw FROM outbox WHERE space = ? ORDER BY seq LIMIT ?", space, count
        )
        found: Any = rows
        return dict(found)

    def sending_of(self, entry_id: bytes) -> Sending | None:
        """How far one entry of the outbox has come; None when it is not there."""
        rows = self._rows(
            "SELECT seq, offered, safe, note.name FROM outbox LEFT JOIN sending USING (space)"
            " LEFT JOIN note ON note.name = 'doubt ' || lower(hex(outbox.space)) WHERE id = ?",
            entry_id,
        )
        if not rows:
            return None
        seq, offered, safe, doubted = rows[0]
        if seq <= (safe or 0) and doubted is None:
            return Sending.SAFE
        return Sending.OFFERED if seq <= (offered or 0) else Sending.ONLY_HERE

    def only_here(self, device: bytes | None = None) -> int:
        """How many own changes no receipt covers, or none that the store still stands by.

        Without ``device`` (this one) those that have a position already are not looked at.
        """
        rows = self._rows(
            "SELECT count(*) FROM outbox LEFT JOIN sending USING (space)"
            " LEFT JOIN note ON note.name = 'doubt ' || lower(hex(outbox.space))"
            " WHERE kind = 1 AND (seq > coalesce(safe, 0) OR note.name IS NOT NULL)"
        )
        return int(rows[0][0]) + (self._lost(device) if device is not None else 0)

    def _lost(self, device: bytes) -> int:
        """How many own changes have a position that the store does not bear out any more."""
        lost = 0
        for one in self.doubts():
            rows = self._rows(
                "SELECT count(*) FROM entry"
                " WHERE space = ? AND position > ? AND kind = 1 AND device = ?",
                one.space,
                one.up_to,
                device,
            )
            lost += rows[0][0]
        return lost

    def safe(self, device: bytes) -> int:
        """How many own changes a receipt covers or the store has handed back.

        A device's entries are numbered without gaps, so this counts no rows but its rosters.
        """
        numbered: Any = self._rows("SELECT space, seq FROM tip WHERE device = ?", device)
        up_to: dict[bytes, int] = dict(numbered)
        for space, safe in self._rows("SELECT space, safe FROM sending"):
            up_to[space] = max(up_to.get(space, 0), safe)
        rosters = self._rows(
            "SELECT (SELECT count(*) FROM entry WHERE kind = 2 AND device = ?) +"
            " (SELECT count(*) FROM outbox JOIN sending USING (space)"
            "  WHERE kind = 2 AND seq <= safe)",
            device,
        )
        doubted = self._rows(
            "SELECT count(*) FROM outbox JOIN sending USING (space)"
            " JOIN note ON note.name = 'doubt ' || lower(hex(outbox.space))"
            " WHERE kind = 1 AND seq <= safe"
        )
        return int(sum(up_to.values()) - rosters[0][0] - doubted[0][0] - self._lost(device))

    # ------------------------------------------------------------ what the store stands by

    def doubts(self) -> list[Doubt]:
        """The spaces in which the store no longer stands by all that it signed."""
        rows = self._rows("SELECT name, value FROM note WHERE name GLOB 'doubt *'")
        return [_doubt_of(name, value) for name, value in rows]

    def set_doubt(self, doubt: Doubt) -> None:
        """Call nothing beyond this safe, until :meth:`clear_doubt`."""
        self.set_note(f"doubt {doubt.space.hex()}", f"{doubt.up_to} {int(doubt.is_prefix)}")

    def clear_doubt(self, space: bytes) -> None:
        """The store bears out everything again."""
        if self.note(f"doubt {space.hex()}") is not None:
            with self.transaction() as db:
                db.execute("DELETE FROM note WHERE name = ?", (f"doubt {space.hex()}",))

    def annul_receipts(self, space: bytes, beyond: int) -> None:
        """Receipts for positions beyond this cannot be honoured: they are kept as notes, and the
        entries that they covered are pushed again."""
        with self.transaction() as db:
            for receipt in self.receipts_at(space, beyond + 1, (1 << 63) - 1):
                name = f"annulled {space.hex()} {receipt.seq}"
                self.set_note(name, receipt.raw().hex())
                db.execute("DELETE FROM receipt WHERE space = ? AND seq = ?", (space, receipt.seq))
            db.execute(
                "UPDATE sending SET safe = min(safe, coalesce("
                " (SELECT min(seq) - 1 FROM outbox WHERE space = ?1), safe)) WHERE space = ?1",
                (space,),
            )

    def receipts(self, space: bytes) -> list[Receipt]:
        """Receipts, oldest first."""
        rows = self._rows("SELECT raw FROM receipt WHERE space = ? ORDER BY seq", space)
        return [Receipt.parse(r[0]) for r in rows]

    def receipts_at(self, space: bytes, first: int, last: int) -> list[Receipt]:
        """Receipts that name a position from ``first`` to ``last``. (It stands at byte 72.)"""
        rows = self._rows(
            "SELECT raw FROM receipt WHERE space = ? AND substr(raw, 73, 8) BETWEEN ? AND ?",
            space,
            first.to_bytes(8, "big"),
            last.to_bytes(8, "big"),
        )
        return [Receipt.parse(r[0]) for r in rows]

    # ------------------------------------------------------------ the space

    def place(self, space: bytes) -> Place:
        """How far the space was verified."""
        rows = self._rows("SELECT position, head FROM place WHERE space = ?", space)
        return Place(*rows[0]) if rows else Place(0, head_zero(space))

    def statement(self, space: bytes) -> Statement | None:
        """The newest head that the store signed."""
        rows = self._rows("SELECT statement FROM place WHERE space = ?", space)
        return Statement.parse(rows[0][0]) if rows and rows[0][0] else None

    def tip(self, space: bytes, device: bytes) -> Tip:
        """A device's newest authentic entry with a position."""
        rows = self._rows("SELECT seq, id FROM tip WHERE space = ? AND device = ?", space, device)
        return Tip(*rows[0]) if rows else START

    def pending(self, space: bytes, device: bytes) -> list[Stored]:
        """A device's entries that no verified signature covers yet, in order."""
        rows = self._rows(
            "SELECT position, received_ms, raw FROM entry"
            " WHERE space = ? AND device = ? AND status = 0 ORDER BY seq",
            space,
            device,
        )
        return [Stored(*r) for r in rows]

    def counted_from(self, space: bytes, device: bytes, seq: int) -> list[Stored]:
        """A device's entries that count, from ``seq`` on. Rare: for when its chain is closed."""
        rows = self._rows(
            "SELECT position, received_ms, raw FROM entry"
            " WHERE space = ? AND device = ? AND seq >= ? AND status = 1 ORDER BY position",
            space,
            device,
            seq,
        )
        return [Stored(*r) for r in rows]

    def rosters(self, space: bytes) -> list[Stored]:
        """Roster entries, by position."""
        rows = self._rows(
            "SELECT position, received_ms, raw FROM entry"
            " WHERE space = ? AND kind = 2 AND status = 1 ORDER BY position",
            space,
        )
        return [Stored(*r) for r in rows]

    def take_page(
        self,
        space: bytes,
        arrivals: Sequence[Arrival],
        *,
        settled: Sequence[tuple[int, Status]],
        tips: dict[bytes, Tip],
        place: Place,
        statement: Statement,
        own: Sequence[bytes],
    ) -> None:
        """Store a checked page: its entries, new tips, the head; all or nothing.

        Args:
            settled: (position, status) of earlier entries that count otherwise from now on: pending
                ones that a signature covers, closed ones. A snapshot that was taken before is void
                in the same transaction, since its rows are those of the status before.
            own: ids of own entries that have a position now; they leave the outbox. By id and not
                by number: what a copy of this vault wrote must not push out what was written here.
        """
        with self.transaction() as db:
            db.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (space, a.position, a.received_ms, int(a.entry.kind), int(a.status),
                     a.entry.device, a.entry.seq, a.head, a.entry.raw())
                    for a in arrivals
                ],
            )  # fmt: skip
            db.executemany(
                "UPDATE entry SET status = ? WHERE space = ? AND position = ?",
                [(int(status), space, position) for position, status in settled],
            )
            if settled:
                db.execute("DELETE FROM note WHERE name = ?", (SNAPSHOT_MARK,))
            db.executemany(
                "INSERT OR REPLACE INTO tip VALUES (?, ?, ?, ?)",
                [(space, device, tip.seq, tip.id) for device, tip in tips.items()],
            )
            db.execute(
                "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?)",
                (space, place.position, place.head, statement.raw()),
            )
            db.executemany(
                "DELETE FROM outbox WHERE id = ? AND space = ?", [(i, space) for i in own]
            )

    def entries(
        self, space: bytes, after: int = 0, up_to: int | None = None
    ) -> Iterator[list[Stored]]:
        """Entries with a position, by position, in blocks of 1,000."""
        last = (1 << 62) if up_to is None else up_to
        while True:
            rows = self._rows(
                "SELECT position, received_ms, raw, status FROM entry WHERE space = ?"
                " AND position > ? AND position <= ? ORDER BY position LIMIT 1000",
                space,
                after,
                last,
            )
            if not rows:
                return
            yield [Stored(p, ms, raw, _STATUSES[status]) for p, ms, raw, status in rows]
            after = rows[-1][0]

    def at(self, space: bytes, position: int) -> Stored | None:
        """The entry at a position."""
        rows = self._rows(
            "SELECT position, received_ms, raw FROM entry WHERE space = ? AND position = ?",
            space,
            position,
        )
        return Stored(*rows[0]) if rows else None

    def head_at(self, space: bytes, position: int) -> bytes | None:
        """The verified head after a position; None where this device has not come so far."""
        if position == 0:
            return head_zero(space)
        rows = self._rows(
            "SELECT head FROM entry WHERE space = ? AND position = ?", space, position
        )
        return rows[0][0] if rows else None

    # ------------------------------------------------------------ what has to be asked for again

    def notice_damage(self, space: bytes, position: int) -> None:
        """Remember, while this log is open, that an entry's bytes are not those that came."""
        self._damaged.setdefault(space, set()).add(position)

    def is_as_it_came(self, space: bytes, position: int, received_ms: int, entry_id: bytes) -> bool:
        """Whether the verified heads were computed over this very entry."""
        before = self.head_at(space, position - 1)
        after = self.head_at(space, position)
        return before is not None and next_head(before, position, received_ms, entry_id) == after

    def wanting(self, space: bytes, count: int) -> list[int]:
        """Positions of up to ``count`` entries that are damaged or came without a body. Damaged
        ones first; then, from one call to the next, each of the others in its turn."""
        damaged = sorted(self._damaged.get(space, ()))[:count]
        rows: list[tuple[Any, ...]] = []
        for after in (self._asked.get(space, 0), 0):
            rows = self._rows(
                "SELECT position FROM entry WHERE space = ? AND position > ?"
                " AND length(raw) <= 180 ORDER BY position LIMIT ?",
                space,
                after,
                count - len(damaged),
            )
            if rows:
                self._asked[space] = rows[-1][0]
                break
        return damaged + [row[0] for row in rows if row[0] not in damaged]

    def mend(self, space: bytes, position: int, raw: bytes) -> None:
        """Put a checked entry's whole bytes into its place. A snapshot may lack what they say."""
        with self.transaction() as db:
            db.execute(
                "UPDATE entry SET raw = ? WHERE space = ? AND position = ?", (raw, space, position)
            )
            db.execute("DELETE FROM note WHERE name = ?", (SNAPSHOT_MARK,))
        self._damaged.get(space, set()).discard(position)

    def pending_count(self) -> int:
        """How many entries wait for a signature that covers them."""
        return int(self._rows("SELECT count(*) FROM entry WHERE status = 0")[0][0])

    # ------------------------------------------------------------ drafts and notes

    def put_draft(self, draft_id: str, sealed: bytes) -> None:
        """Keep a sealed draft durably."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO draft VALUES (?, ?)", (draft_id, sealed))

    def drafts(self) -> dict[str, bytes]:
        """Every sealed draft by id."""
        return {str(i): s for i, s in self._rows("SELECT id, sealed FROM draft")}

    def drop_draft(self, draft_id: str) -> None:
        """Delete a draft; its pages are overwritten."""
        with self.transaction() as db:
            db.execute("DELETE FROM draft WHERE id = ?", (draft_id,))

    def note(self, name: str) -> str | None:
        """A number or mark that is no content (clock, last contact, snapshot mark)."""
        rows = self._rows("SELECT value FROM note WHERE name = ?", name)
        return str(rows[0][0]) if rows else None

    def set_note(self, name: str, value: str) -> None:
        """Keep such a mark; inside an open transaction it becomes durable with it."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))


def _doubt_of(name: str, value: str) -> Doubt:
    try:
        up_to, is_prefix = value.split(" ")
        return Doubt(bytes.fromhex(name.removeprefix("doubt ")), int(up_to), is_prefix == "1")
    except ValueError:
        raise VaultCorrupt("A note of the sealed log is damaged. Nothing was changed.") from None


#: A damaged file's names may stand in SQLite's message, and then that is no text either.
_SQLITE_ERRORS: Final = (sqlite3.Error, UnicodeDecodeError)

#: What SQLite says of a disk that takes no more for another reason than being full: a quota, a
#: limit on the size of files, a card that was pulled out.
_REFUSED_TO_WRITE: Final = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
)


def _log_error(error: Exception) -> OutreachError:
    code = getattr(error, "sqlite_errorcode", None) or 0
    if code == sqlite3.SQLITE_FULL:
        return DiskFull("The disk is full. This was not saved; everything before it was.")
    if code in _REFUSED_TO_WRITE:
        return DiskFull("The disk refused to take this. It was not saved; what was before it, was.")
    if code & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return VaultError(
            "The sealed log cannot be opened for writing. Nothing was changed.",
            advice="Check that the vault's folder is yours and is not write-protected.",
        )
    if code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return VaultInUse("Another program holds the sealed log. Nothing was changed.")
    return VaultCorrupt(
        "The sealed log cannot be read or written. What is damaged was not overwritten.",
        advice="Copy the vault's folder as it is, then run `outreach verify`.",
    )
