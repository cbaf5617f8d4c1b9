"""Giving a record to another partnership: an address to seal to, and a sealed gift.

    address    space 16 | epoch 4 | made_ms 8 | KEM id 2 | KEM key | length 2 | card
               | length 2 | JSON {"partnership", "space"} | signature 64
    signature  Ed25519("gift-address", all that stands before), under the card
    text       outreach-address-1.<base64url of the address>

    gift       "OUTGIFT" 1 | space 16 | epoch 4 | KEM id 2 | HPKE(KEM key, inside, info)
    info       label("gift") || the 30 bytes before
    inside     length 2 | card | signature 64 | plaintext, padded as a deposit's
    signature  Ed25519("gift-signature", the 30 bytes before || plaintext), under the card

Rules that this module keeps:

1. The address holds the public half of the pair that the space's deposits are sealed to. Whoever
   reads that space opens the gift; the tablet that gave it does not, and no store has a part in it.
2. Nothing proves to one partnership who belongs to another. So both sides show six words, for the
   address and for the giver, and people compare them aloud. The signatures only bind the rest to
   the card that the words stand for.
3. The giver's signature names the space that the gift is for: whoever received it cannot hand it on
   as if it had been given to somebody else.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sync.errors import CannotOpen, InputError, MalformedEntry
from sync.keys import (
    Card,
    KemKey,
    SigningKey,
    digest,
    kem_public_bytes,
    label,
    verify,
    wrap,
)
from sync.plaintext import bucket_length, pack, read_json, unpack
from sync.words import fingerprint

TEXT: Final = "outreach-address-1."
MAGIC: Final = b"OUTGIFT\x01"
#: Nothing that is longer can be one.
MAX_ADDRESS: Final = 16_000
MAX_GIFT: Final = 96 * 1024

_HEAD: Final = len(MAGIC) + 16 + 4 + 2
_SIGNATURE: Final = 64
_MAX_NAME: Final = 200
_MAX_TEXT: Final = 10_000
#: Some time in 2109: a date that every calendar has.
_LAST_MS: Final = 1 << 42
_NO_ADDRESS: Final = "This is no address of a space. Nothing was given."
_NO_GIFT: Final = "This file holds nothing that another partnership gave. Nothing was saved."


@dataclass(frozen=True, slots=True)
class Address:
    """Where a gift can be sealed to. ``card`` is that of the admin who made it, at ``made_ms`` by
    their clock; ``partnership`` and ``space_name`` are what they call it."""

    space: bytes
    epoch: int
    made_ms: int
    kem_id: int
    kem_key: bytes = field(repr=False)
    card: Card = field(repr=False)
    partnership: str
    space_name: str
    signature: bytes = field(default=b"", repr=False)

    def signed_part(self) -> bytes:
        """What the signature covers."""
        card = self.card.raw()
        names = _names(self.partnership, self.space_name)
        return b"".join(
            (
                self.space,
                self.epoch.to_bytes(4, "big"),
                self.made_ms.to_bytes(8, "big"),
                self.kem_id.to_bytes(2, "big"),
                self.kem_key,
                len(card).to_bytes(2, "big"),
                card,
                len(names).to_bytes(2, "big"),
                names,
            )
        )

    def signed(self, signing: SigningKey) -> Address:
        """The same, signed by the admin whose card it holds."""
        signature = signing.sign("gift-address", self.signed_part())
        return Address(
            self.space,
            self.epoch,
            self.made_ms,
            self.kem_id,
            self.kem_key,
            self.card,
            self.partnership,
            self.space_name,
            signature,
        )

    def text(self) -> str:
        """The address on one line."""
        raw = self.signed_part() + self.signature
        return TEXT + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    def words(self) -> list[str]:
        """Six words for the whole address, to be compared aloud before anything is given."""
        return fingerprint(digest("address-words", self.signed_part()))

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address as it was sent, with spaces and line ends anywhere.

        Raises:
            InputError: it is none. BadKey, BadSignature: it was changed.
        """
        found = "".join(text.split()) if len(text) <= MAX_ADDRESS else ""
        if not found.startswith(TEXT):
            raise InputError(
                _NO_ADDRESS,
                advice="Ask them for the file with the address of their space.",
            )
        try:
            coded = found[len(TEXT) :]
            raw = base64.b64decode(coded + "=" * (-len(coded) % 4), altchars=b"-_", validate=True)
            address = _address(raw)
        except (ValueError, IndexError, KeyError, TypeError, binascii.Error, MalformedEntry):
            raise InputError(
                _NO_ADDRESS, advice="It was cut short or changed on the way: ask for it again."
            ) from None
        if address.text() != found:
            raise InputError(_NO_ADDRESS, advice="It is not written as it should be.")
        verify(
            address.card.signing_key,
            address.signature,
            "gift-address",
            address.signed_part(),
        )
        return address


