"""Every derivation label, key card, wrap and signature of the protocol.

Rules that this module keeps:

- One purpose, one label: ``outreach/1/<purpose>\\0`` goes into every hash, derivation and
  signature, so that bytes made for one purpose mean nothing for another.
- A card names itself: ``device = SHA-256(label + card)[:16]``. Nothing about it has to be believed.
- Keys of small order are refused: a signature under one verifies for any message, an agreement
  with one is known to all.
- Wraps are HPKE (RFC 9180, base mode). The KEM is the hybrid of ML-KEM-768 and X25519 where this
  build of ``cryptography`` offers it, X25519 elsewhere. A card says which.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync.errors import BadKey, BadSignature, CannotOpen

#: KEM identifiers of the HPKE registry.
KEM_X25519 = 0x0020
KEM_MLKEM768_X25519 = 0x647A

_SIGNING_BYTES = 32
_X25519_BYTES = 32
_MLKEM768_BYTES = 1184
_SIGNATURE_BYTES = 64
_NONCE = bytes(12)

# The eight points of small order on edwards25519 and their non-canonical encodings, as y with the
# sign bit cleared (RFC 8032 section 5.1; the list of libsodium's ge25519_has_small_order).
_P25519 = 2**255 - 19
_ORDER_8_Y = 2707385501144840649318225287225658788936804267575313519463743609750303402022
_SMALL_ORDER_Y = {
    0,
    1,
    _P25519 - 1,
    _P25519,
    _P25519 + 1,
    _ORDER_8_Y,
    _P25519 - _ORDER_8_Y,
}
# The u-coordinates of small order on curve25519 (RFC 7748 section 6.1; cr.yp.to/ecdh.html).
_U_8 = 325606250916557431795983626356110631294008115727848805560023387167927233504
_SMALL_ORDER_U = {
    0,
    1,
    _P25519 - 1,
    _P25519,
    _P25519 + 1,
    _U_8,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
}


@lru_cache(maxsize=64)
def label(purpose: str) -> bytes:
    """The prefix that separates one use of a hash, key or signature from every other."""
    return b"outreach/1/" + purpose.encode("ascii") + b"\0"


def digest(purpose: str, *parts: bytes) -> bytes:
    """SHA-256 over the purpose's label and the parts; 32 bytes."""
    h = hashlib.sha256(label(purpose))
    for part in parts:
        h.update(part)
    return h.digest()


def derive(
    key: bytes, purpose: str, *, salt: bytes = b"", info: bytes = b"", length: int = 32
) -> bytes:
    """HKDF-SHA-256 (RFC 5869) with ``info = label + info``."""
    return HKDF(SHA256(), length, salt or None, label(purpose) + info).derive(key)


