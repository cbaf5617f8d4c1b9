"""Words on paper and words read aloud: what a tired person types is understood, a slip is named."""

import contextlib
import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import InputError
from sync.words import (
    FINGERPRINT_WORDS,
    fingerprint,
    from_words,
    passphrase,
    to_words,
    word_list,
)

secrets = st.one_of(st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32))


def test_the_list_is_the_one_of_bip39() -> None:
    words = word_list()
    assert len(words) == len(set(words)) == 2048
    assert list(words) == sorted(words)
    assert len({word[:4] for word in words}) == 2048
    assert (words[0], words[-1]) == ("abandon", "zoo")


@given(secrets)
def test_bytes_come_back(secret: bytes) -> None:
    words = to_words(secret)
    assert len(words) == {16: 12, 32: 24}[len(secret)]
    assert from_words(" ".join(words)) == secret


@given(secrets, st.data())
def test_it_is_read_however_people_write_it(secret: bytes, data: st.DataObject) -> None:
    written = ""
    for number, word in enumerate(to_words(secret), start=1):
        cut = data.draw(st.sampled_from([len(word), max(4, len(word) - 1), 4]))
        shown = data.draw(st.sampled_from([word, word.upper(), word.title()]))[:cut]
        before = data.draw(st.sampled_from(["", f"{number}. ", f"{number}) ", f"{number}:", "- "]))
        written += before + shown + data.draw(st.sampled_from([" ", "\n", ", ", " \t ", "; "]))
    assert from_words(written) == secret


def test_a_word_that_is_in_no_list_is_named_by_its_number_and_never_quoted() -> None:
    words = to_words(bytes(32))
    words[6] = "abandonned"
    with pytest.raises(InputError, match=r"^Word 7 is not in the list") as told:
        from_words(" ".join(words))
    assert "abandonned" not in told.value.message + told.value.advice


@pytest.mark.parametrize("count", [0, 1, 11, 13, 23, 25, 300])
def test_too_few_or_too_many_are_counted(count: int) -> None:
    with pytest.raises(InputError, match=f"These are {count} words"):
        from_words(" ".join(["zoo"] * count))


def test_two_words_that_changed_places_do_not_fit() -> None:
    seed = 20261203
    print("seed", seed)
    rng = random.Random(seed)
    noticed = 0
    for _ in range(200):
        words = to_words(rng.randbytes(32))
        words[3], words[4] = words[4], words[3]
        with contextlib.suppress(InputError):
            from_words(" ".join(words))
            continue
        noticed += 1
    assert noticed >= 195  # eight bits: one slip in 256 fits by chance


@given(st.text(max_size=400))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError):
        from_words(text)


def test_a_book_is_refused_without_reading_it() -> None:
    with pytest.raises(InputError, match="far more"):
        from_words("abandon " * 100_000)


def test_a_fingerprint_is_the_first_66_bits() -> None:
    assert fingerprint(b"\xff" * 32) == ["zoo"] * FINGERPRINT_WORDS
    digest = hashlib.sha256(b"two tablets").digest()
    assert fingerprint(digest) == fingerprint(digest[:9] + bytes(23))
    assert fingerprint(digest) != fingerprint(bytes([digest[0] ^ 128]) + digest[1:])


def test_a_passphrase_is_six_words_of_fresh_randomness() -> None:
    seed = 20261204
    print("seed", seed)
    rng = random.Random(seed)
    made = [passphrase(rng.randbytes) for _ in range(100)]
    assert len(set(made)) == 100
    assert all(len(p.split(" ")) == 6 and set(p.split(" ")) <= set(word_list()) for p in made)


@pytest.mark.parametrize("size", [0, 15, 17, 31, 33])
def test_other_lengths_are_the_callers_mistake(size: int) -> None:
    with pytest.raises(ValueError):
        to_words(bytes(size))
    with pytest.raises(ValueError):
        fingerprint(bytes(size))
