"""The food-hygiene register as the Food Standards Agency publishes it in XML.

    FHRSEstablishment > EstablishmentCollection > EstablishmentDetail > FHRSID, BusinessName, ...

Any other XML whose rows are such elements with values inside goes in as well. What XML can do
besides (entities, outside documents) is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from outreach.model.register.files import MOST_COLUMNS, BadRegister, Row, Source, Table, header_of

_ROW: Final = "EstablishmentDetail"
_NAMED_BY: Final = 500


def open_xml(source: Source) -> Table:
    """The table in an XML file. Raises ``BadRegister``."""
    row = _row_element(source)
    names: dict[str, None] = {}
    for number, flat in enumerate(_flat_rows(source, row), 1):
        names.update(dict.fromkeys(flat))
        if number >= _NAMED_BY:
            break
    if not names:
        raise BadRegister("The XML has no rows.")
    if len(names) > MOST_COLUMNS:
        raise BadRegister(f"The file has more than {MOST_COLUMNS} columns.")
    raw = tuple(names)
    header, notes = header_of(raw)

    def rows() -> Iterator[Row]:
        for number, flat in enumerate(_flat_rows(source, row), 1):
            ragged = not flat.keys() <= names.keys()
            yield Row(number, [flat.get(name, "") for name in raw], ragged=ragged)

    at = {name: number for number, name in enumerate(header)}
    said = "the food-hygiene register (XML)" if row == _ROW else "XML"
    return Table(said, f"its elements “{row}”", header, rows, tuple(notes), at=at)


def _row_element(source: Source) -> str:
    """The element that is a row: the register's own, else the first whose parent has two of it and
    that holds values by name."""
    counts: dict[tuple[str, ...], int] = {}
    path: list[str] = []
    filled: dict[str, int] = {}
    for at, (event, element) in enumerate(_events(source)):
        if event == "start":
            path.append(_name(element))
            if path[-1] == _ROW:
                return _ROW
            continue
        counts[tuple(path)] = counts.get(tuple(path), 0) + 1
        filled[path[-1]] = max(filled.get(path[-1], 0), len(element))
        if counts[tuple(path)] == 2 and filled[path[-1]] >= 2:
            return path[-1]
        path.pop()
        if at > 100_000:
            break
    raise BadRegister(
        "The XML is not the food-hygiene register, and has no rows that repeat.",
        advice="Take the register from the Food Standards Agency's open data. Nothing was saved.",
    )


def _flat_rows(source: Source, row: str) -> Iterator[dict[str, str]]:
    inside = 0
    parents: list[Any] = []
    for event, element in _events(source):
        named = _name(element) == row
        if event == "start":
            inside += named
            parents.append(element)
            continue
        parents.pop()
        if named:
            inside -= 1
            found: dict[str, str] = {}
            for child in element:
                _into(found, "", child)
            yield found
        if not inside:
            element.clear()
            if parents:  # else the root would hold an empty element for every row
                parents[-1].clear()


def _into(found: dict[str, str], before: str, element: Any) -> None:
    name = f"{before} {_name(element)}".strip()
    if len(element):
        for child in element:
            _into(found, name, child)
    else:
        found[name] = (element.text or "").strip()


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _events(source: Source) -> Iterator[tuple[str, Any]]:
    try:
        with source.open() as file:
            yield from iterparse(file, events=("start", "end"), forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadRegister(
            "The XML asks for other documents or makes text out of itself: it was not read."
        ) from error
    except (ParseError, UnicodeDecodeError, ValueError, LookupError) as error:
        raise BadRegister("The XML is broken off or damaged.") from error
