"""Sealing under an invitation's key, and the shapes that what lies in a mailbox may have.

One set of rules for both sides: what this device is about to send is held to what the other one
accepts, so that nobody learns of a name that is too long from a tablet in another town.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sync.errors import BodyTooLarge, CannotOpen, InputError, MalformedEntry
from sync.invitation import Invitation
from sync.keys import open_part, seal_part
from sync.plaintext import pack, unpack
from sync.roster import ROLES, Role

#: What the store takes at most for an offer or a request, in bytes.
MAX_PART: Final = 64 << 10
MAX_SPACES: Final = 64
MAX_NAME: Final = 200
VERSION: Final = 1

# Marks that turn the direction of what follows: a name must look like what it is.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SHAPES: Final = (KeyError, TypeError, ValueError, AttributeError)


def seal_shared(
    invitation: Invitation, purpose: str, said: dict[str, Any], random: Callable[[int], bytes]
) -> bytes:
    """Seal for whoever has the code; ``random(n)`` gives n bytes.

    Raises:
        BodyTooLarge: more than the store takes.
    """
    sealed = seal_part(invitation.key, purpose, pack(said), random(16), invitation.mailbox)
    if len(sealed) > MAX_PART:
        raise BodyTooLarge("This is more than an invitation holds. Nothing was sent.")
    return sealed


def open_shared(invitation: Invitation, purpose: str, sealed: bytes) -> dict[str, Any]:
    """The inverse of :func:`seal_shared`.

    Raises:
        CannotOpen, MalformedEntry: another invitation, another place, or changed bytes.
    """
    if len(sealed) > MAX_PART:
        raise CannotOpen("A part of an invitation is larger than any. Nothing was changed.")
    return unpack(open_part(invitation.key, purpose, sealed, invitation.mailbox))


@contextmanager
def given() -> Iterator[None]:
    """Around the reading of what this device is about to send."""
    try:
        yield
    except _SHAPES:
        raise InputError(
            "A name is empty, longer than 200 characters or not plain text, or the spaces are none"
            " or too many. Nothing was sent.",
            advice="Correct the names and the choice of spaces, and give them again.",
        ) from None


@contextmanager
def found() -> Iterator[None]:
    """Around the reading of what the other side wrote, or somebody who overheard the code."""
    try:
        yield
    except _SHAPES:
        raise MalformedEntry(
            "What lies in this invitation's mailbox is not what it should be. Nothing was changed.",
            advice="Somebody else may have the code. Withdraw the invitation and make a new one.",
        ) from None


def check_version(said: dict[str, Any]) -> None:
    """Refuse what another version of the app wrote.

    Raises:
        MalformedEntry: it names a later version. ValueError: it names none.
    """
    version = said["version"]
    if type(version) is not int or version < VERSION:
        raise ValueError
    if version > VERSION:
        raise MalformedEntry(
            "The invitation was made by a newer version of Outreach. Nothing was changed.",
            advice="Update Outreach on this device, then read the invitation again.",
        )


# Each of these raises TypeError or ValueError, for :func:`given` and :func:`found`.


def plain_name(value: Any) -> str:
    """A name as people write one, in at most 200 characters."""
    if not isinstance(value, str) or not 0 < len(value.strip()) <= len(value) <= MAX_NAME:
        raise ValueError
    if any(unicodedata.category(c) in ("Cc", "Cs") or c in _TURNING for c in value):
        raise ValueError
    return value


def hex16(value: Any) -> bytes:
    """16 bytes, in lower case."""
    raw = bytes.fromhex(value)
    if len(raw) != 16 or raw.hex() != value:
        raise ValueError
    return raw


def role(value: Any) -> Role:
    """One of the roles that a roster knows."""
    if value not in ROLES:
        raise ValueError
    known: Role = value
    return known


def flag(value: Any) -> bool:
    """True or false, and no number."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def listed(value: Any) -> list[Any]:
    """A list, and no text or object that could be walked like one."""
    if not isinstance(value, list):
        raise TypeError
    return value


def unb64(value: Any) -> bytes:
    """Base64 with nothing else in it."""
    return base64.b64decode(value, validate=True)


def text64(raw: bytes) -> str:
    """The inverse of :func:`unb64`."""
    return base64.b64encode(raw).decode()


def counted(raw: bytes, at: int) -> tuple[bytes, int]:
    """The bytes behind a length of four, and where the next ones start."""
    start = at + 4
    end = start + int.from_bytes(raw[at:start], "big")
    if start > len(raw) or end > len(raw):
        raise ValueError
    return raw[start:end], end
