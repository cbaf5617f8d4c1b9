"""Wrong passphrases: after 5 in a row 30 s of waiting, doubling to 15 min, surviving a restart.

The owner may choose that so many wrong ones in a row wipe the vault (off unless chosen, never fewer
than five). The number stands beside the count, in the clear: whoever can take it away can also copy
the folder, and a copy is not wiped.

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
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Count:
    failures: int
    until_ms: int
    wipe_after: int | None = None


class Attempts:
    """The count of one vault."""

    def __init__(self, folder: Path, now_ms: Callable[[], int]) -> None:
        self._path = folder / "attempts.json"
        self._now_ms = now_ms

    def prepare(self) -> None:
        """Give the file its bytes, with nothing counted; for a vault that is being made."""
        write_whole(self._path, _content(_Count(0, 0)))

    def _read(self) -> _Count:
        try:
            read = json.loads(self._path.read_text())
            wipe_after = read.get("wipe_after")
            return _Count(
                min(max(int(read["failures"]), 0), _MOST),
                int(read["until_ms"]),
                None if wipe_after is None else max(int(wipe_after), FREE_ATTEMPTS),
            )
        except FileNotFoundError:
            return _Count(0, 0)
        except (AttributeError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            # A damaged count is counted as the last free attempt: no lock-out, no free attempts.
            return _Count(FREE_ATTEMPTS - 1, 0)

    def _write(self, count: _Count) -> None:
        content = _content(count)
        if self._path.exists():
            write_over(self._path, content)
        else:  # a vault of before there was one from the start, or somebody deleted it
            write_whole(self._path, content)

    def wait_seconds(self) -> int:
        """How long until the next passphrase is looked at; 0 when it may be now."""
        count = self._read()
        left_ms = min(count.until_ms - self._now_ms(), wait_after(count.failures) * 1000)
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
        count = self._read()
        failures = count.failures + 1
        until_ms = self._now_ms() + wait_after(failures) * 1000
        self._write(_Count(failures, until_ms, count.wipe_after))

    @property
    def wipe_after(self) -> int | None:
        """After how many wrong ones in a row the vault is wiped; None: never."""
        return self._read().wipe_after

    @property
    def left(self) -> int | None:
        """How many wrong ones are left before it is; None: it never is."""
        count = self._read()
        return None if count.wipe_after is None else max(count.wipe_after - count.failures, 0)

    def set_wipe_after(self, wrong: int | None) -> None:
        """Choose it, at least :data:`FREE_ATTEMPTS`. Raises DiskFull, VaultError."""
        count = self._read()
        self._write(_Count(count.failures, count.until_ms, wrong))

    def succeeded(self) -> None:
        """Clear the count."""
        self._write(_Count(0, 0, self._read().wipe_after))


def _content(count: _Count) -> bytes:
    said = {"failures": count.failures, "until_ms": count.until_ms}
    if count.wipe_after is not None:
        said["wipe_after"] = count.wipe_after
    return json.dumps(said).encode().ljust(_FILE_BYTES)
