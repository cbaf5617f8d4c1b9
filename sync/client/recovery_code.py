"""The recovery code: 128 random bits that a person can write down and read back.

28 letters and digits in seven groups: 26 for the bits, the rest a checksum, so that a slip of the
pen is noticed at once and not after a wait. Crockford's base 32 has no I, L, O or U; those that
people write by mistake are read as 1, 1, 0 and refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sync.errors import InputError
from sync.keys import digest

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans("OIL", "011", " -\u2010\u2011\u2013\t\n")


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """``secret`` is 16 random bytes."""

    secret: bytes = field(repr=False)

    def text(self) -> str:
        """Seven groups of four."""
        number = int.from_bytes(self.secret, "big") << 12 | _checksum(self.secret)
        letters = "".join(_ALPHABET[number >> 5 * i & 31] for i in reversed(range(28)))
        return "-".join(letters[i : i + 4] for i in range(0, 28, 4))

    @classmethod
    def parse(cls, text: str) -> RecoveryCode:
        """Read what a person typed.

        Raises:
            InputError: not a code, or a slip of the pen.
        """
        letters = text.upper().translate(_READ_AS)
        if len(letters) != 28 or any(c not in _ALPHABET for c in letters):
            raise InputError(
                "This is not a recovery code.",
                advice="It has seven groups of four letters and digits.",
            )
        number = 0
        for c in letters:
            number = number << 5 | _ALPHABET.index(c)
        secret = (number >> 12).to_bytes(16, "big")
        if number & 0xFFF != _checksum(secret):
            raise InputError(
                "There is a slip in this recovery code.", advice="Compare it with the paper."
            )
        return cls(secret)


def _checksum(secret: bytes) -> int:
    return int.from_bytes(digest("recovery-code", secret)[:2], "big") & 0xFFF
