"""The fold: entries in, rows out.

The rules that this module enforces:

1. The rows are a function of the set of (position, entry): any order, any duplication, any split
   into calls gives the same rows. It holds because a record is never patched: when an entry about
   it comes, all its entries are folded again (``projection.stand``).
2. A single version needs no folding, and nearly all records have one: these go straight to a row.
3. An unknown type or a newer version is kept, unfolded and counted. What must not be folded goes to
   quarantine. Neither raises, neither stops the next entry.
4. A call takes effect by whole batches or not at all.
5. Rows are worded by the code lists in force (``editions``). When a change of a list comes, the
   rows that it says in other words are worded anew in the same transaction, and no others.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from threading import RLock
from typing import Final

from outreach.assets import asset
from outreach.model import batch, codes, editions, notices, pieces, quarantine, rewording, search
from outreach.model.batch import FoldReport
from outreach.model.changes import Change
from outreach.model.editions import Editions
from outreach.model.facts import Facts
from outreach.model.indexing import Index
from outreach.model.notices import Notice
from outreach.model.quarantine import Quarantined
from outreach.model.tables import (
    SCHEMA,
    connect,
    create,
    create_indexes_of_lists,
    drop_indexes_of_lists,
    keep_in_memory,
)
from outreach.model.vocabulary import Vocabulary
from outreach.model.writers import Writers
from sync.errors import VaultLocked

__all__ = ["BATCH", "FoldReport", "ReadModel", "fingerprint"]

#: Entries in one transaction. The index merges once a transaction, so few large ones are quick.
BATCH: Final = 10_000
#: Characters that wait for the index while everything is folded: those of some 100,000 records.
#: What is indexed in one go need not be merged afterwards.
MOST_HELD_BACK: Final = 64 << 20
#: So many entries leave the index in pieces that are worth merging.
MANY: Final = 2_000
#: SQLite lets what it deserialized grow to 1 GiB and no further (SQLITE_CONFIG_MEMDB_MAXSIZE):
#: below this, by half a million entries until the next lock. What is larger is copied once more,
#: into a database that may grow.
MOST_DESERIALIZED: Final = 256 << 20
#: Bytes of a model that are sealed in one go, which takes three times their memory; and SQLite
#: gives no more than 2 GiB at a time. What is larger goes in pieces.
MOST_WHOLE: Final = 512 << 20
_WHOLE: Final = b"\x00"
_IN_PIECES: Final = b"\x01"


@cache
def fingerprint() -> bytes:
    """What the rows depend on besides the entries, as 32 bytes: the schema, the code lists, the
    limits, what is reviewed first and which kinds are. A snapshot under another fingerprint is
    folded anew."""
    digest = hashlib.sha256(b"outreach read model %d" % SCHEMA)
    files = [*asset("codes").glob("*.json"), asset("limits.json"), asset("risk.json")]
    files += [asset("spaces.json"), asset("pointers.json"), asset("reserved.json")]
    for path in sorted(files, key=lambda path: path.name):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


class ReadModel:
    """The rows of everything that this device can read, in memory.

    All methods are thread-safe under :attr:`lock`; hold it to read several things as of one moment.
    """

    lock: RLock
    writers: Writers
    facts: Facts
    vocabulary: Vocabulary
    #: The code lists in force here, and how they came to be so.
    editions: Editions
    _connection: sqlite3.Connection | None
    _unsettled: int
    #: While everything is folded: texts that are not in the index yet.
    _held_back: Index | None

    def __init__(self) -> None:
        connection = connect()
        create(connection)
        search.create(connection)
        self._open(connection)

    def apply(self, changes: Sequence[Change | Quarantined]) -> FoldReport:
        """Fold entries, in any order, known or not.

        An entry that was known without a position is taken again when it comes with one; an entry
        in quarantine is judged again when it comes again.
        """
        report = FoldReport()
        self._unsettled += len(changes)
        for start in range(0, len(changes), BATCH):
            with self.lock:
                report += self._transaction(changes[start : start + BATCH])
        return report

    @property
    def count(self) -> int:
        """How many records there are, withdrawn ones included."""
        return self._number("SELECT count(*) FROM record")

    def knows(self, record: str) -> bool:
        """Whether there is a record of that id, withdrawn or not."""
        with self.lock:
            found = self.connection.execute("SELECT 1 FROM record WHERE id = ?", (record,))
            return found.fetchone() is not None

    def notices(self, *types: str) -> list[Notice]:
        """The notices of these types (``notices``), oldest first; what is only here comes last."""
        with self.lock:
            return notices.of_type(self.connection, *types)

    @property
    def unknown(self) -> int:
        """How many entries are of a type or version that needs a newer app."""
        return self._number("SELECT count(*) FROM unknown")

    def quarantine(self) -> list[Quarantined]:
        """Every entry that is kept out of the rows, and why; those without a position last."""
        with self.lock:
            return quarantine.listed(self.connection)

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Fold everything there is into an empty model, in a quarter less time: the indexes of
        lists are made at the end, and words are indexed in one go. Nobody may ask for a list or
        search meanwhile."""
        with self.lock:
            drop_indexes_of_lists(self.connection)
            self._held_back = Index()
        try:
            yield
        finally:
            with self.lock:
                self._index_held_back()
                self._held_back = None
                create_indexes_of_lists(self.connection)

    def settle(self) -> None:
        """Tidy the index after many entries came, before somebody saves or searches: half a second
        for 100,000 records. It changes no row, and does nothing when little has come."""
        with self.lock:
            if self._unsettled > MANY:
                search.settle(self.connection)
                self._unsettled = 0

    def serialize(self) -> bytes:
        """The whole database, readable: to be sealed (``snapshot``) before it goes anywhere."""
        with self.lock:
            self.settle()
            return self.connection.serialize()

    @classmethod
    def deserialize(cls, data: bytes | bytearray | memoryview) -> ReadModel:
        """The model that :meth:`serialize` wrote under the same :func:`fingerprint`.

        The bytes are trusted: they come out of a seal.
        """
        connection = connect()
        connection.deserialize(data)
        if len(data) > MOST_DESERIALIZED:
            held_fast, connection = connection, connect()
            held_fast.backup(connection)
            held_fast.close()
        keep_in_memory(connection)
        model = cls.__new__(cls)
        model._open(connection)
        return model

    def parts(self) -> Generator[bytes, None, None]:
        """The same in parts, to be sealed as they come: a large model is never in memory twice.
        The model stands still until the last one was taken, or this is closed."""
        with self.lock:
            self.settle()
            if pieces.size(self.connection) <= MOST_WHOLE:
                yield _WHOLE
                yield self.connection.serialize()
                return
            yield _IN_PIECES
            with closing(pieces.pieces(self.connection)) as cut:
                for piece in cut:
                    yield len(piece).to_bytes(8, "big")
                    yield piece

    @classmethod
    def from_parts(cls, read: Callable[[int], bytearray], left: Callable[[], int]) -> ReadModel:
        """The model that :meth:`parts` wrote under the same :func:`fingerprint`.

        Args:
            read: gives the next so many bytes, and raises where they are not what was sealed.
            left: how many there still are.
        """
        if read(1) == _WHOLE:
            return cls.deserialize(read(left()))
        model = cls()
        try:
            with model.lock, pieces.filling(model.connection):
                while left():
                    pieces.take(model.connection, read(int.from_bytes(read(8), "big")))
        except BaseException:
            model.close()
            raise
        model._open(model.connection)
        return model

    @property
    def connection(self) -> sqlite3.Connection:
        """The database in memory; hold :attr:`lock` while it is used.

        Raises:
            VaultLocked: after :meth:`close`, whatever was asked.
        """
        if self._connection is None:
            raise VaultLocked("The vault is locked.")
        return self._connection

    def close(self) -> None:
        """Let go of the rows and of every name; the model cannot be used again."""
        with self.lock:
            if self._connection is None:
                return
            self._connection.close()
            self._connection = None
            self.writers.forget()
            self.facts.forget()
            self.vocabulary.forget()

    def _open(self, connection: sqlite3.Connection) -> None:
        self.lock = RLock()
        self._connection = connection
        self.writers = Writers(connection)
        self.facts = Facts()
        self.vocabulary = Vocabulary()
        self.editions = editions.read(connection)
        self._lists_mark = editions.mark(connection)
        self._unsettled = 0
        self._held_back = None

    def _number(self, sql: str) -> int:
        with self.lock:
            found: int = self.connection.execute(sql).fetchone()[0]
            return found

    def _transaction(self, changes: Sequence[Change | Quarantined]) -> FoldReport:
        index = Index()
        worded = self.editions
        with self._all_or_nothing():
            with codes.using(worded.lists):
                report = batch.fold(self.connection, self.writers, index, changes)
            mark = editions.mark(self.connection)
            if mark != self._lists_mark:
                worded = editions.read(self.connection)
                rewording.reword(
                    self.connection,
                    index,
                    self.editions.lists,
                    worded.lists,
                    hold=self._held_back is not None,
                )
            if self._held_back is None:
                index.write_texts(self.connection)
        self.editions, self._lists_mark = worded, mark
        if self._held_back is not None:
            self._held_back.absorb(index)
            if self._held_back.held > MOST_HELD_BACK:
                self._index_held_back()
        return report

    def _index_held_back(self) -> None:
        if self._held_back is not None:
            with self._all_or_nothing():
                self._held_back.write_texts(self.connection)

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self.connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            self.writers.recall()
            raise
        self.connection.execute("COMMIT")
