"""The ledger of a record: every version with what it set, and every review.

The rule that this module enforces: a ledger is a set of entries, each once. An entry that comes
again is the same entry; it is taken again only when the store has numbered it meanwhile. What the
rows show is a function of the ledger (``cells``, ``reviews``), so nothing else about the past of a
record has to be stored.

In the database a ledger is compact JSON beside its record, ``{"v": [...], "r": [...]}``, and is
there only for records with more than one entry: the columns of the record say the same of a single
version. ``v`` may be null beside reviews for that reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json, to_json

from outreach.model.changes import Author, Change, Moment
from outreach.model.clocks import newly_numbered
from outreach.model.verdicts import REVIEW

#: A device and, where the roster names it, its author; kept once in the ``author`` table.
Writer = tuple[str, Author | None]


@dataclass(slots=True)
class Ledger:
    """All entries about one record, by their ids."""

    versions: dict[str, Change] = field(default_factory=dict)
    reviews: dict[str, Change] = field(default_factory=dict)

    def add(self, change: Change) -> bool:
        """Take an entry; whether that changed anything."""
        held = self.reviews if change.type == REVIEW else self.versions
        known = held.get(change.entry)
        if known is None:
            held[change.entry] = change
            return True
        if not newly_numbered(change.position, known.position):
            return False
        # The same entry says the same; what it says was read before.
        held[change.entry] = change._replace(fields=known.fields)
        return True

    def pack(self, number: Callable[[Writer], int], *, single: bool) -> str | None:
        """The ledger as JSON. ``number`` finds the row of a writer in the ``author`` table;
        ``single``: the record's own columns hold its only version."""
        if single and not self.reviews:
            return None
        held: dict[str, Any] = {
            "v": None if single else [_packed(c, number) for c in _sorted(self.versions)],
            "r": [_packed(c, number) for c in _sorted(self.reviews)],
        }
        return to_json(held).decode()


def unpack(clocks: str, writer: Callable[[int], Writer]) -> Ledger:
    """The ledger that :meth:`Ledger.pack` wrote; without the single version in the columns."""
    held = from_json(clocks)
    ledger = Ledger()
    for packed in held["v"] or ():
        change = _unpacked(packed, writer)
        ledger.versions[change.entry] = change
    for packed in held["r"]:
        change = _unpacked(packed, writer)
        ledger.reviews[change.entry] = change
    return ledger


def _sorted(held: dict[str, Change]) -> Iterable[Change]:
    return (held[entry] for entry in sorted(held))


def _packed(change: Change, number: Callable[[Writer], int]) -> list[Any]:
    return [
        change.entry,
        number((change.device, change.author)),
        change.seq,
        change.position,
        change.received_ms,
        change.seen,
        change.hlc,
        change.at,
        change.space,
        change.type,
        change.version,
        change.record,
        change.fields,
        change.reason,
    ]


def _unpacked(packed: list[Any], writer: Callable[[int], Writer]) -> Change:
    entry, author_row, seq, position, received_ms, seen, hlc, at, *rest = packed
    space, kind, version, record, fields, reason = rest
    device, author = writer(author_row)
    return Change(
        entry,
        space,
        device,
        seq,
        position,
        received_ms,
        seen,
        (hlc[0], hlc[1]),
        Moment(*at),
        kind,
        version,
        record,
        fields,
        reason,
        author,
    )
