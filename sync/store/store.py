"""An open store: its database, its signing key, its clock, and its transactions.

Every change happens in :meth:`Store.write`. On SQLite that is ``BEGIN IMMEDIATE`` with WAL and
``synchronous=FULL``; on PostgreSQL the callers lock the rows that they are about to change. What
the database asks to be tried again (a serialization failure, a deadlock, a lost race for a key) is
tried again, a few times.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Any, Final, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    insert,
    select,
    union,
    update,
)
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sync.envelope import Kind, parse
from sync.errors import StoreError
from sync.keys import SigningKey
from sync.membership import Membership
from sync.store.key import StoreKeyProblem, make_key, read_key
from sync.store.refusal import Refusal
from sync.store.settings import Settings
from sync.store.tables import (
    BROUGHT_FORWARD,
    ENTRY,
    OPERATOR_TOKEN,
    ROSTER,
    RULING,
    SCHEMA_VERSION,
    SETTING,
    StoreTable,
)
from sync.wire import BUSY, StoreToken

T = TypeVar("T")

_ATTEMPTS: Final = 6
_BUSY_MS: Final = 10_000
#: Serialization failure, deadlock, and a key that another transaction took first.
_TRY_AGAIN: Final = frozenset({"40001", "40P01", "23505"})
_SPACES_REMEMBERED: Final = 256
_BRING_FORWARD: Final = (
    update(SETTING)
    .where(SETTING.c.name == "schema_version", SETTING.c.value.in_(BROUGHT_FORWARD))
    .values(value=str(SCHEMA_VERSION))
)


def wall_clock() -> int:
    """The store's time, in ms since 1970."""
    return time.time_ns() // 1_000_000


class Store:
    """Opens the database, and makes tables and key where it is new.

    Raises:
        StoreError: no connection, no right to write, or a schema of another version.
        StoreKeyProblem: the key that belongs to this database is not there.
    """

    def __init__(self, settings: Settings, clock: Callable[[], int] = wall_clock) -> None:
        self.limits = settings.limits
        self.now = clock
        self._memberships: dict[bytes, tuple[int, Membership]] = {}
        self._memberships_lock = Lock()
        self._settings = settings
        self.engine = _engine(settings)
        # The same connections, with the mark that makes _begin_sqlite take the lock at once.
        self._writing = self.engine.execution_options(outreach_write=True)
        try:
            self._make_tables()
            self.signing_key = self._key()
        except SQLAlchemyError as error:
            self.engine.dispose()
            raise StoreError(
                f"The store's database cannot be opened ({type(error).__name__}).",
                advice="Check its address, that it runs, and that this account may write to it.",
            ) from None
        except StoreError:
            self.engine.dispose()
            raise

    def close(self) -> None:
        """Close every connection. What was acknowledged is durable already."""
        self.engine.dispose()

    # ------------------------------------------------------------ transactions

    def write(self, work: Callable[[Connection], T]) -> T:
        """One transaction that may change something; ``work`` may run more than once.

        Raises:
            Refusal: ``busy`` where the database could not be had for that long; whatever ``work``
                refuses. Nothing took effect then.
        """
        for attempt in range(_ATTEMPTS):
            try:
                with self._writing.begin() as connection:
                    return work(connection)
            except (DBAPIError, PoolTimeout) as error:
                if attempt + 1 < _ATTEMPTS and _is_worth_another_try(error):
                    continue
                raise _busy_or_same(error) from error
        raise AssertionError("the last attempt returns or raises")

    def read(self, work: Callable[[Connection], T]) -> T:
        """One transaction that changes nothing."""
        try:
            with self.engine.begin() as connection:
                return work(connection)
        except (DBAPIError, PoolTimeout) as error:
            raise _busy_or_same(error) from error

    # ------------------------------------------------------------ what a space's rosters say

    def membership(self, connection: Connection, space: bytes, version: int) -> Membership:
        """The rosters of a space up to the version in force. Shared: must not be changed."""
        with self._memberships_lock:
            kept = self._memberships.get(space)
        if kept is not None and kept[0] == version:
            return kept[1]
        read = read_membership(connection, space)
        with self._memberships_lock:
            if len(self._memberships) >= _SPACES_REMEMBERED:
                self._memberships.clear()
            self._memberships[space] = (version, read)
        return read

    # ------------------------------------------------------------ the operator's side

    def issue_token(self, unused_ms: int | None = None) -> str:
        """A new one-time token, as text for a person to hand on. Only its hash is kept.

        Args:
            unused_ms: for how long it is good while nobody has used it; the limit's value if None.
        """
        if unused_ms is None:
            unused_ms = self.limits.token_unused_ms
        token = StoreToken(self.signing_key.public(), secrets.token_bytes(32))
        row = {
            "token_hash": token_hash(token.secret),
            "created_ms": self.now(),
            "device": b"",
            "first_used_ms": self.now() + unused_ms,
            "spaces": b"",
        }
        self.write(lambda connection: connection.execute(insert(OPERATOR_TOKEN).values(row)))
        return token.text()

    def _make_tables(self) -> None:
        database = self._settings.database_file()
        if database is not None:
            try:
                database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                # Made here, so that nobody else can ever read it; WAL files take over its mode.
                os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
            except OSError as error:
                raise StoreError(
                    f"The store's database cannot be opened at {database}: {error.strerror}.",
                    advice="Name a place that this account may write to, with --database.",
                ) from None
        try:
            StoreTable.metadata.create_all(self.engine)
        except DBAPIError:
            # Another process of the same store may be making them at this moment.
            StoreTable.metadata.create_all(self.engine)

    def _key(self) -> SigningKey:
        path = self._settings.key_path()
        settings = self.read(self._read_settings)
        version = settings.get("schema_version", str(SCHEMA_VERSION))
        if version in BROUGHT_FORWARD:
            # What it lacked was made with the tables. From here on the program of before keeps off.
            self.write(lambda connection: connection.execute(_BRING_FORWARD))
            version = str(SCHEMA_VERSION)
        if version != str(SCHEMA_VERSION):
            raise StoreError(
                f"This database has schema {version}, this program knows {SCHEMA_VERSION}.",
                advice="Use the version of outreach-store that belongs to it.",
            )
        if "store_key" not in settings:
            # One that exists is from a start that went no further, or of another process.
            if not path.exists():
                with suppress(FileExistsError):
                    make_key(path)
            public = read_key(path).public().hex()
            self.write(lambda connection: self._write_settings(connection, public))
            settings = self.read(self._read_settings)
        key = read_key(path)
        if key.public().hex() != settings["store_key"]:
            raise StoreKeyProblem(f"The key at {path} is not the one of this database.")
        return key

    def _read_settings(self, connection: Connection) -> dict[str, str]:
        return dict(connection.execute(select(SETTING)).all())

    def _write_settings(self, connection: Connection, public: str) -> None:
        if self._read_settings(connection):
            return
        rows = [
            {"name": "schema_version", "value": str(SCHEMA_VERSION)},
            {"name": "store_key", "value": public},
        ]
        connection.execute(insert(SETTING), rows)


