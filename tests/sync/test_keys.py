"""Labels, cards, wraps: one purpose one key, and keys that anybody could use are refused."""

import random

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from sync import keys
from sync.errors import BadKey, BadSignature, CannotOpen
from sync.keys import (
    KEM_MLKEM768_X25519,
    KEM_X25519,
    Card,
    DeviceKeys,
    KemKey,
    SigningKey,
    check_agreement_key,
    check_signing_key,
    derive,
    derive_key,
    digest,
    label,
    open_part,
    seal_part,
    verify,
    wrap,
)

RNG = random.Random(11)
P = 2**255 - 19

needs_hybrid = pytest.mark.skipif(
    keys.best_kem() != KEM_MLKEM768_X25519, reason="this build of cryptography has no ML-KEM"
)
KEMS = [
    pytest.param(KEM_X25519, id="x25519"),
    pytest.param(KEM_MLKEM768_X25519, id="hybrid", marks=needs_hybrid),
]

# ---------------------------------------------------------------- curve arithmetic, by the book

D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]


def edwards_add(one: Point, two: Point) -> Point:
    """Addition on -x² + y² = 1 + dx²y² (RFC 8032 section 5.1.4, affine)."""
    (x1, y1), (x2, y2) = one, two
    product = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P
    return x, y


def edwards_points(y: int) -> list[Point]:
    """The points with this y: x² = (y² - 1) / (dy² + 1)."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    if (root * root - square) % P:
        root = root * pow(2, (P - 1) // 4, P) % P
    if (root * root - square) % P:
        return []
    return sorted({(root, y), (-root % P, y)})


def edwards_order(point: Point) -> int:
    order, multiple = 1, point
    while multiple != (0, 1):
        multiple, order = edwards_add(multiple, point), order + 1
        assert order <= 8
    return order


def test_every_listed_signing_key_is_of_small_order() -> None:
    for y in keys._SMALL_ORDER_Y:
        points = edwards_points(y % P)
        assert points, y
        assert all(edwards_order(point) in (1, 2, 4, 8) for point in points)


def test_every_point_of_small_order_is_listed_in_every_encoding() -> None:
    # The curve has 8h points with a cyclic part of order 8: exactly eight are of small order.
    small = {p for y in keys._SMALL_ORDER_Y for p in edwards_points(y % P)}
    assert len(small) == 8
    assert sorted(map(edwards_order, small)) == [1, 2, 4, 4, 8, 8, 8, 8]
    assert {edwards_add(a, b) for a in small for b in small} == small
    # A y below 19 has a second, non-canonical encoding y + p in 255 bits.
    encodings = {e for _, y in small for e in (y, y + P) if e < 2**255}
    assert encodings == keys._SMALL_ORDER_Y


def montgomery_ladder_is_zero(u: int) -> bool:
    """Whether the cofactor's multiple of u is the neutral element, by the x-only ladder."""
    x, z = u % P, 1
    for _ in range(3):  # doubling three times: 8u
        a, b = (x + z) ** 2 % P, (x - z) ** 2 % P
        c = (a - b) % P
        x, z = a * b % P, c * (a + 121665 * c) % P
    return z == 0


def test_every_listed_agreement_key_is_of_small_order() -> None:
    for u in keys._SMALL_ORDER_U:
        assert montgomery_ladder_is_zero(u), u
        assert not montgomery_ladder_is_zero(9)
        public = X25519PublicKey.from_public_bytes(u.to_bytes(32, "little"))
        with pytest.raises(ValueError):  # the shared secret would be all zeros
            X25519PrivateKey.generate().exchange(public)


@pytest.mark.parametrize("sign_bit", [0, 1])
def test_small_order_signing_keys_are_refused(sign_bit: int) -> None:
    for y in keys._SMALL_ORDER_Y:
        public = (y | sign_bit << 255).to_bytes(32, "little")
        with pytest.raises(BadKey):
            check_signing_key(public)
        with pytest.raises(BadKey):
            verify(public, bytes(64), "receipt", b"anything")


