"""Invented people with real keys: devices, a space that they share, and rosters that follow.

Chance comes from one seed, so a failure can be repeated. Nothing here knows of a store.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sync.chain import START, Tip
from sync.envelope import PREFIX_BYTES, Entry, Kind, founding_space, parse, seal, sign
from sync.first_roster import Admission, found
from sync.keys import KEM_X25519, Card, DeviceKeys, SigningKey, seal_part, wrap
from sync.plaintext import pack
from sync.roster import Person, Roster, commitment, deposit_pair, wrap_info
from sync.roster import parse as parse_roster

STORE_URL = "http://127.0.0.1:8471"
Change = Callable[[dict[str, Any]], None]


@dataclass
class Device:
    """A tablet: its keys, and how far it has written in one space."""

    keys: DeviceKeys
    tip: Tip = START
    epoch: int = 1

    @property
    def id(self) -> bytes:
        return self.keys.card().device


def new_device(rng: random.Random, kem: int = KEM_X25519) -> Device:
    return Device(DeviceKeys.from_random(rng.randbytes, kem))


def spoilt(entry: Entry) -> Entry:
    """The same entry under a signature that does not verify: another id."""
    raw = entry.raw()
    wrong = bytes([raw[PREFIX_BYTES - 64] ^ 1])
    return parse(raw[: PREFIX_BYTES - 64] + wrong + raw[PREFIX_BYTES - 63 :])


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@dataclass
class Team:
    """An admin, a writer, a reader and a depositor in one space."""

    rng: random.Random
    store: SigningKey = field(init=False)
    recovery: Card | None = None

    def __post_init__(self) -> None:
        self.store = SigningKey(self.rng.randbytes(32))
        self.admin, self.writer, self.reader, self.depositor = (
            new_device(self.rng) for _ in range(4)
        )
        self.key = self.rng.randbytes(32)
        self.epoch_keys = {1: self.key}
        self.founding_value = self.rng.randbytes(16)
        self.body = json.loads(self.founding_body())
        self.founding = self.lead(self.admin, self.body)
        self.space = self.founding.space

    def founding_body(self) -> bytes:
        return found(
            "safeguarding",
            [
                self.admission(self.admin, "admin", "Ada Admin", ("supervisor",)),
                self.admission(self.writer, "writer", "Wendy Writer"),
                self.admission(self.reader, "reader", "Rhys Reader"),
                self.admission(self.depositor, "depositor", "Dee Depositor"),
            ],
            epoch_key=self.key,
            founding=self.founding_value,
            salt=self.rng.randbytes(16),
            store_url=STORE_URL,
            store_key=self.store.public(),
            recovery=self.recovery,
        )

    def admission(
        self, device: Device, role: Any, name: str, duties: tuple[str, ...] = ()
    ) -> Admission:
        person = Person(self.rng.randbytes(16).hex(), name, "Invented Agency", duties)
        return Admission(device.keys.card(), role, person)

    # -------------------------------------------------------- entries

    def write(self, device: Device, note: str = "a note", *, good: bool = True) -> Entry:
        """The next change of a device; with ``good`` False under a wrong signature."""
        entry = seal(
            pack({"note": note}),
            space=self.space,
            device=device.id,
            seq=device.tip.seq + 1,
            prev=device.tip.id,
            epoch=device.epoch,
            epoch_key=self.epoch_keys[device.epoch],
            salt=self.rng.randbytes(16),
            signing=device.keys.signing,
        )
        if not good:
            entry = spoilt(entry)
        device.tip = Tip(entry.seq, entry.id)
        return entry

    def other_kind(self, device: Device, kind: Kind, body: bytes = b"{}") -> Entry:
        """The next entry of a device round a finished body."""
        space = founding_space(body) if not hasattr(self, "space") else self.space
        entry = sign(
            kind,
            space=space,
            device=device.id,
            seq=device.tip.seq + 1,
            prev=device.tip.id,
            epoch=device.epoch,
            body=body,
            signing=device.keys.signing,
        )
        device.tip = Tip(entry.seq, entry.id)
        return entry

    # -------------------------------------------------------- rosters

    def lead(self, device: Device, body: dict[str, Any], *, good: bool = True) -> Entry:
        """A device signs a roster, which from here on is the one that the next one follows."""
        raw = json.dumps(body, separators=(",", ":")).encode()
        entry = self.other_kind(device, Kind.ROSTER, raw)
        if not good:
            entry = spoilt(entry)
            device.tip = Tip(entry.seq, entry.id)
        else:
            self.body, self.roster_id = body, entry.id
        return entry

    def roster(self, entry: Entry | None = None) -> Roster:
        return parse_roster(entry or self.founding)

    def next_body(self, change: Change | None = None) -> dict[str, Any]:
        """The roster that follows in the same epoch, changed as asked."""
        body: dict[str, Any] = json.loads(json.dumps(self.body))
        body.pop("founding", None)
        body.update(version=body["version"] + 1, previous=self.roster_id.hex())
        body.update(cards={}, wraps={}, previous_key=None)
        if change:
            change(body)
        return body

    def next_epoch(self, change: Change | None = None) -> dict[str, Any]:
        """The roster that follows with the next epoch; ``change`` comes before keys are wrapped."""
        body = self.next_body(change)
        epoch = body["epoch"] + 1
        key = self.rng.randbytes(32)
        self.epoch_keys[epoch] = key
        committed = commitment(self.space, epoch, key)
        bound_to = self.space + epoch.to_bytes(4, "big")
        previous = self.epoch_keys[epoch - 1]
        sealed = seal_part(key, "previous-key", previous, self.rng.randbytes(16), bound_to)
        pair = deposit_pair(key, KEM_X25519)
        body.update(
            epoch=epoch,
            commitment=committed.hex(),
            previous_key=b64(sealed),
            deposit={"kem": KEM_X25519, "key": b64(pair.public())},
        )
        for device in (self.admin, self.writer, self.reader):
            if device.id.hex() in body["members"]:
                body["wraps"][device.id.hex()] = b64(self.wrapped(device, epoch, key, committed))
        return body

    def wrapped(self, device: Device, epoch: int, key: bytes, committed: bytes) -> bytes:
        card = device.keys.card()
        info = wrap_info(self.space, epoch, device.id, committed)
        return wrap(card.kem_id, card.kem_key, key, info)

    def removing(self, removed: Device, at: Tip | None = None, reason: str = "lost") -> Change:
        """A change that takes a device out and closes its chain at a tip."""
        last = at or removed.tip

        def change(body: dict[str, Any]) -> None:
            del body["members"][removed.id.hex()]
            body["closed"].append(
                {
                    "device": removed.id.hex(),
                    "seq": last.seq,
                    "id": last.id.hex(),
                    "reason": reason,
                }
            )

        return change

    def admitting(self, device: Device, role: str) -> Change:
        """A change that lets a new device in, with its card and the present epoch's key."""

        def change(body: dict[str, Any]) -> None:
            card = device.keys.card()
            name = device.id.hex()
            body["members"][name] = {"role": role, "card": card.hash.hex()}
            body["cards"][name] = b64(card.raw())
            if role != "depositor":
                epoch = body["epoch"]
                key, committed = self.epoch_keys[epoch], bytes.fromhex(body["commitment"])
                body["wraps"][name] = b64(self.wrapped(device, epoch, key, committed))

        return change
