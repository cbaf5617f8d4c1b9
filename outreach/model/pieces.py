"""A large read model as pieces of some megabytes, each a small database of its own.

``serialize`` takes three times the memory of what it writes, and gives no more than 2 GiB of it. A
region's year may be larger. So a large model is copied table by table into one small database after
another, and out of them again; there is never more than one beside the model.

The rules that this module enforces:

1. Every table goes into the pieces row by row, in the order of its key, those of the search index
   among them: they are tables too. What is not a row (indexes, the shape of the tables) is made
   anew by the reader, whose schema is the writer's (``fold.fingerprint``).
2. Nothing leaves the memory here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Final

#: Bytes after which a piece is full.
PIECE: Final = 48 << 20
#: Rows that are copied before it is looked at again how full it is.
STEP: Final = 2_000

_TABLES: Final = (
    "SELECT name, sql FROM main.sqlite_schema WHERE type = 'table' AND rootpage > 0"
    " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
)
_IN_PIECE: Final = "SELECT name FROM piece.sqlite_schema WHERE type = 'table'"
_INDEXES: Final = (
    "SELECT name, sql FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    " ORDER BY name"
)


def size(connection: sqlite3.Connection) -> int:
    """Bytes that the whole database takes."""
    return _pragma(connection, "main.page_count") * _pragma(connection, "main.page_size")


def pieces(connection: sqlite3.Connection) -> Generator[bytes, None, None]:
    """Everything, piece by piece. The caller sees to it that nothing changes meanwhile."""
    _attach(connection)
    try:
        for name, sql in connection.execute(_TABLES).fetchall():
            key = _key(connection, name, sql)
            after: tuple[object, ...] | None = ()
            while after is not None:
                after = _copy_step(connection, name, key, after)
                if _is_full(connection):
                    yield connection.serialize(name="piece")
                    connection.execute("DETACH piece")
                    _attach(connection)
        if _pragma(connection, "piece.page_count"):
            yield connection.serialize(name="piece")
    finally:
        connection.execute("DETACH piece")


@contextmanager
def filling(connection: sqlite3.Connection) -> Iterator[None]:
    """Give :func:`take` what :func:`pieces` gave, inside. The database has the tables of the
    writer's and nothing in them; its indexes are made at the end, from sorted rows."""
    indexes = connection.execute(_INDEXES).fetchall()
    for name, _sql in indexes:
        connection.execute(f'DROP INDEX main."{name}"')
    for name, _sql in connection.execute(_TABLES).fetchall():
        connection.execute(f'DELETE FROM main."{name}"')  # noqa: S608 - names of our own tables
    yield
    for _name, sql in indexes:
        connection.execute(sql)
    # The search index remembers how empty it was: whatever is remembered is read anew.
    connection.execute("PRAGMA writable_schema = RESET")


def take(connection: sqlite3.Connection, piece: bytes | bytearray | memoryview) -> None:
    """Take over one piece. Raises ``sqlite3.DatabaseError`` for what is none."""
    connection.execute("ATTACH ':memory:' AS piece")
    try:
        connection.deserialize(piece, name="piece")
        for (name,) in connection.execute(_IN_PIECE).fetchall():
            connection.execute(f'INSERT INTO main."{name}" SELECT * FROM piece."{name}"')  # noqa: S608
    finally:
        connection.execute("DETACH piece")


def _attach(connection: sqlite3.Connection) -> None:
    connection.execute("ATTACH ':memory:' AS piece")
    connection.execute("PRAGMA piece.page_size = 16384")
    connection.execute("PRAGMA piece.journal_mode = OFF")


def _is_full(connection: sqlite3.Connection) -> bool:
    return _pragma(connection, "piece.page_count") * _pragma(connection, "piece.page_size") > PIECE


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    found: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return found


def _key(connection: sqlite3.Connection, table: str, sql: str) -> tuple[str, ...]:
    """The columns in whose order a table lies."""
    if not sql.rstrip().upper().endswith("WITHOUT ROWID"):
        return ("rowid",)
    columns = connection.execute(f'PRAGMA main.table_info("{table}")').fetchall()
    keyed = sorted((place, name) for _n, name, _type, _null, _default, place in columns if place)
    return tuple(f'"{name}"' for _place, name in keyed)


def _copy_step(
    connection: sqlite3.Connection, table: str, key: tuple[str, ...], after: tuple[object, ...]
) -> tuple[object, ...] | None:
    """Copy the next rows of a table; the key of the last of them, None where there are no more."""
    columns, marks = ", ".join(key), ", ".join("?" * len(key))
    beyond = f"({columns}) > ({marks})" if after else "1"
    last = connection.execute(
        f'SELECT {columns} FROM main."{table}" WHERE {beyond}'  # noqa: S608
        f" ORDER BY {columns} LIMIT 1 OFFSET {STEP - 1}",
        after,
    ).fetchone()
    up_to = f"AND ({columns}) <= ({marks})" if last else ""
    connection.execute(
        f'CREATE TABLE IF NOT EXISTS piece."{table}" AS SELECT * FROM main."{table}" WHERE 0'  # noqa: S608
    )
    connection.execute(
        f'INSERT INTO piece."{table}" SELECT * FROM main."{table}"'  # noqa: S608
        f" WHERE {beyond} {up_to} ORDER BY {columns}",
        (*after, *(last or ())),
    )
    found: tuple[object, ...] | None = last
    return found
