"""What lies inside a sealed body: a codec byte, a length, compressed JSON, checked padding.

    codec 1 | length 4 | compressed JSON | zeros

- The codec byte names the compression and its preset dictionary; both are frozen with it.
- Padding hides how much was written: to multiples of 64 bytes, at least 192, up to 1 KiB; beyond
  that PADMÉ (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", 2019): at most 12 %.
  What is deposited is padded to one of four sizes, so that its size tells even less.
- Reading is strict, since a valid member may send anything: inflating stops at 1 MiB; duplicate
  keys, NaN, infinities (1e999 is one), halves of surrogate pairs and nesting deeper than 32 are
  refused, and so is padding that is not zero.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, NoReturn

from pydantic_core import PydanticSerializationError, from_json, to_json

from sync.errors import BodyTooLarge, MalformedEntry

#: Raw deflate (RFC 1951) with ``sync/dictionaries/1.bin`` as preset dictionary.
CODEC_DEFLATE_1: Final = 1

#: Inflating stops here: one entry is never more than 1 MiB of JSON.
MAX_JSON: Final = 1 << 20
MAX_DEPTH: Final = 32

_PREFIX: Final = 5
_SMALLEST: Final = 192
_STEP: Final = 64
_STEPS_UP_TO: Final = 1024


@lru_cache(maxsize=1)
def dictionary() -> bytes:
    """The preset dictionary that codec 1 names."""
    return files("sync").joinpath("dictionaries", "1.bin").read_bytes()


def padded_length(length: int) -> int:
    """How long ``length`` bytes of plaintext become."""
    if length <= _SMALLEST:
        return _SMALLEST
    if length <= _STEPS_UP_TO:
        return -(-length // _STEP) * _STEP
    exponent = length.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (length + mask) & ~mask


#: A deposit's plaintext is as long as one of these.
BUCKETS: Final = (1 << 10, 4 << 10, 16 << 10, 60 << 10)


def bucket_length(length: int) -> int:
    """How long ``length`` bytes of a deposit's plaintext become.

    Raises:
        BodyTooLarge: more than the largest bucket holds.
    """
    for size in BUCKETS:
        if length <= size:
            return size
    raise BodyTooLarge("This is more than one record holds. Nothing was saved.")


def pack(value: dict[str, Any], padded_to: Callable[[int], int] = padded_length) -> bytes:
    """JSON object -> padded plaintext. ``padded_to`` says how long so many bytes become.

    Raises:
        BodyTooLarge: more than 1 MiB of JSON.
        ValueError: not JSON (NaN, say): a mistake of the caller, never of a person.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    raw = text.encode()
    if len(raw) > MAX_JSON:
        raise BodyTooLarge("This is more text than one record holds. Nothing was saved.")
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, dictionary())
    return pad(CODEC_DEFLATE_1, deflate.compress(raw) + deflate.flush(), padded_to)


def pad(codec: int, compressed: bytes, padded_to: Callable[[int], int] = padded_length) -> bytes:
    """Codec byte, length, compressed bytes and the zeros that hide their length."""
    unpadded = _PREFIX + len(compressed)
    return (
        bytes([codec])
        + len(compressed).to_bytes(4, "big")
        + compressed
        + bytes(padded_to(unpadded) - unpadded)
    )


def unpack(plaintext: bytes, padded_to: Callable[[int], int] = padded_length) -> dict[str, Any]:
    """Padded plaintext -> JSON object.

    Raises:
        MalformedEntry: anything that :func:`pack` would not have written.
    """
    if len(plaintext) < _PREFIX:
        raise MalformedEntry("A plaintext is too short to be one.")
    if plaintext[0] != CODEC_DEFLATE_1:
        raise MalformedEntry("A plaintext names a codec that this version does not know.")
    end = _PREFIX + int.from_bytes(plaintext[1:5], "big")
    padding = len(plaintext) - end
    if (
        padding < 0
        or len(plaintext) != _padded(end, padded_to)
        or plaintext.count(0, end) != padding
    ):
        raise MalformedEntry("The padding of a plaintext is not what its length asks for.")
    inflate = zlib.decompressobj(-15, zdict=dictionary())
    try:
        raw = inflate.decompress(plaintext[_PREFIX:end], MAX_JSON)
    except zlib.error:
        raise MalformedEntry("A plaintext does not inflate.") from None
    if not inflate.eof or inflate.unused_data:
        raise MalformedEntry("A plaintext inflates to more than 1 MiB, or is cut short.")
    return read_json(raw)


def _padded(length: int, padded_to: Callable[[int], int]) -> int:
    try:
        return padded_to(length)
    except BodyTooLarge:
        return -1


def read_json(raw: bytes) -> dict[str, Any]:
    """Strict JSON: one object, no duplicate keys, no NaN, at most 32 deep.

    Raises:
        MalformedEntry: with a reason that quotes nothing of the content.
    """
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH and _deep(raw):
        raise MalformedEntry("A JSON text is nested too deeply.")
    # The quick parser keeps the last of two equal keys. What it gives back to the byte had none,
    # and that is what this app writes; anything else takes the slow and strict way.
    try:
        quick = from_json(raw, allow_inf_nan=False, cache_strings="keys")
        if type(quick) is dict and to_json(quick) == raw:
            return quick
    except (ValueError, PydanticSerializationError):
        quick = None
    try:
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_float=_float,
        )
        if b"\\u" in raw:  # an escape may name half a surrogate pair, which is no text
            json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeError, json.JSONDecodeError):
        raise MalformedEntry("A JSON text does not parse.") from None
    except ValueError:  # an integer of thousands of digits
        raise MalformedEntry("A JSON number is too long.") from None
    if not isinstance(value, dict):
        raise MalformedEntry("A JSON text is not an object.")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise MalformedEntry("A JSON object names a key twice.")
    return made


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise MalformedEntry("A JSON number is too large.")
    return value


def _no_constant(_: str) -> NoReturn:
    raise MalformedEntry("A JSON text holds a number that is none.")


def _deep(raw: bytes) -> bool:
    """Whether brackets outside strings nest deeper than allowed."""
    depth = 0
    in_string = escaped = False
    for byte in raw:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in b"{[":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif byte in b"}]":
            depth -= 1
    return False