@pytest.mark.parametrize("top_bit", [0, 1])
def test_small_order_agreement_keys_are_refused(top_bit: int) -> None:
    for u in keys._SMALL_ORDER_U:
        public = (u | top_bit << 255).to_bytes(32, "little")
        with pytest.raises(BadKey):
            check_agreement_key(public)
        with pytest.raises(BadKey):
            wrap(KEM_X25519, public, bytes(32), b"")
        with pytest.raises(BadKey):
            wrap(KEM_MLKEM768_X25519, bytes(1184) + public, bytes(32), b"")


def test_a_small_order_key_would_let_anyone_sign() -> None:
    # Why the list matters: under the neutral element, R = -[h]A + [s]B holds for s = 0, R = A.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    neutral = (1).to_bytes(32, "little")
    forged = neutral + bytes(32)
    Ed25519PublicKey.from_public_bytes(neutral).verify(forged, b"whatever")


@pytest.mark.parametrize("check", [check_signing_key, check_agreement_key])
@pytest.mark.parametrize("length", [0, 31, 33])
def test_keys_of_another_length_are_refused(check: object, length: int) -> None:
    with pytest.raises(BadKey):
        check(b"\x05" * length)  # type: ignore[operator]


# ---------------------------------------------------------------- derivation


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=64), st.binary(max_size=200))
def test_derive_key_is_hkdf(key: bytes, salt: bytes, info: bytes) -> None:
    assert derive_key(key, salt, info) == HKDF(SHA256(), 32, salt or None, info).derive(key)


def test_one_purpose_one_key() -> None:
    assert label("receipt") == b"outreach/1/receipt\0"
    assert derive(b"k" * 32, "slot") != derive(b"k" * 32, "identity")
    assert digest("card", b"x") != digest("space", b"x")


def test_a_signature_for_one_purpose_is_none_for_another() -> None:
    key = SigningKey(RNG.randbytes(32))
    signature = key.sign("receipt", b"x")
    verify(key.public(), signature, "receipt", b"x")
    with pytest.raises(BadSignature):
        verify(key.public(), signature, "head-statement", b"x")


@pytest.mark.parametrize("length", [0, 63, 65])
def test_signatures_of_another_length_are_refused(length: int) -> None:
    key = SigningKey(RNG.randbytes(32))
    with pytest.raises(BadSignature):
        verify(key.public(), bytes(length), "receipt", b"x")


