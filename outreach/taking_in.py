"""Taking in a register: looked at, taken in portion by portion, undone.

The rules that this module enforces:

1. Nothing is saved before it is said which column is taken for what.
2. Every portion is durable by itself. An import that was broken off says so; taking in the same
   file again goes on where it was, since rows that are here are known.
3. Undoing withdraws what an import added and takes back what it corrected, unless somebody changed
   that since, or recorded something there: these are named, and left.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any, Final

from outreach.model.areas import ward_at
from outreach.model.register import told
from outreach.model.register.files import Source
from outreach.model.register.keys import Keys
from outreach.model.register.planning import TAKEN, Against, Sorted, register_with
from outreach.model.register.reading import (
    Line,
    Progress,
    Register,
    Report,
    Ward,
    silent,
    understand,
)
from outreach.model.register.undoing import Undo, undo_of
from outreach.session import Session
from sync.errors import InputError, NotFound

#: Rows in one portion: one flush to the disk and one change of the index each.
PORTION: Final = 2_000
#: So many references of a register with a new name are looked for in others.
COMPARED: Final = 200
#: So many records that are gone, or clash, are named.
MOST_NAMED: Final = 1_000


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do. ``gone``: records whose row the file has no more.
    ``clashes``: records that changed both here and in the register: their fields, by record."""

    new: int = 0
    changed: int = 0
    same: int = 0
    left: int = 0
    twice: int = 0
    gone: list[str] = field(default_factory=list)
    clashes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clashing: int = 0
    report: Report = field(default_factory=Report)
    id: str = ""

    def counts(self) -> dict[str, int]:
        """By name, as it is told."""
        return {
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "left": self.left,
            "twice": self.twice,
            "gone": len(self.gone),
            "clashing": self.clashing,
        }


def open_register(
    session: Session,
    source: Source,
    kind: str,
    name: str,
    said: Mapping[str, str],
    *,
    sheet: str = "",
    keys: Keys | None = None,
    progress: Progress = silent,
) -> Register:
    """A register as it was understood, with the mapping that was used for one of this name the last
    time. Nothing is saved. Raises ``BadRegister``, ``NotAllowed``."""
    session.check_may_import(kind)
    name = clean(name)
    before = told.remembered(session.model, kind, name)
    own = keys or Keys()
    try:
        register = understand(
            source, kind, name, said, before, keys=own, sheet=sheet, progress=progress
        )
        if register.reference and not before:
            some = list(islice(register.references(own), COMPARED))
            perhaps = register_with(session.model, kind, name, some)
            register = replace(register, perhaps=perhaps)
        return register
    finally:
        if keys is None:
            own.close()


def clean(name: str) -> str:
    """What a register is called, on one line."""
    line = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:120]
    return line or "Register"


def look(
    session: Session, register: Register, *, wards: bool = False, progress: Progress = silent
) -> Outcome:
    """What taking in a register would do. Nothing is saved."""
    return _run(session, register, save=False, wards=wards, progress=progress)


def take_in(
    session: Session, register: Register, *, wards: bool = False, progress: Progress = silent
) -> Outcome:
    """Take in a register, a portion at a time; each is durable. ``wards``: fill in the ward of what
    has a position and none, from the borders, and say so.

    Raises:
        BadRegister: the file ends before its end; what was saved until then is said.
        DiskFull, NotAllowed: so much was saved as is said; take it in again to go on.
    """
    return _run(session, register, save=True, wards=wards, progress=progress)


def _run(
    session: Session, register: Register, *, save: bool, wards: bool, progress: Progress
) -> Outcome:
    session.check_may_import(register.kind)
    outcome = Outcome()
    report = outcome.report
    keys = Keys()
    try:
        against = Against(session.model, register.kind, register.source, keys)
        if against.any:
            references = register.references(keys)
            at = 0
            while some := list(islice(references, PORTION)):
                against.mark(some)
                at += len(some)
                progress("comparing", at, register.total)
            against.marked()
        ward = partial(ward_at, session.model) if wards else None
        if save:
            outcome.id = session.new_id()
        begun = False
        with _no_search_for_cycles():
            for at, lines in _portions(register, keys, report, ward=ward):
                found = against.sort([line for line in lines if line.fields is not None])
                if save and not begun and (found.new or found.changed):
                    session.tell_import(register.kind, _told(register, outcome, "begun"))
                    begun = True
                if save:
                    _write(session, register, outcome.id, found)
                _count(outcome, found)
                progress("saving" if save else "looking", at, register.total)
        outcome.left = report.left_out.rows
        outcome.twice = report.twice.rows
        outcome.gone = against.gone()
        if save and (begun or not _is_remembered(session, register)):
            session.tell_import(register.kind, _told(register, outcome, "done"))
            session.model.settle()
    finally:
        keys.close()
    return outcome


def _portions(
    register: Register,
    keys: Keys,
    report: Report,
    *,
    ward: Ward | None = None,
) -> Iterator[tuple[int, list[Line]]]:
    """The rows of a file, so many at a time, and how many there were until then."""
    lines = register.lines(keys, report, ward=ward)
    at = 0
    while some := list(islice(lines, PORTION)):
        at += len(some)
        yield at, some


