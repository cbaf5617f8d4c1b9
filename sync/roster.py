"""A roster: the whole membership of a space, versioned and signed. Version n to n+1.

Rules that :func:`check_first` and :func:`check_successor` apply, alike in the store and on devices:

1. The first roster's body, which omits the space, names it: ``space = SHA-256(label + body)[:16]``.
2. A later one has the next version and names the id of the one before it.
3. Its signer was an admin of the one before it, or is the organisation's recovery key.
4. Its epoch is the same, with the same commitment, or the next one, with the previous epoch's key
   sealed under it.
5. Every device that is new, or has a new card, comes with a card that hashes to what is listed.
6. Whoever may read and is new, or faces a new epoch, has a wrap. A depositor has none.
7. Whoever loses the right to read, the recovery key included, makes a new epoch necessary.
8. A removed device is closed at a last entry, for a reason; closings are never taken back.
9. At least one admin is left, unless the recovery key signs.
10. How many admins it takes to erase is never lowered, unless the recovery key signs.

What the store may know (devices, roles, keys) is in the clear. Names, agencies, duties and the
name of the space lie in a part sealed under the epoch key.

*Scope.* Wraps, commitment and sealed part are bound to the space. The first roster cannot contain
its own hash, so there they are bound to a random ``founding`` value in its body, which the space's
id covers; the binding is the same. The commitment lasts for an epoch, so every roster of epoch 1
repeats that value.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from sync.envelope import Entry, Kind, founding_space
from sync.errors import BadKey, BadRoster, MalformedEntry
from sync.keys import (
    Card,
    KemKey,
    check_signing_key,
    derive,
    digest,
    kem_public_bytes,
    label,
    open_part,
    seed_bytes,
)
from sync.people import Details, Person, details_place, open_details
from sync.plaintext import read_json

__all__ = [
    "MAX_MEMBERS", "MAY_READ", "MAY_WRITE", "REASONS", "ROLES", "Closing", "Details", "Member",
    "Person", "Reason", "Recovery", "Role", "Roster", "check_first", "check_successor",
    "commitment", "deposit_pair", "parse", "wrap_info",
]  # fmt: skip

Role = Literal["reader", "writer", "admin", "depositor"]
Reason = Literal["moved", "left", "lost"]

ROLES: Final = frozenset(get_args(Role))
REASONS: Final = frozenset(get_args(Reason))
MAY_READ: Final = frozenset({"reader", "writer", "admin"})
MAY_WRITE: Final = frozenset({"writer", "admin"})
MAX_MEMBERS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Member:
    """A device's place in a space."""

    role: Role
    card_hash: bytes

    @property
    def may_read(self) -> bool:
        """Whether this device holds the epoch keys."""
        return self.role in MAY_READ

    @property
    def may_write(self) -> bool:
        """Whether its changes count."""
        return self.role in MAY_WRITE


@dataclass(frozen=True, slots=True)
class Closing:
    """Where a removed device's chain ends."""

    seq: int
    id: bytes
    reason: Reason


@dataclass(frozen=True, slots=True)
class Recovery:
    """The organisation's offline key: a card, and this epoch's key wrapped to it."""

    card: Card
    wrap: bytes


@dataclass(frozen=True, slots=True)
class Roster:
    """One version of a space's membership, as parsed from a signed entry."""

    space: bytes
    entry_id: bytes
    version: int
    previous: bytes | None
    scope: bytes
    epoch: int
    commitment: bytes
    previous_key: bytes | None
    members: dict[bytes, Member]
    cards: dict[bytes, Card] = field(repr=False)
    wraps: dict[bytes, bytes] = field(repr=False)
    closed: dict[bytes, Closing]
    store_url: str
    store_key: bytes
    recovery: Recovery | None = field(repr=False)
    deposit_kem: int
    deposit_key: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    #: How many admins it takes to erase (``sync/ruling.py``).
    erasers: int = 1

    @property
    def admins(self) -> frozenset[bytes]:
        """The devices that may sign the next roster."""
        return frozenset(d for d, m in self.members.items() if m.role == "admin")

    def keeps_recovery_of(self, old: Roster) -> bool:
        """Whether the organisation's recovery key is the same card as in ``old``."""
        return (self.recovery and self.recovery.card.hash) == (
            old.recovery and old.recovery.card.hash
        )

    def receive_key(self, device: bytes, kem: KemKey) -> bytes:
        """The epoch key that this roster wraps for ``device``.

        Raises:
            BadRoster: there is no wrap for it here.
            CannotOpen, BadKey: the wrap is for someone else, or holds a key that is not the one
                every other member was given (the commitment).
        """
        wrapped = self.wraps.get(device)
        if wrapped is None:
            raise BadRoster("This roster holds no key for this device.")
        key = kem.unwrap(wrapped, wrap_info(self.scope, self.epoch, device, self.commitment))
        self.check_key(key)
        return key

    def check_key(self, key: bytes) -> None:
        """Refuse an epoch key that is not the one that the commitment names."""
        if commitment(self.scope, self.epoch, key) != self.commitment:
            raise BadKey("This device was given another key than the other members.")
        if deposit_pair(key, self.deposit_kem).public() != self.deposit_key:
            raise BadKey("The key for deposits is not the one of this epoch.")

    def open_previous_key(self, key: bytes, before: Roster) -> bytes:
        """The previous epoch's key, sealed under this one's where the epoch changed.

        ``before`` is the roster that this one follows: its commitment must name the same key.

        Raises:
            BadRoster: the epoch did not change here. CannotOpen, BadKey: not the key it should be.
        """
        if self.previous_key is None:
            raise BadRoster("This roster does not start an epoch.")
        bound_to = self.scope + self.epoch.to_bytes(4, "big")
        previous = open_part(key, "previous-key", self.previous_key, bound_to)
        before.check_key(previous)
        return previous

    def open_details(self, key: bytes) -> Details:
        """Names, agencies, duties and the space's name.

        Raises:
            CannotOpen, MalformedEntry: not sealed under this key, or not what it should be.
        """
        return open_details(self.sealed, key, details_place(self.scope, self.version))


