"""Check a whole log anew, believing nothing that was noted when it was written. No I/O but reading.

For every space, in the order of positions:

1. Positions have no gaps. Each entry parses: its body matches its digest, its space is this one.
2. The head after each entry is recomputed from the ids and must be the one that was kept.
3. Each device's entries link, by recomputed ids, from its first one on.
4. *Every* signature verifies under the card that hashes to its device (in everyday use a later
   signature of the same run is enough).
5. Rosters are followed from the founding one, which names this space and pins this store's key.
   Each takes effect or is void, rulings likewise, and everyone else's entries count or do not, as
   the log has it. What came without a page (``governance.py``) follows. A body is missing only
   where a ruling in force erased it.
6. Own entries without a position link on from the newest one with a position; each is signed.
7. Every receipt and the head statement are signed by the pinned key, and the entry and head that
   they promise stand where they said.

A fault is noted and the check goes on, so that one damaged row does not hide another.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from sync.chain import START, Tip, follows, head_zero, next_head
from sync.client.log import Log, Sending, Status, Stored
from sync.envelope import PREFIX_BYTES, Entry, Kind, parse, verify_signature
from sync.errors import (
    BadRoster,
    BadRuling,
    IntegrityError,
    MalformedEntry,
    NotAuthorised,
    OutreachError,
)
from sync.membership import Membership

#: Where an entry says its kind, see ``sync/envelope.py``.
_KIND_AT: Final = 3
_ROSTER: Final = bytes([Kind.ROSTER])


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was signed: where, and what, without content."""

    space: bytes
    place: str
    what: str


@dataclass(slots=True)
class Findings:
    """What was checked, in numbers, and what is wrong."""

    spaces: int = 0
    entries: int = 0
    devices: int = 0
    signatures: int = 0
    heads: int = 0
    receipts: int = 0
    statements: int = 0
    unsent: int = 0
    #: rosters and rulings that came without a page
    alone: int = 0
    pending: int = 0
    faults: list[Fault] = field(default_factory=list)


def verify(log: Log, spaces: Sequence[bytes], device: bytes, store_key: bytes) -> Findings:
    """Check everything of these spaces.

    Args:
        device: this device's id, 16 bytes. store_key: the store's public key, as the vault pins it.

    Raises:
        VaultCorrupt: the file cannot be read at all.
    """
    found = Findings()
    for space in spaces:
        _Space(log, space, device, store_key, found).check()
        found.spaces += 1
    return found


