"""A vault's key slots: each seals the vault key under a key of its own.

Rules:

- A slot names its KDF and parameters; they come from this file only, and only sane ones are used.
- The parameters are part of what is sealed: changed ones do not open.
- Beside each slot stands a hash of it, so that a slot that does not open can be told from a wrong
  passphrase. It hashes what stands in the same file in the clear, and so says nothing more.
"""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Callable
from typing import Any, Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sync.client.recovery_code import RecoveryCode
from sync.errors import VaultCorrupt
from sync.keys import derive, digest, open_part, seal_part

#: scrypt's cost for new vaults: N, with r = 8 and p = 1 (128 MiB, some tenths of a second).
SCRYPT_N: Final = 1 << 17
_SCRYPT_RANGE: Final = (1 << 14, 1 << 20)
_R: Final = 8
_P: Final = 1

Random = Callable[[int], bytes]
Slot = dict[str, Any]


def for_passphrase(
    vault_id: bytes,
    vault_key: bytes,
    passphrase: str,
    random: Random,
    *,
    n: int = SCRYPT_N,
    system_secret: bytes = b"",
) -> Slot:
    """The vault key, sealed under a passphrase, and the system key store's secret if given."""
    slot = {
        "kdf": "scrypt",
        "n": n,
        "r": _R,
        "p": _P,
        "salt": b64(random(16)),
        "system_secret": bool(system_secret),
    }
    slot_key = passphrase_key(slot, vault_id, passphrase, system_secret)
    return _sealed(slot, slot_key, vault_id, vault_key, random)


def for_code(vault_id: bytes, vault_key: bytes, code: RecoveryCode, random: Random) -> Slot:
    """The vault key, sealed under a recovery code."""
    slot = {"kdf": "hkdf", "salt": b64(random(16))}
    return _sealed(slot, recovery_key(slot, vault_id, code), vault_id, vault_key, random)


def opened(slot: Slot, slot_key: bytes, vault_id: bytes) -> bytes:
    """The vault key. Raises CannotOpen: another key, or another slot than was written."""
    return open_part(slot_key, "slot", raw(slot["sealed"]), _bound(vault_id, slot))


def _sealed(slot: Slot, slot_key: bytes, vault_id: bytes, vault_key: bytes, random: Random) -> Slot:
    sealed = seal_part(slot_key, "slot", vault_key, random(16), _bound(vault_id, slot))
    return {**slot, "sealed": b64(sealed)}


def passphrase_key(
    slot: dict[str, Any], vault_id: bytes, passphrase: str, system_secret: bytes
) -> bytes:
    """The key of a passphrase's slot. Takes some tenths of a second and 128 MiB, on purpose.

    Raises:
        ValueError, KeyError, TypeError: the slot asks for what no vault of ours has.
    """
    n = slot["n"]
    low, high = _SCRYPT_RANGE
    if slot["kdf"] != "scrypt" or slot["r"] != _R or slot["p"] != _P:
        raise ValueError("unknown KDF")
    if type(n) is not int or not low <= n <= high or n & (n - 1):
        raise ValueError("scrypt cost out of range")
    # NFKC: the same words typed on a phone and on a desktop are the same passphrase.
    typed = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    stretched = Scrypt(raw(slot["salt"]), 32, n, _R, _P).derive(typed)
    return derive(stretched + system_secret, "slot-passphrase", salt=vault_id)


def recovery_key(slot: dict[str, Any], vault_id: bytes, code: RecoveryCode) -> bytes:
    """The key of a recovery code's slot. Raises as :func:`passphrase_key`."""
    if slot["kdf"] != "hkdf":
        raise ValueError("unknown KDF")
    return derive(code.secret, "slot-recovery", salt=raw(slot["salt"]), info=vault_id)


def _bound(vault_id: bytes, slot: dict[str, Any]) -> bytes:
    """Parameters are part of what is sealed: changed ones do not open."""
    named = {k: v for k, v in slot.items() if k != "sealed"}
    return vault_id + json.dumps(named, sort_keys=True, separators=(",", ":")).encode()


def check_of(vault_id: bytes, slot: dict[str, Any]) -> str:
    """The hash that stands beside a slot: a slot that does not open is told from a wrong key."""
    whole = json.dumps(slot, sort_keys=True, separators=(",", ":")).encode()
    return digest("slot-check", vault_id, whole).hex()


def damaged(slot_name: str) -> VaultCorrupt:
    """What is said where a slot is not as it was written."""
    what, other = "passphrase", "recovery code"
    if slot_name == "recovery":
        what, other = other, what
    return VaultCorrupt(
        f"The part of the vault's file that the {what} opens is damaged. Nothing was changed.",
        advice=f"Do not delete the folder. Copy it as it is, then open it with the {other} and set "
        "a new passphrase.",
    )


def b64(data: bytes) -> str:
    """Bytes as they stand in a vault's file."""
    return base64.b64encode(data).decode()


def raw(text: str) -> bytes:
    """The inverse of :func:`b64`. Raises ValueError."""
    return base64.b64decode(text, validate=True)
