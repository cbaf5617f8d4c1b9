"""What lies inside a sealed body, when it is right and when a valid member sends anything else."""

import json
import tracemalloc
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.envelope import MAX_BODY, OVERHEAD
from sync.errors import BodyTooLarge, MalformedEntry
from sync.plaintext import (
    CODEC_DEFLATE_1,
    MAX_DEPTH,
    MAX_JSON,
    dictionary,
    pack,
    pad,
    padded_length,
    read_json,
    unpack,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), inner,
                      max_size=4),
    max_leaves=12,
)  # fmt: skip


def deflated(raw: bytes) -> bytes:
    made = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, dictionary())
    return made.compress(raw) + made.flush()


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), json_values))
def test_what_is_packed_is_unpacked(value: dict[str, Any]) -> None:
    assert unpack(pack(value)) == value


def test_lengths_are_hidden_in_steps_of_64_then_by_padme() -> None:
    assert [padded_length(n) for n in (0, 1, 192)] == [192, 192, 192]
    assert [padded_length(n) for n in (193, 256, 257, 1024)] == [256, 256, 320, 1024]
    # PADMÉ as its authors' table has it: the low bits of 1025..2048 are 6 wide, and so on.
    assert padded_length(1025) == 1088
    assert padded_length(2049) == 2176
    assert padded_length(65_000) == 65_536


@given(st.integers(1025, MAX_BODY * 2))
def test_padme_costs_at_most_12_percent(length: int) -> None:
    padded = padded_length(length)
    assert length <= padded <= length * 1.12
    assert padded_length(padded) == padded


def test_many_lengths_become_few() -> None:
    assert len({padded_length(n) for n in range(MAX_BODY - OVERHEAD)}) < 120


@given(st.data())
def test_padding_that_is_not_zero_is_refused(data: st.DataObject) -> None:
    packed = bytearray(pack({"note": "x"}))
    size = 5 + int.from_bytes(packed[1:5], "big")
    at = data.draw(st.integers(size, len(packed) - 1))
    packed[at] = data.draw(st.integers(1, 255))
    with pytest.raises(MalformedEntry, match="padding"):
        unpack(bytes(packed))


@pytest.mark.parametrize("change", [-64, -1, 1, 64])
def test_padding_of_another_length_is_refused(change: int) -> None:
    packed = pad(CODEC_DEFLATE_1, deflated(b"{}" + b" " * 3))
    wrong = packed[:change] if change < 0 else packed + bytes(change)
    with pytest.raises(MalformedEntry, match="padding"):
        unpack(wrong)


@pytest.mark.parametrize("codec", [0, 2, 255])
def test_an_unknown_codec_is_refused(codec: int) -> None:
    with pytest.raises(MalformedEntry, match="codec"):
        unpack(pad(codec, deflated(b"{}")))


def test_a_length_beyond_the_end_is_refused() -> None:
    with pytest.raises(MalformedEntry):
        unpack(bytes([1]) + (1 << 31).to_bytes(4, "big") + bytes(187))
    with pytest.raises(MalformedEntry):
        unpack(b"\x01\x00")


@pytest.mark.parametrize(
    "compressed",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xff\xff\xff", id="noise"),
        pytest.param(deflated(b'{"note":1}')[:-1], id="cut short"),
        pytest.param(deflated(b"{}") + b"more", id="more behind the end"),
    ],
)
def test_what_does_not_inflate_is_refused(compressed: bytes) -> None:
    with pytest.raises(MalformedEntry):
        unpack(pad(CODEC_DEFLATE_1, compressed))


def test_exactly_one_mebibyte_inflates() -> None:
    value = {"a": "x" * (MAX_JSON - 8)}
    assert unpack(pack(value)) == value
    with pytest.raises(BodyTooLarge):
        pack({"a": "x" * (MAX_JSON - 7)})
    with pytest.raises(MalformedEntry, match="1 MiB"):
        unpack(pad(CODEC_DEFLATE_1, deflated(b'{"a":"' + b"x" * (MAX_JSON - 7) + b'"}')))


def test_a_bomb_stays_in_bounded_memory() -> None:
    # 64 KiB of deflate can become more than 60 MiB of text.
    bomb = pad(CODEC_DEFLATE_1, deflated(b'{"a":"' + b"0" * (60 << 20) + b'"}'))
    assert len(bomb) < MAX_BODY
    tracemalloc.start()
    try:
        with pytest.raises(MalformedEntry, match="1 MiB"):
            unpack(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '{"a":{"b":1,"b":1}}',
        '{"a":NaN}',
        '{"a":Infinity}',
        '{"a":-Infinity}',
        '{"a":1e999}',
        '{"a":-1e999}',
        '{"a":"\\ud800"}',
        '{"\\udfff":1}',
        '{"a":' + "9" * 5000 + "}",
        "[]",
        '"text"',
        "1",
        "null",
        "",
        '{"a":1',
        '{"a":1}x',
        '{"a":"\x01"}',
    ],
)
def test_json_that_others_read_in_another_way_is_refused(text: str) -> None:
    with pytest.raises(MalformedEntry) as refused:
        read_json(text.encode())
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("raw", [b'\xff{"a":1}', b'{"a":"\xc3"}', '{"a":1}'.encode("utf-16")])
def test_what_is_not_utf_8_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedEntry):
        read_json(raw)


def test_a_whole_surrogate_pair_is_text() -> None:
    assert read_json(b'{"a":"\\ud83d\\ude00"}') == {"a": "\U0001f600"}


@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_nesting_stops_at_32(brackets: str) -> None:
    opening = '{"a":' if brackets == "{}" else "["
    closing = brackets[1]

    def nested(depth: int) -> bytes:  # the outer object is the first level
        return ('{"a":' + opening * (depth - 1) + "1" + closing * (depth - 1) + "}").encode()

    read_json(nested(MAX_DEPTH))
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(MalformedEntry, match="deep"):
            read_json(nested(depth))


def test_brackets_in_text_are_not_nesting() -> None:
    value = {"a": "[{" * 100 + '\\" [' * 50, "b": [[], {}] * 40}
    assert read_json(json.dumps(value).encode()) == value


@given(st.binary(max_size=300))
def test_garbage_raises_nothing_else(raw: bytes) -> None:
    for read in (read_json, unpack):
        try:
            read(raw)
        except MalformedEntry:
            continue
