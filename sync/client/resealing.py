"""Own entries that were never offered, written anew: under a later epoch, or by a new identity.

Rules:

1. What was offered once is never changed: its bytes may be in the store, whatever answer came.
2. What was never offered is sealed under the epoch in force before it is: somebody who was removed
   meanwhile must not open it, even with the whole store's help.
3. The words stay as they were, to the byte. Seal, number and id are new.
4. Who may only deposit by now deposits what they had written as a member.
5. A roster that waits was composed on one that is not in force any more: it would be void, and is
   left out. A ruling is signed anew.
6. A device that retires hands what it had not sent to its new identity, numbered from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from sync.chain import START, Tip
from sync.client.identity import Identity
from sync.client.log import Log
from sync.deposit import open_own, seal_deposit
from sync.envelope import SALT_BYTES, Entry, Kind, open_body, parse, seal, sign
from sync.plaintext import unpack
from sync.roster import Roster
from sync.ruling import parse as parse_ruling
from sync.ruling import ruling_body, ruling_place

Random = Callable[[int], bytes]


def reseal(
    log: Log, space: bytes, identity: Identity, roster: Roster, random: Random
) -> dict[bytes, bytes]:
    """Seal what was never offered under the epoch in force, where it is not; durable at the end.

    Returns:
        Old id -> new id of what was sealed anew; empty for nearly every call.
    """
    waiting = [parse(raw) for raw in log.never_offered(space)]
    stale = next((n for n, entry in enumerate(waiting) if entry.epoch < roster.epoch), None)
    if stale is None:
        return {}
    waiting = waiting[stale:]
    tip = Tip(waiting[0].seq - 1, waiting[0].prev)
    made = _anew(waiting, tip, identity, roster, random)
    log.replace_outbox(space, waiting[0].seq, [entry for _, entry in made])
    return {old: entry.id for old, entry in made}


def hand_over(
    log: Log,
    space: bytes,
    retired: Identity,
    identity: Identity,
    roster: Roster,
    random: Random,
    *,
    held: Container[bytes] = (),
) -> None:
    """Rule 6. What a receipt covers is in the store under the retired identity and stays there.

    Args:
        retired: whose entries wait. identity: who goes on, with the same keys of epochs.
        held: ids of what the store has, receipt or not.
    """
    waiting = [entry for raw in log.never_safe(space) if (entry := parse(raw)).id not in held]
    made = _anew(waiting, START, identity, roster, random, retired)
    log.begin_chain(space, [entry for _, entry in made])


def _anew(
    waiting: Sequence[Entry],
    tip: Tip,
    identity: Identity,
    roster: Roster,
    random: Random,
    before: Identity | None = None,
) -> list[tuple[bytes, Entry]]:
    made: list[tuple[bytes, Entry]] = []
    for old in waiting:
        entry = _one(old, tip, before or identity, identity, roster, random)
        if entry is not None:
            made.append((old.id, entry))
            tip = Tip(entry.seq, entry.id)
    return made


def _one(
    old: Entry, tip: Tip, before: Identity, identity: Identity, roster: Roster, random: Random
) -> Entry | None:
    keys = identity.epochs.get(old.space, {})
    member = roster.members.get(identity.device)
    may_read = member is not None and member.may_read
    if old.kind is Kind.DEPOSIT or (old.kind is Kind.CHANGE and not may_read):
        deposited = old.kind is Kind.DEPOSIT
        return seal_deposit(
            open_own(old, before.deposit_key)
            if deposited
            else unpack(open_body(old, keys[old.epoch])),
            space=old.space,
            device=identity.device,
            seq=tip.seq + 1,
            prev=tip.id,
            epoch=roster.epoch,
            kem_id=roster.deposit_kem,
            kem_key=roster.deposit_key,
            own_key=identity.deposit_key,
            signing=identity.keys.signing,
            random=random,
        )
    if old.kind is Kind.CHANGE:
        return seal(
            open_body(old, keys[old.epoch]),
            space=old.space,
            device=identity.device,
            seq=tip.seq + 1,
            prev=tip.id,
            epoch=roster.epoch,
            epoch_key=keys[roster.epoch],
            salt=random(SALT_BYTES),
            signing=identity.keys.signing,
        )
    if old.kind is Kind.ROSTER or not may_read:
        return None
    ruling = parse_ruling(old)
    reason = ruling.reason(keys[old.epoch], ruling_place(old.space, old.device, old.seq))
    body = ruling_body(
        ruling.verb,
        entries=ruling.entries,
        of=ruling.of,
        reason=reason,
        epoch_key=keys[roster.epoch],
        salt=random(SALT_BYTES),
        place=ruling_place(old.space, identity.device, tip.seq + 1),
    )
    return sign(
        Kind.RULING,
        space=old.space,
        device=identity.device,
        seq=tip.seq + 1,
        prev=tip.id,
        epoch=roster.epoch,
        body=body,
        signing=identity.keys.signing,
    )
