"""A register as it is understood: columns chosen, rows made, what is doubtful, and nothing saved.

The file is read twice, and what is held does not grow with it but for some bytes a row (``keys``):
once to see whether the register's references are an identity and what its area codes are worth
(:func:`survey`), once to make its rows (:meth:`Register.lines`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, NamedTuple

from outreach.model.register.columns import (
    GSS,
    GSS_LIKE,
    Columns,
    is_nothing,
    plain,
    propose,
    reference_column,
)
from outreach.model.register.files import BadRegister, Source, Table, open_table
from outreach.model.register.keys import Keys, digest
from outreach.model.register.rows import Maker, checked, lacks

#: So many rows say which column is what, and are shown as samples.
SAMPLE: Final = 1_000
#: So many rows of one sort are named; the rest are counted.
MOST_NAMED: Final = 5_000

#: Longer ones are no references, but words.
MOST_REFERENCE: Final = 120

#: Told how far it is: what is done, rows done, rows there are (0: not known).
Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _of: int) -> None:
    """Nobody is told."""


class Doubt(NamedTuple):
    """Something to look at: the row as a spreadsheet numbers it (the header is row 1), and why."""

    row: int
    reason: str


class Line(NamedTuple):
    """A row of the file: ``fields`` of a record, checked if that was asked for, or None and ``why``
    it is left out; ``reference``: what it is known by."""

    number: int
    fields: dict[str, Any] | None
    reference: str
    doubts: Sequence[str]
    why: str


@dataclass(slots=True)
class Remarks:
    """Remarks of one sort: the first are named, the rest counted."""

    rows: int = 0
    said: int = 0
    named: list[Doubt] = field(default_factory=list)
    _last: int = -1

    def add(self, row: int, reason: str) -> None:
        """One more."""
        self.said += 1
        if row != self._last:
            self.rows += 1
            self._last = row
        if len(self.named) < MOST_NAMED:
            self.named.append(Doubt(row, reason))


@dataclass(slots=True)
class Report:
    """What was met while a register was read."""

    doubtful: Remarks = field(default_factory=Remarks)
    left_out: Remarks = field(default_factory=Remarks)
    twice: Remarks = field(default_factory=Remarks)
    placed_without_ward: int = 0
    #: Words from which no code could be told: (field, word) to how many rows have it.
    untold: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Register:
    """A file as it was understood: what will be taken from which column, before any row is."""

    kind: str
    source: str
    file: str
    sha256: str
    table: Table
    columns: Columns
    notes: tuple[str, ...]
    faults: tuple[str, ...]
    ignored: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    total: int
    #: The column that is the identity of each row; empty where a digest is.
    reference: str
    maker: Maker
    #: Another register whose references most of its rows have: perhaps it is that one.
    perhaps: str = ""

    def references(self, keys: Keys) -> Iterator[str]:
        """What the rows are known by, in order, as far as they can be rows at all."""
        if not self.reference:
            for line in self.lines(keys, Report(), check=False):
                if line.reference:
                    yield line.reference
            return
        at = self.table.at[self.reference]
        for row in self.table.rows():
            if not row.fault:
                yield " ".join(row.cells[at].split())

    def lines(
        self, keys: Keys, report: Report, *, check: bool = True, ward: Ward | None = None
    ) -> Iterator[Line]:
        """Every row, in order. ``check``: as records take them; else only what they are known by is
        to be relied upon. ``ward``: tells the ward of a position, where the register does not."""
        kind, maker = self.kind, self.maker
        at = self.table.at[self.reference] if self.reference else -1
        for which in ("identity", "pair", "whole"):
            keys.forget(which)
        maker.untold = report.untold
        counts: dict[int, int] = {}
        for row in self.table.rows():
            number = row.number
            if row.fault:
                report.left_out.add(number, row.fault)
                yield Line(number, None, "", (), row.fault)
                continue
            # Where each row has a reference, the same reference is the same row.
            whole = (
                ("whole", hash(tuple(row.cells))) if at < 0 else ("identity", digest(row.cells[at]))
            )
            earlier = keys.first(*whole, number)
            if earlier != number:
                why = f"the same in every cell as row {earlier}; it is taken once"
                report.twice.add(number, why)
                yield Line(number, None, "", (), why)
                continue
            fields, doubts = maker.make(row.cells)
            why = lacks(fields, kind)
            if why:
                report.left_out.add(number, why)
                yield Line(number, None, "", (), why)
                continue
            if row.ragged:
                doubts.append("more cells than columns")
            _with_ward(fields, ward, doubts, report)
            found: dict[str, Any] | None = fields
            reference = maker.identity(fields) if at < 0 else " ".join(row.cells[at].split())
            if check:
                found, why = checked(kind, fields, doubts)
                if found is None:
                    report.left_out.add(number, why)
                    yield Line(number, None, "", (), why)
                    continue
            if not self.reference:
                key = digest(reference)
                earlier = keys.first("identity", key, number)
                if earlier != number and maker.once:
                    why = f"about the same as row {earlier}, with other words; it is left out"
                    report.left_out.add(number, why)
                    yield Line(number, None, "", (), why)
                    continue
                if earlier != number:
                    counts[key] = counts.get(key, 1) + 1
                    reference = f"{reference}#{counts[key]}"
            _note_pair(keys, fields, number, doubts)
            for doubt in doubts:
                report.doubtful.add(number, doubt)
            yield Line(number, found, reference, doubts, "")


Ward = Callable[[float, float], tuple[str, str, str, str] | None]


def _with_ward(
    fields: dict[str, Any], ward: Ward | None, doubts: list[str], report: Report
) -> None:
    if "latitude" not in fields or "ward_code" in fields or "border" in fields:
        return
    found = ward(fields["latitude"], fields["longitude"]) if ward is not None else None
    if found is None:
        report.placed_without_ward += 1
        return
    code, name, authority, authority_name = found
    fields["ward_code"], fields["ward_name"] = code, name
    fields.setdefault("authority_code", authority)
    fields.setdefault("authority_name", authority_name)
    doubts.append(f"its ward is told from its position: {name}")


def _note_pair(keys: Keys, fields: Mapping[str, Any], number: int, doubts: list[str]) -> None:
    """Rows that repeat an earlier row's name and postcode: both are kept."""
    name, postcode = plain(fields.get("name")), plain(fields.get("postcode"))
    if not name or not postcode:
        return
    earlier = keys.first("pair", digest(name, postcode), number)
    if earlier != number:
        doubts.append(f"same name and postcode as row {earlier}; both are kept")


