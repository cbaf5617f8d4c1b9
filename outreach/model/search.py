"""Full-text search over the records, newest first.

The rules that this module enforces:

1. What a person types is never search syntax: every word is quoted, all words must occur, and the
   last one may be unfinished once it has three letters.
2. Newest first, because ranking a common word costs a hundred times as much: the row number of a
   record begins with the time it was recorded, so that the index itself is in that order.
3. Spaced codes are found with and without their space: postcodes (OL16 1AB), number plates.
4. A save never pays for tidying: the index merges nothing but small pieces by itself, and is merged
   as a whole (``settle``) after many entries came, or when it is written to a snapshot.
5. The index keeps no text. To take a record out, the very words that went in are given again; they
   are computed from the record's old values.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from typing import Final

from outreach.model.clocks import EARLIEST_MS

_CREATE: Final = (
    "CREATE VIRTUAL TABLE search USING fts5(text, content='', columnsize=0,"
    " tokenize='unicode61 remove_diacritics 2')"
)
_OPTIONS: Final = {
    # Bytes of new words held before they go to the index: large batches fold twice as fast, and
    # what was held as a whole is one piece, with nothing to merge.
    "hashsize": 128 << 20,
    # Every save adds a small piece. To merge a few of them each time costs 10 ms for every 64th
    # save and once in a while 600; to merge them by the hundred costs 10 ms for every 256th.
    "automerge": 0,
    "crisismerge": 256,
}

_ID_BITS: Final = 22
_TIME_BITS: Final = 41

#: A last word that is shorter is taken as it is, and so are the commonest of English. To look for
#: what begins so would read half the index and find half of the records.
PREFIX_FROM: Final = 3
_COMMONEST: Final = """
all and are but did for from had has have her him his how into not off one out over own said she
that the their them then there these they this two was were when where which while who with you
"""
_WHOLE: Final = frozenset(_COMMONEST.split())
_MAX_WORDS: Final = 16
_MAX_WORD: Final = 64

_POSTCODE = re.compile(r"([a-z]{1,2}[0-9][0-9a-z]?)([0-9](?:[a-z]{1,2})?)", re.IGNORECASE)
_PLATE = re.compile(r"([a-z]{2}[0-9]{2})([a-z]{1,3})", re.IGNORECASE)


def create(connection: sqlite3.Connection) -> None:
    """Create the index."""
    connection.execute(_CREATE)
    for option in _OPTIONS.items():
        connection.execute("INSERT INTO search(search, rank) VALUES (?, ?)", option)


def settle(connection: sqlite3.Connection) -> None:
    """Merge the whole index into one piece: half a second for 100,000 records."""
    connection.execute("INSERT INTO search(search) VALUES ('optimize')")


def surrogate(recorded_ms: int, record: str) -> int:
    """The row number that a record should have: when it was recorded (41 bits of milliseconds since
    2020, claims beyond them cut off), then 22 bits of its id."""
    since = min(max(recorded_ms - EARLIEST_MS, 0), (1 << _TIME_BITS) - 1)
    return since << _ID_BITS | int(record[-6:], 16) & ((1 << _ID_BITS) - 1)


def same_time(row: int, other: int) -> bool:
    """Whether two row numbers say the same time."""
    return row >> _ID_BITS == other >> _ID_BITS


def next_row(row: int) -> int:
    """The row number to try when ``row`` is taken: the same time, the next id."""
    mask = (1 << _ID_BITS) - 1
    return (row & ~mask) | (row + 1 & mask)


def add(connection: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Index (row number, text) pairs. In ascending order, or the index flushes at every step."""
    connection.executemany("INSERT INTO search(rowid, text) VALUES (?, ?)", sorted(rows))


def remove(connection: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Take (row number, text) pairs out again; the text must be what went in."""
    connection.executemany(
        "INSERT INTO search(search, rowid, text) VALUES ('delete', ?, ?)", sorted(rows)
    )


def expression(typed: str) -> str | None:
    """What a person typed, as an expression of FTS5; None if there is no word in it."""
    words = [word[:_MAX_WORD] for word in typed.replace("\0", " ").split() if _has_letters(word)]
    del words[_MAX_WORDS:]
    parts: list[str] = []
    at = 0
    while at < len(words):
        pair = words[at : at + 2]
        taken = 2 if tuple(pair) in _splits("".join(pair)) else 1
        at += taken
        parts.append(_term(pair[:taken], last=at == len(words)))
    return " AND ".join(parts) or None


def _term(typed: list[str], *, last: bool) -> str:
    """A word, or two that are one code: in one, and in two wherever the space may be."""
    joined = "".join(typed)
    spaced = [split for split in _splits(joined) if len(typed) == 2 or len(split[1]) > 1]
    either = [_phrase(joined, last=last)]
    either += [_phrase(" ".join(split), last=last and len(split[1]) > 1) for split in spaced]
    return either[0] if len(either) == 1 else f"({' OR '.join(either)})"


def _splits(word: str) -> list[tuple[str, str]]:
    """The halves of what may be a postcode, a number plate, or the beginning of one."""
    found = (_POSTCODE.fullmatch(word), _PLATE.fullmatch(word))
    return [(code[1], code[2]) for code in found if code is not None]


def _phrase(words: str, *, last: bool) -> str:
    quoted = '"' + words.replace('"', '""') + '"'
    ending = re.split(r"[\W_]+", words.rstrip("_"))[-1]
    begins = len(words) >= PREFIX_FROM and len(ending) > 1 and ending.lower() not in _WHOLE
    return f"{quoted}*" if last and begins else quoted


def _has_letters(word: str) -> bool:
    return any(letter.isalnum() for letter in word)
