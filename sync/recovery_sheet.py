"""What the recovery sheet holds: the recovery key, and where the partnership is.

    text      outreach-recovery-1.<base64url of the line below>, for the QR code
              secret 32 | store key 32 | count 1 | space 16, count times | store's address
              | checksum 4

Rules that this module keeps:

- The square on the sheet has everything. Where nothing can scan it, 24 words and what stands beside
  them have the same: the store's address, its key, and each space's id.
- Whatever is typed from paper has a checksum, so that a slip is named before the store is asked.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Final

from sync import written_code
from sync.address import check_url
from sync.errors import InputError
from sync.keys import check_signing_key, digest
from sync.recovery_key import RecoveryKey, checked

PREFIX: Final = "outreach-recovery-1."
MAX_SPACES: Final = 64

_CHECKSUM_BYTES: Final = 4
_SMALLEST: Final = 32 + 32 + 1 + _CHECKSUM_BYTES
_MAX_TEXT: Final = 4_000
#: Labels of checksums on paper: one number is not taken for another.
_SPACE: Final = "space-on-paper"
_STORE: Final = ("store-key-first-half", "store-key-second-half")


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What one sheet holds: the key, and where the partnership is.

    ``store_key`` is the store's signing key, 32 bytes, to sign in with; ``spaces`` are ids.
    """

    key: RecoveryKey
    store_url: str
    store_key: bytes
    spaces: tuple[bytes, ...]

    def text(self) -> str:
        """One line for the QR code."""
        raw = b"".join(
            (
                self.key.secret,
                self.store_key,
                bytes([len(self.spaces)]),
                *self.spaces,
                self.store_url.encode(),
            )
        )
        raw += _checksum(raw)
        return PREFIX + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    @classmethod
    def parse(cls, text: str) -> RecoverySheet:
        """Read what the QR code of a sheet holds; spaces and line ends in it do not matter.

        Raises:
            InputError: it is no sheet's, was cut short, or has a slip in it.
        """
        joined = "".join(text[:_MAX_TEXT].split())
        if len(text) > _MAX_TEXT or not joined.startswith(PREFIX):
            raise InputError(
                "This is not the code of a recovery sheet. Nothing was changed.",
                advice="Scan the square on the sheet, or type its 24 words instead.",
            )
        try:
            body = joined.removeprefix(PREFIX)
            raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
            said, checksum = raw[:-_CHECKSUM_BYTES], raw[-_CHECKSUM_BYTES:]
            if len(raw) < _SMALLEST or checksum != _checksum(said):
                raise ValueError
            count, ids = said[64], said[65 : 65 + 16 * said[64]]
            if len(ids) != 16 * count:
                raise ValueError
            url = said[65 + 16 * count :].decode()
        except ValueError:
            raise InputError(
                "The code of this recovery sheet is cut short or has a slip in it."
                " Nothing was changed.",
                advice="Scan the whole square again, or type the 24 words of the sheet instead.",
            ) from None
        spaces = tuple(ids[i : i + 16] for i in range(0, len(ids), 16))
        return cls.of(RecoveryKey(checked(said[:32])), url, said[32:64], spaces)

    @classmethod
    def of(
        cls, key: RecoveryKey, store_url: str, store_key: bytes, spaces: tuple[bytes, ...]
    ) -> RecoverySheet:
        """A sheet from its parts, each of which is checked.

        Raises:
            InputError: no address of a store, no space, one twice, or more than 64.
            BadKey: the store's key may not be used.
        """
        if not 1 <= len(set(spaces)) == len(spaces) <= MAX_SPACES:
            raise InputError(
                "A recovery sheet names each space of the partnership once, and at least one."
                " Nothing was changed."
            )
        check_signing_key(store_key)
        return cls(key, check_url(store_url), store_key, spaces)


def space_text(space: bytes) -> str:
    """A space's id on paper: seven groups of four, with a checksum."""
    return written_code.write(space, _SPACE)


def parse_space(text: str) -> bytes:
    """A space's id that a person typed: from the sheet, or as 32 hex digits.

    Raises:
        InputError: neither, or a slip of the pen.
    """
    given = text.strip()
    if len(given) == 32:
        try:
            return bytes.fromhex(given)
        except ValueError:
            pass  # "28 letters and four spaces" is 32 long too
    return written_code.read(given, _SPACE)


def store_key_text(store_key: bytes) -> tuple[str, str]:
    """The store's key on paper, 32 bytes: two codes of seven groups of four."""
    halves = (store_key[:16], store_key[16:])
    first, second = (written_code.write(h, p) for h, p in zip(halves, _STORE, strict=True))
    return first, second


def parse_store_key(first: str, second: str) -> bytes:
    """The store's key that a person typed from the sheet, 32 bytes.

    Raises:
        InputError: not the two codes of a store's key, or a slip in one of them.
    """
    return b"".join(written_code.read(t, p) for t, p in zip((first, second), _STORE, strict=True))


def _checksum(said: bytes) -> bytes:
    return digest("recovery-text", said)[:_CHECKSUM_BYTES]
