"""Whom what was typed may mean: by names however they are spelt, by numbers, plates, handles.

The rules that this module enforces:

1. Every result says whose record it is, the very name that fits, every reason, and how well from 0
   to 1. It is a candidate and never a match: nothing is merged and nothing is decided here.
2. One result for whoever it is, however many names they have. A record that stands for somebody
   (another name, a link) leads to the person, where this device holds the person's record; records
   that two people said are one lead to the one that leads them (``merging``).
3. What was withdrawn comes last, and says so.
4. Neither ethnicity nor sex takes part, nor what a person is to a case: only what they are known by
   and what was typed (``known_by``). Rare words count for more than common ones.
5. What was typed is never a pattern, a command or a question to the database; it is bounded, and so
   is the work that it can cause.
"""

from __future__ import annotations

import heapq
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from math import log
from typing import Final

from pydantic_core import from_json

from outreach.model import fits, known_by, spelling
from outreach.model.fits import Fit, Key, Why
from outreach.model.fold import ReadModel
from outreach.model.known_by import Known, Sort
from outreach.model.laid_against import Typed, fit_of
from outreach.model.links import MARK
from outreach.model.merging import leads_of
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.registrations import format_class
from outreach.model.rows import Row
from outreach.model.spelling import Word
from outreach.model.vocabulary import Vocabulary

#: Results that are given unless said otherwise; what fits worse than this is not worth a line.
MOST: Final = 30
LEAST: Final = 0.5
#: Records that are looked at closely; records that are counted for one typed word.
_LOOKED_AT: Final = 120
_COUNTED: Final = 12_000
#: Of a number or a plate that is everybody's: how many subjects are looked at.
_EACH: Final = 40
_MOST_TYPED: Final = 6
_UNHEARD: Final = 0.2
#: A word of so many letters that nobody has may be two without a space between them.
_TWO_IN_ONE: Final = 6
_LIKE_ONE: Final = 0.8
#: What fits nothing on the road, or nearly anything.
_NO_FORMAT: Final = ("foreign", "dateless")
_NUMBER: Final = re.compile(r"\+?[\d(][\d\s()./-]{2,}\d")

_POSTINGS: Final = "SELECT subject, row FROM known WHERE word = ? LIMIT ?"
_FEWEST: Final = (
    "SELECT subject, min(row) FROM known WHERE word = ? GROUP BY words, subject LIMIT ?"
)
_ID: Final = "SELECT id FROM word WHERE sort = ? AND text = ?"
_RECORDS: Final = (
    "SELECT row, id, kind, data, withdrawn FROM record"
    " WHERE row IN (SELECT value FROM json_each(?))"
)
_SHOWN: Final = (  # of constants
    f"{LISTED} FROM record r{JOINED} WHERE r.id IN (SELECT value FROM json_each(?))"  # noqa: S608
)

_VEHICLE: Final = (
    "SELECT r.id FROM link l CROSS JOIN record r ON r.row = l.row"
    " WHERE l.key = ? AND r.kind = 'vehicle' ORDER BY r.withdrawn, r.row DESC LIMIT 1"
)

