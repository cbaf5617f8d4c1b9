"""Nights on bad networks, from one seed: what travels is dropped, repeated, delayed, reordered and
garbled, and tablets crash and go on from their files as they lay on the disk.
"""

from __future__ import annotations

import random
from pathlib import Path

from sync import wire
from sync.client.engine import (
    Answer,
    Want,
    membership_of,
)
from sync.envelope import NO_PREV, Entry, Kind, founding_space, parse, sign
from sync.errors import (
    IntegrityError,
    StoreError,
    StoreGarbled,
    StoreUnreachable,
)
from sync.first_roster import Admission, found
from sync.keys import KEM_X25519, DeviceKeys, SigningKey
from sync.roster import Person, Role
from tests.simulator.store import TOKEN, MemoryStore, refused
from tests.simulator.tablet import Crash, Tablet, all_stored


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
