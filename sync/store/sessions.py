"""How a device proves itself, for one space and for a while.

1. The device asks for a challenge. The nonce is 16 random bytes and a MAC over those, the expiry,
   the space and the device, under a key derived from the store's signing key: so the store keeps
   nothing for strangers, and any of its processes can check any challenge.
2. The device signs label, store key, nonce, expiry and its id. The expiry is the store's own time,
   given back to it, so the tablet's clock plays no part.
3. The store looks the device's card up in the space's rosters, checks all that, and hands out an
   opaque token of 256 random bits. It keeps the hash. A nonce is answered once.
4. Whoever a roster removes has no session any more when that roster is durable. A removed device
   may open one again, which is good for reading the rosters that removed it, and nothing else.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from sync.errors import BadKey, BadSignature, NotAuthorised
from sync.keys import derive
from sync.store.refusal import Refusal
from sync.store.store import Store, token_hash
from sync.store.tables import SESSION, SPACE
from sync.wire import NOT_A_MEMBER, UNAUTHENTICATED, UNKNOWN_SPACE, check_session_proof

_RANDOM_BYTES: Final = 16
NONCE_BYTES: Final = 32

# Looked up in every request, so built once.
_SESSION_ROW: Final = select(SESSION.c.device, SESSION.c.expires_ms).where(
    SESSION.c.space_id == bindparam("in_space"), SESSION.c.token_hash == bindparam("hashed")
)


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a device has to sign."""

    nonce: bytes
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Session:
    """A token, given out once and kept nowhere."""

    token: str
    expires_ms: int


def challenge(store: Store, space: bytes, device: bytes) -> Challenge:
    """A fresh challenge. Says nothing about whether the space or the device is known."""
    random = secrets.token_bytes(_RANDOM_BYTES)
    expires_ms = store.now() + store.limits.challenge_ms
    return Challenge(random + _mac(store, random, expires_ms, space, device), expires_ms)


def open_session(
    store: Store, space: bytes, device: bytes, nonce: bytes, expires_ms: int, proof: bytes
) -> Session:
    """Check a signed challenge, and open a session.

    Raises:
        Refusal: ``unauthenticated``, ``not_a_member``, ``unknown_space``.
    """
    random = nonce[:_RANDOM_BYTES]
    mac = _mac(store, random, expires_ms, space, device)
    if len(nonce) != NONCE_BYTES or not hmac.compare_digest(mac, nonce[_RANDOM_BYTES:]):
        raise Refusal(UNAUTHENTICATED, "This is not a challenge of this store.")
    if store.now() >= expires_ms:
        raise Refusal(UNAUTHENTICATED, "The challenge has expired. Ask for a new one.")

    def work(connection: Connection) -> Session:
        row = connection.execute(
            select(SPACE.c.roster_version).where(SPACE.c.space_id == space).with_for_update()
        ).one_or_none()
        if row is None:
            raise Refusal(UNKNOWN_SPACE, "This store has no such space.")
        membership = store.membership(connection, space, row.roster_version)
        try:
            signing_key = membership.signing_key(device)
        except NotAuthorised:
            raise Refusal(NOT_A_MEMBER, "This device is no member of the space.") from None
        try:
            store_key = store.signing_key.public()
            check_session_proof(signing_key, proof, store_key, nonce, expires_ms, device)
        except (BadSignature, BadKey):
            raise Refusal(UNAUTHENTICATED, "The proof is not signed by this device.") from None
        return _new_session(store, connection, space, device, nonce)

    return store.write(work)


def _new_session(
    store: Store, connection: Connection, space: bytes, device: bytes, nonce: bytes
) -> Session:
    mine = (SESSION.c.space_id == space) & (SESSION.c.device == device)
    rows = connection.execute(
        select(SESSION.c.token_hash, SESSION.c.nonce, SESSION.c.expires_ms)
        .where(mine)
        .order_by(SESSION.c.expires_ms.desc())
    ).all()
    if any(row.nonce == nonce for row in rows):
        raise Refusal(UNAUTHENTICATED, "This challenge was answered before. Ask for a new one.")
    # An expired session's nonce is not forgotten too soon: challenges expire long before sessions.
    keep = store.limits.sessions_per_device - 1
    stale = [r.token_hash for i, r in enumerate(rows) if i >= keep or r.expires_ms <= store.now()]
    if stale:
        connection.execute(delete(SESSION).where(mine, SESSION.c.token_hash.in_(stale)))
    secret = secrets.token_bytes(32)
    expires_ms = store.now() + store.limits.session_ms
    connection.execute(
        insert(SESSION).values(
            space_id=space,
            token_hash=token_hash(secret),
            device=device,
            nonce=nonce,
            expires_ms=expires_ms,
        )
    )
    return Session(base64.urlsafe_b64encode(secret).rstrip(b"=").decode(), expires_ms)


def require_session(store: Store, connection: Connection, space: bytes, token: str) -> bytes:
    """The device that a token speaks for in this space.

    Raises:
        Refusal: ``unauthenticated``: no such session, or it has expired or was revoked.
    """
    row = connection.execute(
        _SESSION_ROW, {"in_space": space, "hashed": hash_of(token)}
    ).one_or_none()
    return device_of(store, row)


def hash_of(token: str) -> bytes:
    """What a session's token is looked up by; of no session where it is none of our tokens."""
    try:
        secret = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        secret = b""
    return token_hash(secret)


def device_of(store: Store, row: Row[*tuple[Any, ...]] | None) -> bytes:
    """The device of a session's row, which has ``device`` and ``expires_ms``.

    Raises:
        Refusal: ``unauthenticated``: no such session, or it has expired or was revoked.
    """
    if row is None or store.now() >= row.expires_ms:
        raise Refusal(UNAUTHENTICATED, "There is no such session, or it has ended.")
    device: bytes = row.device
    return device


def _mac(store: Store, random: bytes, expires_ms: int, space: bytes, device: bytes) -> bytes:
    key = derive(store.signing_key.seed, "challenge")
    expiry = (expires_ms & (1 << 64) - 1).to_bytes(8, "big")
    return hmac.digest(key, random + expiry + space + device, "sha256")[:16]
