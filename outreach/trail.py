"""The trail of one vault: what its person read, searched, exported and administered.

The rules that this module enforces:

1. :meth:`Trail.note` returns when the act is sealed and durable. Whoever shows content calls it
   first, and shows nothing if it raises.
2. What is typed into a search makes an act for each word that was meant, not for each key: what
   only grows within a second takes the place of what it grew from.
3. The same act again within a quarter of an hour is the same one, with a count, until it has left
   the queue.
4. The queue is bounded. What has no room is counted, and told with the next batch.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from outreach.clock import DeviceClock
from outreach.model.acts import (
    MAX_PURPOSE,
    MAX_TEXT,
    Act,
    Event,
    again_within_ms,
    event_of,
)
from outreach.model.changes import Malformed
from sync.client.log import Log
from sync.client.vault import Vault
from sync.errors import CannotOpen, DiskFull

#: So many acts wait at most: where there is no audit space, nothing ever takes them away.
MOST: Final = 5_000
#: What is typed on within so many milliseconds is one search.
SETTLED_MS: Final = 1_000
#: So many bytes of JSON are sealed into one entry; compressed they fit in any case.
BATCH_BYTES: Final = 40_000
#: Sealed acts are padded to multiples of this, so that sizes do not tell how long a word was.
_PAD: Final = 256
_REMEMBERED: Final = 2_000

_Key = tuple[str | None, ...]


@dataclass(slots=True)
class _Noted:
    """An act of before: when, and its number while it waits."""

    event: Event
    at: int
    number: int | None


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed last, and whether it was only getting shorter."""

    key: _Key
    text: str
    number: int
    at: int
    shrinking: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """What goes into the audit space next: acts for each entry, and the numbers they wait under."""

    entries: Sequence[Sequence[dict[str, Any]]]
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What no entry tells yet: acts that wait on this device, and acts that had no room."""

    acts: int
    lost: int


class Trail:
    """The acts of one vault's person. Safe to use from several threads."""

    def __init__(self, vault: Vault, log: Log, clock: DeviceClock) -> None:
        self._vault = vault
        self._log = log
        self._clock = clock
        self._lock = threading.RLock()
        self._last = log.last_act()
        self._noted: dict[_Key, _Noted] = {}
        self._searched: set[_Key] = set()
        self._typed: _Typed | None = None

    def note(
        self,
        act: Act,
        *,
        record: str | None = None,
        kind: str | None = None,
        space: str | None = None,
        text: str | None = None,
        purpose: str | None = None,
        still: bool = False,
    ) -> None:
        """Keep an act, sealed; durable when this returns.

        Args:
            still: it is on the screen already and is only drawn anew: within the quarter of an hour
                that is no second time.

        Raises:
            DiskFull, VaultLocked: it was not noted, so nothing may be shown.
        """
        text = None if text is None else text.strip()[:MAX_TEXT]
        purpose = None if purpose is None else purpose.strip()[:MAX_PURPOSE]
        key = (act, record, kind, space, text, purpose)
        with self._lock:
            before = self._noted.get(key)
            now = self._clock.elapsed()
            if before is not None and now - before.at < again_within_ms():
                if still:
                    return
                if before.number is not None:
                    event = replace(
                        before.event, count=before.event.count + 1, last_ms=self._clock.now()
                    )
                    self._put(before.number, event)
                    before.event = event
                    return
            event = Event(act, self._clock.moment(), record, kind, space, text, purpose)
            self._remember(key, _Noted(event, now, self._put(self._last + 1, event)))

    def typed(self, text: str, *, kind: str | None = None, record: str | None = None) -> None:
        """Keep what is being searched for, before what was found is shown. Raises as :meth:`note`.

        Args:
            record: the place at which it is looked for.
        """
        text = text.strip()[:MAX_TEXT]
        if not text:
            return
        key = ("search", record, kind, None, text, None)
        with self._lock:
            if key in self._searched:
                return
            last, now = self._typed, self._clock.elapsed()
            number, shrinking = self._last + 1, False
            if last is not None and now - last.at < SETTLED_MS and last.key[1:4] == key[1:4]:
                shorter = last.text.startswith(text)
                if text.startswith(last.text) or (shorter and last.shrinking):
                    number = last.number
                    self._searched.discard(last.key)
                shrinking = shorter
            self._put(number, Event("search", self._clock.moment(), record, kind, None, text))
            self._searched.add(key)
            self._typed = _Typed(key, text, number, now, shrinking)

    def waiting(self) -> Waiting:
        """How much no entry tells yet."""
        return Waiting(self._log.count_acts(), self._log.lost_acts())

    # ------------------------------------------------------------ into the audit space

    def batch(self) -> Gathered:
        """All that waits, as it goes into entries: nothing has left the queue yet."""
        with self._lock:
            lost = self._log.lost_acts()
            told: list[dict[str, Any]] = []
            numbers: list[int] = []
            for number, sealed in self._log.acts():
                event = self._open(number, sealed)
                numbers.append(number)
                if event is None:
                    lost += 1
                else:
                    told.append(event.as_json())
            if lost:
                told.append(Event("lost", self._clock.moment(), count=lost).as_json())
            return Gathered(_cut(told), numbers)

    def left(self, batch: Gathered) -> None:
        """The batch is in the outbox, in the transaction that is open."""
        with self._lock:
            self._log.drop_acts(batch.numbers)
            self._log.told_lost_acts()

    def forget_numbers(self, batch: Gathered) -> None:
        """That transaction is durable: what is done again is a new act."""
        gone = set(batch.numbers)
        with self._lock:
            for noted in self._noted.values():
                if noted.number in gone:
                    noted.number = None
            if self._typed is not None and self._typed.number in gone:
                self._typed = None

    def reseal(self) -> None:
        """Seal every act under the newest local key."""
        with self._lock:
            for number, sealed in self._log.acts():
                with suppress(CannotOpen):  # damaged: it is counted as lost with the next batch
                    text = self._vault.open_local("act", sealed, _place(number))
                    self._log.put_act(number, self._vault.seal_local("act", text, _place(number)))

    # ------------------------------------------------------------ sealed

    def _put(self, number: int, event: Event) -> int:
        text = json.dumps(event.as_json(), ensure_ascii=False).encode()
        text += b" " * (-len(text) % _PAD)
        try:
            self._log.put_act(number, self._vault.seal_local("act", text, _place(number)))
        except DiskFull:
            raise DiskFull(
                "The disk is full, so it cannot be noted what is opened. It stays closed; nothing "
                "was lost.",
                advice="Make room on this device, then open it again.",
            ) from None
        if number > self._last:
            self._last = number
            if number % 100 == 0:
                self._log.drop_oldest_acts(MOST)
        return number

    def _open(self, number: int, sealed: bytes) -> Event | None:
        try:
            return event_of(json.loads(self._vault.open_local("act", sealed, _place(number))))
        except (CannotOpen, Malformed, ValueError):
            return None

    def _remember(self, key: _Key, noted: _Noted) -> None:
        if len(self._noted) >= _REMEMBERED:
            self._noted.clear()  # the next time is a new act: nothing is lost by it
        self._noted[key] = noted


def _place(number: int) -> bytes:
    return number.to_bytes(8, "big")


def _cut(told: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Acts in portions that fit into an entry each, in order."""
    portions: list[list[dict[str, Any]]] = []
    size = BATCH_BYTES
    for event in told:
        length = len(json.dumps(event, ensure_ascii=False).encode()) + 1
        if size + length > BATCH_BYTES:
            portions.append([])
            size = 0
        portions[-1].append(event)
        size += length
    return portions
