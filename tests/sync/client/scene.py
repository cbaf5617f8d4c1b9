"""Two tablets and a store in one space, on a network that works: the stage for single stories."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from sync import wire
from sync.chain import head_zero, next_head
from sync.client.engine import Pull, Push, Report, Want
from sync.envelope import Entry
from sync.errors import OutreachError
from sync.keys import KEM_X25519, DeviceKeys, SigningKey
from tests.simulator.night import founding_of
from tests.simulator.store import TOKEN, MemoryStore
from tests.simulator.tablet import Tablet

#: Changes what a pull is answered with.
Lie = Callable[[Pull, bytes], bytes]


class Scene:
    """A supervisor (admin) and a worker (writer)."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.rng = rng
        self.folder = folder
        self.now = 1_792_000_000_000
        self.store = MemoryStore(SigningKey(rng.randbytes(32)), lambda: self.now)
        self.supervisor, self.worker = (self.tablet(name) for name in ("supervisor", "worker"))
        key = rng.randbytes(32)
        self.founding = founding_of(
            self.supervisor.keys,
            [(self.supervisor.keys, "admin"), (self.worker.keys, "writer")],
            key,
            self.store.key.public(),
            rng,
        )
        self.space = self.founding.space
        for tablet in (self.supervisor, self.worker):
            tablet.epoch_keys[self.space] = key
        self.supervisor.token = TOKEN
        self.supervisor.save(self.founding)
        self.tablets = [self.supervisor, self.worker]

    def close(self) -> None:
        for tablet in self.tablets:
            tablet.log.close()

    def tablet(self, name: str, keys: DeviceKeys | None = None) -> Tablet:
        made = keys or DeviceKeys.from_random(self.rng.randbytes, KEM_X25519)
        return Tablet(name, made, self.store.key.public(), self.folder, self.rng)

    def sync(self, *tablets: Tablet, lie: Lie | None = None, page_entries: int = 1000) -> Report:
        """Everyone named syncs, in order; pulls are answered through ``lie`` where there is one."""
        report = Report()
        for tablet in tablets:

            def answer(want: Want, device: bytes = tablet.id) -> bytes:
                said = self.store.answer(device, want, page_entries)
                return lie(want, said) if lie and isinstance(want, Pull) else said

            report = tablet.sync(answer)
        return report

    def begin(self) -> None:
        """Both have synced once: the space stands, nothing is written in it yet."""
        assert not self.sync(self.supervisor, self.worker).problems

    def begin_push(self, tablet: Tablet) -> Push:
        """Begin a pass and let it come to its push: it first looks where the store stands."""
        tablet.begin()
        while not isinstance(tablet.wanted, Push):
            assert isinstance(tablet.wanted, Pull)
            tablet.resume(self.store.answer(tablet.id, tablet.wanted))
        return tablet.wanted

    def write(self, tablet: Tablet, count: int = 1) -> list[Entry]:
        return [tablet.write(self.space, {"note": n}) for n in range(count)]

    def head(self, entries: list[Entry], times: list[int] | None = None) -> bytes:
        """The head of a history that began with these entries."""
        head = head_zero(self.space)
        for position, entry in enumerate(entries, 1):
            head = next_head(head, position, times[position - 1] if times else self.now, entry.id)
        return head

    def page(
        self,
        entries: list[Entry],
        after: int,
        *,
        latest: int | None = None,
        key: SigningKey | None = None,
        head: bytes | None = None,
        space: bytes | None = None,
    ) -> bytes:
        """What a store that held ``entries`` and nothing else would answer, signed by its key."""
        shown = entries[after:]
        statement = wire.Statement(
            space or self.space, len(entries), head or self.head(entries), self.now
        )
        items = [(wire.ENTRY, self.now, entry.raw()) for entry in shown]
        return wire.page_bytes(
            len(entries) if latest is None else latest,
            after + 1,
            items,
            statement.signed(key or self.store.key),
        )

    def truth(self) -> list[Entry]:
        """What the honest store holds."""
        return [entry for entry, _, _ in self.store.shelves[self.space].entries]

    def problem(self, report: Report) -> OutreachError:
        """The one problem of a pass."""
        assert list(report.problems) == [self.space]
        return report.problems[self.space]

    def nothing_is_lost(self) -> None:
        """Every entry that was acknowledged is on its tablet, byte for byte."""
        for tablet in self.tablets:
            for space, entry_id in tablet.acknowledged:
                assert entry_id in tablet.here(space)
