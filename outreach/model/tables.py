"""The tables of the read model, and the connection they live on.

The rules that this module enforces:

1. The database is in memory and nothing of it may spill to a disk: temporary tables, sorting and
   the journal stay in memory too.
2. A record with a single version is one row and nothing else: the columns of :class:`RecordRow`
   hold that version's own clocks. Only further versions and reviews make a ledger (``clocks``).
3. ``SCHEMA`` names the meaning of what is stored. It changes with the tables, with what the fold
   makes of an entry and with what is indexed; a snapshot under another name is thrown away.

SQLModel declares the tables. The statements of the fold are compiled from them once and run by the
driver itself: a row costs 8 µs that way, 150 µs through a session.
"""

from __future__ import annotations

import sqlite3
from typing import Any, ClassVar, Final, cast

from sqlalchemy import Column, Index, LargeBinary, MetaData, Table, insert, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import registry
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex
from sqlmodel import Field, SQLModel

#: Raised with every change of tables, fold or index that makes older snapshots wrong.
SCHEMA: Final = 8
#: Records that are places, as a condition: an index is used where it stands just so.
IS_PLACE: Final = "kind IN ('hotspot', 'premises')"


class Base(SQLModel, registry=registry()):
    """Tables of the read model have metadata of their own: the store's live in another database."""

    metadata: ClassVar[MetaData]


class AuthorRow(Base, table=True):
    """Who wrote, once for everything they wrote under the same name, agency, role and duties."""

    __tablename__ = "author"

    id: int = Field(primary_key=True)
    device: str
    person: str
    name: str
    agency: str
    role: str
    duties: str
    #: Whether the roster named this device at all.
    known: bool


class RecordRow(Base, table=True):
    """A record as it stands. Times in milliseconds since 1970, UTC."""

    __tablename__ = "record"
    __table_args__ = (
        Index("record_newest", "sort_ms"),
        Index("record_newest_of_kind", "kind", "sort_ms"),
        Index(
            "record_at_place",
            "place",
            "sort_ms",
            "withdrawn",
            "kind",
            "amiss",
            sqlite_where=text("place IS NOT NULL"),
        ),
        # The review queue in its order, with who wrote: it is counted from the index alone.
        Index(
            "record_waiting",
            text("risk DESC"),
            "waiting_ms",
            "row",
            "author",
            sqlite_where=text("waiting_ms IS NOT NULL"),
        ),
        # Places near by; the many visits that were somewhere too are not in it.
        Index("record_near", "latitude", "longitude", "kind", sqlite_where=text(IS_PLACE)),
        Index("record_returned", "row", sqlite_where=text("review = 'returned'")),
        Index("record_conflicts", "row", sqlite_where=text("conflicts > 0")),
    )

    #: Newest last: see ``search.surrogate``. Not part of what two devices agree on.
    row: int = Field(primary_key=True)
    id: str = Field(unique=True)
    kind: str
    space: str
    title: str
    subtitle: str
    occurred_ms: int | None
    #: ``occurred_ms``, or ``recorded_ms`` where nobody said when it happened.
    sort_ms: int
    recorded_ms: int
    received_ms: int | None
    #: In the review queue: when the store received the oldest version that waits. Else NULL.
    waiting_ms: int | None
    #: In the review queue: how soon it should be read (see ``risk``). Else 0.
    risk: int
    author: int
    place: str | None
    latitude: float | None
    longitude: float | None
    review: str
    missing: int
    #: Answers of its checklists that are not in order.
    amiss: int
    withdrawn: bool
    conflicts: int
    late_ms: int
    skewed: bool
    here_only: bool
    #: The values that stand now, as compact JSON.
    data: str
    # The first version's own envelope and clocks.
    entry: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    seq: int
    position: int | None
    seen: int
    hlc_ms: int
    hlc_count: int
    utc_offset_min: int
    since_contact_ms: int | None
    store_offset_ms: int | None
    version: int
    #: Every version with what it set, and every review: see ``ledger``. NULL: one version only.
    clocks: str | None


class LinkRow(Base, table=True):
    """What a record may be found by besides its place and its words: see ``links``."""

    __tablename__ = "link"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: str = Field(primary_key=True)
    row: int = Field(primary_key=True)


class WordRow(Base, table=True):
    """A word that anybody or anything is known by, once: see ``naming``."""

    __tablename__ = "word"
    __table_args__ = (
        Index("word_itself", "sort", "text", unique=True),
        Index("word_sounding", "sound", sqlite_where=text("sound <> ''")),
        Index("word_sounding_too", "sound_too", sqlite_where=text("sound_too <> ''")),
        Index("word_boned", "bones", sqlite_where=text("bones <> ''")),
    )

    id: int = Field(primary_key=True)
    #: Of what: see ``known_by``.
    sort: int
    text: str
    #: How it sounds, and may sound too; its letters without vowels. Empty where nobody asks.
    sound: str
    sound_too: str
    bones: str


