"""An address and a gift: what was changed is noticed, garbage is refused, and a gift opens for
whoever reads the space that it was sealed to."""

from __future__ import annotations

import base64
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import (
    BadSignature,
    BodyTooLarge,
    CannotOpen,
    InputError,
    IntegrityError,
    MalformedEntry,
    OutreachError,
)
from sync.giving import MAX_GIFT, TEXT, Address, Gift, SealedGift, giver_words
from sync.keys import (
    KEM_MLKEM768_X25519,
    KEM_X25519,
    DeviceKeys,
    best_kem,
    label,
    wrap,
)
from sync.plaintext import bucket_length, pack
from sync.roster import deposit_pair

KEMS = [KEM_X25519] + [KEM_MLKEM768_X25519] * (best_kem() == KEM_MLKEM768_X25519)


class Two:
    """Two partnerships: one with an address, one that gives."""

    def __init__(self, kem: int = KEM_X25519, seed: int = 9) -> None:
        rng = random.Random(seed)
        self.admin = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
        self.giver = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
        self.pair = deposit_pair(rng.randbytes(32), kem)
        self.address = Address(
            space=rng.randbytes(16),
            epoch=3,
            made_ms=1_790_000_000_000,
            kem_id=kem,
            kem_key=self.pair.public(),
            card=self.admin.card(),
            partnership="Salford night partnership",
            space_name="intelligence",
        ).signed(self.admin.signing)
        self.gift = Gift(
            partnership="Rochdale night partnership",
            home=rng.randbytes(16),
            name="Sam Field",
            agency="Rochdale Council",
            space="safeguarding",
            given_ms=1_790_000_100_000,
            kind="vehicle-sighting",
            version=1,
            fields={"registration": "AB12 CDE"},
            record=None,
            purpose="The same car was seen in both areas",
        )

    def sealed(self, **changed: Any) -> bytes:
        gift = Gift(**{name: getattr(self.gift, name) for name in Gift.__slots__} | changed)
        return gift.seal(self.address, self.giver.card(), self.giver.signing)

    def forged(self, said: dict[str, Any]) -> bytes:
        """Signed and sealed as it should be, saying anything."""
        head = SealedGift.parse(self.sealed()).head
        plaintext, card = pack(said, bucket_length), self.giver.card().raw()
        signature = self.giver.signing.sign("gift-signature", head, plaintext)
        inside = len(card).to_bytes(2, "big") + card + signature + plaintext
        return head + wrap(self.address.kem_id, self.address.kem_key, inside, label("gift") + head)


@pytest.mark.parametrize("kem", KEMS, ids=hex)
def test_who_reads_the_space_opens_what_was_given(kem: int) -> None:
    two = Two(kem)
    address = Address.parse(two.address.text())
    assert address == two.address
    sealed = SealedGift.parse(two.sealed())
    assert (sealed.space, sealed.epoch) == (address.space, 3)
    received = sealed.open(two.pair)
    assert received.gift == two.gift
    assert received.card == two.giver.card()
    assert received.words() == giver_words(two.gift.home, two.giver.card())


def test_nobody_else_opens_it() -> None:
    two, other = Two(), Two(seed=10)
    with pytest.raises(CannotOpen):
        SealedGift.parse(two.sealed()).open(other.pair)
    with pytest.raises(CannotOpen):
        SealedGift.parse(two.sealed()).open(two.giver.kem)


def test_the_bytes_of_a_gift_name_nobody() -> None:
    two = Two()
    sealed = two.sealed()
    for word in ("Rochdale", "Sam", "safeguarding", "AB12", "vehicle", "Salford"):
        assert word.encode() not in sealed
    assert two.giver.card().device not in sealed
    assert len(sealed) == len(two.sealed(purpose="x" * 200))


