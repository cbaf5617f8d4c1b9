"""How what was typed may be what somebody is known by: which words it could stand for, and why.

The rules that this module enforces:

1. Each word that a typed one could stand for has every reason for it, and how well it fits from 0
   to 1. The weights are here and nowhere else, and none comes from data about people.
2. Telephone numbers are compared as E.164; four digits or more may be a part of one.
3. A plate fits where both agree in every character that both read: `?` fits any. What is easily
   misread comes after that, one that differs after that, a part that was read last.
4. Handles do not know capitals, signs or accents; a digit that stands for a letter comes after.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz.distance import JaroWinkler

from outreach.model import nicknames, spelling, telephones
from outreach.model.known_by import (
    HANDLE,
    LEET,
    MARK,
    MISREAD,
    NAME,
    REGISTRATION,
    TELEPHONE,
    VOWELLESS,
    bare_handle,
)
from outreach.model.links import LEAST_READ
from outreach.model.registrations import normalise
from outreach.model.spelling import Word
from outreach.model.vocabulary import Vocabulary

#: ``same``; for words: ``spelt`` almost the same, ``sounds`` alike, another ``alphabet``, a
#: ``nickname``, it ``begins`` so, an ``initial``, ``joined`` words, another ``order``, a ``part``
#: of the name, it stands in what was ``described``. For handles: ``digits`` for letters, ``within``
#: a longer one. For numbers and plates: ``within`` too, one is ``different``; for plates ``unread``
#: characters, easily ``misread``.
Why = Literal[
    "same", "spelt", "sounds", "alphabet", "nickname", "begins", "initial", "joined", "order",
    "part", "described", "digits", "within", "different", "unread", "misread",
]  # fmt: skip
#: (sort, text) as ``known_by`` has them.
Key = tuple[int, str]

#: Words that one typed word may stand for, and values that a whole may.
MOST: Final = 120
_MOST_BEGUN: Final = 60
_LEAST_BEGUN: Final = 3
_LEAST_OF_HANDLE: Final = 4
_LEAST_OF_LEET: Final = 6
_LEAST_ALIKE: Final = 0.6
_WHOLE_NUMBER: Final = 9
_PLATE: Final = re.compile(r"[A-Z0-9?]{3,10}")


@dataclass(frozen=True, slots=True)
class Fit:
    """``score`` from 0 to 1; ``said``: how many characters, or which."""

    score: float
    why: tuple[Why, ...]
    said: str = ""


_SAME: Final = Fit(1.0, ("same",))


def word(
    connection: sqlite3.Connection, vocabulary: Vocabulary, typed: Word, *, last: bool
) -> dict[Key, Fit]:
    """The words that a typed word of a name may stand for, the best ones. ``last``: it may be
    unfinished."""
    text = typed.text
    found: dict[Key, Fit] = {}
    if len(text) >= 2:
        _spelt(found, vocabulary, text)
        _sounding(found, connection, text)
        for other in nicknames.others(text):
            _put(found, (NAME, other), Fit(0.84, ("nickname",)))
        _boned(found, connection, typed)
        if last and len(text) >= _LEAST_BEGUN:
            _begun(found, connection, text)
    found[NAME, text] = found[VOWELLESS, text] = _SAME
    if len(text) >= _LEAST_BEGUN:
        for near, distance in vocabulary.near(MARK, text, 1 if len(text) > _LEAST_OF_HANDLE else 0):
            why: tuple[Why, ...] = ("described", "spelt") if distance else ("described",)
            found[MARK, near] = Fit(0.68 - 0.06 * distance, why)
    best = sorted(found.items(), key=lambda one: (-one[1].score, one[0]))
    return dict(best[:MOST])


def joined(text: str) -> dict[Key, Fit]:
    """The same for two words read as one: only where it is that very word."""
    return {(NAME, text): Fit(0.96, ("joined",)), (VOWELLESS, text): Fit(0.96, ("joined",))}


def handle(vocabulary: Vocabulary, typed: str) -> dict[Key, Fit]:
    """The handles that a typed one may stand for."""
    bare = bare_handle(typed)
    if len(bare) < 2:
        return {}
    if len(typed.split()) > 1:  # a name; as a handle it may be written in one, and that is all
        return {(HANDLE, bare): Fit(0.96, ("joined",))}
    found: dict[Key, Fit] = {}
    most = 0 if len(bare) < _LEAST_OF_HANDLE else 1 if len(bare) < 8 else 2
    for text, distance in vocabulary.near(HANDLE, bare, most):
        _put(found, (HANDLE, text), Fit(_by_distance(bare, text, distance), ("spelt",)))
    if len(bare) >= _LEAST_OF_HANDLE:
        spelt = "".join(f"[{_LEET_CLASSES.get(c, re.escape(c))}]" for c in bare.translate(LEET))
        for text in vocabulary.matching(HANDLE, spelt, MOST):
            if len(text) == len(bare):
                _put(found, (HANDLE, text), Fit(0.9, ("digits",)))
            else:
                literal = bare in text
                share = len(bare) / len(text)
                score = 0.62 + 0.26 * share - (0 if literal else 0.05)
                _put(
                    found,
                    (HANDLE, text),
                    Fit(score, ("within",) if literal else ("within", "digits")),
                )
    found[HANDLE, bare] = _SAME
    return _best(found)


def telephone(vocabulary: Vocabulary, typed: str) -> dict[Key, Fit]:
    """The telephone numbers that typed digits may stand for."""
    if not telephones.is_like(typed):
        return {}
    whole, part = telephones.normal(typed), telephones.part_of(typed)
    found: dict[Key, Fit] = {}
    if len(whole) >= _WHOLE_NUMBER:
        for text, distance in vocabulary.near(TELEPHONE, whole, 1):
            found[TELEPHONE, text] = Fit(0.8, ("different",)) if distance else _SAME
    for text in vocabulary.matching(TELEPHONE, re.escape(part), MOST):
        end = 0.04 if text.endswith(part) else 0.0
        fit = Fit(0.6 + 0.3 * len(part) / len(text) + end, ("within",))
        found.setdefault((TELEPHONE, text), _SAME if text == whole else fit)
    return _best(found)


def registration(vocabulary: Vocabulary, typed: str) -> dict[Key, Fit]:
    """The plates that a typed one may stand for; none where it has no digit and no ``?``."""
    mark = normalise(typed)
    read = len(mark) - mark.count("?")
    if not _PLATE.fullmatch(mark) or read < LEAST_READ or not re.search("[0-9?]", mark):
        return {}
    found: dict[Key, Fit] = {}
    pattern = "".join("[^\n]" if c == "?" else f"[?{_MISREAD_CLASSES.get(c, c)}]" for c in mark)
    for text in vocabulary.matching(REGISTRATION, pattern, 4 * MOST):
        fit = plates(mark, text)
        if fit is not None:
            _put(found, (REGISTRATION, text), fit)
    if "?" not in mark and len(mark) >= 5:
        for text, _distance in vocabulary.near(REGISTRATION, mark, 1):
            found.setdefault((REGISTRATION, text), Fit(0.7, ("different",)))
    return _best(found)


def plates(mark: str, other: str) -> Fit | None:
    """How two plates may be one, or the first a part of the second."""
    if mark == other:
        unread = mark.count("?")
        return Fit(0.95, ("unread",), str(unread)) if unread else _SAME
    best: Fit | None = None
    for start in range(len(other) - len(mark) + 1):
        fit = _aligned(mark, other[start : start + len(mark)])
        if fit is None:
            continue
        if len(mark) < len(other):
            lower = fit.score - 0.2 + 0.1 * len(mark) / len(other)
            why: tuple[Why, ...] = ("within", *(w for w in fit.why if w != "same"))
            fit = Fit(lower, why, fit.said)
        if best is None or fit.score > best.score:
            best = fit
    return best


def _aligned(mark: str, other: str) -> Fit | None:
    agree = unread = 0
    misread: list[str] = []
    for one, two in zip(mark, other, strict=True):
        if "?" in (one, two):
            unread += 1
        elif one == two:
            agree += 1
        elif one.translate(MISREAD) == two.translate(MISREAD):
            misread.append(f"{one}/{two}")
        else:
            return None
    if agree < LEAST_READ or len(misread) > 2:
        return None
    score = 1.0 - 0.05 * min(unread, 5) - 0.12 * len(misread)
    if misread:
        return Fit(score, ("misread", "unread") if unread else ("misread",), ", ".join(misread))
    return Fit(score, ("unread",), str(unread)) if unread else _SAME


# -- words -----------------------------------------------------------------------------------------


def _spelt(found: dict[Key, Fit], vocabulary: Vocabulary, text: str) -> None:
    most = 0 if len(text) < 3 else 1 if len(text) < 6 else 2
    for sort in (NAME, VOWELLESS):
        for near, distance in vocabulary.near(sort, text, most):
            _put(found, (sort, near), Fit(_by_distance(text, near, distance), ("spelt",)))


def _by_distance(text: str, near: str, distance: int) -> float:
    if spelling.single(text) == spelling.single(near):
        return 0.97
    return 1.0 - 0.6 * distance / max(len(text), len(near), 4)


_SOUNDING: Final = (
    "SELECT text FROM word WHERE sound <> '' AND sound IN (?, ?) UNION"
    " SELECT text FROM word WHERE sound_too <> '' AND sound_too IN (?, ?)"
)


def _sounding(found: dict[Key, Fit], connection: sqlite3.Connection, text: str) -> None:
    heard = spelling.sounds(text)
    if not heard[0]:
        return
    either = (heard[0], heard[1] or heard[0])
    for (other,) in connection.execute(_SOUNDING, either + either):
        alike = JaroWinkler.similarity(text, other)
        if alike >= _LEAST_ALIKE:
            _put(found, (NAME, other), Fit(0.7 + 0.2 * alike, ("sounds",)))


_BONED: Final = "SELECT sort, text FROM word WHERE bones <> '' AND bones = ? AND sort IN (?, ?)"


def _boned(found: dict[Key, Fit], connection: sqlite3.Connection, typed: Word) -> None:
    """Words of alphabets without vowels, by what is left when all vowels are left out."""
    bones = spelling.bones(typed.text)
    if len(bones) < 2:
        return
    sorts = (NAME, VOWELLESS) if typed.vowelless else (VOWELLESS, VOWELLESS)
    score = 0.9 if len(bones) > 2 else 0.8
    for sort, other in connection.execute(_BONED, (bones, *sorts)):
        _put(found, (sort, other), Fit(score, ("alphabet",)))


_BEGUN: Final = (
    "SELECT text FROM word WHERE sort = ? AND text > ? AND text < ? ORDER BY text LIMIT ?"
)


def _begun(found: dict[Key, Fit], connection: sqlite3.Connection, text: str) -> None:
    for (other,) in connection.execute(_BEGUN, (NAME, text, text + "{", _MOST_BEGUN)):
        _put(found, (NAME, other), Fit(0.7 + 0.25 * len(text) / len(other), ("begins",)))


def _put(found: dict[Key, Fit], key: Key, fit: Fit) -> None:
    """Another reason for a word: the better score counts, both reasons are kept."""
    held = found.get(key)
    if held is None:
        found[key] = fit
        return
    first, second = (fit, held) if fit.score > held.score else (held, fit)
    why = (*first.why, *(w for w in second.why if w not in first.why))
    found[key] = Fit(first.score, why, first.said or second.said)


def _best(found: Mapping[Key, Fit]) -> dict[Key, Fit]:
    return dict(sorted(found.items(), key=lambda one: (-one[1].score, one[0]))[:MOST])


def _classes(table: Mapping[int, int], letters: str) -> dict[str, str]:
    """For the letter that others stand for: all of these, as the inside of a class."""
    found: dict[str, str] = {}
    for letter in letters:
        stands = letter.translate(table)
        found[stands] = found.get(stands, stands) + (letter if letter != stands else "")
    return found


_LEET_CLASSES: Final = _classes(LEET, "01345678") | {"i": "i1l", "l": "l1i"}
_MISREAD_LETTERS: Final = _classes(MISREAD, "OQDILZSGB01256789")
_MISREAD_CLASSES: Final = {letter: group for group in _MISREAD_LETTERS.values() for letter in group}