def commitment(scope: bytes, epoch: int, key: bytes) -> bytes:
    """What every member checks its epoch key against: one roster, one key for all."""
    return digest("commitment", scope, epoch.to_bytes(4, "big"), key)


def wrap_info(scope: bytes, epoch: int, device: bytes, committed: bytes) -> bytes:
    """The HPKE ``info`` of an epoch key's wrap: for this space, epoch and device only."""
    return label("wrap") + scope + epoch.to_bytes(4, "big") + device + committed


def deposit_pair(epoch_key: bytes, kem_id: int) -> KemKey:
    """The key pair that deposits of this epoch are sealed to; it derives from the epoch key."""
    return KemKey(kem_id, derive(epoch_key, "deposit-kem", length=seed_bytes(kem_id)))


# ---------------------------------------------------------------- reading


def parse(entry: Entry) -> Roster:
    """Read a roster from its entry. Whether it may follow another is checked elsewhere.

    Raises:
        BadRoster: not a roster, or its body is not of the right shape.
        BadKey, BadSignature: a card that does not check against itself.
    """
    if entry.kind is not Kind.ROSTER or entry.body is None:
        raise BadRoster("An entry that should be a roster is none.")
    try:
        return _parse(entry, read_json(entry.body))
    except (KeyError, TypeError, ValueError, AttributeError, MalformedEntry):
        raise BadRoster("A roster's body is not of the right shape.") from None


def _parse(entry: Entry, read: dict[str, Any]) -> Roster:
    version = _whole(read["version"])
    previous = read["previous"]
    epoch = _whole(read["epoch"])
    named = version == 1 or (epoch == 1 and "founding" in read)
    scope = _hex(read["founding"], 16) if named else entry.space
    deposit = read["deposit"]
    recovery = read["recovery"]
    members = {
        _device(d): Member(_one_of(m["role"], ROLES), _hex(m["card"], 32))  # type: ignore[arg-type]
        for d, m in read["members"].items()
    }
    closed = {
        _device(c["device"]): Closing(
            _whole(c["seq"], least=0),  # a device that never wrote is closed at its start
            _hex(c["id"], 32),
            _one_of(c["reason"], REASONS),  # type: ignore[arg-type]
        )
        for c in read["closed"]
    }
    if len(members) > MAX_MEMBERS or len(closed) != len(read["closed"]):
        raise ValueError
    deposit_kem = _whole(deposit["kem"])
    deposit_key = _b64(deposit["key"])
    if len(deposit_key) != kem_public_bytes(deposit_kem):
        raise ValueError
    return Roster(
        space=entry.space,
        entry_id=entry.id,
        version=version,
        previous=None if previous is None else _hex(previous, 32),
        scope=scope,
        epoch=epoch,
        commitment=_hex(read["commitment"], 32),
        previous_key=None if read["previous_key"] is None else _b64(read["previous_key"]),
        members=members,
        cards={_device(d): Card.parse(_b64(c)) for d, c in read["cards"].items()},
        wraps={_device(d): _b64(w) for d, w in read["wraps"].items()},
        closed=closed,
        store_url=_text(read["store"]["url"]),
        store_key=_b64(read["store"]["key"]),
        recovery=None
        if recovery is None
        else Recovery(Card.parse(_b64(recovery["card"])), _b64(recovery["wrap"])),
        deposit_kem=deposit_kem,
        deposit_key=deposit_key,
        sealed=_b64(read["sealed"]),
        erasers=_whole(read.get("erasers", 1)),
    )


