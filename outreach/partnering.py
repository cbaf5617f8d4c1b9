"""The partnership as a member sees it: its spaces, its table of duties, what is asked of others.

The rules that this module enforces:

1. Which role a duty gives is read from the table that the space's roster carries, or else from the
   one that ships. A table gives nobody a right.
2. Where a change is needed in a space that this person does not administer, they ask there, with a
   notice; whoever administers it sees what is asked, by whom, and decides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from outreach.administering import Administering, Build
from outreach.model import duties, notices
from outreach.model.notices import NOTICE_VERSION, Notice
from outreach.writing import Write
from sync.client.rosters import membership_of
from sync.client.transport import Transport
from sync.errors import NotAllowed, VaultLocked
from sync.first_roster import Admission
from sync.keys import Card
from sync.next_roster import Changes
from sync.people import Details, Partnership, Person
from sync.roster import Role, Roster
from sync.words import fingerprint

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SpaceView:
    """A space as far as this device knows it.

    Attributes:
        role: this device's own. ``None``: it waits to be admitted.
        members: devices in it. admins: those that decide who belongs.
        erasers: how many administrators it takes to erase.
        recovery: whether the organisation's recovery key can open it.
        position, head_words: how far this device has verified its history, and six words for it.
            Whoever stands at the same position and reads other words aloud was told another
            history. None where this device does not read.
    """

    name: str
    id: str
    role: Role | None
    members: int
    admins: int
    epoch: int
    version: int
    erasers: int
    recovery: bool
    position: int = 0
    head_words: tuple[str, ...] = ()


def placing(card: Card, person: Person, role: Role) -> Build:
    """What gives a device this role in a space, whether it is a member there or not yet."""

    def build(roster: Roster, details: Details) -> Changes | None:
        member = roster.members.get(card.device)
        if member is None:
            return Changes(admit=[Admission(card, role, person)])
        roles = {card.device: role} if member.role != role else {}
        people = {card.device: person} if details.people.get(card.device) != person else {}
        return Changes(roles=roles, people=people) if roles or people else None

    return build


class Partnering(Administering):
    """What there is, and what is asked."""

    @property
    def partnership(self) -> Partnership:
        """Name, areas and agencies; the name is empty where nobody ever gave one."""
        for space in self._belonging.readable().values():
            details = self._details(space)
            if details is not None and details.partnership is not None:
                return details.partnership
        return Partnership(self.identity.partnership)

    @property
    def table(self) -> duties.Table:
        """The table of duties in force, as far as this device can read it."""
        own: dict[str, Mapping[str, str]] = {}
        for name, space in self._belonging.readable().items():
            details = self._details(space)
            if details is not None:
                own[name] = details.roles
        return duties.shipped().with_spaces(own)

    def set_table(self, table: duties.Table) -> list[str]:
        """Put another table of duties into every space that this person administers. Needs the
        store. Nobody's role changes by it. The names of the spaces; raises as ``change_members``.
        """

        def build_for(name: str) -> Build:
            roles = table.of_space(name)

            def build(roster: Roster, details: Details) -> Changes | None:
                return None if details.roles == roles else Changes(table=roles)

            return build

        if not self.administers:
            raise NotAllowed("You administer no space. Nothing was changed.")
        return self.change_members({name: build_for(name) for name in self.administers})

    def space_views(self) -> list[SpaceView]:
        """The spaces that this device knows, by name."""
        device = self.identity.device
        views = []
        for name, space in sorted(self._belonging.names().items()):
            if not self._membership[space].is_founded:
                continue
            roster = self._membership[space].current
            member = roster.members.get(device)
            place = self._log.place(space)
            views.append(
                SpaceView(
                    name,
                    space.hex(),
                    member.role if member else None,
                    len(roster.members),
                    len(roster.admins),
                    roster.epoch,
                    roster.version,
                    roster.erasers,
                    roster.recovery is not None,
                    place.position,
                    tuple(fingerprint(place.head)) if place.position else (),
                )
            )
        return views

    # ------------------------------------------------------------ notices

    def _details(self, space: bytes) -> Details | None:
        membership = self._membership[space]
        return self._opener.details(membership.current) if membership.is_founded else None

    def _notice(self, kind: str, fields: dict[str, Any]) -> Write:
        return Write(kind, NOTICE_VERSION, self._random(16).hex(), fields)

    def _tell_space(self, space: bytes, *asked: Write) -> None:
        """Write notices to a space, as a change or as a deposit."""
        self._write(space, asked)

    def _reach(self, work: Callable[[Transport], Awaitable[T]]) -> T:
        """Do something in the store as this device, on the calling thread. Raises StoreError."""
        identity = self.identity

        async def reach() -> T:
            async with Transport(
                identity.store_url,
                identity.store_key,
                identity.keys,
                through=self.through,
                before_each=self._still_open,
                tokens=self.tokens,
            ) as transport:
                return await work(transport)

        return asyncio.run(reach())

    def _meet_spaces(self) -> None:
        """Spaces that the identity has come to name are known from now on."""
        for space in self.identity.epochs:
            if space not in self._membership:
                self._membership[space] = membership_of(self._log, space)
        self._opener.forget()
        self._keeper.learn_keys()
        self.model = self._keeper.fold_anew()

    def _still_open(self) -> None:
        if self.locked:
            raise VaultLocked("The vault was locked meanwhile. Nothing more was sent.")

    def _notices(self, *types: str) -> list[Notice]:
        return self.model.notices(*types)

    def rehearsed_ms(self) -> int | None:
        """When somebody last proved that the recovery sheet in force works, in ms since 1970."""
        cards = {
            membership.current.recovery.card.hash.hex()
            for membership in self._membership.values()
            if membership.is_founded and membership.current.recovery is not None
        }
        found = [n for n in self._notices(notices.REHEARSAL) if n.fields["card"] in cards]
        return max((n.received_ms or n.recorded_ms for n in found), default=None)
