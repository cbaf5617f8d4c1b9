"""The editions of each code list: as it shipped, and after each change by an administrator.

The rules that this module enforces:

1. A list is a function of what shipped and of the changes of it in the store's order; own ones that
   have no place there yet come last. Every device that holds the same ones shows the same list.
2. Nothing gets lost where two people change a list without knowing of each other: all of it holds.
   Where both changed the same option the later one stands, and it is said.
3. An edition is named by the entry that made it, since its number may yet change. What was begun in
   one is finished in it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from outreach.model import list_edits, notices
from outreach.model.codes import SHIPPED, CodeList, Lists, names, shipped
from outreach.model.list_edits import CODE_LIST
from outreach.model.notices import Notice

#: Changes when there is another one, or one has found its place.
_MARK: Final = "SELECT count(*), count(position), total(position) FROM notice WHERE type = ?"

Mark = tuple[int, int, float]
#: List -> the entry that made the edition in which something was begun; as it shipped: absent.
Pins = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edition:
    """A list after one change.

    Attributes:
        entry: what made it, 64 hex. number: which change of this list it was, from 1.
        codes: the list since then. before: until then.
        by, at_ms, reason, edits: who changed it, when by the store's clock (or theirs, before it
            came there), why, and what.
        unseen: by their numbers, the changes before it that its author did not know.
        both: the options that this one and one of those changed: this one's stand.
        only_here: it was not sent yet.
    """

    entry: str
    number: int
    codes: CodeList
    before: CodeList
    by: str
    at_ms: int
    reason: str
    edits: tuple[list_edits.Edit, ...]
    unseen: tuple[int, ...]
    both: tuple[str, ...]
    only_here: bool


class Editions:
    """All editions that a read model knows. It never changes."""

    def __init__(self, found: Mapping[str, tuple[Edition, ...]] | None = None) -> None:
        self._found = dict(found or {})
        #: The lists in force.
        self.lists: Final = Lists({name: made[-1].codes for name, made in self._found.items()})

    def of(self, name: str) -> tuple[Edition, ...]:
        """The changes of a list, oldest first."""
        return self._found.get(name, ())

    def pins(self) -> dict[str, str]:
        """What names the edition in force of each list that was changed."""
        return {name: made[-1].entry for name, made in self._found.items()}

    def as_of(self, pins: Pins) -> Lists:
        """The lists as they were when something was begun."""
        return Lists({name: self._edition(name, pins) for name in self._found})

    def taking(self, pins: Pins) -> Lists:
        """The lists in force, which also take what was offered when something was begun."""
        taken = {}
        for name, now in self.lists.changed.items():
            then = self._edition(name, pins)
            taken[name] = replace(now, active_codes=now.active_codes | then.active_codes)
        return Lists(taken)

    def changed_since(self, pins: Pins) -> tuple[str, ...]:
        """The lists that have changed since something was begun."""
        return tuple(
            name for name, made in self._found.items() if pins.get(name, "") != made[-1].entry
        )

    def _edition(self, name: str, pins: Pins) -> CodeList:
        if name not in pins:
            return shipped(name)
        made = self._found[name]
        return next((one.codes for one in made if one.entry == pins[name]), made[-1].codes)


NONE: Final = Editions()


def mark(connection: sqlite3.Connection) -> Mark:
    """What changes whenever the lists may have."""
    found: Mark = connection.execute(_MARK, (CODE_LIST,)).fetchone()
    return found


def read(connection: sqlite3.Connection) -> Editions:
    """The editions of all lists that this app knows."""
    found: dict[str, list[Edition]] = {}
    known = frozenset(names())
    for notice in sorted(notices.of_type(connection, CODE_LIST), key=_order):
        name = notice.fields["list"]
        if name in known:  # a newer app's list: its changes are kept, and wait for that app
            made = found.setdefault(name, [])
            made.append(_edition(notice, made))
    return Editions({name: tuple(made) for name, made in found.items()}) if found else NONE


def relabelled(old: Lists, new: Lists) -> frozenset[str]:
    """The codes that are said in other words by ``new`` than by ``old``."""
    found: set[str] = set()
    for name in old.changed.keys() | new.changed.keys():
        was, now = old[name].labels, new[name].labels
        found |= {code for code in was.keys() | now.keys() if was.get(code) != now.get(code)}
    return frozenset(found)


def _order(notice: Notice) -> tuple[Any, ...]:
    here = notice.position is None
    return here, notice.position or 0, notice.recorded_ms, notice.fields["follows"], notice.entry


def _edition(notice: Notice, earlier: list[Edition]) -> Edition:
    fields = notice.fields
    base = earlier[-1].codes if earlier else SHIPPED[fields["list"]]
    edits = tuple(fields["edits"])
    unseen = [one for one in earlier if one.number > fields["follows"]]
    theirs = frozenset[str]().union(*(list_edits.touched(one.edits) for one in unseen))
    number = len(earlier) + 1
    return Edition(
        entry=notice.entry,
        number=number,
        codes=list_edits.apply(base, edits, base.version + 1),
        before=base,
        by=notice.name,
        at_ms=notice.received_ms or notice.recorded_ms,
        reason=fields["reason"],
        edits=edits,
        unseen=tuple(one.number for one in unseen),
        both=tuple(sorted(theirs & list_edits.touched(edits))),
        only_here=notice.position is None,
    )