class _Space:
    """The check of one space, from its first position to its last."""

    def __init__(
        self, log: Log, space: bytes, device: bytes, store_key: bytes, found: Findings
    ) -> None:
        self._log = log
        self._space = space
        self._device = device
        self._store_key = store_key
        self._found = found
        self._membership = Membership()
        self._tips: dict[bytes, Tip] = {}
        # Without a roster nobody's signature and right can be checked after it.
        self._blind_from: int | None = None
        self._unjudged = 0
        # Whether a body may be missing is known when every ruling was seen.
        self._bodiless: list[tuple[Stored, Entry, str]] = []

    def check(self) -> None:
        self._entries()
        self._without_pages()
        if self._unjudged:
            self._fault(
                f"position {self._blind_from}",
                f"This roster is damaged, so {self._unjudged} entries after it cannot be judged. "
                "The next sync asks for it again.",
            )
        self._tips_kept()
        self._outbox()
        self._bodies()
        self._promises()
        self._found.devices += len(self._tips)

    def _fault(self, place: str, what: str) -> None:
        self._found.faults.append(Fault(self._space, place, what))

    # ------------------------------------------------------------ with a position

    def _entries(self) -> None:
        head, position = head_zero(self._space), 0
        whole = True
        for block in self._log.entries(self._space):
            for stored in block:
                here = stored.position or 0
                if here != position + 1:
                    self._fault(f"position {position + 1}", "One or more entries are missing.")
                    whole = False
                position = here
                self._found.entries += 1
                entry = self._parsed(stored, f"position {here}")
                if entry is None and stored.raw[_KIND_AT : _KIND_AT + 1] == _ROSTER:
                    self._blind_from = self._blind_from or here
                    self._go_on_after(stored.raw)
                kept = self._log.head_at(self._space, here)
                if entry is None:
                    whole = False
                elif whole:
                    head = next_head(head, here, stored.received_ms or 0, entry.id)
                    self._found.heads += 1
                    if head != kept:
                        self._fault(f"position {here}", "The head is not the one that was kept.")
                        whole = False
                if not whole and kept is not None:
                    # Go on from what was kept, so that one fault is not reported at every position.
                    head, whole = kept, True
                if entry is not None:
                    self._entry(entry, stored, here)
        place = self._log.place(self._space)
        if place.position != position or (position and place.head != head):
            self._fault(f"position {position}", "The log ends elsewhere than it says it does.")

    def _go_on_after(self, raw: bytes) -> None:
        """What stands before a damaged body may be whole: its device's next entry follows it."""
        with suppress(MalformedEntry):
            stub = parse(raw[:PREFIX_BYTES])
            self._tips[stub.device] = Tip(stub.seq, stub.id)

    def _parsed(self, stored: Stored, place: str) -> Entry | None:
        try:
            entry = parse(stored.raw)
        except IntegrityError as error:
            self._fault(place, error.message)
            return None
        if entry.space != self._space:
            self._fault(place, "The entry belongs to another space.")
            return None
        if entry.body is None or stored.status is Status.ERASED:
            self._bodiless.append((stored, entry, place))
        return entry

    def _entry(self, entry: Entry, stored: Stored, position: int) -> None:
        place = f"position {position}"
        if not follows(entry, self._tips.get(entry.device, START)):
            self._fault(place, "The entry does not follow from its device's previous one.")
        self._tips[entry.device] = Tip(entry.seq, entry.id)
        if self._blind_from is not None:
            self._unjudged += 1
            return
        if entry.kind is Kind.ROSTER:
            # Its card may come with the roster itself, so it is read before its signature is.
            expected = Status.COUNTS if self._roster(entry, position) else Status.REFUSED
        elif entry.kind is Kind.RULING:
            expected = Status.COUNTS if self._ruling(entry, position) else Status.REFUSED
        elif stored.status is Status.ERASED:
            expected = Status.ERASED  # looked at when every ruling was seen
        else:
            expected = self._right(entry, position)
        signed = self._signature(entry, place, pending=stored.status is Status.PENDING)
        if stored.status is Status.PENDING:
            self._found.pending += 1
            if signed:
                self._fault(place, "The entry is signed, but is kept as if it were not.")
        elif stored.status is not expected and not self._closing(entry):
            self._fault(place, _MISJUDGED[stored.status])

    def _roster(self, entry: Entry, position: int) -> bool:
        first = not self._membership.is_founded
        if not first and not self._is_signed(entry):
            return False  # a roster stands on its own signature, or is void
        try:
            took = self._membership.take(entry, position)
        except IntegrityError as error:
            self._fault(f"position {position}", error.message)
            return False
        if first and self._membership.current.store_key != self._store_key:
            self._fault(f"position {position}", "The founding roster pins another store's key.")
        return took

    def _ruling(self, entry: Entry, position: int) -> bool:
        if not self._is_signed(entry):
            return False
        try:
            self._membership.rule(entry, position)
        except (BadRuling, NotAuthorised, BadRoster):
            return False
        return True

    def _without_pages(self) -> None:
        """Rosters and rulings beyond what was pulled, each signed and each following."""
        for stored in self._log.governing(self._space, self._log.place(self._space).position):
            position = stored.position or 0
            entry = self._parsed(stored, f"position {position}")
            if entry is None or self._blind_from is not None:
                continue
            took = (
                self._ruling(entry, position)
                if entry.kind is Kind.RULING
                else self._roster(entry, position)
            )
            self._found.alone += 1
            self._found.signatures += 1
            if not took:
                self._fault(
                    f"position {position}", "What came without a page is not what was signed."
                )

    def _bodies(self) -> None:
        """Nothing but a ruling in force takes a body away."""
        erased = self._membership.rulings.erased
        ids = {entry_id for _, entry_id in erased}
        for stored, entry, place in self._bodiless:
            own_unnumbered = stored.position is None and entry.id in ids
            if own_unnumbered or (stored.position or 0, entry.id) in erased:
                if entry.body is not None:
                    self._fault(place, "The entry was erased, but its body is still here.")
            elif entry.body is None:
                self._fault(place, "The entry's body is withheld.")
            else:
                self._fault(place, "The entry is kept as erased, and no ruling says so.")

    def _is_signed(self, entry: Entry) -> bool:
        try:
            verify_signature(entry, self._membership.signing_key(entry.device))
        except IntegrityError:
            return False
        return True

    def _right(self, entry: Entry, position: int) -> Status:
        try:
            self._membership.authorise(entry, self._membership.in_force(position))
        except (NotAuthorised, BadRoster, IndexError):
            return Status.REFUSED
        return Status.COUNTS

    def _closing(self, entry: Entry) -> bool:
        """A closing looks back: what came before it may have been refused by it."""
        return self._membership.is_founded and entry.device in self._membership.current.closed

    def _signature(self, entry: Entry, place: str, *, pending: bool = False) -> bool:
        self._found.signatures += 1
        try:
            verify_signature(entry, self._membership.signing_key(entry.device))
        except (IntegrityError, NotAuthorised) as error:
            if not pending:
                self._fault(place, error.message)
            return False
        return True

    def _tips_kept(self) -> None:
        for device, tip in self._tips.items():
            kept = self._log.tip(self._space, device)
            if kept != tip and not self._log.pending(self._space, device):
                self._fault(f"device {device.hex()[:10]}", "Its newest entry is not the one noted.")

    # ------------------------------------------------------------ without a position

    def _outbox(self) -> None:
        if not self._membership.is_founded and self._blind_from is None:
            self._own_founding()
        tip = self._tips.get(self._device, START)
        receipts = self._log.receipts(self._space)
        covered = max((r.seq for r in receipts), default=0)
        for number, stored in enumerate(self._log.outbox(self._space), 1):
            place = f"unsent entry {number}"
            self._found.unsent += 1
            entry = self._parsed(stored, place)
            if entry is None:
                continue
            if entry.device != self._device or not follows(entry, tip):
                self._fault(place, "The entry does not follow from this device's previous one.")
            tip = Tip(entry.seq, entry.id)
            if self._blind_from is None:
                self._signature(entry, place)
            if self._log.sending_of(entry.id) is Sending.SAFE and entry.seq > covered:
                self._fault(place, "The entry is kept as safe, but no receipt covers it.")

    def _own_founding(self) -> None:
        """A founder's own roster is in force before the store has seen it."""
        first = self._log.outbox_entry(self._space, 1)
        if first is None:
            if self._log.place(self._space).position:
                self._fault("position 1", "The space has no founding roster.")
            return
        entry = self._parsed(Stored(None, None, first[1]), "unsent entry 1")
        if entry is not None and entry.kind is Kind.ROSTER:
            self._roster(entry, 1)

    # ------------------------------------------------------------ what the store signed

    def _promises(self) -> None:
        for receipt in self._log.receipts(self._space):
            self._found.receipts += 1
            place = f"receipt for entry {receipt.seq}"
            try:
                receipt.check(self._store_key)
            except OutreachError as error:
                self._fault(place, error.message)
                continue
            if receipt.space != self._space or receipt.device != self._device:
                self._fault(place, "The receipt is about another space or device.")
            elif receipt.position > self._log.place(self._space).position:
                kept = self._log.outbox_entry(self._space, receipt.seq)
                if kept is None or self._id_of(kept[1]) != receipt.id:
                    self._fault(place, "The entry that the receipt names is not here.")
            else:
                stored = self._log.at(self._space, receipt.position)
                if stored is None or self._id_of(stored.raw) != receipt.id:
                    self._fault(place, "Another entry stands where the receipt says.")
                elif self._log.head_at(self._space, receipt.position) != receipt.head:
                    self._fault(place, "The head is not the one that the receipt was given for.")
        self._statement()

    def _statement(self) -> None:
        statement = self._log.statement(self._space)
        position = self._log.place(self._space).position
        if statement is None:
            if position:
                self._fault(f"position {position}", "The store's signed head is missing.")
            return
        self._found.statements += 1
        try:
            statement.check(self._store_key)
        except OutreachError as error:
            self._fault(f"position {position}", error.message)
            return
        if statement.space != self._space or statement.position > position:
            self._fault(f"position {position}", "The store's signed head is about another place.")
        elif self._log.head_at(self._space, statement.position) != statement.head:
            self._fault(f"position {position}", "The head is not the one that the store signed.")

    def _id_of(self, raw: bytes) -> bytes:
        try:
            return parse(raw).id
        except IntegrityError:
            return b""


_MISJUDGED = {
    Status.COUNTS: "The entry counts here, but its author had no right to write it.",
    Status.REFUSED: "The entry is refused here, but its author had the right to write it.",
}
