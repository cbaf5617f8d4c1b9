"""THE transaction: entries of one device go to the end of one space, all of them or none.

Before the lock, on the bytes alone:

1. Every frame is a whole entry; its body matches its digest, its id is recomputed.
2. All are of this space and of the session's device; each follows the one before it.

Then, in one transaction that touches this space only:

3. Lock the space's row. Whoever comes second waits here, so positions are dense and in the order
   of commits. (An SQL sequence would skip, and a cursor on it would miss rows.)
4. The session is still good. A removal revokes it under this same lock.
5. What is here already, byte for byte, is not added again; a different entry under the same number
   is *taken* and answered with the entry that took it. So the same push twice has the same answer.
6. What is new follows the device's tip: seq, and prev.
7. The roster in force lets the author write this kind; the epoch lies between that of the device's
   previous entry and the current one; nothing comes after a closing. A roster among them takes
   effect for those behind it; one that lost a race is appended, and void.
8. The last entry's signature verifies under the device's card. It vouches for the others, since
   each hashes the one before it.
9. The device stays within its quota of entries, bytes and void rosters.
10. Number densely, advance the head, insert, move the tip; close the sessions of whoever a roster
    removed.

The receipt is signed over what is durable then.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from sync.chain import START, Tip, follows, next_head
from sync.envelope import Entry, Kind, parse, verify_signature
from sync.errors import (
    BadRoster,
    BadSignature,
    IntegrityError,
    MalformedEntry,
    NotAuthorised,
    StoreGarbled,
)
from sync.membership import Membership
from sync.roster import parse as parse_roster
from sync.store.insert import Row, inserting
from sync.store.refusal import Refusal
from sync.store.sessions import require_session
from sync.store.settings import Limits
from sync.store.store import Store, read_membership
from sync.store.tables import DEVICE, ENTRY, ROSTER, SESSION, SPACE
from sync.wire import (
    BAD_ROSTER,
    BAD_SIGNATURE,
    CLOSED,
    GAP,
    MALFORMED,
    MAX_BATCH_ENTRIES,
    NOT_A_MEMBER,
    NOT_ALLOWED,
    QUOTA,
    SEQ_TAKEN,
    TOO_LARGE,
    UNKNOWN_SPACE,
    WRONG_EPOCH,
    Receipt,
    unframe,
)

_ROWS_AT_A_TIME: Final = 256

# The statements of every append, built once: building one costs more than running it.
_LOCK_SPACE: Final = (
    select(SPACE.c.position, SPACE.c.head, SPACE.c.roster_version)
    .where(SPACE.c.space_id == bindparam("in_space"))
    .with_for_update()
)
_DEVICE_ROW: Final = select(DEVICE).where(
    DEVICE.c.space_id == bindparam("in_space"), DEVICE.c.device == bindparam("of")
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
    batch = read_batch(body, space)
    receipt = store.write(lambda connection: _append(store, connection, space, token, batch))
    return receipt.signed(store.signing_key)


def read_batch(body: bytes, space: bytes | None) -> list[tuple[Entry, bytes]]:
    """Steps 1 and 2: the entries, each with its bytes. ``space`` None: whatever the first one says.

    Raises:
        Refusal: ``malformed``, ``too_large``.
    """
    try:
        frames = unframe(body)
        if len(frames) > MAX_BATCH_ENTRIES:
            raise Refusal(TOO_LARGE, f"A batch holds at most {MAX_BATCH_ENTRIES} entries.")
        batch = [(parse(raw), raw) for raw in frames]
    except (MalformedEntry, StoreGarbled) as error:
        raise Refusal(MALFORMED, error.message) from None
    if not batch:
        raise Refusal(MALFORMED, "A batch holds no entry.")
    first = batch[0][0]
    wanted = first.space if space is None else space
    before: Entry | None = None
    for entry, _ in batch:
        if entry.body is None:
            raise Refusal(MALFORMED, "A batch holds an entry without its body.")
        if entry.space != wanted or entry.device != first.device:
            raise Refusal(MALFORMED, "A batch holds entries of another space or device.")
        if before is not None and (entry.seq != before.seq + 1 or entry.prev != before.id):
            raise Refusal(MALFORMED, "The entries of a batch do not follow one another.")
        before = entry
    return batch


def _append(
    store: Store,
    connection: Connection,
    space: bytes,
    token: str,
    batch: Sequence[tuple[Entry, bytes]],
) -> Receipt:
    # 3. Lock the space's row.
    row = connection.execute(_LOCK_SPACE, {"in_space": space}).one_or_none()
    if row is None:
        raise Refusal(UNKNOWN_SPACE, "This store has no such space.")
    position, head, version = row
    # 4. The session is still good.
    device = require_session(store, connection, space, token)
    if batch[0][0].device != device:
        raise Refusal(NOT_ALLOWED, "A device may only add entries of its own.")
    usage = _usage(connection, space, device)
    # 5. What is here already is not added again.
    new = batch[_already_here(connection, batch, usage.tip) :]
    if not new:
        return _receipt_again(connection, batch[-1][0])
    # 6. What is new follows the device's tip.
    if not follows(new[0][0], usage.tip):
        raise Refusal(
            GAP,
            "An entry before these has not reached the store.",
            seq=usage.tip.seq + 1,
            id=usage.tip.id.hex(),
        )
    # 7. The rosters let it be written. A roster changes the membership, so that one is read anew.
    rosters = [entry for entry, _ in new if entry.kind is Kind.ROSTER]
    if rosters:
        membership = read_membership(connection, space)
    else:
        membership = store.membership(connection, space, version)
    effective, void = _authorise(membership, new, usage, position)
    # 8. The last signature vouches for the batch.
    try:
        verify_signature(new[-1][0], membership.signing_key(device))
    except (BadSignature, NotAuthorised):
        raise Refusal(
            BAD_SIGNATURE, "The last entry of a batch is not signed by its device."
        ) from None
    # 9. The device stays within its quota.
    size = sum(len(raw) for _, raw in new)
    _check_quota(store.limits, usage, new[-1][0].seq, size, void)
    # 10. Number densely, advance the head, insert, move the tip.
    now = store.now()
    with inserting(connection) as insert_rows:
        for at in range(0, len(new), _ROWS_AT_A_TIME):
            rows: list[Row] = []
            for entry, raw in new[at : at + _ROWS_AT_A_TIME]:
                position += 1
                entry_id = entry.id
                head = next_head(head, position, now, entry_id)
                rows.append(
                    (space, position, device, entry.seq, entry.kind, now, entry_id, head, raw)
                )
            insert_rows(rows)
    last = new[-1][0]
    _move_tip(connection, space, device, usage, last, size, void)
    connection.execute(
        _MOVE_HEAD,
        {
            "in_space": space,
            "position": position,
            "head": head,
            "roster_version": membership.current.version,
        },
    )
    if effective:
        connection.execute(
            insert(ROSTER),
            [{"space_id": space, "version": v, "position": p} for v, p in effective],
        )
        _revoke_removed(connection, space, membership)
    return Receipt(space, device, last.seq, last.id, position, head, now)


def _usage(connection: Connection, space: bytes, device: bytes) -> _Usage:
    row = connection.execute(_DEVICE_ROW, {"in_space": space, "of": device}).one_or_none()
    if row is None:
        return _Usage(START, 1, 0, 0, is_new=True)
    return _Usage(Tip(row.seq, row.id), row.epoch, row.bytes_used, row.void_rosters, is_new=False)


def _already_here(connection: Connection, batch: Sequence[tuple[Entry, bytes]], tip: Tip) -> int:
    """How many entries from the start of the batch the store holds already.

    An id hashes all before it, so the newest overlapping one answers for the others.
    """
    first = batch[0][0]
    overlap = min(len(batch), tip.seq - first.seq + 1)
    if overlap <= 0:
        return 0
    ids = [entry.id for entry, _ in batch[:overlap]]
    last = batch[overlap - 1][0]
    if last.seq == tip.seq and ids[-1] == tip.id:
        return overlap
    stored = connection.execute(
        select(ENTRY.c.seq, ENTRY.c.id, ENTRY.c.position)
        .where(
            ENTRY.c.space_id == first.space,
            ENTRY.c.device == first.device,
            ENTRY.c.seq.between(first.seq, last.seq),
        )
        .order_by(ENTRY.c.seq)
    ).all()
    for row, ours in zip(stored, ids, strict=True):
        if row.id != ours:
            raise _taken(connection, first.space, row.position)
    return overlap


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


def _authorise(
    membership: Membership, new: Sequence[tuple[Entry, bytes]], usage: _Usage, position: int
) -> tuple[list[tuple[int, int]], int]:
    """Step 7. Returns (version, position) of each roster in force, and how many others are void."""
    effective: list[tuple[int, int]] = []
    void = 0
    lowest = usage.epoch
    current = membership.current
    #: The epoch in which a change was allowed already: the next one of the batch is alike.
    allowed = 0
    for offset, (entry, _) in enumerate(new, 1):
        if entry.kind is Kind.CHANGE and entry.epoch == allowed:
            continue
        if entry.device in current.closed:
            raise Refusal(CLOSED, "This device was removed from the space.")
        if not lowest <= entry.epoch <= current.epoch:
            raise Refusal(
                WRONG_EPOCH,
                "An entry is sealed under an epoch that is not in force.",
                epoch=current.epoch,
                lowest=lowest,
            )
        lowest = entry.epoch
        if entry.kind is Kind.ROSTER:
            _check_may_lead(membership, entry)
            allowed = 0
            if membership.take(entry, position + offset):
                current = membership.current
                effective.append((current.version, position + offset))
            else:
                void += 1
        elif entry.device not in current.members:
            raise Refusal(NOT_A_MEMBER, "This device is no member of the space.")
        else:
            try:
                membership.authorise(entry, current)
            except NotAuthorised as error:
                raise Refusal(NOT_ALLOWED, error.message) from None
            if entry.kind is Kind.CHANGE:
                allowed = entry.epoch
    return effective, void


def _check_may_lead(membership: Membership, entry: Entry) -> None:
    """A roster is taken, if only to be void, from whoever led the roster that it follows.

    Anything else was never a candidate: it would fill the log for nothing.
    """
    try:
        roster = parse_roster(entry)
    except IntegrityError as error:
        raise Refusal(BAD_ROSTER, error.message) from None
    for old in membership.history():
        if old.entry_id == roster.previous:
            recovery = old.recovery.card.device if old.recovery else None
            if entry.device in old.admins or entry.device == recovery:
                return
            raise Refusal(NOT_ALLOWED, "This device may not change the membership.")
    raise Refusal(BAD_ROSTER, BadRoster("A roster follows none that was in force.").message)


def _check_quota(limits: Limits, usage: _Usage, seq: int, size: int, void: int) -> None:
    for used, most, what in (
        (seq, limits.entries_per_device, "entries"),
        (usage.bytes_used + size, limits.bytes_per_device, "bytes"),
        (usage.void_rosters + void, limits.void_rosters_per_device, "void rosters"),
    ):
        if used > most:
            raise Refusal(QUOTA, f"This device has used up its {what} in this space.", limit=most)


def _move_tip(
    connection: Connection,
    space: bytes,
    device: bytes,
    usage: _Usage,
    last: Entry,
    size: int,
    void: int,
) -> None:
    values: dict[str, Any] = {
        "seq": last.seq,
        "id": last.id,
        "epoch": last.epoch,
        "bytes_used": usage.bytes_used + size,
        "void_rosters": usage.void_rosters + void,
    }
    if usage.is_new:
        connection.execute(insert(DEVICE), {"space_id": space, "device": device, **values})
    else:
        connection.execute(_MOVE_TIP, {"in_space": space, "of": device, **values})


def _revoke_removed(connection: Connection, space: bytes, membership: Membership) -> None:
    connection.execute(
        delete(SESSION).where(
            SESSION.c.space_id == space,
            SESSION.c.device.not_in(list(membership.current.members)),
        )
    )
