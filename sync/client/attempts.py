"""Wrong passphrases: after 5 in a row 30 s of waiting, doubling to 15 min, surviving a restart.

The failure is counted on disk *before* a passphrase is looked at, so that killing the app in the
middle gives no free attempt. A right one clears the count. The wait is measured by the wall clock,
since nothing else survives a restart; setting the clock back does not help, because no wait that
stands further off than the longest one is believed.

A full disk must neither keep people from what they wrote nor give free attempts. So the file has
its bytes from the day the vault is made, and is written over in place: that needs no room. It lies
within one sector, which a disk writes whole or not at all; where the bytes are nonsense all the
same, the last free attempt is taken as spent. Whatever cannot be counted is not tried.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sync.client.files import write_over, write_whole
from sync.errors import TooManyAttempts

FREE_ATTEMPTS: Final = 5
FIRST_WAIT_S: Final = 30
LONGEST_WAIT_S: Final = 15 * 60

#: The file is always this long: one sector.
_FILE_BYTES: Final = 512
#: Beyond this a count changes nothing any more, and would outgrow the file.
_MOST: Final = 1_000_000


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

    def prepare(self) -> None:
        """Give the file its bytes, with nothing counted; for a vault that is being made."""
        write_whole(self._path, _content(0, 0))

    def _read(self) -> tuple[int, int]:
        try:
            read = json.loads(self._path.read_text())
            return min(max(int(read["failures"]), 0), _MOST), int(read["until_ms"])
        except FileNotFoundError:
            return 0, 0
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            # A damaged count is counted as the last free attempt: no lock-out, no free attempts.
            return FREE_ATTEMPTS - 1, 0

    def _write(self, failures: int, until_ms: int) -> None:
        content = _content(failures, until_ms)
        if self._path.exists():
            write_over(self._path, content)
        else:  # a vault of before there was one from the start, or somebody deleted it
            write_whole(self._path, content)

    def wait_seconds(self) -> int:
        """How long until the next passphrase is looked at; 0 when it may be now."""
        failures, until_ms = self._read()
        left_ms = min(until_ms - self._now_ms(), wait_after(failures) * 1000)
        return max(-(-left_ms // 1000), 0)

    def begin(self) -> None:
        """Count an attempt as failed until :meth:`succeeded` says otherwise.

        Raises:
            TooManyAttempts: it is too early for one.
            DiskFull, VaultError: it cannot be counted, so there is none.
        """
        wait = self.wait_seconds()
        if wait:
            raise TooManyAttempts(wait)
        failures = self._read()[0] + 1
        self._write(failures, self._now_ms() + wait_after(failures) * 1000)

    def succeeded(self) -> None:
        """Clear the count."""
        self._write(0, 0)


def _content(failures: int, until_ms: int) -> bytes:
    return json.dumps({"failures": failures, "until_ms": until_ms}).encode().ljust(_FILE_BYTES)
