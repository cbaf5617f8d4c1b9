"""A sealed export: a file that only whoever it is for can open, with who made it and its marking.

    parcel     "OUTPARC" 1 | length 4 | head | chunks of 1 MiB, each with a tag of 16
    head       JSON {"salt": 64 hex, "made_ms", "for": [slot, ...]}
    slot       {"device": 32 hex, "kem", "key": base64}            a tablet of a member
               {"space": 32 hex, "epoch", "kem", "key": base64}    a space of another partnership
               {"kdf": "scrypt", "n", "salt": base64, "key": base64}         a passphrase
    chunks     STREAM, as in ``snapshot``: key = HKDF(file key, salt, label("parcel") || head)
    inside     length 2 | card | signature 64 | length 4 | JSON about | content
    signature  Ed25519("parcel-signature", head || about || content), under the card

The rules that this module enforces:

1. Every slot holds the one random file key: HPKE to a tablet's or a space's key, AES-GCM under a
   stretched passphrase. What is outside of the seal says for which tablet or space it is and when
   it was made; what it is, of whom and for what stands inside.
2. The signature covers the head: whoever a parcel was sealed to cannot pass it on as if its author
   had sealed it to somebody else.
3. No chunk can be left out, repeated, exchanged or appended.
"""

from __future__ import annotations

import base64
import binascii
import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sync.errors import CannotOpen, InputError, MalformedEntry
from sync.giving import Address
from sync.keys import Card, KemKey, SigningKey, derive, label, open_part, seal_part, verify, wrap
from sync.plaintext import read_json

MAGIC: Final = b"OUTPARC\x01"
CHUNK: Final = 1 << 20
#: Nothing that is longer is read: an export is made and opened in memory.
MAX_PARCEL: Final = 256 << 20
#: scrypt's cost, with r = 8 and p = 1, as for a vault.
SCRYPT_N: Final = 1 << 17
_SCRYPT_RANGE: Final = (1 << 14, 1 << 20)

_TAG: Final = 16
_SIGNATURE: Final = 64
_MAX_HEAD: Final = 4 << 20
_NO_PARCEL: Final = "This file is no sealed export. Nothing was opened."

Random: TypeAlias = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sealed.

    ``name``: of the file that is inside. ``marking``: what stands on it. ``what``: of what it is,
    in words. ``by``, ``agency``, ``partnership``: whose it is. ``made_ms``: by their clock.
    ``until``: the last day on which an unmodified app opens it, "" for none.
    """

    name: str
    content: bytes = field(repr=False)
    marking: str
    what: str
    purpose: str = field(repr=False)
    by: str
    agency: str
    partnership: str
    made_ms: int
    until: str = ""

    def about(self) -> bytes:
        """What is said of the content, as it is signed."""
        said = {
            "name": self.name,
            "marking": self.marking,
            "what": self.what,
            "purpose": self.purpose,
            "by": self.by,
            "agency": self.agency,
            "partnership": self.partnership,
            "made_ms": self.made_ms,
            "until": self.until,
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


Slot: TypeAlias = dict[str, Any]


class Slots:
    """For whom a parcel is. ``random(n)`` gives n bytes."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.salt = random(32)
        self.key = random(32)
        self.all: list[Slot] = []

    def for_device(self, card: Card) -> None:
        """A tablet of a member."""
        sealed = wrap(card.kem_id, card.kem_key, self.key, _info(self.salt, card.device))
        self.all.append({"device": card.device.hex(), "kem": card.kem_id, "key": _b64(sealed)})

    def for_address(self, address: Address) -> None:
        """A space of another partnership: whoever reads it."""
        sealed = wrap(address.kem_id, address.kem_key, self.key, _info(self.salt, address.space))
        self.all.append(
            {
                "space": address.space.hex(),
                "epoch": address.epoch,
                "kem": address.kem_id,
                "key": _b64(sealed),
            }
        )

    def for_passphrase(self, passphrase: str, n: int = SCRYPT_N) -> None:
        """Whoever knows the words. Takes some tenths of a second and 128 MiB, on purpose."""
        salt = self._random(16)
        stretched = _stretched(passphrase, salt, n)
        sealed = seal_part(stretched, "parcel-slot", self.key, self._random(16), self.salt)
        self.all.append({"kdf": "scrypt", "n": n, "salt": _b64(salt), "key": _b64(sealed)})


