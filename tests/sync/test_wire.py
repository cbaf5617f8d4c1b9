"""What travels: frames, pages, receipts and statements, whole or as garbage."""

import contextlib
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import wire
from sync.errors import BadSignature, InputError, StoreGarbled
from sync.keys import SigningKey

STORE = SigningKey(b"\x07" * 32)
DEVICE = SigningKey(b"\x08" * 32)
RECEIPT = wire.Receipt(b"s" * 16, b"d" * 16, 3, b"i" * 32, 9, b"h" * 32, 12345).signed(STORE)
STATEMENT = wire.Statement(b"s" * 16, 9, b"h" * 32, 12345).signed(STORE)

items = st.lists(
    st.tuples(st.sampled_from([wire.ENTRY, wire.OWN]), st.integers(0, 1 << 62), st.binary()),
    max_size=6,
)


@given(st.lists(st.binary(max_size=50), max_size=8))
def test_frames_round_trip(entries: list[bytes]) -> None:
    assert wire.unframe(wire.frame(entries)) == entries


@given(st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=4), st.data())
def test_frames_that_are_cut_short_are_noticed(entries: list[bytes], data: st.DataObject) -> None:
    body = wire.frame(entries)
    cut = data.draw(st.integers(1, len(entries[-1]) + 3))
    with pytest.raises(StoreGarbled):
        wire.unframe(body[:-cut])


def test_a_frame_longer_than_any_entry_is_refused() -> None:
    with pytest.raises(StoreGarbled):
        wire.unframe(b"\xff\xff\xff\xff" + bytes(100))


placed = st.lists(
    st.tuples(st.integers(1, 1 << 62), st.integers(0, 1 << 62), st.binary(min_size=1, max_size=50)),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[0],
).map(sorted)


@given(placed, st.data())
def test_placed_frames_round_trip_and_are_noticed_when_cut_short(
    entries: list[tuple[int, int, bytes]], data: st.DataObject
) -> None:
    body = wire.placed_frames(entries)
    assert wire.unplaced(body) == entries
    cut = data.draw(st.integers(1, len(entries[-1][2]) + 19))
    with pytest.raises(StoreGarbled, match="cut short"):
        wire.unplaced(body[:-cut])


def test_placed_frames_come_in_their_order_and_in_range() -> None:
    for positions in ((2, 2), (3, 2), (0,)):
        with pytest.raises(StoreGarbled, match="order"):
            wire.unplaced(wire.placed_frames((at, 5, b"entry") for at in positions))
    for place in ((HUGE, 5), (1, HUGE)):
        with pytest.raises(StoreGarbled, match="range"):
            wire.unplaced(wire.placed_frames([(*place, b"entry")]))
    with pytest.raises(StoreGarbled):
        wire.unplaced(bytes(16) + b"\xff\xff\xff\xff" + bytes(100))


@given(st.integers(0, 1 << 40), items)
def test_pages_round_trip(first: int, given_items: list[tuple[int, int, bytes]]) -> None:
    latest = first + len(given_items)
    page = wire.parse_page(wire.page_bytes(latest, first, given_items, STATEMENT))
    assert page.latest == latest
    assert page.statement == STATEMENT
    assert [(i.position, i.received_ms, i.own, i.raw) for i in page.items] == [
        (first + n, ms, flag == wire.OWN, raw) for n, (flag, ms, raw) in enumerate(given_items)
    ]


@given(st.binary(max_size=400))
def test_garbage_is_garbled_and_nothing_else(raw: bytes) -> None:
    page = wire.page_bytes(3, 1, [(0, 5, b"entry")], STATEMENT)
    reads = (
        wire.parse_page, wire.unframe, wire.unplaced, wire.Receipt.parse, wire.Statement.parse
    )  # fmt: skip
    for read in reads:
        for body in (raw, page[: len(raw)], page + raw, RECEIPT.raw()[: len(raw)] + raw):
            try:
                read(body)
            except StoreGarbled:
                continue