def understand(
    source: Source,
    kind: str,
    name: str,
    said: Mapping[str, str],
    remembered: Mapping[str, Sequence[str]] | None = None,
    *,
    keys: Keys,
    sheet: str = "",
    progress: Progress = silent,
) -> Register:
    """Read a register far enough to say what will be taken from which column.

    Args:
        name: what people call this register; it stands on every row.
        said, remembered: see :func:`columns.propose`.

    Raises ``BadRegister``.
    """
    table = open_table(source, sheet=sheet)
    rows = (row for row in table.rows() if not row.fault)
    sample = [tuple(row.cells) for row in islice(rows, SAMPLE)]
    if not sample:
        raise BadRegister("None of the rows can be read.")
    columns, notes = propose(kind, table, sample, said, remembered)
    candidate = reference_column(kind, columns)
    total, sound, faults = survey(table, columns, candidate, sample, keys, progress)
    used = {column for group in columns.values() for column in group}
    return Register(
        kind=kind,
        source=name,
        file=source.name[:200],
        sha256=_hash_of(source),
        table=table,
        columns=columns,
        notes=(*table.notes, *notes),
        faults=tuple(faults),
        ignored=tuple(n for n in table.header if n not in used and n != table.border),
        sample=tuple(sample[:5]),
        total=total,
        reference=candidate if sound else "",
        maker=Maker(kind, table, columns, name),
    )


def survey(
    table: Table,
    columns: Columns,
    reference: str,
    sample: Sequence[Sequence[str]],
    keys: Keys,
    progress: Progress = silent,
) -> tuple[int, bool, list[str]]:
    """How many rows there are, whether a column is the identity of each of them, and what is wrong
    with the file as a whole. Reads all of it."""
    codes = [name for name in table.header if _is_code(sample, table.at[name])]
    bad = dict.fromkeys(codes, 0)
    some = dict.fromkeys(codes, 0)
    example: dict[str, str] = {}
    at = table.at[reference] if reference else -1
    sound = at >= 0
    places = [(name, table.at[name]) for name in codes]
    keys.forget("reference")
    total = 0
    for row in table.rows():
        total += 1
        if total % 2_000 == 0:
            progress("reading", total, 0)
        if row.fault:
            continue
        cells = row.cells
        for name, place in places:
            value = cells[place].strip()
            if is_nothing(value):
                continue
            some[name] += 1
            if not GSS.match(value):
                bad[name] += 1
                example[name] = min(example.get(name, value), value)
        if sound:
            value = " ".join(cells[at].split())
            whole = hash(tuple(cells))  # the same row twice is no second one
            sound = (
                not is_nothing(value)
                and len(value) <= MOST_REFERENCE
                and value.isprintable()
                and keys.first("reference", digest(value), whole) == whole
            )
    faults = []
    for name in codes:
        if not bad[name]:
            continue
        said = f"{name}: {bad[name]:,} of {some[name]:,} values are no GSS codes"
        said += f" ({example[name][:12]})"
        instead = columns.get("authority_code", ())
        if instead and name not in instead:
            said += f"; {instead[0]} is used instead"
        faults.append(said)
    if at >= 0 and not sound:
        faults.append(f"{reference} is missing or repeated in some rows, so it is no identity")
    return total, sound, faults


def _is_code(sample: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a column was meant to hold codes of areas."""
    values = [row[at].strip() for row in sample if not is_nothing(row[at])]
    return bool(values) and sum(bool(GSS_LIKE.match(v)) for v in values) * 2 >= len(values)


def _hash_of(source: Source) -> str:
    found = hashlib.sha256()
    with source.open() as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()