def seal(parcel: Parcel, slots: Slots, card: Card, signing: SigningKey) -> bytes:
    """The sealed file."""
    head = json.dumps(
        {"salt": slots.salt.hex(), "made_ms": parcel.made_ms, "for": slots.all},
        separators=(",", ":"),
    ).encode()
    about, raw = parcel.about(), card.raw()
    inside = b"".join(
        (
            len(raw).to_bytes(2, "big"),
            raw,
            signing.sign("parcel-signature", head, about, parcel.content),
            len(about).to_bytes(4, "big"),
            about,
            parcel.content,
        )
    )
    cipher = _cipher(slots.key, slots.salt, head)
    last = max(0, (len(inside) - 1) // CHUNK)
    chunks = (
        cipher.encrypt(_nonce(n, last), inside[n * CHUNK : (n + 1) * CHUNK], None)
        for n in range(last + 1)
    )
    return b"".join((MAGIC, len(head).to_bytes(4, "big"), head, *chunks))


@dataclass(frozen=True, slots=True)
class Opened:
    """A parcel that opened, and the card under which it was signed."""

    parcel: Parcel
    card: Card = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedParcel:
    """A parcel as it arrives."""

    head: bytes = field(repr=False)
    salt: bytes
    slots: tuple[Slot, ...]
    sealed: bytes = field(repr=False)

    @classmethod
    def parse(cls, raw: bytes) -> SealedParcel:
        """Raises InputError for what is no parcel."""
        try:
            if not raw.startswith(MAGIC) or len(raw) > MAX_PARCEL:
                raise ValueError
            length = int.from_bytes(raw[8:12], "big")
            if length > _MAX_HEAD or len(raw) < 12 + length + _TAG:
                raise ValueError
            head = raw[12 : 12 + length]
            said = read_json(head)
            salt, slots = bytes.fromhex(said["salt"]), said["for"]
            if len(salt) != 32 or type(slots) is not list:
                raise ValueError
            if not all(type(slot) is dict and type(slot["key"]) is str for slot in slots):
                raise ValueError
        except (ValueError, KeyError, TypeError, MalformedEntry):
            raise InputError(
                _NO_PARCEL, advice="Check that it is the whole file, as it was sent."
            ) from None
        return cls(head, salt, tuple(slots), raw[12 + length :])

    @property
    def takes_passphrase(self) -> bool:
        """Whether words open it."""
        return any("kdf" in slot for slot in self.slots)

    def spaces(self) -> list[tuple[bytes, int]]:
        """The spaces that it is sealed to, with their epochs."""
        found = []
        for slot in self.slots:
            space, epoch = slot.get("space"), slot.get("epoch")
            if type(space) is str and type(epoch) is int:
                found.append((_unhex(space), epoch))
        return found

    def open_by_device(self, device: bytes, kem: KemKey) -> Opened:
        """Raises CannotOpen: it is not for this device, or was changed."""
        return self._by_kem("device", device, kem)

    def open_by_space(self, space: bytes, kem: KemKey) -> Opened:
        """With the pair of the epoch that :meth:`spaces` names. Raises CannotOpen."""
        return self._by_kem("space", space, kem)

    def _by_kem(self, name: str, who: bytes, kem: KemKey) -> Opened:
        for slot in self.slots:
            if slot.get(name) == who.hex() and slot.get("kem") == kem.kem_id:
                return self._open(kem.unwrap(_raw(slot["key"]), _info(self.salt, who)))
        raise CannotOpen("This export is not sealed to a key that this device has.")

    def open_by_passphrase(self, passphrase: str) -> Opened:
        """Raises CannotOpen: other words, or it was changed. InputError: a slot of no app's."""
        for slot in self.slots:
            if slot.get("kdf") != "scrypt":
                continue
            n = slot.get("n")
            low, high = _SCRYPT_RANGE
            if type(n) is not int or not low <= n <= high or n & (n - 1):
                raise InputError(_NO_PARCEL, advice="Ask whoever made it for another one.")
            stretched = _stretched(passphrase, _raw(slot.get("salt")), n)
            return self._open(open_part(stretched, "parcel-slot", _raw(slot["key"]), self.salt))
        raise CannotOpen("No passphrase opens this export.")

    def _open(self, key: bytes) -> Opened:
        cipher = _cipher(key, self.salt, self.head)
        last = max(0, (len(self.sealed) - 1) // (CHUNK + _TAG))
        step = CHUNK + _TAG
        try:
            inside = b"".join(
                cipher.decrypt(_nonce(n, last), self.sealed[n * step : (n + 1) * step], None)
                for n in range(last + 1)
            )
        except InvalidTag:
            raise CannotOpen("A sealed export was changed, or cut short.") from None
        try:
            size = int.from_bytes(inside[:2], "big")
            card = Card.parse(inside[2 : 2 + size])
            at = 2 + size + _SIGNATURE
            signature = inside[2 + size : at]
            length = int.from_bytes(inside[at : at + 4], "big")
            about, content = inside[at + 4 : at + 4 + length], inside[at + 4 + length :]
            if len(about) != length:
                raise ValueError
            said = read_json(about)
            parcel = Parcel(content=content, made_ms=int(said.pop("made_ms")), **_texts(said))
        except (ValueError, KeyError, TypeError):
            raise MalformedEntry("A sealed export does not say what it should.") from None
        verify(card.signing_key, signature, "parcel-signature", self.head, about, content)
        return Opened(parcel, card)


def _texts(said: Mapping[str, Any]) -> dict[str, str]:
    if not all(type(value) is str for value in said.values()):
        raise TypeError
    return dict(said)


def _cipher(key: bytes, salt: bytes, head: bytes) -> AESGCM:
    return AESGCM(derive(key, "parcel", salt=salt, info=head))


def _nonce(number: int, last: int) -> bytes:
    return bytes(7) + number.to_bytes(4, "big") + bytes([number == last])


def _info(salt: bytes, who: bytes) -> bytes:
    return label("parcel-wrap") + salt + who


def _stretched(passphrase: str, salt: bytes, n: int) -> bytes:
    # As of a vault: the same words typed on a phone and on a desktop are the same passphrase.
    typed = unicodedata.normalize("NFKC", " ".join(passphrase.split())).encode()
    return Scrypt(salt, 32, n, 8, 1).derive(typed)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise CannotOpen("A part of a sealed export is damaged.") from None


def _unhex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise CannotOpen("A part of a sealed export is damaged.") from None
