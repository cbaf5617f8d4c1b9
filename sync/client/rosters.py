"""What governs a space, as the log of this device has it: its rosters and rulings.

They were judged when they came. Here each must still be what was signed: the bytes of a memory card
change. Where one is damaged, the ones before it stay in force and none after it is taken, since
each names the one before; so nobody gets a right that the damage made up.
"""

from __future__ import annotations

from sync.client.log import Log
from sync.envelope import Entry, Kind, parse, verify_signature
from sync.errors import BadRuling, IntegrityError, NotAuthorised
from sync.membership import Membership


def membership_of(log: Log, space: bytes, *, pages_only: bool = False) -> Membership:
    """The rosters and rulings of a space, from the log; ``damaged_at`` says where one is not as it
    was signed.

    A founder works before the store has seen the space: their own roster, still in the outbox, is
    in force then.

    Args:
        pages_only: leave out what came without a page (``governance.py``).
    """
    membership = Membership()
    pulled = log.place(space).position
    stored = sorted([*log.rosters(space), *log.rulings(space)], key=lambda one: one.position or 0)
    if not pages_only:
        stored += log.governing(space, pulled)
    for one in stored:
        position = one.position or 0
        was_founded = membership.is_founded
        if not take(membership, one.raw, position):
            log.notice_damage(space, position)
            membership = membership if was_founded else Membership()
            membership.damaged_at = position
            return membership
    own = None if membership.is_founded else log.outbox_entry(space, 1)
    if own is not None and _is_roster(own[1]) and not take(membership, own[1], 1):
        membership = Membership()
        membership.damaged_at = 0
    return membership


def take(membership: Membership, raw: bytes, position: int) -> bool:
    """Take in one roster or ruling. False where its bytes are not those that were signed."""
    try:
        entry = parse(raw)
        if membership.is_founded:
            verify_signature(entry, membership.signing_key(entry.device))
            _let_take_effect(membership, entry, position)
        else:  # its author's card comes with itself
            membership.take(entry, position)
            verify_signature(entry, membership.signing_key(entry.device))
    except IntegrityError:
        return False
    return True


def _let_take_effect(membership: Membership, entry: Entry, position: int) -> None:
    if entry.kind is Kind.RULING:
        try:
            membership.rule(entry, position)
        except (BadRuling, NotAuthorised):
            membership.void += 1
    else:
        membership.take(entry, position)


def _is_roster(raw: bytes) -> bool:
    """By the kind in the header, damaged or not (``sync/envelope.py``)."""
    return raw[3:4] == bytes([Kind.ROSTER])
