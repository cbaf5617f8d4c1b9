"""THE transaction: entries of one device go to the end of one space, all of them or none.

It touches this space only:

1. Lock the space's row. Whoever comes second waits here, so positions are dense and in the order
   of commits. (An SQL sequence would skip, and a cursor on it would miss rows.)
2. The session is still good. A removal revokes it under this same lock.
3. What is here already, byte for byte, is not added again; a different entry under the same number
   is *taken*, and answered with the entry that took it. So the same push twice has the same answer.
4. What is new follows the device's tip, by seq and prev, and stays within the device's quota.
5. Each new entry is whole and follows the one before it (``batch.py``); its author may add it
   (``authority.py``); it is numbered densely and advances the head. It is handed to the database,
   which works on it while the next ones are looked at.
6. The last entry's signature verifies under the device's card. It vouches for the others, since
   each hashes the one before it.
7. Move the device's tip and the space's head; close the sessions of whoever a roster removed; drop
   the bodies that a ruling erased (``erase.py``).

Whatever fails, all of it is undone. The receipt is signed over what is durable.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from sync.chain import START, Tip, follows, next_head
from sync.envelope import Entry, Kind, verify_signature
from sync.errors import IntegrityError
from sync.membership import Membership
from sync.store.authority import Authority
from sync.store.batch import read_entry, read_frames, read_run
from sync.store.erase import sweep, take_rulings
from sync.store.insert import Row, inserting
from sync.store.refusal import Refusal
from sync.store.sessions import device_of, hash_of
from sync.store.settings import Limits
from sync.store.store import Store, read_governing
from sync.store.tables import DEVICE, ENTRY, ROSTER, SESSION, SPACE
from sync.wire import (
    BAD_SIGNATURE,
    GAP,
    NOT_ALLOWED,
    QUOTA,
    SEQ_TAKEN,
    UNKNOWN_SPACE,
    Receipt,
)

_ROWS_AT_A_TIME: Final = 256
#: Where an entry says its kind, see ``sync/envelope.py``.
_KIND_AT: Final = 3
#: Kinds that change what later entries are judged by.
_GOVERNING: Final = frozenset((bytes([Kind.ROSTER]), bytes([Kind.RULING])))

# The statements of every append, built once: building one costs more than running it.
_LOCK_SPACE: Final = (
    select(SPACE.c.position, SPACE.c.head, SPACE.c.roster_version)
    .where(SPACE.c.space_id == bindparam("in_space"))
    .with_for_update()
)
_SESSION_AND_DEVICE: Final = (
    select(
        SESSION.c.device,
        SESSION.c.expires_ms,
        DEVICE.c.seq,
        DEVICE.c.id,
        DEVICE.c.epoch,
        DEVICE.c.bytes_used,
        DEVICE.c.void_rosters,
    )
    .select_from(
        SESSION.outerjoin(
            DEVICE,
            and_(DEVICE.c.space_id == SESSION.c.space_id, DEVICE.c.device == SESSION.c.device),
        )
    )
    .where(SESSION.c.space_id == bindparam("in_space"), SESSION.c.token_hash == bindparam("hashed"))
)
_MOVE_TIP: Final = (
    update(DEVICE)
    .where(DEVICE.c.space_id == bindparam("in_space"), DEVICE.c.device == bindparam("of"))
    .values(
        {name: bindparam(name) for name in ("seq", "id", "epoch", "bytes_used", "void_rosters")}
    )
)
_MOVE_HEAD: Final = (
    update(SPACE)
    .where(SPACE.c.space_id == bindparam("in_space"))
    .values({name: bindparam(name) for name in ("position", "head", "roster_version")})
)


@dataclass(slots=True)
class _Usage:
    """A device's tip and what it has used, as its row has it."""

    tip: Tip
    epoch: int
    bytes_used: int
    void_rosters: int
    is_new: bool


def append(store: Store, space: bytes, token: str, body: bytes) -> Receipt:
    """Take a batch of framed entries.

    Args:
        space: 16 bytes. token: the session's. body: ``( length 4 | entry )*``.

    Returns:
        The store's signed receipt for the batch's last entry.

    Raises:
        Refusal: see the codes in ``sync/wire.py``. Nothing of the batch was added then.
    """
    frames = read_frames(body)
    governs = _govern(frames)
    receipt = store.write(
        lambda connection: _append(store, connection, space, token, frames, governs)
    )
    if governs:
        sweep(store)
    return receipt.signed(store.signing_key)


