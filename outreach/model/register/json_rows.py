"""JSON as a table: GeoJSON, the food-hygiene register, or any list of objects in a file.

The rows are the objects of the first list of objects that the file has. What an object holds inside
an object gets both names (``Geocode Latitude``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import ijson  # type: ignore[import-untyped]

from outreach.model.register.files import (
    MOST_COLUMNS,
    BadRegister,
    Row,
    Source,
    Table,
    header_of,
)

#: Columns are those that the first rows name.
_NAMED_BY: Final = 500
_DEEPEST: Final = 6
LATITUDE: Final = "geometry latitude"
LONGITUDE: Final = "geometry longitude"
BORDER: Final = "geometry"
_DAMAGED: Final = "The JSON is broken off or damaged"


def open_json(source: Source) -> Table:
    """The table in a JSON file. Raises ``BadRegister``."""
    prefix = _rows_at(source)
    geographic = prefix == "features.item"
    names: dict[str, None] = {}
    seen = 0
    border = False
    for seen, item in enumerate(_items(source, prefix), 1):
        flat = _flat(item, geographic=geographic)
        border = border or BORDER in flat
        names.update(dict.fromkeys(flat))
        if seen >= _NAMED_BY:
            break
    if not seen or not names:
        raise BadRegister("The file has no rows: its list is empty.")
    if len(names) > MOST_COLUMNS:
        raise BadRegister(f"The file has more than {MOST_COLUMNS} columns.")
    raw = tuple(names)
    header, notes = header_of(raw)

    def rows() -> Iterator[Row]:
        for number, item in enumerate(_items(source, prefix), 1):
            if type(item) is not dict:
                yield Row(number, (), "it is no object; it is left out")
                continue
            flat = _flat(item, geographic=geographic)
            ragged = not flat.keys() <= names.keys()
            yield Row(number, [flat.get(name, "") for name in raw], ragged=ragged)

    at = {name: number for number, name in enumerate(header)}
    said = "GeoJSON" if geographic else "JSON"
    if geographic and _other_grid(source):
        notes.append("It says that its coordinates are not WGS84 degrees: look at the positions")
    return Table(
        said, f"its list “{prefix.removesuffix('.item') or 'of objects'}”", header, rows,
        tuple(notes), border=BORDER if border else "", at=at,
    )  # fmt: skip


def _rows_at(source: Source) -> str:
    """Where the first list of objects is."""
    try:
        with source.open() as file:
            for prefix, event, _value in ijson.parse(_unmarked(file)):
                if event == "start_map" and (prefix == "item" or prefix.endswith(".item")):
                    return str(prefix)
                if prefix.count(".") > _DEEPEST:
                    break
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise BadRegister(f"{_DAMAGED}.") from error
    raise BadRegister("The JSON has no list of objects that could be rows.")


def _items(source: Source, prefix: str) -> Iterator[Any]:
    number = 0
    try:
        with source.open() as file:
            for item in ijson.items(_unmarked(file), prefix, use_float=True):
                number += 1
                yield item
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise BadRegister(f"{_DAMAGED} after row {number:,}.") from error


def _unmarked(file: Any) -> Any:
    """The file behind its byte order mark, if it has one."""
    if file.read(3) != b"\xef\xbb\xbf":
        file.seek(0)
    return file


def _other_grid(source: Source) -> bool:
    """Whether a GeoJSON names another grid than WGS84, as older files do."""
    with source.open() as file:
        start = file.read(4096).decode("utf-8", "replace")
    return '"crs"' in start and not any(one in start for one in ("CRS84", "4326", "WGS84"))


def _flat(item: Any, *, geographic: bool) -> dict[str, str]:
    if type(item) is not dict:
        return {}
    found: dict[str, str] = {}
    if not geographic:
        _into(found, "", item, 0)
        return found
    _into(found, "", item.get("properties") or {}, 0)
    if "id" in item and "id" not in found and type(item["id"]) in (str, int):
        found["id"] = str(item["id"])
    _place(found, item.get("geometry"))
    return found


def _into(found: dict[str, str], name: str, value: Any, depth: int) -> None:
    if isinstance(value, Mapping):
        if depth < _DEEPEST:
            for key, inner in value.items():
                _into(found, f"{name} {key}".strip(), inner, depth + 1)
    elif isinstance(value, list):
        plain = [str(one) for one in value if isinstance(one, str | int | float)]
        found[name] = ", ".join(plain)
    elif value is None:
        found[name] = ""
    elif isinstance(value, bool):
        found[name] = "yes" if value else "no"
    elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        found[name] = str(int(value))
    else:
        found[name] = str(value)


def _place(found: dict[str, str], geometry: Any) -> None:
    """A point as two columns; of borders their middle, and themselves."""
    from outreach.model.register.borders import middle, rings_of

    if type(geometry) is not dict:
        return
    shape, at = geometry.get("type"), geometry.get("coordinates")
    if shape == "Point" and type(at) is list and len(at) >= 2:
        found[LONGITUDE], found[LATITUDE] = str(at[0]), str(at[1])
        return
    rings = rings_of(shape, at)
    if not rings:
        return
    latitude, longitude = middle(rings[0])
    found[LATITUDE], found[LONGITUDE] = f"{latitude:.6f}", f"{longitude:.6f}"
    found[BORDER] = json.dumps(rings, separators=(",", ":"))