@given(st.data())
def test_a_page_with_any_byte_changed_is_read_or_garbled(data: st.DataObject) -> None:
    page = bytearray(wire.page_bytes(3, 1, [(0, 5, b"entry"), (1, 6, b"i" * 32)], STATEMENT))
    page[data.draw(st.integers(0, len(page) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(StoreGarbled):
        wire.parse_page(bytes(page))


@pytest.mark.parametrize("flag", [2, 255])
def test_an_unknown_flag_is_garbled(flag: int) -> None:
    with pytest.raises(StoreGarbled):
        wire.parse_page(wire.page_bytes(1, 1, [(flag, 5, b"entry")], STATEMENT))


def test_a_count_of_four_billion_is_no_work() -> None:
    with pytest.raises(StoreGarbled):
        wire.parse_page(bytes(16) + b"\xff\xff\xff\xff" + bytes(200))


HUGE = (1 << 64) - 1


def test_numbers_that_no_database_holds_are_garbled() -> None:
    with pytest.raises(StoreGarbled, match="range"):
        wire.parse_page(wire.page_bytes(1, 1, [(0, HUGE, b"entry")], STATEMENT))
    with pytest.raises(StoreGarbled, match="range"):
        wire.parse_page(wire.page_bytes(HUGE, 1, [], STATEMENT))
    for receipt in (
        replace(RECEIPT, position=HUGE),
        replace(RECEIPT, seq=HUGE),
        replace(RECEIPT, time_ms=HUGE),
    ):
        with pytest.raises(StoreGarbled, match="range"):
            wire.Receipt.parse(receipt.raw())
    for statement in (replace(STATEMENT, position=HUGE), replace(STATEMENT, time_ms=HUGE)):
        with pytest.raises(StoreGarbled, match="range"):
            wire.Statement.parse(statement.raw())


def test_what_the_store_signs_round_trips() -> None:
    assert len(RECEIPT.raw()) == 184
    assert len(STATEMENT.raw()) == 128
    assert wire.Receipt.parse(RECEIPT.raw()) == RECEIPT
    assert wire.Statement.parse(STATEMENT.raw()) == STATEMENT
    RECEIPT.check(STORE.public())
    STATEMENT.check(STORE.public())


@given(st.integers(0, 184 * 8 - 1))
def test_any_flipped_bit_of_a_receipt_is_noticed(bit: int) -> None:
    raw = bytearray(RECEIPT.raw())
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises((BadSignature, StoreGarbled)):
        wire.Receipt.parse(bytes(raw)).check(STORE.public())


@given(st.integers(0, 128 * 8 - 1))
def test_any_flipped_bit_of_a_statement_is_noticed(bit: int) -> None:
    raw = bytearray(STATEMENT.raw())
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises((BadSignature, StoreGarbled)):
        wire.Statement.parse(bytes(raw)).check(STORE.public())


def test_another_key_makes_no_receipt() -> None:
    with pytest.raises(BadSignature):
        RECEIPT.signed(DEVICE).check(STORE.public())
    with pytest.raises(BadSignature):
        STATEMENT.signed(DEVICE).check(STORE.public())


def test_a_session_proof_is_for_one_store_one_challenge_one_device(rng: random.Random) -> None:
    nonce, store_key = rng.randbytes(32), STORE.public()
    proof = wire.session_proof(DEVICE, store_key, nonce, 99, b"d" * 16)
    key = DEVICE.public()
    wire.check_session_proof(key, proof, store_key, nonce, 99, b"d" * 16)
    other = rng.randbytes(32)
    for wrong in (
        (STORE.public(), proof, store_key, nonce, 99, b"d" * 16),
        (key, proof, other, nonce, 99, b"d" * 16),
        (key, proof, store_key, other, 99, b"d" * 16),
        (key, proof, store_key, nonce, 100, b"d" * 16),
        (key, proof, store_key, nonce, 99, b"e" * 16),
        (key, proof[:-1], store_key, nonce, 99, b"d" * 16),
        (key, bytes(64), store_key, nonce, 99, b"d" * 16),
    ):
        with pytest.raises(BadSignature):
            wire.check_session_proof(*wrong)


@pytest.mark.parametrize(
    "text",
    ["", "outreach-token-1", "outreach-token-2.AAAA.AAAA", "outreach-token-1.AAAA.AAAA", "é.é.é"],
)
def test_a_token_that_is_none(text: str) -> None:
    with pytest.raises(InputError):
        wire.StoreToken.parse(text)


def test_a_token_round_trips_with_spaces_round_it() -> None:
    token = wire.StoreToken(STORE.public(), b"t" * 32)
    assert wire.StoreToken.parse(f"  {token.text()}\n") == token


def test_every_code_has_a_status() -> None:
    codes = {
        value
        for name, value in vars(wire).items()
        if name.isupper() and isinstance(value, str) and value.islower()
    }
    assert codes == set(wire.STATUS)
    assert all(400 <= status < 600 for status in wire.STATUS.values())
