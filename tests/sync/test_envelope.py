"""The sealed entry: any flipped bit is noticed, a dropped body is not, nothing else opens."""

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.envelope import (
    HEADER_BYTES,
    MAX_BODY,
    MAX_ROSTER_BODY,
    NO_PREV,
    OVERHEAD,
    PREFIX_BYTES,
    Entry,
    Kind,
    open_body,
    parse,
    redact,
    seal,
    sign,
    verify_signature,
)
from sync.errors import BadSignature, BodyTooLarge, CannotOpen, MalformedEntry
from sync.keys import SigningKey
from sync.plaintext import pack, unpack

RNG = random.Random(7)
AUTHOR = SigningKey(RNG.randbytes(32))
KEY = RNG.randbytes(32)
SPACE = RNG.randbytes(16)
DEVICE = RNG.randbytes(16)
NOTE = {"note": "Two girls waited by the side entrance."}


def sealed(plaintext: bytes | None = None, *, seq: int = 1, epoch: int = 1) -> Entry:
    return seal(
        pack(NOTE) if plaintext is None else plaintext,
        space=SPACE,
        device=DEVICE,
        seq=seq,
        prev=NO_PREV if seq == 1 else b"\x11" * 32,
        epoch=epoch,
        epoch_key=KEY,
        salt=RNG.randbytes(16),
        signing=AUTHOR,
    )


ENTRY = sealed()
RAW = ENTRY.raw()


def accepted(raw: bytes) -> Entry:
    """Everything that a reader checks of one entry, whose id it knows from the next one's link."""
    entry = parse(raw)
    verify_signature(entry, AUTHOR.public())
    assert unpack(open_body(entry, KEY)) == NOTE
    return entry


def test_an_untouched_entry_is_accepted() -> None:
    assert accepted(RAW) == ENTRY
    assert len(RAW) == PREFIX_BYTES + ENTRY.body_length


@given(st.integers(0, len(RAW) * 8 - 1))
def test_any_flipped_bit_is_noticed(bit: int) -> None:
    raw = bytearray(RAW)
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises((MalformedEntry, BadSignature)):
        accepted(bytes(raw))


