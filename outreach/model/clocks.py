"""Clocks in the field are wrong: what can be said all the same, and what order it gives.

The rules that this module enforces:

1. Entries stand in the order of their positions; own entries that have none yet come after all
   positions, in the order of their sequence. No clock has a say in it.
2. A write supersedes another if its author had seen it, or if both come from the same device and
   it is the later one. A far-future clock never beats a write that saw it.
3. Where neither had seen the other, they are ranked by (logical clock, device, sequence).
4. What a device claimed is flagged, never rejected and never rewritten.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from outreach.model.changes import Change
from outreach.model.limits import limits

#: After every position.
UNPLACED: Final = 2**62

#: Two clocks that differ by less are taken to agree.
SKEW_TOLERANCE_MS: Final = 5 * 60 * 1000
#: No clock that works says less: batteries come back in 1970.
EARLIEST_MS: Final = 1_577_836_800_000  # 2020-01-01T00:00:00Z

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def order(change: Change) -> tuple[int, str, int, str]:
    """The key that sorts the entries of one space."""
    position = change.position
    return (UNPLACED if position is None else position, change.device, change.seq, change.entry)


def rank(change: Change) -> tuple[tuple[int, int], str, int, str]:
    """The key whose greatest wins among concurrent writes."""
    return (change.hlc, change.device, change.seq, change.entry)


def newly_numbered(position: int | None, known: int | None) -> bool:
    """Whether an entry that was known at ``known`` has its position only now. (Of two positions,
    which cannot be, the lower one: some rule that depends on no order of arrival.)"""
    return position is not None and (known is None or position < known)


def had_seen(change: Change) -> int:
    """The newest position that the author had folded; never its own, whatever it claims."""
    if change.position is None:
        return change.seen
    return min(change.seen, change.position - 1)


def unseen(changes: list[Change]) -> list[Change]:
    """Those of ``changes``, sorted by :func:`order`, that none of the later ones supersedes."""
    if len(changes) == 1:
        return changes
    standing: list[Change] = []
    newest_seen = -1
    newest_of: set[str] = set()
    for change in reversed(changes):
        superseded = change.device in newest_of or (
            change.position is not None and change.position <= newest_seen
        )
        if not superseded:
            standing.append(change)
        newest_seen = max(newest_seen, had_seen(change))
        newest_of.add(change.device)
    standing.reverse()
    return standing


def skewed(change: Change) -> bool:
    """Whether the device's clock was wrong when it wrote, as far as that can be known.

    The store had said so at their last contact; or the store received the entry before it claims
    to have been written; or the clock is from before there was such an app. An entry that arrives
    long after it was written says nothing: the tablet was offline.
    """
    wall, _, _, offset = change.at
    if wall < EARLIEST_MS:
        return True
    if offset is not None and abs(offset) > SKEW_TOLERANCE_MS:
        return True
    if change.received_ms is None:
        return False
    return wall + (offset or 0) - change.received_ms > SKEW_TOLERANCE_MS


def moment_ms(value: Any) -> int | None:
    """Milliseconds since 1970 of an RFC 3339 moment with its offset; None for anything else."""
    if type(value) is not str:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def late_ms(recorded_ms: int, occurred_ms: int | None, ended_ms: int | None) -> int:
    """How long after the event (its end, where that is known) it was recorded, if that is more than
    the partnership's limit of 24 hours; else 0."""
    if occurred_ms is None:
        return 0
    late = recorded_ms - max(occurred_ms, ended_ms or occurred_ms)
    return late if late > limits().late_after_hours * 3_600_000 else 0
