"""Entries that are about records and are no records: batches of acts, and glass that was broken.

The rules that this module enforces:

1. They fold as records do: the rows are a function of the set of (position, entry).
2. A batch counts in the audit space only, and its author is who the roster says, not who it says.
3. Of what was witnessed only the newest is kept: for each device and witness one row.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Index, LargeBinary
from sqlmodel import Field

from outreach.model.acts import AUDIT, BATCH, BATCH_VERSION, Act, read_batch
from outreach.model.changes import MAX_NUMBER, MAX_REASON, Change, Malformed
from outreach.model.clocks import newly_numbered
from outreach.model.quarantine import Quarantined, kept_out
from outreach.model.tables import Base
from outreach.model.writers import Writers

#: The type of a change that says: I opened what the app hid from me, and why.
BREAK_GLASS: Final = "break-glass"
BREAK_GLASS_VERSION: Final = 1

_RECORD: Final = re.compile(r"[0-9a-f]{32}")
_NAMED: Final = re.compile(r"([1-9][0-9]{0,14}):[0-9a-f]{32}")


class ActRow(Base, table=True):
    """One act of a batch. Times in milliseconds since 1970, UTC."""

    __tablename__ = "act"
    __table_args__ = (Index("act_at", "at_ms"), Index("act_record", "record"))

    entry: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    n: int = Field(primary_key=True)
    author: int
    seq: int
    act: str
    at_ms: int
    utc_offset_min: int
    since_contact_ms: int | None
    store_offset_ms: int | None
    last_ms: int | None
    count: int
    record: str | None
    kind: str | None
    space: str | None
    text: str | None
    purpose: str | None
    position: int | None
    received_ms: int | None


class HearsayRow(Base, table=True):
    """The newest audit entry of a device that a witness says its changes named."""

    __tablename__ = "hearsay"

    device: str = Field(primary_key=True)
    witness: str = Field(primary_key=True)
    seq: int
    received_ms: int | None


class WitnessedRow(Base, table=True):
    """The newest audit entry of a device that its own changes named, on this device."""

    __tablename__ = "witnessed"

    device: str = Field(primary_key=True)
    seq: int


class BrokenGlassRow(Base, table=True):
    """Somebody opened what the app hid from them."""

    __tablename__ = "broken_glass"

    entry: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    author: int
    record: str
    space: str
    reason: str
    at_ms: int
    until_ms: int
    position: int | None
    received_ms: int | None


@dataclass(frozen=True, slots=True)
class ToldAct:
    """An act as the auditor sees it. ``name`` and ``agency`` are who the roster says uses the
    device. ``at_ms`` and ``last_ms`` are by the device's clock, ``received_ms`` by the store's."""

    entry: str
    person: str
    name: str
    agency: str
    device: str
    seq: int
    act: Act
    at_ms: int
    last_ms: int | None
    count: int
    record: str | None
    kind: str | None
    space: str | None
    text: str | None
    purpose: str | None
    position: int | None
    received_ms: int | None


@dataclass(frozen=True, slots=True)
class BrokenGlass:
    """Who opened what the app hid from them, why, when and until when. ``title`` is None while the
    record is not on this device."""

    entry: str
    record: str
    kind: str | None
    title: str | None
    space: str
    person: str
    name: str
    agency: str
    device: str
    reason: str
    at_ms: int
    until_ms: int
    received_ms: int | None


# -- folding ---------------------------------------------------------------------------------------


def fold(
    connection: sqlite3.Connection, writers: Writers, changes: Iterable[Change]
) -> tuple[list[Change], list[Quarantined], int]:
    """Take what is told; the rest, what is malformed, and how many were taken anew."""
    others: list[Change] = []
    faulty: list[Quarantined] = []
    taken = 0
    for change in changes:
        try:
            if (change.type, change.version) == (BATCH, BATCH_VERSION):
                taken += _take_batch(connection, writers, change)
            elif (change.type, change.version) == (BREAK_GLASS, BREAK_GLASS_VERSION):
                taken += _take_glass(connection, writers, change)
            else:
                others.append(change)
        except Malformed as malformed:
            faulty.append(kept_out(change, malformed.reason))
    return others, faulty, taken


_PUT_ACT: Final = (
    "INSERT OR REPLACE INTO act (entry, n, author, seq, act, at_ms, utc_offset_min,"
    " since_contact_ms, store_offset_ms, last_ms, count, record, kind, space, text, purpose,"
    " position, received_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
#: The highest number; of the same number what the store received first; what it has not, last.
_HEAR: Final = (
    "INSERT INTO hearsay VALUES (?, ?, ?, ?) ON CONFLICT (device, witness) DO UPDATE"
    " SET seq = excluded.seq, received_ms = excluded.received_ms"
    " WHERE excluded.seq > seq OR (excluded.seq = seq AND excluded.received_ms IS NOT NULL"
    "  AND (received_ms IS NULL OR excluded.received_ms < received_ms))"
)


def _take_batch(connection: sqlite3.Connection, writers: Writers, change: Change) -> int:
    if change.space != AUDIT:
        raise Malformed("What was done with records is told in another space than the audit's.")
    events, witnessed = read_batch(change.fields)
    entry = bytes.fromhex(change.entry)
    if not _is_news(connection, "act", entry, change.position):
        return 0
    author = writers.number((change.device, change.author))
    connection.executemany(
        _PUT_ACT,
        [
            (
                entry, n, author, change.seq, event.act, *event.at, event.last_ms, event.count,
                event.record, event.kind, event.space, event.text, event.purpose,
                change.position, change.received_ms,
            )
            for n, event in enumerate(events)
        ],
    )  # fmt: skip
    connection.executemany(
        _HEAR,
        [(device, change.device, seq, change.received_ms) for device, seq in witnessed.items()],
    )
    return 1


def _take_glass(connection: sqlite3.Connection, writers: Writers, change: Change) -> int:
    given = change.fields
    record, reason, until = given.get("record"), given.get("reason"), given.get("until_ms")
    if type(record) is not str or not _RECORD.fullmatch(record):
        raise Malformed("It says that something hidden was opened, and not which record.")
    if type(reason) is not str or len(reason) > MAX_REASON:
        raise Malformed("It says that something hidden was opened, and not why.")
    if type(until) is not int or not -MAX_NUMBER < until < MAX_NUMBER:
        raise Malformed("It says that something hidden was opened, and not until when.")
    entry = bytes.fromhex(change.entry)
    if not _is_news(connection, "broken_glass", entry, change.position):
        return 0
    connection.execute(
        "INSERT OR REPLACE INTO broken_glass VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry, writers.number((change.device, change.author)), record, change.space, reason,
            change.at.wall_ms, until, change.position, change.received_ms,
        ),
    )  # fmt: skip
    return 1


def _is_news(
    connection: sqlite3.Connection, table: str, entry: bytes, position: int | None
) -> bool:
    known = connection.execute(
        f"SELECT position FROM {table} WHERE entry = ? LIMIT 1",  # noqa: S608 - our own names
        (entry,),
    ).fetchone()
    return known is None or newly_numbered(position, known[0])


def witness(connection: sqlite3.Connection, changes: Sequence[Change | Quarantined]) -> None:
    """Note which audit entries the devices of these changes named, the newest of each."""
    named = {(c.device, c.audit) for c in changes if type(c) is Change and c.audit is not None}
    newest: dict[str, int] = {}
    for device, text in named:
        found = _NAMED.fullmatch(text or "")
        if found is not None:
            newest[device] = max(newest.get(device, 0), int(found[1]))
    connection.executemany(
        "INSERT INTO witnessed VALUES (?, ?) ON CONFLICT (device) DO UPDATE"
        " SET seq = max(seq, excluded.seq)",
        newest.items(),
    )


# -- asking ----------------------------------------------------------------------------------------

_TOLD: Final = (
    "SELECT t.entry, a.person, a.name, a.agency, a.device, t.seq, t.act, t.at_ms, t.last_ms,"
    " t.count, t.record, t.kind, t.space, t.text, t.purpose, t.position, t.received_ms"
    " FROM act t CROSS JOIN author a ON a.id = t.author"
)
_GLASS: Final = (
    "SELECT g.entry, g.record, r.kind, r.title, g.space, a.person, a.name, a.agency, a.device,"
    " g.reason, g.at_ms, g.until_ms, g.received_ms FROM broken_glass g"
    " CROSS JOIN author a ON a.id = g.author LEFT JOIN record r ON r.id = g.record"
    " WHERE (:person IS NULL OR a.person = :person) AND g.at_ms >= :since"
    " ORDER BY g.at_ms DESC, g.entry"
)


def told(
    connection: sqlite3.Connection,
    *,
    person: str | None = None,
    record: str | None = None,
    act: Act | None = None,
    since_ms: int | None = None,
    limit: int | None = None,
) -> list[ToldAct]:
    """Acts, newest first. ``person``: an id or a name, small or capital letters alike; ``record``:
    an id or the start of one. The caller holds the model's lock."""
    conditions, values = ["1"], list[Any]()
    if person is not None:
        conditions.append("(a.person = ? OR a.name = ? COLLATE NOCASE)")
        values += [person, person]
    if record is not None:
        conditions.append("t.record BETWEEN ? AND ?")
        values += [record, record + "g"]
    if act is not None:
        conditions.append("t.act = ?")
        values.append(act)
    if since_ms is not None:
        conditions.append("t.at_ms >= ?")
        values.append(since_ms)
    where = " AND ".join(conditions)
    found = connection.execute(
        f"{_TOLD} WHERE {where} ORDER BY t.at_ms DESC, a.device, t.seq DESC, t.n DESC LIMIT ?",
        (*values, -1 if limit is None else limit),
    )
    return [ToldAct(row[0].hex(), *row[1:]) for row in found]