@given(st.integers(0, PREFIX_BYTES * 8 - 1))
def test_a_flipped_bit_of_a_stub_is_another_id_or_no_entry(bit: int) -> None:
    raw = bytearray(RAW[:PREFIX_BYTES])
    raw[bit // 8] ^= 1 << bit % 8
    try:
        entry = parse(bytes(raw))
    except MalformedEntry:
        return
    assert entry.id != ENTRY.id
    with pytest.raises(BadSignature):
        verify_signature(entry, AUTHOR.public())


@given(st.integers(0, len(RAW) - 1))
def test_a_truncated_entry_is_none(length: int) -> None:
    if length == PREFIX_BYTES:  # a stub, which says so
        assert parse(RAW[:length]).is_stub
        return
    with pytest.raises(MalformedEntry):
        parse(RAW[:length])


@given(st.binary(min_size=1, max_size=40))
def test_bytes_behind_an_entry_are_noticed(more: bytes) -> None:
    with pytest.raises(MalformedEntry):
        parse(RAW + more)


@given(st.binary(max_size=400))
def test_garbage_is_malformed_and_nothing_else(raw: bytes) -> None:
    for candidate in (raw, b"OR\x01\x01" + raw, RAW[:HEADER_BYTES] + raw):
        try:
            parse(candidate)
        except MalformedEntry:
            continue


def test_the_id_covers_the_signature() -> None:
    other = bytearray(RAW)
    other[PREFIX_BYTES - 1] ^= 1
    assert parse(bytes(other)).id != ENTRY.id


def test_a_body_under_a_made_up_digest_fails_the_signature() -> None:
    body = bytes(len(RAW) - PREFIX_BYTES)
    forged = RAW[:HEADER_BYTES] + hashlib.sha256(body).digest() + ENTRY.signature + body
    with pytest.raises(BadSignature):
        verify_signature(parse(forged), AUTHOR.public())


def test_another_signer_is_noticed() -> None:
    with pytest.raises(BadSignature):
        verify_signature(ENTRY, SigningKey(b"\x01" * 32).public())


def test_the_same_words_twice_look_different() -> None:
    again = sealed()
    assert again.body is not None
    assert ENTRY.body is not None
    assert again.body[16:] != ENTRY.body[16:]
    assert again.body[:16] != ENTRY.body[:16]


def test_a_body_moved_under_another_header_does_not_open() -> None:
    # Signed anew by the same author, even: the header is part of key and associated data.
    other = sealed(seq=2)
    assert ENTRY.body is not None
    moved = parse(other.header + hashlib.sha256(ENTRY.body).digest() + other.signature + ENTRY.body)
    with pytest.raises(CannotOpen):
        open_body(moved, KEY)


def test_another_epochs_key_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        open_body(ENTRY, b"\x00" * 32)


class TestAStub:
    """An entry whose body was dropped."""

    def test_verifies_like_the_whole(self) -> None:
        stub = redact(ENTRY)
        assert stub.is_stub
        assert stub.id == ENTRY.id
        assert stub.body_length == ENTRY.body_length
        verify_signature(stub, AUTHOR.public())

    def test_does_not_open_and_says_why(self) -> None:
        with pytest.raises(CannotOpen, match="withheld"):
            open_body(redact(ENTRY), KEY)

    def test_an_erased_body_cannot_be_confirmed_by_guessing(self) -> None:
        # Somebody who holds the epoch key and guesses every word still lacks the salt, which lay
        # in the body: each salt that they try gives another digest.
        stub = redact(ENTRY)
        guesses = {
            seal(
                pack(NOTE),
                space=SPACE,
                device=DEVICE,
                seq=1,
                prev=NO_PREV,
                epoch=1,
                epoch_key=KEY,
                salt=salt.to_bytes(16, "big"),
                signing=AUTHOR,
            ).digest
            for salt in range(50)
        }
        assert len(guesses) == 50
        assert stub.digest not in guesses
        assert ENTRY.body is not None
        assert ENTRY.body[:16] not in stub.raw()


class TestLengths:
    """Bodies of 64 KiB, rosters of 1 MiB."""

    def test_the_largest_body(self) -> None:
        entry = sealed(bytes(MAX_BODY - OVERHEAD))
        assert entry.body_length == MAX_BODY
        assert open_body(parse(entry.raw()), KEY) == bytes(MAX_BODY - OVERHEAD)

    def test_one_byte_more_is_refused_before_it_is_signed(self) -> None:
        with pytest.raises(BodyTooLarge):
            sealed(bytes(MAX_BODY - OVERHEAD + 1))

    @pytest.mark.parametrize("kind", list(Kind))
    def test_each_kind_has_its_limit(self, kind: Kind) -> None:
        most = MAX_ROSTER_BODY if kind is Kind.ROSTER else MAX_BODY

        def of(length: int) -> Entry:
            return sign(
                kind,
                space=SPACE,
                device=DEVICE,
                seq=1,
                prev=NO_PREV,
                epoch=1,
                body=bytes(length),
                signing=AUTHOR,
            )

        assert parse(of(most).raw()).body_length == most
        with pytest.raises(BodyTooLarge):
            of(most + 1)

    def test_a_header_that_claims_more_than_its_kind_allows_is_refused(self) -> None:
        header = bytearray(RAW[:PREFIX_BYTES])
        header[80:84] = (MAX_BODY + 1).to_bytes(4, "big")
        with pytest.raises(MalformedEntry, match="larger"):
            parse(bytes(header))

    def test_an_empty_body_is_no_stub(self) -> None:
        entry = sign(
            Kind.RULING,
            space=SPACE,
            device=DEVICE,
            seq=1,
            prev=NO_PREV,
            epoch=1,
            body=b"",
            signing=AUTHOR,
        )
        assert not parse(entry.raw()).is_stub


@pytest.mark.parametrize(
    ("seq", "prev"),
    [(1, b"\x11" * 32), (2, NO_PREV), (0, NO_PREV), (1 << 63, b"\x11" * 32)],
    ids=["first with a link", "second without", "zero", "too large a number"],
)
def test_number_and_link_must_fit(seq: int, prev: bytes) -> None:
    raw = bytearray(RAW)
    raw[36:44] = seq.to_bytes(8, "big")
    raw[44:76] = prev
    with pytest.raises(MalformedEntry, match="link"):
        parse(bytes(raw))


@pytest.mark.parametrize("at", [0, 1, 2, 3], ids=["magic", "magic", "version", "kind"])
def test_another_format_is_refused(at: int) -> None:
    raw = bytearray(RAW)
    raw[at] = 9
    with pytest.raises(MalformedEntry):
        parse(bytes(raw))


def test_an_entry_shows_nothing_of_its_body() -> None:
    assert ENTRY.body is not None
    assert ENTRY.body.hex() not in repr(ENTRY)
    assert str(ENTRY.body) not in repr(ENTRY)
