"""Quarantine: entries from valid members that could not go into the rows, and why.

The rules that this module enforces:

1. Nothing is lost: the sealed entry stays in the log; here stands only that it is kept out.
2. A reason is one of our own sentences and quotes nothing of the content.
3. Memory is bounded: one row of a fixed size for each entry, however large the entry is.
4. One bad entry never stops another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from outreach.model.changes import Author, Change, Malformed, decode
from outreach.model.clocks import newly_numbered
from outreach.model.tables import QuarantineRow, UnknownRow, replace_into

#: A name from a roster is cut, so that a row stays small.
_MAX_NAME: Final = 80
_MAX_REASON: Final = 400

OTHER_RECORD: Final = "It gives the id of a record of another kind or space."

_INSERT = replace_into(QuarantineRow)
_INSERT_UNKNOWN = replace_into(UnknownRow)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An entry that is kept out of the rows. ``position`` is None while it is only here."""

    entry: str
    space: str
    device: str
    author_name: str
    position: int | None
    reason: str


def read(
    payload: object,
    *,
    entry: str,
    space: str,
    device: str,
    seq: int,
    position: int | None,
    received_ms: int | None,
    author: Author | None,
) -> Change | Quarantined:
    """As ``changes.decode``, but what is malformed becomes quarantined. Never raises."""
    try:
        return decode(
            payload,
            entry=entry,
            space=space,
            device=device,
            seq=seq,
            position=position,
            received_ms=received_ms,
            author=author,
        )
    except Malformed as malformed:
        name = author.name if author is not None else ""
        return Quarantined(entry, space, device, name, position, malformed.reason)


def kept_out(change: Change, reason: str) -> Quarantined:
    """A change that was read, but must not go into the rows."""
    name = change.author.name if change.author is not None else ""
    return Quarantined(change.entry, change.space, change.device, name, change.position, reason)


def put(connection: sqlite3.Connection, one: Quarantined, record: str | None) -> None:
    """Note an entry that is kept out; ``record``: the one whose other entries are the reason."""
    row = (
        one.entry,
        one.space,
        one.device,
        one.author_name[:_MAX_NAME],
        one.position,
        one.reason[:_MAX_REASON],
        record,
    )
    connection.execute(_INSERT, row)


def release(connection: sqlite3.Connection, entries: Iterable[str]) -> None:
    """Forget entries that were at fault themselves: they are here again, to be judged again."""
    connection.executemany(
        "DELETE FROM quarantine WHERE entry = ? AND record IS NULL", [(entry,) for entry in entries]
    )


def release_of(connection: sqlite3.Connection, record: str) -> None:
    """Forget the entries that one record's ledger kept out: it is folded again."""
    connection.execute("DELETE FROM quarantine WHERE record = ?", (record,))


def put_faulty(connection: sqlite3.Connection, faulty: Iterable[Quarantined]) -> int:
    """Note entries that are at fault themselves; how many were new or newly numbered."""
    new = 0
    for one in faulty:
        known = connection.execute(
            "SELECT position FROM quarantine WHERE entry = ?", (one.entry,)
        ).fetchone()
        if known is None or newly_numbered(one.position, known[0]):
            put(connection, one, None)
            new += 1
    return new


def any_kept_out(connection: sqlite3.Connection) -> bool:
    """Whether anything at all is in quarantine."""
    return connection.execute("SELECT 1 FROM quarantine LIMIT 1").fetchone() is not None


def put_unknown(connection: sqlite3.Connection, changes: Iterable[Change]) -> int:
    """Count entries of a type or version that this build does not know; how many were new."""
    new = 0
    for change in changes:
        row = (change.entry, change.space, change.position, change.type, change.version)
        known = connection.execute(
            "SELECT position FROM unknown WHERE entry = ?", (change.entry,)
        ).fetchone()
        if known is None or newly_numbered(change.position, known[0]):
            connection.execute(_INSERT_UNKNOWN, row)
            new += 1
    return new


def listed(connection: sqlite3.Connection) -> list[Quarantined]:
    """All that is kept out, newest position last."""
    found = connection.execute(
        "SELECT entry, space, device, author_name, position, reason FROM quarantine"
        " ORDER BY position IS NULL, position, entry"
    )
    return [Quarantined(*row) for row in found]
