"""The file of the sealed log, ``log.db``: opened, locked, in transactions, with errors of ours.

Rules:

- One process and one transaction at a time; from several threads they wait for one another.
- What a transaction wrote is durable at its end (WAL, synchronous=FULL), or nothing of it is.
- Whatever SQLite says of the file or the disk is told in our words, without a byte of content.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

from sync.client.files import disk_error
from sync.errors import (
    DiskFull,
    OutreachError,
    VaultCorrupt,
    VaultError,
    VaultInUse,
    VaultLocked,
)

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
CREATE TABLE IF NOT EXISTS governance (
    space BLOB NOT NULL, position INTEGER NOT NULL, received_ms INTEGER NOT NULL,
    raw BLOB NOT NULL, PRIMARY KEY (space, position)
);
CREATE TABLE IF NOT EXISTS draft (id TEXT PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS audit (n INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


#: A stub is as long as what stands before a body (``sync/envelope.py``).
_WITHHELD: Final = """
CREATE INDEX IF NOT EXISTS entry_withheld ON entry (space, position) WHERE length(raw) <= 180;
CREATE INDEX IF NOT EXISTS entry_ruling ON entry (space, position) WHERE kind = 3;
"""


class Status(IntEnum):
    """What became of an entry with a position."""

    PENDING = 0
    COUNTS = 1
    REFUSED = 2
    #: A ruling in force dropped its body.
    ERASED = 3


class Stored(NamedTuple):
    """An entry as the log holds it. ``position`` is None in the outbox."""

    position: int | None
    received_ms: int | None
    raw: bytes
    status: Status = Status.COUNTS


class LogFile:
    """The file of one vault. Safe to use from several threads; one transaction at a time."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        """Open a log; ``new``: make it, with its vault.

        Raises:
            VaultCorrupt: there is none, or it is damaged. An empty one in its place would number
                this device's entries from 1 again.
        """
        self._lock = threading.RLock()
        self._closed = False
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
        except SQLITE_ERRORS as error:
            raise log_error(error) from None
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
            if not isinstance(log_error(error), DiskFull):
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
                if isinstance(error, SQLITE_ERRORS):
                    raise log_error(error) from None
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
            except SQLITE_ERRORS as error:
                raise log_error(error) from None

    def note(self, name: str) -> str | None:
        """A number or mark that is no content (clock, last contact, snapshot mark)."""
        rows = self._rows("SELECT value FROM note WHERE name = ?", name)
        return str(rows[0][0]) if rows else None

    def set_note(self, name: str, value: str) -> None:
        """Keep such a mark; inside an open transaction it becomes durable with it."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))


#: A damaged file's names may stand in SQLite's message, and then that is no text either.
SQLITE_ERRORS: Final = (sqlite3.Error, UnicodeDecodeError)

#: What SQLite says of a disk that takes no more for another reason than being full: a quota, a
#: limit on the size of files, a card that was pulled out.
_REFUSED_TO_WRITE: Final = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
)


def log_error(error: Exception) -> OutreachError:
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
