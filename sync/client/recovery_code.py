"""The recovery code of a vault: 128 random bits that a person can write down and read back.

How it is written, and its checksum, are those of every code (``sync/written_code.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sync import written_code

_PURPOSE: Final = "recovery-code"


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """``secret`` is 16 random bytes."""

    secret: bytes = field(repr=False)

    def text(self) -> str:
        """Seven groups of four."""
        return written_code.write(self.secret, _PURPOSE)

    @classmethod
    def parse(cls, text: str) -> RecoveryCode:
        """Read what a person typed.

        Raises:
            InputError: not a code, or a slip of the pen.
        """
        return cls(written_code.read(text, _PURPOSE))