def _names(partnership: str, space_name: str) -> bytes:
    """What people call a partnership and a space, as it is signed."""
    said = {"partnership": partnership, "space": space_name}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _address(raw: bytes) -> Address:
    reader = _Reader(raw)
    space = reader.take(16)
    epoch, made_ms, kem_id = reader.number(4), reader.number(8), reader.number(2)
    kem_key = reader.take(kem_public_bytes(kem_id))
    card = Card.parse(reader.take(reader.number(2)))
    names = read_json(reader.take(reader.number(2)))
    signature = reader.take(_SIGNATURE)
    reader.end()
    partnership, space_name = _name(names["partnership"]), _name(names["space"])
    if not epoch or not 0 < made_ms < _LAST_MS:
        raise ValueError
    return Address(space, epoch, made_ms, kem_id, kem_key, card, partnership, space_name, signature)


@dataclass(frozen=True, slots=True)
class Gift:
    """A record on its way to another partnership.

    Attributes:
        partnership, home: the giver's, its name and the id of its common space.
        name, agency: who gave it. space: the name of the space that it lay in.
        given_ms: when, by their clock.
        kind, version, fields: the record, whole or sanitised. record: its id where it is whole.
        purpose: what it is given for.
    """

    partnership: str
    home: bytes
    name: str
    agency: str
    space: str
    given_ms: int
    kind: str
    version: int
    fields: Mapping[str, Any] = field(repr=False)
    record: str | None
    purpose: str = field(repr=False)

    def seal(self, to: Address, card: Card, signing: SigningKey) -> bytes:
        """The sealed file, for whoever reads the space of the address.

        Raises:
            BodyTooLarge: more than 60 KiB when compressed. BadKey: an unusable key in the address.
        """
        head = _head(to.space, to.epoch, to.kem_id)
        said = {
            "partnership": self.partnership,
            "home": self.home.hex(),
            "name": self.name,
            "agency": self.agency,
            "space": self.space,
            "given_ms": self.given_ms,
            "kind": self.kind,
            "version": self.version,
            "fields": dict(self.fields),
            "record": self.record,
            "purpose": self.purpose,
        }
        plaintext = pack(said, bucket_length)
        raw = card.raw()
        inside = b"".join(
            (
                len(raw).to_bytes(2, "big"),
                raw,
                signing.sign("gift-signature", head, plaintext),
                plaintext,
            )
        )
        return head + wrap(to.kem_id, to.kem_key, inside, label("gift") + head)


@dataclass(frozen=True, slots=True)
class Received:
    """A gift that opened, and the card under which it was signed."""

    gift: Gift
    card: Card = field(repr=False)

    def words(self) -> list[str]:
        """Six words for the giver's partnership and tablet: the same on every gift of theirs."""
        return giver_words(self.gift.home, self.card)


def giver_words(home: bytes, card: Card) -> list[str]:
    """Six words that stand for a partnership, by its common space, and one tablet in it."""
    return fingerprint(digest("giver-words", home, card.hash))


