"""A register's file: what it is by its bytes, and its rows, one at a time, as often as wanted.

The rules that these readers enforce:

1. A file is told by what is in it, never by its name: people save web pages as ``.csv``.
2. Rows are read as they are needed. What a reader holds does not grow with the number of rows
   (of Excel, the table of its words is held: that is bounded by :data:`MOST_SHARED`).
3. Damage stays where it is. A row that cannot be read has its number and why, and the next row is
   read; only where the format allows no next row is the file refused, before anything is saved.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from sync.errors import InputError

#: Larger files are refused: no council's register is near.
MOST_BYTES: Final = 1 << 30
MOST_COLUMNS: Final = 500
MOST_NAME: Final = 120
#: What a zip file may unpack to, and how much of that may be the words of a workbook.
MOST_UNPACKED: Final = 1 << 30
MOST_SHARED: Final = 128 << 20
#: So many rows at the top are looked at for the names of the columns.
HEADER_WITHIN: Final = 30


class BadRegister(InputError):
    """The file cannot be read as a register. Nothing was saved."""

    code = "bad_register"
    advice = (
        "Save it as CSV with one row of column names at the top, in UTF-8 if you are asked. "
        "Nothing was saved."
    )


class Row(NamedTuple):
    """A row as a spreadsheet numbers it, and its cells, as many as there are columns. ``fault``:
    why it could not be read, then its cells mean nothing. ``ragged``: it had more cells."""

    number: int
    cells: Sequence[str]
    fault: str = ""
    ragged: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes are: ``open`` gives them from the beginning, each time. ``size`` in bytes."""

    open: Callable[[], BinaryIO]
    size: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows under named columns. ``format`` and ``how`` say what it was read as; ``notes``
    what was odd about the file as a whole."""

    format: str
    how: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    notes: tuple[str, ...] = ()
    #: GeoJSON with borders: which column holds them.
    border: str = ""
    #: Excel: the sheets that have something on them, and which of them was read.
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    at: dict[str, int] = field(default_factory=dict)


def from_path(path: Path) -> Source:
    """A file on this machine. Raises ``InputError`` where it cannot be read."""
    try:
        size = path.stat().st_size
        path.open("rb").close()
    except OSError as error:
        raise InputError(
            f"The register cannot be read: {error.strerror}. Nothing was saved."
        ) from None
    return Source(lambda: path.open("rb"), size, path.name)


def from_bytes(data: bytes, name: str = "") -> Source:
    """A file that is in memory already."""
    return Source(lambda: io.BytesIO(data), len(data), name)


def open_table(source: Source, *, sheet: str = "") -> Table:
    """What a file holds, as a table. ``sheet``: of a workbook, which one.

    Raises ``BadRegister``: it is no table, in words that say what it is instead.
    """
    from outreach.model.register import delimited, excel, json_rows, xml_rows

    if source.size > MOST_BYTES:
        raise BadRegister(f"The file is larger than {MOST_BYTES >> 20:,} MiB.")
    with source.open() as file:
        start = file.read(4096)
    if not start.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise BadRegister("The file is empty.")
    for mark, said, advice in _OTHER_FILES:
        if start.startswith(mark):
            raise BadRegister(f"This is {said}, not a table.", advice=advice)
    if start.startswith(b"PK\x03\x04"):
        return excel.open_excel(source, sheet)
    if sheet:
        raise BadRegister(
            "Only an Excel file has sheets.", advice="Leave --sheet away. Nothing was saved."
        )
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if _WEB_PAGE.match(text):
        raise BadRegister(
            "This is a web page, whatever its name says.",
            advice="Open it, and download the table itself as CSV. Nothing was saved.",
        )
    if text.startswith(b"<"):
        return xml_rows.open_xml(source)
    if text.startswith((b"{", b"[")):
        return json_rows.open_json(source)
    return delimited.open_delimited(source)


_SAVE_ANEW: Final = "Open it in a spreadsheet and save it as .xlsx or as CSV. Nothing was saved."
_OTHER_FILES: Final = (
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls), or one with a password", _SAVE_ANEW),
    (b"%PDF", "a PDF", "Ask for the register as CSV or Excel. Nothing was saved."),
    (b"{\\rtf", "a document of a word processor", _SAVE_ANEW),
    (b"\x89PNG", "a picture", "Ask for the register as CSV or Excel. Nothing was saved."),
    (b"\xff\xd8\xff", "a picture", "Ask for the register as CSV or Excel. Nothing was saved."),
    (b"\x1f\x8b", "a packed file (gzip)", "Unpack it first. Nothing was saved."),
)
_WEB_PAGE: Final = re.compile(rb"(<!--.*?-->\s*)?(<!doctype html|<html|<head|<body|<table|<meta)")


def header_of(cells: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Column names, each of them once, and what has to be said of them. A column without a name has
    the name of its place. Raises ``BadRegister``."""
    names = [
        " ".join("".join(c if c.isprintable() else " " for c in str(cell)).split())[:MOST_NAME]
        for cell in cells
    ]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise BadRegister(f"The file has more than {MOST_COLUMNS} columns.")
    notes: list[str] = []
    seen: dict[str, int] = {}
    for at, name in enumerate(names):
        if not name:
            name = f"Column {at + 1}"
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            again = f"{name} ({seen[name]})"
            notes.append(f"The column {name[:40]!r} is there twice: the other is called {again!r}")
            name = again
        names[at] = name
    return tuple(names), notes


def header_row(rows: Sequence[Sequence[str]], known: frozenset[str]) -> int:
    """Which of the first rows names the columns: the one with the most names that are known, else
    the first that fills as many cells as most rows do. Titles above it have few cells.

    ``known``: names in small letters, words parted by one space (``columns.plain``)."""
    from outreach.model.register.columns import plain, words_of

    filled = [sum(bool(str(cell).strip()) for cell in row) for row in rows]
    most = max(filled, default=0)
    hits = [sum(plain(words_of(str(cell))) in known for cell in row) for row in rows]
    best = max(hits, default=0)
    if best >= 2:
        return hits.index(best)
    return next((at for at, count in enumerate(filled) if count * 2 > most), 0)
