"""Which column of a register is which field: proposed from names met before, never silently.

The names are data (``assets/registers/columns.json``), for each kind its own: case, spaces and
joins do not matter. What somebody said is believed before any proposal, and what was said the
last time for a register of the same name too. A mapping may also say a value that all rows have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from outreach.assets import asset
from outreach.model.kinds.registry import KINDS
from outreach.model.register.files import BadRegister, Table

#: A code of the Office for National Statistics, and what was meant to be one.
GSS: Final = re.compile(r"^[EWSN][0-9]{8}$")
GSS_LIKE: Final = re.compile(r"^[EWSN][0-9]{6,10}$")
_JOINS: Final = re.compile(r"[\W_]+")
#: What a mapping says of a column that shall fill no field.
NOTHING: Final = "-"
#: What stands before a value that all rows have, in the place of a column.
VALUE: Final = "="

Columns = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Rules:
    """What is known of registers of one kind. ``needs``: of each group one field must be filled.
    ``identity``: the fields that tell a row from all others where the register has no reference.
    ``reference``: the field that holds the register's own reference; ``reference_from``: fields
    that are as good, where no column is the reference. ``lines``: columns that make up a field
    together. ``codes``: field to (the field it is told from, words to codes). ``once``: of rows
    with one identity only the first is taken."""

    columns: Mapping[str, tuple[str, ...]]
    needs: tuple[tuple[str, ...], ...]
    identity: tuple[str, ...]
    reference: str
    reference_from: tuple[str, ...]
    lines: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, tuple[str, Mapping[str, str]]]
    areas: bool
    wanted: Mapping[str, str]
    once: bool


@cache
def known_columns() -> dict[str, Any]:
    """The data."""
    data: dict[str, Any] = json.loads(asset("registers/columns.json").read_text(encoding="utf-8"))
    return data


@cache
def rules(kind: str) -> Rules:
    """What is known of registers of a kind. Raises ``BadRegister`` where none is taken as such."""
    held = known_columns()["kinds"].get(kind)
    if held is None:
        kinds = ", ".join(known_columns()["kinds"])
        raise BadRegister(
            f"No register is taken in as {kind[:40]!r}.", advice=f"Kinds that can be: {kinds}."
        )
    return Rules(
        columns={name: tuple(words) for name, words in held["columns"].items()},
        needs=tuple(tuple(group) for group in held["needs"]),
        identity=tuple(held["identity"]),
        reference=held.get("reference", ""),
        reference_from=tuple(held.get("reference_from", ())),
        lines={name: tuple(words) for name, words in held.get("lines", {}).items()},
        codes={
            name: (told["from"], dict(told["words"]))
            for name, told in held.get("codes", {}).items()
        },
        areas=bool(held.get("areas")),
        wanted=dict(held.get("wanted", {})),
        once=bool(held.get("once")),
    )


def kinds_taken() -> list[str]:
    """The kinds that registers are taken in as."""
    return list(known_columns()["kinds"])


@cache
def known_names() -> frozenset[str]:
    """Every name of a column that is known for any kind."""
    found = set(known_columns()["area_code"]) | set(known_columns()["area_name"])
    for kind in kinds_taken():
        held = rules(kind)
        for words in (*held.columns.values(), *held.lines.values()):
            found.update(words)
    return frozenset(found)


def plain(text: object) -> str:
    """Letters and digits of a name, in small letters, with one space between words."""
    return _JOINS.sub(" ", str(text or "").casefold()).strip()


def words_of(column: str) -> str:
    """``BusinessName`` as ``Business Name``, ``AddressLine1`` as ``Address Line 1``."""
    column = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    return re.sub(r"(?<=[a-z])(?=[0-9]+$)", " ", column)


def reference_column(kind: str, columns: Columns) -> str:
    """The column that may be the register's own reference for each row; empty for none."""
    held = rules(kind)
    for name in (held.reference, *held.reference_from):
        group = columns.get(name, ())
        if len(group) == 1 and not group[0].startswith(VALUE):
            return group[0]
    return ""


def is_nothing(value: str) -> bool:
    """Whether a cell says that there is no value."""
    return not value or (len(value) <= _LONGEST and value.strip().casefold() in _nothing())


#: Of what says that there is no value, with room for spaces around it.
_LONGEST: Final = 40


@cache
def _nothing() -> frozenset[str]:
    return frozenset(known_columns()["nothing"])


