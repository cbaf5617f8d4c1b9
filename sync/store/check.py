"""Recomputing everything that the store holds: what an operator runs after a restore, or in doubt.

For every space, from its first entry on:

1. Positions are dense; every entry's bytes are whole and hash to the id that is kept.
2. Each device's chain is unbroken; heads follow from one another, with the times that are kept.
3. Every signature verifies, or a later one of the same device vouches for it.
4. The rosters and rulings that took effect are the ones that are kept as such.
5. A body is missing exactly where a ruling in force erased it.
6. The rows about spaces and devices say what the entries say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from sync.chain import START, Tip, follows, head_zero, next_head
from sync.envelope import PREFIX_BYTES, Entry, Kind, parse, verify_signature
from sync.errors import BadRuling, IntegrityError, NotAuthorised
from sync.membership import Membership
from sync.roster import parse as parse_roster
from sync.ruling import Mark
from sync.store.erase import ERASABLE
from sync.store.store import Store
from sync.store.tables import DEVICE, ENTRY, ROSTER, RULING, SPACE

_ROWS_AT_A_TIME = 500


@dataclass(slots=True)
class Report:
    """What was looked at, and what is wrong: one sentence each, naming ids and positions only."""

    spaces: int = 0
    entries: int = 0
    faults: list[str] = field(default_factory=list)


def check(store: Store) -> Report:
    """Recompute every chain, head and signature. Reads only."""
    report = Report()

    def work(connection: Connection) -> None:
        for space_id in connection.execute(select(SPACE.c.space_id)).scalars().all():
            report.spaces += 1
            _Space(connection, report, space_id).check()

    store.read(work)
    return report


class _Space:
    """One pass over one space."""

    def __init__(self, connection: Connection, report: Report, space: bytes) -> None:
        self._connection = connection
        self._report = report
        self._space = space
        self._membership = Membership()
        #: Position and id of each entry whose body is missing.
        self._stubs: list[Mark] = []
        self._tips: dict[bytes, Tip] = {}
        #: Positions whose signature waits for a later one, by device.
        self._unsigned: dict[bytes, list[int]] = {}
        self._position = 0
        self._head = head_zero(space)

    def check(self) -> None:
        in_force = self._in_force()
        for position, received_ms, entry_id, head, raw in self._rows():
            self._report.entries += 1
            if position != self._position + 1:
                self._fault(position, "an entry before it is missing")
            self._position = position
            try:
                entry = parse(raw)
            except IntegrityError as error:
                self._fault(position, error.message)
                continue
            if entry.id != entry_id or entry.space != self._space:
                self._fault(position, "the bytes are not those of the id that is kept")
            self._head = next_head(self._head, position, received_ms, entry.id)
            if self._head != head:
                self._fault(position, "the head does not follow from the one before it")
                self._head = head
            self._check_chain(entry, position)
            signed = self._check_signature(entry, position)
            self._check_governing(entry, position, in_force, signed)
            if entry.is_stub:
                self._stubs.append((position, entry.id))
        for positions in self._unsigned.values():
            for position in positions:
                self._fault(position, "the signature does not verify, and no later one covers it")
        self._check_erased()
        self._check_rows()

    def _check_chain(self, entry: Entry, position: int) -> None:
        if not follows(entry, self._tips.get(entry.device, START)):
            self._fault(position, "it does not follow its device's previous entry")
        self._tips[entry.device] = Tip(entry.seq, entry.id)

    def _check_governing(
        self, entry: Entry, position: int, in_force: set[int], signed: bool
    ) -> None:
        takes_effect = False
        try:
            if entry.kind is Kind.ROSTER and signed:
                takes_effect = self._membership.take(entry, position)
            elif entry.kind is Kind.RULING and signed:
                self._membership.rule(entry, position)
                takes_effect = True
        except (BadRuling, NotAuthorised):
            takes_effect = False  # a void ruling is no fault
        except IntegrityError as error:
            self._fault(position, error.message)
        if takes_effect != (position in in_force):
            what = entry.kind.name.lower()
            self._fault(position, f"it is kept as a {what} in force and is none, or the reverse")

    def _check_erased(self) -> None:
        erased = self._membership.rulings.erased
        for mark in self._stubs:
            if mark not in erased:
                self._fault(mark[0], "its body is missing, and no ruling erased it")
        for position, entry_id in erased:
            row = self._connection.execute(
                select(ENTRY.c.id, ENTRY.c.kind, func.length(ENTRY.c.raw)).where(
                    ENTRY.c.space_id == self._space, ENTRY.c.position == position
                )
            ).one_or_none()
            if row is None or row.id != entry_id:
                continue  # the ruling names an entry that is not here, and erases nothing
            is_stub = row[2] == PREFIX_BYTES
            if is_stub != (row.kind in ERASABLE):
                what = "lost its body, as nothing may" if is_stub else "still has its body"
                self._fault(position, f"a ruling names it to be erased, and it {what}")

    def _check_signature(self, entry: Entry, position: int) -> bool:
        try:
            if position == 1:  # The founding roster brings the card that it is signed under.
                signing_key = parse_roster(entry).cards[entry.device].signing_key
            else:
                signing_key = self._membership.signing_key(entry.device)
            verify_signature(entry, signing_key)
        except (IntegrityError, KeyError):
            self._unsigned.setdefault(entry.device, []).append(position)
            return False
        self._unsigned.pop(entry.device, None)
        return True

    def _check_rows(self) -> None:
        row = self._connection.execute(select(SPACE).where(SPACE.c.space_id == self._space)).one()
        if row.position != self._position or row.head != self._head:
            self._fault(row.position, "the space's row is not about its last entry")
        devices = self._connection.execute(select(DEVICE).where(DEVICE.c.space_id == self._space))
        kept = {device.device: Tip(device.seq, device.id) for device in devices}
        if kept != self._tips:
            self._fault(self._position, "a device's row is not about its last entry")

    def _in_force(self) -> set[int]:
        return {
            position
            for table in (ROSTER, RULING)
            for position in self._connection.execute(
                select(table.c.position).where(table.c.space_id == self._space)
            ).scalars()
        }

    def _rows(self) -> Iterator[tuple[int, int, bytes, bytes, bytes]]:
        after = 0
        while True:
            rows = self._connection.execute(
                select(ENTRY.c.position, ENTRY.c.received_ms, ENTRY.c.id, ENTRY.c.head, ENTRY.c.raw)
                .where(ENTRY.c.space_id == self._space, ENTRY.c.position > after)
                .order_by(ENTRY.c.position)
                .limit(_ROWS_AT_A_TIME)
            ).all()
            if not rows:
                return
            yield from rows
            after = rows[-1].position

    def _fault(self, position: int, what: str) -> None:
        self._report.faults.append(f"Space {self._space.hex()}, position {position}: {what}")
