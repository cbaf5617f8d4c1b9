"""One batch of the fold, inside one transaction.

(1) each entry is read on its own: what cannot be read is set aside
(2) what the model holds of the same records is fetched, in one question
(3) a new record with one version becomes a row; of any other, all entries are folded again
(4) rows, index and quarantine are written, each in one go and in ascending order
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import from_json

from outreach.model import deeds, kinds, notices, pointers, projection, quarantine, reserved, search
from outreach.model.changes import WITHDRAWN, Change, Moment
from outreach.model.clocks import newly_numbered
from outreach.model.indexing import Index
from outreach.model.ledger import Ledger, Writer, unpack
from outreach.model.quarantine import Quarantined
from outreach.model.reviews import refusal
from outreach.model.tables import RecordRow, WaitingRow, columns, insert_into, replace_into
from outreach.model.verdicts import REVIEW, REVIEW_VERSION
from outreach.model.writers import Writers

#: Entries that are worked on at a time: what they need stays in the processor's cache, and the
#: garbage collector has little to walk. The index takes the whole batch at once.
PIECE: Final = 500

_COLUMNS: Final = columns(RecordRow)
_AT: Final = {name: number for number, name in enumerate(_COLUMNS)}
_ID, _ENTRY, _POSITION, _DATA = (_AT[name] for name in ("id", "entry", "position", "data"))
_PUT_RECORD: Final = insert_into(RecordRow)
_PUT_WAITING: Final = replace_into(WaitingRow)
_ANY_OF: Final = "IN (SELECT value FROM json_each(?))"
_HELD: Final = f"SELECT {', '.join(_COLUMNS)} FROM record WHERE id {_ANY_OF}"  # noqa: S608
_WAITING: Final = f"SELECT record, clocks FROM waiting WHERE record {_ANY_OF}"  # noqa: S608
_ANY_WAITING: Final = "SELECT 1 FROM waiting LIMIT 1"
_TAKEN: Final = f"SELECT row FROM record WHERE row {_ANY_OF}"  # noqa: S608
_IS_TAKEN: Final = "SELECT 1 FROM record WHERE row = ?"

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


def fold(
    connection: sqlite3.Connection,
    writers: Writers,
    index: Index,
    changes: Sequence[Change | Quarantined],
) -> FoldReport:
    """Fold one batch; the caller begins and ends the transaction, and writes the texts that are in
    ``index`` then."""
    report = FoldReport()
    deeds.witness(connection, changes)
    for start in range(0, len(changes), PIECE):
        report += _fold_piece(connection, writers, index, changes[start : start + PIECE])
    return report


def _fold_piece(
    connection: sqlite3.Connection,
    writers: Writers,
    index: Index,
    changes: Sequence[Change | Quarantined],
) -> FoldReport:
    held = _held(connection, changes)
    about, faulty, strange, told = _sorted_out(changes, held)
    notices.put(connection, told)
    strange, malformed, noted = deeds.fold(connection, writers, strange)
    strange, untrue, pointed = pointers.fold(connection, strange)
    faulty += malformed + untrue
    noted += pointed
    quarantined = quarantine.put_faulty(connection, faulty)
    unknown = quarantine.put_unknown(connection, strange)
    if not about:
        return FoldReport(noted, quarantined, unknown)
    some_kept_out = quarantine.any_kept_out(connection)
    if some_kept_out:
        quarantine.release(connection, [c.entry for some in about.values() for c in some])
    fresh, ledgers = _grouped(connection, writers, about, held)

    numbers = _Numbers(connection)
    rows = [
        _row_alone(writers, index, change, number)
        for change, number in zip(fresh, numbers.give_each(fresh), strict=True)
    ]
    applied = len(fresh) + noted
    for record, (ledger, new) in ledgers.items():
        if some_kept_out:
            quarantine.release_of(connection, record)
        refused = _waiting_refused(ledger)
        standing = projection.stand(ledger) if ledger.versions else None
        if standing is not None and standing.versions:
            row = _row_of_ledger(writers, numbers, index, held.get(record), ledger, standing)
            refused = standing.refused
            rows.append(row)
            connection.execute("DELETE FROM waiting WHERE record = ?", (record,))
        else:
            if record in held:  # it was a record until the store numbered it
                old = held[record]
                index.take_out(old[_AT["row"]], record, old[_AT["kind"]], from_json(old[_DATA]))
            if standing is not None:  # entries of it are here, and none of them counts
                refused |= standing.refused
            packed = ledger.pack(writers.number, single=False)
            connection.execute(_PUT_WAITING, (record, packed))
        for entry, why in refused.items():
            change = ledger.versions.get(entry) or ledger.reviews[entry]
            quarantine.put(connection, quarantine.kept_out(change, why), record)
        applied += len(new - refused.keys())
        quarantined += len(new & refused.keys())

    replaced = [(held[record][0],) for record in ledgers if record in held]
    connection.executemany("DELETE FROM record WHERE row = ?", replaced)
    rows.sort()
    connection.executemany(_PUT_RECORD, rows)
    index.write_links(connection)
    return FoldReport(applied, quarantined, unknown)


# -- (1) what is held ------------------------------------------------------------------------------


def _held(
    connection: sqlite3.Connection, changes: Sequence[Change | Quarantined]
) -> dict[str, Row]:
    subjects = {change.subject for change in changes if isinstance(change, Change)}
    found = connection.execute(_HELD, (json.dumps(list(subjects)),))
    return {row[_ID]: row for row in found}


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
    return (
        change.type != REVIEW
        and change.reason is None
        and WITHDRAWN not in change.fields
        and not reserved.concerns(change)
    )


# -- (2) reading -----------------------------------------------------------------------------------


def _sorted_out(
    changes: Sequence[Change | Quarantined], held: dict[str, Row]
) -> tuple[dict[str, list[Change]], list[Quarantined], list[Change], list[Change]]:
    """Changes to fold by the record they are about; those at fault; those of an unknown type; and
    notices. Left out is what is held already and has nothing new to say."""
    about: dict[str, list[Change]] = {}
    faulty: list[Quarantined] = []
    strange: list[Change] = []
    told: list[Change] = []
    for change in changes:
        if isinstance(change, Quarantined):
            faulty.append(change)
            continue
        if change.type in notices.SHAPES and notices.is_notice(change):
            why = notices.fault(change)
            if why is None:
                told.append(change)
            else:
                faulty.append(quarantine.kept_out(change, why))
            continue
        row = held.get(change.subject)
        if row is not None and row[_ENTRY] == bytes.fromhex(change.entry):
            if newly_numbered(change.position, row[_POSITION]):
                about.setdefault(change.record, []).append(change)
            continue
        if change.type == REVIEW:
            if change.version == REVIEW_VERSION:
                about.setdefault(change.subject, []).append(change)
            else:
                strange.append(change)
            continue
        try:
            fields = kinds.read(change.type, change.version, change.fields)
        except (kinds.UnknownKind, kinds.NewerVersion):
            strange.append(change)
        except kinds.InvalidRecord as invalid:
            faulty.append(quarantine.kept_out(change, invalid.message))
        else:
            about.setdefault(change.record, []).append(change.with_fields(fields))
    return about, faulty, strange, told


# -- (3) folding -----------------------------------------------------------------------------------


def _grouped(
    connection: sqlite3.Connection,
    writers: Writers,
    about: dict[str, list[Change]],
    held: dict[str, Row],
) -> tuple[list[Change], dict[str, tuple[Ledger, set[str]]]]:
    """New records with one version; and every other ledger that gains entries, with their ids."""
    waiting: dict[str, str] = {}
    if connection.execute(_ANY_WAITING).fetchone() is not None:
        waiting.update(connection.execute(_WAITING, (json.dumps(list(about)),)))
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


def _row_alone(writers: Writers, index: Index, change: Change, number: int) -> Row:
    author = writers.number((change.device, change.author))
    index.put(number, change.record, change.type, change.fields)
    shown = projection.listed_alone(change)
    return projection.row(number, change, author, change.fields, shown, None)


def _row_of_ledger(
    writers: Writers,
    numbers: _Numbers,
    index: Index,
    old: Row | None,
    ledger: Ledger,
    standing: projection.Standing,
) -> Row:
    """Fold a ledger, as it stands, into its row."""
    first, values = standing.versions[0], standing.cells.values
    number = numbers.give(first) if old is None else numbers.keep(old[_AT["row"]], first)
    single = len(ledger.versions) == 1 and _fits_columns(first)
    clocks = ledger.pack(writers.number, single=single)
    author = writers.number((first.device, first.author))
    row = projection.row(number, first, author, values, projection.listed(standing), clocks)
    if old is None:
        index.put(number, first.record, first.type, values)
    elif (old[_AT["row"]], old[_AT["kind"]], old[_DATA]) != (number, first.type, row[_DATA]):
        index.take_out(old[_AT["row"]], old[_ID], old[_AT["kind"]], from_json(old[_DATA]))
        index.put(number, first.record, first.type, values)
    return row


def _waiting_refused(ledger: Ledger) -> dict[str, str]:
    """Which reviews need not wait for their record to be refused."""
    refusals = {entry: refusal(review) for entry, review in ledger.reviews.items()}
    return {entry: why for entry, why in refusals.items() if why is not None}


class _Numbers:
    """Row numbers: the one that a record should have, or the next that is free."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._given: set[int] = set()

    def give_each(self, fresh: Sequence[Change]) -> list[int]:
        """One for each new record."""
        wanted = [search.surrogate(change.at.wall_ms, change.record) for change in fresh]
        taken = {row for (row,) in self._connection.execute(_TAKEN, (json.dumps(wanted),))}
        if not taken and len(set(wanted)) == len(wanted):
            self._given.update(wanted)
            return wanted
        return [self.give(change) for change in fresh]

    def give(self, first: Change) -> int:
        """The number for one new record."""
        number = search.surrogate(first.at.wall_ms, first.record)
        while number in self._given or self._connection.execute(_IS_TAKEN, (number,)).fetchone():
            number = search.next_row(number)
        self._given.add(number)
        return number

    def keep(self, row: int, first: Change) -> int:
        """The row that a record has, unless it turns out to have been recorded at another time."""
        wanted = search.surrogate(first.at.wall_ms, first.record)
        return row if search.same_time(row, wanted) else self.give(first)