def propose(
    kind: str,
    table: Table,
    sample: Sequence[Sequence[str]],
    said: Mapping[str, str],
    remembered: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Columns, list[str]]:
    """Which columns a field comes from, and what has to be said about that choice.

    Args:
        sample: cells of the first rows.
        said: field to column, as somebody said now; ``-`` for none, ``=value`` for a value that all
            rows have.
        remembered: field to columns, as it was the last time.

    Raises ``BadRegister``: ``said`` names a field or column that is not there, or a column that is
    needed cannot be told.
    """
    held = rules(kind)
    by_plain = {
        plain(words_of(name)): name for name in reversed(table.header) if name != table.border
    }
    columns: Columns = {}
    notes: list[str] = []
    closed: set[str] = set()
    shown = ", ".join(table.header[:20])
    for field, column in said.items():
        if column.startswith(VALUE) and field in KINDS[kind].model_fields:
            columns[field] = (column,)
            continue
        if field not in held.columns:
            fields = ", ".join(held.columns)
            raise BadRegister(f"There is no field {field[:40]!r} to map. Fields: {fields}")
        if column == NOTHING:
            closed.add(field)
            continue
        found = column if column in table.at else by_plain.get(plain(words_of(column)))
        if found is None:
            raise BadRegister(f"The file has no column {column[:40]!r}. Its columns: {shown}")
        columns[field] = (found,)
    columns |= _remembered(held, table, remembered or {}, columns.keys() | closed, notes)
    taken = {column for group in columns.values() for column in group}
    for field, synonyms in held.columns.items():
        if field in columns or field in closed:
            continue
        match = next((by_plain[w] for w in synonyms if by_plain.get(w, "") not in {"", *taken}), "")
        if match:
            columns[field] = (match,)
            taken.add(match)
    for field, synonyms in held.lines.items():
        lines = tuple(by_plain[w] for w in synonyms if w in by_plain and by_plain[w] not in taken)
        if lines and field not in columns and field not in closed:
            columns[field] = lines
    if held.areas:
        notes += _take_area(table, sample, by_plain, columns, closed)
    for group in held.needs:
        if not columns.keys() & set(group):
            _lacking(group, shown)
    order = [*held.columns, *(name for name in columns if name not in held.columns)]
    return {name: columns[name] for name in order if name in columns}, notes


def _lacking(group: Sequence[str], shown: str) -> None:
    if group[0] == "name":
        raise BadRegister(
            f"No column can be taken for the name of the premises. The columns are: {shown}",
            advice="Say which it is with --map name=COLUMN. Nothing was saved.",
        )
    if "postcode" in group:
        raise BadRegister(
            f"No column says where the premises are. The columns are: {shown}",
            advice="Say which it is, such as --map postcode=COLUMN. Nothing was saved.",
        )
    either = " or ".join(group)
    raise BadRegister(
        f"No column can be taken for {either}. The columns are: {shown}",
        advice=f"Say which it is with --map {group[0]}=COLUMN. Nothing was saved.",
    )


def _remembered(
    held: Rules,
    table: Table,
    remembered: Mapping[str, Sequence[str]],
    closed: Iterable[str],
    notes: list[str],
) -> Columns:
    """What was chosen the last time, as far as those columns are still there."""
    found: Columns = {}
    for field, group in remembered.items():
        constant = group[:1] and group[0].startswith(VALUE)
        if (field not in held.columns and not constant) or field in closed:
            continue
        if constant or all(column in table.at for column in group):
            found[field] = tuple(group)
        else:
            gone = ", ".join(column for column in group if column not in table.at)
            notes.append(f"The column {gone} of the last time is not there any more")
    return found


def _take_area(
    table: Table,
    sample: Sequence[Sequence[str]],
    by_plain: Mapping[str, str],
    columns: Columns,
    closed: set[str],
) -> list[str]:
    """``area_code`` may be a ward's or an authority's: the values say, and the report says so."""
    known = known_columns()
    code = next((by_plain[one] for one in known["area_code"] if one in by_plain), None)
    name = next((by_plain[one] for one in known["area_name"] if one in by_plain), None)
    values = [row[table.at[code]] for row in sample] if code else []
    values = [value for value in values if value]
    wards = sum(value.startswith(("E05", "W05", "S13", "N08")) for value in values)
    what = "ward" if values and wards * 2 > len(values) else "authority"
    notes = []
    used = {column for group in columns.values() for column in group}
    for column, part in ((code, "code"), (name, "name")):
        field = f"{what}_{part}"
        if column is None or field in columns or field in closed or column in used:
            continue
        columns[field] = (column,)
        spoken = {"ward": "ward", "authority": "local authority"}[what]
        notes.append(f"{column} is taken for the {part} of the {spoken}, by its values")
    return notes
