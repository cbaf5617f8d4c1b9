"""An invitation: the store's address and a code of 128 random bits, in one line or a QR code.

Rules that this module keeps:

- Everything comes from the code: which mailbox of the store the two devices meet in, the secret
  that opens it (the store keeps only its SHA-256), and the key under which the store cannot read.
- The code lets nobody in. It is good for one request, and an administrator approves that one only
  when both people read the same six words. Whoever overhears a code can ask first, with other keys
  and so with other words, or disturb; it opens no record.
- The words cover the mailbox, the offer as it lay in the store and the new device's keys. Whoever
  wants to stand between must find keys for 66 given bits.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sync import words, written_code
from sync.address import check_url
from sync.errors import InputError
from sync.keys import Card, derive, digest

CODE_BYTES: Final = 16
_MAX_TEXT: Final = 1_000
#: The label of the checksum: a recovery code is no invitation.
_CODE: Final = "invitation-code"
#: What an app puts around a line that it hands on.
_AROUND: Final = "<>()[]\"'\u201c\u201d\u2018\u2019.,;"


@dataclass(frozen=True, slots=True)
class Invitation:
    """``code`` is 16 random bytes; ``store_url`` is checked and has no trailing slash."""

    store_url: str
    code: bytes = field(repr=False)

    @classmethod
    def new(cls, store_url: str, random: Callable[[int], bytes]) -> Invitation:
        """An invitation to meet in this store; ``random(n)`` gives n bytes."""
        return cls(check_url(store_url), random(CODE_BYTES))

    def code_text(self) -> str:
        """The code alone: seven groups of four letters and digits."""
        return written_code.write(self.code, _CODE)

    def text(self) -> str:
        """``<store's address>#<code>``: one line, and what the QR code holds."""
        return f"{self.store_url}#{self.code_text()}"

    @classmethod
    def parse(cls, text: str) -> Invitation:
        """Read what was scanned, pasted or typed: one line, or address and code apart.

        Raises:
            InputError: which of the two is missing or wrong.
        """
        if len(text) > _MAX_TEXT:
            raise InputError("This is too long to be an invitation. Nothing was changed.")
        parts = [part.strip(_AROUND) for part in text.replace("#", " ").split()]
        addresses = [part for part in parts if "://" in part]
        code = " ".join(part for part in parts if "://" not in part)
        if len(addresses) != 1:
            raise InputError(
                "An invitation has the address of one store in it. Nothing was changed.",
                advice="The address begins with https:// and stands before the code.",
            )
        if not code:
            raise InputError(
                "The code of the invitation is missing. Nothing was changed.",
                advice="It follows the address: seven groups of four letters and digits.",
            )
        return cls(check_url(addresses[0]), written_code.read(code, _CODE))

    @property
    def mailbox(self) -> bytes:
        """Where in the store the two devices meet: 16 bytes."""
        return digest("mailbox", self.code)[:16]

    @property
    def secret(self) -> bytes:
        """What opens the mailbox, 32 bytes; it opens none of what lies in it."""
        return derive(self.code, "mailbox-secret")

    @property
    def secret_hash(self) -> bytes:
        """What the store is told when the mailbox is made: SHA-256 of the secret."""
        return hashlib.sha256(self.secret).digest()

    def bearer(self) -> str:
        """The secret as it travels in a header: base64url without padding."""
        return base64.urlsafe_b64encode(self.secret).rstrip(b"=").decode()

    @property
    def key(self) -> bytes:
        """The key, 32 bytes, under which offer and request are sealed."""
        return derive(self.code, "invitation-key")


def fingerprint_words(mailbox: bytes, offer: bytes, card: Card) -> list[str]:
    """The six words that inviter and new member compare aloud.

    Args:
        mailbox: its id. offer: the sealed offer, as it lay in the store.
        card: the new device's. Its hash stands here, so that the same keys are the same words.
    """
    return words.fingerprint(digest("enrolment-words", mailbox, offer, card.hash))
