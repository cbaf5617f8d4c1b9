"""A register held against the records that are here: what is new, what changed, what is gone.

Rules:

1. A row is one of the records that are here by its identity. A row that nobody knows, but that has
   the name or the address, and the postcode, of just one record of this register which the file no
   longer has, is taken for that one, changed.
2. What the register says is held against what it said the last time. Where it says the same, the
   word of whoever corrected the record since stands; where both changed, it is left, and said.
3. A value that the register does not give any more is no correction. A record whose row is gone is
   named, and stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pydantic_core import from_json

from outreach.model import kinds
from outreach.model.cells import merge
from outreach.model.changes import Change
from outreach.model.fold import ReadModel
from outreach.model.pages import standing_of
from outreach.model.register.columns import plain
from outreach.model.register.keys import Keys, digest
from outreach.model.register.reading import Line

TAKEN: Final = "taken"
_PAGE: Final = 5_000

_KNOWN: Final = (
    "SELECT row, id, json_extract(data, '$.source_register'),"
    " json_extract(data, '$.source_reference'), json_extract(data, '$.taken.key')"
    " FROM record WHERE kind = ? AND space = ? AND NOT withdrawn AND row > ?"
    " ORDER BY row LIMIT ?"
)
_PLACES: Final = (
    "SELECT id, json_extract(data, '$.name'), json_extract(data, '$.address'),"
    " json_extract(data, '$.postcode') FROM record"
    " WHERE id IN (SELECT value FROM json_each(?))"
)
_STAND: Final = (
    "SELECT id, data, clocks IS NOT NULL FROM record WHERE id IN (SELECT value FROM json_each(?))"
)

_REGISTERS: Final = (
    "SELECT json_extract(data, '$.source_register'), count(*) FROM record"
    " WHERE kind = ? AND NOT withdrawn AND json_extract(data, '$.source_reference') IN"
    " (SELECT value FROM json_each(?)) GROUP BY 1"
)


class Changed(NamedTuple):
    """A record that the register now describes otherwise, and what its row is known by. ``clash``:
    fields that somebody here changed as well: they are left."""

    id: str
    row: int
    key: str
    fields: dict[str, Any]
    clash: tuple[str, ...]


@dataclass(slots=True)
class Sorted:
    """What some rows are to the records that are here. ``new``: rows with their references."""

    new: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    same: int = 0
    changed: list[Changed] = field(default_factory=list)


def lookup(source: str, reference: str) -> int:
    """The key of an identity: a reference is the register's own, a digest stands for itself."""
    return digest("" if reference.startswith("row:") else source, reference)


class Against:
    """The records of a kind that an import is held against."""

    def __init__(self, model: ReadModel, kind: str, source: str, keys: Keys) -> None:
        self._model = model
        self._kind = kind
        self._source = source
        self._keys = keys
        for some in self._records():
            keys.know(some)

    def _records(self) -> Iterator[list[tuple[int, str, bool]]]:
        last = -(1 << 62)
        while True:
            given = (self._kind, kinds.space_of(self._kind), last, _PAGE)
            with self._model.lock:
                rows = self._model.connection.execute(_KNOWN, given).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield [
                (lookup(source or "", str(reference or key)), record, source == self._source)
                for _row, record, source, reference, key in rows
                if reference or key
            ]

    @property
    def any(self) -> bool:
        """Whether there is anything to hold the register against."""
        return self._keys.any_known

    def mark(self, references: Iterable[str]) -> None:
        """Note which records the file has rows for, before any row is sorted."""
        self._keys.see(lookup(self._source, one) for one in references)

    def marked(self) -> None:
        """All rows are noted: records without one may be found under another name."""
        unseen = self._keys.unseen()
        for start in range(0, len(unseen), _PAGE):
            some = json.dumps(unseen[start : start + _PAGE])
            with self._model.lock:
                rows = self._model.connection.execute(_PLACES, (some,)).fetchall()
            for record, name, address, postcode in rows:
                places = _neighbours(name, address, postcode)
                self._keys.neighbour((place, record) for place in places)

    def gone(self) -> list[str]:
        """The records of this register that the file has no row for any more."""
        return self._keys.unseen()

    def sort(self, lines: Sequence[Line]) -> Sorted:
        """What some rows are to the records that are here."""
        found = Sorted()
        wanted = {lookup(self._source, line.reference): line for line in lines}
        known = self._keys.known(list(wanted)) if wanted else {}
        pairs: list[tuple[str, Line]] = []
        near = self._keys.any_near
        for key, line in wanted.items():
            record = known.get(key) or (self._moved(line) if near else None)
            if record is None:
                found.new.append((line.fields or {}, line.reference))
            else:
                pairs.append((record, line))
        with self._model.lock:
            asked = json.dumps([record for record, _line in pairs])
            stand = {
                record: (from_json(data), several)
                for record, data, several in self._model.connection.execute(_STAND, (asked,))
            }
        for record, line in pairs:
            held = stand.get(record)
            if held is None:
                continue
            changed = self._compared(record, line, *held)
            if changed is None:
                found.same += 1
            else:
                found.changed.append(changed)
        return found

    def _moved(self, line: Line) -> str | None:
        """The one record that a row nobody knows is taken for."""
        fields = line.fields or {}
        places = _neighbours(fields.get("name"), fields.get("address"), fields.get("postcode"))
        near = self._keys.near(places) if places else set()
        if len(near) != 1:
            return None
        (record,) = near
        self._keys.claim(record)
        return record

    def _compared(
        self, record: str, line: Line, values: Mapping[str, Any], several: bool
    ) -> Changed | None:
        row = {name: v for name, v in (line.fields or {}).items() if name != "source_register"}
        if "source_reference" in kinds.KINDS[self._kind].model_fields:
            row["source_reference"] = line.reference
        differs = {name: value for name, value in row.items() if values.get(name) != value}
        if not differs:
            return None
        if not several:
            return Changed(record, line.number, line.reference, differs, ())
        with self._model.lock:
            said = said_by_register(standing_of(self._model, record).versions)
        kept: dict[str, Any] = {}
        clash: list[str] = []
        for name, value in differs.items():
            if name in said and said[name] == value:
                continue  # the register says what it said: somebody here knew better since
            if said.get(name) != values.get(name):
                clash.append(name)
            else:
                kept[name] = value
        if not kept and not clash:
            return None
        return Changed(record, line.number, line.reference, kept, tuple(clash))


def register_with(model: ReadModel, kind: str, source: str, references: Sequence[str]) -> str:
    """Another register of a kind that has most of these references; empty for none. A file that is
    named after its month is no other register for that."""
    asked = json.dumps(list(references))
    with model.lock:
        found = model.connection.execute(_REGISTERS, (kind, asked)).fetchall()
    known = {name: count for name, count in found if name}
    if known.get(source) or not known:
        return ""
    name, count = max(known.items(), key=lambda one: (one[1], one[0]))
    return str(name) if count * 2 > len(references) else ""


def said_by_register(versions: Sequence[Change]) -> dict[str, Any]:
    """What the register said last of each field: its first version and those of later imports."""
    told = [
        version
        for at, version in enumerate(versions)
        if TAKEN in version.fields or (at == 0 and "source_reference" in version.fields)
    ]
    return merge(told).values if told else {}


def _neighbours(name: object, address: object, postcode: object) -> list[int]:
    code = plain(postcode)
    pairs = (("name", plain(name)), ("address", plain(address)))
    return [digest(which, value, code) for which, value in pairs if value and code]
