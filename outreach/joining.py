"""Enrolling a tablet: the side of whoever is invited.

    begin (reads the offer, asks) -> six words, compared aloud -> the answer -> a vault

The rules that this module enforces:

1. The keys of the new device are made here, and lie on no disk but sealed in a vault. A vault that
   waits for its answer is made where the wait may outlast the app.
2. The answer is believed for the signature of the inviter, whose card the words covered, and only
   about spaces that were offered. The store's key is pinned from the offer; every roster that comes
   must name the same one.
3. A space that is pending is kept with its rosters, each checked from the founding on: deposits are
   sealed for it at once, and wait.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from outreach.partnering import Partnering
from sync import wire
from sync.client.identity import Identity
from sync.client.log import Log, Stored
from sync.client.mailbox import Mailbox
from sync.client.recovery_code import RecoveryCode
from sync.client.rosters import take
from sync.client.vault import SCRYPT_N, Vault
from sync.enrolment import Answer, Offer, Request
from sync.errors import BadRoster, InputError, StoreError
from sync.invitation import Invitation, fingerprint_words
from sync.keys import DeviceKeys, KemKey, SigningKey
from sync.membership import Membership

Random = Callable[[int], bytes]


class Joining:
    """A device that was invited and has no place yet."""

    def __init__(
        self,
        invitation: Invitation,
        sealed_offer: bytes,
        keys: DeviceKeys,
        name: str,
        agency: str,
        *,
        through: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.invitation = invitation
        self.offer = Offer.open(invitation, sealed_offer)
        self.keys = keys
        self.name = name
        self.agency = agency
        self._sealed_offer = sealed_offer
        self._through = through

    @classmethod
    def begin(
        cls,
        invitation: Invitation,
        name: str,
        agency: str,
        *,
        renews: bytes | None = None,
        through: httpx.AsyncBaseTransport | None = None,
        random: Random = secrets.token_bytes,
    ) -> Joining:
        """Read the offer, make keys, and ask to be let in.

        Args:
            name, agency: who they say they are, in at most 200 characters each.
            renews: the device that this one goes on for.

        Raises:
            StoreRefused: the invitation is over, or somebody has used it. StoreError: no network.
            InputError: a name that cannot be used. IntegrityError: the offer is none.
        """
        keys = DeviceKeys.from_random(random)
        request = Request(keys.card(), name.strip(), agency.strip(), renews)

        async def ask() -> Joining:
            async with Mailbox(invitation, through=through) as mailbox:
                sealed_offer = await mailbox.get("offer")
                if sealed_offer is None:
                    raise InputError(
                        "Nothing lies in this invitation yet. Nothing was changed.",
                        advice="Ask whoever invited you to make the invitation again.",
                    )
                joining = cls(
                    invitation, sealed_offer, keys, request.name, request.agency, through=through
                )
                await mailbox.put("request", request.seal(invitation, random))
                return joining

        return asyncio.run(ask())

    @property
    def words(self) -> list[str]:
        """The six words that both people read aloud."""
        card = self.keys.card()
        return fingerprint_words(self.invitation.mailbox, self._sealed_offer, card)

    def answer(self) -> Answer | None:
        """What was decided; None as long as nobody has. Needs the store.

        Raises:
            StoreRefused: the invitation is over. StoreError: no network.
            IntegrityError: an answer that the inviter did not write.
        """

        async def look() -> bytes | None:
            async with Mailbox(self.invitation, through=self._through) as mailbox:
                return await mailbox.get("answer")

        sealed = asyncio.run(look())
        if sealed is None:
            return None
        return Answer.open(self.invitation, self.keys, self.offer, sealed)

    def keep(
        self,
        folder: Path,
        passphrase: str,
        *,
        random: Random = secrets.token_bytes,
        scrypt_n: int = SCRYPT_N,
    ) -> RecoveryCode:
        """Make the vault, which waits for its answer. The recovery code, to be shown once.

        Raises:
            InputError: a vault stands there already, the passphrase is too short. DiskFull.
        """
        return self._make(folder, passphrase, None, random, scrypt_n)

    def finish(
        self,
        folder: Path,
        passphrase: str,
        answer: Answer | None = None,
        *,
        random: Random = secrets.token_bytes,
        scrypt_n: int = SCRYPT_N,
    ) -> RecoveryCode:
        """Make the vault of a member. The recovery code, to be shown once.

        Args:
            answer: what :meth:`answer` gave; None: it is looked for.

        Raises:
            InputError: nobody has approved yet, and as :meth:`keep`. StoreError.
        """
        answer = answer or self.answer()
        if answer is None:
            raise InputError(
                "Nobody has approved this device yet. Nothing was changed.",
                advice="Compare the six words with whoever invited you, then try again.",
            )
        return self._make(folder, passphrase, answer, random, scrypt_n)

    def _make(
        self, folder: Path, passphrase: str, answer: Answer | None, random: Random, scrypt_n: int
    ) -> RecoveryCode:
        identity = Identity(
            keys=self.keys,
            person="",
            name=self.name,
            agency=self.agency,
            store_url=self.invitation.store_url,
            store_key=self.offer.store_key,
            deposit_key=random(32),
            partnership=self.offer.partnership,
            joining=self.remembered(),
        )
        vault, code = Vault.create(folder, passphrase, identity, random=random, scrypt_n=scrypt_n)
        try:
            log = Log(folder / "log.db", new=True)
            try:
                if answer is not None:
                    settle(identity, log, answer)
                    vault.save()
            finally:
                log.close()
        finally:
            vault.lock()
        return code

    def remembered(self) -> dict[str, Any]:
        """What a vault keeps while it waits."""
        return {
            "text": self.invitation.text(),
            "offer": base64.b64encode(self._sealed_offer).decode(),
        }

    def remembered_keys(self) -> dict[str, Any]:
        """The same, with keys that are not the vault's yet (``renewing``)."""
        kem = self.keys.kem
        return {
            **self.remembered(),
            "signing": base64.b64encode(self.keys.signing.seed).decode(),
            "kem": [kem.kem_id, base64.b64encode(kem.seed).decode()],
        }

    @classmethod
    def of(cls, identity: Identity, through: httpx.AsyncBaseTransport | None) -> Joining:
        """What a vault that waits remembers."""
        kept = identity.joining
        keys = identity.keys
        if "signing" in kept:
            number, seed = kept["kem"]
            keys = DeviceKeys(
                SigningKey(base64.b64decode(kept["signing"])),
                KemKey(int(number), base64.b64decode(seed)),
            )
        return cls(
            Invitation.parse(kept["text"]),
            base64.b64decode(kept["offer"]),
            keys,
            identity.name,
            identity.agency,
            through=through,
        )


