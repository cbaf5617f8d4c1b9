"""What travels between a device and the store: frames, receipts, head statements, error codes.

Bodies of entries are binary and framed by length. A receipt or a head statement is signed by the
store's Ed25519 key, which the roster pins: only a receipt makes an entry *safe*, and two signed
heads for one position prove a store that lies.

    push request    ( length 4 | entry )*
    push answer     a receipt:
                    space 16 | device 16 | seq 8 | id 32 | position 8 | head 32 | time 8 | sig 64
    pull answer     latest 8 | from 8 | count 4 | item* | statement
    item            flag 1 | received_ms 8 | length 4 | bytes
                    flag 0: the entry; flag 1: its id only, since the asking device wrote it
    statement       space 16 | position 8 | head 32 | time 8 | sig 64
    placed frames   ( position 8 | received_ms 8 | length 4 | entry )*
    history         count 4 | ( received_ms 8 | id 32 )* | page: a restored store is given back what
                    it lost; the answer is a statement
    error           JSON {"code", "message", ...}

    POST /v1/spaces                a founding roster, framed; bearer: the operator's StoreToken
    POST /v1/challenge             {"space", "device"} -> {"nonce", "expires_ms"}      (hex)
    POST /v1/sessions              {"space", "device", "nonce", "expires_ms", "proof"}
                                   -> {"token", "expires_ms"}: for one space and device
    POST /v1/spaces/{hex}/entries  push; bearer: the session's token
    GET  /v1/spaces/{hex}/entries  pull; ?after=P&own=0|1&limit_bytes=N
    POST /v1/spaces/{hex}/history  give back; bearer: the session's token
    GET  /v1/spaces/{hex}/rosters  rosters and rulings that took effect, placed; ?after=P
    POST /v1/spaces/{hex}/late     frames of a removed device -> {"kept"}; its session's token
    GET  /v1/spaces/{hex}/late     what is kept there, framed; ?after_device=D&after_seq=N
    POST /v1/spaces/{hex}/mailboxes  {"mailbox", "secret_hash", "valid_ms"} -> {"expires_ms"}; an
                                   administrator's session
    PUT, GET /v1/mailboxes/{hex}/{part}  a part of an invitation; bearer: the mailbox's secret
    DELETE   /v1/mailboxes/{hex}   the invitation is withdrawn; bearer: the same
    GET  /v1/health                200 once the store serves

All numbers are big-endian and below 2^63; times are the store's, in ms since 1970. A receipt for
entry n of a device covers entries 1 to n, since n's id hashes them all.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sync.envelope import MAX_ROSTER_BODY, PREFIX_BYTES
from sync.errors import BadSignature, InputError, StoreGarbled
from sync.keys import SigningKey, verify

#: A push is cut into batches of at most this many bytes and entries.
MAX_BATCH_BYTES: Final = 2 << 20
MAX_BATCH_ENTRIES: Final = 5_000
#: A pull's answer never holds more entries than this, whatever was asked for.
MAX_PAGE_BYTES: Final = 4 << 20
MAX_PAGE_ENTRIES: Final = 5_000

#: What lies in a mailbox, each written once, and how many bytes it may have.
MAILBOX_PARTS: Final = {"offer": 64 << 10, "request": 64 << 10, "answer": 2 << 20}

ENTRY: Final = 0
OWN: Final = 1

_LENGTH: Final = struct.Struct(">I")
_PLACED: Final = struct.Struct(">QQI")
_PAGE: Final = struct.Struct(">QQI")
_ITEM: Final = struct.Struct(">BQI")
_RECEIPT: Final = struct.Struct(">16s16sQ32sQ32sQ64s")
_STATEMENT: Final = struct.Struct(">16sQ32sQ64s")
_REST: Final = struct.Struct(">Q32s")

# Error codes of the store, each with its HTTP status.
MALFORMED: Final = "malformed"
UNAUTHENTICATED: Final = "unauthenticated"
NOT_A_MEMBER: Final = "not_a_member"
NOT_ALLOWED: Final = "not_allowed"
CLOSED: Final = "closed"
TOKEN_REFUSED: Final = "token_refused"
UNKNOWN_SPACE: Final = "unknown_space"
NO_MAILBOX: Final = "no_mailbox"
NOTHING_YET: Final = "nothing_yet"
GAP: Final = "gap"
SEQ_TAKEN: Final = "seq_taken"
TAKEN: Final = "taken"
WRONG_EPOCH: Final = "wrong_epoch"
TOO_LARGE: Final = "too_large"
BAD_SIGNATURE: Final = "bad_signature"
BAD_ROSTER: Final = "bad_roster"
QUOTA: Final = "quota"
BUSY: Final = "busy"
INTERNAL: Final = "internal"

STATUS: Final[dict[str, int]] = {
    MALFORMED: 400,
    UNAUTHENTICATED: 401,
    NOT_A_MEMBER: 403,
    NOT_ALLOWED: 403,
    CLOSED: 403,
    TOKEN_REFUSED: 403,
    UNKNOWN_SPACE: 404,
    NO_MAILBOX: 404,
    NOTHING_YET: 404,
    GAP: 409,
    SEQ_TAKEN: 409,
    TAKEN: 409,
    WRONG_EPOCH: 409,
    TOO_LARGE: 413,
    BAD_SIGNATURE: 422,
    BAD_ROSTER: 422,
    QUOTA: 429,
    BUSY: 503,
    INTERNAL: 500,
}


# ---------------------------------------------------------------- frames


def frame(entries: Iterable[bytes]) -> bytes:
    """Entries, each behind its length."""
    parts: list[bytes] = []
    for raw in entries:
        parts.append(_LENGTH.pack(len(raw)))
        parts.append(raw)
    return b"".join(parts)


def unframe(body: bytes) -> list[bytes]:
    """The inverse of :func:`frame`.

    Raises:
        StoreGarbled: lengths that do not add up.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(body):
        if at + 4 > len(body):
            raise StoreGarbled("A framed body is cut short.")
        (length,) = _LENGTH.unpack_from(body, at)
        at += 4
        if length > PREFIX_BYTES + MAX_ROSTER_BODY or at + length > len(body):
            raise StoreGarbled("A framed body is cut short.")
        entries.append(body[at : at + length])
        at += length
    return entries


