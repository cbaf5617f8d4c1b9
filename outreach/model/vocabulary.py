"""All words by which anybody is known, to be compared with one that somebody typed.

The rules that this module enforces:

1. What a model has tens of thousands of is words, not names. A typed word is compared (rapidfuzz)
   with each that is about as long and begins or ends with the same letter: a few milliseconds. Of
   what differs by one letter none is missed; of what differs by two, where both ends do.
2. The words are read when somebody searches first. What changes later is noted by triggers within
   the change's own transaction, and taken over before the next search.
3. They are plain lists in memory, and go with the model.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from typing import Final, TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

#: So many changes are read anew rather than taken over one by one.
MANY: Final = 2_000
_TRIGGERS: Final = (
    "CREATE TEMP TABLE word_news (sort INTEGER, text TEXT, gone INTEGER)",
    "CREATE TEMP TRIGGER word_came AFTER INSERT ON main.word BEGIN"
    " INSERT INTO word_news VALUES (new.sort, new.text, 0); END",
    "CREATE TEMP TRIGGER word_went AFTER DELETE ON main.word BEGIN"
    " INSERT INTO word_news VALUES (old.sort, old.text, 1); END",
)


_Lists: TypeAlias = defaultdict[tuple[int, int, str], list[str]]


class Vocabulary:
    """The words of one model. Every method but ``forget`` wants the model's lock to be held."""

    def __init__(self) -> None:
        self._read = False
        #: (sort, length, first letter) and (sort, length, last letter) -> words.
        self._begun: _Lists = defaultdict(list)
        self._ended: _Lists = defaultdict(list)
        #: Sort -> all its words, one a line.
        self._lines: dict[int, str] = {}

    def forget(self) -> None:
        """Let go of every word."""
        self._read = False
        self._begun, self._ended = defaultdict(list), defaultdict(list)
        self._lines = {}

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Read the words, or what has changed of them since."""
        if not self._read:
            for statement in _TRIGGERS:
                connection.execute(statement)
            self._read_all(connection)
            self._read = True
            return
        (news,) = connection.execute("SELECT count(*) FROM word_news").fetchone()
        if not news:
            return
        if news > MANY:
            self._read_all(connection)
        else:
            self._take_over(connection)
        connection.execute("DELETE FROM word_news")

    def near(self, sort: int, word: str, most: int) -> list[tuple[str, int]]:
        """The words of a sort that differ by no more than so many letters (one of them left out,
        put in, exchanged, or two neighbours swapped), with how many; the word itself with
        none. See rule 1."""
        found: dict[str, int] = {}
        for length in range(max(1, len(word) - most), len(word) + most + 1):
            for choices in (
                self._begun.get((sort, length, word[:1])),
                self._ended.get((sort, length, word[-1:])),
            ):
                if choices:
                    hits = process.extract(
                        word, choices, scorer=OSA.distance, score_cutoff=most, limit=None
                    )
                    found.update((text, int(distance)) for text, distance, _at in hits)
        return list(found.items())

    def matching(self, sort: int, pattern: str, most: int) -> list[str]:
        """The words of a sort in which a pattern of constants and escaped text stands; at most so
        many."""
        lines = self._lines.get(sort)
        if lines is None:
            lists = [texts for key, texts in sorted(self._begun.items()) if key[0] == sort]
            lines = self._lines[sort] = "\n".join(text for texts in lists for text in texts)
        found: list[str] = []
        end = 0
        for hit in re.finditer(pattern, lines):
            if hit.start() < end:
                continue  # in the same word once more
            start = lines.rfind("\n", 0, hit.start()) + 1
            end = lines.find("\n", hit.end())
            end = len(lines) if end < 0 else end
            found.append(lines[start:end])
            if len(found) == most:
                break
        return found

    def _read_all(self, connection: sqlite3.Connection) -> None:
        begun: _Lists = defaultdict(list)
        ended: _Lists = defaultdict(list)
        for sort, text in connection.execute("SELECT sort, text FROM word"):
            begun[sort, len(text), text[:1]].append(text)
            ended[sort, len(text), text[-1:]].append(text)
        self._begun, self._ended, self._lines = begun, ended, {}

    def _take_over(self, connection: sqlite3.Connection) -> None:
        for sort, text, gone in connection.execute(
            "SELECT sort, text, gone FROM word_news ORDER BY rowid"
        ):
            for texts in (
                self._begun[sort, len(text), text[:1]],
                self._ended[sort, len(text), text[-1:]],
            ):
                if gone:
                    texts.remove(text)
                else:
                    texts.append(text)
            self._lines.pop(sort, None)
