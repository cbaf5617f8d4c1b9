"""The recovery code: written down by hand, read back by somebody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.client.recovery_code import RecoveryCode
from sync.errors import InputError

secrets = st.binary(min_size=16, max_size=16)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(secrets)
def test_round_trip(secret: bytes) -> None:
    text = RecoveryCode(secret).text()
    assert [len(group) for group in text.split("-")] == [4] * 7
    assert RecoveryCode.parse(text).secret == secret


@given(secrets)
def test_as_people_write_it(secret: bytes) -> None:
    text = RecoveryCode(secret).text()
    for written in (
        text.lower(),
        text.replace("-", " "),
        text.replace("-", ""),
        text.replace("-", "\u2013"),
        f"  {text}\n",
        text.replace("0", "O").replace("1", "l"),
        text.replace("1", "I").replace("0", "o"),
    ):
        assert RecoveryCode.parse(written).secret == secret


@given(secrets, st.integers(0, 27), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_noticed(secret: bytes, at: int, letter: str) -> None:
    letters = list(RecoveryCode(secret).text().replace("-", ""))
    if letters[at] == letter:
        return
    letters[at] = letter
    try:
        read = RecoveryCode.parse("".join(letters))
    except InputError:
        return
    # Twelve bits of checksum: one slip in four thousand gets through, and then opens nothing.
    assert read.secret != secret


@pytest.mark.parametrize("text", ["", "abc", "U" * 28, "0" * 27, "0" * 29, "\u0130" * 28, "é" * 28])
def test_what_is_no_code(text: str) -> None:
    with pytest.raises(InputError):
        RecoveryCode.parse(text)


def test_the_secret_is_not_printed() -> None:
    assert "AAAA" not in repr(RecoveryCode(b"A" * 16))
