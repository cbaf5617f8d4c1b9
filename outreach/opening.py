"""From the sealed log to changes: opens entries with the vault's keys and names their authors.

An entry that does not open, whose author had no right to it, or that claims to have seen a history
that this device knows to be another goes to quarantine with a reason. It stays in the log; it never
stops the others.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from outreach.model.changes import Author, Change, Malformed, decode
from outreach.model.quarantine import Quarantined
from sync.client.log import Log, Status, Stored
from sync.client.vault import Vault
from sync.deposit import open_deposit, open_own
from sync.envelope import PREFIX_BYTES, Entry, Kind, open_body, parse
from sync.errors import CannotOpen, IntegrityError, MalformedEntry, NotAuthorised
from sync.keys import KemKey, digest
from sync.membership import Membership
from sync.plaintext import unpack
from sync.roster import Details, Person, Roster, deposit_pair

_HEAD_CACHE = 4096
#: Kinds of entry that say something about a record.
_SAYING = (Kind.CHANGE, Kind.DEPOSIT)
#: What nobody signed for yet, and what a ruling erased.
_SILENT = (Status.PENDING, Status.ERASED)
_REFUSED = Status.REFUSED
_CHANGE = Kind.CHANGE
_DAMAGED = "The entry is damaged on this device. It is asked for again at every sync."


class Opener:
    """Opens the entries of the spaces that this device holds keys for."""

    def __init__(self, vault: Vault, log: Log, membership: dict[bytes, Membership]) -> None:
        # The vault and not what it holds: when it is locked, no key can be reached from here.
        self._vault = vault
        self._log = log
        self._membership = membership
        self._details: dict[bytes, Details | None] = {}
        self._authors: dict[tuple[bytes, bytes], Author | None] = {}
        self._heads: dict[tuple[bytes, int], str | None] = {}
        self._pairs: dict[tuple[bytes, int], KemKey] = {}

    def forget(self) -> None:
        """Let go of every name; the next one is looked up with the vault's keys again."""
        self._details.clear()
        self._authors.clear()
        self._pairs.clear()

    def space_name(self, space: bytes) -> str:
        """What the members call the space."""
        membership = self._membership[space]
        details = self._details_of(membership.current) if membership.is_founded else None
        return details.space_name if details else self._vault.identity.names.get(space, space.hex())

    def author(self, roster: Roster, device: bytes) -> Author | None:
        """Who a roster says uses a device; None for one that it does not name."""
        key = (roster.entry_id, device)
        if key not in self._authors:
            self._authors[key] = self._author(roster, device)
        return self._authors[key]

    def details(self, roster: Roster) -> Details | None:
        """Names, agencies and duties of a roster; None where this device may not read them."""
        return self._details_of(roster)

    def _author(self, roster: Roster, device: bytes) -> Author | None:
        member = roster.members.get(device)
        role = member.role if member else None
        details = self._details_of(roster)
        person = details.people.get(device) if details else None
        identity = self._vault.identity
        if role is None and device == identity.device and roster.space in identity.pending:
            role = "depositor"  # what is sealed now waits until this device is admitted
        if person is None and role is not None and device == identity.device:
            # Who may not read a space cannot read its names either, but knows their own.
            person = Person(
                identity.person, identity.name, identity.agency, tuple(sorted(identity.duties))
            )
        if role is None or person is None:
            return None
        return Author(
            person.person,
            person.name,
            person.agency,
            device.hex(),
            role,
            frozenset(person.duties),
        )

    def _details_of(self, roster: Roster) -> Details | None:
        if roster.entry_id not in self._details:
            key = self._vault.identity.epochs.get(roster.space, {}).get(roster.epoch)
            try:
                self._details[roster.entry_id] = roster.open_details(key) if key else None
            except (CannotOpen, MalformedEntry):
                self._details[roster.entry_id] = None
        return self._details[roster.entry_id]

    def open_all(self, space: bytes, stored: Iterable[Stored]) -> list[Change | Quarantined]:
        """What entries say, in the order given. Rosters and what is pending are left out."""
        name = self.space_name(space)
        membership = self._membership[space]
        opened: list[Change | Quarantined] = []
        for item in stored:
            if item.position is not None and item.position == membership.damaged_at:
                continue  # a damaged roster is told by itself
            try:
                entry = parse(item.raw)
            except MalformedEntry:
                opened.append(self._damaged(space, name, item))
                continue
            if entry.kind not in _SAYING or item.status in _SILENT:
                continue
            if entry.is_stub and membership.rulings.is_erased(item.position, entry.id):
                continue
            roster = _roster_at(membership, item.position)
            author = self.author(roster, entry.device) if roster else None
            try:
                if item.status is _REFUSED:
                    if roster is not None:
                        membership.authorise(entry, roster)
                    raise NotAuthorised("Its author had no right to write it when it came.")
                opened.append(self._open(entry, item, name, author))
            except IntegrityError as error:
                if isinstance(error, CannotOpen) and not self._is_as_it_came(entry, item):
                    opened.append(self._damaged(space, name, item))
                    continue
                opened.append(
                    Quarantined(
                        entry.id.hex(),
                        name,
                        entry.device.hex(),
                        author.name if author else "",
                        item.position,
                        error.message,
                    )
                )
        return opened

    def _is_as_it_came(self, entry: Entry, item: Stored) -> bool:
        return item.position is None or self._log.is_as_it_came(
            entry.space, item.position, item.received_ms or 0, entry.id
        )

    def _damaged(self, space: bytes, name: str, item: Stored) -> Quarantined:
        if item.position is not None:
            self._log.notice_damage(space, item.position)
        return _damaged(name, item)

    def notice(self, quarantine: Iterable[Quarantined]) -> None:
        """Take notice of the damage that a snapshot remembers."""
        spaces = {self.space_name(space): space for space in self._membership}
        for one in quarantine:
            if one.reason == _DAMAGED and one.position is not None and one.space in spaces:
                self._log.notice_damage(spaces[one.space], one.position)

    def _open(self, entry: Entry, item: Stored, name: str, author: Author | None) -> Change:
        payload = self._payload(entry)
        change = decode(
            payload,
            entry=entry.id.hex(),
            space=name,
            device=entry.device.hex(),
            seq=entry.seq,
            position=item.position,
            received_ms=item.received_ms,
            author=author,
        )
        self._check_seen(entry.space, change, payload["seen"][1])
        return change

    def payload(self, entry: Entry) -> dict[str, Any]:
        """What one entry says, whether it counts or not. Raises CannotOpen, MalformedEntry."""
        return self._payload(entry)

    def _payload(self, entry: Entry) -> dict[str, Any]:
        identity = self._vault.identity
        key = identity.epochs.get(entry.space, {}).get(entry.epoch)
        if key is not None and entry.kind is _CHANGE:
            return unpack(open_body(entry, key))
        if entry.kind is Kind.DEPOSIT:
            if key is not None:
                return open_deposit(entry, self._deposit_pair(entry, key))
            if entry.device in (identity.device, *identity.former):
                return open_own(entry, identity.deposit_key)
        raise CannotOpen("This device holds no key for the time at which this was written.")

    def _deposit_pair(self, entry: Entry, key: bytes) -> KemKey:
        """The pair of an epoch. Its KEM stands in any roster of that epoch."""
        at = (entry.space, entry.epoch)
        if at not in self._pairs:
            roster = next(
                (r for r in self._membership[entry.space].history() if r.epoch == entry.epoch), None
            )
            if roster is None:
                raise CannotOpen("This device knows no list of members of that time.")
            self._pairs[at] = deposit_pair(key, roster.deposit_kem)
        return self._pairs[at]

    def _check_seen(self, space: bytes, change: Change, claimed: str) -> None:
        """What an author says to have seen must lie before the entry, and be what was there."""
        if change.position is not None and change.seen >= change.position:
            raise Malformed("The entry claims to have seen what came after it.")
        key = (space, change.seen)
        if key not in self._heads:
            if len(self._heads) > _HEAD_CACHE:
                self._heads.clear()
            head = self._log.head_at(space, change.seen)
            self._heads[key] = None if head is None else head_text(head)
        known = self._heads[key]
        if known is not None and known != claimed:
            raise Malformed("The entry claims to have seen another history of this space.")


def _roster_at(membership: Membership, position: int | None) -> Roster | None:
    """The roster under which an entry stands; None where the first one is damaged here."""
    if not membership.is_founded:
        return None
    return membership.current if position is None else membership.in_force(position)


def _damaged(space: str, item: Stored) -> Quarantined:
    """An entry whose bytes changed on this device: set aside, so that it stops no other. What it
    says of itself is told as far as it can be read."""
    try:
        stub = parse(item.raw[:PREFIX_BYTES])
        entry, device = stub.id, stub.device.hex()
    except MalformedEntry:
        entry, device = digest("damaged-entry", item.raw), ""
    return Quarantined(entry.hex(), space, device, "", item.position, _DAMAGED)


def head_text(head: bytes) -> str:
    """A head as the payload names it: 43 characters of base64url."""
    return base64.urlsafe_b64encode(head).rstrip(b"=").decode()