def settle(identity: Identity, log: Log, answer: Answer) -> None:
    """Take an answer into an identity that waited; the caller saves the vault."""
    for granted in answer.spaces:
        frames = answer.rosters.get(granted.id)
        if granted.pending and frames:
            _keep_rosters(log, granted.id, frames, identity.store_key)
    identity.person = answer.person
    identity.name = answer.name
    identity.agency = answer.agency
    identity.duties = answer.duties
    for granted in answer.spaces:
        identity.epochs.setdefault(granted.id, {})
        identity.names[granted.id] = granted.name
        if granted.pending:
            identity.pending.add(granted.id)
    identity.joining = {}


def _keep_rosters(log: Log, space: bytes, frames: bytes, store_key: bytes) -> None:
    """Rosters that an answer brought, each checked from the founding on."""
    try:
        placed = wire.unplaced(frames)
    except StoreError:
        raise BadRoster("The answer holds a list of members that is none.") from None
    membership = Membership()
    for position, _, raw in placed:
        if not take(membership, raw, position) or membership.current.space != space:
            raise BadRoster("The answer holds a list of members that is not what was signed.")
    if placed and membership.current.store_key != store_key:
        raise BadRoster("The answer holds a list of members of another store.")
    log.take_governing(space, [Stored(p.position, p.received_ms, p.raw) for p in placed])


class Waiting(Partnering):
    """A vault that was made before its answer came."""

    @property
    def joining(self) -> Joining | None:
        """The invitation that this vault waits on; None for one that is in."""
        identity = self.identity
        if "text" not in identity.joining:
            return None
        return Joining.of(identity, self.through)

    def complete_joining(self) -> bool:
        """Take in the answer, if there is one by now. Needs the store. Whether it came.

        Raises:
            StoreRefused: the invitation is over. StoreError. IntegrityError: not the inviter's.
        """
        joining = self.joining
        if joining is None:
            return True
        answer = joining.answer()
        if answer is None:
            return False
        self._take_answer(joining, answer)
        return True

    def _take_answer(self, joining: Joining, answer: Answer) -> None:
        with self._guard:
            settle(self.identity, self._log, answer)
            self._vault.save()
            self._meet_spaces()
        self._tell()
