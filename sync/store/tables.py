"""The store's tables, the same for SQLite and PostgreSQL. All they hold is sealed, or public.

Everything about a space is keyed by ``space_id`` first, so that a store can be partitioned and
distributed by it (``DESIGN``: "Growing past one machine"). Three small tables are the store's own
and belong to no space's log: its settings, the operator's tokens, the mailboxes of invitations.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary, SmallInteger, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

#: Version 2 added tables only, so a database of version 1 is brought forward by making them.
SCHEMA_VERSION = 2
BROUGHT_FORWARD = frozenset({"1"})


class StoreTable(SQLModel, registry=registry()):
    """Keeps the store's tables apart from any others of the same process."""


def _bytes(*, key: bool = False) -> bytes:
    value: bytes = Field(sa_type=LargeBinary, primary_key=key)
    return value


def _count(*, key: bool = False) -> int:
    # No sequence anywhere: positions are given under the space's lock, without gaps.
    value: int = Field(
        sa_type=BigInteger, primary_key=key, sa_column_kwargs={"autoincrement": False}
    )
    return value


class Space(StoreTable, table=True):
    """One need-to-know compartment. Its row is what an append locks."""

    __tablename__ = "space"
    space_id: bytes = _bytes(key=True)
    #: Of the newest entry; its head. Positions count from 1 without gaps.
    position: int = _count()
    head: bytes = _bytes()
    #: Version of the roster in force.
    roster_version: int = _count()
    created_ms: int = _count()


class StoredEntry(StoreTable, table=True):
    """One entry as it was signed, at its place. ``head`` is the space's head after it."""

    __tablename__ = "entry"
    # Clustered by its key: a page of a space is one stretch of the file.
    __table_args__: ClassVar[tuple[object, ...]] = (
        Index("entry_by_device", "space_id", "device", "seq", unique=True),
        {"sqlite_with_rowid": False},
    )
    space_id: bytes = _bytes(key=True)
    position: int = _count(key=True)
    device: bytes = _bytes()
    seq: int = _count()
    kind: int = Field(sa_type=SmallInteger)
    received_ms: int = _count()
    id: bytes = _bytes()
    head: bytes = _bytes()
    raw: bytes = _bytes()


class RosterInForce(StoreTable, table=True):
    """Which entries are rosters that took effect. One that lost a race is not here."""

    __tablename__ = "roster"
    space_id: bytes = _bytes(key=True)
    version: int = _count(key=True)
    position: int = _count()


class RulingInForce(StoreTable, table=True):
    """Which entries are rulings that took effect. One that is void is not here."""

    __tablename__ = "ruling"
    space_id: bytes = _bytes(key=True)
    position: int = _count(key=True)


class DeviceTip(StoreTable, table=True):
    """A device's newest entry in a space, and what it has used."""

    __tablename__ = "device"
    space_id: bytes = _bytes(key=True)
    device: bytes = _bytes(key=True)
    seq: int = _count()
    id: bytes = _bytes()
    epoch: int = _count()
    bytes_used: int = _count()
    void_rosters: int = _count()


class SessionToken(StoreTable, table=True):
    """A device's leave to talk about one space for a while. The token itself is not kept."""

    __tablename__ = "session"
    __table_args__: ClassVar[tuple[object, ...]] = (
        # A challenge is answered once.
        Index("session_by_nonce", "space_id", "nonce", unique=True),
    )
    space_id: bytes = _bytes(key=True)
    token_hash: bytes = _bytes(key=True)
    device: bytes = _bytes()
    nonce: bytes = _bytes()
    expires_ms: int = _count()


class LateEntry(StoreTable, table=True):
    """An entry of a removed device, offered after its chain was closed. It stands in no log."""

    __tablename__ = "late"
    __table_args__: ClassVar[tuple[object, ...]] = ({"sqlite_with_rowid": False},)
    space_id: bytes = _bytes(key=True)
    device: bytes = _bytes(key=True)
    seq: int = _count(key=True)
    id: bytes = _bytes()
    received_ms: int = _count()
    raw: bytes = _bytes()


class OperatorToken(StoreTable, table=True):
    """An operator's leave to open a partnership: hashed, then bound to the first who used it."""

    __tablename__ = "operator_token"
    token_hash: bytes = _bytes(key=True)
    created_ms: int = _count()
    #: Empty until its first use.
    device: bytes = _bytes()
    #: Before that: until when it may be used; 0 in a token of before there was an end.
    first_used_ms: int = _count()
    #: The ids of the spaces it opened, one after another.
    spaces: bytes = _bytes()


class OpenMailbox(StoreTable, table=True):
    """Where two devices meet for an invitation. Its id is an address of its own; ``space_id`` and
    ``device`` say who opened it. A part that nobody has put there yet is empty."""

    __tablename__ = "mailbox"
    mailbox: bytes = _bytes(key=True)
    space_id: bytes = _bytes()
    device: bytes = _bytes()
    secret_hash: bytes = _bytes()
    expires_ms: int = _count()
    offer: bytes = _bytes()
    request: bytes = _bytes()
    answer: bytes = _bytes()


class Setting(StoreTable, table=True):
    """What belongs to the store as a whole: the schema's version, its public key."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: str


def _table(name: str) -> Table:
    return StoreTable.metadata.tables[name]


SPACE = _table("space")
ENTRY = _table("entry")
ROSTER = _table("roster")
RULING = _table("ruling")
DEVICE = _table("device")
SESSION = _table("session")
LATE = _table("late")
OPERATOR_TOKEN = _table("operator_token")
MAILBOX = _table("mailbox")
SETTING = _table("setting")
