"""What stands before the records: nothing yet, somebody's lock, or something that comes first.

While nothing is open, ``at`` is "start" (who has records here), "" (the lock of the vault that was
chosen), "join", "found", "forgotten", "recovery" or "happened". While a vault is open it is "" for
the records themselves, or what comes before them: "code" (a recovery code, shown once), "unshown"
(one that nobody was shown), "passphrase" (a forgotten one has to be replaced), "waiting" (an
invitation is not answered yet), "first-sync" (which founds a new partnership's spaces, too).
"""

from __future__ import annotations

from dataclasses import dataclass

from outreach.ui.pulse import Watched


@dataclass(frozen=True, slots=True)
class Wiped:
    """A vault that is gone. ``lost``: whether the device was reported lost, rather than too many
    wrong passphrases given; ``entries``: how many were nowhere else, None where nobody knows."""

    lost: bool
    entries: int | None


class Entrance(Watched):
    """Which of them is shown now."""

    def __init__(self, at: str = "") -> None:
        self.at = at
        self.wiped: Wiped | None = None


class Notices(Watched):
    """What happened to this tablet and its person was not told yet.

    ``left``: name of a space -> why this device was removed from it. ``retired``: a copy of the
    vault is in use, so that this one's identity writes nothing more.
    """

    def __init__(self) -> None:
        self.left: dict[str, str] = {}
        self.retired = False
