"""What entries change in the search index, among the links and among what people are known by,
before it is written.

The rules that this module enforces:

1. The index is written in one go and in ascending order, because it flushes whenever a row comes
   that stands before the last one.
2. What is changed twice before it is written is written once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from outreach.model import kinds, known_by, links, naming, search
from outreach.model.naming import Named
from outreach.model.tables import LinkRow, replace_into

_PUT_LINK: Final = replace_into(LinkRow)
_DROP_LINK: Final = "DELETE FROM link WHERE key = ? AND row = ?"


@dataclass(slots=True)
class Index:
    """Row number -> text to take out, to put in; (key, row number) of links likewise."""

    out: dict[int, str] = field(default_factory=dict)
    into: dict[int, str] = field(default_factory=dict)
    unlinked: list[tuple[str, int]] = field(default_factory=list)
    linked: list[tuple[str, int]] = field(default_factory=list)
    #: What somebody is not known by any more, and what they are known by now.
    unnamed: list[Named] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    #: How many characters were taken over since texts were last written.
    held: int = 0

    def put(self, number: int, record: str, kind: str, fields: Mapping[str, Any]) -> None:
        """Enter a record, by its id, under its row number."""
        self.into[number] = kinds.text(kind, fields)
        found = links.keys(kind, fields)
        if found:
            self.linked += [(key, number) for key in found]
        if kind in known_by.KINDS:
            self.named += naming.of(number, record, kind, fields)

    def take_out(self, number: int, record: str, kind: str, fields: Mapping[str, Any]) -> None:
        """Take a record out again; ``fields`` as they were when it was put in."""
        self._take_out_text(number, kinds.text(kind, fields))
        self.unlinked += [(key, number) for key in links.keys(kind, fields)]
        if kind in known_by.KINDS:
            self.unnamed += naming.of(number, record, kind, fields)

    def reword(self, number: int, old: str, new: str) -> None:
        """A record is said in other words from now on; what it links to stays."""
        self._take_out_text(number, old)
        self.into[number] = new

    def absorb(self, later: Index) -> None:
        """Take over the texts of a batch that came after these."""
        for number, text in later.out.items():
            self._take_out_text(number, text)
        self.into.update(later.into)
        self.held += sum(map(len, later.into.values()))

    def write_links(self, connection: sqlite3.Connection) -> None:
        """Write what changed among the links, and among what people are known by."""
        naming.write(connection, self.unnamed, self.named)
        if self.unlinked:
            connection.executemany(_DROP_LINK, self.unlinked)
            self.unlinked.clear()
        if self.linked:
            connection.executemany(_PUT_LINK, self.linked)
            self.linked.clear()

    def write_texts(self, connection: sqlite3.Connection) -> None:
        """Write what changed in the search index."""
        search.remove(connection, self.out.items())
        search.add(connection, self.into.items())
        self.out.clear()
        self.into.clear()
        self.held = 0

    def _take_out_text(self, number: int, text: str) -> None:
        if self.into.pop(number, None) is None:
            self.out[number] = text
