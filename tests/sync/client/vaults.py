"""A vault made for a test, with what opens it."""

import json
import random
from pathlib import Path
from typing import Any

from sync.client.identity import Identity
from sync.client.vault import Vault
from sync.keys import KEM_X25519, DeviceKeys

PASSPHRASE = "correct horse battery staple"


CHEAP = 1 << 14


def new_identity(rng: random.Random) -> Identity:
    return Identity(
        keys=DeviceKeys.from_random(rng.randbytes, KEM_X25519),
        person="ab" * 16,
        name="Wendy Writer",
        agency="Early Break",
        store_url="https://store.example.org",
        store_key=rng.randbytes(32),
        epochs={rng.randbytes(16): {1: rng.randbytes(32), 2: rng.randbytes(32)}},
        deposit_key=rng.randbytes(32),
        token="a token",
        settings={"lock_after_minutes": 7},
    )


class Made:
    """A vault that was made and locked again."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.folder = folder / "vault"
        self.identity = new_identity(rng)
        self.before = self.identity.to_json()
        made, self.code = Vault.create(self.folder, PASSPHRASE, self.identity, scrypt_n=CHEAP)
        self.local = made.seal_local("draft", b"half a form", b"1")
        made.lock()
        self.now_ms = 1_792_000_000_000

    def unlock(self, passphrase: str = PASSPHRASE) -> Vault:
        return Vault.unlock(self.folder, passphrase, now_ms=lambda: self.now_ms)

    def opens(self, passphrase: str = PASSPHRASE) -> None:
        opened = self.unlock(passphrase)
        assert opened.identity.device == self.identity.device
        opened.lock()

    def read(self) -> dict[str, Any]:
        text: dict[str, Any] = json.loads((self.folder / "vault.json").read_text())
        return text

    def write(self, content: dict[str, Any]) -> None:
        (self.folder / "vault.json").write_text(json.dumps(content))


def no_space(*_: object) -> int:
    raise OSError(28, "No space left on device")