def derive_key(key: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 for exactly one block of 32 bytes; ``info`` carries its own label.

    The fold opens a hundred thousand entries with a key each. For a single block RFC 5869 is two
    HMACs, and the standard library's are several times faster to set up; a test compares both.
    """
    prk = hmac.digest(salt, key, "sha256")
    return hmac.digest(prk, info + b"\x01", "sha256")


def seal_once(key: bytes, plaintext: bytes, bound_to: bytes) -> bytes:
    """AES-256-GCM with a nonce of zeros: only under a key that seals nothing else, ever."""
    return AESGCM(key).encrypt(_NONCE, plaintext, bound_to)


def open_once(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The inverse of :func:`seal_once`.

    Raises:
        CannotOpen: another key, another place, or changed bytes.
    """
    try:
        return AESGCM(key).decrypt(_NONCE, sealed, bound_to)
    except InvalidTag:
        raise CannotOpen("A sealed part does not open under its key.") from None


def seal_part(key: bytes, purpose: str, plaintext: bytes, salt: bytes, bound_to: bytes) -> bytes:
    """AES-256-GCM under a key derived for this purpose and ``salt`` (16 fresh random bytes).

    Returns salt + ciphertext + tag. A fresh salt makes a fresh key, hence the zero nonce.
    """
    once = derive(key, purpose, salt=salt, info=bound_to)
    return salt + seal_once(once, plaintext, bound_to)


def open_part(key: bytes, purpose: str, sealed: bytes, bound_to: bytes) -> bytes:
    """The inverse of :func:`seal_part`.

    Raises:
        CannotOpen: another key, another place, or changed bytes.
    """
    if len(sealed) < 32:
        raise CannotOpen("A sealed part is too short to be one.")
    once = derive(key, purpose, salt=sealed[:16], info=bound_to)
    return open_once(once, sealed[16:], bound_to)


def check_signing_key(public: bytes) -> None:
    """Refuse an Ed25519 key of small order or wrong length.

    Raises:
        BadKey: such a key would make anyone's signature verify.
    """
    if len(public) != _SIGNING_BYTES:
        raise BadKey("A signing key has the wrong length.")
    if int.from_bytes(public, "little") & (2**255 - 1) in _SMALL_ORDER_Y:
        raise BadKey("A signing key is of small order.")


def check_agreement_key(public: bytes) -> None:
    """Refuse an X25519 key of small order or wrong length."""
    if len(public) != _X25519_BYTES:
        raise BadKey("An agreement key has the wrong length.")
    if int.from_bytes(public, "little") & (2**255 - 1) in _SMALL_ORDER_U:
        raise BadKey("An agreement key is of small order.")


@lru_cache(maxsize=4096)
def _public(signing_key: bytes) -> Ed25519PublicKey:
    check_signing_key(signing_key)
    return Ed25519PublicKey.from_public_bytes(signing_key)


def verify(signing_key: bytes, signature: bytes, purpose: str, *parts: bytes) -> None:
    """Check an Ed25519 signature over label + parts.

    Raises:
        BadSignature: it does not verify.
        BadKey: the key may not be used at all.
    """
    try:
        _public(signing_key).verify(signature, label(purpose) + b"".join(parts))
    except InvalidSignature:
        raise BadSignature("A signature does not verify under the key that it names.") from None
    except ValueError:
        raise BadKey("A signing key is not a point on the curve.") from None


# ---------------------------------------------------------------- key encapsulation


def _mlkem() -> Any:
    """``cryptography``'s hybrid classes where this build has them, else None."""
    try:
        from cryptography.hazmat.primitives.asymmetric.mlkem import (
            MLKEM768PrivateKey,
            MLKEM768PublicKey,
        )
        from cryptography.hazmat.primitives.hpke import (
            MLKEM768X25519PrivateKey,
            MLKEM768X25519PublicKey,
        )

        MLKEM768PrivateKey.generate()
    except (ImportError, UnsupportedAlgorithm):
        return None
    return (
        MLKEM768PrivateKey,
        MLKEM768PublicKey,
        MLKEM768X25519PrivateKey,
        MLKEM768X25519PublicKey,
    )


@lru_cache(maxsize=1)
def _hybrid() -> Any:
    return _mlkem()


def best_kem() -> int:
    """The KEM that new devices of this build get."""
    return KEM_MLKEM768_X25519 if _hybrid() is not None else KEM_X25519


def _suite(kem_id: int) -> Suite:
    kem = {
        KEM_X25519: lambda: KEM.X25519,
        KEM_MLKEM768_X25519: lambda: KEM.MLKEM768_X25519,
    }
    if kem_id not in kem:
        raise BadKey("A key names a key encapsulation that this version does not know.")
    return Suite(kem[kem_id](), KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class KemKey:
    """A key pair for receiving wraps, kept as its seed.

    ``seed`` is 32 bytes for X25519, 64 + 32 (ML-KEM-768 seed, X25519 key) for the hybrid.
    """

    kem_id: int
    seed: bytes = field(repr=False)

    @classmethod
    def from_random(cls, kem_id: int, random: Callable[[int], bytes]) -> KemKey:
        """A new key from ``random(n)`` bytes."""
        return cls(kem_id, random(seed_bytes(kem_id)))

    def _private(self) -> Any:
        if self.kem_id == KEM_X25519:
            return X25519PrivateKey.from_private_bytes(self.seed)
        hybrid = _hybrid()
        if self.kem_id != KEM_MLKEM768_X25519 or hybrid is None:
            raise BadKey("This build cannot use the key encapsulation of this key.")
        return hybrid[2](
            hybrid[0].from_seed_bytes(self.seed[:64]),
            X25519PrivateKey.from_private_bytes(self.seed[64:]),
        )

    def public(self) -> bytes:
        """32 bytes of X25519, or 1184 bytes of ML-KEM-768 and then 32 of X25519."""
        raw = Encoding.Raw, PublicFormat.Raw
        if self.kem_id == KEM_X25519:
            x: bytes = (
                X25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes(*raw)
            )
            return x
        hybrid = _hybrid()
        if self.kem_id != KEM_MLKEM768_X25519 or hybrid is None:
            raise BadKey("This build cannot use the key encapsulation of this key.")
        m: bytes = hybrid[0].from_seed_bytes(self.seed[:64]).public_key().public_bytes_raw()
        agreement = X25519PrivateKey.from_private_bytes(self.seed[64:]).public_key()
        return m + agreement.public_bytes(*raw)

    def unwrap(self, wrapped: bytes, info: bytes) -> bytes:
        """Open what was wrapped to this key with the same ``info``.

        Raises:
            CannotOpen: wrapped for someone else, for another purpose, or changed.
        """
        try:
            return _suite(self.kem_id).decrypt(wrapped, self._private(), info)
        except (InvalidTag, ValueError):
            raise CannotOpen("A wrapped key does not open with this device's key.") from None


def seed_bytes(kem_id: int) -> int:
    """How many random bytes a key of this KEM is made from."""
    sizes = {KEM_X25519: 32, KEM_MLKEM768_X25519: 96}
    if kem_id not in sizes:
        raise BadKey("A key names a key encapsulation that this version does not know.")
    return sizes[kem_id]


def kem_public_bytes(kem_id: int) -> int:
    """The length of a public key of this KEM."""
    sizes = {
        KEM_X25519: _X25519_BYTES,
        KEM_MLKEM768_X25519: _MLKEM768_BYTES + _X25519_BYTES,
    }
    if kem_id not in sizes:
        raise BadKey("A key names a key encapsulation that this version does not know.")
    return sizes[kem_id]


def wrap(kem_id: int, public: bytes, secret: bytes, info: bytes) -> bytes:
    """HPKE base mode: ``secret`` sealed to ``public``, bound to ``info``."""
    if len(public) != kem_public_bytes(kem_id):
        raise BadKey("A key for wrapping has the wrong length.")
    check_agreement_key(public[-_X25519_BYTES:])
    agreement = X25519PublicKey.from_public_bytes(public[-_X25519_BYTES:])
    if kem_id == KEM_X25519:
        return _suite(kem_id).encrypt(secret, agreement, info)
    hybrid = _hybrid()
    if hybrid is None:
        raise BadKey("This build cannot wrap to a hybrid key; update Outreach.")
    try:
        key = hybrid[3](hybrid[1].from_public_bytes(public[:_MLKEM768_BYTES]), agreement)
    except ValueError:
        raise BadKey("A hybrid key does not decode.") from None
    return _suite(kem_id).encrypt(secret, key, info)


# ---------------------------------------------------------------- devices and cards


@dataclass(frozen=True, slots=True)
class Card:
    """A device's public keys, signed by its own signing key."""

    signing_key: bytes
    kem_id: int
    kem_key: bytes
    signature: bytes

    def signed_part(self) -> bytes:
        """What the signature covers and the device's id hashes: keys only, so that one pair of
        keys is one device however often it signs."""
        return self.signing_key + self.kem_id.to_bytes(2, "big") + self.kem_key

    def raw(self) -> bytes:
        """The card as it stands in a roster."""
        return self.signed_part() + self.signature

    @property
    def hash(self) -> bytes:
        """The full 32 bytes that a roster lists."""
        return digest("card", self.signed_part())

    @property
    def device(self) -> bytes:
        """The device's id: the first 16 bytes of the hash."""
        return self.hash[:16]

    @classmethod
    def parse(cls, raw: bytes) -> Card:
        """Read a card and check it against itself.

        Raises:
            BadKey: wrong length, unknown KEM, a key of small order.
            BadSignature: not signed by its own key.
        """
        if len(raw) < _SIGNING_BYTES + 2:
            raise BadKey("A key card is too short.")
        kem_id = int.from_bytes(raw[32:34], "big")
        end = 34 + kem_public_bytes(kem_id)
        if len(raw) != end + _SIGNATURE_BYTES:
            raise BadKey("A key card has the wrong length.")
        card = cls(raw[:32], kem_id, raw[34:end], raw[end:])
        check_signing_key(card.signing_key)
        check_agreement_key(card.kem_key[-_X25519_BYTES:])
        verify(card.signing_key, card.signature, "card-signature", card.signed_part())
        return card


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key pair, kept as its 32-byte seed."""

    seed: bytes = field(repr=False)

    def public(self) -> bytes:
        """The 32-byte public key."""
        return (
            Ed25519PrivateKey.from_private_bytes(self.seed)
            .public_key()
            .public_bytes(Encoding.Raw, PublicFormat.Raw)
        )

    def sign(self, purpose: str, *parts: bytes) -> bytes:
        """64 bytes over label + parts."""
        return _private(self.seed).sign(label(purpose) + b"".join(parts))


@lru_cache(maxsize=8)
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def forget_private_keys() -> None:
    """Drop cached private keys. Called when a vault is locked."""
    _private.cache_clear()


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """What makes a device: its signing key and the key that it receives wraps with."""

    signing: SigningKey
    kem: KemKey

    @classmethod
    def from_random(cls, random: Callable[[int], bytes], kem_id: int | None = None) -> DeviceKeys:
        """New keys from ``random(n)`` bytes."""
        chosen = best_kem() if kem_id is None else kem_id
        return cls(SigningKey(random(32)), KemKey.from_random(chosen, random))

    def card(self) -> Card:
        """This device's key card."""
        unsigned = Card(self.signing.public(), self.kem.kem_id, self.kem.public(), b"")
        signature = self.signing.sign("card-signature", unsigned.signed_part())
        return Card(unsigned.signing_key, unsigned.kem_id, unsigned.kem_key, signature)
