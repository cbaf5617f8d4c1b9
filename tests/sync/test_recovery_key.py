"""The organisation's recovery key and its sheet: what is on paper makes the very same keys."""

import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import recovery_key
from sync.errors import BadKey, InputError, OutreachError
from sync.keys import KEM_MLKEM768_X25519, KEM_X25519, SigningKey, best_kem
from sync.recovery_key import RecoveryKey
from sync.recovery_sheet import (
    MAX_SPACES,
    RecoverySheet,
    parse_space,
    parse_store_key,
    space_text,
    store_key_text,
)
from sync.words import to_words

SEED = 20261206
RANDOM = random.Random(SEED).randbytes
URL = "https://store.example.org"
STORE_KEY = SigningKey(RANDOM(32)).public()
KEMS = [KEM_X25519] + [KEM_MLKEM768_X25519] * (best_kem() == KEM_MLKEM768_X25519)

SHEET = RecoverySheet.of(
    RecoveryKey.from_random(RANDOM), URL, STORE_KEY, tuple(RANDOM(16) for _ in range(6))
)
ids = st.binary(min_size=16, max_size=16)


@pytest.mark.parametrize("kem", KEMS)
def test_24_words_make_the_same_card_again(kem: int) -> None:
    made = RecoveryKey.from_random(RANDOM, kem)
    again = RecoveryKey.from_words("\n".join(f"{n}. {w}" for n, w in enumerate(made.words(), 1)))
    assert len(made.words()) == 24
    assert again.kem_id == kem
    assert again.keys().card().raw() == made.keys().card().raw()


def test_a_new_key_is_of_the_best_kind_and_never_the_same() -> None:
    made = {RecoveryKey.from_random(RANDOM).keys().card().device for _ in range(3)}
    assert len(made) == 3
    assert RecoveryKey.from_random(RANDOM).kem_id == best_kem()


def test_a_build_without_the_hybrid_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    words = RecoveryKey.from_random(RANDOM, KEM_MLKEM768_X25519).words()
    monkeypatch.setattr(recovery_key, "best_kem", lambda: KEM_X25519)
    with pytest.raises(BadKey, match="post-quantum"):
        RecoveryKey.from_words(" ".join(words)).keys()


@pytest.mark.parametrize("secret", [bytes(32), b"\x13" * 32, b"\x21" * 32, bytes(16)])
def test_words_that_are_no_recovery_key_are_refused(secret: bytes) -> None:
    with pytest.raises(InputError, match="no recovery key"):
        RecoveryKey.from_words(" ".join(to_words(secret)))


def test_the_secret_is_not_printed() -> None:
    made = RecoveryKey(b"\x11" + b"A" * 31)
    assert "AAAA" not in repr(made)
    assert "AAAA" not in repr(RecoverySheet(made, URL, STORE_KEY, ()))


@given(st.lists(ids, min_size=1, max_size=MAX_SPACES, unique=True))
def test_the_square_has_everything(spaces: list[bytes]) -> None:
    sheet = RecoverySheet.of(SHEET.key, URL, STORE_KEY, tuple(spaces))
    text = sheet.text()
    assert text.startswith("outreach-recovery-1.")
    assert RecoverySheet.parse(text) == sheet
    assert RecoverySheet.parse(f" {text[:60]}\n  {text[60:]}\n") == sheet


@given(st.data())
def test_a_cut_or_changed_square_is_noticed(data: st.DataObject) -> None:
    text = SHEET.text()
    at = data.draw(st.integers(20, len(text) - 1))
    letter = data.draw(st.sampled_from("Ab0-_"))
    for raw in (text[:at], text[:at] + letter + text[at + 1 :]):
        # The last letter of base64 has bits that say nothing.
        with contextlib.suppress(InputError):
            assert RecoverySheet.parse(raw) == SHEET


@given(st.text(max_size=100))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    for raw in (text, "outreach-recovery-1." + text):
        with pytest.raises(OutreachError):
            RecoverySheet.parse(raw)


def test_a_sheet_has_an_address_and_each_space_once() -> None:
    one = RANDOM(16)
    for spaces in ((), (one, one), tuple(RANDOM(16) for _ in range(MAX_SPACES + 1))):
        with pytest.raises(InputError, match="each space"):
            RecoverySheet.of(SHEET.key, URL, STORE_KEY, spaces)
    with pytest.raises(InputError, match="https"):
        RecoverySheet.of(SHEET.key, "http://store.example.org", STORE_KEY, (one,))
    with pytest.raises(BadKey):
        RecoverySheet.of(SHEET.key, URL, bytes(32), (one,))


@given(ids)
def test_what_stands_beside_the_words_can_be_typed(space: bytes) -> None:
    assert parse_space(space_text(space)) == space
    assert parse_space(space_text(space).lower().replace("-", " ")) == space
    assert parse_space(f" {space.hex()} ") == space


def test_the_stores_key_can_be_typed_and_its_halves_are_not_mixed_up() -> None:
    first, second = store_key_text(STORE_KEY)
    assert parse_store_key(first.lower(), second) == STORE_KEY
    with pytest.raises(InputError, match="slip"):
        parse_store_key(second, first)


@given(st.text(max_size=60))
def test_what_is_no_space_is_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        assert len(parse_space(text)) == 16


def test_a_slip_in_a_space_is_noticed() -> None:
    typed = space_text(RANDOM(16))
    other = "0" if typed[5] != "0" else "1"
    with pytest.raises(InputError, match="slip"):
        parse_space(typed[:5] + other + typed[6:])
