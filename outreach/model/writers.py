"""Who wrote: each author once, however much they wrote.

The rule that this module enforces: an author is kept as the roster named them when they wrote. A
change of name, agency or duties makes another row and rewrites nothing.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from outreach.model.changes import Author
from outreach.model.ledger import Writer
from outreach.model.tables import AuthorRow, replace_into

_PUT = replace_into(AuthorRow)


class Writers:
    """The ``author`` table, and the same in memory; numbers are positions in a list."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: list[Writer] = []
        self._numbers: dict[Writer, int] = {}
        self.recall()

    def writer(self, number: int) -> Writer:
        """The device and the author behind a number."""
        return self._known[number]

    def number(self, writer: Writer) -> int:
        """The number of a writer, noted if it is new."""
        number = self._numbers.get(writer)
        if number is None:
            number = len(self._known)
            self._connection.execute(_PUT, (number, *_columns(writer)))
            self._known.append(writer)
            self._numbers[writer] = number
        return number

    def recall(self) -> None:
        """Take from the table what is known: after opening it, or after a rollback."""
        found = self._connection.execute(
            "SELECT device, person, name, agency, role, duties, known FROM author ORDER BY id"
        )
        self._known = [_writer(*row) for row in found]
        self._numbers = {writer: number for number, writer in enumerate(self._known)}

    def forget(self) -> None:
        """Let go of every name."""
        self._known, self._numbers = [], {}


def _columns(writer: Writer) -> tuple[Any, ...]:
    device, author = writer
    if author is None:
        return (device, "", "", "", "", "[]", False)
    duties = json.dumps(sorted(author.duties))
    return (device, author.person, author.name, author.agency, author.role, duties, True)


def _writer(
    device: str, person: str, name: str, agency: str, role: str, duties: str, known: int
) -> Writer:
    if not known:
        return device, None
    return device, Author(person, name, agency, device, role, frozenset(json.loads(duties)))
