"""What a vault keeps secret: who this device is, its keys, the spaces it holds keys for.

Sealed as one JSON object inside ``vault.json``. It is small; the log holds the rest.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from sync.errors import VaultCorrupt
from sync.keys import DeviceKeys, KemKey, SigningKey


@dataclass(slots=True, repr=False)
class Identity:
    """A device and its keys.

    Attributes:
        person: random id of the person who uses the device, hex; the same on all their devices.
        epochs: space id -> epoch number -> 32-byte key.
        local_keys: number -> 32-byte key for what never leaves the device (drafts, snapshot); the
            highest number is in use, lower ones only while a passphrase change re-seals.
        token: the store's one-time token, until the partnership's spaces stand in the store.
        names: space id -> what its members call it, for when its roster is damaged here, or may
            not be read.
        duties: what the person was admitted for. Where a space is read, its roster says.
        left: name of a space -> why this device was removed from it, until the person was told.
        retired: a copy of this vault is in use, so this identity writes nothing more (``Report``).
        settings: what the person chose in the app.
        partnership: its name, where no roster that can be read here says it.
        pending: spaces that this device was promised and is not admitted to yet: it may seal
            deposits there, which wait.
        invitations: what this person has invited others with, until it is over (``enrolling``).
        joining: the invitation that this device has answered and waits on; empty afterwards.
        former: the devices that this vault was before it was renewed.
        code_unshown: whether the recovery code in use was never shown: the app was killed while the
            passphrase changed. None where an older version of the app wrote it and did not say.
        device: this device's id, which its keys name.
    """

    keys: DeviceKeys
    person: str
    name: str
    agency: str
    store_url: str
    store_key: bytes
    epochs: dict[bytes, dict[int, bytes]] = field(default_factory=dict)
    local_keys: dict[int, bytes] = field(default_factory=dict)
    deposit_key: bytes = b""
    token: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    names: dict[bytes, str] = field(default_factory=dict)
    code_unshown: bool | None = False
    duties: tuple[str, ...] = ()
    left: dict[str, str] = field(default_factory=dict)
    retired: bool = False
    partnership: str = ""
    pending: set[bytes] = field(default_factory=set)
    invitations: list[dict[str, Any]] = field(default_factory=list)
    joining: dict[str, Any] = field(default_factory=dict)
    former: tuple[bytes, ...] = ()
    device: bytes = field(init=False)

    def __post_init__(self) -> None:
        # Worked out once: a card of the hybrid KEM costs as much as saving a whole visit.
        self.device = self.keys.card().device

    def go_on_as(self, keys: DeviceKeys) -> None:
        """Be another device from now on, with everything else as it was."""
        self.former = (*self.former, self.device)
        self.keys = keys
        self.device = keys.card().device

    def to_json(self) -> bytes:
        """The plaintext that is sealed."""
        return json.dumps(
            {
                "signing": _b64(self.keys.signing.seed),
                "kem": [self.keys.kem.kem_id, _b64(self.keys.kem.seed)],
                "person": self.person,
                "name": self.name,
                "agency": self.agency,
                "store": {"url": self.store_url, "key": _b64(self.store_key)},
                "epochs": {
                    space.hex(): {str(n): _b64(key) for n, key in epochs.items()}
                    for space, epochs in self.epochs.items()
                },
                "local_keys": {str(n): _b64(key) for n, key in self.local_keys.items()},
                "deposit_key": _b64(self.deposit_key),
                "token": self.token,
                "settings": self.settings,
                "code_unshown": self.code_unshown,
                "duties": list(self.duties),
                "left": self.left,
                "retired": self.retired,
                "partnership": self.partnership,
                "pending": [space.hex() for space in sorted(self.pending)],
                "invitations": self.invitations,
                "joining": self.joining,
                "former": [device.hex() for device in self.former],
                "names": {space.hex(): name for space, name in self.names.items()},
            }
        ).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Identity:
        """The inverse of :meth:`to_json`.

        Raises:
            VaultCorrupt: opened, but not what it should be.
        """
        try:
            read = json.loads(raw)
            kem_id, kem_seed = read["kem"]
            return cls(
                keys=DeviceKeys(
                    SigningKey(_raw(read["signing"])), KemKey(int(kem_id), _raw(kem_seed))
                ),
                person=read["person"],
                name=read["name"],
                agency=read["agency"],
                store_url=read["store"]["url"],
                store_key=_raw(read["store"]["key"]),
                epochs={
                    bytes.fromhex(space): {int(n): _raw(key) for n, key in epochs.items()}
                    for space, epochs in read["epochs"].items()
                },
                local_keys={int(n): _raw(key) for n, key in read["local_keys"].items()},
                deposit_key=_raw(read["deposit_key"]),
                token=read["token"],
                settings=read["settings"],
                code_unshown=read.get("code_unshown"),
                duties=tuple(map(str, read.get("duties", ()))),
                left={str(n): str(why) for n, why in read.get("left", {}).items()},
                retired=bool(read.get("retired", False)),
                partnership=str(read.get("partnership", "")),
                pending={bytes.fromhex(space) for space in read.get("pending", ())},
                invitations=list(read.get("invitations", ())),
                joining=dict(read.get("joining", {})),
                former=tuple(bytes.fromhex(device) for device in read.get("former", ())),
                names={bytes.fromhex(s): str(n) for s, n in read.get("names", {}).items()},
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            raise VaultCorrupt("The vault's identity is damaged. Nothing was changed.") from None


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
