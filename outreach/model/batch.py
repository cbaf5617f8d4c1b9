"""One batch of the fold, inside one transaction.

(1) each entry is read on its own: what cannot be read is set aside
(2) what the model holds of the same records is fetched, in one question
(3) a new record with one version becomes a row; of any other, all entries are folded again
(4) rows, index and quarantine are written, each in one go and in ascending order
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic_core import from_json

from outreach.model import kinds, projection, quarantine, search
from outreach.model.changes import WITHDRAWN, Change, Moment
from outreach.model.ledger import Ledger, Writer, unpack
from outreach.model.quarantine import Quarantined
from outreach.model.reviews import refusal
from outreach.model.tables import RecordRow, WaitingRow, columns, insert_into, replace_into
from outreach.model.verdicts import REVIEW
from outreach.model.writers import Writers

#: The version of a review that this build knows.
REVIEW_VERSION: Final = 1

_COLUMNS: Final = columns(RecordRow)
_AT: Final = {name: number for number, name in enumerate(_COLUMNS)}
_PUT_RECORD: Final = insert_into(RecordRow)
_PUT_WAITING: Final = replace_into(WaitingRow)
_ANY_OF: Final = "IN (SELECT value FROM json_each(?))"
_HELD: Final = f"SELECT {', '.join(_COLUMNS)} FROM record WHERE id {_ANY_OF}"  # noqa: S608
_WAITING: Final = f"SELECT record, clocks FROM waiting WHERE record {_ANY_OF}"  # noqa: S608
_TAKEN: Final = f"SELECT row FROM record WHERE row {_ANY_OF}"  # noqa: S608

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class FoldReport:
    """What became of those entries of a call that were new, or newly numbered: how many went into
    the rows, how many into quarantine, how many are of an unknown type or a newer version."""

    applied: int = 0
    quarantined: int = 0
    unknown: int = 0

    def __add__(self, other: FoldReport) -> FoldReport:
        return FoldReport(
            self.applied + other.applied,
            self.quarantined + other.quarantined,
            self.unknown + other.unknown,
        )


@dataclass(slots=True)
class _Written:
    """What a batch writes at its end."""

    rows: list[Row] = field(default_factory=list)
    taken_out: list[tuple[int, str]] = field(default_factory=list)
    put_in: list[tuple[int, str]] = field(default_factory=list)
    replaced: list[tuple[int]] = field(default_factory=list)


def fold(
    connection: sqlite3.Connection, writers: Writers, changes: Sequence[Change | Quarantined]
) -> FoldReport:
    """Fold one batch; the caller begins and ends the transaction."""
    about, faulty, strange = _sorted_out(changes)
    quarantined = quarantine.put_faulty(connection, faulty)
    unknown = quarantine.put_unknown(connection, strange)
    if not about:
        return FoldReport(0, quarantined, unknown)
    some_kept_out = quarantine.any_kept_out(connection)
    if some_kept_out:
        quarantine.release(connection, [c.entry for some in about.values() for c in some])
    held = _held(connection, about)
    fresh, ledgers = _grouped(connection, writers, about, held)

    written = _Written()
    numbers = _Numbers(connection, fresh)
    for change in fresh:
        _write_alone(written, writers, numbers, change)
    applied = len(fresh)
    for record, (ledger, new) in ledgers.items():
        if some_kept_out:
            quarantine.release_of(connection, record)
        refused = _write_ledger(connection, written, writers, numbers, held.get(record), ledger)
        for entry, why in refused.items():
            change = ledger.versions.get(entry) or ledger.reviews[entry]
            quarantine.put(connection, quarantine.kept_out(change, why), record)
        applied += len(new - refused.keys())
        quarantined += len(new & refused.keys())

    connection.executemany("DELETE FROM record WHERE row = ?", written.replaced)
    written.rows.sort()
    connection.executemany(_PUT_RECORD, written.rows)
    search.remove(connection, written.taken_out)
    search.add(connection, written.put_in)
    return FoldReport(applied, quarantined, unknown)


# -- (1) reading -----------------------------------------------------------------------------------


def _sorted_out(
    changes: Sequence[Change | Quarantined],
) -> tuple[dict[str, list[Change]], list[Quarantined], list[Change]]:
    """Readable changes by the record they are about; those at fault; those of an unknown type."""
    about: dict[str, list[Change]] = {}
    faulty: list[Quarantined] = []
    strange: list[Change] = []
    for change in changes:
        if isinstance(change, Quarantined):
            faulty.append(change)
        elif change.type == REVIEW:
            if change.version == REVIEW_VERSION:
                about.setdefault(change.subject, []).append(change)
            else:
                strange.append(change)
        else:
            try:
                fields = kinds.read(change.type, change.version, change.fields)
            except (kinds.UnknownKind, kinds.NewerVersion):
                strange.append(change)
            except kinds.InvalidRecord as invalid:
                faulty.append(quarantine.kept_out(change, invalid.message))
            else:
                about.setdefault(change.record, []).append(change._replace(fields=fields))
    return about, faulty, strange


# -- (2) what is held ------------------------------------------------------------------------------


def _held(connection: sqlite3.Connection, about: Iterable[str]) -> dict[str, Row]:
    found = connection.execute(_HELD, (json.dumps(list(about)),))
    return {row[_AT["id"]]: row for row in found}


def held_ledger(row: Row, writer: Callable[[int], Writer]) -> Ledger:
    """All entries behind a row of the ``record`` table (with all its columns, in order)."""
    clocks = row[_AT["clocks"]]
    ledger = Ledger() if clocks is None else unpack(clocks, writer)
    if not ledger.versions:
        alone = _alone(row, writer)
        ledger.versions[alone.entry] = alone
    return ledger


def _alone(row: Row, writer: Callable[[int], Writer]) -> Change:
    """The only version of a record, from its columns."""
    at = dict(zip(_COLUMNS, row, strict=True))
    device, author = writer(at["author"])
    return Change(
        at["entry"].hex(),
        at["space"],
        device,
        at["seq"],
        at["position"],
        at["received_ms"],
        at["seen"],
        (at["hlc_ms"], at["hlc_count"]),
        Moment(
            at["recorded_ms"], at["utc_offset_min"], at["since_contact_ms"], at["store_offset_ms"]
        ),
        at["kind"],
        at["version"],
        at["id"],
        from_json(at["data"]),
        None,
        author,
    )


def _fits_columns(change: Change) -> bool:
    """Whether a record's columns can hold this version without a ledger."""
    return change.type != REVIEW and change.reason is None and WITHDRAWN not in change.fields


