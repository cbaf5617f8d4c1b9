"""Mailboxes: where an invited device and the one that invites it meet before they share anything.

What lies here is sealed under a key that comes from the invitation's code, which the store never
sees. It knows an id, the hash of a secret, who opened the mailbox, and sizes.

1. Only an administrator of a space opens one, by the roster in force, for a week at most; so many
   at once and no more. The same opening again has the same answer.
2. Whoever knows the mailbox's secret reads and writes its parts. The store keeps the hash of the
   secret, and compares in constant time.
3. A part is written once. The same bytes again are no harm; others are refused, so that nobody
   exchanges an offer that was read.
4. A mailbox that has expired, or was withdrawn, is as if it had never been. Its bytes are deleted
   when the next one is opened, or at once.
"""

from __future__ import annotations

import base64
import hmac
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update

from sync.store.refusal import Refusal
from sync.store.sessions import require_session
from sync.store.standing import require_admin
from sync.store.store import Store, token_hash
from sync.store.tables import MAILBOX, SPACE
from sync.wire import (
    MAILBOX_PARTS,
    MALFORMED,
    NO_MAILBOX,
    NOTHING_YET,
    QUOTA,
    TAKEN,
    TOKEN_REFUSED,
    TOO_LARGE,
)

_EMPTY: Final = dict.fromkeys(MAILBOX_PARTS, b"")


def open_mailbox(
    store: Store, space: bytes, token: str, mailbox: bytes, secret_hash: bytes, valid_ms: int
) -> int:
    """Open a mailbox (rules 1 and 4).

    Args:
        mailbox: its id, 16 bytes. secret_hash: SHA-256 of its secret. valid_ms: for how long.

    Returns:
        When it expires, in the store's ms.

    Raises:
        Refusal: ``unauthenticated``, ``not_allowed``, ``not_a_member``, ``closed``, ``malformed``,
            ``quota``; ``taken`` where the id is another invitation's.
    """
    if not 0 < valid_ms <= store.limits.mailbox_ms:
        raise Refusal(
            MALFORMED, "An invitation is not good for that long.", limit=store.limits.mailbox_ms
        )

    def work(connection: Connection) -> int:
        # The lock: two openings at once do not both find the last place.
        locked = select(SPACE.c.position).where(SPACE.c.space_id == space)
        connection.execute(locked.with_for_update())
        device = require_session(store, connection, space, token)
        require_admin(store, connection, space, device)
        now = store.now()
        connection.execute(delete(MAILBOX).where(MAILBOX.c.expires_ms <= now))
        row = connection.execute(
            select(MAILBOX.c.device, MAILBOX.c.secret_hash, MAILBOX.c.expires_ms).where(
                MAILBOX.c.mailbox == mailbox
            )
        ).one_or_none()
        if row is not None:
            if row.device != device or row.secret_hash != secret_hash:
                raise Refusal(TAKEN, "There is another mailbox of this name.")
            return int(row.expires_ms)
        most = store.limits.mailboxes_per_device
        count = select(func.count()).select_from(MAILBOX).where(MAILBOX.c.device == device)
        if connection.execute(count).scalar_one() >= most:
            raise Refusal(QUOTA, "This device has too many invitations open.", limit=most)
        values = {"mailbox": mailbox, "secret_hash": secret_hash, "expires_ms": now + valid_ms}
        connection.execute(
            insert(MAILBOX).values(space_id=space, device=device, **values, **_EMPTY)
        )
        return now + valid_ms

    return store.write(work)


def put_part(store: Store, mailbox: bytes, bearer: str, part: str, content: bytes) -> bool:
    """Put a part into a mailbox (rules 2 and 3). Whether it is new.

    Raises:
        Refusal: ``no_mailbox``, ``token_refused``, ``malformed``, ``too_large``; ``taken`` where
            other bytes lie there.
    """
    if len(content) > most_bytes(part):
        raise Refusal(TOO_LARGE, "This is more than an invitation holds.", limit=most_bytes(part))
    if not content:
        raise Refusal(MALFORMED, "There is nothing in this part of an invitation.")

    def work(connection: Connection) -> bool:
        held = _part(store, connection, mailbox, bearer, part)
        if held and held != content:
            raise Refusal(TAKEN, "Something else lies in this part of the mailbox already.")
        if not held:
            connection.execute(
                update(MAILBOX).where(MAILBOX.c.mailbox == mailbox).values({part: content})
            )
        return not held

    return store.write(work)


def get_part(store: Store, mailbox: bytes, bearer: str, part: str) -> bytes:
    """What lies in a part of a mailbox (rule 2).

    Raises:
        Refusal: ``no_mailbox``, ``token_refused``, ``malformed``; ``nothing_yet``.
    """
    most_bytes(part)
    held = store.read(lambda connection: _part(store, connection, mailbox, bearer, part))
    if not held:
        raise Refusal(NOTHING_YET, "Nothing was put there yet.")
    return held


def withdraw(store: Store, mailbox: bytes, bearer: str) -> None:
    """Delete a mailbox with all that lies in it.

    Raises:
        Refusal: ``no_mailbox``, ``token_refused``.
    """

    def work(connection: Connection) -> None:
        _part(store, connection, mailbox, bearer, "offer")
        connection.execute(delete(MAILBOX).where(MAILBOX.c.mailbox == mailbox))

    store.write(work)


def most_bytes(part: str) -> int:
    """How many bytes a part may have. Raises Refusal (``malformed``): no such part."""
    if part not in MAILBOX_PARTS:
        raise Refusal(MALFORMED, "A mailbox has no such part.")
    return MAILBOX_PARTS[part]


def _part(store: Store, connection: Connection, mailbox: bytes, bearer: str, part: str) -> bytes:
    """A part for whoever knows the secret; empty where there is none yet. Locks the row."""
    query: Any = select(MAILBOX.c.secret_hash, MAILBOX.c.expires_ms, MAILBOX.c[part])
    row = connection.execute(
        query.where(MAILBOX.c.mailbox == mailbox).with_for_update()
    ).one_or_none()
    if row is None or store.now() >= row.expires_ms:
        raise Refusal(NO_MAILBOX, "There is no such mailbox, or its time is over.")
    try:
        secret = base64.urlsafe_b64decode(bearer + "=" * (-len(bearer) % 4))
    except ValueError:
        secret = b""
    if not hmac.compare_digest(token_hash(secret), row.secret_hash):
        raise Refusal(TOKEN_REFUSED, "This is not the secret of the mailbox.")
    held: bytes = row[2]
    return held
