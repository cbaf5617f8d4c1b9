"""A deposit: readers open it, its author opens their own copy, and nobody else does."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.deposit import open_deposit, open_own, seal_deposit
from sync.envelope import NO_PREV, Entry, header_of, open_body, parse, redact, signed
from sync.errors import BodyTooLarge, CannotOpen, IntegrityError, MalformedEntry
from sync.keys import (
    KEM_MLKEM768_X25519,
    KEM_X25519,
    DeviceKeys,
    KemKey,
    best_kem,
    derive,
    label,
    seal_once,
    wrap,
)
from sync.plaintext import BUCKETS, bucket_length, pack
from sync.roster import deposit_pair

SPACE = bytes(range(16))
SAID = {"type": "person-sighting", "set": {"fact": "A child of about twelve, asleep in the flat."}}
KEMS = [KEM_X25519] + [KEM_MLKEM768_X25519] * (best_kem() == KEM_MLKEM768_X25519)


class Officer:
    """Somebody who may add to a space and not read it, and the epoch's pair of keys."""

    def __init__(self, kem: int = KEM_X25519, seed: int = 4) -> None:
        rng = random.Random(seed)
        self.random = rng.randbytes
        self.keys = DeviceKeys.from_random(rng.randbytes, KEM_X25519)
        self.own_key = rng.randbytes(32)
        self.pair = deposit_pair(rng.randbytes(32), kem)

    def deposit(self, payload: dict[str, object] = SAID) -> Entry:
        return seal_deposit(
            payload,
            space=SPACE,
            device=self.keys.card().device,
            seq=1,
            prev=NO_PREV,
            epoch=1,
            kem_id=self.pair.kem_id,
            kem_key=self.pair.public(),
            own_key=self.own_key,
            signing=self.keys.signing,
            random=self.random,
        )


@pytest.mark.parametrize("kem", KEMS, ids=hex)
def test_readers_open_it_and_its_author_opens_the_own_copy(kem: int) -> None:
    officer = Officer(kem)
    entry = parse(officer.deposit().raw())
    assert open_deposit(entry, officer.pair) == SAID
    assert open_own(entry, officer.own_key) == SAID


def test_nobody_else_opens_it() -> None:
    officer, other = Officer(), Officer(seed=5)
    entry = officer.deposit()
    for attempt in (
        lambda: open_deposit(entry, other.pair),
        lambda: open_own(entry, other.own_key),
        lambda: open_body(entry, officer.own_key),
        lambda: open_deposit(redact(entry), officer.pair),
    ):
        with pytest.raises(CannotOpen):
            attempt()


def test_a_copied_deposit_fails() -> None:
    """Signed by somebody else, under their device: the wrap is bound to the header."""
    officer, thief = Officer(), Officer(seed=5)
    theirs = officer.deposit()
    assert theirs.body is not None
    header = header_of(
        theirs.kind, SPACE, thief.keys.card().device, 1, NO_PREV, 1, len(theirs.body)
    )
    copied = signed(header, theirs.body, thief.keys.signing)
    with pytest.raises(CannotOpen):
        open_deposit(copied, officer.pair)


def test_two_keys_in_one_deposit_are_noticed_by_its_readers() -> None:
    """Its author would show readers another text than the one at home: the check is for one key."""
    officer = Officer()
    entry = officer.deposit()
    assert entry.body is not None
    salt, kem_id, secret = entry.body[:16], entry.body[16:18], bytes(32)
    other = wrap(KEM_X25519, officer.pair.public(), secret, label("deposit-wrap") + entry.header)
    body = salt + kem_id + other + entry.body[18 + len(other) :]
    forged = signed(entry.header, body, officer.keys.signing)
    assert open_own(forged, officer.own_key) == SAID
    with pytest.raises(CannotOpen, match="two different keys"):
        open_deposit(forged, officer.pair)


def test_its_size_is_one_of_four() -> None:
    officer = Officer()
    rng = random.Random(7)
    sizes = set()
    for length in (0, 10, 500, 900, 3_000, 12_000, 50_000):
        text = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))
        sizes.add(officer.deposit({"fact": text}).body_length)
    overhead = min(sizes) - BUCKETS[0]
    assert sizes == {overhead + size for size in BUCKETS}
    with pytest.raises(BodyTooLarge):
        officer.deposit({"fact": "".join(rng.choices("abcdefghij0123456789", k=140_000))})


def test_padding_of_another_size_is_refused() -> None:
    officer = Officer()
    entry = officer.deposit()
    assert entry.body is not None
    secret, salt = bytes(32), bytes(16)
    plaintext = pack(SAID)  # padded as a change is
    at = 18 + 80
    header = header_of(
        entry.kind, SPACE, entry.device, 1, NO_PREV, 1, at + 48 + 32 + len(plaintext) + 16
    )
    both = derive(secret, "deposit", salt=salt, info=header, length=64)
    body = b"".join(
        (
            salt,
            KEM_X25519.to_bytes(2, "big"),
            wrap(KEM_X25519, officer.pair.public(), secret, label("deposit-wrap") + header),
            bytes(48),
            both[32:],
            seal_once(both[:32], plaintext, header),
        )
    )
    with pytest.raises(MalformedEntry, match="padding"):
        open_deposit(signed(header, body, officer.keys.signing), officer.pair)


def opens(read: Callable[[Entry, Any], Any], entry: Entry, key: Any) -> bool:
    try:
        return bool(read(entry, key) == SAID)
    except IntegrityError:
        return False


@given(at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_any_flipped_bit_of_the_body_is_noticed(at: int, bit: int) -> None:
    """Signed anew by its own author, so that only the seal can notice."""
    officer = Officer()
    entry = officer.deposit()
    assert entry.body is not None
    at %= len(entry.body)
    body = entry.body[:at] + bytes([entry.body[at] ^ 1 << bit]) + entry.body[at + 1 :]
    changed = signed(entry.header, body, officer.keys.signing)
    said = [opens(open_deposit, changed, officer.pair), opens(open_own, changed, officer.own_key)]
    assert not all(said), "whichever of its two copies was changed"


@given(body=st.binary(max_size=300))
def test_any_bytes_at_all_raise_one_of_our_errors(body: bytes) -> None:
    officer = Officer()
    for kem in (b"\x00\x20", b"\x64\x7a", b""):
        raw = bytes(16) + kem + body if kem else body
        if not raw:
            continue
        header = header_of(officer.deposit().kind, SPACE, bytes(16), 1, NO_PREV, 1, len(raw))
        entry = signed(header, raw, officer.keys.signing)
        for opened in (
            lambda entry=entry: open_deposit(entry, officer.pair),
            lambda entry=entry: open_own(entry, officer.own_key),
        ):
            with pytest.raises(IntegrityError):
                opened()


def test_a_deposit_of_the_other_kind_of_key_is_told() -> None:
    officer = Officer()
    entry = officer.deposit()
    other = KemKey(KEM_MLKEM768_X25519, bytes(96))
    with pytest.raises(CannotOpen, match="another kind"):
        open_deposit(entry, other)


def test_the_buckets_are_the_protocols() -> None:
    assert [bucket_length(n) for n in (1, 1024, 1025, 4097, 16385)] == [
        1024, 1024, 4096, 16384, 61440,
    ]  # fmt: skip
