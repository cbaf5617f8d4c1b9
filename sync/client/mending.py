"""Entries that are damaged on this device, or whose bodies were withheld, are asked for again.

1. What the store gives is believed as little as ever: it must be the very entry whose id was folded
   into the verified head when it first came. So no signature has to be looked at again.
2. A body that is withheld still is asked for again at a later sync, a few in each.
3. What is whole again is durable, and everything that is shown is read anew.

A damaged roster is the worst of these: without it nobody knows whose signature is whose, so nothing
is pulled in that space until it is whole again. What the keys open can be read all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sync import wire
from sync.client.log import Log
from sync.client.rosters import membership_of
from sync.client.wants import Pass, Pull, Steps, ask
from sync.envelope import parse
from sync.errors import MalformedEntry, OutreachError, VaultCorrupt

#: How many entries of a space are asked for again in one pass.
AT_A_TIME: Final = 20
#: About as much as one entry; the store sends at least one.
_ONE: Final = 1


def mend(work: Pass, space: bytes) -> Steps:
    """Ask for what is missing here, and keep what is right."""
    mended: list[int] = []
    try:
        for position in work.log.wanting(space, AT_A_TIME):
            answer = yield from ask(work, Pull(space, position - 1, True, _ONE))
            for item in wire.parse_page(answer).items:
                if item.position == position and _is_right(work.log, space, item):
                    work.log.mend(space, position, item.raw)
                    mended.append(position)
    except OutreachError:
        _read_anew(work, space, mended)  # rule 3 holds of a mend that is broken off as well
        raise
    _read_anew(work, space, mended)


def _read_anew(work: Pass, space: bytes, mended: Sequence[int]) -> None:
    """Rule 3."""
    if mended:
        work.membership[space] = membership_of(work.log, space)
        work.on_page(space, mended[0], mended[0])


def _is_right(log: Log, space: bytes, item: wire.Item) -> bool:
    """Rule 1."""
    try:
        entry = parse(item.raw)
    except MalformedEntry:
        return False
    return not entry.is_stub and log.is_as_it_came(space, item.position, item.received_ms, entry.id)


def check_rosters(work: Pass, space: bytes) -> None:
    """Nothing can be judged in a space whose roster is damaged here.

    Raises:
        VaultCorrupt: it is, and the store did not give it again.
    """
    if work.membership[space].damaged_at is not None:
        raise VaultCorrupt(
            "The list of members of a space is damaged on this device, and the store did not give "
            "it again. What is here was not changed, and what you wrote is sent all the same."
        )