@given(st.data())
def test_a_sealed_part_opens_in_its_place_only(data: st.DataObject) -> None:
    key = bytes(range(32))
    sealed = seal_part(key, "slot", b"secret", b"s" * 16, b"place")
    assert open_part(key, "slot", sealed, b"place") == b"secret"
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    flipped = bytearray(sealed)
    flipped[at // 8] ^= 1 << at % 8
    cut = sealed[: data.draw(st.integers(0, len(sealed) - 1))]
    for wrong in (
        (key, "slot", bytes(flipped), b"place"),
        (key, "slot", cut, b"place"),
        (key, "slot", sealed, b"elsewhere"),
        (key, "identity", sealed, b"place"),
        (bytes(32), "slot", sealed, b"place"),
    ):
        with pytest.raises(CannotOpen):
            open_part(*wrong)


# ---------------------------------------------------------------- cards


@pytest.mark.parametrize("kem", KEMS)
def test_a_card_round_trips(kem: int) -> None:
    made = DeviceKeys.from_random(RNG.randbytes, kem)
    card = Card.parse(made.card().raw())
    assert card == made.card()
    assert card.device == card.hash[:16] == digest("card", card.signed_part())[:16]


@given(st.data())
def test_any_change_of_a_card_is_noticed(data: st.DataObject) -> None:
    raw = bytearray(
        DeviceKeys(SigningKey(b"\x01" * 32), KemKey(KEM_X25519, b"\x02" * 32)).card().raw()
    )
    at = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[at // 8] ^= 1 << at % 8
    with pytest.raises((BadKey, BadSignature)):
        Card.parse(bytes(raw))


def test_a_card_signed_by_somebody_else_is_refused() -> None:
    mine, theirs = (DeviceKeys.from_random(RNG.randbytes, KEM_X25519) for _ in range(2))
    unsigned = mine.card().signed_part()
    with pytest.raises(BadSignature):
        Card.parse(unsigned + theirs.signing.sign("card-signature", unsigned))


def test_a_card_with_a_small_order_key_is_refused() -> None:
    keys_ = DeviceKeys.from_random(RNG.randbytes, KEM_X25519)
    part = keys_.signing.public() + KEM_X25519.to_bytes(2, "big") + bytes(32)
    with pytest.raises(BadKey):
        Card.parse(part + keys_.signing.sign("card-signature", part))


@pytest.mark.parametrize("kem", [0, 0x21, 0xFFFF])
def test_an_unknown_kem_is_refused(kem: int) -> None:
    raw = DeviceKeys.from_random(RNG.randbytes, KEM_X25519).card().raw()
    with pytest.raises(BadKey):
        Card.parse(raw[:32] + kem.to_bytes(2, "big") + raw[34:])
    with pytest.raises(BadKey):
        wrap(kem, bytes(32), bytes(32), b"")


@given(st.binary(max_size=200))
def test_garbage_is_no_card(raw: bytes) -> None:
    with pytest.raises((BadKey, BadSignature)):
        Card.parse(raw)


# ---------------------------------------------------------------- wraps


@pytest.mark.parametrize("kem", KEMS)
def test_a_wrap_is_for_one_key_and_one_purpose(kem: int) -> None:
    mine, theirs = (KemKey.from_random(kem, RNG.randbytes) for _ in range(2))
    wrapped = wrap(kem, mine.public(), b"s" * 32, b"info")
    assert mine.unwrap(wrapped, b"info") == b"s" * 32
    with pytest.raises(CannotOpen):
        theirs.unwrap(wrapped, b"info")
    with pytest.raises(CannotOpen):
        mine.unwrap(wrapped, b"other info")
    for at in (0, len(wrapped) // 2, len(wrapped) - 1):
        changed = wrapped[:at] + bytes([wrapped[at] ^ 1]) + wrapped[at + 1 :]
        with pytest.raises(CannotOpen):
            mine.unwrap(changed, b"info")


@pytest.mark.parametrize("kem", KEMS)
@pytest.mark.parametrize("length", [0, 1, 31, 32, 47, 1120, 1200])
def test_a_wrap_that_is_cut_short_is_noticed(kem: int, length: int) -> None:
    mine = KemKey.from_random(kem, RNG.randbytes)
    wrapped = wrap(kem, mine.public(), b"s" * 32, b"info")
    if length < len(wrapped):
        with pytest.raises(CannotOpen):
            mine.unwrap(wrapped[:length], b"info")


@needs_hybrid
def test_a_hybrid_key_that_does_not_decode_is_refused() -> None:
    agreement = KemKey.from_random(KEM_X25519, RNG.randbytes).public()
    with pytest.raises(BadKey):
        wrap(KEM_MLKEM768_X25519, b"\xff" * 1184 + agreement, bytes(32), b"")


def test_a_build_without_ml_kem_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_hybrid", lambda: None)
    assert keys.best_kem() == KEM_X25519
    hybrid = KemKey(KEM_MLKEM768_X25519, bytes(96))
    with pytest.raises(BadKey, match="build"):
        hybrid.public()
    with pytest.raises(BadKey, match="build"):
        hybrid.unwrap(bytes(1200), b"")
    agreement = KemKey.from_random(KEM_X25519, RNG.randbytes).public()
    with pytest.raises(BadKey, match="build"):
        wrap(KEM_MLKEM768_X25519, bytes(1184) + agreement, bytes(32), b"")


def test_no_secret_stands_in_a_printed_value() -> None:
    made = DeviceKeys(SigningKey(b"\x41" * 32), KemKey(KEM_X25519, b"\x42" * 32))
    assert "AAAA" not in repr(made)
    assert "BBBB" not in repr(made)
