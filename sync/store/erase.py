"""Dropping bodies: what a ruling that takes effect asks of the store.

1. Bodies go in the transaction that takes the ruling in. Whoever is given the ruling's position is
   given no body that it erased.
2. What stays is the prefix of 180 bytes: header, digest and signature. Ids, chains and heads are as
   they were.
3. Only changes and deposits have bodies that are erased. Rosters and rulings stay, and so does an
   entry whose id is not the one that the ruling names.
4. SQLite must keep no trace in its file. It fills what it frees with zeros (``store.py``), but
   moving rows between pages leaves copies behind that it takes for free space. So the file is
   written anew after an erasure, and its write-ahead log emptied. That this is due is noted in the
   transaction, and done at the next start where the store was stopped before it could.

PostgreSQL removes dead rows when it vacuums, and writes over them later. Backups, and its own
write-ahead log, hold ciphertext until they expire. An operator has to know that.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from sync.envelope import PREFIX_BYTES, Kind
from sync.ruling import Mark
from sync.store.store import Store
from sync.store.tables import ENTRY, RULING, SETTING

#: Kinds of entry whose bodies a ruling may erase.
ERASABLE: Final = (Kind.CHANGE, Kind.DEPOSIT)

_SWEEP_DUE: Final = "sweep_due"
_IS_DUE: Final = select(SETTING.c.value).where(SETTING.c.name == _SWEEP_DUE)
_DROP_BODY: Final = (
    update(ENTRY)
    .where(
        ENTRY.c.space_id == bindparam("in_space"),
        ENTRY.c.position == bindparam("at"),
        ENTRY.c.id == bindparam("named"),
        # Not IN: its parameters cannot be expanded for many rows at once.
        or_(*(ENTRY.c.kind == int(kind) for kind in ERASABLE)),
    )
    .values(raw=func.substr(ENTRY.c.raw, 1, PREFIX_BYTES))
)

log = logging.getLogger("outreach.store")


def take_rulings(
    connection: Connection, space: bytes, positions: Sequence[int], marks: Sequence[Mark]
) -> None:
    """Keep which rulings took effect, and drop the bodies that they erase (rules 1 to 3).

    Args:
        positions: of the rulings. marks: position and id of each entry that they erase.
    """
    if positions:
        rows = [{"space_id": space, "position": position} for position in positions]
        connection.execute(insert(RULING), rows)
    if not marks:
        return
    connection.execute(
        _DROP_BODY, [{"in_space": space, "at": at, "named": named} for at, named in marks]
    )
    if connection.dialect.name == "sqlite":
        # Another mark for each erasure: a sweep that began before this one does not settle it.
        connection.execute(delete(SETTING).where(SETTING.c.name == _SWEEP_DUE))
        connection.execute(insert(SETTING).values(name=_SWEEP_DUE, value=secrets.token_hex(8)))


def sweep(store: Store) -> None:
    """Rule 4, where it is due. What was erased is gone from every answer already, so a failure is
    logged, and the sweep stays due."""
    due = store.read(lambda connection: connection.execute(_IS_DUE).scalar_one_or_none())
    if due is None:
        return
    driver = store.engine.dialect.loaded_dbapi
    pooled = store.engine.raw_connection()
    try:
        cursor = pooled.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((was_busy, _, _),) = cursor.fetchall()
        cursor.close()
    except driver.Error as error:
        log.error("The database was not swept after an erasure: %s", type(error).__name__)
        return
    finally:
        pooled.close()
    if was_busy:
        log.error("The database was not swept after an erasure: it was being read")
        return
    settled = delete(SETTING).where(SETTING.c.name == _SWEEP_DUE, SETTING.c.value == due)
    store.write(lambda connection: connection.execute(settled))
