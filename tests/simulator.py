"""Nights on bad networks, from one seed: tablets with real log files, and a store in memory.

The real engine runs on every tablet. Between its steps this module drops, repeats, delays, reorders
and garbles what travels, and crashes tablets: before a transaction of the log, after it, or while
it waits for an answer. A tablet that has crashed goes on from a copy of its files as they lay on
the disk at that moment, write-ahead log included.

:class:`MemoryStore` speaks ``sync/wire.py`` and keeps the append rules in its own few lines, so
that the engine is not tested against the code that it was written beside.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync import wire
from sync.chain import START, Tip, follows, head_zero, next_head
from sync.client.engine import (
    Answer,
    Found,
    Pass,
    Pull,
    Push,
    Report,
    Want,
    membership_of,
    sync_pass,
)
from sync.client.log import Log, Sending, Stored
from sync.envelope import NO_PREV, Entry, Kind, founding_space, parse, seal, sign, verify_signature
from sync.errors import (
    IntegrityError,
    StoreError,
    StoreGarbled,
    StoreRefused,
    StoreUnreachable,
)
from sync.first_roster import Admission, found
from sync.keys import KEM_X25519, DeviceKeys, SigningKey
from sync.membership import Membership
from sync.plaintext import pack
from sync.roster import Person, Role

TOKEN = "a token for one night"


# ---------------------------------------------------------------- the store


@dataclass
class Shelf:
    """One space in the store."""

    membership: Membership = field(default_factory=Membership)
    entries: list[tuple[Entry, int, bytes]] = field(default_factory=list)
    tips: dict[bytes, Tip] = field(default_factory=dict)


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
        return self.page(want, device, page_entries)

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
            if member is None:
                raise refused(wire.NOT_A_MEMBER)
            if entry.kind is not Kind.ROSTER and not member.may_write:
                raise refused(wire.NOT_ALLOWED)
        if new:
            verify_signature(new[-1], shelf.membership.signing_key(device))
        for entry in new:
            if entry.kind is Kind.ROSTER:
                shelf.membership.take(entry, len(shelf.entries) + 1)
            self._add(want.space, shelf, entry)
        return self._receipt(shelf, batch[-1])

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


# ---------------------------------------------------------------- a tablet


class Crash(BaseException):
    """The power is gone. Nothing of ours catches it."""


class FragileLog(Log):
    """The real log, on a tablet whose power may go before or after any write."""

    shaken: Callable[[], None] = staticmethod(lambda: None)

    def mark_offered(self, *args: Any, **named: Any) -> None:
        """Shaken before and after."""
        self.shaken()
        super().mark_offered(*args, **named)
        self.shaken()

    def take_receipt(self, *args: Any, **named: Any) -> None:
        """Shaken before and after."""
        self.shaken()
        super().take_receipt(*args, **named)
        self.shaken()

    def take_page(self, *args: Any, **named: Any) -> None:
        """Shaken before and after."""
        self.shaken()
        super().take_page(*args, **named)
        self.shaken()


@dataclass
class Tablet:
    """A device with its log on a disk."""

    name: str
    keys: DeviceKeys
    store_key: bytes
    folder: Path
    rng: random.Random
    epoch_keys: dict[bytes, bytes] = field(default_factory=dict)
    token: str | None = None
    shaken: Callable[[], None] = lambda: None
    on_page: Callable[[bytes, int, int], None] = lambda space, first, last: None
    #: entry ids that this tablet was told are saved
    acknowledged: list[tuple[bytes, bytes]] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    lives: int = 0

    def __post_init__(self) -> None:
        self.id = self.keys.card().device
        self.steps: Generator[Want, Answer, Report] | None = None
        self.wanted: Want | None = None
        self.log = self._open(new=True)

    def _open(self, *, new: bool = False) -> FragileLog:
        log = FragileLog(self._path, new=new)
        log.shaken = lambda: self.shaken()  # type: ignore[method-assign]
        return log

    @property
    def _path(self) -> Path:
        return self.folder / f"{self.name}-{self.lives}.db"

    def restart_after_a_crash(self) -> None:
        """Go on from what lies on the disk now; what was in memory is gone."""
        before = self._path
        self.lives += 1
        for suffix in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copy(f"{before}{suffix}", f"{self._path}{suffix}")
        self.log.close()
        self.steps = self.wanted = None
        self.log = self._open()

    def write(self, space: bytes, content: dict[str, Any]) -> Entry:
        """Save a change: acknowledged when this returns."""
        tip = self.log.own_tip(space, self.id)
        entry = seal(
            pack(content),
            space=space,
            device=self.id,
            seq=tip.seq + 1,
            prev=tip.id,
            epoch=1,
            epoch_key=self.epoch_keys[space],
            salt=self.rng.randbytes(16),
            signing=self.keys.signing,
        )
        self.save(entry)
        return entry

    def save(self, entry: Entry) -> None:
        """Put an entry into the outbox, as the session does."""
        self.log.append([entry])
        self.acknowledged.append((entry.space, entry.id))

    def begin(self) -> None:
        """Begin a sync pass; :attr:`wanted` is its first want."""
        work = Pass(
            log=self.log,
            device=self.id,
            store_key=self.store_key,
            spaces=list(self.epoch_keys),
            membership={space: membership_of(self.log, space) for space in self.epoch_keys},
            token=self.token,
            on_page=self.on_page,
        )
        self.steps = sync_pass(work)
        self.wanted = None
        self.resume(None)

    def resume(self, answer: Answer | None) -> None:
        """Hand the pass an answer and let it run to its next want, or to its end."""
        assert self.steps is not None
        try:
            self.wanted = self.steps.send(answer)  # type: ignore[arg-type]
        except StopIteration as done:
            self.reports.append(done.value)
            self.steps = self.wanted = None

    def sync(self, answer: Callable[[Want], bytes]) -> Report:
        """A whole pass on a network that works."""
        self.begin()
        while self.wanted is not None:
            try:
                self.resume(answer(self.wanted))
            except StoreError as error:
                self.resume(error)
        return self.reports[-1]

    def holds(self, space: bytes) -> list[tuple[int, bytes, int]]:
        """(position, id, status) of everything with a position."""
        return [
            (s.position or 0, parse(s.raw).id, int(s.status)) for s in all_stored(self.log, space)
        ]

    def here(self, space: bytes) -> set[bytes]:
        """Every entry on this tablet, sent or not."""
        held = {entry_id for _, entry_id, _ in self.holds(space)}
        return held | {parse(s.raw).id for s in self.log.outbox(space)}

    def said_safe(self) -> Iterator[tuple[bytes, bytes]]:
        """(space, id) of own entries that the app would call safe now."""
        for space, entry_id in self.acknowledged:
            if self.log.sending_of(entry_id) in (None, Sending.SAFE):
                yield space, entry_id


def all_stored(log: Log, space: bytes) -> Iterator[Stored]:
    """Everything with a position."""
    for block in log.entries(space):
        yield from block


# ---------------------------------------------------------------- a night


def founding_of(
    admin: DeviceKeys,
    roles: list[tuple[DeviceKeys, Role]],
    key: bytes,
    store_key: bytes,
    rng: random.Random,
) -> Entry:
    """A space's first entry."""  # fmt: skip
    body = found(
        "a space",
        [Admission(k.card(), r, Person(rng.randbytes(16).hex(), "N", "A", ())) for k, r in roles],
        epoch_key=key,
        founding=rng.randbytes(16),
        salt=rng.randbytes(16),
        store_url="http://127.0.0.1:8471",
        store_key=store_key,
    )
    return sign(
        Kind.ROSTER,
        space=founding_space(body),
        device=admin.card().device,
        seq=1,
        prev=NO_PREV,
        epoch=1,
        body=body,
        signing=admin.signing,
    )


