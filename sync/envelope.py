"""The sealed entry: layout, seal, open, verify, redact. Frozen with version 1.

    magic 2 "OR" | version 1 | kind 1 | space 16 | device 16 | seq 8 | prev 32 | epoch 4 | length 4
                                                                          -- header: 84 bytes --
    digest 32 = SHA-256(body)
    signature 64 = Ed25519(label + header + digest)
    body = salt 16 | AES-256-GCM ciphertext | tag 16      (kinds 2 and 3: JSON with sealed parts)

Why it is so:

- Bytes are parsed, never re-encoded: what was signed is what is stored and sent.
- ``id = SHA-256(label + header + digest + signature)``: no byte can be changed unnoticed.
- ``key = HKDF(epoch key, salt, label + header)``: a fresh key for every entry, so the nonce is
  zero and a repeated nonce cannot happen. The header is the associated data.
- The salt lies in the *body*, so that once a body is erased nobody can confirm a guess of it
  against the digest.
- The signature covers the digest, not the body: dropping the body leaves a *stub* whose chain
  still verifies.
"""

from __future__ import annotations

import hashlib
import struct
from enum import IntEnum
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.errors import BodyTooLarge, CannotOpen, MalformedEntry
from sync.keys import SigningKey, derive_key, digest, label, verify

MAGIC: Final = b"OR"
VERSION: Final = 1
HEADER: Final = struct.Struct(">2sBB16s16sQ32sII")
HEADER_BYTES: Final = 84
PREFIX_BYTES: Final = HEADER_BYTES + 32 + 64
#: A body is at most 64 KiB; a roster's at most 1 MiB. Larger things are blobs.
MAX_BODY: Final = 64 * 1024
MAX_ROSTER_BODY: Final = 1 << 20
SALT_BYTES: Final = 16
OVERHEAD: Final = SALT_BYTES + 16
NO_PREV: Final = bytes(32)

# Bound once: a store that takes a batch looks them up thousands of times.
_unpack: Final = HEADER.unpack_from
_sha256: Final = hashlib.sha256
_NONCE: Final = bytes(12)
_KEY_LABEL: Final = label("entry-key")
_ID_LABEL: Final = label("entry-id")

if HEADER.size != HEADER_BYTES:
    raise AssertionError("the header's layout is frozen at 84 bytes")


class Kind(IntEnum):
    """What an entry is."""

    CHANGE = 1
    ROSTER = 2
    RULING = 3
    DEPOSIT = 4


def max_body(kind: Kind) -> int:
    """The largest body of this kind, in bytes."""
    return MAX_ROSTER_BODY if kind is Kind.ROSTER else MAX_BODY


#: Each kind by its byte, with its largest body. Looking up a member of an enumeration costs as much
#: as half a hash, and a fold would do it some times for each entry.
_KINDS: Final = {int(kind): (kind, max_body(kind)) for kind in Kind}
_CHANGE: Final = Kind.CHANGE


class Entry(NamedTuple):
    """One entry as it was signed. ``body`` is None when only the stub is left.

    A tuple, because a fold makes a hundred thousand of them.
    """

    kind: Kind
    space: bytes
    device: bytes
    seq: int
    prev: bytes
    epoch: int
    body_length: int
    header: bytes
    digest: bytes
    signature: bytes
    body: bytes | None
    id: bytes

    def __repr__(self) -> str:
        return f"Entry({self.kind.name}, seq={self.seq}, id={self.id.hex()[:8]})"

    def raw(self) -> bytes:
        """The stored bytes: 180 bytes of prefix, then the body where there is one."""
        return self.header + self.digest + self.signature + (self.body or b"")

    @property
    def is_stub(self) -> bool:
        """Whether the body was dropped."""
        return self.body is None


