"""Using the organisation's recovery key: no administrator can unlock a device any more.

    sheet -> the rosters of every space, checked from the founding on -> its epoch key
          -> the next roster, signed by the recovery key: a new device administers

The rules that this module enforces:

1. Nothing is changed before every space was looked at: the sheet must be the key in force in each.
2. The vault is made before any roster names its device; whoever is interrupted gives the same
   folder and passphrase again, and it goes on where it was.
3. The recovery key is in memory only for as long as this takes. The tablets that are gone are
   removed by the new administrator, in the ordinary way.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from outreach.founding import new_joiner
from outreach.model import duties
from outreach.model.duties import FOUNDER
from outreach.model.reviews import SUPERVISOR
from outreach.rehearsing import open_with
from sync import wire
from sync.client.identity import Identity
from sync.client.log import Log
from sync.client.recovery_code import RecoveryCode
from sync.client.rosters import take
from sync.client.transport import Transport
from sync.client.vault import SCRYPT_N, Vault, is_vault
from sync.client.wants import PullRosters, Push
from sync.envelope import NO_PREV, Kind, parse, sign
from sync.errors import BadRoster, InputError, StoreGarbled
from sync.first_roster import Admission
from sync.keys import DeviceKeys
from sync.membership import Membership
from sync.next_roster import Changes, next_roster
from sync.people import Details, Person
from sync.recovery_sheet import RecoverySheet
from sync.roster import Role

Random = Callable[[int], bytes]

#: How often a roster is composed anew where somebody else's was taken first.
_TRIES: Final = 3
_ADMIN: Final[Role] = "admin"


@dataclass(slots=True)
class _Space:
    """A space as its rosters tell it."""

    id: bytes
    membership: Membership = field(default_factory=Membership)
    after: int = 0
    #: Where the recovery key's own chain stands.
    seq: int = 0
    prev: bytes = NO_PREV
    epoch_key: bytes = b""
    details: Details | None = None

    @property
    def name(self) -> str:
        return self.details.space_name if self.details else self.id.hex()


def recover(
    folder: Path,
    passphrase: str,
    sheet: RecoverySheet,
    *,
    name: str,
    agency: str,
    through: httpx.AsyncBaseTransport | None = None,
    random: Random = secrets.token_bytes,
    scrypt_n: int = SCRYPT_N,
) -> RecoveryCode | None:
    """Make a vault that administers every space of the sheet. Needs the store.

    Args:
        folder, passphrase: of the new vault; of one that this was interrupted with, to go on.
        name, agency: of the new administrator, as members will see them.

    Returns:
        The recovery code of the new vault, to be shown once; None where it was there already.

    Raises:
        BadKey: the sheet is not the recovery key in force. InputError: a vault of something else
            stands there. StoreError: the store could not do it; give the same again.
    """
    work = _Recovering(sheet, through, random)
    asyncio.run(work.look())
    code: RecoveryCode | None = None
    if is_vault(folder):
        vault = Vault.unlock(folder, passphrase)
        try:
            identity = vault.identity
            if set(identity.epochs) != set(sheet.spaces) or identity.token:
                raise InputError(
                    "There is a vault of something else in this folder. Nothing was changed.",
                    advice="Choose another folder.",
                )
            keys = identity.keys
            person = Person(identity.person, identity.name, identity.agency, identity.duties)
        finally:
            vault.lock()
    else:
        known = duties.shipped().duties
        theirs = [duty for duty in (FOUNDER, SUPERVISOR) if duty in known]
        joiner = new_joiner(name, agency, theirs, {}, random)
        keys, person = joiner.keys, joiner.person
        identity = Identity(
            keys=keys,
            person=person.person,
            name=person.name,
            agency=person.agency,
            store_url=sheet.store_url,
            store_key=sheet.store_key,
            deposit_key=random(32),
            duties=person.duties,
            epochs={space: {} for space in sheet.spaces},
            names={space.id: space.name for space in work.spaces},
        )
        vault, code = Vault.create(folder, passphrase, identity, random=random, scrypt_n=scrypt_n)
        try:
            Log(folder / "log.db", new=True).close()
        finally:
            vault.lock()
    asyncio.run(work.appoint(keys, person))
    return code


class _Recovering:
    """The recovery key at work."""

    def __init__(
        self, sheet: RecoverySheet, through: httpx.AsyncBaseTransport | None, random: Random
    ) -> None:
        self._sheet = sheet
        self._keys = sheet.key.keys()
        self._device = self._keys.card().device
        self._through = through
        self._random = random
        self.spaces = [_Space(space) for space in sheet.spaces]

    def _transport(self) -> Transport:
        sheet = self._sheet
        return Transport(sheet.store_url, sheet.store_key, self._keys, through=self._through)

    async def look(self) -> None:
        """Rule 1."""
        async with self._transport() as transport:
            for space in self.spaces:
                await self._pull(transport, space)

    async def appoint(self, keys: DeviceKeys, person: Person) -> None:
        """Make a device an administrator of every space."""
        async with self._transport() as transport:
            for space in self.spaces:
                for _ in range(_TRIES):
                    member = space.membership.current.members.get(keys.card().device)
                    if member is not None:
                        break
                    await self._push(transport, space, Admission(keys.card(), _ADMIN, person))
                    await self._pull(transport, space)
                else:
                    raise BadRoster(
                        "Others changed the members at the same time, and were quicker. Nothing is "
                        "lost.",
                        advice="Give the same again.",
                    )

    async def _pull(self, transport: Transport, space: _Space) -> None:
        """The rosters that are new, each checked; and what the key opens by them."""
        while placed := wire.unplaced(await transport.answer(PullRosters(space.id, space.after))):
            for position, _, raw in placed:
                if position <= space.after or not take(space.membership, raw, position):
                    raise StoreGarbled("The store's list of members does not follow from itself.")
                space.after = position
                entry = parse(raw)
                if entry.device == self._device:
                    space.seq, space.prev = entry.seq, entry.id
        if not space.membership.is_founded or space.membership.current.space != space.id:
            raise StoreGarbled("The store does not give the members of a space of this sheet.")
        roster = space.membership.current
        if roster.store_key != self._sheet.store_key:
            raise BadRoster("A space of this sheet names another store's key. Nothing was changed.")
        space.epoch_key = open_with(self._keys, roster, space.name)
        space.details = roster.open_details(space.epoch_key)

    async def _push(self, transport: Transport, space: _Space, admission: Admission) -> None:
        roster = space.membership.current
        body = next_roster(
            roster,
            Changes(admit=[admission]),
            epoch_key=space.epoch_key,
            cards=space.membership.cards,
            random=self._random,
        )
        entry = sign(
            Kind.ROSTER,
            space=space.id,
            device=self._device,
            seq=space.seq + 1,
            prev=space.prev,
            epoch=roster.epoch,
            body=body,
            signing=self._keys.signing,
        )
        receipt = wire.Receipt.parse(
            await transport.answer(Push(space.id, wire.frame([entry.raw()])))
        )
        receipt.check(self._sheet.store_key)
        if (receipt.space, receipt.id) != (space.id, entry.id):
            raise StoreGarbled("The store's receipt is not for what was sent.")
        space.seq, space.prev = entry.seq, entry.id
