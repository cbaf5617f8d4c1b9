"""The store of simulated nights. It speaks ``sync/wire.py`` and keeps the append rules in its own
few lines, so that the engine is not tested against the code that it was written beside.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from sync import wire
from sync.chain import START, Tip, follows, head_zero, next_head
from sync.client.engine import (
    Found,
    Pull,
    Push,
    Want,
)
from sync.client.wants import PullRosters, PushLate
from sync.envelope import Entry, Kind, parse, redact, verify_signature
from sync.errors import BadRuling, StoreRefused
from sync.keys import SigningKey
from sync.membership import Membership

TOKEN = "a token for one night"


@dataclass
class Shelf:
    """One space in the store."""

    membership: Membership = field(default_factory=Membership)
    entries: list[tuple[Entry, int, bytes]] = field(default_factory=list)
    tips: dict[bytes, Tip] = field(default_factory=dict)
    ruled: set[bytes] = field(default_factory=set)
    late: list[Entry] = field(default_factory=list)


class MemoryStore:
    """An honest store. Durable: what it has answered for, it never forgets."""

    def __init__(self, key: SigningKey, clock: Callable[[], int] = lambda: 0) -> None:
        self.key = key
        self.clock = clock
        self.shelves: dict[bytes, Shelf] = {}

    def answer(self, device: bytes, want: Want, page_entries: int = 1000) -> bytes:
        """What the store says to a device that has signed in.

        Raises:
            StoreRefused: with a code of ``sync/wire.py``; nothing changed.
        """
        if isinstance(want, Found):
            return self._found(want)
        shelf = self.shelves.get(want.space)
        if shelf is None:
            raise refused(wire.UNKNOWN_SPACE)
        if isinstance(want, Push):
            return self._push(shelf, want, device)
        if isinstance(want, PullRosters):
            return self._rosters(shelf, want)
        if isinstance(want, PushLate):
            shelf.late += [parse(raw) for raw in wire.unframe(want.body)]
            return b"{}"
        if not isinstance(want, Pull):
            raise AssertionError("the engine asks for nothing else")
        if device in shelf.membership.current.closed:
            raise refused(wire.CLOSED)
        member = shelf.membership.current.members.get(device)
        if member is None or not member.may_read:
            raise refused(wire.NOT_ALLOWED if member else wire.NOT_A_MEMBER)
        return self.page(want, device, page_entries)

    def _rosters(self, shelf: Shelf, want: PullRosters) -> bytes:
        """What governs, as whoever may not read gets it: all that took effect."""
        governing = {roster.entry_id for roster in shelf.membership.history()} | shelf.ruled
        return wire.placed_frames(
            (position, now, entry.raw())
            for position, (entry, now, _) in enumerate(shelf.entries, 1)
            if position > want.after and entry.id in governing
        )

    def _found(self, want: Found) -> bytes:
        entry = parse(wire.unframe(want.body)[0])
        if want.token != TOKEN:
            raise refused(wire.TOKEN_REFUSED)
        if entry.space not in self.shelves:
            shelf = Shelf()
            shelf.membership.take(entry, 1)
            verify_signature(entry, shelf.membership.signing_key(entry.device))
            self.shelves[entry.space] = shelf
            self._add(entry.space, shelf, entry)
        return self._receipt(self.shelves[entry.space], entry)

    def _push(self, shelf: Shelf, want: Push, device: bytes) -> bytes:
        batch = [parse(raw) for raw in wire.unframe(want.body)]
        tip = shelf.tips.get(device, START)
        held = {e.seq: e.id for e, _, _ in shelf.entries if e.device == device}
        for entry in batch:
            if entry.device != device or entry.space != want.space or entry.is_stub:
                raise refused(wire.MALFORMED)
            if held.get(entry.seq, entry.id) != entry.id:
                raise refused(wire.SEQ_TAKEN)
        new = [entry for entry in batch if entry.seq not in held]
        for entry in new:
            if not follows(entry, tip):
                raise refused(wire.GAP)
            tip = Tip(entry.seq, entry.id)
            member = shelf.membership.current.members.get(device)
            if device in shelf.membership.current.closed:
                raise refused(wire.CLOSED)
            if entry.kind is Kind.ROSTER:  # also the recovery key's, which is no member
                continue
            if member is None:
                raise refused(wire.NOT_A_MEMBER)
            if not member.may_write and entry.kind is not Kind.DEPOSIT:
                raise refused(wire.NOT_ALLOWED)
        if new:
            verify_signature(new[-1], shelf.membership.signing_key(device))
        for entry in new:
            if entry.kind is Kind.ROSTER:
                shelf.membership.take(entry, len(shelf.entries) + 1)
            if entry.kind is Kind.RULING:
                self._rule(shelf, entry)
            self._add(want.space, shelf, entry)
        return self._receipt(shelf, batch[-1])

    def _rule(self, shelf: Shelf, entry: Entry) -> None:
        with suppress(BadRuling):
            for position, entry_id in shelf.membership.rule(entry, len(shelf.entries) + 1):
                held, now, head = shelf.entries[position - 1]
                if held.id == entry_id and held.kind in (Kind.CHANGE, Kind.DEPOSIT):
                    shelf.entries[position - 1] = redact(held), now, head
            shelf.ruled.add(entry.id)

    def _add(self, space: bytes, shelf: Shelf, entry: Entry) -> None:
        now = self.clock()
        position = len(shelf.entries) + 1
        head = shelf.entries[-1][2] if shelf.entries else head_zero(space)
        shelf.entries.append((entry, now, next_head(head, position, now, entry.id)))
        shelf.tips[entry.device] = Tip(entry.seq, entry.id)

    def _receipt(self, shelf: Shelf, entry: Entry) -> bytes:
        for position, (held, now, head) in enumerate(shelf.entries, 1):
            if held.id == entry.id:
                receipt = wire.Receipt(
                    entry.space, entry.device, entry.seq, entry.id, position, head, now
                )
                return receipt.signed(self.key).raw()
        raise AssertionError("what was added is there")

    def page(self, want: Pull, device: bytes, page_entries: int) -> bytes:
        """A pull's answer."""
        shelf = self.shelves[want.space]
        count = page_entries if want.limit_bytes is None else 1
        chosen = shelf.entries[want.after : want.after + count]
        items = [
            (wire.OWN, now, e.id)
            if e.device == device and not want.own
            else (wire.ENTRY, now, e.raw())
            for e, now, _ in chosen
        ]
        last = want.after + len(chosen) if chosen else len(shelf.entries)
        head = shelf.entries[last - 1][2] if last else head_zero(want.space)
        statement = wire.Statement(want.space, last, head, self.clock()).signed(self.key)
        return wire.page_bytes(len(shelf.entries), want.after + 1, items, statement)

    def ids(self, space: bytes) -> list[bytes]:
        """Every entry of a space, by position."""
        return [e.id for e, _, _ in self.shelves[space].entries] if space in self.shelves else []


def refused(reason: str) -> StoreRefused:
    """The store's no."""
    return StoreRefused("The store refused.", reason=reason)
