"""The answer: who the new member is, and where they are admitted. HPKE to the device that asked.

    sealed plaintext    signature 64 | length 4 | what was decided
                        | ( space 16 | length 4 | placed frames of rosters )*

Rules that this module keeps:

- It is bound to the mailbox and to the device: for another one it does not open.
- It is signed by the inviter, whose card the fingerprint words covered: whoever overheard the code
  can put another answer there first, but not one that is believed.
- It names no space that was not offered. It gives no key: those come in rosters, which are checked
  from each space's founding on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from sync.enrolment.offer import Offer
from sync.enrolment.shapes import (
    MAX_SPACES,
    VERSION,
    check_version,
    counted,
    flag,
    found,
    given,
    hex16,
    listed,
    plain_name,
    role,
)
from sync.errors import BodyTooLarge, CannotOpen
from sync.invitation import Invitation
from sync.keys import Card, DeviceKeys, SigningKey, label, verify, wrap
from sync.plaintext import pack, unpack
from sync.roster import Role

#: What the store takes at most, in bytes.
MAX_ANSWER: Final = 2 << 20

_MAX_DUTIES: Final = 64
_SIGNATURE: Final = 64


@dataclass(frozen=True, slots=True)
class GrantedSpace:
    """A space and the role in it; ``pending`` until the store has taken the roster."""

    id: bytes
    name: str
    role: Role
    pending: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Who the new member is, and where they are admitted.

    ``person`` is 32 hex digits. ``rosters`` maps a space to the placed frames of its rosters, as
    the store gives them (``wire.placed_frames``); they are checked by whoever uses them.
    """

    person: str
    name: str
    agency: str
    duties: tuple[str, ...]
    spaces: tuple[GrantedSpace, ...]
    rosters: dict[bytes, bytes] = field(default_factory=dict, repr=False)

    def seal(self, invitation: Invitation, card: Card, signing: SigningKey) -> bytes:
        """The bytes for the mailbox: for this card only, signed by the inviter.

        Raises:
            InputError: a name that is empty, too long or no plain text.
            BodyTooLarge: the rosters are more than a mailbox holds.
            BadKey: this build cannot wrap to that card.
        """
        read = {
            "version": VERSION,
            "person": self.person,
            "name": self.name,
            "agency": self.agency,
            "duties": list(self.duties),
            "spaces": [
                {"id": s.id.hex(), "name": s.name, "role": s.role, "pending": s.pending}
                for s in self.spaces
            ],
        }
        with given():
            self._read(read, self.rosters)
        decided = pack(read)
        said = len(decided).to_bytes(4, "big") + decided
        for space, frames in self.rosters.items():
            said += space + len(frames).to_bytes(4, "big") + frames
        bound_to = invitation.mailbox + card.device
        signature = signing.sign("invitation-answer-signature", bound_to, said)
        sealed = wrap(
            card.kem_id, card.kem_key, signature + said, label("invitation-answer") + bound_to
        )
        if len(sealed) > MAX_ANSWER:
            raise BodyTooLarge("The rosters are more than one answer holds. Nothing was sent.")
        return sealed

    @classmethod
    def open(cls, invitation: Invitation, keys: DeviceKeys, offer: Offer, sealed: bytes) -> Answer:
        """Read what the inviter of ``offer`` decided for the device with these keys.

        Raises:
            CannotOpen, MalformedEntry: for another device or invitation, or not what it should be.
            BadSignature: not from who invited.
        """
        if len(sealed) > MAX_ANSWER:
            raise CannotOpen("An answer is larger than any. Nothing was changed.")
        bound_to = invitation.mailbox + keys.card().device
        opened = keys.kem.unwrap(sealed, label("invitation-answer") + bound_to)
        signature, said = opened[:_SIGNATURE], opened[_SIGNATURE:]
        verify(offer.inviter.signing_key, signature, "invitation-answer-signature", bound_to, said)
        with found():
            decided, at = counted(said, 0)
            rosters: dict[bytes, bytes] = {}
            while at < len(said):
                space = said[at : at + 16]
                if space in rosters:
                    raise ValueError
                rosters[space], at = counted(said, at + 16)
            answer = cls._read(unpack(decided), rosters)
            if not {s.id for s in answer.spaces} <= {s.id for s in offer.spaces}:
                raise ValueError
            return answer

    @classmethod
    def _read(cls, read: dict[str, Any], rosters: dict[bytes, bytes]) -> Answer:
        check_version(read)
        spaces = tuple(
            GrantedSpace(hex16(s["id"]), plain_name(s["name"]), role(s["role"]), flag(s["pending"]))
            for s in listed(read["spaces"])
        )
        ids = {s.id for s in spaces}
        if len(ids) != len(spaces) or len(spaces) > MAX_SPACES or not set(rosters) <= ids:
            raise ValueError
        duties = tuple(plain_name(d) for d in listed(read["duties"]))
        if len(duties) > _MAX_DUTIES:
            raise ValueError
        person = hex16(read["person"]).hex()
        return cls(
            person, plain_name(read["name"]), plain_name(read["agency"]), duties, spaces, rosters
        )