class Night:
    """Three tablets, two spaces, one store, and everything that can go wrong between them."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.rng = random.Random(seed)
        self.now = 1_792_000_000_000
        self.store = MemoryStore(SigningKey(self.rng.randbytes(32)), lambda: self.now)
        self.late: list[tuple[bytes, Want]] = []
        self.calm = False
        self.crashes = self.faults = 0
        keys = [DeviceKeys.from_random(self.rng.randbytes, KEM_X25519) for _ in range(3)]
        self.tablets = [
            Tablet(name, k, self.store.key.public(), folder, self.rng)
            for name, k in zip(("supervisor", "worker", "licensing"), keys, strict=True)
        ]
        for tablet in self.tablets:
            tablet.shaken = self._shake
        supervisor, worker, licensing = self.tablets
        supervisor.token = TOKEN
        self.spaces = [
            self._space([(supervisor, "admin"), (worker, "writer"), (licensing, "writer")]),
            self._space([(supervisor, "admin"), (worker, "writer")]),
        ]

    def _space(self, members: list[tuple[Tablet, Role]]) -> bytes:
        key = self.rng.randbytes(32)
        admin = members[0][0]
        roles: list[tuple[DeviceKeys, Role]] = [(tablet.keys, role) for tablet, role in members]
        entry = founding_of(admin.keys, roles, key, self.store.key.public(), self.rng)
        for tablet, _ in members:
            tablet.epoch_keys[entry.space] = key
        admin.save(entry)
        return entry.space

    def _shake(self) -> None:
        if not self.calm and self.rng.random() < 0.05:
            raise Crash

    # -------------------------------------------------------- what goes on

    def run(self, moments: int = 150) -> None:
        """Let things happen, one after another."""
        for _ in range(moments):
            self.now += self.rng.randrange(60_000)
            tablet = self.rng.choice(self.tablets)
            chance = self.rng.random()
            try:
                if chance < 0.35:
                    self._save(tablet)
                elif chance < 0.40:
                    raise Crash
                elif tablet.steps is None:
                    tablet.begin()
                else:
                    tablet.resume(self._carry(tablet))
            except Crash:
                self.crashes += 1
                tablet.restart_after_a_crash()
            self._nothing_is_called_safe_that_is_not(tablet)

    def _save(self, tablet: Tablet) -> None:
        space = self.rng.choice(list(tablet.epoch_keys))
        if membership_of(tablet.log, space).is_founded:  # before that there is no form to fill in
            tablet.write(space, {"note": self.rng.randrange(1_000_000)})

    def _carry(self, tablet: Tablet) -> Answer:
        """Take a want to the store and an answer back, over a network of that night."""
        want = tablet.wanted
        assert want is not None
        self._deliver_what_was_late()
        chance = self.rng.random()
        if chance < 0.5:
            return self._ask(tablet.id, want)
        self.faults += 1
        if chance < 0.60:  # the request is lost
            return StoreUnreachable("no network")
        if chance < 0.70:  # the answer is lost
            self._ask(tablet.id, want)
            return StoreUnreachable("time-out")
        if chance < 0.80:  # the request arrives twice
            self._ask(tablet.id, want)
            return self._ask(tablet.id, want)
        if chance < 0.90:  # the request arrives later than anyone waits, among others
            self.late.append((tablet.id, want))
            return StoreUnreachable("time-out")
        if chance < 0.95:
            return StoreGarbled("Something answered with HTTP 500 that is not the store.")
        answer = self._ask(tablet.id, want)
        if isinstance(answer, bytes) and answer:
            return answer[: self.rng.randrange(len(answer))]
        return answer

    def _ask(self, device: bytes, want: Want) -> Answer:
        try:
            return self.store.answer(device, want, self.rng.randrange(1, 6))
        except StoreError as error:
            return error
        except IntegrityError:
            return refused(wire.MALFORMED)

    def _deliver_what_was_late(self) -> None:
        self.rng.shuffle(self.late)
        while self.late and self.rng.random() < 0.5:
            self._ask(*self.late.pop())

    # -------------------------------------------------------- in the morning

    def dawn(self) -> None:
        """The network works again, and everyone syncs until nothing is left to do."""
        self.calm = True
        while self.late:
            self._ask(*self.late.pop())
        for tablet in self.tablets:
            tablet.restart_after_a_crash()
        for _ in range(3):
            for tablet in self.tablets:
                report = tablet.sync(lambda want, t=tablet: self.store.answer(t.id, want, 7))
                assert not report.problems, report.problems

    def check(self) -> None:
        """Nothing acknowledged is lost; all who read a space hold the same; safe was true."""
        for tablet in self.tablets:
            for space, entry_id in tablet.acknowledged:
                assert entry_id in self.store.ids(space), "acknowledged, and not in the store"
            assert tablet.log.only_here() == 0
            assert tablet.log.pending_count() == 0
        for space in self.spaces:
            readers = [t for t in self.tablets if space in t.epoch_keys]
            assert len({tuple(t.holds(space)) for t in readers}) == 1
            assert len({t.log.place(space) for t in readers}) == 1
            ids = [entry_id for _, entry_id, _ in readers[0].holds(space)]
            assert ids == self.store.ids(space)
            assert len(ids) == len(set(ids))
            assert all(not t.log.outbox(space) for t in readers)
            for tablet in readers:
                self._receipts_cover(tablet, space)

    def _receipts_cover(self, tablet: Tablet, space: bytes) -> None:
        receipts = tablet.log.receipts(space)
        own = [parse(s.raw) for s in all_stored(tablet.log, space)]
        last = max((e.seq for e in own if e.device == tablet.id), default=0)
        if last:
            assert receipts, "safe without a receipt"
        for receipt in receipts:
            receipt.check(self.store.key.public())
            assert self.store.ids(space)[receipt.position - 1] == receipt.id
        assert max((r.seq for r in receipts), default=0) == last

    def _nothing_is_called_safe_that_is_not(self, tablet: Tablet) -> None:
        for space in tablet.epoch_keys:
            held = {e.id: e.seq for e, _, _ in self._entries(space)}
            covered = max((r.seq for r in tablet.log.receipts(space)), default=0)
            for safe_in, entry_id in tablet.said_safe():
                if safe_in == space:
                    assert entry_id in held, "called safe, and not in the store"
                    assert held[entry_id] <= covered, "called safe without a receipt"

    def _entries(self, space: bytes) -> list[tuple[Entry, int, bytes]]:
        shelf = self.store.shelves.get(space)
        return shelf.entries if shelf else []

    def story(self) -> list[list[tuple[str, int]]]:
        """Who wrote the entry at each position of each space. (Ids differ: HPKE draws its own
        randomness.)"""
        names = {tablet.id: tablet.name for tablet in self.tablets}
        return [[(names[e.device], e.seq) for e, _, _ in self._entries(s)] for s in self.spaces]
