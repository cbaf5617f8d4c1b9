"""A device's sessions with its store, while its vault is open: in memory and nowhere else.

Rules:

1. A token is a password for an hour. It is in no file, no log and no error, and it is let go of
   when the vault is locked; what a pass under way is given after that is not kept either.
2. It is shown to the store that gave it, by the device that it was given to, and to nobody else.
3. It is used for as long as the store said, counted from before it was asked for and by a clock
   that nobody sets, or until the store refuses it: whom a roster removes has none any more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple


def _monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Where(NamedTuple):
    """What a token is good for (rule 2)."""

    url: str
    store_key: bytes
    device: bytes
    space: bytes


class Tokens:
    """What a device's sessions with its stores are known by. Used from several threads."""

    def __init__(self, elapsed_ms: Callable[[], int] = _monotonic_ms) -> None:
        """Hold nothing yet.

        Args:
            elapsed_ms: milliseconds since some moment; never set back.
        """
        self.elapsed_ms = elapsed_ms
        self._guard = threading.Lock()
        self._held: dict[Where, tuple[str, int]] | None = {}

    def get(self, where: Where) -> str | None:
        """The token that is good there, as far as is known."""
        with self._guard:
            token, until_ms = (self._held or {}).get(where, (None, 0))
        return token if self.elapsed_ms() < until_ms else None

    def keep(self, where: Where, token: str, until_ms: int) -> None:
        """Hold a token until ``elapsed_ms`` is as late as that; not after :meth:`let_go`."""
        with self._guard:
            if self._held is not None:
                self._held[where] = token, until_ms

    def drop(self, where: Where, token: str) -> None:
        """The store refused this one. What another pass was given since is kept."""
        with self._guard:
            if self._held is not None and self._held.get(where, ("", 0))[0] == token:
                del self._held[where]

    def let_go(self) -> None:
        """Forget all of them, and keep none from now on (rule 1)."""
        with self._guard:
            self._held = None