def _append(
    store: Store,
    connection: Connection,
    space: bytes,
    token: str,
    frames: Sequence[bytes],
    governs: bool,
) -> Receipt:
    # 1. Lock the space's row.
    row = connection.execute(_LOCK_SPACE, {"in_space": space}).one_or_none()
    if row is None:
        raise Refusal(UNKNOWN_SPACE, "This store has no such space.")
    position, head, version = row
    # 2. The session is still good. Read with the device's row, after the lock, under which neither
    #    a removal nor another push changes them.
    known = connection.execute(
        _SESSION_AND_DEVICE, {"in_space": space, "hashed": hash_of(token)}
    ).one_or_none()
    device = device_of(store, known)
    first = read_entry(frames[0])
    if first.device != device:
        raise Refusal(NOT_ALLOWED, "A device may only add entries of its own.")
    usage = _usage(known)
    # 3. What is here already is not added again.
    run = read_run(frames, space, device)
    overlap = min(len(frames), max(0, usage.tip.seq - first.seq + 1))
    held = [next(run) for _ in range(overlap)]
    _check_held(connection, held, usage.tip)
    frames = frames[overlap:]
    if not frames:
        return _receipt_again(connection, held[-1])
    # 4. What is new follows the device's tip, and stays within the quota.
    if not follows(read_entry(frames[0]), usage.tip):
        raise Refusal(
            GAP,
            "An entry before these has not reached the store.",
            seq=usage.tip.seq + 1,
            id=usage.tip.id.hex(),
        )
    size = sum(map(len, frames))
    _check_quota(store.limits, usage.tip.seq + len(frames), usage.bytes_used + size)
    # 5. Each is whole, allowed, numbered and handed to the database. Rosters and rulings change
    #    what is shared between requests, so with one of them the membership is read anew.
    if governs:
        membership = read_governing(connection, space)
    else:
        membership = store.membership(connection, space, version)
    authority = Authority(membership, usage.epoch)
    now = store.now()
    with inserting(connection) as insert_rows:
        for at in range(0, len(frames), _ROWS_AT_A_TIME):
            rows: list[Row] = []
            for raw, last in zip(frames[at : at + _ROWS_AT_A_TIME], run, strict=False):
                position += 1
                authority.admit(last, position)
                head = next_head(head, position, now, last.id)
                # The plain number: SQLite's driver looks for an adapter for any other, each time.
                kind = raw[_KIND_AT]
                rows.append((space, position, device, last.seq, kind, now, last.id, head, raw))
            insert_rows(rows)
    usage.void_rosters += authority.void
    if usage.void_rosters > store.limits.void_rosters_per_device:
        raise _used_up("void rosters", store.limits.void_rosters_per_device)
    # 6. The last signature vouches for the others.
    try:
        verify_signature(last, membership.signing_key(device))
    except IntegrityError:
        raise Refusal(
            BAD_SIGNATURE, "The last entry of a batch is not signed by its device."
        ) from None
    # 7. Move the tip and the head.
    _move_tip(connection, space, usage, last, size)
    moved = {"position": position, "head": head, "roster_version": membership.current.version}
    connection.execute(_MOVE_HEAD, {"in_space": space, **moved})
    if authority.effective:
        connection.execute(
            insert(ROSTER),
            [{"space_id": space, "version": v, "position": p} for v, p in authority.effective],
        )
        revoke_removed(connection, space, membership)
    take_rulings(connection, space, authority.rulings, authority.erased)
    return Receipt(space, device, last.seq, last.id, position, head, now)


def _govern(frames: Sequence[bytes]) -> bool:
    return not _GOVERNING.isdisjoint({raw[_KIND_AT : _KIND_AT + 1] for raw in frames})


def _usage(row: Any) -> _Usage:
    if row.seq is None:
        return _Usage(START, 1, 0, 0, is_new=True)
    return _Usage(Tip(row.seq, row.id), row.epoch, row.bytes_used, row.void_rosters, is_new=False)


def _check_held(connection: Connection, held: Sequence[Entry], tip: Tip) -> None:
    """Whether the store holds these very entries. An id hashes all before it."""
    if not held or (held[-1].seq == tip.seq and held[-1].id == tip.id):
        return
    first, last = held[0], held[-1]
    stored = connection.execute(
        select(ENTRY.c.id, ENTRY.c.position)
        .where(
            ENTRY.c.space_id == first.space,
            ENTRY.c.device == first.device,
            ENTRY.c.seq.between(first.seq, last.seq),
        )
        .order_by(ENTRY.c.seq)
    )
    for (kept, position), entry in zip(stored, held, strict=True):
        if kept != entry.id:
            raise _taken(connection, first.space, position)


def _taken(connection: Connection, space: bytes, position: int) -> Refusal:
    row = connection.execute(
        select(ENTRY.c.raw, ENTRY.c.received_ms, ENTRY.c.seq).where(
            ENTRY.c.space_id == space, ENTRY.c.position == position
        )
    ).one()
    return Refusal(
        SEQ_TAKEN,
        "Another entry of this device has this number already.",
        seq=row.seq,
        position=position,
        received_ms=row.received_ms,
        entry=base64.b64encode(row.raw).decode(),
    )


def _receipt_again(connection: Connection, last: Entry) -> Receipt:
    row = connection.execute(
        select(ENTRY.c.position, ENTRY.c.head, ENTRY.c.received_ms).where(
            ENTRY.c.space_id == last.space,
            ENTRY.c.device == last.device,
            ENTRY.c.seq == last.seq,
        )
    ).one()
    return Receipt(
        last.space, last.device, last.seq, last.id, row.position, row.head, row.received_ms
    )


def _check_quota(limits: Limits, entries: int, size: int) -> None:
    if entries > limits.entries_per_device:
        raise _used_up("entries", limits.entries_per_device)
    if size > limits.bytes_per_device:
        raise _used_up("bytes", limits.bytes_per_device)


def _used_up(what: str, most: int) -> Refusal:
    return Refusal(QUOTA, f"This device has used up its {what} in this space.", limit=most)


def _move_tip(connection: Connection, space: bytes, usage: _Usage, last: Entry, size: int) -> None:
    values: dict[str, Any] = {
        "seq": last.seq,
        "id": last.id,
        "epoch": last.epoch,
        "bytes_used": usage.bytes_used + size,
        "void_rosters": usage.void_rosters,
    }
    if usage.is_new:
        connection.execute(insert(DEVICE), {"space_id": space, "device": last.device, **values})
    else:
        connection.execute(_MOVE_TIP, {"in_space": space, "of": last.device, **values})


def revoke_removed(connection: Connection, space: bytes, membership: Membership) -> None:
    """Close the sessions of whoever is no member any more."""
    connection.execute(
        delete(SESSION).where(
            SESSION.c.space_id == space,
            SESSION.c.device.not_in(list(membership.current.members)),
        )
    )