def token_hash(secret: bytes) -> bytes:
    """What the store keeps of a token. The secret has 256 random bits, so a plain hash suffices."""
    return hashlib.sha256(secret).digest()


def read_membership(connection: Connection, space: bytes) -> Membership:
    """The rosters that took effect in a space, read anew."""
    membership = Membership()
    for raw, position in connection.execute(_in_force(space, ROSTER)):
        membership.take(parse(raw), position)
    return membership


def read_governing(connection: Connection, space: bytes) -> Membership:
    """The same with the rulings that took effect among them: what a ruling is judged by."""
    membership = Membership()
    for raw, position in connection.execute(_in_force(space, ROSTER, RULING)):
        entry = parse(raw)
        if entry.kind is Kind.RULING:
            membership.rule(entry, position)
        else:
            membership.take(entry, position)
    return membership


def _in_force(space: bytes, *tables: Table) -> Any:
    """The query for (raw, position) of what took effect, oldest first."""
    positions = union(*(select(t.c.position).where(t.c.space_id == space) for t in tables))
    return (
        select(ENTRY.c.raw, ENTRY.c.position)
        .where(ENTRY.c.space_id == space, ENTRY.c.position.in_(positions))
        .order_by(ENTRY.c.position)
    )


# ---------------------------------------------------------------- connections


def _engine(settings: Settings) -> Engine:
    url = settings.url()
    # hide_parameters: what is stored never stands in an error's text or a log.
    if url.drivername != "sqlite":
        return create_engine(
            url, hide_parameters=True, pool_size=8, max_overflow=8, pool_timeout=10
        )
    engine = create_engine(url, hide_parameters=True, pool_size=8, max_overflow=32)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions begin late and take no lock; ours begin in _begin_sqlite.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={_BUSY_MS}",
        # What a ruling erased is written over with zeros, see ``erase.py``.
        "secure_delete=ON",
        "wal_autocheckpoint=4000",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("outreach_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _is_worth_another_try(error: DBAPIError | PoolTimeout) -> bool:
    if isinstance(error, PoolTimeout):
        return False
    if getattr(error.orig, "sqlstate", None) in _TRY_AGAIN:
        return True
    # A pooled connection that died with a restarted PostgreSQL; the pool has dropped it.
    return error.connection_invalidated


def _busy_or_same(error: DBAPIError | PoolTimeout) -> Exception:
    # Serialization failures and lost connections are OperationalErrors too.
    if isinstance(error, OperationalError | PoolTimeout):
        return Refusal(BUSY, "The store's database cannot take this now. Nothing was changed.")
    return error
