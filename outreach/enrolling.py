"""Enrolling a tablet: the side of whoever invites.

    invite -> the other side asks -> both people read six words -> admit -> the other side is in

The rules that this module enforces:

1. What is approved is the request whose words were on the screen, and no other.
2. Duties give roles by the table in force. Who reads a space reads its whole past: say so before.
3. In a space that this person does not administer, the admission is asked for, and the answer says
   that it is pending; until then the new device seals deposits there, which wait.
4. A space may be handed over in the same step: who was its administrator may only add to it then.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from outreach.administering import Build
from outreach.inviting import MOST_HOURS, Asked, Inviting, OpenInvitation
from outreach.model import notices
from outreach.partnering import placing
from sync import wire
from sync.client.transport import Transport
from sync.enrolment import Answer, GrantedSpace, Request
from sync.errors import BodyTooLarge, InputError, NotFound
from sync.next_roster import Changes
from sync.people import Details, Person
from sync.roster import MAY_READ, Role, Roster

__all__ = ["MOST_HOURS", "Approval", "Asked", "Enrolling", "OpenInvitation"]


@dataclass(frozen=True, slots=True)
class Approval:
    """What an approval came to.

    Attributes:
        person: 32 hex.
        roles: space -> role, in force. pending: space -> role, asked for where somebody else
            decides.
        handed_over: the spaces that this person only adds to from now on.
    """

    person: str
    device: str
    name: str
    roles: dict[str, Role]
    pending: dict[str, Role]
    handed_over: tuple[str, ...] = ()


class Enrolling(Inviting):
    """What an administrator does so that somebody comes in."""

    # ------------------------------------------------------------ approving

    def roles_for(self, duties: Sequence[str], asked: Asked | None = None) -> dict[str, Role]:
        """Space -> role that these duties give, among the spaces that the invitation offers."""
        roles = self.table.roles(duties)
        offered = self._belonging.names() if asked is None else asked.invitation.spaces
        return {space: role for space, role in roles.items() if space in offered}

    def reads_with(self, duties: Sequence[str], asked: Asked | None = None) -> list[str]:
        """The spaces of which somebody with these duties can read everything, its whole past
        included. Say so before anybody confirms."""
        return [s for s, role in self.roles_for(duties, asked).items() if role in MAY_READ]

    def admit(
        self,
        asked: Asked,
        duties: Sequence[str],
        *,
        name: str | None = None,
        agency: str | None = None,
        person: str | None = None,
        hand_over: Sequence[str] = (),
    ) -> Approval:
        """Let a device in, after both people have read the same six words. Needs the store.

        Args:
            duties: of the person, by the table in force; none where a device is renewed: as they
                were.
            name, agency: as members will see them; None: as they said.
            person: whose further tablet it is, 32 hex; None: somebody new, or who has it already.
            hand_over: spaces that this person only adds to from now on; the new one must come to
                administer them.

        Raises:
            InputError: no such duty or space; nobody would administer a space.
            StoreError, BadRoster: what is not in force yet can be approved again.
        """
        request = asked.request
        device = request.card.device
        duties = tuple(duties) or self._duties_of(request.renews)
        roles = self.roles_for(duties, asked)
        ours = {space: role for space, role in roles.items() if space in self.administers}
        for space in hand_over:
            if ours.get(space) != "admin":
                raise InputError(
                    f"The space “{space}” cannot be handed over: these duties do not administer "
                    "it, or you do not. Nothing was changed."
                )
        who = Person(
            person or self._person_of(device) or self._person_of(request.renews) or self._fresh(),
            (name or request.name).strip(),
            (agency or request.agency).strip(),
            tuple(dict.fromkeys(duties)),
        )
        builds = {
            space: self._admitting(space, request, who, role, space in hand_over)
            for space, role in ours.items()
        }
        self.change_members(builds)
        pending = {space: role for space, role in roles.items() if space not in ours}
        for space in pending:
            self._ask_for_admission(space, request, who)
        self._put_answer(asked, who, ours, pending)
        self._forget_invitation(asked.invitation)
        return Approval(
            who.person, device.hex(), who.name, ours, pending, tuple(dict.fromkeys(hand_over))
        )

    def _fresh(self) -> str:
        return self._random(16).hex()

    def _person_of(self, device: bytes | None) -> str | None:
        known = self._known_as(device)
        return known.person if known else None

    def _duties_of(self, device: bytes | None) -> tuple[str, ...]:
        known = self._known_as(device)
        return known.duties if known else ()

    def _known_as(self, device: bytes | None) -> Person | None:
        """Whose a device is, as far as any roster here says, those of before included."""
        for space in self._belonging.readable().values() if device else ():
            for roster in reversed(self._membership[space].history()):
                details = self._opener.details(roster)
                if details is not None and device in details.people:
                    return details.people[device]
        return None

    def _admitting(
        self, space: str, request: Request, who: Person, role: Role, hand_over: bool
    ) -> Build:
        place = placing(request.card, who, role)
        before = request.renews

        def build(roster: Roster, details: Details) -> Changes | None:
            changes = place(roster, details)
            if hand_over:
                mine: dict[bytes, Role] = {
                    device: "depositor"
                    for device, one in details.people.items()
                    if one.person == self.identity.person and device != request.card.device
                }
                mine = {d: r for d, r in mine.items() if roster.members[d].role != r}
                if mine:
                    base = changes or Changes()
                    changes = replace(base, roles={**base.roles, **mine})
            if before is not None and before in roster.members:
                closing = self.last_known(roster.space, before, "moved")
                changes = replace(changes or Changes(), remove={before: closing})
            return changes

        return build

    def _ask_for_admission(self, space: str, request: Request, who: Person) -> None:
        fields: dict[str, Any] = {
            "device": request.card.device.hex(),
            "card": base64.b64encode(request.card.raw()).decode(),
            "person": who.person,
            "name": who.name,
            "agency": who.agency,
            "duties": list(who.duties),
        }
        asked = [self._notice(notices.ADMISSION, fields)]
        if request.renews is not None:
            gone = {"device": request.renews.hex(), "reason": "moved"}
            asked.append(self._notice(notices.REMOVAL, gone))
        self._tell_space(self._belonging.space_named(space), *asked)

    def _put_answer(
        self, asked: Asked, who: Person, ours: dict[str, Role], pending: dict[str, Role]
    ) -> None:
        known = self._belonging.names()
        granted = tuple(
            GrantedSpace(known[space], space, role, space in pending)
            for space, role in sorted({**ours, **pending}.items())
            if space in known
        )
        answer = Answer(who.person, who.name, who.agency, who.duties, granted)
        invitation, card = asked.invitation.invitation, asked.request.card
        signing = self.identity.keys.signing
        rosters = {known[space]: self._placed(known[space]) for space in pending if space in known}
        try:
            sealed = replace(answer, rosters=rosters).seal(invitation, card, signing)
        except BodyTooLarge:  # they add to those spaces when they are admitted, and not before
            sealed = answer.seal(invitation, card, signing)

        async def put(_: Transport) -> None:
            async with self._mailbox(invitation) as mailbox:
                await mailbox.put("answer", sealed)

        self._reach(put)
        self.sync()  # what was asked for elsewhere is on its way at once

    def _placed(self, space: bytes) -> bytes:
        """The rosters and rulings of a space, as the store gives them."""
        pulled = self._log.place(space).position
        stored = [*self._log.rosters(space), *self._log.rulings(space)]
        stored += self._log.governing(space, pulled)
        stored.sort(key=lambda one: one.position or 0)
        return wire.placed_frames((s.position or 0, s.received_ms or 0, s.raw) for s in stored)

    # ------------------------------------------------------------ whom words name

    def devices_of(self, who: str) -> list[bytes]:
        """The devices of a person, or the one device, by id or the start of it, or by name.

        Raises:
            NotFound: nobody, or more than one, is called so.
        """
        wanted = who.strip().casefold()
        members = self.members()
        people: dict[str, list[bytes]] = {}
        for view in members:
            if wanted and (
                view.person.person.startswith(wanted) or view.person.name.casefold() == wanted
            ):
                people.setdefault(view.person.person, []).append(bytes.fromhex(view.device))
        devices = [v.device for v in members if wanted and v.device.startswith(wanted)]
        if len(people) == 1:
            return next(iter(people.values()))
        if not people and len(devices) == 1:
            return [bytes.fromhex(devices[0])]
        raise NotFound(
            "Nobody, or more than one, is called so. Nothing was changed.",
            advice="Give an id, or its start, as `outreach member list` prints them.",
        )
