"""Which column of a register is which field: proposed from names met before, never silently.

The names are data (``assets/registers/columns.json``): case, spaces and joins do not matter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from outreach.assets import asset
from outreach.model.register_files import BadRegister, Table

#: A code of the Office for National Statistics, and what was meant to be one.
GSS = re.compile(r"^[EWSN][0-9]{8}$")
GSS_LIKE = re.compile(r"^[EWSN][0-9]{6,10}$")


@cache
def known_columns() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(asset("registers/columns.json").read_text(encoding="utf-8"))
    return data


def plain(text: object) -> str:
    """Letters and digits of a name, in small letters, with one space between words."""
    return " ".join(re.sub(r"[\W_]+", " ", str(text or "").casefold()).split())


def propose(
    table: Table, mapping: Mapping[str, str]
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Which columns a field comes from, and what has to be said about that choice.

    Raises ``BadRegister``: ``mapping`` names a field or column that is not there, or no column can
    be taken for a name.
    """
    known = known_columns()
    by_plain = {
        plain(_words(column)): column for column in reversed(table.header) if column.strip()
    }
    columns: dict[str, tuple[str, ...]] = {}
    shown = ", ".join(table.header[:20])
    for field, column in mapping.items():
        if field not in known["columns"]:
            fields = ", ".join(known["columns"])
            raise BadRegister(f"There is no field {field[:40]!r} to map. Fields: {fields}")
        found = column if column in table.header else by_plain.get(plain(_words(column)))
        if found is None:
            raise BadRegister(f"The file has no column {column[:40]!r}. Its columns: {shown}")
        columns[field] = (found,)
    taken = {column for group in columns.values() for column in group}
    for field, synonyms in known["columns"].items():
        if field in columns:
            continue
        matches = (
            by_plain[one] for one in synonyms if one in by_plain and by_plain[one] not in taken
        )
        match = next(matches, None)
        if match is not None:
            columns[field] = (match,)
            taken.add(match)
    if "address" not in columns:
        lines = tuple(by_plain[one] for one in known["address_lines"] if one in by_plain)
        if lines:
            columns["address"] = lines
    notes = _take_area(table, by_plain, columns, mapping)
    if "name" not in columns:
        raise BadRegister(
            f"No column can be taken for the name of the premises. The columns are: {shown}",
            advice="Say which it is with --map name=COLUMN. Nothing was saved.",
        )
    if not columns.keys() & {"address", "postcode", "latitude"}:
        raise BadRegister(
            f"No column says where the premises are. The columns are: {shown}",
            advice="Say which it is, such as --map postcode=COLUMN. Nothing was saved.",
        )
    return columns, notes


def _words(column: str) -> str:
    """``BusinessName`` as ``Business Name``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)


def _take_area(
    table: Table,
    by_plain: Mapping[str, str],
    columns: dict[str, tuple[str, ...]],
    mapping: Mapping[str, str],
) -> list[str]:
    """``area_code`` may be a ward's or an authority's: the values say, and the report says so."""
    known = known_columns()
    code = next((by_plain[one] for one in known["area_code"] if one in by_plain), None)
    name = next((by_plain[one] for one in known["area_name"] if one in by_plain), None)
    values = [value for value in table.column(code) if value] if code else []
    wards = sum(value.startswith(("E05", "W05", "S13", "N08")) for value in values)
    what = "ward" if values and wards * 2 > len(values) else "authority"
    notes = []
    for column, part in ((code, "code"), (name, "name")):
        field = f"{what}_{part}"
        if column is None or field in columns or column in mapping.values():
            continue
        columns[field] = (column,)
        notes.append(f"{column} is taken for the {part} of the {_SPOKEN[what]}, by its values")
    return notes


_SPOKEN = {"ward": "ward", "authority": "local authority"}


def code_faults(table: Table, columns: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Columns of area codes whose values are none, used or not."""
    faults = []
    for column in table.header:
        values = [value for value in table.column(column) if not is_nothing(value)]
        if not values or sum(bool(GSS_LIKE.match(value)) for value in values) * 2 < len(values):
            continue
        bad = [value for value in values if not GSS.match(value)]
        if bad:
            example = min(bad)[:12]
            said = f"{column}: {len(bad)} of {len(values)} values are no GSS codes ({example})"
            instead = columns.get("authority_code", ())
            if instead and column not in instead:
                said += f"; {instead[0]} is used instead"
            faults.append(said)
    return faults


def is_nothing(value: str) -> bool:
    return value.strip().casefold() in known_columns()["nothing"]
