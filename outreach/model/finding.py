"""Search as a screen asks it: words, and what to narrow them by; and where the words stand.

The rules that this module enforces:

1. What narrows a search is done by the database, before the window is cut: a filter never hides a
   record that would have fitted.
2. What is shown of a record beside its title is the line in which the words stand, so that one sees
   why it was found. Nothing that was typed is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import from_json

from outreach.model import kinds, search
from outreach.model.fold import ReadModel
from outreach.model.geography import Box
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row

#: Characters that are shown round the first word that was found.
ROUND: Final = 110
#: By its own point, or by that of its hotspot or premises.
_BOX: Final = "{r}latitude BETWEEN ? AND ? AND {r}longitude BETWEEN ? AND ?"
_WITHIN: Final = (
    f"(({_BOX.format(r='r.')}) OR r.place IN (SELECT id FROM record"  # noqa: S608 - of constants
    f" WHERE kind IN ('hotspot', 'premises') AND {_BOX.format(r='')}))"
)
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """``kinds``: any of these, empty: all. ``place``: at this hotspot or premises. ``since_ms``,
    ``until_ms``: when it happened, or was recorded where nobody said. ``within``: in this box."""

    words: str = ""
    kinds: tuple[str, ...] = ()
    place: str | None = None
    since_ms: int | None = None
    until_ms: int | None = None
    within: Box | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; ``hit``: it is what somebody typed."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A record, and the line of it in which the words stand; no pieces where nothing was typed."""

    row: Row
    line: tuple[Piece, ...] = ()


def find(model: ReadModel, asked: Asked, limit: int) -> list[Found]:
    """What fits, newest first, at most ``limit``."""
    expression = search.expression(asked.words)
    if asked.words.strip() and expression is None:
        return []  # signs without a letter
    conditions = ["1"]
    values: list[Any] = []
    if asked.kinds:
        conditions.append(f"r.kind IN ({', '.join('?' * len(asked.kinds))})")
        values += asked.kinds
    if asked.place is not None:
        conditions.append("r.place = ?")
        values.append(asked.place)
    if asked.since_ms is not None:
        conditions.append("r.sort_ms >= ?")
        values.append(asked.since_ms)
    if asked.until_ms is not None:
        conditions.append("r.sort_ms < ?")
        values.append(asked.until_ms)
    if asked.within is not None:
        box = asked.within
        conditions.append(_WITHIN)
        values += [box.south, box.north, box.west, box.east] * 2
    where = " AND ".join(conditions)
    if expression is None:
        # First the window, in an index; then what is shown of it.
        page = (
            f"SELECT r.row FROM record r WHERE {where}"  # noqa: S608 - of constants
            " ORDER BY r.sort_ms DESC, r.row DESC LIMIT ?"
        )
        order, first = "r.sort_ms DESC, r.row DESC", []
    else:
        page = (
            "SELECT r.row FROM search CROSS JOIN record r ON r.row = search.rowid"  # noqa: S608
            f" WHERE search MATCH ? AND {where} ORDER BY search.rowid DESC LIMIT ?"
        )
        order, first = "r.row DESC", [expression]
    sql = (
        f"{LISTED}, r.data FROM ({page}) page CROSS JOIN record r ON r.row = page.row{JOINED}"
        f" ORDER BY {order}"
    )
    with model.lock:
        found = model.connection.execute(sql, (*first, *values, limit)).fetchall()
    words = typed_words(asked.words)
    return [Found(row_of(row[:-1]), _line(row[1], row[-1], words)) for row in found]


def typed_words(typed: str) -> tuple[str, ...]:
    """The words that were typed, as they are compared: small letters, no accents."""
    return tuple(dict.fromkeys(_WORD.findall(_plain(typed[:400]))))[:16]


def _line(kind: str, data: str, words: Sequence[str]) -> tuple[Piece, ...]:
    if not words:
        return ()
    lines = kinds.text(kind, from_json(data)).split("\n")
    scored = ((sum(word in _plain(line) for word in words), -at) for at, line in enumerate(lines))
    best, at = max(scored, default=(0, 0))
    return pieces(lines[-at], words) if best else ()


def pieces(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The part of ``text`` round the first of ``words``, with each of them marked. A word counts
    where a word of the text begins with it."""
    hits = [
        (found.start(), found.start() + len(word))
        for found in _WORD.finditer(text)
        for word in _longest(words, _plain(found[0]))
    ]
    if not hits:
        return (Piece(_cut(text, 0)),)
    start = max(0, hits[0][0] - ROUND // 3)
    if start:  # never in the middle of a word
        start = text.rfind(" ", 0, start) + 1
    end = min(len(text), start + ROUND)
    made: list[Piece] = []
    at = start
    for first, last in hits:
        if last > end:
            break
        if first > at:
            made.append(Piece(text[at:first]))
        made.append(Piece(text[first:last], hit=True))
        at = last
    if at < end:
        made.append(Piece(text[at:end]))
    if start:
        made.insert(0, Piece("…"))
    if end < len(text):
        made.append(Piece("…"))
    return tuple(made)


def _longest(words: Sequence[str], word: str) -> list[str]:
    return sorted((w for w in words if word.startswith(w)), key=len)[-1:]


def _cut(text: str, start: int) -> str:
    return text if len(text) <= ROUND else f"{text[start : start + ROUND].rstrip()}…"


def _plain(text: str) -> str:
    """Small letters without accents, as long as the text was where no letter grows."""
    if text.isascii():
        return text.lower()
    made = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in made if not unicodedata.combining(letter))
