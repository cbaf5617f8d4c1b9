"""What in a text may lead to somebody: names and numbers, marked for whoever reads it.

The rules that this module enforces:

1. *Certain* are words that stand in a field of these records that is never told (a name, a plate,
   an address), numbers of three digits and more, dates, times, postcodes, addresses and handles of
   the internet. *Perhaps* is every other word with a capital letter inside a sentence.
2. It finds what it can, and proves nothing: a person reads every text all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from anyascii import anyascii

_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
#: Numbers, dates, times, postcodes, plates; and what leads to somebody on the internet.
_NUMBER: Final = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|@[\w.]{2,}|#\w{2,}"
    r"|\b[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s?[0-9][A-Za-z]{2}\b"
    r"|\b[A-Za-z]{2}[0-9?]{2}\s?[A-Za-z?]{3}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)\b"
    r"|\+?\d(?:[\d\s().:/-]*\d){2,}"
    r"|\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}\s?[ap]\.?m\b"
)
_LEAST: Final = 3
_SENTENCE: Final = re.compile(r"(?:^|[.!?:\n]\s*[\"'\u201c\u2018(]*)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text, from ``start`` up to ``end``."""

    start: int
    end: int
    certain: bool


def words_in(values: Iterable[Any], without: frozenset[str] = frozenset()) -> frozenset[str]:
    """The words of values that are never told, as :func:`found_in` compares them. ``without``:
    those that stand in many of them and say nothing by themselves."""
    found: set[str] = set()
    for value in values:
        for text in _texts(value):
            found |= {plain(word) for word in _WORD.findall(text) if len(word) >= _LEAST}
    return frozenset(found - without)


def found_in(text: str, names: frozenset[str], usual: frozenset[str] = frozenset()) -> list[Found]:
    """What may lead to somebody, in order, none within another.

    Args:
        names: words that are certain however they are written. usual: words of places and things,
            which are certain with a capital letter or a digit only.
    """
    found = [Found(one.start(), one.end(), certain=True) for one in _NUMBER.finditer(text)]
    for one in _WORD.finditer(text):
        word = one.group()
        bare = plain(word)
        parts = [bare, *(plain(part) for part in re.split(r"['\u2019-]", word) if part)]
        capital = word[:1].isupper() or any(c.isdigit() for c in word)
        known = any(part in names for part in parts)
        if known or (capital and any(part in usual for part in parts)):
            found.append(Found(one.start(), one.end(), certain=True))
        elif capital and len(word) > 1 and not _SENTENCE.search(text[: one.start()]):
            found.append(Found(one.start(), one.end(), certain=False))
    found.sort(key=lambda f: (f.start, -f.end))
    kept: list[Found] = []
    for one_found in found:
        if not kept or one_found.start >= kept[-1].end:
            kept.append(one_found)
    return kept


def plain(word: str) -> str:
    """Small letters of the Latin alphabet, no accents: as people type a name they have heard."""
    return anyascii(word).casefold()


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict) and "unknown" not in value:
        for one in value.values():
            yield from _texts(one)
