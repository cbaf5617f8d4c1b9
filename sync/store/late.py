"""The late box: what a removed device had written and not sent before it learnt of its removal.

Nothing in here counts. It lies beside the log, sealed as it was, until somebody who may read the
space looks through it and adopts what is worth it in an entry of their own.

1. Only a device that the roster in force has closed puts something here, and only its own entries.
2. They follow its closing, by seq and prev; or an entry of the device that the log took before the
   closing came, and that does not count any more; or the last one here.
3. The last signature of a batch verifies under the card that some roster brought. It vouches for
   the others, since each hashes the one before it.
4. What is here already, byte for byte, is not kept twice, so the same batch has the same answer.
   So much for each device, and no more: a lost tablet fills no disk.
5. Only members who may read the space are given it.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from sqlalchemy import Connection, and_, func, insert, or_, select

from sync.envelope import Entry, verify_signature
from sync.errors import IntegrityError
from sync.roster import Closing
from sync.store.batch import read_entry, read_frames, read_run
from sync.store.refusal import Refusal
from sync.store.sessions import require_session
from sync.store.standing import require_reader
from sync.store.store import Store
from sync.store.tables import ENTRY, LATE, SPACE
from sync.wire import (
    BAD_SIGNATURE,
    GAP,
    MAX_PAGE_BYTES,
    NOT_ALLOWED,
    QUOTA,
    SEQ_TAKEN,
    UNKNOWN_SPACE,
    frame,
)


def keep_late(store: Store, space: bytes, token: str, body: bytes) -> int:
    """Take framed entries of a removed device (rules 1 to 4). All of them, or none.

    Returns:
        How many entries the request held; the box has all of them now.

    Raises:
        Refusal: ``unauthenticated``, ``not_allowed``, ``malformed``, ``too_large``, ``gap``,
            ``seq_taken``, ``bad_signature``, ``quota``.
    """
    frames = read_frames(body)
    store.write(lambda connection: _keep(store, connection, space, token, frames))
    return len(frames)


def _keep(
    store: Store, connection: Connection, space: bytes, token: str, frames: Sequence[bytes]
) -> None:
    # 1. A removed device, its own entries. The lock keeps two batches of it apart.
    locked = select(SPACE.c.roster_version).where(SPACE.c.space_id == space).with_for_update()
    version = connection.execute(locked).scalar_one_or_none()
    if version is None:
        raise Refusal(UNKNOWN_SPACE, "This store has no such space.")
    device = require_session(store, connection, space, token)
    membership = store.membership(connection, space, version)
    closing = membership.current.closed.get(device)
    if closing is None or read_entry(frames[0]).device != device:
        raise Refusal(NOT_ALLOWED, "The late box is for the entries of a device that was removed.")
    entries = list(read_run(frames, space, device))
    # 4. and 2. What is here already; what is new follows.
    new = _not_held(connection, entries)
    if not new:
        return
    if len(new) == len(entries):
        _check_follows(connection, new[0], closing)
    _check_quota(store, connection, space, device, new)
    # 3. The last signature vouches for the others.
    try:
        verify_signature(new[-1], membership.signing_key(device))
    except IntegrityError:
        raise Refusal(
            BAD_SIGNATURE, "The last entry of a batch is not signed by its device."
        ) from None
    mine, now = {"space_id": space, "device": device}, store.now()
    connection.execute(
        insert(LATE),
        [{**mine, "seq": e.seq, "id": e.id, "received_ms": now, "raw": e.raw()} for e in new],
    )


def _not_held(connection: Connection, entries: list[Entry]) -> list[Entry]:
    """Those after the ones that are here. An entry of another id has no place beside them."""
    first, last = entries[0], entries[-1]
    held = connection.execute(
        select(LATE.c.seq, LATE.c.id, LATE.c.raw)
        .where(
            LATE.c.space_id == first.space,
            LATE.c.device == first.device,
            LATE.c.seq.between(first.seq, last.seq),
        )
        .order_by(LATE.c.seq)
    ).all()
    if held and held[0].seq != first.seq:
        raise Refusal(GAP, "These entries begin before the ones in the late box.", seq=held[0].seq)
    for row, entry in zip(held, entries, strict=False):
        if row.id != entry.id:
            raise Refusal(
                SEQ_TAKEN,
                "Another entry of this device has this number already.",
                seq=row.seq,
                entry=base64.b64encode(row.raw).decode(),
            )
    return entries[len(held) :]


def _check_follows(connection: Connection, entry: Entry, closing: Closing) -> None:
    """Rule 2, for the first of a batch of which the box has nothing yet."""
    last = connection.execute(
        select(LATE.c.seq, LATE.c.id)
        .where(LATE.c.space_id == entry.space, LATE.c.device == entry.device)
        .order_by(LATE.c.seq.desc())
        .limit(1)
    ).one_or_none()
    before = (entry.seq - 1, entry.prev)
    if last is not None:
        if before != (last.seq, last.id):
            raise Refusal(
                GAP,
                "An entry before these has not reached the late box.",
                seq=last.seq + 1,
                id=last.id.hex(),
            )
        return
    if before == (closing.seq, closing.id):
        return
    in_log = connection.execute(
        select(ENTRY.c.id).where(
            ENTRY.c.space_id == entry.space,
            ENTRY.c.device == entry.device,
            ENTRY.c.seq == entry.seq - 1,
        )
    ).scalar_one_or_none()
    if entry.seq <= closing.seq or in_log != entry.prev:
        raise Refusal(
            GAP,
            "These entries do not follow from where the device was closed.",
            seq=closing.seq + 1,
            id=closing.id.hex(),
        )


def _check_quota(
    store: Store, connection: Connection, space: bytes, device: bytes, new: list[Entry]
) -> None:
    count, size = connection.execute(
        select(func.count(), func.coalesce(func.sum(func.length(LATE.c.raw)), 0)).where(
            LATE.c.space_id == space, LATE.c.device == device
        )
    ).one()
    limits = store.limits
    if count + len(new) > limits.late_entries_per_device:
        raise _full("entries", limits.late_entries_per_device)
    if int(size) + sum(len(entry.raw()) for entry in new) > limits.late_bytes_per_device:
        raise _full("bytes", limits.late_bytes_per_device)


def _full(what: str, most: int) -> Refusal:
    return Refusal(QUOTA, f"The late box takes no more {what} of this device.", limit=most)


def late(store: Store, space: bytes, token: str, after_device: bytes, after_seq: int) -> bytes:
    """What is in the late box of a space (rule 5), by device and seq, beyond that one.

    Returns:
        Framed entries: at most about 4 MiB of them, at least one if there is any. Whoever wants all
        asks again, beyond the last one, until nothing comes.

    Raises:
        Refusal: ``unauthenticated``, ``closed``, ``not_a_member``, ``not_allowed``.
    """

    def work(connection: Connection) -> bytes:
        device = require_session(store, connection, space, token)
        require_reader(store, connection, space, device)
        beyond = or_(
            LATE.c.device > after_device,
            and_(LATE.c.device == after_device, LATE.c.seq > after_seq),
        )
        rows = connection.execute(
            select(LATE.c.device, LATE.c.seq, LATE.c.raw)
            .where(LATE.c.space_id == space, beyond)
            .order_by(LATE.c.device, LATE.c.seq)
            .execution_options(yield_per=100)
        )
        page: list[bytes] = []
        size = 0
        for row in rows:
            size += len(row.raw)
            if page and size > MAX_PAGE_BYTES:
                break
            page.append(row.raw)
        return frame(page)

    return store.read(work)
