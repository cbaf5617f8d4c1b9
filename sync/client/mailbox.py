"""The mailbox of an invitation, as the two devices that meet in it reach it.

1. Opening it takes a session of the inviter, who administers a space. After that the invitation is
   enough for both: a device that belongs to nothing yet has no session anywhere.
2. What lies in it is sealed before it comes here, and opened after it leaves (``sync.enrolment``).
   The secret that is sent opens the mailbox and none of that.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx

from sync import wire
from sync.client.connection import DEADLINE_S, Connection
from sync.client.transport import Transport
from sync.client.wants import OpenMailbox
from sync.errors import MalformedEntry, StoreGarbled, StoreRefused
from sync.invitation import Invitation
from sync.plaintext import read_json


class Mailbox:
    """A connection to the mailbox of one invitation. Use it as an async context."""

    def __init__(
        self,
        invitation: Invitation,
        *,
        through: httpx.AsyncBaseTransport | None = None,
        deadline_s: float = DEADLINE_S,
        before_each: Callable[[], None] = lambda: None,
    ) -> None:
        """Connect to nothing yet. The arguments are those of :class:`Connection`."""
        self._invitation = invitation
        self._connection = Connection(
            invitation.store_url, through=through, deadline_s=deadline_s, before_each=before_each
        )

    async def __aenter__(self) -> Mailbox:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()

    async def open(self, inviter: Transport, space: bytes, valid_ms: int) -> int:
        """Open the mailbox (rule 1). The same again is no harm.

        Args:
            inviter: the way to the same store, of a device that administers ``space``.
            valid_ms: for how long; at most 7 days.

        Returns:
            When it expires, in the store's ms since 1970.

        Raises:
            StoreUnreachable, StoreGarbled.
            StoreRefused: ``not_allowed``, ``quota``, ``malformed``, ``taken``, among others.
        """
        invitation = self._invitation
        want = OpenMailbox(space, invitation.mailbox, invitation.secret_hash, valid_ms)
        answer = await inviter.answer(want)
        try:
            expires_ms = read_json(answer)["expires_ms"]
            if type(expires_ms) is not int:
                raise ValueError
        except (MalformedEntry, KeyError, ValueError):
            raise StoreGarbled("The store's answer about an invitation is not one.") from None
        return expires_ms

    async def put(self, part: str, content: bytes) -> None:
        """Put a sealed part there: ``offer``, ``request`` or ``answer``. The same bytes again are
        no harm.

        Raises:
            StoreUnreachable, StoreGarbled.
            StoreRefused: ``taken`` where other bytes lie there; ``no_mailbox`` where it expired,
                was withdrawn or never was; ``token_refused``, ``too_large``.
        """
        await self._ask("PUT", f"/{part}", content)

    async def get(self, part: str) -> bytes | None:
        """The part that lies there; None where nobody has put it there yet.

        Raises:
            StoreUnreachable, StoreGarbled. StoreRefused: ``no_mailbox``, ``token_refused``.
        """
        try:
            return await self._ask("GET", f"/{part}")
        except StoreRefused as refused:
            if refused.reason != wire.NOTHING_YET:
                raise
        return None

    async def withdraw(self) -> None:
        """Take the invitation back: all that lies there is deleted. Done already is done.

        Raises:
            StoreUnreachable, StoreGarbled. StoreRefused: ``token_refused``.
        """
        try:
            await self._ask("DELETE", "")
        except StoreRefused as refused:
            if refused.reason != wire.NO_MAILBOX:
                raise

    async def _ask(self, method: str, name: str, content: bytes | None = None) -> bytes:
        path = f"/v1/mailboxes/{self._invitation.mailbox.hex()}{name}"
        try:
            return await self._connection.send(method, path, content, self._invitation.bearer())
        except StoreRefused as refused:
            if refused.reason != wire.TOKEN_REFUSED:
                raise
        raise StoreRefused(
            "The store does not accept the code of this invitation.",
            reason=wire.TOKEN_REFUSED,
            advice="Compare it with the one that you were given, or ask for a new invitation.",
        )
