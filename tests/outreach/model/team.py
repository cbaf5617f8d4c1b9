"""A small team that writes entries, for the stories of the read model.

A space numbers what it receives; what a person wrote and has not synced yet has no number.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from outreach.model import kinds
from outreach.model.changes import Author, Change, decode, encode
from outreach.model.changes import Moment as Moment
from outreach.model.verdicts import review_fields

HEAD = "A" * 43
NIGHT_MS = 1_767_650_400_000  # 2026-01-05T22:00:00Z
MINUTE_MS = 60_000


def hex_of(*parts: object, digits: int = 32) -> str:
    """An id that is the same in every run."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:digits]


@dataclass
class Person:
    """Somebody with one device in a space."""

    author: Author
    seq: int = 0

    @property
    def device(self) -> str:
        return self.author.device


def person(name: str, *duties: str, agency: str = "Social care", device: str = "") -> Person:
    """Somebody by name; the same name is the same person, on another device if that is named."""
    device = device or hex_of("device", name)
    duty = frozenset(duties)
    return Person(Author(hex_of("person", name), name, agency, device, "writer", duty))


@dataclass
class Space:
    """A space of the central store, and the entries it has numbered."""

    name: str = "premises"
    position: int = 0
    written: list[Change] = field(default_factory=list)

    def write(
        self,
        who: Person,
        record: str,
        /,
        *,
        kind: str = "hotspot",
        seen: int | None = None,
        synced: bool = True,
        wall_ms: int | None = None,
        hlc: tuple[int, int] | None = None,
        reason: str | None = None,
        version: int = 1,
        store_offset_ms: int | None = 0,
        **fields: Any,
    ) -> Change:
        """An entry of ``who`` about a record; ``seen`` is everything so far unless said."""
        who.seq += 1
        now = NIGHT_MS + len(self.written) * MINUTE_MS if wall_ms is None else wall_ms
        payload = encode(
            hlc=hlc or (max(now, 0), 0),
            at=Moment(now, 0, None, store_offset_ms),
            seen=(self.position if seen is None else seen, HEAD),
            type=kind,
            version=version,
            record=record,
            fields=fields,
            reason=reason,
        )
        if synced:
            self.position += 1
        change = decode(
            payload,
            entry=hex_of("entry", self.name, who.device, who.seq, digits=64),
            space=self.name,
            device=who.device,
            seq=who.seq,
            position=self.position if synced else None,
            received_ms=NIGHT_MS + (len(self.written) + 30) * MINUTE_MS if synced else None,
            author=who.author,
        )
        self.written.append(change)
        return change

    def review(
        self,
        who: Person,
        verdict: Any,
        *versions: Change,
        comments: list[tuple[str | None, str]] | None = None,
        record: str | None = None,
        **how: Any,
    ) -> Change:
        """A review by ``who`` that names these versions."""
        about = record or versions[0].record
        fields = review_fields(about, verdict, [v.entry for v in versions], comments or [])
        own = hex_of("review", self.name, who.device, who.seq)
        return self.write(who, own, kind="review", **how, **fields)


def numbered(change: Change, position: int) -> Change:
    """The same entry, come back from the store with its position."""
    received = NIGHT_MS + 600 * MINUTE_MS + position
    return change._replace(position=position, received_ms=received)


def words_of(change: Change) -> str:
    """What search indexes of a record's only version."""
    return kinds.text(change.type, change.fields)