#: (subject, row): whose, and by which record.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody or something that may be meant.

    Attributes:
        row: the record to open; a person's own where a name of theirs fits.
        sort, matched: the very name, number, plate or description, as it was written.
        why: every reason, the chief one first; ``said``: how many characters, or which.
        score: 0 to 1.
        by: the record in which ``matched`` stands: ``row``'s, or that of another name of theirs.
        withdrawn: that record, or the one to open, was withdrawn.
    """

    row: Row
    sort: Sort
    matched: str
    why: tuple[Why, ...]
    said: str
    score: float
    by: str
    withdrawn: bool


@dataclass(slots=True)
class _Found:
    """The best of what a subject is known by; ``record``: where it stands."""

    record: str
    one: Known
    fit: Fit
    withdrawn: bool
    row: int

    @property
    def rank(self) -> tuple[bool, float, int]:
        """What stands before what was withdrawn, then what fits better, then what is newer."""
        return (not self.withdrawn, self.fit.score, self.row)


def alike(
    model: ReadModel,
    text: str,
    *,
    most: int = MOST,
    kinds: Iterable[str] | None = None,
    least: float = LEAST,
) -> list[Alike]:
    """Whom ``text`` may mean, the likeliest first; what was withdrawn last.

    Args:
        text: a name or several words of one, a handle, a telephone number or four digits of it, a
            plate with ``?`` for what was not read; or several of these.
        kinds: only records of these kinds; None: all.
    """
    with model.lock:
        connection = model.connection
        model.vocabulary.refresh(connection)
        typed = _read(connection, model, text[: spelling.LONGEST])
        places = _places(connection, typed)
        best = _best(connection, typed, places)
        ranked = sorted(best.items(), key=lambda one: one[1].rank, reverse=True)
        fitting = [(subject, one) for subject, one in ranked if one.fit.score >= least]
        found = _shown(connection, fitting, most, None if kinds is None else frozenset(kinds))
        return _as_one(model, found)


# -- what was typed --------------------------------------------------------------------------------


def _read(connection: sqlite3.Connection, model: ReadModel, text: str) -> Typed:
    vocabulary = model.vocabulary
    typed = Typed(text.strip())
    rest = typed.text
    for number in _NUMBER.findall(rest):
        found = fits.telephone(vocabulary, number)
        if found:
            typed.wholes |= found
            rest = rest.replace(number, " ")
    parts = rest.split()[:_MOST_TYPED]
    typed.wholes |= _plates(vocabulary, parts)
    for part in dict.fromkeys((rest, *(p for p in parts if known_by.is_handle(p)))):
        typed.wholes |= fits.handle(vocabulary, part)
    words = spelling.words(rest)[:_MOST_TYPED]
    if not words:
        return typed
    unfinished = rest[-1:].isalnum()
    whole: list[Word] = []
    for at, one in enumerate(words):
        last = unfinished and at == len(words) - 1
        fitting = fits.word(connection, vocabulary, one, last=last)
        parts_of = _taken_apart(connection, one, fitting)
        if len(parts_of) > 1:
            typed.each += [fits.word(connection, vocabulary, half, last=False) for half in parts_of]
        else:
            typed.each.append(fitting)
        whole += parts_of
    typed.words = words = tuple(whole)
    for at, (one, other) in enumerate(pairwise(words)):
        typed.pairs[at] = fits.joined((one.text + other.text)[: spelling.LONGEST_WORD])
    return typed


def _taken_apart(
    connection: sqlite3.Connection, word: Word, fitting: Mapping[Key, Fit]
) -> list[Word]:
    """A word that nobody has, nor one like it, as two that somebody has: a space was left out."""

    def held(text: str) -> bool:
        return connection.execute(_ID, (known_by.NAME, text)).fetchone() is not None

    text = word.text
    if len(text) < _TWO_IN_ONE or held(text):
        return [word]
    if any(fit.score >= _LIKE_ONE and key[1] != text for key, fit in fitting.items()):
        return [word]
    halves = [(text[:at], text[at:]) for at in range(3, len(text) - 2)]
    both = [pair for pair in halves if held(pair[0]) and held(pair[1])]
    # The more even the halves, the less likely by chance.
    best = min(both, key=lambda pair: abs(len(pair[0]) - len(pair[1])), default=None)
    return [word] if best is None else [Word(half, word.vowelless) for half in best]


def _plates(vocabulary: Vocabulary, parts: Sequence[str]) -> dict[Key, Fit]:
    """Plates among words: two that together look like one or are one, or one by itself."""
    found: dict[Key, Fit] = {}
    at = 0
    while at < len(parts):
        pair = "".join(parts[at : at + 2]) if at + 1 < len(parts) else ""
        fitting = fits.registration(vocabulary, pair)
        together = bool(fitting) or (pair != "" and format_class(pair) not in _NO_FORMAT)
        found |= fitting if together else fits.registration(vocabulary, parts[at])
        at += 2 if together else 1
    return found


# -- where it may stand ----------------------------------------------------------------------------


def _places(connection: sqlite3.Connection, typed: Typed) -> set[Place]:
    """The records that are worth a closer look."""
    found: set[Place] = set()
    for key in typed.wholes:
        found.update(_fewest(connection, key, _EACH))
        if len(found) > _LOOKED_AT:
            break
    for pair in typed.pairs.values():
        for key in pair:
            found.update(_fewest(connection, key, _EACH))
    telling = [at for at, one in enumerate(typed.words) if len(one.text) > 1]
    if typed.words and not telling:
        telling = [0]  # nothing but letters: the first one, as a name
    typed.weights = [0.5] * len(typed.words)
    if len(telling) == 1:
        typed.weights[telling[0]] = 1.0
        found.update(_of_one(connection, typed.each[telling[0]], _LOOKED_AT))
    elif telling:
        found.update(_of_several(connection, typed, telling))
    return found


def _of_one(connection: sqlite3.Connection, word: Mapping[Key, Fit], most: int) -> set[Place]:
    """For one word: the best words that it may stand for, in the shortest names first."""
    found: dict[int, Place] = {}
    for key in word:
        for subject, row in _fewest(connection, key, most):
            found.setdefault(subject, (subject, row))
        if len(found) >= most:
            break
    return set(found.values())


def _of_several(connection: sqlite3.Connection, typed: Typed, telling: Sequence[int]) -> set[Place]:
    """For several words: records that two of them are in, and some that the rarest one is in."""
    counted: dict[int, dict[Place, float]] = {}
    for at in telling:
        counted[at] = _counted(connection, typed.each[at], 2 * _COUNTED // len(telling))
        # A word that nobody has is a slip more often than a name.
        typed.weights[at] = 1 / (1 + log(1 + len(counted[at]))) if counted[at] else _UNHEARD
    several: set[Place] = set()
    for one, other in combinations(telling, 2):
        several |= counted[one].keys() & counted[other].keys()
    scores: dict[int, tuple[float, Place]] = {}
    for place in several:
        score = sum(typed.weights[at] * counted[at].get(place, 0.0) for at in telling)
        held = scores.get(place[0])
        if held is None or (score, place) > held:
            scores[place[0]] = score, place
    found = {place for _score, place in heapq.nlargest(_LOOKED_AT, scores.values())}
    rarest = min(telling, key=lambda at: len(counted[at]) or _COUNTED + 1)
    return found | _of_one(connection, typed.each[rarest], _EACH)


def _counted(
    connection: sqlite3.Connection, word: Mapping[Key, Fit], left: int
) -> dict[Place, float]:
    """Every record that a word may stand in, with how well; of very many those that fit best."""
    taken: list[tuple[float, list[Place]]] = []
    for key, fit in word.items():
        known = connection.execute(_ID, key).fetchone()
        if known is not None and left > 0:
            places = connection.execute(_POSTINGS, (known[0], left)).fetchall()
            taken.append((fit.score, places))
            left -= len(places)
    found: dict[Place, float] = {}
    for score, places in reversed(taken):  # the best comes last, and stays
        found.update(dict.fromkeys(places, score))
    return found


def _fewest(connection: sqlite3.Connection, key: Key, most: int) -> list[Place]:
    known = connection.execute(_ID, key).fetchone()
    return [] if known is None else connection.execute(_FEWEST, (known[0], most)).fetchall()


# -- how well it fits ------------------------------------------------------------------------------


def _best(
    connection: sqlite3.Connection, typed: Typed, places: Iterable[Place]
) -> dict[str, _Found]:
    """Subject -> the best of what they are known by; a second sort that fits too speaks for it."""
    found: dict[str, _Found] = {}
    sorts: dict[str, set[Sort]] = {}
    rows = json.dumps(sorted({row for _subject, row in places}))
    for row, record, kind, data, withdrawn in connection.execute(_RECORDS, (rows,)):
        fields = from_json(data)
        subject = known_by.subject(kind, record, fields)
        for one in known_by.known_by(kind, fields):
            fit = fit_of(typed, one)
            if fit is None or fit.score < LEAST / 2:
                continue
            sorts.setdefault(subject, set()).add(one.sort)
            new = _Found(record, one, fit, bool(withdrawn), row)
            if subject not in found or new.rank > found[subject].rank:
                found[subject] = new
    for subject, held in found.items():
        if len(sorts[subject] - {"handle"}) > 1 and held.fit.score < 1:
            score = held.fit.score + (1 - held.fit.score) / 3
            held.fit = Fit(score, held.fit.why, held.fit.said)
    return found


# -- what is shown ---------------------------------------------------------------------------------


def _shown(
    connection: sqlite3.Connection,
    ranked: Sequence[tuple[str, _Found]],
    most: int,
    wanted: frozenset[str] | None,
) -> list[Alike]:
    if wanted is None:
        ranked = ranked[:most]
    own = {subject: _own_record(connection, subject) for subject, _one in ranked}
    ids = [one.record for _subject, one in ranked] + [one for one in own.values() if one]
    rows = {row[0]: row_of(row) for row in connection.execute(_SHOWN, (json.dumps(ids),))}
    made: list[Alike] = []
    for subject, one in ranked:
        row = rows.get(own[subject]) or rows[one.record]
        if wanted is None or row.kind in wanted:
            made.append(
                Alike(
                    row,
                    one.one.sort,
                    one.one.value,
                    one.fit.why,
                    one.fit.said,
                    round(one.fit.score, 3),
                    one.record,
                    one.withdrawn or row.withdrawn,
                )
            )
    made.sort(key=lambda found: found.withdrawn)
    return made[:most]


def _own_record(connection: sqlite3.Connection, subject: str) -> str:
    """The record of a subject, where this device may hold it: that of a plate is a vehicle's."""
    if not subject.startswith(MARK):
        return subject
    found = connection.execute(_VEHICLE, (subject,)).fetchone()
    return found[0] if found is not None else ""


def _as_one(model: ReadModel, found: Sequence[Alike]) -> list[Alike]:
    """Of records that are merged, the result that fits best; it opens the one that leads them."""
    leads = leads_of(model, [one.row.id for one in found])
    if not leads:
        return list(found)
    ids = (json.dumps(sorted(set(leads.values()))),)
    rows = {row[0]: row_of(row) for row in model.connection.execute(_SHOWN, ids)}
    best: dict[str, Alike] = {}
    for one in found:
        lead = leads.get(one.row.id, one.row.id)
        best.setdefault(lead, one if lead == one.row.id else replace(one, row=rows[lead]))
    return list(best.values())
