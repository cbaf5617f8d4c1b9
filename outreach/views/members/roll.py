"""Who belongs and what waits, asked of the session in one go. Everything here runs in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from outreach.model import written
from outreach.model.duties import STRENGTH
from outreach.model.reviews import SUPERVISOR


@dataclass(frozen=True, slots=True)
class Tablet:
    """A device, 32 hex, and its role in each space."""

    device: str
    roles: dict[str, str]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person with their tablets. ``name`` is empty where no space that is read here names them.

    ``roles``: the strongest of any of their tablets, by space.
    """

    person: str
    name: str
    agency: str
    duties: tuple[str, ...]
    tablets: tuple[Tablet, ...]
    roles: dict[str, str]
    me: bool

    @property
    def id(self) -> str:
        """What their page is found by: their first tablet."""
        return self.tablets[0].device

    @property
    def handle(self) -> str:
        """What the session finds all their tablets by."""
        return self.person or self.id


@dataclass(frozen=True, slots=True)
class Gone:
    """A tablet that was removed: whose it was, where known, and why, by space."""

    device: str
    name: str
    agency: str
    reasons: dict[str, str]


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What is asked of this person about one device, or about the recovery key, in some spaces."""

    requests: tuple[Any, ...]

    @property
    def first(self) -> Any:
        return self.requests[0]

    @property
    def id(self) -> str:
        return str(self.first.id)

    @property
    def spaces(self) -> list[str]:
        return [one.space for one in self.requests]


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for an administrator, as far as this tablet knows without the store."""

    asked: tuple[AskedFor, ...] = ()
    reports: tuple[Any, ...] = ()
    seconds: tuple[Any, ...] = ()

    @property
    def count(self) -> int:
        return len(self.asked) + len(self.reports) + len(self.seconds)


@dataclass(frozen=True, slots=True)
class Roll:
    """Everything that the screen of people shows."""

    partnership: str
    administers: tuple[str, ...]
    table: Any
    people: list[Somebody]
    gone: list[Gone]
    waits: Waits
    invitations: list[Any]
    rehearsed_ms: int | None = None
    recovery: bool = False
    rulings: int = 0
    reads: tuple[str, ...] = ()
    supervises: bool = False


def call(session: Any) -> Roll:
    """Who belongs."""
    views = session.space_views()
    return Roll(
        session.partnership.name,
        tuple(session.administers),
        session.table,
        people(session),
        gone(session),
        waits(session),
        session.invitations(),
        session.rehearsed_ms(),
        any(view.recovery for view in views),
        len(session.rulings()),
        tuple(session.spaces),
        SUPERVISOR in session.me.duties,
    )


def people(session: Any) -> list[Somebody]:
    """Everybody with all their tablets, by name."""
    mine = session.identity.person
    found: dict[str, list[Any]] = {}
    for view in session.members():
        found.setdefault(view.person.person or view.device, []).append(view)
    made = []
    for views in found.values():
        person = views[0].person
        roles: dict[str, str] = {}
        for view in views:
            for name, role in view.roles.items():
                roles[name] = max(roles.get(name, role), role, key=STRENGTH.index)
        held = sorted((Tablet(v.device, dict(v.roles)) for v in views), key=lambda t: t.device)
        made.append(
            Somebody(
                person.person,
                person.name,
                person.agency,
                person.duties,
                tuple(held),
                roles,
                bool(mine) and person.person == mine,
            )
        )
    return sorted(made, key=lambda one: (not one.name, one.name.casefold(), one.id))


def gone(session: Any) -> list[Gone]:
    """The tablets that were removed, by whose they were."""
    made = [Gone(one.device, one.name, one.agency, dict(one.reasons)) for one in session.closed()]
    return sorted(made, key=lambda one: (not one.name, one.name.casefold(), one.device))


def waits(session: Any) -> Waits:
    """What an administrator has to decide; nothing for others."""
    if not session.administers:
        return Waits()
    groups: dict[tuple[str, str], list[Any]] = {}
    for request in session.asked_of_me():
        groups.setdefault((request.what, request.device), []).append(request)
    mine = set(session.administers)
    # Only where it takes two does an erasure ever wait.
    by_two = any(v.erasers > 1 for v in session.space_views() if v.name in mine)
    rulings = session.rulings() if by_two else []
    return Waits(
        tuple(AskedFor(tuple(ones)) for ones in groups.values()),
        tuple(session.lost_reports()),
        tuple(one for one in rulings if one.state == "waits for a second" and one.space in mine),
    )


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person, and what is known of their work."""

    somebody: Somebody
    roll: Roll
    records: int
    last_ms: int | None
    reports: tuple[Any, ...]


def person(session: Any, device: str) -> PersonPage | None:
    """The person who uses a device; None where nobody here does."""
    roll = call(session)
    for one in roll.people:
        if any(t.device == device for t in one.tablets):
            count, last = written.by(session.model, one.person) if one.person else (0, None)
            devices = {t.device for t in one.tablets}
            reports = tuple(r for r in session.lost_reports() if r.device in devices)
            return PersonPage(one, roll, count, last, reports)
    return None