class KnownRow(Base, table=True):
    """That somebody is known by a word: ``words``: how many words it stands among; ``subject``:
    whose it is (``known_by.number_of``); ``row``: of the record that says so."""

    __tablename__ = "known"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: int = Field(primary_key=True)
    words: int = Field(primary_key=True)
    subject: int = Field(primary_key=True)
    row: int = Field(primary_key=True)


class WaitingRow(Base, table=True):
    """Reviews of a record that has not come yet, as a ledger."""

    __tablename__ = "waiting"

    record: str = Field(primary_key=True)
    clocks: str


class QuarantineRow(Base, table=True):
    """An entry that was kept out of the rows. Never content: a fixed size for each entry."""

    __tablename__ = "quarantine"
    __table_args__ = (Index("quarantine_of_record", "record"),)

    entry: str = Field(primary_key=True)
    space: str
    device: str
    author_name: str
    position: int | None
    reason: str
    #: The record whose other entries keep this one out; NULL: the entry itself is at fault.
    record: str | None


class NoticeRow(Base, table=True):
    """A change that is about people, tablets or late work and no record: see ``notices``."""

    __tablename__ = "notice"
    __table_args__ = (Index("notice_of_type", "type"),)

    entry: str = Field(primary_key=True)
    space: str
    position: int | None
    type: str
    recorded_ms: int
    received_ms: int | None
    data: str
    device: str
    person: str
    name: str


class PointerRow(Base, table=True):
    """That another space holds something: see ``pointers``. One row an entry, never content."""

    __tablename__ = "pointer"
    __table_args__ = (Index("pointer_of_token", "token"), Index("pointer_of_record", "record"))

    entry: str = Field(primary_key=True)
    token: str
    what: str
    space: str
    ask: str
    record: str
    device: str
    seq: int
    position: int | None
    withdrawn: bool


class UnknownRow(Base, table=True):
    """An entry of a type or version that this build does not know: kept, not read."""

    __tablename__ = "unknown"

    entry: str = Field(primary_key=True)
    space: str
    position: int | None
    type: str
    version: int


_DIALECT = sqlite.dialect(paramstyle="qmark")


def table(model: type[Base]) -> Table:
    """The SQLAlchemy table that a model declares."""
    return cast(Table, cast(Any, model).__table__)


def columns(model: type[Base]) -> tuple[str, ...]:
    """The names of a table's columns, in the order that statements bind them."""
    return tuple(column.name for column in table(model).columns)


def insert_into(model: type[Base]) -> str:
    """The statement that inserts a row. Twice as quick as replacing: nothing has to be undone."""
    return str(insert(table(model)).compile(dialect=_DIALECT))


def replace_into(model: type[Base]) -> str:
    """The statement that inserts a row or replaces the one with the same key."""
    return str(insert(table(model)).prefix_with("OR REPLACE").compile(dialect=_DIALECT))


def connect() -> sqlite3.Connection:
    """An empty in-memory database whose every spill stays in memory. Shared by threads under the
    model's lock; transactions are begun and ended by hand."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    # Before there is a table. Two records of 1.5 KB on a page of 4 KB would leave a third empty.
    connection.execute("PRAGMA page_size = 16384")
    keep_in_memory(connection)
    return connection


def keep_in_memory(connection: sqlite3.Connection) -> None:
    """Set what keeps sorting and rollback off the disk; again after ``deserialize``."""
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")


def create(connection: sqlite3.Connection) -> None:
    """Create the tables and their indexes."""
    for made in Base.metadata.sorted_tables:
        connection.execute(str(CreateTable(made).compile(dialect=_DIALECT)))
        for index in _indexes(made):
            connection.execute(str(CreateIndex(index).compile(dialect=_DIALECT)))


def drop_indexes_of_lists(connection: sqlite3.Connection) -> None:
    """Drop what only lists need, before many records come: kept up row by row, these indexes take
    a fifth of a fold; made anew from sorted rows, next to nothing."""
    for index in _indexes(table(RecordRow)):
        connection.execute(str(DropIndex(index).compile(dialect=_DIALECT)))


def create_indexes_of_lists(connection: sqlite3.Connection) -> None:
    """Make them anew."""
    for index in _indexes(table(RecordRow)):
        connection.execute(str(CreateIndex(index).compile(dialect=_DIALECT)))


def _indexes(made: Table) -> list[Index]:
    return sorted(made.indexes, key=lambda index: str(index.name))
