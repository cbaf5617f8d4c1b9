"""What undoing an import comes to for one record: withdrawn, taken back field by field, or left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Self

from outreach.model.cells import merge
from outreach.model.changes import WITHDRAWN, Change
from outreach.model.fold import ReadModel
from outreach.model.pages import standing_of
from outreach.model.register.planning import TAKEN

_TOUCHED: Final = (
    "SELECT id FROM record WHERE kind = ? AND NOT withdrawn"
    " AND (instr(data, ?) OR instr(coalesce(clocks, ''), ?)) ORDER BY id"
)
_AT_PLACE: Final = (
    "SELECT 1 FROM record v INDEXED BY record_at_place"
    " WHERE v.place = ? AND v.withdrawn = 0 LIMIT 1"
)
_ALONE: Final = "SELECT clocks IS NULL FROM record WHERE id = ?"


def undo_of(model: ReadModel, kind: str, number: str) -> list[str]:
    """The records that an import added or corrected, and that are not withdrawn."""
    with model.lock:
        found = model.connection.execute(_TOUCHED, (kind, number, number)).fetchall()
    return [record for (record,) in found]


@dataclass(slots=True)
class Undo:
    """What is done to a record. ``back``: fields as they were before; None clears one. ``left``:
    why it, or a part of it, is left as it is."""

    record: str
    withdraw: bool = False
    back: dict[str, Any] = field(default_factory=dict)
    left: str = ""

    @classmethod
    def of(cls, model: ReadModel, record: str, number: str) -> Self:
        """What undoing the import of this id comes to. The record is not withdrawn."""
        found = cls(record)
        with model.lock:
            (alone,) = model.connection.execute(_ALONE, (record,)).fetchone()
            used = model.connection.execute(_AT_PLACE, (record,)).fetchone() is not None
            versions = [] if alone else standing_of(model, record).versions
        if alone or _is_of(versions[0], number):
            if used:
                found.left = "something was recorded there"
            elif any(not _is_of(version, number) for version in versions):
                found.left = "it was changed since"
            else:
                found.withdraw = True
            return found
        stands = merge(versions)
        changed: list[str] = []
        for at, version in enumerate(versions):
            if not _is_of(version, number):
                continue
            before = merge(versions[:at]).values
            struck = set(stands.struck.get(version.entry, ()))
            for name in version.fields:
                if name in (TAKEN, WITHDRAWN):
                    continue
                if name in struck:
                    is_back = stands.values.get(name) == before.get(name)
                    if not is_back and _since(versions[at + 1 :], name, number):
                        changed.append(name)
                    continue
                if before.get(name) != version.fields[name]:
                    found.back[name] = before.get(name)
            if found.back:
                found.back[TAKEN] = before.get(TAKEN)
        if changed:
            found.left = f"changed since: {', '.join(sorted(set(changed)))}"
        return found


def _is_of(version: Change, number: str) -> bool:
    mark = version.fields.get(TAKEN)
    return isinstance(mark, dict) and mark.get("by") == number


def _since(versions: list[Change], name: str, number: str) -> bool:
    """Whether somebody else, and not the undoing itself, wrote a field after an import did."""
    return any(name in one.fields and not _is_of(one, number) for one in versions)
