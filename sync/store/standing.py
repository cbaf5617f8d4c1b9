"""What a device is in a space at this moment, by the roster in force: what its session is good for.

1. A device that was removed is told so, and given nothing.
2. Whoever the roster does not name is no member. The recovery key is none.
3. A member may do what their role says: read the space, or decide for it.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from sync.roster import Member
from sync.store.refusal import Refusal
from sync.store.store import Store
from sync.store.tables import SPACE
from sync.wire import CLOSED, NOT_A_MEMBER, NOT_ALLOWED, UNKNOWN_SPACE

_VERSION = select(SPACE.c.roster_version).where(SPACE.c.space_id == bindparam("in_space"))


def require_reader(store: Store, connection: Connection, space: bytes, device: bytes) -> None:
    """Rules 1 to 3, for reading.

    Raises:
        Refusal: ``closed``, ``not_a_member``, ``not_allowed``, ``unknown_space``.
    """
    if not _member(store, connection, space, device).may_read:
        raise Refusal(NOT_ALLOWED, "This device may add to the space, not read it.")


def require_admin(store: Store, connection: Connection, space: bytes, device: bytes) -> None:
    """Rules 1 to 3, for what only administrators do. Raises as :func:`require_reader`."""
    if _member(store, connection, space, device).role != "admin":
        raise Refusal(NOT_ALLOWED, "Only an administrator of the space may do this.")


def _member(store: Store, connection: Connection, space: bytes, device: bytes) -> Member:
    version = connection.execute(_VERSION, {"in_space": space}).scalar_one_or_none()
    if version is None:
        raise Refusal(UNKNOWN_SPACE, "This store has no such space.")
    roster = store.membership(connection, space, version).current
    if device in roster.closed:
        raise Refusal(CLOSED, "This device was removed from the space.")
    member = roster.members.get(device)
    if member is None:
        raise Refusal(NOT_A_MEMBER, "This device is no member of the space.")
    return member
