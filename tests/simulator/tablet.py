"""A tablet on the real engine and real log files, which may crash: before a transaction of the log,
after it, or while it waits for an answer.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.client.engine import (
    Answer,
    Pass,
    Report,
    Want,
    membership_of,
    sync_pass,
)
from sync.client.log import Log, Sending, Stored
from sync.envelope import Entry, parse, seal
from sync.errors import (
    StoreError,
)
from sync.keys import DeviceKeys
from sync.plaintext import pack


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
    #: it holds no key: it deposits, or is new
    keyless: bool = False
    shaken: Callable[[], None] = lambda: None
    on_page: Callable[[bytes, int, int], None] = lambda space, first, last: None
    reseal: Callable[[bytes], None] = lambda space: None
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
            keyless=frozenset(self.epoch_keys) if self.keyless else frozenset(),
            on_page=self.on_page,
            reseal=self.reseal,
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
