"""Bytes as words that people read aloud, write down and type: the English list of BIP-39.

Rules that this module keeps:

- 2,048 words, 11 bits each; the list is frozen (``dictionaries/words.txt``), since words on paper
  outlive every version of this app.
- What is kept on paper carries a checksum (BIP-39: the first bits of its SHA-256), so that a slip
  is noticed before anybody waits for an answer. What is compared aloud has none.
- Reading is forgiving where nothing can be confused: capitals, numbers before words, commas, line
  ends; and four letters are enough, since no two words of the list share their first four.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Final

from sync.errors import InputError

#: What words can stand for: bytes of data -> number of words with their checksum.
LENGTHS: Final = {16: 12, 32: 24}
#: Words that two people compare: 66 bits.
FINGERPRINT_WORDS: Final = 6

_BITS: Final = 11
_ENOUGH: Final = 4
_MAX_TEXT: Final = 4_000
_WORD: Final = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def word_list() -> tuple[str, ...]:
    """The 2,048 words, sorted."""
    raw = files("sync").joinpath("dictionaries", "words.txt").read_text(encoding="ascii")
    return tuple(raw.split())


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    """Every way to write a word -> its number: whole, or cut after its fourth letter or later."""
    found = {
        word[:end]: number
        for number, word in enumerate(word_list())
        for end in range(_ENOUGH, len(word))
    }
    # Whole words last: "able" is itself, and not the beginning of another.
    return found | {word: number for number, word in enumerate(word_list())}


def to_words(data: bytes) -> list[str]:
    """12 words for 16 bytes, 24 for 32; the last one holds the checksum (BIP-39).

    Raises:
        ValueError: another length, a mistake of the caller.
    """
    if len(data) not in LENGTHS:
        raise ValueError("words stand for 16 or 32 bytes")
    return _spelt(
        int.from_bytes(data, "big") << _check_bits(data) | _check(data), LENGTHS[len(data)]
    )


def from_words(text: str) -> bytes:
    """The inverse of :func:`to_words`, for what a person typed: 16 or 32 bytes.

    Raises:
        InputError: which word is not in the list, how many there are, or that the checksum fails.
    """
    if len(text) > _MAX_TEXT:
        raise InputError(
            "This is far more than 24 words. Nothing was changed.",
            advice="Type the words of the sheet only.",
        )
    typed = _WORD.findall(unicodedata.normalize("NFKC", text).lower())
    bits = 0
    for place, word in enumerate(typed, start=1):
        number = _numbers().get(word)
        if number is None:
            raise InputError(
                f"Word {place} is not in the list of words. Nothing was changed.",
                advice="Compare it with the paper: the first four letters are enough.",
            )
        bits = bits << _BITS | number
    size = next((size for size, count in LENGTHS.items() if count == len(typed)), None)
    if size is None:
        raise InputError(
            f"These are {len(typed)} words; there must be 12 or 24. Nothing was changed.",
            advice="Look for a word that was left out or typed twice.",
        )
    check_bits = len(typed) * _BITS - size * 8
    data = (bits >> check_bits).to_bytes(size, "big")
    if bits & ((1 << check_bits) - 1) != _check(data):
        raise InputError(
            "Each word is in the list, but together they do not fit. Nothing was changed.",
            advice="Compare each word with the paper, and their order: one is another than there.",
        )
    return data


def fingerprint(digest: bytes) -> list[str]:
    """Six words for the first 66 bits of a digest, for two people to compare aloud.

    Raises:
        ValueError: not 32 bytes, a mistake of the caller.
    """
    if len(digest) != 32:
        raise ValueError("a fingerprint is of 32 bytes")
    return _spelt(int.from_bytes(digest, "big") >> 256 - FINGERPRINT_WORDS * _BITS)


def passphrase(random: Callable[[int], bytes]) -> str:
    """A new passphrase of six words: 66 random bits, for where there is no system key store.

    ``random(n)`` gives n bytes.
    """
    return " ".join(fingerprint(random(32)))


def _spelt(bits: int, count: int = FINGERPRINT_WORDS) -> list[str]:
    return [word_list()[bits >> _BITS * i & 2047] for i in reversed(range(count))]


def _check_bits(data: bytes) -> int:
    return len(data) * 8 // 32


def _check(data: bytes) -> int:
    """BIP-39's checksum: the first bit of the SHA-256 for every four bytes."""
    return hashlib.sha256(data).digest()[0] >> 8 - _check_bits(data)