class Placed(NamedTuple):
    """An entry with its place in its space, and when the store received it."""

    position: int
    received_ms: int
    raw: bytes


def placed_frames(entries: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Entries that do not stand side by side, each behind position, time and length."""
    parts: list[bytes] = []
    for position, received_ms, raw in entries:
        parts.append(_PLACED.pack(position, received_ms, len(raw)))
        parts.append(raw)
    return b"".join(parts)


def unplaced(body: bytes) -> list[Placed]:
    """The inverse of :func:`placed_frames`.

    Raises:
        StoreGarbled: lengths that do not add up, a number out of range, or positions that do not
            rise.
    """
    entries: list[Placed] = []
    at = 0
    before = 0
    while at < len(body):
        if at + _PLACED.size > len(body):
            raise StoreGarbled("A framed body is cut short.")
        position, received_ms, length = _PLACED.unpack_from(body, at)
        at += _PLACED.size
        if length > PREFIX_BYTES + MAX_ROSTER_BODY or at + length > len(body):
            raise StoreGarbled("A framed body is cut short.")
        _check_range(position, received_ms)
        if position <= before:
            raise StoreGarbled("The entries of a framed body do not come in their order.")
        before = position
        entries.append(Placed(position, received_ms, body[at : at + length]))
        at += length
    return entries


# ---------------------------------------------------------------- what the store signs


@dataclass(frozen=True, slots=True)
class Receipt:
    """The store's signed word that it holds a device's entries up to ``seq`` durably."""

    space: bytes
    device: bytes
    seq: int
    id: bytes
    position: int
    head: bytes
    time_ms: int
    signature: bytes = b""

    def signed(self, key: SigningKey) -> Receipt:
        """The same, signed by the store."""
        signature = key.sign("receipt", self._fields())
        return Receipt(
            self.space, self.device, self.seq, self.id, self.position, self.head, self.time_ms,
            signature,
        )  # fmt: skip

    def check(self, store_key: bytes) -> None:
        """Raises BadSignature where the pinned key did not sign this."""
        _check_store(store_key, self.signature, "receipt", self._fields())

    def raw(self) -> bytes:
        """184 bytes."""
        return self._fields() + self.signature

    def _fields(self) -> bytes:
        return _RECEIPT.pack(
            self.space,
            self.device,
            self.seq,
            self.id,
            self.position,
            self.head,
            self.time_ms,
            b"",
        )[:-64]

    @classmethod
    def parse(cls, raw: bytes) -> Receipt:
        """Raises StoreGarbled where this is no receipt."""
        if len(raw) != _RECEIPT.size:
            raise StoreGarbled("The store's answer is not a receipt.")
        receipt = cls(*_RECEIPT.unpack(raw))
        _check_range(receipt.seq, receipt.position, receipt.time_ms)
        return receipt


@dataclass(frozen=True, slots=True)
class Statement:
    """The store's signed word about the head of a space at a position."""

    space: bytes
    position: int
    head: bytes
    time_ms: int
    signature: bytes = b""

    def signed(self, key: SigningKey) -> Statement:
        """The same, signed by the store."""
        signature = key.sign("head-statement", self._fields())
        return Statement(self.space, self.position, self.head, self.time_ms, signature)

    def check(self, store_key: bytes) -> None:
        """Raises BadSignature where the pinned key did not sign this."""
        _check_store(store_key, self.signature, "head-statement", self._fields())

    def raw(self) -> bytes:
        """128 bytes."""
        return self._fields() + self.signature

    def _fields(self) -> bytes:
        return _STATEMENT.pack(self.space, self.position, self.head, self.time_ms, b"")[:-64]

    @classmethod
    def parse(cls, raw: bytes) -> Statement:
        """Raises StoreGarbled where this is no statement."""
        if len(raw) != _STATEMENT.size:
            raise StoreGarbled("The store's answer holds no head statement.")
        statement = cls(*_STATEMENT.unpack(raw))
        _check_range(statement.position, statement.time_ms)
        return statement


def _check_store(store_key: bytes, signature: bytes, purpose: str, fields: bytes) -> None:
    try:
        verify(store_key, signature, purpose, fields)
    except BadSignature:
        raise BadSignature(
            "What came is not signed by the key of this partnership's store: another store answers "
            "in its place, or its word was changed. Nothing on this device was changed.",
            advice="Tell the administrator. Whoever runs the store knows whether its key changed.",
        ) from None


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a page: its bytes, or the id of one's own where ``own``."""

    position: int
    received_ms: int
    own: bool
    raw: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a space: entries from ``items[0].position`` on, and the head after the last."""

    latest: int
    items: list[Item]
    statement: Statement


def page_bytes(
    latest: int, first: int, items: list[tuple[int, int, bytes]], statement: Statement
) -> bytes:
    """A pull's answer. ``items`` are (flag, received_ms, bytes) from position ``first`` on."""
    parts = [_PAGE.pack(latest, first, len(items))]
    for flag, received_ms, raw in items:
        parts.append(_ITEM.pack(flag, received_ms, len(raw)))
        parts.append(raw)
    parts.append(statement.raw())
    return b"".join(parts)


def parse_page(body: bytes) -> Page:
    """Read a pull's answer.

    Raises:
        StoreGarbled: not a page.
    """
    try:
        latest, first, count = _PAGE.unpack_from(body, 0)
        at = _PAGE.size
        items: list[Item] = []
        for position in range(first, first + count):
            flag, received_ms, length = _ITEM.unpack_from(body, at)
            at += _ITEM.size
            if flag not in (ENTRY, OWN) or at + length > len(body):
                raise StoreGarbled("A page of the store's answer is cut short.")
            items.append(Item(position, received_ms, flag == OWN, body[at : at + length]))
            at += length
            _check_range(position, received_ms)
        _check_range(latest, first)
    except struct.error:
        raise StoreGarbled("A page of the store's answer is cut short.") from None
    return Page(latest, items, Statement.parse(body[at:]))


@dataclass(frozen=True, slots=True)
class History:
    """A stretch of a space's history, to be given back to a store that lost it: a page of whole
    entries, then time and id of each entry after it, up to the position of its statement."""

    page: Page
    rest: list[tuple[int, bytes]]


def history_bytes(
    first: int,
    items: list[tuple[int, int, bytes]],
    rest: list[tuple[int, bytes]],
    statement: Statement,
) -> bytes:
    """A stretch, from position ``first`` on: ``items`` as in :func:`page_bytes`, then the rest."""
    after = b"".join(_REST.pack(received_ms, entry_id) for received_ms, entry_id in rest)
    page = page_bytes(statement.position, first, items, statement)
    return _LENGTH.pack(len(rest)) + after + page


def parse_history(body: bytes) -> History:
    """The inverse of :func:`history_bytes`.

    Raises:
        StoreGarbled: not that.
    """
    try:
        (count,) = _LENGTH.unpack_from(body, 0)
        end = _LENGTH.size + count * _REST.size
        if end > len(body):
            raise StoreGarbled("A stretch of history is cut short.")
        rest = list(_REST.iter_unpack(body[_LENGTH.size : end]))
    except struct.error:
        raise StoreGarbled("A stretch of history is cut short.") from None
    _check_range(*(received_ms for received_ms, _ in rest))
    return History(parse_page(body[end:]), rest)


def _check_range(*numbers: int) -> None:
    """Numbers of 63 bits only: no database and no clock holds more."""
    if any(number >> 63 for number in numbers):
        raise StoreGarbled("A number in the store's answer is out of range.")


# ---------------------------------------------------------------- signing in


def session_proof(
    key: SigningKey, store_key: bytes, nonce: bytes, expires_ms: int, device: bytes
) -> bytes:
    """A device's signature over the store's challenge; 64 bytes. The expiry is the store's time."""
    return key.sign("session", store_key, nonce, expires_ms.to_bytes(8, "big"), device)


def check_session_proof(
    signing_key: bytes,
    proof: bytes,
    store_key: bytes,
    nonce: bytes,
    expires_ms: int,
    device: bytes,
) -> None:
    """Raises BadSignature where the device did not sign this challenge for this store."""
    if len(proof) != 64:
        raise BadSignature("A session proof has the wrong length.")
    verify(
        signing_key,
        proof,
        "session",
        store_key,
        nonce,
        expires_ms.to_bytes(8, "big"),
        device,
    )


@dataclass(frozen=True, slots=True)
class StoreToken:
    """An operator's one-time leave to open a partnership, with the store's key to pin."""

    store_key: bytes
    secret: bytes = field(repr=False)

    def text(self) -> str:
        """``outreach-token-1.<store key>.<secret>``, base64url without padding."""
        return f"outreach-token-1.{_b64(self.store_key)}.{_b64(self.secret)}"

    @classmethod
    def parse(cls, text: str) -> StoreToken:
        """Raises InputError where this is no token."""
        parts = text.strip().split(".")
        try:
            if len(parts) != 3 or parts[0] != "outreach-token-1":
                raise ValueError
            key, secret = (base64.urlsafe_b64decode(p + "=" * (-len(p) % 4)) for p in parts[1:])
            if len(key) != 32 or len(secret) != 32:
                raise ValueError
        except ValueError:
            raise InputError(
                "This is not a token of a store.",
                advice="Give the line that `outreach-store init` printed, whole.",
            ) from None
        return cls(key, secret)


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
