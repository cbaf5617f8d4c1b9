"""What in a text may lead to somebody: for whoever writes a version that must lead to nobody.

The rules that this module enforces:

1. It advises. It blocks nothing, changes no word, and a text of which it says nothing may still
   lead to somebody: that is for people to judge.
2. What has the shape of a number, an address or a handle is told by patterns, which are data
   (``assets/leads.json``). Names, handles and places are those that this tablet knows: whole words
   only. A word of a longer name is told where it is written as a name is, with a capital letter;
   so is any word within a sentence that is written so: whoever says something again may not be able
   to open the records that would name its owner.
3. What is told is what stands in the text, as it stands there, and of what sort it is: never whom
   it leads to.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from outreach.assets import asset
from outreach.model import known_by, spelling
from outreach.model.fold import ReadModel

#: The kind whose words are looked at, and its answers that are.
KIND: Final = "sanitised-intelligence"
LOOKED_AT: Final = ("fact", "assessment", "area", "place_name")
#: A place's name has so many words at most.
_MOST_WORDS: Final = 6
_WORD: Final = re.compile(r"[^\W_](?:[\w'\u2019]*[^\W_])?")
#: What a sentence, a line or a quotation begins behind.
_BEGINS: Final = re.compile(r"(?:^|[.!?:\n\u201c\"(\[\u2022-])\s*$")
_PLACES: Final = (
    "SELECT DISTINCT lower(title) FROM record WHERE kind IN ('premises', 'hotspot')"
    " AND lower(title) IN (SELECT value FROM json_each(?))"
)
#: Of each record, the words of one of its names that stand in the text, and how many it has.
_NAMES: Final = (
    "SELECT k.words, group_concat(w.text, ' ') FROM word w JOIN known k ON k.word = w.id"
    " WHERE w.sort IN (:name, :vowelless, :handle)"
    " AND w.text IN (SELECT value FROM json_each(:words)) GROUP BY k.row, k.words"
)
_SORTS: Final = {
    "name": known_by.NAME,
    "vowelless": known_by.VOWELLESS,
    "handle": known_by.HANDLE,
}


@dataclass(frozen=True, slots=True)
class Lead:
    """``said``: as it stands in the text. ``sort``: one of ``assets/leads.json``; ``name`` or
    ``place``, known here; or ``capital``."""

    said: str
    sort: str


@dataclass(frozen=True, slots=True)
class _Rules:
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    least: int
    ordinary: frozenset[str]


@cache
def _rules() -> _Rules:
    data = json.loads(asset("leads.json").read_text(encoding="utf-8"))
    patterns = tuple((one["sort"], re.compile(one["pattern"])) for one in data["patterns"])
    ordinary = frozenset(data["ordinary"])
    return _Rules(patterns, int(data["capital_letters_at_least"]), ordinary)


def leads(model: ReadModel, text: str) -> list[Lead]:
    """What in ``text`` may lead to somebody, each once, in the order in which it stands there."""
    found = [*_shapes(text), *_places(model, text), *_names(model, text), *_capitals(text)]
    found.sort(key=lambda one: (one[0], -one[1]))
    told: dict[str, Lead] = {}
    end = -1
    for start, length, lead in found:
        if start < end:
            continue  # inside what was told
        told.setdefault(lead.said.casefold(), lead)
        end = start + length
    return list(told.values())


_Found = tuple[int, int, Lead]


def _shapes(text: str) -> list[_Found]:
    return [
        (match.start(), len(match[0]), Lead(match[0].strip(), sort))
        for sort, pattern in _rules().patterns
        for match in pattern.finditer(text)
    ]


def _places(model: ReadModel, text: str) -> list[_Found]:
    """Runs of words that are the title of a place here."""
    words = list(_WORD.finditer(text))
    runs: dict[str, list[tuple[int, int]]] = {}
    for first in range(len(words)):
        for last in range(first, min(first + _MOST_WORDS, len(words))):
            start, end = words[first].start(), words[last].end()
            runs.setdefault(text[start:end].lower(), []).append((start, end))
    with model.lock:
        held = model.connection.execute(_PLACES, (json.dumps(list(runs)),)).fetchall()
    return [
        (start, end - start, Lead(text[start:end], "place"))
        for (title,) in held
        for start, end in runs.get(title, ())
    ]


def _capitals(text: str) -> list[_Found]:
    """Words within a sentence that are written as a name is: one capital letter, then small."""
    rules = _rules()
    return [
        (match.start(), len(match[0]), Lead(match[0], "capital"))
        for match in _WORD.finditer(text)
        if len(match[0]) >= rules.least
        and match[0].istitle()
        and match[0].casefold() not in rules.ordinary
        and not _BEGINS.search(text, max(0, match.start() - 4), match.start())
    ]


def _names(model: ReadModel, text: str) -> list[_Found]:
    """Words by which somebody is known here: all of a name, or one with a capital letter."""
    plain = {match: spelling.words(match[0]) for match in _WORD.finditer(text)}
    wanted = sorted({word.text for words in plain.values() for word in words})
    with model.lock:
        bound = {"words": json.dumps(wanted), **_SORTS}
        held = model.connection.execute(_NAMES, bound).fetchall()
    whole: set[str] = set()
    part: set[str] = set()
    for count, said in held:
        known = set(said.split(" "))
        (whole if len(known) >= count else part).update(known)
    found: list[_Found] = []
    for match, words in plain.items():
        texts = {word.text for word in words}
        as_name = match[0][:1].isupper() and len(match[0]) >= _rules().least
        if texts & whole or (as_name and texts & part):
            found.append((match.start(), len(match[0]), Lead(match[0], "name")))
    return found
