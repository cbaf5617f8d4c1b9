"""The rosters of a space as the log of this device has them.

They were judged when they came. Here each must still be what was signed: the bytes of a memory card
change. Where one is damaged, the ones before it stay in force and none after it is taken, since
each names the one before; so nobody gets a right that the damage made up.
"""

from __future__ import annotations

from sync.client.log import Log
from sync.envelope import parse, verify_signature
from sync.errors import IntegrityError
from sync.membership import Membership


def membership_of(log: Log, space: bytes) -> Membership:
    """The rosters of a space, from the log; ``damaged_at`` says where one is not as it was signed.

    A founder works before the store has seen the space: their own roster, still in the outbox, is
    in force then.
    """
    membership = Membership()
    for stored in log.rosters(space):
        position = stored.position or 0
        was_founded = membership.is_founded
        if not _take(membership, stored.raw, position):
            log.notice_damage(space, position)
            membership = membership if was_founded else Membership()
            membership.damaged_at = position
            return membership
    own = None if membership.is_founded else log.outbox_entry(space, 1)
    if own is not None and not _take(membership, own[1], 1):
        membership = Membership()
        membership.damaged_at = 0
    return membership


def _take(membership: Membership, raw: bytes, position: int) -> bool:
    """Take in one roster. False where its bytes are not those that were signed."""
    try:
        entry = parse(raw)
        if membership.is_founded:
            verify_signature(entry, membership.signing_key(entry.device))
            membership.take(entry, position)
        else:  # its author's card comes with itself
            membership.take(entry, position)
            verify_signature(entry, membership.signing_key(entry.device))
    except IntegrityError:
        return False
    return True
