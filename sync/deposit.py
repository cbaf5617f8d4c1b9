"""A deposit: an entry that its author may add and not read again in the space, only at home.

    body = salt 16 | KEM id 2 | HPKE(K) | self copy 48 | check 32 | ciphertext | tag 16
    key 32 || check 32 = HKDF(K, salt, label("deposit") || header, 64)
    HPKE info  = label("deposit-wrap") || header
    self copy  = AES-256-GCM, key HKDF(own deposit key, salt, label("deposit-self") || header)

Rules, and why:

1. ``K`` is fresh for every deposit and sealed to the public half of the epoch's deposit pair, which
   stands in the roster: whoever holds the epoch key opens it, the author's device does not.
2. The header, with space, device, seq and length, is bound into the wrap: a copy of the body signed
   by somebody else does not open, so nobody can make another's words their own.
3. AES-GCM does not commit to its key. ``check`` does: a wrap and a self copy that hold two keys, to
   show the author one text and the readers another, are noticed by whoever holds the wrong one.
4. The self copy is for the author: what they sent stays readable to them, on this device only.
5. The plaintext is padded to 1, 4, 16 or 60 KiB: its size says hardly more than that it is there.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

from sync.envelope import Entry, Kind, header_of, signed
from sync.errors import CannotOpen
from sync.keys import (
    KEM_MLKEM768_X25519,
    KEM_X25519,
    KemKey,
    SigningKey,
    derive,
    label,
    open_once,
    seal_once,
    wrap,
)
from sync.plaintext import bucket_length, pack, unpack

_SALT: Final = 16
_KEY: Final = 32
_SELF: Final = _KEY + 16
_CHECK: Final = 32
_TAG: Final = 16
#: What HPKE adds to a key: the encapsulation, and a tag.
_WRAPPED: Final = {
    KEM_X25519: 32 + _KEY + _TAG,
    KEM_MLKEM768_X25519: 1088 + 32 + _KEY + _TAG,
}


def seal_deposit(
    payload: dict[str, Any],
    *,
    space: bytes,
    device: bytes,
    seq: int,
    prev: bytes,
    epoch: int,
    kem_id: int,
    kem_key: bytes,
    own_key: bytes,
    signing: SigningKey,
    random: Callable[[int], bytes],
) -> Entry:
    """Seal and sign a deposit.

    Args:
        kem_id, kem_key: the epoch's public deposit key, from the roster in force.
        own_key: the author's own deposit key, 32 bytes; it never leaves their vault.
        random: ``random(n)`` fresh bytes.

    Raises:
        BodyTooLarge: more than 60 KiB when compressed. BadKey: a deposit key of no known kind.
    """
    plaintext = pack(payload, bucket_length)
    length = _SALT + 2 + _WRAPPED.get(kem_id, 0) + _SELF + _CHECK + len(plaintext) + _TAG
    header = header_of(Kind.DEPOSIT, space, device, seq, prev, epoch, length)
    secret, salt = random(_KEY), random(_SALT)
    wrapped = wrap(kem_id, kem_key, secret, label("deposit-wrap") + header)
    own = derive(own_key, "deposit-self", salt=salt, info=header)
    key, check = _keys(secret, salt, header)
    body = b"".join(
        (
            salt,
            kem_id.to_bytes(2, "big"),
            wrapped,
            seal_once(own, secret, header),
            check,
            seal_once(key, plaintext, header),
        )
    )
    return signed(header, body, signing)


def open_deposit(entry: Entry, pair: KemKey) -> dict[str, Any]:
    """What a deposit says, for whoever holds its epoch's key (``roster.deposit_pair``).

    Raises:
        CannotOpen: withheld, another epoch's, a copy of somebody else's, or changed.
        MalformedEntry: it opens, and holds what :func:`seal_deposit` would not have written.
    """
    salt, kem_id, wrapped, _own, check, ciphertext = _parts(entry)
    if kem_id != pair.kem_id:
        raise CannotOpen("A deposit is sealed to a key of another kind than its epoch's.")
    secret = pair.unwrap(wrapped, label("deposit-wrap") + entry.header)
    return _opened(entry, secret, salt, check, ciphertext)


def open_own(entry: Entry, own_key: bytes) -> dict[str, Any]:
    """What this device's own deposit says. Raises as :func:`open_deposit`."""
    salt, _kem, _wrapped, own, check, ciphertext = _parts(entry)
    key = derive(own_key, "deposit-self", salt=salt, info=entry.header)
    return _opened(entry, open_once(key, own, entry.header), salt, check, ciphertext)


def _opened(
    entry: Entry, secret: bytes, salt: bytes, check: bytes, ciphertext: bytes
) -> dict[str, Any]:
    key, expected = _keys(secret, salt, entry.header)
    if not hmac.compare_digest(check, expected):
        raise CannotOpen("A deposit gives its author and its readers two different keys.")
    return unpack(open_once(key, ciphertext, entry.header), bucket_length)


def _keys(secret: bytes, salt: bytes, header: bytes) -> tuple[bytes, bytes]:
    both = derive(secret, "deposit", salt=salt, info=header, length=64)
    return both[:32], both[32:]


def _parts(entry: Entry) -> tuple[bytes, int, bytes, bytes, bytes, bytes]:
    body = entry.body
    if body is None:
        raise CannotOpen("The body of an entry is withheld: nothing here says that it was erased.")
    kem_id = int.from_bytes(body[_SALT : _SALT + 2], "big")
    at = _SALT + 2
    wrapped_length = _WRAPPED.get(kem_id)
    if entry.kind is not Kind.DEPOSIT or wrapped_length is None:
        raise CannotOpen("There is nothing to open in this entry.")
    cuts = [at, at + wrapped_length]
    cuts += [cuts[-1] + _SELF, cuts[-1] + _SELF + _CHECK]
    if len(body) < cuts[-1] + _TAG:
        raise CannotOpen("A deposit is cut short.")
    wrapped, own, check = (body[a:b] for a, b in pairwise(cuts))
    return body[:_SALT], kem_id, wrapped, own, check, body[cuts[-1] :]
