"""A partnership for the store's tests: devices with real keys, real rosters, and a clock to turn.

Everything goes through the store's ASGI application, as a device would send it.
"""

import asyncio
import base64
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from sync import wire
from sync.chain import START, Tip
from sync.envelope import Entry, Kind, founding_space, seal, sign
from sync.first_roster import Admission, found
from sync.keys import KEM_X25519, DeviceKeys, seal_part, wrap
from sync.plaintext import pack
from sync.roster import Person, commitment, deposit_pair, wrap_info
from sync.store.app import create_app
from sync.store.settings import Limits, Settings

BASE = "http://store.test"


class Clock:
    """The store's time, in ms, turned by hand."""

    def __init__(self, now: int = 1_800_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def forward(self, ms: int) -> None:
        self.now += ms


@dataclass
class Device:
    """A tablet's keys and its chain in one space."""

    keys: DeviceKeys
    tip: Tip = START
    epoch: int = 1
    token: str = ""

    @property
    def id(self) -> bytes:
        return self.keys.card().device

    def write(self, space: bytes, key: bytes, content: Any, rng: random.Random) -> Entry:
        """The next change in this device's chain."""
        entry = seal(
            pack(content),
            space=space,
            device=self.id,
            seq=self.tip.seq + 1,
            prev=self.tip.id,
            epoch=self.epoch,
            epoch_key=key,
            salt=rng.randbytes(16),
            signing=self.keys.signing,
        )
        self.tip = Tip(entry.seq, entry.id)
        return entry

    def sign(self, space: bytes, kind: Kind, body: bytes) -> Entry:
        """The next roster or ruling in this device's chain."""
        entry = sign(
            kind,
            space=space,
            device=self.id,
            seq=self.tip.seq + 1,
            prev=self.tip.id,
            epoch=self.epoch,
            body=body,
            signing=self.keys.signing,
        )
        self.tip = Tip(entry.seq, entry.id)
        return entry


def new_device(rng: random.Random) -> Device:
    # X25519 alone: the store does not care, and it is quicker to make.
    return Device(DeviceKeys.from_random(rng.randbytes, KEM_X25519))


@dataclass
class Partnership:
    """An admin, a writer and a depositor in one space of one store."""

    rng: random.Random
    settings: Settings
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.app = create_app(self.settings, self.clock)
        self.store = self.app.state.store
        self.admin, self.writer, self.depositor = (new_device(self.rng) for _ in range(3))
        self.key = self.rng.randbytes(32)
        self.body = self.founding_body()
        self.space = founding_space(self.body)
        self.roster = json.loads(self.body)
        self.founding = self.admin.sign(self.space, Kind.ROSTER, self.body)
        self.roster_id = self.founding.id

    def founding_body(self, store_key: bytes | None = None) -> bytes:
        def admit(device: Device, role: Any) -> Admission:
            return Admission(device.keys.card(), role, Person("p", "Invented", "Agency", ()))

        return found(
            "safeguarding",
            [
                admit(self.admin, "admin"),
                admit(self.writer, "writer"),
                admit(self.depositor, "depositor"),
            ],
            epoch_key=self.key,
            founding=self.rng.randbytes(16),
            salt=self.rng.randbytes(16),
            store_url=BASE,
            store_key=store_key or self.store.signing_key.public(),
        )

    # -------------------------------------------------------- talking to the store

    def restart(self) -> None:
        """Another process takes over the same database."""
        self.store.close()
        self.app = create_app(self.settings, self.clock)
        self.store = self.app.state.store

    def send(
        self, method: str, path: str, content: Any = None, token: str = "", **headers: str
    ) -> httpx.Response:
        return asyncio.run(self.request(method, path, content, token, **headers))

    async def request(
        self, method: str, path: str, content: Any = None, token: str = "", **headers: str
    ) -> httpx.Response:
        sent = {name: value.encode() for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token}".encode("latin-1")
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            return await client.request(method, path, content=content, headers=sent)

    def found(self, entry: Entry | None = None, token: str | None = None) -> httpx.Response:
        token = self.store.issue_token() if token is None else token
        return self.send("POST", "/v1/spaces", wire.frame([(entry or self.founding).raw()]), token)

    def proof(self, device: Device, challenge: dict[str, Any]) -> dict[str, Any]:
        nonce = bytes.fromhex(challenge["nonce"])
        proof = wire.session_proof(
            device.keys.signing,
            self.store.signing_key.public(),
            nonce,
            challenge["expires_ms"],
            device.id,
        )
        return {
            "space": self.space.hex(),
            "device": device.id.hex(),
            "nonce": challenge["nonce"],
            "expires_ms": challenge["expires_ms"],
            "proof": proof.hex(),
        }

    def challenge(self, device: Device) -> dict[str, Any]:
        who = {"space": self.space.hex(), "device": device.id.hex()}
        answer = self.send("POST", "/v1/challenge", json.dumps(who))
        assert answer.status_code == 200
        read: dict[str, Any] = answer.json()
        return read

    def sign_in(self, device: Device) -> httpx.Response:
        asked = self.proof(device, self.challenge(device))
        answer = self.send("POST", "/v1/sessions", json.dumps(asked))
        if answer.status_code == 201:
            device.token = answer.json()["token"]
        return answer

    def push(self, device: Device, *entries: Entry) -> httpx.Response:
        return self.push_bytes(device, wire.frame(e.raw() for e in entries))

    def push_bytes(self, device: Device, body: bytes) -> httpx.Response:
        return self.send("POST", f"/v1/spaces/{self.space.hex()}/entries", body, device.token)

    def pull(self, device: Device, after: int = 0, **parameters: Any) -> httpx.Response:
        parameters.setdefault("own", 1)
        query = "".join(f"&{name}={value}" for name, value in parameters.items())
        path = f"/v1/spaces/{self.space.hex()}/entries?after={after}{query}"
        return self.send("GET", path, token=device.token)

    def page(self, device: Device, after: int = 0, **parameters: Any) -> wire.Page:
        answer = self.pull(device, after, **parameters)
        assert answer.status_code == 200, answer.text
        return wire.parse_page(answer.content)

    def rosters(self, device: Device, after: int = 0) -> list[wire.Placed]:
        path = f"/v1/spaces/{self.space.hex()}/rosters?after={after}"
        answer = self.send("GET", path, token=device.token)
        assert answer.status_code == 200, answer.text
        return wire.unplaced(answer.content)

    # -------------------------------------------------------- making entries

    def write(self, device: Device, count: int = 1) -> list[Entry]:
        return [
            device.write(self.space, self.key, {"note": self.rng.random()}, self.rng)
            for _ in range(count)
        ]

    def next_roster(self, change: Callable[[dict[str, Any]], None] | None = None) -> bytes:
        """The body of the next roster of the same epoch, changed as asked. Not in force yet."""
        body = json.loads(json.dumps(self.roster))
        body.pop("founding", None)
        body.update(version=self.roster["version"] + 1, previous=self.roster_id.hex())
        body.update(cards={}, wraps={}, previous_key=None)
        body["sealed"] = base64.b64encode(self.rng.randbytes(64)).decode()
        if change:
            change(body)
        return json.dumps(body, separators=(",", ":")).encode()

    def removal(self, removed: Device, reason: str = "lost") -> bytes:
        """The body of the roster that removes a device, and with it starts the next epoch."""
        epoch = self.roster["epoch"] + 1
        key = self.rng.randbytes(32)
        committed = commitment(self.space, epoch, key)
        stay = [d for d in (self.admin, self.writer) if d is not removed]

        def change(body: dict[str, Any]) -> None:
            del body["members"][removed.id.hex()]
            bound_to = self.space + epoch.to_bytes(4, "big")
            sealed = seal_part(key, "previous-key", self.key, self.rng.randbytes(16), bound_to)
            pair = deposit_pair(key, KEM_X25519)
            body.update(
                epoch=epoch,
                commitment=committed.hex(),
                previous_key=base64.b64encode(sealed).decode(),
                deposit={"kem": KEM_X25519, "key": base64.b64encode(pair.public()).decode()},
            )
            body["closed"].append(
                {
                    "device": removed.id.hex(),
                    "seq": removed.tip.seq,
                    "id": removed.tip.id.hex(),
                    "reason": reason,
                }
            )
            for device in stay:
                card = device.keys.card()
                info = wrap_info(self.space, epoch, device.id, committed)
                wrapped = wrap(card.kem_id, card.kem_key, key, info)
                body["wraps"][device.id.hex()] = base64.b64encode(wrapped).decode()

        return self.next_roster(change)

    def lead(self, body: bytes) -> Entry:
        """The admin signs that roster; from here on it counts as the one in force."""
        entry = self.admin.sign(self.space, Kind.ROSTER, body)
        self.roster = json.loads(body)
        self.roster_id = entry.id
        return entry


def limited(settings: Settings, **limits: int) -> Settings:
    """The same store with other limits."""
    return Settings(settings.database, settings.key_file, Limits(**limits))
