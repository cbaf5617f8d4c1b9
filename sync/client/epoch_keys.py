"""The epoch keys that a space's rosters give to a device.

1. A key comes in a wrap for this device, in a roster that took effect, and is the one that the
   roster's commitment names; another is refused, since somebody was given another key than all.
2. Whoever has an epoch's key has all earlier ones: each roster that starts an epoch holds the key
   before it, sealed under its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sync.errors import IntegrityError
from sync.keys import KemKey
from sync.roster import Roster


def learn(
    known: dict[int, bytes], history: Sequence[Roster], device: bytes, kem: KemKey
) -> list[IntegrityError]:
    """Put every key that can be had into ``known`` (epoch -> key); what was wrong with others.

    What does not open stays unknown: the entries of that epoch are set aside one by one.

    Args:
        history: the rosters that took effect, oldest first.
    """
    problems: list[IntegrityError] = []
    for roster in history:
        if roster.epoch not in known and device in roster.wraps:
            try:
                known[roster.epoch] = roster.receive_key(device, kem)
            except IntegrityError as error:
                problems.append(error)
    for before, roster in reversed(list(pairwise(history))):
        if roster.previous_key is None or before.epoch in known or roster.epoch not in known:
            continue
        try:
            known[before.epoch] = roster.open_previous_key(known[roster.epoch], before)
        except IntegrityError as error:
            problems.append(error)
    return problems
