"""Handing entries out: a stretch of a space from a position on, and the signed head at its end.

Only who may read the space is given its entries. The asking device's own come as their ids, since
it holds the bytes; it still checks that each stands where its receipt said.
"""

from __future__ import annotations

from sqlalchemy import Connection, case, func, select

from sync.store.sessions import require_session
from sync.store.standing import require_reader
from sync.store.store import Store
from sync.store.tables import ENTRY, SPACE
from sync.wire import (
    ENTRY as WHOLE,
)
from sync.wire import (
    MAX_PAGE_BYTES,
    MAX_PAGE_ENTRIES,
    OWN,
    Statement,
    page_bytes,
)


def page(
    store: Store, space: bytes, token: str, *, after: int, limit_bytes: int, own: bool
) -> bytes:
    """The entries after position ``after``, about ``limit_bytes`` of them, at least one if any.

    Args:
        own: whether the asking device's own entries come whole.

    Returns:
        A pull's answer, see ``sync/wire.py``. Where nothing comes after ``after``, its statement is
        about the latest position: a device that has seen more than that has met an older copy.

    Raises:
        Refusal: ``unauthenticated``, ``not_allowed``, ``not_a_member``, ``closed``.
    """
    return store.read(
        lambda connection: _page(store, connection, space, token, after, limit_bytes, own)
    )


def _page(
    store: Store,
    connection: Connection,
    space: bytes,
    token: str,
    after: int,
    limit_bytes: int,
    own: bool,
) -> bytes:
    device = require_session(store, connection, space, token)
    require_reader(store, connection, space, device)
    latest, latest_head = connection.execute(
        select(SPACE.c.position, SPACE.c.head).where(SPACE.c.space_id == space)
    ).one()
    last = _last_of_page(connection, space, device, after, min(limit_bytes, MAX_PAGE_BYTES), own)
    content = (
        ENTRY.c.raw if own else case((ENTRY.c.device == device, ENTRY.c.id), else_=ENTRY.c.raw)
    )
    rows = connection.execute(
        select(ENTRY.c.device, ENTRY.c.received_ms, content)
        .where(ENTRY.c.space_id == space, ENTRY.c.position > after, ENTRY.c.position <= last)
        .order_by(ENTRY.c.position)
    ).all()
    items = [
        (OWN if not own and author == device else WHOLE, received_ms, raw)
        for author, received_ms, raw in rows
    ]
    position, head = latest, latest_head
    if items and last != latest:
        position = last
        head = connection.execute(
            select(ENTRY.c.head).where(ENTRY.c.space_id == space, ENTRY.c.position == last)
        ).scalar_one()
    statement = Statement(space, position, head, store.now()).signed(store.signing_key)
    return page_bytes(latest, after + 1, items, statement)


def _last_of_page(
    connection: Connection, space: bytes, device: bytes, after: int, limit_bytes: int, own: bool
) -> int:
    """The position at which a page of about that many bytes ends. Reads sizes, not bodies."""
    whole = func.length(ENTRY.c.raw)
    size = whole if own else case((ENTRY.c.device == device, 32), else_=whole)
    sizes = connection.execute(
        select(ENTRY.c.position, size)
        .where(ENTRY.c.space_id == space, ENTRY.c.position > after)
        .order_by(ENTRY.c.position)
        .limit(MAX_PAGE_ENTRIES)
    )
    last = after
    total = 0
    for position, length in sizes:
        total += length
        if total > limit_bytes and last > after:
            break
        last = position
    return last