def broken_glass(
    connection: sqlite3.Connection, *, person: str | None = None, since_ms: int | None = None
) -> list[BrokenGlass]:
    """What was opened although the app hid it, newest first; ``person``: by this one only."""
    given = {"person": person, "since": -MAX_NUMBER if since_ms is None else since_ms}
    return [
        BrokenGlass(row[0].hex(), *row[1:]) for row in connection.execute(_GLASS, given).fetchall()
    ]


def witnessed(connection: sqlite3.Connection) -> dict[str, int]:
    """Device -> the newest of its audit entries that its changes named, as this device saw it."""
    found: dict[str, int] = dict(connection.execute("SELECT device, seq FROM witnessed").fetchall())
    return found


def hearsay(connection: sqlite3.Connection) -> list[tuple[str, str, int, int | None]]:
    """(device, witness, seq, when the store received the witness's word), the highest first."""
    return connection.execute(
        "SELECT device, witness, seq, received_ms FROM hearsay ORDER BY device, seq DESC, witness"
    ).fetchall()


def last_received(connection: sqlite3.Connection, device: str) -> int | None:
    """When the store received the newest batch of a device that arrived here."""
    found: int | None = connection.execute(
        "SELECT max(t.received_ms) FROM act t CROSS JOIN author a ON a.id = t.author"
        " WHERE a.device = ?",
        (device,),
    ).fetchone()[0]
    return found