# -- (3) folding -----------------------------------------------------------------------------------


def _grouped(
    connection: sqlite3.Connection,
    writers: Writers,
    about: dict[str, list[Change]],
    held: dict[str, Row],
) -> tuple[list[Change], dict[str, tuple[Ledger, set[str]]]]:
    """New records with one version; and every other ledger that gains entries, with their ids."""
    waiting = dict(connection.execute(_WAITING, (json.dumps(list(about)),)))
    fresh: list[Change] = []
    ledgers: dict[str, tuple[Ledger, set[str]]] = {}
    for record, changes in about.items():
        row, reviews = held.get(record), waiting.get(record)
        if row is None and reviews is None and len(changes) == 1 and _fits_columns(changes[0]):
            fresh.append(changes[0])
            continue
        if row is not None:
            ledger = held_ledger(row, writers.writer)
        else:
            ledger = Ledger() if reviews is None else unpack(reviews, writers.writer)
        new = {change.entry for change in changes if ledger.add(change)}
        if new:
            ledgers[record] = ledger, new
    return fresh, ledgers


def _write_alone(written: _Written, writers: Writers, numbers: _Numbers, change: Change) -> None:
    number = numbers.give(change)
    author = writers.number((change.device, change.author))
    shown = projection.listed_alone(change)
    written.rows.append(projection.row(number, change, author, change.fields, shown, None))
    written.put_in.append((number, kinds.text(change.type, change.fields)))


def _write_ledger(
    connection: sqlite3.Connection,
    written: _Written,
    writers: Writers,
    numbers: _Numbers,
    old: Row | None,
    ledger: Ledger,
) -> dict[str, str]:
    """Fold a ledger into its row; gives the entries that must be kept out, and why."""
    if not ledger.versions:
        return _wait(connection, writers, ledger)
    standing = projection.stand(ledger)
    first, values = standing.versions[0], standing.cells.values
    single = len(ledger.versions) == 1 and _fits_columns(first)
    clocks = ledger.pack(writers.number, single=single)
    if old is None:
        number = numbers.give(first)
        connection.execute("DELETE FROM waiting WHERE record = ?", (first.record,))
    else:
        number = numbers.keep(old[_AT["row"]], first)
    author = writers.number((first.device, first.author))
    shown = projection.listed(standing)
    row = projection.row(number, first, author, values, shown, clocks)
    written.rows.append(row)
    words = (number, kinds.text(first.type, values))
    if old is not None:
        data = from_json(old[_AT["data"]])
        old_words = (old[_AT["row"]], kinds.text(old[_AT["kind"]], data))
        written.replaced.append((old_words[0],))
        if old_words == words:
            return standing.refused
        written.taken_out.append(old_words)
    written.put_in.append(words)
    return standing.refused


def _wait(connection: sqlite3.Connection, writers: Writers, ledger: Ledger) -> dict[str, str]:
    """Keep reviews until their record comes. Those of no supervisor need not wait to be refused."""
    subject = next(iter(ledger.reviews.values())).subject
    connection.execute(_PUT_WAITING, (subject, ledger.pack(writers.number, single=False)))
    refusals = {entry: refusal(review) for entry, review in ledger.reviews.items()}
    return {entry: why for entry, why in refusals.items() if why is not None}


class _Numbers:
    """Row numbers: the one that a record should have, or the next that is free."""

    def __init__(self, connection: sqlite3.Connection, fresh: Iterable[Change]) -> None:
        self._connection = connection
        wanted = [search.surrogate(change.at.wall_ms, change.record) for change in fresh]
        self._taken = {row for (row,) in connection.execute(_TAKEN, (json.dumps(wanted),))}
        self._checked = set(wanted)

    def give(self, first: Change) -> int:
        number = search.surrogate(first.at.wall_ms, first.record)
        while self._is_taken(number):
            number = search.next_row(number)
        self._taken.add(number)
        return number

    def keep(self, row: int, first: Change) -> int:
        """The row that a record has, unless it turns out to have been recorded at another time."""
        wanted = search.surrogate(first.at.wall_ms, first.record)
        return row if search.same_time(row, wanted) else self.give(first)

    def _is_taken(self, number: int) -> bool:
        if number in self._taken:
            return True
        if number in self._checked:
            return False
        found = self._connection.execute("SELECT 1 FROM record WHERE row = ?", (number,))
        return found.fetchone() is not None
