"""All words by which anybody is known, to be compared with one that somebody typed.

The rules that this module enforces:

1. What a model has tens of thousands of is words, not names: comparing a typed word with each of
   them (rapidfuzz) takes milliseconds and misses none that is near enough. No block, no prefix and
   no guess stands before it.
2. The words are read when somebody searches first. What changes later is noted by triggers within
   the change's own transaction, and taken over before the next search.
3. They are plain lists in memory, and go with the model.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from typing import Final

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


class Vocabulary:
    """The words of one model. Every method but ``forget`` wants the model's lock to be held."""

    def __init__(self) -> None:
        self._read = False
        self._lists: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
        #: Sort -> all its words, one a line.
        self._lines: dict[int, str] = {}

    def forget(self) -> None:
        """Let go of every word."""
        self._read = False
        self._lists = defaultdict(list)
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
        put in, exchanged, or two neighbours swapped), with how many; the word itself with none."""
        found: list[tuple[str, int]] = []
        for length in range(max(1, len(word) - most), len(word) + most + 1):
            choices = self._lists.get((sort, length))
            if choices:
                hits = process.extract(
                    word, choices, scorer=OSA.distance, score_cutoff=most, limit=None
                )
                found += [(text, int(distance)) for text, distance, _at in hits]
        return found

    def matching(self, sort: int, pattern: str, most: int) -> list[str]:
        """The words of a sort in which a pattern of constants and escaped text stands; at most so
        many."""
        lines = self._lines.get(sort)
        if lines is None:
            lines = self._lines[sort] = "\n".join(
                text
                for (of, _), texts in sorted(self._lists.items())
                if of == sort
                for text in texts
            )
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
        lists: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
        for sort, text in connection.execute("SELECT sort, text FROM word"):
            lists[sort, len(text)].append(text)
        self._lists, self._lines = lists, {}

    def _take_over(self, connection: sqlite3.Connection) -> None:
        for sort, text, gone in connection.execute(
            "SELECT sort, text, gone FROM word_news ORDER BY rowid"
        ):
            texts = self._lists[sort, len(text)]
            if gone:
                texts.remove(text)
            else:
                texts.append(text)
            self._lines.pop(sort, None)
