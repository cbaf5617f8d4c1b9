"""How long is left until a moment, and what is due, in words.

The rule that this module enforces: what is left is said in two units at the most and never rounded
up, so that nobody believes to have more time than there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from outreach.words import _, mark, several

if TYPE_CHECKING:
    from outreach.model.dues import What

MINUTE_MS: Final = 60_000
_DAY_MINUTES: Final = 24 * 60

_ASKED: Final[Mapping[str, str]] = {
    "acknowledge": mark("To be acknowledged"),
    "do": mark("To be done"),
    "tell": mark("Tell the author what came of it"),
    "expires": mark("Notice ends"),
    "expired": mark("Notice ended: say what came of it"),
    "court": mark("Court"),
    "hearing": mark("Hearing in court"),
    "visit": mark("To be visited"),
    "check": mark("To be checked"),
    "licence": mark("Licence ends"),
    "review": mark("To be reviewed"),
}


def asked(what: What) -> str:
    """What somebody has to do."""
    return _(_ASKED[what])


def left(due_ms: int, now_ms: int) -> str:
    """``4 h 20 min left``, ``2 days 3 h left``; ``due now``, ``3 h overdue`` once it has passed."""
    if due_ms <= now_ms < due_ms + MINUTE_MS:
        return _("due now")
    if due_ms <= now_ms:
        return _("{time} overdue").format(time=length(now_ms - due_ms))
    return _("{time} left").format(time=length(due_ms - now_ms))


def length(ms: int) -> str:
    """A length of time in its two largest units: ``20 min``, ``4 h 20 min``, ``2 days 3 h``."""
    minutes = max(0, ms) // MINUTE_MS
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    if minutes < _DAY_MINUTES:
        hours, rest = divmod(minutes, 60)
        said = _("{n} h").format(n=hours)
        return f"{said} {_('{n} min').format(n=rest)}" if rest else said
    days, rest = divmod(minutes, _DAY_MINUTES)
    said = several("{n} day", "{n} days", days)
    hours = rest // 60
    return f"{said} {_('{n} h').format(n=hours)}" if hours and days < 7 else said