def _write(session: Session, register: Register, number: str, found: Sorted) -> None:
    reason = f"Changed in the register: {register.source}"
    keyed = not register.maker.has_reference
    rows = []
    for fields, reference in found.new:
        if keyed:
            rows.append({**fields, TAKEN: {"by": number, "key": reference}})
        else:
            rows.append({**fields, "source_reference": reference, TAKEN: {"by": number}})
    corrections = []
    for changed in found.changed:
        if changed.fields:
            mark: dict[str, Any] = {"by": number}
            if keyed and changed.key:
                mark["key"] = changed.key
            corrections.append((changed.id, {**changed.fields, TAKEN: mark}, reason))
    session.write_rows(register.kind, rows, corrections)


def _is_remembered(session: Session, register: Register) -> bool:
    """Whether the mapping is that of the last time."""
    before = told.remembered(session.model, register.kind, register.source)
    return dict(before) == {name: list(group) for name, group in register.columns.items()}


def _count(outcome: Outcome, found: Sorted) -> None:
    outcome.new += len(found.new)
    outcome.same += found.same
    for changed in found.changed:
        if changed.fields:
            outcome.changed += 1
        else:
            outcome.same += 1
        if changed.clash:
            outcome.clashing += 1
            if len(outcome.clashes) < MOST_NAMED:
                outcome.clashes[changed.id] = changed.clash


def _told(register: Register, outcome: Outcome, state: told.State) -> dict[str, Any]:
    return {
        "import": outcome.id,
        "state": state,
        "kind": register.kind,
        "source": register.source,
        "file": clean(register.file),
        "sha256": register.sha256,
        "mapping": {name: [*map(clean, group)][:60] for name, group in register.columns.items()},
        "counts": outcome.counts(),
    }


# -- undoing ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Undone:
    """What undoing did. ``left``: (record, why) of what it left as it is."""

    withdrawn: int = 0
    reverted: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)
    leaving: int = 0


def find_import(session: Session, prefix: str) -> told.Told:
    """The import whose id begins so. Raises ``NotFound``."""
    found = told.identify(session.model, prefix)
    if len(found) != 1:
        raise NotFound(
            "There is no import with that id." if not found else "More than one id begins so.",
            advice="`outreach import list` says the ids of imports. Nothing was changed.",
        )
    return found[0]


def undo(session: Session, number: str, *, progress: Progress = silent) -> Undone:
    """Undo an import. Raises ``NotAllowed``, ``InputError`` where it was undone before."""
    record = find_import(session, number)
    session.check_may_import(record.kind)
    done = Undone()
    reason = f"The import of {record.source} was undone"
    touched = undo_of(session.model, record.kind, record.id)
    if record.state == "undone":
        raise InputError("This import was undone already. Nothing was changed.")
    for start in range(0, len(touched), PORTION):
        some = touched[start : start + PORTION]
        _undo(session, record, some, reason, done)
        progress("undoing", start + len(some), len(touched))
    session.tell_import(record.kind, _undone(record, done))
    return done


def _undo(
    session: Session, one: told.Told, touched: Sequence[str], reason: str, done: Undone
) -> None:
    kind, number = one.kind, one.id
    withdraw: list[str] = []
    corrections: list[tuple[str, Mapping[str, Any], str]] = []
    for found in (Undo.of(session.model, record, number) for record in touched):
        if found.left:
            done.leaving += 1
            if len(done.left) < MOST_NAMED:
                done.left.append((found.record, found.left))
        if found.withdraw:
            withdraw.append(found.record)
        elif found.back:
            corrections.append((found.record, found.back, reason))
    if withdraw:
        session.withdraw_rows(kind, withdraw, reason)
    if corrections:
        session.write_rows(kind, (), corrections)
    done.withdrawn += len(withdraw)
    done.reverted += len(corrections)


def _undone(record: told.Told, done: Undone) -> dict[str, Any]:
    counts = {"withdrawn": done.withdrawn, "reverted": done.reverted, "kept": done.leaving}
    return {
        "import": record.id,
        "state": "undone",
        "kind": record.kind,
        "source": record.source,
        "file": record.file,
        "sha256": record.sha256,
        "mapping": dict(record.mapping),
        "counts": {**record.counts, **counts},
    }


def withdraw_gone(session: Session, register: Register, gone: Sequence[str]) -> int:
    """Withdraw records whose row the register does not have any more: only when somebody says so.
    How many there were."""
    reason = f"Gone from the register: {register.source}"
    for start in range(0, len(gone), PORTION):
        session.withdraw_rows(register.kind, gone[start : start + PORTION], reason)
    return len(gone)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """An import makes millions of short-lived values and no cycles: looking for some among them
    takes a tenth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


__all__ = [
    "Outcome",
    "Undone",
    "clean",
    "find_import",
    "look",
    "open_register",
    "take_in",
    "undo",
    "withdraw_gone",
]
