"""A space that this device may not read, or not any more: rosters and rulings instead of pages.

Rules:

1. What the store gives is believed for its signatures. The first roster names the space; each that
   follows keeps the rules of succession; one that does not verify, or leaves one out, is refused.
2. A closing is believed only when it stands in a roster that was validated like that, step by step
   from the founding: the store's word alone closes and wipes nothing.
3. What a removed device wrote and did not send goes to the late box before the device lets go of
   anything. Where a tablet was lost, it lets go all the same.
4. Who comes to read again is given pages, and must find in them what it was given here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sync import wire
from sync.client.log_file import Stored
from sync.client.rosters import membership_of, take
from sync.client.wants import Pass, PullRosters, PushLate, Steps, ask
from sync.envelope import Kind, parse
from sync.errors import (
    BadRoster,
    HeadMismatch,
    IntegrityError,
    StoreError,
    StoreGarbled,
)
from sync.roster import Closing

_LATE_BYTES: Final = 1 << 20


def reads(work: Pass, space: bytes) -> bool:
    """Whether this device may read a space, as far as it knows; a new space is its founder's."""
    membership = work.membership[space]
    if not membership.is_founded:
        return space not in work.keyless
    member = membership.current.members.get(work.device)
    return member is not None and member.may_read


def closing_of(work: Pass, space: bytes) -> Closing | None:
    """Where and why a validated roster closed this device's chain (rule 2)."""
    membership = work.membership[space]
    return membership.current.closed.get(work.device) if membership.is_founded else None


def pull(work: Pass, space: bytes) -> Steps:
    """Take in the rosters and rulings that are new (rule 1), until there are no more."""
    known = [s.position or 0 for s in work.log.governing(space)]
    after = max([work.log.place(space).position, *known])
    while placed := wire.unplaced((yield from ask(work, PullRosters(space, after)))):
        _take_all(work, space, placed, after)
        after = placed[-1].position


def _take_all(work: Pass, space: bytes, placed: Sequence[wire.Placed], after: int) -> None:
    membership = membership_of(work.log, space)
    taken: list[Stored] = []
    try:
        for position, received_ms, raw in placed:
            if position <= after:
                raise StoreGarbled("The store's list of rosters is out of order.")
            entry = parse(raw)
            if entry.space != space or entry.kind not in (Kind.ROSTER, Kind.RULING):
                raise StoreGarbled("The store's list of rosters holds something else.")
            was = membership.current.version if membership.is_founded else 0
            right = take(membership, raw, position)
            if entry.kind is Kind.ROSTER and membership.is_founded:
                right = right and membership.current.version == was + 1
            if not right or not membership.is_founded:
                raise BadRoster(
                    "The store gave a list of members that does not follow from the one before it. "
                    "It was not taken."
                )
            taken.append(Stored(position, received_ms, raw))
            after = position
    except IntegrityError:
        work.membership[space] = membership_of(work.log, space)
        raise
    work.log.take_governing(space, taken)
    erased = work.log.erase_own(space, [entry_id for _, entry_id in membership.rulings.erased])
    work.membership[space] = membership
    work.on_rosters(space, bool(erased))


def leave(work: Pass, space: bytes, closing: Closing) -> Steps:
    """Offer what was not sent, then let go (rule 3)."""
    try:
        late = [
            stored.raw
            for stored in work.log.outbox(space)
            if (entry := parse(stored.raw)).seq > closing.seq and not entry.is_stub
        ]
        while late:
            batch: list[bytes] = []
            while late and (not batch or sum(map(len, batch)) + len(late[0]) < _LATE_BYTES):
                batch.append(late.pop(0))
            yield from ask(work, PushLate(space, wire.frame(batch)))
    except (StoreError, IntegrityError) as error:
        if closing.reason != "lost":
            raise
        work.report.problems[space] = error
    work.report.removed[space] = closing.reason


def compare(work: Pass, space: bytes) -> None:
    """Rule 4: everything was pulled, so the pages hold what came without them."""
    place = work.log.place(space)
    for stored in work.log.governing(space):
        position = stored.position or 0
        held = work.log.at(space, position) if position <= place.position else None
        if held is None or parse(held.raw).id != parse(stored.raw).id:
            raise HeadMismatch(
                "The store gave this device a list of members that the space's history does not "
                "hold. Nothing on this device was changed."
            )
    work.log.drop_governing(space, place.position)