def check_first(roster: Roster, entry: Entry) -> None:
    """Rules 1, 3, 5, 6 and 9 for the roster that founds a space.

    Raises:
        BadRoster: which rule it breaks.
    """
    if entry.body is None or founding_space(entry.body) != entry.space:
        raise BadRoster("A founding roster does not name its own space.")
    if roster.version != 1 or roster.previous is not None or roster.epoch != 1:
        raise BadRoster("A founding roster is not version 1 of epoch 1.")
    if roster.previous_key is not None or roster.closed:
        raise BadRoster("A founding roster names an epoch or a closing before itself.")
    if entry.seq != 1 or entry.epoch != 1 or entry.device not in roster.admins:
        raise BadRoster("A founding roster is not the first entry of one of its admins.")
    _check_arrivals(roster, {}, new_epoch=True)


def check_successor(old: Roster, new: Roster, entry: Entry) -> None:
    """Rules 2 to 10 for version n+1 against version n.

    Raises:
        BadRoster: which rule it breaks.
    """
    if new.space != old.space or new.version != old.version + 1 or new.previous != old.entry_id:
        raise BadRoster("A roster does not follow the one that is in force.")
    by_recovery = old.recovery is not None and old.recovery.card.device == entry.device
    if entry.device not in old.admins and not by_recovery:
        raise BadRoster("A roster is not signed by an admin of the one before it.")
    new_epoch = new.epoch == old.epoch + 1
    if not new_epoch and (new.epoch != old.epoch or new.commitment != old.commitment):
        raise BadRoster("A roster has neither the epoch before it nor the next one.")
    if not new_epoch and new.scope not in (old.scope, new.space):
        raise BadRoster("A roster names another founding than the first one did.")
    if not new_epoch and new.deposit_key != old.deposit_key:
        raise BadRoster("A roster changes the key for deposits within an epoch.")
    if new_epoch != (new.previous_key is not None):
        raise BadRoster("A roster seals the previous epoch's key exactly where it starts one.")
    if entry.epoch != old.epoch:
        raise BadRoster("A roster's entry does not name the epoch in force.")
    if old.recovery and not new_epoch and not new.keeps_recovery_of(old):
        raise BadRoster("The recovery key is changed or dropped without a new epoch.")
    for device, member in old.members.items():
        after = new.members.get(device)
        if member.may_read and not (after and after.may_read) and not new_epoch:
            raise BadRoster("Somebody loses the right to read without a new epoch.")
        if after is None and device not in new.closed:
            raise BadRoster("A device is removed without its chain being closed.")
    for device, closing in old.closed.items():
        if new.closed.get(device) != closing:
            raise BadRoster("A roster takes back a closing.")
    _check_arrivals(new, old.members, new_epoch=new_epoch)
    if new.erasers < old.erasers and not by_recovery:
        raise BadRoster("A roster lowers how many admins it takes to erase.")
    if not new.admins and not by_recovery:
        raise BadRoster("A roster leaves the space without an admin.")


def _check_arrivals(new: Roster, before: Mapping[bytes, Member], *, new_epoch: bool) -> None:
    check_signing_key(new.store_key)
    if not new.members:
        raise BadRoster("A roster names no member.")
    for device, member in new.members.items():
        if device in new.closed:
            raise BadRoster("A closed device is a member.")
        known = before.get(device)
        arrived = known is None or known.card_hash != member.card_hash
        card = new.cards.get(device)
        if arrived and card is None:
            raise BadRoster("A new device comes without its card.")
        if card is not None and (card.device != device or card.hash != member.card_hash):
            raise BadRoster("A card is not the one that its device is named after.")
        needs_wrap = new_epoch or arrived or not (known and known.may_read)
        if member.may_read and needs_wrap and device not in new.wraps:
            raise BadRoster("A member who may read is given no key.")
        if not member.may_read and device in new.wraps:
            raise BadRoster("A depositor is given a key.")
    if not set(new.wraps) <= set(new.members) or not set(new.cards) <= set(new.members):
        raise BadRoster("A roster holds cards or keys for devices that are no members.")


def _b64(text: Any) -> bytes:
    return base64.b64decode(_text(text), validate=True)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _hex(value: Any, length: int) -> bytes:
    raw = bytes.fromhex(_text(value))
    if len(raw) != length or raw.hex() != value:
        raise ValueError
    return raw


def _device(value: Any) -> bytes:
    return _hex(value, 16)


def _whole(value: Any, least: int = 1) -> int:
    if type(value) is not int or not least <= value < 1 << 32:
        raise ValueError
    return value


def _one_of(value: Any, allowed: frozenset[str]) -> str:
    if _text(value) not in allowed:
        raise ValueError
    return str(value)