def test_it_cannot_be_handed_on_as_if_it_had_been_given_to_another() -> None:
    """Whoever received it seals the same signed inside to a third space."""
    two, third = Two(), Two(seed=11)
    sealed = SealedGift.parse(two.sealed())
    inside = two.pair.unwrap(sealed.sealed, label("gift") + sealed.head)
    head = SealedGift.parse(third.sealed()).head
    handed_on = head + wrap(KEM_X25519, third.address.kem_key, inside, label("gift") + head)
    with pytest.raises(BadSignature):
        SealedGift.parse(handed_on).open(third.pair)


def test_the_words_change_with_the_card_the_partnership_and_the_address() -> None:
    two, other = Two(), Two(seed=10)
    said = {
        " ".join(giver_words(home, keys.card()))
        for home in (two.gift.home, other.gift.home)
        for keys in (two.giver, other.giver)
    }
    assert len(said) == 4
    assert two.address.words() != other.address.words()
    assert len(two.address.words()) == 6


@given(at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_any_flipped_bit_of_an_address_is_noticed(at: int, bit: int) -> None:
    two = Two()
    coded = two.address.text()[len(TEXT) :]
    raw = bytearray(base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)))
    raw[at % len(raw)] ^= 1 << bit
    with pytest.raises((InputError, IntegrityError)):
        Address.parse(TEXT + base64.urlsafe_b64encode(raw).rstrip(b"=").decode())


@given(at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_any_flipped_bit_of_a_gift_is_noticed(at: int, bit: int) -> None:
    two = Two()
    raw = bytearray(two.sealed())
    raw[at % len(raw)] ^= 1 << bit
    with pytest.raises((InputError, IntegrityError)):
        SealedGift.parse(bytes(raw)).open(two.pair)


@given(st.binary(max_size=400), st.booleans())
def test_garbage_is_refused_and_never_more(raw: bytes, marked: bool) -> None:
    two = Two()
    with pytest.raises(OutreachError):
        SealedGift.parse((b"OUTGIFT\x01" if marked else b"") + raw).open(two.pair)
    text = base64.urlsafe_b64encode(raw).decode()
    with pytest.raises(OutreachError):
        Address.parse((TEXT if marked else "") + text)


@given(st.text(max_size=200))
def test_any_text_is_no_address(text: str) -> None:
    with pytest.raises(InputError):
        Address.parse(text)


def test_an_address_is_read_however_it_was_wrapped() -> None:
    two = Two()
    text = two.address.text()
    wrapped = "\n  ".join(text[at : at + 60] for at in range(0, len(text), 60))
    assert Address.parse(f"\n{wrapped}\r\n") == two.address
    with pytest.raises(InputError):
        Address.parse(text + "A")
    with pytest.raises(InputError):
        Address.parse(" " * 20_000 + text)


@pytest.mark.parametrize(
    "changed",
    [
        {"record": "no id"},
        {"record": 7},
        {"fields": []},
        {"fields": None},
        {"home": "00"},
        {"given_ms": -1},
        {"given_ms": True},
        {"version": "1"},
        {"name": "two\nlines"},
        {"agency": "x" * 201},
        {"purpose": None},
        {"more": 1},
    ],
)
def test_a_gift_that_says_something_else_is_refused(changed: dict[str, Any]) -> None:
    two = Two()
    gift = two.gift
    said: dict[str, Any] = {name: getattr(gift, name) for name in Gift.__slots__}
    said["home"] = gift.home.hex()
    assert SealedGift.parse(two.forged(said)).open(two.pair).gift == gift
    with pytest.raises(MalformedEntry):
        SealedGift.parse(two.forged(said | changed)).open(two.pair)


def test_too_much_is_refused() -> None:
    rng = random.Random(3)
    long = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=120_000))
    with pytest.raises(BodyTooLarge):
        Two().sealed(fields={"fact": long})
    with pytest.raises(InputError):
        SealedGift.parse(b"OUTGIFT\x01" + bytes(MAX_GIFT))
