"""Excel workbooks: a sheet of one, its numbers and days as they are written there.

A cell of a workbook takes twenty times as long to read as one of CSV. So a sheet is read once, and
its rows are kept packed, in memory: some 30 bytes of a row of 150.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from pydantic_core import from_json, to_json

from outreach.model.register.columns import known_names
from outreach.model.register.files import (
    HEADER_WITHIN,
    MOST_COLUMNS,
    MOST_SHARED,
    MOST_UNPACKED,
    BadRegister,
    Row,
    Source,
    Table,
    header_of,
    header_row,
)

#: Rows that are packed together, and what all of a sheet may come to.
_TOGETHER: Final = 500
MOST_PACKED: Final = 256 << 20
_SHARED: Final = "xl/sharedStrings.xml"
_DAMAGED: Final = "The Excel file is damaged, or has a password."


def open_excel(source: Source, wanted: str) -> Table:
    """The table on a sheet: the one that is ``wanted``, else the one with the most known names of
    columns. Raises ``BadRegister``."""
    _check(source)
    tops = {name: top for name, top in _tops(source).items() if any(map(_says, top))}
    if not tops:
        raise BadRegister("The workbook has no sheet with something in it.")
    sheets = ", ".join(f"“{name}”" for name in tops)
    if wanted and wanted not in tops:
        raise BadRegister(
            f"The workbook has no sheet “{wanted[:40]}”. It has: {sheets}.",
            advice="Name one with --sheet. Nothing was saved.",
        )
    known = known_names()
    sheet = wanted or max(tops, key=lambda name: _score(tops[name], known))
    top = tops[sheet]
    place = header_row(top, known)
    header, notes = header_of(top[place])
    if len(header) < 2:
        raise BadRegister(f"The sheet “{sheet}” has no column names, or only one.")
    if place:
        notes.append(f"Row {place + 1} names the columns; what stands above it is left aside")
    if len(tops) > 1:
        others = ", ".join(f"“{name}”" for name in tops if name != sheet)
        notes.append(f"Only the sheet “{sheet}” was read; there are others: {others}")
    width = len(header)

    packed = _Packed()
    for number, cells in _sheet(source, sheet):
        if number > place + 1 and _says(cells):
            packed.add(number, cells)
    packed.close()

    def rows() -> Iterator[Row]:
        for number, cells in packed.rows():
            ragged = any(cells[width:])
            yield Row(number, [*cells[:width], *[""] * (width - len(cells))], ragged=ragged)

    if next(rows(), None) is None:
        raise BadRegister(f"The sheet “{sheet}” has column names and no rows.")
    at = {name: number for number, name in enumerate(header)}
    return Table(
        "Excel", f"the sheet “{sheet}”", header, rows, tuple(notes),
        sheets=tuple(tops), sheet=sheet, at=at,
    )  # fmt: skip


class _Packed:
    """Rows in memory, compressed, some hundreds together."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._open: list[tuple[int, list[str]]] = []
        self._size = 0

    def add(self, number: int, cells: list[str]) -> None:
        """One more. Raises ``BadRegister`` where it is more than a register can be."""
        self._open.append((number, cells))
        if len(self._open) >= _TOGETHER:
            self.close()

    def close(self) -> None:
        """Pack what is not packed yet."""
        if self._open:
            block = zlib.compress(to_json(self._open), 1)
            self._size += len(block)
            self._blocks.append(block)
            self._open = []
        if self._size > MOST_PACKED:
            raise BadRegister("The sheet has more on it than a register can have.")

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """All of them, in order."""
        for block in self._blocks:
            yield from from_json(zlib.decompress(block))


def _check(source: Source) -> None:
    """Whether it is a workbook, and unpacks to no more than is sensible. A bomb is not unpacked:
    what the parts say of their sizes is looked at, and no part gives more than it says."""
    try:
        with source.open() as file, zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise BadRegister(
                    "This is a zip file, or a document of another program, not an Excel workbook.",
                    advice="Unpack it and choose the table inside. Nothing was saved.",
                )
            if any(part.flag_bits & 1 for part in parts):
                raise BadRegister(_DAMAGED)
            unpacked = sum(part.file_size for part in parts)
            packed_size = sum(part.compress_size for part in parts)
            shared = sum(part.file_size for part in parts if part.filename == _SHARED)
            bomb = unpacked > 10 << 20 and unpacked > 200 * max(packed_size, 1)
            if bomb or unpacked > MOST_UNPACKED or shared > MOST_SHARED or len(parts) > 10_000:
                raise BadRegister(
                    "The Excel file would unpack to more than a register can be: it was not "
                    "opened.",
                    advice="Save the one sheet that you need as CSV. Nothing was saved.",
                )
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, NotImplementedError) as error:
        raise BadRegister(_DAMAGED) from error


def _workbook(file: Any) -> Any:
    import openpyxl  # type: ignore[import-untyped]
    from openpyxl.utils.exceptions import (  # type: ignore[import-untyped]
        InvalidFileException,
    )

    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except (
        InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError,
        AttributeError, OSError,
    ) as error:  # fmt: skip
        # What a damaged workbook makes of its parts, the library does not say in one type.
        raise BadRegister(_DAMAGED) from error


def _tops(source: Source) -> dict[str, list[list[str]]]:
    """The first rows of every sheet that has rows."""
    found: dict[str, list[list[str]]] = {}
    with source.open() as file:
        book = _workbook(file)
        try:
            for sheet in book.worksheets:
                rows = found.setdefault(sheet.title, [])
                for cells in _cells_of(sheet):
                    rows.append(cells)
                    if len(rows) >= HEADER_WITHIN:
                        break
        finally:
            book.close()
    return found


def _sheet(source: Source, name: str) -> Iterator[tuple[int, list[str]]]:
    with source.open() as file:
        book = _workbook(file)
        try:
            yield from enumerate(_cells_of(book[name]), 1)
        finally:
            book.close()


def _cells_of(sheet: Any) -> Iterator[list[str]]:
    from xml.etree.ElementTree import ParseError

    sheet.reset_dimensions()  # what a sheet says of its size is often wrong
    try:
        for values in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
            yield [_written(value) for value in values]
    except (ParseError, zipfile.BadZipFile, ValueError, KeyError, EOFError) as error:
        raise BadRegister(_DAMAGED) from error


def _written(value: Any) -> str:
    """A cell as somebody reads it: a day without a time, a number without a point it has not."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        day = value.date().isoformat()
        return day if value.time() == time() else f"{day} {value:%H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _says(cells: Sequence[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _score(top: Sequence[Sequence[str]], known: frozenset[str]) -> tuple[int, int]:
    from outreach.model.register.columns import plain, words_of

    hits = max((sum(plain(words_of(c)) in known for c in row) for row in top), default=0)
    return hits, len(top)
