"""The organisation's offline recovery key: on paper in two safes, and on no device.

    secret    marker 1 | random 31      marker: high half version 1, low half 1 X25519, 2 hybrid
    words     24, for the secret (BIP-39): marker and checksum are in them

Rules that this module keeps:

- The secret makes the keys of a device (``keys.DeviceKeys``) that every roster wraps its epoch key
  to and that may sign the next roster when no administrator is left. It is never stored.
- The kind of key is in the secret itself, so that 24 words are enough to make the very same card,
  and a build that lacks the hybrid says so instead of making another key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sync import words
from sync.errors import BadKey, InputError
from sync.keys import (
    KEM_MLKEM768_X25519,
    KEM_X25519,
    DeviceKeys,
    KemKey,
    SigningKey,
    best_kem,
    derive,
    seed_bytes,
)

_SECRET_BYTES: Final = 32
_MARKERS: Final = {0x11: KEM_X25519, 0x12: KEM_MLKEM768_X25519}


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """``secret`` is 32 bytes, the first of which says the kind of key."""

    secret: bytes = field(repr=False)

    @classmethod
    def from_random(cls, random: Callable[[int], bytes], kem_id: int | None = None) -> RecoveryKey:
        """A new key from ``random(n)`` bytes, of the best kind that this build has."""
        chosen = best_kem() if kem_id is None else kem_id
        marker = next(m for m, kem in _MARKERS.items() if kem == chosen)
        return cls(bytes([marker]) + random(_SECRET_BYTES - 1))

    @property
    def kem_id(self) -> int:
        """Which key encapsulation wraps to this key use."""
        return _MARKERS[self.secret[0]]

    def keys(self) -> DeviceKeys:
        """The keys that stand in rosters as the recovery card.

        Raises:
            BadKey: a hybrid key, and this build of ``cryptography`` has no ML-KEM.
        """
        if self.kem_id == KEM_MLKEM768_X25519 and best_kem() != KEM_MLKEM768_X25519:
            raise BadKey(
                "This recovery key is of the post-quantum kind, which this device cannot use."
                " Nothing was changed.",
                advice="Use it on a desktop computer with a current version of Outreach.",
            )
        seed = derive(self.secret, "recovery-kem", length=seed_bytes(self.kem_id))
        signing = SigningKey(derive(self.secret, "recovery-signing"))
        return DeviceKeys(signing, KemKey(self.kem_id, seed))

    def words(self) -> list[str]:
        """24 words."""
        return words.to_words(self.secret)

    @classmethod
    def from_words(cls, text: str) -> RecoveryKey:
        """Read the words that a person typed from the sheet.

        Raises:
            InputError: which word is wrong, how many there are, or that they are no recovery key.
        """
        return cls(checked(words.from_words(text)))


def checked(secret: bytes) -> bytes:
    """The secret, if it is of a kind that this version knows.

    Raises:
        InputError: it is not.
    """
    if len(secret) != _SECRET_BYTES or secret[0] not in _MARKERS:
        raise InputError(
            "These words are no recovery key that this version of Outreach knows."
            " Nothing was changed.",
            advice="Take the sheet with the title Recovery key, and a current version of Outreach.",
        )
    return secret
