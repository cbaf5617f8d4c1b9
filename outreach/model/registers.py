"""A register of premises from a file: what was understood, what was not, and what is doubtful.

Rules:

1. Nothing is guessed silently. Each column is named with the field it was taken for; the others are
   named as ignored.
2. A doubtful value is reported, never patched: a strange postcode is kept as it is written; a
   position outside the country is left out, and that is said.
3. Name and postcode are no identity. A row's identity is the register's own reference where each
   row has one, else all of name, address, postcode and activity.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from outreach.model.kinds import InvalidRecord, validate
from outreach.model.limits import limits
from outreach.model.postcodes import normalise as postcode_of
from outreach.model.register_columns import (
    GSS,
    code_faults,
    is_nothing,
    known_columns,
    plain,
    propose,
)
from outreach.model.register_files import BadRegister, Table, open_table

#: What a row is known by when its register gives it no reference of its own.
_KEY_FIELDS = ("name", "address", "postcode", "activity")
DEFAULT_SOURCE = "Premises register"


class Doubt(NamedTuple):
    """Something to look at: the row as a spreadsheet numbers it (the header is row 1), and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Import:
    """A register as it was understood. Nothing has been saved.

    ``columns``: field to the columns it comes from. ``rows``: fields of premises, checked, in the
    order of the file, with ``numbers`` beside them. ``left_out``: rows that cannot be taken at all.
    ``faults``: what concerns the whole file.
    """

    source: str
    encoding: str
    delimiter: str
    columns: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    numbers: tuple[int, ...]
    doubtful: tuple[Doubt, ...]
    left_out: tuple[Doubt, ...]
    faults: tuple[str, ...]


class Changed(NamedTuple):
    """Premises that the register now describes otherwise: a candidate for a correction."""

    id: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do to the premises that are there: rows to add, ids that stay as they
    are, and candidates for an update, which somebody confirms."""

    new: tuple[dict[str, Any], ...]
    same: tuple[str, ...]
    changed: tuple[Changed, ...]


def read_register(
    data: bytes, mapping: Mapping[str, str] | None = None, *, source: str = DEFAULT_SOURCE
) -> Import:
    """Read a register from the bytes of a CSV file.

    ``mapping``: field to column, where the proposal is wrong. ``source``: what people call this
    register; it stands on every row. Raises ``BadRegister`` when the file is no table, or has no
    column for a name.
    """
    table = open_table(data)
    columns, notes = propose(table, mapping or {})
    used = {column for group in columns.values() for column in group}
    faults = [*notes, *code_faults(table, columns)]
    reference = _usable_reference(table, columns, faults)
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    doubtful: list[Doubt] = []
    left_out: list[Doubt] = []
    keys: Counter[str] = Counter()
    for number, cells in table.numbered():
        fields, doubts = _fields_of(table, cells, columns)
        if not fields.get("name") and not fields.get("address"):
            left_out.append(Doubt(number, "no name and no address"))
            continue
        fields["source_register"] = source
        fields["source_reference"] = _identity(fields, reference, keys)
        try:
            rows.append(validate("premises", fields))
        except InvalidRecord as error:
            said = "; ".join(f"{p.field}: {p.message}" for p in error.problems)
            left_out.append(Doubt(number, said))
            continue
        numbers.append(number)
        doubtful += (Doubt(number, reason) for reason in doubts)
    doubtful += _repeated(rows, numbers)
    doubtful += (Doubt(number, "more cells than columns") for number in table.ragged)
    return Import(
        source=source,
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns=columns,
        ignored=tuple(name for name in table.header if name not in used),
        rows=tuple(rows),
        numbers=tuple(numbers),
        doubtful=tuple(sorted(doubtful)),
        left_out=tuple(left_out),
        faults=tuple(faults),
    )


def plan(read: Import, existing: Iterable[tuple[str, Mapping[str, Any]]]) -> ImportPlan:
    """Hold an import against the premises that are there, as (id, fields). Nothing is saved.

    A row that nobody knows, but that has the name or the address, and the postcode, of just one
    premises of this register which the file no longer has, is taken for that one, changed.
    """
    known = {
        _lookup(fields): (record, fields)
        for record, fields in existing
        if fields.get("source_reference")
    }
    taken: set[str] = set()
    same: list[str] = []
    changed: list[Changed] = []
    unknown: list[dict[str, Any]] = []
    for row in read.rows:
        found = known.get(_lookup(row))
        if found is None:
            unknown.append(row)
            continue
        taken.add(found[0])
        _sort(found[0], found[1], row, same, changed)
    left = [
        (record, fields)
        for record, fields in known.values()
        if record not in taken and fields.get("source_register") == read.source
    ]
    by_place: dict[tuple[str, str, str], list[tuple[str, Mapping[str, Any]]]] = {}
    for record, fields in left:
        for place in _neighbours(fields):
            by_place.setdefault(place, []).append((record, fields))
    new: list[dict[str, Any]] = []
    for row in unknown:
        near = {
            record: fields
            for place in _neighbours(row)
            for record, fields in by_place.get(place, ())
            if record not in taken
        }
        if len(near) == 1:
            ((record, fields),) = near.items()
            taken.add(record)
            _sort(record, fields, row, same, changed)
        else:
            new.append(row)
    return ImportPlan(tuple(new), tuple(same), tuple(changed))


def _sort(
    record: str,
    fields: Mapping[str, Any],
    row: dict[str, Any],
    same: list[str],
    changed: list[Changed],
) -> None:
    """A register may be called otherwise the next time: that alone is no change."""
    differs = {
        name: value
        for name, value in row.items()
        if fields.get(name) != value and name != "source_register"
    }
    if differs:
        changed.append(Changed(record, differs))
    else:
        same.append(record)


def _lookup(fields: Mapping[str, Any]) -> tuple[str, str]:
    reference = str(fields["source_reference"])
    if reference.startswith("row:"):
        return ("", reference)
    return (str(fields.get("source_register", "")), reference)


def _neighbours(fields: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    postcode = plain(fields.get("postcode"))
    pairs = (("name", plain(fields.get("name"))), ("address", plain(fields.get("address"))))
    return [(which, value, postcode) for which, value in pairs if value and postcode]


# Rows.


def _fields_of(
    table: Table, cells: Sequence[str], columns: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, Any], list[str]]:
    """The fields of one row and what is doubtful about it."""
    given: dict[str, str] = {}
    for field, group in columns.items():
        parts = [cells[table.at[column]].strip() for column in group]
        kept = [" ".join(part.split()) for part in parts if not is_nothing(part)]
        if kept:
            given[field] = ", ".join(kept)
    fields: dict[str, Any] = dict(given)
    doubts = [f"no {said}" for field, said in _WANTED if field in columns and field not in given]
    code = given.get("postcode")
    if code is not None and postcode_of(code) is None:
        doubts.append("the postcode has not the shape of one; it is kept as written")
    for field in ("authority_code", "ward_code"):
        if field in given and not GSS.match(given[field]):
            del fields[field]
            doubts.append(f"{columns[field][0]} is no GSS code; it is left out")
    uprn = given.get("uprn")
    if uprn is not None and not re.fullmatch(r"[0-9]{1,12}", uprn):
        del fields["uprn"]
        doubts.append("the UPRN is no number of up to 12 digits; it is left out")
    doubts += _position(fields, given, columns)
    doubts += _names_differ(table, cells, columns)
    activity = given.get("activity")
    types: dict[str, str] = known_columns()["premises_types"]
    if activity is not None and activity.casefold() in types:
        fields["premises_type"] = types[activity.casefold()]
    return fields, doubts


_WANTED = (
    ("name", "name"),
    ("address", "address"),
    ("postcode", "postcode"),
    ("ward_code", "ward"),
    ("activity", "activity"),
)


def _position(
    fields: dict[str, Any], given: Mapping[str, str], columns: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Puts a sound position into ``fields``; says what is wrong with any other."""
    fields.pop("latitude", None)
    fields.pop("longitude", None)
    if "latitude" not in columns or "longitude" not in columns:
        return []
    if "latitude" not in given or "longitude" not in given:
        return ["no position"]
    try:
        latitude, longitude = float(given["latitude"]), float(given["longitude"])
    except ValueError:
        return ["the position is no pair of numbers; it is left out"]
    if limits().in_uk(latitude, longitude):
        fields.update(
            latitude=round(latitude, 6), longitude=round(longitude, 6), point_source="register"
        )
        return []
    if limits().in_uk(longitude, latitude):
        return ["latitude and longitude look swapped; the position is left out"]
    return ["the position is outside the United Kingdom; it is left out"]


