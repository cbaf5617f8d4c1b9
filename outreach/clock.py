"""The clocks that an entry carries: what the device claims, and what can be known about the claim.

The hybrid logical clock (Kulkarni et al., 2014) never runs backwards and never behind anything that
this device has seen, unless that stands more than a day ahead of the wall clock: one tablet with a
wrong year must not drag the others along. Nothing that was claimed is ever rewritten.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from outreach.model.changes import Moment

#: A remote clock is followed only this far ahead of the local one, in ms.
FOLLOW_MS: Final = 24 * 60 * 60 * 1000


def wall_ms() -> int:
    """The device's clock, in ms since 1970."""
    return time.time_ns() // 1_000_000


def monotonic_ms() -> int:
    """A clock that nobody can set, in ms since some moment."""
    return time.monotonic_ns() // 1_000_000


def utc_offset_min(ms: int) -> int:
    """The device's offset from UTC at that moment, in minutes."""
    try:
        return time.localtime(ms / 1000).tm_gmtoff // 60
    except (OverflowError, OSError, ValueError):
        return 0


class DeviceClock:
    """One device's clocks; ``now`` and ``monotonic`` are given, so that tests can set them."""

    def __init__(
        self,
        last: tuple[int, int] = (0, 0),
        now: Callable[[], int] = wall_ms,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        self.last = last
        self.now = now
        self._monotonic = monotonic
        self._contact: tuple[int, int] | None = None

    def elapsed(self) -> int:
        """Milliseconds since some moment, by the clock that nobody can set."""
        return self._monotonic()

    def tick(self) -> tuple[int, int]:
        """The next (ms, counter): later than every one before it on this device."""
        ms, counter = self.last
        now = max(self.now(), 0)
        self.last = (now, 0) if now > ms else (ms, counter + 1)
        return self.last

    def merge(self, seen: tuple[int, int]) -> None:
        """Never fall behind what was seen, within a day of the local clock."""
        if seen > self.last and seen[0] <= self.now() + FOLLOW_MS:
            self.last = seen

    def contact(self, store_ms: int) -> None:
        """Remember the store's clock at a contact."""
        self._contact = (self._monotonic(), store_ms - self.now())

    def moment(self) -> Moment:
        """What the entry that is being written says of the clocks."""
        now = self.now()
        if self._contact is None:
            return Moment(now, utc_offset_min(now), None, None)
        since, offset = self._contact
        return Moment(now, utc_offset_min(now), max(self._monotonic() - since, 0), offset)
