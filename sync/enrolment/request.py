"""The request: a new device asks to be let in. Sealed under the invitation's key.

Nothing in it is to be believed before both people have read the same six words: whoever overheard
the code could have written it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync.enrolment.shapes import (
    VERSION,
    check_version,
    found,
    given,
    hex16,
    open_shared,
    plain_name,
    seal_shared,
    text64,
    unb64,
)
from sync.invitation import Invitation
from sync.keys import Card


@dataclass(frozen=True, slots=True)
class Request:
    """A new device asks to be let in: its card, and who they say they are.

    ``renews``: the device that it goes on for, where a vault was copied or restored from a backup.
    """

    card: Card
    name: str
    agency: str
    renews: bytes | None = None

    def seal(self, invitation: Invitation, random: Callable[[int], bytes]) -> bytes:
        """The bytes for the mailbox.

        Raises:
            InputError: a name that is empty, too long or no plain text.
        """
        read = {
            "version": VERSION,
            "card": text64(self.card.raw()),
            "name": self.name,
            "agency": self.agency,
        }
        if self.renews is not None:
            read["renews"] = self.renews.hex()
        with given():
            self._read(read)
        return seal_shared(invitation, "invitation-request", read, random)

    @classmethod
    def open(cls, invitation: Invitation, sealed: bytes) -> Request:
        """Read what a device put there. Nothing in it is to be believed before the words agree.

        Raises:
            CannotOpen, BadKey, BadSignature, MalformedEntry: it is no request of this invitation.
        """
        read = open_shared(invitation, "invitation-request", sealed)
        with found():
            return cls._read(read)

    @classmethod
    def _read(cls, read: dict[str, Any]) -> Request:
        check_version(read)
        return cls(
            Card.parse(unb64(read["card"])),
            plain_name(read["name"]),
            plain_name(read["agency"]),
            hex16(read["renews"]) if "renews" in read else None,
        )
