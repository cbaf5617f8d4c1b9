"""Inviting a device, and seeing who has answered.

The rules that this module enforces:

1. An invitation is remembered sealed in this vault until it is over, so that approving may wait for
   a restart, and for a person.
2. Nothing that was asked is believed: it is shown with the six words that both people compare.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from outreach.partnering import Partnering
from sync import wire
from sync.client.mailbox import Mailbox
from sync.client.transport import Transport
from sync.enrolment import Offer, OfferedSpace, Request
from sync.errors import InputError, IntegrityError, NotAllowed, StoreRefused
from sync.invitation import Invitation, fingerprint_words

_HOUR_MS: Final = 3_600_000
#: What the store allows at most.
MOST_HOURS: Final = 7 * 24


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that is not over. Times in ms since 1970; ``expires_ms`` is the store's.

    Attributes:
        text: one line, and what the QR code holds.
        spaces: the names of the spaces that it offers.
    """

    text: str
    made_ms: int
    expires_ms: int
    spaces: tuple[str, ...]

    @property
    def invitation(self) -> Invitation:
        """The address and the code."""
        return Invitation.parse(self.text)


@dataclass(frozen=True, slots=True)
class Asked:
    """A device asks to be let in. Nothing in it is to be believed before the words are compared.

    Attributes:
        words: six, to be read aloud on both sides.
        renews: the device that it goes on for, 32 hex, where a vault was copied or restored.
    """

    invitation: OpenInvitation
    request: Request
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """Who they say they are."""
        return self.request.name

    @property
    def agency(self) -> str:
        """For whom they say they work."""
        return self.request.agency

    @property
    def device(self) -> str:
        """The new device, 32 hex."""
        return self.request.card.device.hex()

    @property
    def renews(self) -> str | None:
        """The device that it goes on for, 32 hex."""
        return self.request.renews.hex() if self.request.renews else None


class Inviting(Partnering):
    """An administrator's invitations."""

    # ------------------------------------------------------------ inviting

    def invite(
        self, valid_hours: float = 24, spaces: Sequence[str] | None = None
    ) -> OpenInvitation:
        """Make an invitation. Needs the store.

        Args:
            valid_hours: for how long, at most a week.
            spaces: the names of the spaces that it offers; None: all that this device knows.

        Raises:
            NotAllowed: this person administers no space. InputError: no such space, another time.
            StoreError: nothing was made.
        """
        if not self.administers:
            raise NotAllowed(
                "Only who administers a space can invite. Nothing was changed.",
                advice="Ask an administrator.",
            )
        if not 0 < valid_hours <= MOST_HOURS:
            raise InputError(f"An invitation is good for at most {MOST_HOURS} hours.")
        known = self._belonging.names()
        chosen = sorted(known) if spaces is None else list(dict.fromkeys(spaces))
        unknown = [name for name in chosen if name not in known]
        if unknown or not chosen:
            raise InputError(
                "There is no such space. Nothing was changed.",
                advice=f"The spaces are: {', '.join(sorted(known))}.",
            )
        identity = self.identity
        invitation = Invitation.new(identity.store_url, self._random)
        offer = Offer(
            self.partnership.name or identity.agency,
            tuple(OfferedSpace(known[name], name) for name in chosen),
            identity.keys.card(),
            identity.name,
            identity.agency,
            identity.store_key,
        ).seal(invitation, self._random)
        home = known[self.administers[0]]

        async def make(transport: Transport) -> int:
            async with self._mailbox(invitation) as mailbox:
                expires = await mailbox.open(transport, home, int(valid_hours * _HOUR_MS))
                await mailbox.put("offer", offer)
                return expires

        expires_ms = self._reach(make)
        kept = {
            "text": invitation.text(),
            "offer": base64.b64encode(offer).decode(),
            "made_ms": self.clock.now(),
            "expires_ms": expires_ms,
            "spaces": chosen,
        }
        with self._guard:
            identity.invitations.append(kept)
            self._vault.save()
        return _open_invitation(kept)

    def invitations(self) -> list[OpenInvitation]:
        """The invitations that are not over, as far as this device knows; oldest first."""
        return [_open_invitation(kept) for kept in self.identity.invitations]

    def withdraw_invitation(self, invitation: OpenInvitation) -> None:
        """Take an invitation back: its code is good for nothing any more. Needs the store."""

        async def withdraw(_: Transport) -> None:
            async with self._mailbox(invitation.invitation) as mailbox:
                await mailbox.withdraw()

        self._reach(withdraw)
        self._forget_invitation(invitation)

    def _mailbox(self, invitation: Invitation) -> Mailbox:
        return Mailbox(invitation, through=self.through, before_each=self._still_open)

    def _forget_invitation(self, invitation: OpenInvitation) -> None:
        with self._guard:
            kept = self.identity.invitations
            kept[:] = [one for one in kept if one["text"] != invitation.text]
            self._vault.save()

    # ------------------------------------------------------------ who asks

    def requests(self) -> list[Asked]:
        """Who has answered an invitation of this person and waits. Needs the store.

        Invitations that are over are forgotten. One whose answer is none, because somebody else
        has the code, is left out: withdraw it.
        """
        found: list[Asked] = []
        over: list[OpenInvitation] = []

        async def look(_: Transport) -> None:
            for one in self.invitations():
                invitation = one.invitation
                async with self._mailbox(invitation) as mailbox:
                    try:
                        sealed = await mailbox.get("request")
                    except StoreRefused as refused:
                        if refused.reason != wire.NO_MAILBOX:
                            raise
                        over.append(one)
                        continue
                if sealed is not None:
                    try:
                        request = Request.open(invitation, sealed)
                    except IntegrityError:
                        continue
                    found.append(Asked(one, request, self._words(invitation, request)))

        if self.identity.invitations:
            self._reach(look)
        for one in over:
            self._forget_invitation(one)
        return found

    def _words(self, invitation: Invitation, request: Request) -> tuple[str, ...]:
        kept = next(k for k in self.identity.invitations if k["text"] == invitation.text())
        offer = base64.b64decode(kept["offer"])
        return tuple(fingerprint_words(invitation.mailbox, offer, request.card))


def _open_invitation(kept: dict[str, Any]) -> OpenInvitation:
    return OpenInvitation(
        str(kept["text"]), int(kept["made_ms"]), int(kept["expires_ms"]), tuple(kept["spaces"])
    )
