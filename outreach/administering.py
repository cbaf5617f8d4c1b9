"""Who belongs: the members of each space, and changes of them, carried out in the store.

The rules that this module enforces:

1. Only an admin of a space changes who belongs to it, under a roster composed on the one in force.
2. A change counts when the store has taken it as the next one. Where somebody else was quicker, it
   is composed anew on theirs; nobody's change is overwritten unseen.
3. What could not be sent is signed and waits; nothing is called done that is not in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from outreach.passes import Passes
from sync.chain import Tip
from sync.envelope import Entry, Kind, sign
from sync.errors import BadRoster, NotAllowed, StoreUnreachable
from sync.next_roster import Changes, next_roster
from sync.roster import Closing, Details, Person, Reason, Roster

#: How often a change is composed anew where somebody else's was taken first.
_TRIES: Final = 3

#: What is to be different, seen from the roster and the people of now; None: nothing.
Build = Callable[[Roster, Details], Changes | None]


@dataclass(frozen=True, slots=True)
class MemberView:
    """A device with its person and its role in each space that this device can see.

    ``device`` is 32 hex; ``roles`` maps a space's name to the role there.
    """

    device: str
    person: Person
    roles: dict[str, str]


@dataclass(frozen=True, slots=True)
class ClosedView:
    """A device that was removed, whose it was, as far as that can be read here, and why, by space.

    ``name`` and ``agency`` are empty where no roster that this device reads has named it.
    """

    device: str
    reasons: dict[str, str]
    name: str = ""
    agency: str = ""


class Administering(Passes):
    """What may be seen and changed of who belongs."""

    def members(self) -> list[MemberView]:
        """Everybody in the spaces whose names this device can read, by name and device."""
        people: dict[bytes, Person] = {}
        roles: dict[bytes, dict[str, str]] = {}
        for name, space in self._belonging.readable().items():
            roster = self._membership[space].current
            details = self._opener.details(roster)
            for device, member in roster.members.items():
                roles.setdefault(device, {})[name] = member.role
                if details is not None and device in details.people:
                    people[device] = details.people[device]
        unnamed = Person("", "", "", ())
        views = [
            MemberView(device.hex(), people.get(device, unnamed), dict(sorted(held.items())))
            for device, held in roles.items()
        ]
        return sorted(views, key=lambda view: (view.person.name, view.device))

    def closed(self) -> list[ClosedView]:
        """The devices that were removed from spaces that this device knows."""
        reasons: dict[bytes, dict[str, str]] = {}
        for name, space in self._belonging.names().items():
            for device, closing in self._membership[space].current.closed.items():
                reasons.setdefault(device, {})[name] = closing.reason
        people = self._people_of_before(reasons)
        unnamed = Person("", "", "", ())
        views = []
        for device, why in sorted(reasons.items()):
            person = people.get(device, unnamed)
            views.append(ClosedView(device.hex(), why, person.name, person.agency))
        return views

    def _people_of_before(self, devices: Iterable[bytes]) -> dict[bytes, Person]:
        """Who used these devices, as the newest rosters say that still named them."""
        wanted, found = set(devices), dict[bytes, Person]()
        for space in self._belonging.readable().values():
            for roster in reversed(self._membership[space].history()):
                if not wanted:
                    return found
                details = self._opener.details(roster) if wanted & roster.members.keys() else None
                for device in list(wanted) if details is not None else ():
                    if device in details.people:
                        found[device] = details.people[device]
                        wanted.discard(device)
        return found

    @property
    def administers(self) -> list[str]:
        """The names of the spaces in which this device may change who belongs."""
        device = self.identity.device
        return sorted(
            name
            for name, space in self._belonging.readable().items()
            if device in self._membership[space].current.admins
        )

    def last_known(self, space: bytes, device: bytes, reason: Reason) -> Closing:
        """Where a device's chain ends as far as this device has pulled: its closing, if removed."""
        tip: Tip = self._log.tip(space, device)
        return Closing(tip.seq, tip.id, reason)

    def change_members(self, builds: Mapping[str, Build]) -> list[str]:
        """Change who belongs to spaces, and see each change in force. Needs the store.

        Args:
            builds: name of a space -> what is to be different in it.

        Returns:
            The names of the spaces that were changed.

        Raises:
            NotAllowed: not an admin there. InputError: the change is none that can be made.
            StoreError: the store could not be reached; what was signed is sent at the next sync.
            BadRoster: others were quicker, every time.
        """
        for name in builds:
            if name not in self.administers:
                raise NotAllowed(
                    f"You do not administer the space “{name}”. Nothing was changed.",
                    advice="Ask an administrator of that space.",
                )
        for name in builds:
            self.log_act("administration", space=name, text="members")
        left, done = dict(builds), list[str]()
        for _ in range(_TRIES):
            self._sync_or_raise()
            signed: dict[str, Entry] = {}
            with self._guard:  # all of them are composed before any of them may be sent
                for name, build in list(left.items()):
                    entry = self._compose(self._belonging.space_named(name), build)
                    if entry is None:
                        del left[name]
                    else:
                        signed[name] = entry
                self._log.append(list(signed.values()))
            if not left:
                return done
            self._sync_or_raise()
            for name, entry in signed.items():
                if self._is_in_force(entry):
                    done.append(name)
                    del left[name]
            if not left:
                return done
        raise BadRoster(
            "Others changed the members of the same space at the same time, and were quicker. "
            "Your change was not made.",
            advice="See what they changed, then try again.",
        )

    def _is_in_force(self, entry: Entry) -> bool:
        membership = self._membership.get(entry.space)
        if membership is None:  # whoever signed it removed themselves
            return True
        return any(roster.entry_id == entry.id for roster in membership.history())

    def _compose(self, space: bytes, build: Build) -> Entry | None:
        """The next roster, signed."""
        identity = self.identity
        membership = self._membership[space]
        roster = membership.current
        key = identity.epochs[space].get(roster.epoch)
        details = self._opener.details(roster)
        if key is None or details is None:
            raise NotAllowed(
                "This device does not hold the key in force, so it cannot change who belongs.",
                advice="Sync first. If it stays so, ask another administrator.",
            )
        changes = build(roster, details)
        if changes is None:
            return None
        body = next_roster(
            roster, changes, epoch_key=key, cards=membership.cards, random=self._random
        )
        tip = self._log.own_tip(space, identity.device)
        return sign(
            Kind.ROSTER,
            space=space,
            device=identity.device,
            seq=tip.seq + 1,
            prev=tip.id,
            epoch=roster.epoch,
            body=body,
            signing=identity.keys.signing,
        )

    def _sync_or_raise(self) -> None:
        report = self.sync()
        if report.problem is not None:
            raise report.problem
        if not report.reached:
            raise StoreUnreachable("The store could not be reached, so nothing could be changed.")
