"""When the tablet locks by itself.

The rules:
1. After so many minutes without a touch or a key (5 unless the settings say otherwise).
2. When the app has been out of sight for longer than a grace, which covers the camera and the
   file picker.
3. At once when the window is closed or its connection ends: Android may keep the process and hand
   it to the next start.
The clock counts on while the device sleeps, so that a tablet woken next morning is locked.
"""

from __future__ import annotations

import time

GRACE_SECONDS = 30
#: While our own file picker or camera is open.
PICKER_GRACE_SECONDS = 180
DEFAULT_MINUTES = 5
CHOICES = (1, 2, 5, 10, 15)


def awake_clock() -> float:
    """Seconds that also pass while the device sleeps, where the platform can tell."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class LockRule:
    """Decides, from what happened and when (seconds of one clock), whether to lock now."""

    def __init__(self, now: float, minutes: float = DEFAULT_MINUTES) -> None:
        self.minutes = minutes
        self.touched_at = now
        self.hidden_at: float | None = None
        self.picker_open = False

    def touched(self, now: float) -> None:
        self.touched_at = now

    def hidden(self, now: float) -> None:
        if self.hidden_at is None:
            self.hidden_at = now

    def shown(self) -> None:
        self.hidden_at = None

    def due(self, now: float) -> bool:
        """True when the tablet has to be locked now."""
        if now - self.touched_at >= self.minutes * 60:
            return True
        if self.hidden_at is None:
            return False
        grace = PICKER_GRACE_SECONDS if self.picker_open else GRACE_SECONDS
        return now - self.hidden_at >= grace