def _names_differ(
    table: Table, cells: Sequence[str], columns: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Two columns that should name the same authority and do not."""
    used = columns.get("authority_name", ())
    for column in table.header:
        if plain(column) in known_columns()["area_name"] and used and column not in used:
            here, there = cells[table.at[column]], cells[table.at[used[0]]]
            if column in columns.get("ward_name", ()) or is_nothing(here) or is_nothing(there):
                continue
            if plain(here) != plain(there):
                return [f"{column} and {used[0]} name different authorities; {used[0]} is used"]
    return []


def _usable_reference(table: Table, columns: dict[str, tuple[str, ...]], faults: list[str]) -> bool:
    """Whether every row has a reference of its own; if not, the column is no identity."""
    if "source_reference" not in columns:
        return False
    (column,) = columns["source_reference"]
    values = [value.strip() for value in table.column(column)]
    if any(is_nothing(value) for value in values) or len(set(values)) < len(values):
        faults.append(f"{column} is missing or repeated in some rows, so it is no identity")
        return False
    return True


def _identity(fields: Mapping[str, Any], reference: bool, keys: Counter[str]) -> str:
    """The register's reference, or a digest of what tells the row from all others. Rows that are
    equal in all of it are numbered."""
    if reference:
        return str(fields["source_reference"])
    parts = "\n".join(plain(fields.get(name)) for name in _KEY_FIELDS)
    key = hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:24]
    keys[key] += 1
    return f"row:{key}" if keys[key] == 1 else f"row:{key}#{keys[key]}"


def _repeated(rows: Sequence[Mapping[str, Any]], numbers: Sequence[int]) -> list[Doubt]:
    """Rows that repeat an earlier row's name and postcode: both are kept."""
    first: dict[tuple[str, str], int] = {}
    doubts = []
    for row, number in zip(rows, numbers, strict=True):
        both = (plain(row.get("name")), plain(row.get("postcode")))
        if not all(both):
            continue
        earlier = first.setdefault(both, number)
        if earlier != number:
            doubts.append(Doubt(number, f"same name and postcode as row {earlier}; both are kept"))
    return doubts


__all__ = [
    "BadRegister",
    "Changed",
    "Doubt",
    "Import",
    "ImportPlan",
    "plan",
    "propose",
    "read_register",
]
