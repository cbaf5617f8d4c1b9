"""Tables of text: any delimiter, the encodings that councils use, and quotation marks that break.

A cell may run over several lines between quotation marks. A mark that somebody forgot would draw
in the rest of the file; so a row ends after :data:`MOST_LINES` lines at the latest, and counts only
if it then has as many cells as there are columns. Else its first line is the damaged row, and
reading goes on with the next line.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from outreach.model.register.columns import known_names, plain, words_of
from outreach.model.register.files import (
    HEADER_WITHIN,
    BadRegister,
    Row,
    Source,
    Table,
    header_of,
    header_row,
)

_DELIMITERS: Final = ",;\t|"
_NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
#: A row with a break inside a cell has no more lines than this, and no more characters.
MOST_LINES: Final = 60
MOST_CHARS: Final = 1 << 17
_BLOCK: Final = 1 << 20
_MARK: Final = "a quotation mark is missing, or one too many; this row is left out"


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8, as Windows-1252: a file put together from two programs."""
    assert isinstance(error, UnicodeDecodeError)
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("register-windows-1252", _windows)


def encoding_of(source: Source) -> tuple[str, str, str]:
    """Codec, what to do with bytes that are none of it, and the encoding in words. Raises
    ``BadRegister``. Reads the whole file, a block at a time."""
    with source.open() as file:
        start = file.read(2000)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _sound(source, "utf-16", "UTF-16")
    if b"\x00" in start:
        # Latin letters in UTF-16 have every other byte nought; which one says the order.
        little = start[1::2].count(0) > start[0::2].count(0)
        codec = "utf-16-le" if little else "utf-16-be"
        return _sound(source, codec, "UTF-16 without a byte order mark")
    marked = start.startswith(b"\xef\xbb\xbf")
    codec = "utf-8-sig" if marked else "utf-8"
    bad, wide = _count_bad(source)
    if not bad:
        return codec, "strict", "UTF-8 with a byte order mark" if marked else "UTF-8"
    if wide > bad:
        said = f"UTF-8, but for {bad:,} characters in Windows-1252"
        return codec, "register-windows-1252", said
    return _sound(source, "cp1252", "Windows-1252")


def _count_bad(source: Source) -> tuple[int, int]:
    """How many bytes are no UTF-8, and how many characters beyond ASCII are some."""
    found = 0

    def count(error: UnicodeError) -> tuple[str, int]:
        nonlocal found
        found += 1
        assert isinstance(error, UnicodeDecodeError)
        return "", error.end

    codecs.register_error("register-count", count)
    decoder = codecs.getincrementaldecoder("utf-8")("register-count")
    wide = 0
    with source.open() as file:
        while block := file.read(_BLOCK):
            if block.isascii():
                continue
            text = decoder.decode(block)
            wide += len(text) - len(text.encode("ascii", "ignore"))
    decoder.decode(b"", final=True)
    return found, wide


def _sound(source: Source, codec: str, said: str) -> tuple[str, str, str]:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        with source.open() as file:
            while block := file.read(_BLOCK):
                if "\x00" in decoder.decode(block):
                    raise BadRegister(_NO_TEXT)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise BadRegister(_NO_TEXT) from None
    return codec, "strict", said


_NO_TEXT: Final = "The file is not text in UTF-8, UTF-16 or Windows-1252."


def open_delimited(source: Source) -> Table:
    """The table in a file of text. Raises ``BadRegister``."""
    codec, errors, encoding = encoding_of(source)

    def lines() -> Iterator[str]:
        with io.TextIOWrapper(source.open(), codec, errors, newline=None) as text:
            while line := text.readline(MOST_CHARS):
                yield line
                while len(line) == MOST_CHARS and not line.endswith("\n"):
                    line = text.readline(MOST_CHARS)  # the rest of a line that is none

    first = _first(lines())
    if not any(map(str.strip, first)):
        raise BadRegister("The file is empty.")
    delimiter = _delimiter(first)
    top = [row for row in _records(iter(first), delimiter, 0) if not row.fault]
    if not top:
        raise BadRegister("The file is empty.")
    place = header_row([row.cells for row in top], known_names())
    above = top[place].number
    header, notes = header_of(top[place].cells)
    if len(header) < 2:
        raise BadRegister("The first row has no column names, or only one.")
    if place:
        notes.append(f"Row {above} names the columns; what stands above it is left aside")
    width = len(header)

    def rows() -> Iterator[Row]:
        for row in _records(lines(), delimiter, width):
            if row.number > above:
                yield row

    if next(rows(), None) is None:
        raise BadRegister("The file has column names and no rows.")
    how = f"{encoding}, with a {_NAMES[delimiter]} between cells"
    at = {name: number for number, name in enumerate(header)}
    return Table("CSV", how, header, rows, tuple(notes), at=at)


