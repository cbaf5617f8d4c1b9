"""The fastest durable insert that each database offers, for rows of the entry table.

PostgreSQL takes a binary COPY, SQLite the driver's executemany; both in the open transaction. Rows
may come in several parts, so that PostgreSQL works on one while the next is made. The columns stand
in the order of :data:`COLUMNS`; lengths are those of ``sync/envelope.py``.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from sync.store.tables import ENTRY

#: space, position, device, seq, kind, received_ms, id, head, raw
Row = tuple[bytes, int, bytes, int, int, int, bytes, bytes, bytes]

COLUMNS: Final = tuple(column.name for column in ENTRY.columns)

_NAMES: Final = ", ".join(COLUMNS)
_SQLITE: Final = f"INSERT INTO entry ({_NAMES}) VALUES (?,?,?,?,?,?,?,?,?)"  # noqa: S608 (constants)
_COPY: Final = f"COPY entry ({_NAMES}) FROM STDIN (FORMAT BINARY)"
# PostgreSQL's binary COPY: a signature, flags and extension length; for each row the number of
# fields, then each field behind its length; -1 at the end. (Its manual, COPY, "Binary Format".)
_COPY_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_ROW: Final = struct.Struct(">h i16s iq i16s iq ih iq i32s i32s i")
_COPY_END: Final = struct.pack(">h", -1)


def insert_entries(connection: Connection, rows: Sequence[Row]) -> None:
    """Insert the rows, in the transaction that is open on ``connection``."""
    with inserting(connection) as insert:
        insert(rows)


@contextmanager
def inserting(connection: Connection) -> Iterator[Callable[[Sequence[Row]], None]]:
    """Yields what takes rows, part by part. All are in at the end, as far as the transaction goes.

    Raises:
        sqlalchemy.exc.DBAPIError: what the database says, as from any other statement.
    """
    dialect = connection.dialect
    cursor: Any = connection.connection.cursor()
    try:
        if dialect.name == "postgresql":
            with cursor.copy(_COPY) as copy:
                copy.write(_COPY_HEADER)
                yield lambda rows: copy.write(copy_bytes(rows))
                copy.write(_COPY_END)
        else:
            yield lambda rows: cursor.executemany(_SQLITE, rows)
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            "INSERT INTO entry",
            None,
            error,
            dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=dialect.is_disconnect(error, connection.connection, cursor),
            dialect=dialect,
        ) from error
    finally:
        cursor.close()


def copy_bytes(rows: Sequence[Row]) -> bytes:
    """The rows in PostgreSQL's binary COPY format, without its beginning and end."""
    parts: list[bytes] = []
    pack = _COPY_ROW.pack
    for space, position, device, seq, kind, received_ms, entry_id, head, raw in rows:
        parts.append(
            pack(
                9, 16, space, 8, position, 16, device, 8, seq, 2, kind, 8, received_ms,
                32, entry_id, 32, head, len(raw),
            )
        )  # fmt: skip
        parts.append(raw)
    return b"".join(parts)
