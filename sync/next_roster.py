"""Composing a roster that follows another: who comes, who goes, who does something else.

The rules are in ``sync/roster.py``; this module only makes bodies that keep them:

- A new epoch is started where somebody loses the right to read, where the recovery key changes,
  where it is asked for, and where somebody arrives whose build could not check the epoch's deposit
  key. Otherwise the epoch stays, and nothing that exists is sealed again.
- In a new epoch everybody who may read is given the new key, and the old one is sealed under it, so
  that who reads now can read the past.
- In an old one a key is wrapped only for whoever gains the right to read.
- Who leaves is closed at an entry. Cards stand only where they are new; devices keep the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sync.envelope import MAX_ROSTER_BODY
from sync.errors import BadRoster, InputError
from sync.first_roster import Admission, deposit_kem, text64
from sync.keys import KEM_MLKEM768_X25519, Card, seal_part, wrap
from sync.people import Details, Person, details_place, seal_details
from sync.roster import (
    MAX_MEMBERS,
    MAY_READ,
    Closing,
    Role,
    Roster,
    commitment,
    deposit_pair,
    wrap_info,
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be different in the next roster.

    Attributes:
        admit: devices that are no members now, with their cards.
        roles: member -> its new role.
        people: member -> what is said of its person from now on (another name, other duties).
        remove: member -> where its chain ends, and why.
        recovery: the organisation's new recovery card; None: as it is.
        table: duty -> role, the partnership's own for this space; None: as it is.
        erasers: how many admins it takes to erase; None: as it is.
        rotate: start a new epoch even where no rule asks for one.
    """

    admit: Sequence[Admission] = ()
    roles: Mapping[bytes, Role] = field(default_factory=dict)
    people: Mapping[bytes, Person] = field(default_factory=dict)
    remove: Mapping[bytes, Closing] = field(default_factory=dict)
    recovery: Card | None = None
    table: Mapping[str, str] | None = None
    erasers: int | None = None
    rotate: bool = False


