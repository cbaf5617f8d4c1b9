"""Removing people and tablets, and changing what somebody does.

The rules that this module enforces:

1. It is done in every space that this person administers, all of them or none, and asked for in the
   others that the device is in; the outcome names both.
2. A space is never left without an administrator. Where only somebody else's space would be, the
   outcome says so: the recovery key appoints a new one.
3. A device is closed at its newest entry that was pulled; what it had not sent goes to the late
   box.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from outreach.administering import Build
from outreach.enrolling import Enrolling
from outreach.model import notices
from outreach.partnering import placing
from outreach.writing import Write
from sync.errors import NotAllowed, NotFound
from sync.keys import Card
from sync.next_roster import Changes
from sync.people import Details, Person
from sync.roster import Closing, Reason, Role, Roster


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change of members came to.

    Attributes:
        devices: those that it was about, 32 hex each.
        spaces: where it is in force.
        asked: where this person does not decide, and asked for it.
        without_admin: where only the removed devices administer: the recovery key is needed there.
    """

    devices: tuple[str, ...]
    spaces: tuple[str, ...]
    asked: tuple[str, ...] = ()
    without_admin: tuple[str, ...] = ()


class Leaving(Enrolling):
    """What an administrator does when somebody goes, or does something else."""

    def remove(self, who: str, reason: Reason) -> Outcome:
        """Remove a person, or one device. Needs the store.

        Args:
            who: a name, or the start of a person's or a device's id.
            reason: moved (the keys of these spaces go), left (likewise), lost (the tablet wipes
                itself).

        Raises:
            NotFound: nobody, or more than one, is called so. NotAllowed: no space in common is
                administered. InputError: nobody would be left who administers a space.
            StoreError, BadRoster: not in force yet.
        """
        return self._remove(self.devices_of(who), reason)

    def _remove(self, devices: Sequence[bytes], reason: Reason) -> Outcome:
        def build(roster: Roster, details: Details) -> Changes | None:
            gone: dict[bytes, Closing] = {
                device: self.last_known(roster.space, device, reason)
                for device in devices
                if device in roster.members
            }
            return Changes(remove=gone) if gone else None

        def ask(device: bytes, roster: Roster) -> Write | None:
            if device not in roster.members:
                return None
            return self._notice(notices.REMOVAL, {"device": device.hex(), "reason": reason})

        mine = {space: build for space in self.administers if self._has(space, devices)}
        outcome = self._carry_out(devices, mine, ask)
        alone = [
            name
            for name in outcome.asked
            if self._membership[self._belonging.space_named(name)].current.admins <= set(devices)
        ]
        return replace(outcome, without_admin=tuple(alone))

    def set_duties(self, who: str, duties: Sequence[str]) -> Outcome:
        """Give a person other duties, on all their devices. Needs the store. Raises as
        :meth:`remove`; InputError: no such duty, or a device that was removed from a space comes
        back only by a new invitation.
        """
        devices = self.devices_of(who)
        roles = self.table.roles(duties)
        people = {d: replace(self._known(d), duties=tuple(dict.fromkeys(duties))) for d in devices}
        builds = {
            space: self._doing(devices, people, roles.get(space)) for space in self.administers
        }

        def ask(device: bytes, roster: Roster) -> Write | None:
            role = roles.get(self._opener.space_name(roster.space))
            member = roster.members.get(device)
            if (member.role if member else None) == role:
                return None
            if role is None:
                return self._notice(notices.REMOVAL, {"device": device.hex(), "reason": "moved"})
            return self._notice(notices.ADMISSION, self._card_and(people[device], device))

        return self._carry_out(devices, builds, ask)

    def _doing(
        self, devices: Sequence[bytes], people: dict[bytes, Person], role: Role | None
    ) -> Build:
        def build(roster: Roster, details: Details) -> Changes | None:
            changes = Changes()
            for device in devices:
                if role is None:
                    if device in roster.members:
                        closing = self.last_known(roster.space, device, "moved")
                        changes = replace(changes, remove={**changes.remove, device: closing})
                    continue
                more = placing(self._card(device), people[device], role)(roster, details)
                if more is not None:
                    changes = replace(
                        changes,
                        admit=[*changes.admit, *more.admit],
                        roles={**changes.roles, **more.roles},
                        people={**changes.people, **more.people},
                    )
            return None if changes == Changes() else changes

        return build

    def _carry_out(
        self,
        devices: Sequence[bytes],
        builds: dict[str, Build],
        ask: Callable[[bytes, Roster], Write | None],
    ) -> Outcome:
        """Change the spaces that this person administers, and ask in the others."""
        if not builds and not self.administers:
            raise NotAllowed(
                "You administer no space. Nothing was changed.", advice="Ask an administrator."
            )
        # What is asked elsewhere is put together first: whoever removes themselves cannot later.
        asked: list[tuple[str, list[Write]]] = []
        for name, space in sorted(self._belonging.names().items()):
            if name in builds or name in self.administers or not self._belonging.may_add(space):
                continue
            roster = self._membership[space].current
            writes = [one for device in devices if (one := ask(device, roster)) is not None]
            if writes:
                asked.append((name, writes))
        if not builds and not asked:
            raise NotFound("No space that you know has this device. Nothing was changed.")
        for name, writes in asked:
            self._tell_space(self._belonging.space_named(name), *writes)
        changed = self.change_members(builds)
        if asked:
            self.sync()
        return Outcome(
            tuple(d.hex() for d in devices), tuple(sorted(changed)), tuple(n for n, _ in asked)
        )

    # ------------------------------------------------------------ what is known of a device

    def _has(self, space: str, devices: Iterable[bytes]) -> bool:
        members = self._membership[self._belonging.space_named(space)].current.members
        return any(device in members for device in devices)

    def _known(self, device: bytes) -> Person:
        view = next(v for v in self.members() if v.device == device.hex())
        return view.person

    def _card(self, device: bytes) -> Card:
        for membership in self._membership.values():
            card = membership.cards.get(device)
            if card is not None:
                return card
        raise NotFound("Nothing is known of this device here. Nothing was changed.")

    def _card_and(self, person: Person, device: bytes) -> dict[str, object]:
        return {
            "device": device.hex(),
            "card": base64.b64encode(self._card(device).raw()).decode(),
            "person": person.person,
            "name": person.name,
            "agency": person.agency,
            "duties": list(person.duties),
        }