def parse(raw: bytes) -> Entry:
    """Read one entry: 180 bytes (a stub), or those and the whole body.

    Raises:
        MalformedEntry: wrong magic, version, kind or length; a body that is not the signed one.
    """
    if len(raw) < PREFIX_BYTES:
        raise MalformedEntry("An entry is cut short.")
    magic, version, kind, space, device, seq, prev, epoch, length = _unpack(raw)
    if magic != MAGIC or version != VERSION:
        raise MalformedEntry("An entry is not of a version that this app knows.")
    known, most = _KINDS.get(kind, (None, 0))
    if known is None:
        raise MalformedEntry("An entry is of an unknown kind.")
    if not 0 < seq < 1 << 63 or (seq == 1) != (prev == NO_PREV):
        raise MalformedEntry("An entry's number and its link do not fit each other.")
    if length > most:
        raise MalformedEntry("An entry's body is larger than its kind allows.")
    body: bytes | None = None
    body_digest = raw[HEADER_BYTES : HEADER_BYTES + 32]
    if len(raw) > PREFIX_BYTES or length == 0:
        body = raw[PREFIX_BYTES:]
        if len(body) != length:
            raise MalformedEntry("An entry's body is not as long as its header says.")
        if _sha256(body).digest() != body_digest:
            raise MalformedEntry("An entry's body is not the one that was signed.")
    # A named tuple's own constructor is a second call; a fold and a push make thousands.
    return tuple.__new__(
        Entry,
        (
            known,
            space,
            device,
            seq,
            prev,
            epoch,
            length,
            raw[:HEADER_BYTES],
            body_digest,
            raw[HEADER_BYTES + 32 : PREFIX_BYTES],
            body,
            _sha256(_ID_LABEL + raw[:PREFIX_BYTES]).digest(),
        ),
    )


def sign(
    kind: Kind,
    *,
    space: bytes,
    device: bytes,
    seq: int,
    prev: bytes,
    epoch: int,
    body: bytes,
    signing: SigningKey,
) -> Entry:
    """Make an entry round a finished body (a roster's or a ruling's JSON).

    Raises:
        BodyTooLarge: the body is over what its kind allows.
    """
    header = header_of(kind, space, device, seq, prev, epoch, len(body))
    return signed(header, body, signing)


def seal(
    plaintext: bytes,
    *,
    space: bytes,
    device: bytes,
    seq: int,
    prev: bytes,
    epoch: int,
    epoch_key: bytes,
    salt: bytes,
    signing: SigningKey,
) -> Entry:
    """Seal a change and sign it. ``salt`` is 16 fresh random bytes.

    Raises:
        BodyTooLarge: the plaintext with its 32 bytes of overhead is over 64 KiB.
    """
    header = header_of(Kind.CHANGE, space, device, seq, prev, epoch, len(plaintext) + OVERHEAD)
    key = derive_key(epoch_key, salt, _KEY_LABEL + header)
    body = salt + AESGCM(key).encrypt(_NONCE, plaintext, header)
    return signed(header, body, signing)


def open_body(entry: Entry, epoch_key: bytes) -> bytes:
    """The padded plaintext of a change.

    Raises:
        CannotOpen: no body is left, the key is another epoch's, or bytes were changed.
    """
    body = entry.body
    if body is None:
        raise CannotOpen("The body of an entry is withheld: nothing here says that it was erased.")
    if entry.kind is not _CHANGE or len(body) < OVERHEAD:
        raise CannotOpen("There is nothing to open in this entry.")
    key = derive_key(epoch_key, body[:SALT_BYTES], _KEY_LABEL + entry.header)
    try:
        return AESGCM(key).decrypt(_NONCE, body[SALT_BYTES:], entry.header)
    except InvalidTag:
        raise CannotOpen("An entry does not open under the key of its epoch.") from None


def verify_signature(entry: Entry, signing_key: bytes) -> None:
    """Check the author's signature.

    Raises:
        BadSignature: someone else signed, or bytes were changed.
    """
    verify(signing_key, entry.signature, "entry-signature", entry.header, entry.digest)


def redact(entry: Entry) -> Entry:
    """The stub of an entry: everything but its body. Its id does not change."""
    return parse(entry.raw()[:PREFIX_BYTES])


def header_of(
    kind: Kind,
    space: bytes,
    device: bytes,
    seq: int,
    prev: bytes,
    epoch: int,
    length: int,
) -> bytes:
    """The 84 bytes that are known before a body of ``length`` bytes is sealed.

    Raises:
        BodyTooLarge: the body is over what its kind allows.
    """
    if length > max_body(kind):
        raise BodyTooLarge("This is more than one record holds. Nothing was saved.")
    return HEADER.pack(MAGIC, VERSION, kind, space, device, seq, prev, epoch, length)


def signed(header: bytes, body: bytes, signing: SigningKey) -> Entry:
    """The entry of a header and its finished body."""
    body_digest = hashlib.sha256(body).digest()
    signature = signing.sign("entry-signature", header, body_digest)
    return parse(header + body_digest + signature + body)


def founding_space(roster_body: bytes) -> bytes:
    """The id of the space that a first roster names: it identifies itself."""
    return digest("space", roster_body)[:16]