@dataclass(frozen=True, slots=True)
class SealedGift:
    """A gift as it arrives: for which space, under which epoch's key."""

    space: bytes
    epoch: int
    kem_id: int
    head: bytes = field(repr=False)
    sealed: bytes = field(repr=False)

    @classmethod
    def parse(cls, raw: bytes) -> SealedGift:
        """Raises InputError for what is no gift."""
        if not _HEAD < len(raw) <= MAX_GIFT or not raw.startswith(MAGIC):
            raise InputError(_NO_GIFT, advice="Check that it is the file that they sent.")
        at = len(MAGIC)
        return cls(
            raw[at : at + 16],
            int.from_bytes(raw[at + 16 : at + 20], "big"),
            int.from_bytes(raw[at + 20 : _HEAD], "big"),
            raw[:_HEAD],
            raw[_HEAD:],
        )

    @property
    def mark(self) -> bytes:
        """32 bytes that name this very file: given twice, it is received once."""
        return digest("gift-mark", self.head, self.sealed)

    def open(self, pair: KemKey) -> Received:
        """What was given, for whoever holds the epoch's key (``roster.deposit_pair``).

        Raises:
            CannotOpen: sealed to another key, or changed. BadKey, BadSignature, MalformedEntry:
            it opens, and is not what :meth:`Gift.seal` would have written.
        """
        if pair.kem_id != self.kem_id:
            raise CannotOpen("This was sealed to a key of another kind than its epoch's.")
        inside = pair.unwrap(self.sealed, label("gift") + self.head)
        try:
            reader = _Reader(inside)
            card = Card.parse(reader.take(reader.number(2)))
            signature = reader.take(_SIGNATURE)
        except ValueError:
            raise MalformedEntry("A gift is cut short.") from None
        plaintext = reader.rest()
        verify(card.signing_key, signature, "gift-signature", self.head, plaintext)
        try:
            return Received(_gift(unpack(plaintext, bucket_length)), card)
        except (KeyError, TypeError, ValueError):
            raise MalformedEntry("A gift does not say what it should.") from None


def _gift(said: dict[str, Any]) -> Gift:
    if set(said) != {
        "partnership", "home", "name", "agency", "space", "given_ms", "kind", "version", "fields",
        "record", "purpose",
    }:  # fmt: skip
        raise ValueError
    record, fields = said["record"], said["fields"]
    if record is not None:
        _hex(record, 16)
    if type(fields) is not dict:
        raise TypeError
    for number, most in ((said["given_ms"], _LAST_MS), (said["version"], 1 << 53)):
        if type(number) is not int or not 0 < number < most:
            raise ValueError
    return Gift(
        partnership=_name(said["partnership"]),
        home=_hex(said["home"], 16),
        name=_name(said["name"]),
        agency=_name(said["agency"]),
        space=_name(said["space"]),
        given_ms=said["given_ms"],
        kind=_name(said["kind"]),
        version=said["version"],
        fields=fields,
        record=record,
        purpose=_text(said["purpose"], _MAX_TEXT),
    )


def _head(space: bytes, epoch: int, kem_id: int) -> bytes:
    return MAGIC + space + epoch.to_bytes(4, "big") + kem_id.to_bytes(2, "big")


def _hex(text: Any, length: int) -> bytes:
    raw = bytes.fromhex(_text(text, 2 * length))
    if len(raw) != length or raw.hex() != text:
        raise ValueError
    return raw


def _name(text: Any) -> str:
    found = _text(text, _MAX_NAME)
    if not found.isprintable():
        raise ValueError
    return found


def _text(text: Any, most: int) -> str:
    if type(text) is not str or len(text) > most:
        raise TypeError
    return text


class _Reader:
    """Takes bytes from the front, all that were asked for or none."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes. Raises ValueError where there are fewer."""
        end = self._at + count
        if end > len(self._raw):
            raise ValueError
        found, self._at = self._raw[self._at : end], end
        return found

    def number(self, size: int) -> int:
        """The next number of so many bytes."""
        return int.from_bytes(self.take(size), "big")

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(len(self._raw) - self._at)

    def end(self) -> None:
        """Raises ValueError where something is left."""
        if self._at != len(self._raw):
            raise ValueError
