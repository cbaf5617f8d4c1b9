"""Words of names as they are compared: however they are spelt, accented, or in whatever alphabet.

The rules that this module enforces:

1. A name is written over into plain letters (anyascii); marks, capitals and signs do not count, an
   apostrophe joins (O'Brien is obrien). What one alphabet writes as one word and another as
   several is split: 王伟 is wang wei.
2. Alphabets that leave vowels out (Arabic, Hebrew, and those of India, whose short a is silent
   here) give words without them; such a word is compared by its ``bones`` only.
3. How a word sounds is Double Metaphone's business (L. Philips, 2000, as the package ``metaphone``
   has it). Nothing here knows a language, a country or a people.
4. Everything is a function of the text alone, so that what was indexed can be taken out again; and
   bounded, so that a hostile text costs no more than a long name. Nothing is kept: a name that was
   compared is not here any more after a lock.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final, NamedTuple

from anyascii import anyascii
from metaphone import doublemetaphone  # type: ignore[import-untyped]

#: Characters of a name that are read, words of it that are compared, letters of a word.
LONGEST: Final = 200
MOST_WORDS: Final = 12
LONGEST_WORD: Final = 40
#: A word that is so short is also read together with its neighbour: al hassan is alhassan.
SHORT: Final = 3

_APOSTROPHES: Final = re.compile(r"['`\u00b4\u2018\u2019\u02b9\u02bb\u02bc\u02be\u02bf]")
_PLAIN: Final = re.compile(r"[a-z0-9]+")
_ASCII_WORD: Final = re.compile(r"[A-Za-z0-9]+")
_TWICE: Final = re.compile(r"(.)\1+")
_ONE_BY_ONE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_VOWELLESS: Final = re.compile(
    r"[\u0590-\u05ff\u0600-\u06ff\u0700-\u074f\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff]"
)
#: Letters that anyascii leaves out, or takes for signs, and that carry a vowel: ain, alif, alef.
_ALIF_LETTER, _ALEF_LETTER = "\u0627", "\u05d0"
_CARRIERS: Final = str.maketrans(
    dict.fromkeys("\u0639\u0622\u0623\u0625", _ALIF_LETTER) | {"\u05e2": _ALEF_LETTER}
)
_ALIF: Final = re.compile(rf"(?<!\w)[{_ALIF_LETTER}{_ALEF_LETTER}]")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SAME_SOUND: Final = (("ph", "f"), ("ck", "k"), ("q", "k"), ("p", "b"), ("v", "b"))
_HARD_C: Final = re.compile(r"c(?!h)")
_SOFT: Final = re.compile(r"(?<=.)[aeiouyw]")
_WEAK_END: Final = re.compile(r"(?<=..)h$")


class Word(NamedTuple):
    """A word of a name. ``vowelless``: its alphabet leaves vowels out."""

    text: str
    vowelless: bool = False


def words(text: str) -> tuple[Word, ...]:
    """The words of a name in plain letters, in their order; none where there is no letter."""
    if text.isascii():
        joined = text[:LONGEST].replace("'", "").replace("`", "").lower()
        found = [Word(word[:LONGEST_WORD]) for word in _PLAIN.findall(joined)]
        return tuple(found[:MOST_WORDS])
    found = []
    for part in unicodedata.normalize("NFKC", text[:LONGEST]).split():
        found += _written_over(_APOSTROPHES.sub("", part))
    return tuple(found[:MOST_WORDS])


def _written_over(part: str) -> list[Word]:
    vowelless = _VOWELLESS.search(part) is not None
    if vowelless:
        part = _ALIF.sub("a", part.translate(_CARRIERS))
    plain = _APOSTROPHES.sub("", anyascii(part))
    if _ONE_BY_ONE.search(part):
        plain = _HUMP.sub(" ", plain)
    found = (word.lower()[:LONGEST_WORD] for word in _ASCII_WORD.findall(plain))
    return [Word(word, vowelless) for word in found]


def other_alphabet(text: str) -> bool:
    """Whether any letter of ``text`` is of another alphabet than the Latin one."""
    return not text.isascii() and any(
        not letter.isascii() and letter.isalpha() and "LATIN" not in unicodedata.name(letter, "")
        for letter in text[:LONGEST]
    )


def single(word: str) -> str:
    """A word with each doubled letter once: ``mohammed`` is ``mohamed``."""
    return _TWICE.sub(r"\1", word)


def bones(word: str) -> str:
    """A word without what alphabets and spellings differ in most: vowels but a first one, doubled
    letters, a last h, and q, p, v, ph for k, b, b, f."""
    for seen, heard in _SAME_SOUND:
        word = word.replace(seen, heard)
    word = _HARD_C.sub("k", word)
    first = "a" if word[:1] in ("a", "e", "i", "o", "u") else word[:1]
    return _TWICE.sub(r"\1", _WEAK_END.sub("", single(_SOFT.sub("", first + word[1:]))))


def sounds(word: str) -> tuple[str, str]:
    """How a word sounds, and how it may sound too (else empty); both empty for a number, or for
    a word of which too little is heard to tell it from others."""
    if not word.isalpha():
        return "", ""
    first, second = doublemetaphone(word)
    return (first if len(first) > 1 else ""), (second if len(second) > 1 else "")


def joined(found: tuple[Word, ...]) -> list[Word]:
    """Neighbours read as one word, where one of them is short."""
    pairs = pairwise(found)
    return [
        Word((one.text + other.text)[:LONGEST_WORD], one.vowelless or other.vowelless)
        for one, other in pairs
        if min(len(one.text), len(other.text)) <= SHORT
    ]
