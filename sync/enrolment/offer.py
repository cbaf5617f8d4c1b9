"""The offer: who invites, to which partnership and spaces. Sealed under the invitation's key.

The fingerprint words cover these bytes, and with them the inviter's card, which the answer is
believed by, and the store's key, which the new device pins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync.enrolment.shapes import (
    MAX_SPACES,
    VERSION,
    check_version,
    found,
    given,
    hex16,
    listed,
    open_shared,
    plain_name,
    seal_shared,
    text64,
    unb64,
)
from sync.invitation import Invitation
from sync.keys import Card, check_signing_key


@dataclass(frozen=True, slots=True)
class OfferedSpace:
    """A space that the new member may be admitted to."""

    id: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Who invites, and to what. ``store_key`` is the store's, to pin."""

    partnership: str
    spaces: tuple[OfferedSpace, ...]
    inviter: Card
    inviter_name: str
    inviter_agency: str
    store_key: bytes

    def seal(self, invitation: Invitation, random: Callable[[int], bytes]) -> bytes:
        """The bytes for the mailbox; the fingerprint words cover them.

        Raises:
            InputError: a name that is empty, too long or no plain text; too many spaces.
        """
        read = {
            "version": VERSION,
            "partnership": self.partnership,
            "spaces": [{"id": s.id.hex(), "name": s.name} for s in self.spaces],
            "inviter": text64(self.inviter.raw()),
            "says": {"name": self.inviter_name, "agency": self.inviter_agency},
            "store_key": text64(self.store_key),
        }
        with given():
            self._read(read)
        return seal_shared(invitation, "invitation-offer", read, random)

    @classmethod
    def open(cls, invitation: Invitation, sealed: bytes) -> Offer:
        """Read what the inviter put there.

        Raises:
            CannotOpen, BadKey, BadSignature, MalformedEntry: it is no offer of this invitation.
        """
        read = open_shared(invitation, "invitation-offer", sealed)
        with found():
            return cls._read(read)

    @classmethod
    def _read(cls, read: dict[str, Any]) -> Offer:
        check_version(read)
        spaces = tuple(
            OfferedSpace(hex16(s["id"]), plain_name(s["name"])) for s in listed(read["spaces"])
        )
        if not 1 <= len({s.id for s in spaces}) == len(spaces) <= MAX_SPACES:
            raise ValueError
        store_key = unb64(read["store_key"])
        check_signing_key(store_key)
        says = read["says"]
        return cls(
            plain_name(read["partnership"]),
            spaces,
            Card.parse(unb64(read["inviter"])),
            plain_name(says["name"]),
            plain_name(says["agency"]),
            store_key,
        )
