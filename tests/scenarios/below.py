"""What a modified app could do: entries made with a member's real keys, below the Session.

The store is blind, so it takes them; every other device has to cope.
"""

from __future__ import annotations

import json
import secrets
import zlib
from typing import Any

from outreach.opening import head_text
from outreach.session import Session
from sync.client.log import Log
from sync.envelope import SALT_BYTES, Entry, seal
from sync.plaintext import CODEC_DEFLATE_1, dictionary, pack, pad


def log_of(session: Session) -> Log:
    """The sealed log under a session."""
    return session._log


def space_of(session: Session, name: str) -> bytes:
    """The id of the space that members call so."""
    return session._belonging.space_named(name)


def payload(session: Session, space: str = "safeguarding", **changed: Any) -> dict[str, Any]:
    """A payload as the app would write it, with some parts of it changed."""
    place = log_of(session).place(space_of(session, space))
    made: dict[str, Any] = {
        "hlc": list(session.clock.tick()),
        "at": list(session.clock.moment()),
        "seen": [place.position, head_text(place.head)],
        "type": "hotspot-visit",
        "version": 1,
        "id": secrets.token_hex(16),
        "set": {"hotspot_type": "park", "nothing_seen": True},
    }
    made.update(changed)
    return {name: value for name, value in made.items() if value is not ...}


def review(session: Session, record: str, verdict: str, versions: list[str]) -> dict[str, Any]:
    """The payload of a review, whoever writes it."""
    fields = {"record": record, "verdict": verdict, "versions": versions, "comments": []}
    return payload(session, type="review", set=fields)


def packed_text(text: bytes) -> bytes:
    """A padded plaintext round any bytes, JSON or not."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, dictionary())
    return pad(CODEC_DEFLATE_1, deflate.compress(text) + deflate.flush())


def packed_loosely(value: Any) -> bytes:
    """As ``plaintext.pack``, without its care about what is JSON."""
    return packed_text(json.dumps(value).encode())


def write(
    session: Session,
    plaintext: bytes | dict[str, Any],
    *,
    space: str = "safeguarding",
    epoch_key: bytes | None = None,
) -> Entry:
    """Seal and sign anything as the session's device, and put it into the outbox."""
    identity, log, space_id = session.identity, log_of(session), space_of(session, space)
    epoch = max(identity.epochs[space_id])
    tip = log.own_tip(space_id, identity.device)
    entry = seal(
        pack(plaintext) if isinstance(plaintext, dict) else plaintext,
        space=space_id,
        device=identity.device,
        seq=tip.seq + 1,
        prev=tip.id,
        epoch=epoch,
        epoch_key=epoch_key or identity.epochs[space_id][epoch],
        salt=secrets.token_bytes(SALT_BYTES),
        signing=identity.keys.signing,
    )
    log.append([entry])
    return entry
