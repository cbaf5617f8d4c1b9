"""Handing out what says who belongs to a space, and what was decided about its entries.

Every roster and every ruling that took effect is for whoever was ever named by a roster of the
space: its members, a depositor (who reads nothing else), whoever was removed, and the recovery key.
A removed device needs them: only a roster that it has validated step by step from the founding
tells it that it was removed, and why. A depositor needs them to know whom it deposits for.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select, union

from sync.store.sessions import require_session
from sync.store.store import Store
from sync.store.tables import ENTRY, ROSTER, RULING
from sync.wire import MAX_PAGE_BYTES, placed_frames


def rosters(store: Store, space: bytes, token: str, after: int) -> bytes:
    """What took effect at positions beyond ``after``, oldest first.

    Returns:
        Placed frames, see ``sync/wire.py``: at most about 4 MiB of them, at least one if there is
        any. Whoever wants all asks again, beyond the last one, until nothing comes.

    Raises:
        Refusal: ``unauthenticated``.
    """
    return store.read(lambda connection: _rosters(store, connection, space, token, after))


def _rosters(store: Store, connection: Connection, space: bytes, token: str, after: int) -> bytes:
    require_session(store, connection, space, token)
    in_force = union(
        *(
            select(table.c.position).where(table.c.space_id == space, table.c.position > after)
            for table in (ROSTER, RULING)
        )
    ).subquery()
    here = (ENTRY.c.space_id == space) & ENTRY.c.position.in_(select(in_force.c.position))
    sizes = connection.execute(
        select(ENTRY.c.position, func.length(ENTRY.c.raw)).where(here).order_by(ENTRY.c.position)
    )
    last = after
    total = 0
    for position, length in sizes:
        total += length
        if total > MAX_PAGE_BYTES and last > after:
            break
        last = position
    rows = connection.execute(
        select(ENTRY.c.position, ENTRY.c.received_ms, ENTRY.c.raw)
        .where(here, ENTRY.c.position <= last)
        .order_by(ENTRY.c.position)
    ).all()
    return placed_frames((position, received_ms, raw) for position, received_ms, raw in rows)
