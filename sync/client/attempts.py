"""Wrong passphrases: after 5 in a row 30 s of waiting, doubling to 15 min, surviving a restart.

The failure is counted on disk *before* a passphrase is looked at, so that killing the app in the
middle gives no free attempt. A right one clears the count. The wait is measured by the wall clock,
since nothing else survives a restart; setting the clock back does not help, because no wait that
stands further off than the longest one is believed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sync.client.files import write_whole
from sync.errors import TooManyAttempts

FREE_ATTEMPTS: Final = 5
FIRST_WAIT_S: Final = 30
LONGEST_WAIT_S: Final = 15 * 60


def wait_after(failures: int) -> int:
    """Seconds to wait after this many failures in a row."""
    if failures < FREE_ATTEMPTS:
        return 0
    doublings = min(failures - FREE_ATTEMPTS, 16)
    return int(min(FIRST_WAIT_S << doublings, LONGEST_WAIT_S))


class Attempts:
    """The count of one vault."""

    def __init__(self, folder: Path, now_ms: Callable[[], int]) -> None:
        self._path = folder / "attempts.json"
        self._now_ms = now_ms

    def _read(self) -> tuple[int, int]:
        try:
            read = json.loads(self._path.read_text())
            return max(int(read["failures"]), 0), int(read["until_ms"])
        except FileNotFoundError:
            return 0, 0
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            # A damaged count is counted as the last free attempt: no lock-out, no free attempts.
            return FREE_ATTEMPTS - 1, 0

    def wait_seconds(self) -> int:
        """How long until the next passphrase is looked at; 0 when it may be now."""
        failures, until_ms = self._read()
        left_ms = min(until_ms - self._now_ms(), wait_after(failures) * 1000)
        return max(-(-left_ms // 1000), 0)

    def begin(self) -> None:
        """Count an attempt as failed until :meth:`succeeded` says otherwise.

        Raises:
            TooManyAttempts: it is too early for one.
        """
        wait = self.wait_seconds()
        if wait:
            raise TooManyAttempts(wait)
        failures = self._read()[0] + 1
        until_ms = self._now_ms() + wait_after(failures) * 1000
        write_whole(self._path, json.dumps({"failures": failures, "until_ms": until_ms}).encode())

    def succeeded(self) -> None:
        """Clear the count."""
        self._path.unlink(missing_ok=True)
