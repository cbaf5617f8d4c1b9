"""A table from the bytes of a file: any delimiter, the encodings that councils use, said aloud."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sync.errors import InputError

_DELIMITERS = ",;\t|"
_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_MOST_BYTES = 256 * 1024 * 1024
_MOST_COLUMNS = 500


class BadRegister(InputError):
    """The file cannot be read as a register of premises. Nothing was saved."""

    code = "bad_register"
    advice = (
        "Save it as CSV with one row of column names at the top, in UTF-8 if you are asked. "
        "Nothing was saved."
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are columns, and what was found out about the file."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    #: Row numbers as a spreadsheet shows them: the header is 1, empty rows count.
    numbers: tuple[int, ...]
    #: Numbers of rows with more cells than columns.
    ragged: tuple[int, ...]
    at: dict[str, int] = field(default_factory=dict)

    def numbered(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Each row with its number."""
        return zip(self.numbers, self.rows, strict=True)

    def column(self, name: str | None) -> list[str]:
        """All values of one column, in order; none for None."""
        if name is None:
            return []
        at = self.at[name]
        return [row[at] for row in self.rows]


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding. Raises ``BadRegister``."""
    if len(data) > _MOST_BYTES:
        raise BadRegister(f"The file is larger than {_MOST_BYTES >> 20} MiB.")
    for mark, name in _OTHER_FILES:
        if data.startswith(mark):
            raise BadRegister(f"This is {name}, not a CSV file.")
    tries: list[tuple[str, str]] = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = [("utf-16", "UTF-16")]
    elif data.startswith(b"\xef\xbb\xbf"):
        tries = [("utf-8-sig", "UTF-8 with a byte order mark")]
    elif b"\x00" in data[:2000]:
        # Latin letters in UTF-16 have every other byte nought; which one says the order.
        little = data[1:2000:2].count(0) > data[0:2000:2].count(0)
        tries = [("utf-16-le" if little else "utf-16-be", "UTF-16 without a byte order mark")]
    else:
        tries = [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")]
    for codec, name in tries:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text, name
    raise BadRegister("The file is not text in UTF-8, UTF-16 or Windows-1252.")


_OTHER_FILES = (
    (b"PK\x03\x04", "an Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"),
    (b"%PDF", "a PDF"),
    (b"<?xml", "an XML file"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"{", "a JSON file"),
)


def open_table(data: bytes) -> Table:
    """The table in the bytes of a CSV file. Raises ``BadRegister``."""
    text, encoding = decode(data)
    if not text.strip():
        raise BadRegister("The file is empty.")
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    ragged: list[int] = []
    try:
        for number, cells in enumerate(reader, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _header(cells)
                continue
            if len(cells) > len(header):
                ragged.append(number)
            padded = (*cells[: len(header)], *[""] * (len(header) - len(cells)))
            rows.append(padded)
            numbers.append(number)
    except csv.Error as error:
        raise BadRegister(
            f"Row {len(rows) + 2} cannot be read: a quotation mark may be missing."
        ) from error
    if len(header) < 2:
        raise BadRegister("The first row has no column names, or only one.")
    if not rows:
        raise BadRegister("The file has column names and no rows.")
    at = {name: place for place, name in enumerate(header)}
    return Table(
        encoding,
        _DELIMITER_NAMES[delimiter],
        header,
        tuple(rows),
        tuple(numbers),
        tuple(ragged),
        at,
    )


def _delimiter(text: str) -> str:
    """The one that parts the first line into the most cells."""
    line = next(line for line in text.splitlines() if line.strip())
    counts = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: counts[mark])


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    """Column names, each of them once. Raises ``BadRegister``."""
    names = tuple(cell.strip() for cell in cells)
    while names and not names[-1]:
        names = names[:-1]
    twice = [name for name, count in Counter(names).items() if count > 1 and name]
    if twice:
        raise BadRegister(f"The column {twice[0][:40]!r} is there twice.")
    if len(names) > _MOST_COLUMNS:
        raise BadRegister(f"The file has more than {_MOST_COLUMNS} columns.")
    return names
