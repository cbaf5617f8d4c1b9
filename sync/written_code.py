"""16 bytes as a code that people write down and type: seven groups of four, with a checksum.

28 letters and digits: 26 for the 128 bits, the rest a checksum, so that a slip of the pen is
noticed at once and not after a wait. Crockford's base 32 has no I, L, O or U; those that people
write by mistake are read as 1, 1, 0 and refused. The checksum is of one purpose, so that one kind
of code is never taken for another.
"""

from __future__ import annotations

from typing import Final

from sync.errors import InputError
from sync.keys import digest

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans("OIL", "011", " -\u2010\u2011\u2013\t\r\n")
_LETTERS: Final = 28
_MAX_TEXT: Final = 200


def write(raw: bytes, purpose: str) -> str:
    """Seven groups of four for 16 bytes. ``purpose`` is the label of the checksum."""
    number = int.from_bytes(raw, "big") << 12 | _checksum(raw, purpose)
    letters = "".join(_ALPHABET[number >> 5 * i & 31] for i in reversed(range(_LETTERS)))
    return "-".join(letters[i : i + 4] for i in range(0, _LETTERS, 4))


def read(text: str, purpose: str) -> bytes:
    """The 16 bytes of a code that a person typed.

    Raises:
        InputError: not a code, or a slip of the pen, or a code of another purpose.
    """
    letters = text[:_MAX_TEXT].upper().translate(_READ_AS)
    if len(text) > _MAX_TEXT or len(letters) != _LETTERS or set(letters) - set(_ALPHABET):
        raise InputError(
            "This is not a code. Nothing was changed.",
            advice="It has seven groups of four letters and digits.",
        )
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    raw = (number >> 12).to_bytes(16, "big")
    if number & 0xFFF != _checksum(raw, purpose):
        raise InputError(
            "There is a slip in this code. Nothing was changed.",
            advice="Compare each group with the paper, and check that it is the code asked for.",
        )
    return raw


def _checksum(raw: bytes, purpose: str) -> int:
    return int.from_bytes(digest(purpose, raw)[:2], "big") & 0xFFF