def _first(lines: Iterator[str]) -> list[str]:
    """The first lines that say something, and the empty ones between them."""
    found: list[str] = []
    held = 0
    for line in lines:
        found.append(line)
        held += bool(line.strip())
        if held >= HEADER_WITHIN:
            break
    return found


def _delimiter(lines: Sequence[str]) -> str:
    """The one that parts a line into the most names of columns that are known; else the one that
    parts most lines into the most cells."""
    known = known_names()

    def score(mark: str) -> tuple[int, int]:
        parted = [_cells(line, mark) or [] for line in lines if line.strip()]
        hits = max(sum(plain(words_of(cell)) in known for cell in cells) for cells in parted)
        widths = sorted(map(len, parted))
        return hits if hits > 1 else 0, widths[len(widths) // 2]

    return max(_DELIMITERS, key=score)


def _cells(line: str, delimiter: str, *, strict: bool = False) -> list[str] | None:
    """The cells of one row; None where a quotation mark is missing."""
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=strict), [])
    except csv.Error:
        return None


def _records(lines: Iterator[str], delimiter: str, width: int) -> Iterator[Row]:
    """Rows that say something. ``width``: as many cells as they shall have; 0: as there are."""
    number = at = 0
    waiting: list[str] = []
    while True:
        line = waiting.pop() if waiting else next(lines, "")
        if not line:
            return
        at += 1
        number += 1
        lone = '"' not in line
        if lone and not line.strip():
            continue
        taken = 1
        if lone or not line.count('"') % 2:
            cells = _cells(line, delimiter)
        else:
            cells, taken = _over_lines(line, lines, waiting, delimiter, width)
        if cells is None or len(line) >= MOST_CHARS:
            yield Row(number, (), f"line {at:,} of the file: {_MARK}")
            continue
        at += taken - 1
        found = len(cells)
        if not width or found == width:
            if any(map(str.strip, cells)):
                yield Row(number, cells)
        elif any(map(str.strip, cells)):
            more = any(map(str.strip, cells[width:]))
            padded = [*cells[:width], *[""] * (width - found)]
            yield Row(number, padded, ragged=more)


def _over_lines(
    line: str, lines: Iterator[str], waiting: list[str], delimiter: str, width: int
) -> tuple[list[str] | None, int]:
    """The cells of a row whose first line has a mark too few or too many, and its lines. What was
    read ahead and is not part of it goes back to ``waiting``, the next line last."""
    alone = _cells(line, delimiter, strict=True)
    if alone is not None:
        return alone, 1  # a mark in the middle of a word: 12" pizza
    if _ends_well(line, delimiter):
        loose = _cells(line, delimiter)  # "Joe"s Bar", 1 Road
        return (loose if loose and len(loose) == width else None), 1
    ahead: list[str] = []
    text = line
    while len(ahead) < MOST_LINES and len(text) < MOST_CHARS:
        after = waiting.pop() if waiting else next(lines, "")
        if not after:
            break
        ahead.append(after)
        text += after
        if after.count('"') % 2:
            whole = _multi(text, delimiter)
            if whole is not None and (not width or len(whole) == width):
                return whole, 1 + len(ahead)
            break
    waiting.extend(reversed(ahead))
    return None, 1


def _ends_well(line: str, delimiter: str) -> bool:
    """Whether a line that is no row has its marks closed: then no other line mends it."""
    try:
        list(csv.reader((line,), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" not in str(error)
    return True


def _multi(text: str, delimiter: str) -> list[str] | None:
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None