def next_roster(
    old: Roster,
    changes: Changes,
    *,
    epoch_key: bytes,
    cards: Mapping[bytes, Card],
    random: Callable[[int], bytes],
) -> bytes:
    """The body of the version that follows ``old``, to be signed by one of its admins.

    Args:
        epoch_key: of the epoch of ``old``. cards: every card that this space's rosters brought.
        random: ``random(n)`` fresh bytes.

    Raises:
        InputError: somebody is admitted twice, or changed or removed without being a member; nobody
            would be left as an admin; more members than a roster holds.
    """
    _check(old, changes)
    details = old.open_details(epoch_key)
    roles = {device: member.role for device, member in old.members.items()}
    roles.update(changes.roles)
    roles.update({a.card.device: a.role for a in changes.admit})
    roles = {device: role for device, role in roles.items() if device not in changes.remove}
    arrived = {a.card.device: a.card for a in changes.admit}
    known = {**cards, **arrived}
    recovery = changes.recovery
    if recovery is None and old.recovery is not None:
        recovery = old.recovery.card
    if "admin" not in roles.values():
        raise InputError(
            "Nobody would be left who administers this space. Nothing was changed.",
            advice="Give somebody else the duty of administrator first.",
        )
    if len(roles) > MAX_MEMBERS:
        raise InputError(f"A space has at most {MAX_MEMBERS:,} devices. Nothing was changed.")

    key, epoch, previous_key = epoch_key, old.epoch, None
    fresh = _needs_new_epoch(old, changes, roles, arrived)
    scope = old.space if fresh else old.scope
    if fresh:
        key, epoch = random(32), old.epoch + 1
        place = old.space + epoch.to_bytes(4, "big")
        previous_key = seal_part(key, "previous-key", epoch_key, random(16), place)
    committed = commitment(scope, epoch, key) if fresh else old.commitment

    def wrapped(card: Card) -> str:
        info = wrap_info(scope, epoch, card.device, committed)
        return text64(wrap(card.kem_id, card.kem_key, key, info))

    def in_need() -> Iterator[bytes]:
        for device, role in roles.items():
            before = old.members.get(device)
            if role in MAY_READ and (fresh or before is None or not before.may_read):
                yield device

    deposit: dict[str, Any] = {"kem": old.deposit_kem, "key": text64(old.deposit_key)}
    if fresh:
        kem = deposit_kem([*(known[device] for device in roles), recovery])
        deposit = {"kem": kem, "key": text64(deposit_pair(key, kem).public())}
    recovery_part = None
    if recovery is not None:
        kept = None if fresh else old.recovery and text64(old.recovery.wrap)
        recovery_part = {"card": text64(recovery.raw()), "wrap": kept or wrapped(recovery)}
    closed = {**old.closed, **changes.remove}
    version = old.version + 1
    sealed = seal_details(
        _details(details, changes), key, random(16), details_place(scope, version)
    )
    body: dict[str, Any] = {
        "version": version,
        "previous": old.entry_id.hex(),
        "epoch": epoch,
        "commitment": committed.hex(),
        "previous_key": previous_key and text64(previous_key),
        "members": {
            device.hex(): {"role": role, "card": known[device].hash.hex()}
            for device, role in roles.items()
        },
        "cards": {device.hex(): text64(card.raw()) for device, card in arrived.items()},
        "wraps": {device.hex(): wrapped(known[device]) for device in in_need()},
        "closed": [
            {"device": device.hex(), "seq": c.seq, "id": c.id.hex(), "reason": c.reason}
            for device, c in closed.items()
        ],
        "store": {"url": old.store_url, "key": text64(old.store_key)},
        "recovery": recovery_part,
        "deposit": deposit,
        "sealed": text64(sealed),
    }
    if scope != old.space:
        body["founding"] = scope.hex()
    erasers = old.erasers if changes.erasers is None else changes.erasers
    if erasers != 1:
        body["erasers"] = erasers
    raw = json.dumps(body, separators=(",", ":")).encode()
    if len(raw) > MAX_ROSTER_BODY:
        raise InputError(
            "The keys of so many devices do not fit into one list of members. Nothing was changed.",
            advice="Give those who need not read the space the role of depositor, or split it.",
        )
    return raw


def _check(old: Roster, changes: Changes) -> None:
    arrived = [a.card.device for a in changes.admit]
    if len(set(arrived)) != len(arrived) or any(device in old.members for device in arrived):
        raise InputError("This device is a member of the space already. Nothing was changed.")
    if any(device in old.closed for device in arrived):
        raise InputError(
            "This device was removed from the space. Nothing was changed.",
            advice="A removed tablet comes back under new keys: invite it anew.",
        )
    for device in (*changes.roles, *changes.people, *changes.remove):
        if device not in old.members:
            raise InputError("This device is no member of the space. Nothing was changed.")
    if changes.erasers is not None and changes.erasers < old.erasers:
        raise BadRoster("How many it takes to erase is never lowered.")


def _needs_new_epoch(
    old: Roster, changes: Changes, roles: Mapping[bytes, str], arrived: Mapping[bytes, Card]
) -> bool:
    if changes.rotate or changes.recovery is not None:
        return True
    if old.deposit_kem == KEM_MLKEM768_X25519 and any(
        card.kem_id != KEM_MLKEM768_X25519 for card in arrived.values()
    ):
        return True
    return any(
        member.may_read and roles.get(device) not in MAY_READ
        for device, member in old.members.items()
    )


def _details(before: Details, changes: Changes) -> Details:
    people = {**before.people, **changes.people}
    people.update({a.card.device: a.person for a in changes.admit})
    for device in changes.remove:
        people.pop(device, None)
    table = before.roles if changes.table is None else dict(changes.table)
    return replace(before, people=people, roles=table)
