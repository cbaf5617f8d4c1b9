"""An invitation: one line that is scanned, pasted or read over the telephone, and garbage."""

import contextlib
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import written_code
from sync.errors import InputError, OutreachError
from sync.invitation import Invitation, fingerprint_words
from sync.keys import KEM_X25519, DeviceKeys
from sync.words import word_list

URL = "https://store.example.org"
codes = st.binary(min_size=16, max_size=16)


@given(codes)
def test_one_line_has_everything(code: bytes) -> None:
    made = Invitation(URL, code)
    address, _, typed = made.text().partition("#")
    assert address == URL
    assert [len(group) for group in typed.split("-")] == [4] * 7
    assert Invitation.parse(made.text()) == made


@given(codes)
def test_it_is_read_as_people_hand_it_on(code: bytes) -> None:
    made = Invitation(URL, code)
    typed = made.code_text()
    for written in (
        f"  {made.text()}\n",
        f"{URL}/#{typed}",
        f"{URL} {typed}",
        f"{URL}\n{typed.lower()}",
        f"{URL}\r\n  {typed.replace('-', ' ')}",
        f"{typed} {URL}",
        f"<{URL}#{typed}>.",
        f"{URL} # {typed.replace('0', 'O').replace('1', 'l')}",
    ):
        assert Invitation.parse(written) == made, written


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "address of one store"),
        ("0000-0000", "address of one store"),
        (f"{URL} {URL} 0000", "address of one store"),
        (URL, "code of the invitation is missing"),
        (f"{URL}#", "code of the invitation is missing"),
        (f"{URL}#0000-1111", "This is not a code"),
        (f"{URL}#" + "-".join(["0000"] * 7), "There is a slip"),
        ("http://store.example.org#x", "by https"),
        ("ftp://store.example.org#x", "by https"),
        ("https://user:word@store.example.org#x", "not the address"),
        ("https://store.example.org:99999#x", "not the address"),
        (f"{URL}#" + " " * 2000, "too long"),
    ],
)
def test_what_is_wrong_is_said(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as found:
        Invitation.parse(text)
    assert found.value.advice


def test_a_recovery_code_is_no_invitation() -> None:
    with pytest.raises(InputError, match="slip"):
        Invitation.parse(f"{URL}#{written_code.write(b'r' * 16, 'recovery-code')}")


@given(st.one_of(st.text(max_size=80), st.text(max_size=60).map(lambda t: f"{URL}#{t}")))
def test_garbage_is_refused_with_an_error_of_ours(text: str) -> None:
    with contextlib.suppress(OutreachError):
        Invitation.parse(text)


def test_mailbox_secret_and_key_come_from_the_code_and_tell_nothing_of_each_other() -> None:
    made = Invitation(URL, b"c" * 16)
    assert len(made.mailbox) == 16
    assert len({made.mailbox, made.secret[:16], made.key[:16], made.code}) == 4
    assert made.secret_hash == hashlib.sha256(made.secret).digest()
    assert Invitation("https://other.example.org", b"c" * 16).mailbox == made.mailbox
    assert Invitation(URL, b"d" * 16).mailbox != made.mailbox
    assert made.bearer().isascii()
    assert "=" not in made.bearer()


def test_the_code_is_not_printed() -> None:
    assert "cccc" not in repr(Invitation(URL, b"c" * 16))


def test_a_new_one_checks_its_address() -> None:
    assert Invitation.new(f"{URL}/", lambda n: b"n" * n) == Invitation(URL, b"n" * 16)
    with pytest.raises(InputError, match="https"):
        Invitation.new("http://store.example.org", lambda n: b"n" * n)


def test_the_six_words_change_with_each_thing_that_they_cover() -> None:
    def card(letter: bytes) -> DeviceKeys:
        return DeviceKeys.from_random(lambda n: letter * n, KEM_X25519)

    mine = card(b"a").card()
    said = fingerprint_words(b"m" * 16, b"offer", mine)
    assert len(said) == 6
    assert set(said) <= set(word_list())
    assert said == fingerprint_words(b"m" * 16, b"offer", card(b"a").card())
    others = [
        fingerprint_words(b"n" * 16, b"offer", mine),
        fingerprint_words(b"m" * 16, b"Offer", mine),
        fingerprint_words(b"m" * 16, b"offer", card(b"b").card()),
    ]
    assert said not in others
