"""The fastest durable insert that each database offers, for rows of the entry table.

PostgreSQL takes a binary COPY, SQLite the driver's executemany; both in the open transaction. The
columns stand in the order of :data:`COLUMNS`; lengths are those of ``sync/envelope.py``.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

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
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(_COPY) as copy:
            copy.write(copy_bytes(rows))
    else:
        connection.exec_driver_sql(_SQLITE, list(rows))


def copy_bytes(rows: Sequence[Row]) -> bytes:
    """The rows in PostgreSQL's binary COPY format."""
    parts = [_COPY_HEADER]
    pack = _COPY_ROW.pack
    for space, position, device, seq, kind, received_ms, entry_id, head, raw in rows:
        parts.append(
            pack(
                9, 16, space, 8, position, 16, device, 8, seq, 2, kind, 8, received_ms,
                32, entry_id, 32, head, len(raw),
            )
        )  # fmt: skip
        parts.append(raw)
    parts.append(_COPY_END)
    return b"".join(parts)
