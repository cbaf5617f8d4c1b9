"""The words by which people and vehicles are known, as the read model holds them.

The rules that this module enforces:

1. A word is held once, with how it sounds; who is known by it stands beside it as numbers. A word
   by which nobody is known any more goes with the last of them.
2. What was put in is taken out by computing the very same from the record's old values.
3. It is written with the record, in the same transaction, and is part of the snapshot: whoever
   unlocks does not wait for it to be made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from outreach.model import known_by, spelling
from outreach.model.known_by import Entry
from outreach.model.tables import KnownRow, replace_into

_ID: Final = "SELECT id FROM word WHERE sort = ? AND text = ?"
_NEW: Final = "INSERT INTO word (sort, text, sound, sound_too, bones) VALUES (?, ?, ?, ?, ?)"
_PUT: Final = replace_into(KnownRow)
_DROP: Final = "DELETE FROM known WHERE word = ? AND words = ? AND subject = ? AND row = ?"
_UNUSED: Final = "DELETE FROM word WHERE id = ? AND NOT EXISTS (SELECT 1 FROM known WHERE word = ?)"


class Named(NamedTuple):
    """That the subject of a record is known by a word."""

    entry: Entry
    subject: int
    row: int


def of(row: int, record: str, kind: str, fields: Mapping[str, Any]) -> list[Named]:
    """All words by which the subject of a record is known, by that record."""
    found = known_by.entries(kind, fields)
    if not found:
        return []
    subject = known_by.number_of(known_by.subject(kind, record, fields))
    return [Named(entry, subject, row) for entry in found]


def write(connection: sqlite3.Connection, gone: list[Named], new: list[Named]) -> None:
    """Write what changed, and empty both lists."""
    if gone:
        _take_out(connection, gone)
    if new:
        ids = _ids(connection, {(one.entry.sort, one.entry.text) for one in new})
        connection.executemany(
            _PUT,
            sorted(
                (ids[one.entry.sort, one.entry.text], one.entry.words, one.subject, one.row)
                for one in new
            ),
        )
    left = {(one.entry.sort, one.entry.text) for one in gone}
    left -= {(one.entry.sort, one.entry.text) for one in new}
    for sort, text in sorted(left):
        found = connection.execute(_ID, (sort, text)).fetchone()
        if found is not None:
            connection.execute(_UNUSED, (found[0], found[0]))
    gone.clear()
    new.clear()


def _take_out(connection: sqlite3.Connection, gone: Iterable[Named]) -> None:
    for (sort, text, words), subject, row in gone:
        found = connection.execute(_ID, (sort, text)).fetchone()
        if found is not None:
            connection.execute(_DROP, (found[0], words, subject, row))


def _ids(
    connection: sqlite3.Connection, wanted: set[tuple[int, str]]
) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for sort, text in sorted(wanted):
        held = connection.execute(_ID, (sort, text)).fetchone()
        if held is None:
            made = connection.execute(_NEW, (sort, text, *heard(sort, text)))
            found[sort, text] = made.lastrowid or 0
        else:
            found[sort, text] = held[0]
    return found


def heard(sort: int, text: str) -> tuple[str, str, str]:
    """How a word sounds, may sound too, and its letters without vowels; empty where nobody asks."""
    if sort == known_by.NAME:
        return (*spelling.sounds(text), spelling.bones(text))
    if sort == known_by.VOWELLESS:
        return "", "", spelling.bones(text)
    return "", "", ""
