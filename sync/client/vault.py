"""A vault: one folder, its key slots, and what opens it.

    passphrase ---- scrypt -- HKDF (with the system key store's secret, where given) -- slot key
    recovery code (128 random bits) ---------------- HKDF ---------------------------- slot key
    slot key seals the vault key; the vault key seals the identity (``identity.py``)

Rules:

- Nothing readable lies in the folder: not even whose it is.
- A slot names its KDF and parameters; they come from this file only, and only sane ones are used.
- Changing the passphrase makes a new vault key and new local keys: an old copy of the folder with
  the old passphrase opens nothing that is written from then on.
- Beside each slot stands a hash of it, so that a slot that does not open can be told from a wrong
  passphrase. It hashes what stands in the same file in the clear, and so says nothing more.
- One process at a time: a lock file that dies with its process.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from filelock import FileLock, Timeout

from sync.client.attempts import Attempts
from sync.client.files import disk_error, write_whole
from sync.client.identity import Identity
from sync.client.recovery_code import RecoveryCode
from sync.errors import (
    CannotOpen,
    InputError,
    NotFound,
    VaultCorrupt,
    VaultInUse,
    VaultLocked,
    WrongPassphrase,
)
from sync.keys import derive, digest, forget_private_keys, open_part, seal_part

#: scrypt's cost for new vaults: N, with r = 8 and p = 1 (128 MiB, some tenths of a second).
SCRYPT_N: Final = 1 << 17
_SCRYPT_RANGE: Final = (1 << 14, 1 << 20)
_R: Final = 8
_P: Final = 1

Random = Callable[[int], bytes]


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class Vault:
    """An unlocked vault."""

    def __init__(
        self,
        folder: Path,
        vault_id: bytes,
        slots: dict[str, Any],
        vault_key: bytes,
        identity: Identity,
        lock: FileLock,
        random: Random,
    ) -> None:
        self.folder = folder
        self.id = vault_id
        self._slots = slots
        self._vault_key: bytes | None = vault_key
        self._identity: Identity | None = identity
        self._lock = lock
        self._random = random

    # ------------------------------------------------------------ making and opening

    @classmethod
    def create(
        cls,
        folder: Path,
        passphrase: str,
        identity: Identity,
        *,
        random: Random = secrets.token_bytes,
        scrypt_n: int = SCRYPT_N,
        system_secret: bytes = b"",
    ) -> tuple[Vault, RecoveryCode]:
        """Make a vault; the recovery code is shown once and kept nowhere.

        Raises:
            InputError: there is a vault already, or the passphrase is too short.
        """
        check_passphrase(passphrase)
        if (folder / "vault.json").exists():
            raise InputError(
                "There is a vault in this folder already. Nothing was changed.",
                advice="Choose another folder.",
            )
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)
        except OSError as error:
            raise disk_error(error) from error
        lock = _take_lock(folder)
        try:
            identity.local_keys = {1: random(32)}
            vault = cls(folder, random(16), {}, random(32), identity, lock, random)
            code = RecoveryCode(random(16))
            vault._slots = {
                "passphrase": vault._passphrase_slot(passphrase, scrypt_n, system_secret),
                "recovery": vault._recovery_slot(code),
            }
            Attempts(folder, _now_ms).prepare()
            vault.save()
        except BaseException:
            lock.release()
            raise
        return vault, code

    @classmethod
    def unlock(
        cls,
        folder: Path,
        passphrase: str,
        *,
        system_secret: bytes = b"",
        now_ms: Callable[[], int] = _now_ms,
        random: Random = secrets.token_bytes,
    ) -> Vault:
        """Open with the passphrase. Takes some tenths of a second and 128 MiB, on purpose.

        Raises:
            NotFound: no vault in this folder. VaultInUse: another process has it open.
            TooManyAttempts, WrongPassphrase. VaultCorrupt: damaged; nothing was changed.
        """
        return cls._open(
            folder,
            "passphrase",
            lambda slot, vid: _passphrase_key(slot, vid, passphrase, system_secret),
            now_ms,
            random,
        )

    @classmethod
    def unlock_with_code(
        cls,
        folder: Path,
        code: RecoveryCode,
        *,
        now_ms: Callable[[], int] = _now_ms,
        random: Random = secrets.token_bytes,
    ) -> Vault:
        """Open with the recovery code, to set a new passphrase."""
        return cls._open(
            folder, "recovery", lambda slot, vid: _recovery_key(slot, vid, code), now_ms, random
        )

    @classmethod
    def _open(
        cls,
        folder: Path,
        slot_name: str,
        slot_key: Callable[[dict[str, Any], bytes], bytes],
        now_ms: Callable[[], int],
        random: Random,
    ) -> Vault:
        _read(folder)  # no lock, no folder and nothing else is made where no vault is
        lock = _take_lock(folder)
        try:
            # Anew: whoever had it open until now may have changed the passphrase.
            vault_id, slots, sealed = _read(folder)
            attempts = Attempts(folder, now_ms)
            attempts.begin()
            slot = slots[slot_name]
            try:
                vault_key = open_part(
                    slot_key(slot, vault_id), "slot", _raw(slot["sealed"]), _bound(vault_id, slot)
                )
            except CannotOpen:
                if not _is_whole(folder, slot_name, vault_id, slot):
                    raise _slot_damaged(slot_name) from None
                raise WrongPassphrase("That does not open this vault. Nothing was lost.") from None
            attempts.succeeded()  # it was right, whatever else is wrong
            try:
                opened = open_part(vault_key, "identity", sealed, vault_id)
            except CannotOpen:
                raise VaultCorrupt(
                    "The passphrase is right, but the vault's file is damaged. Nothing was changed."
                ) from None
            identity = Identity.from_json(opened)
        except (KeyError, TypeError, ValueError):
            lock.release()
            raise VaultCorrupt("The vault's file is damaged. Nothing was changed.") from None
        except BaseException:
            lock.release()
            raise
        return cls(folder, vault_id, slots, vault_key, identity, lock, random)

    # ------------------------------------------------------------ while it is open

    @property
    def identity(self) -> Identity:
        """Who this device is. Raises VaultLocked after :meth:`lock`."""
        if self._identity is None:
            raise VaultLocked("The vault is locked.")
        return self._identity

    def save(self) -> None:
        """Write the slots and the sealed identity durably."""
        if self._vault_key is None:
            raise VaultLocked("The vault is locked.")
        sealed = seal_part(
            self._vault_key, "identity", self.identity.to_json(), self._random(16), self.id
        )
        text = json.dumps(
            {
                "format": "outreach-vault",
                "version": 1,
                "vault": self.id.hex(),
                "slots": self._slots,
                "checks": {n: _check_of(self.id, slot) for n, slot in self._slots.items()},
                "identity": _b64(sealed),
            },
            indent=1,
        )
        write_whole(self.folder / "vault.json", text.encode())

    def change_passphrase(
        self,
        passphrase: str,
        reseal: Callable[[], None],
        *,
        scrypt_n: int = SCRYPT_N,
        system_secret: bytes = b"",
    ) -> RecoveryCode:
        """Re-key the vault; the old recovery code stops working and a new one is returned.

        ``reseal`` is called between two saves, to seal what is local under the newest local key:
        a crash in between leaves both keys in the vault, and nothing unreadable; the new passphrase
        opens it then, and :attr:`recovery_code_unshown` says that nobody has its recovery code.
        After an error the old passphrase and the old code go on working.
        """
        check_passphrase(passphrase)
        identity = self.identity
        before = self._vault_key, self._slots
        unshown_before, identity.code_unshown = self.recovery_code_unshown, True
        newest = max(identity.local_keys) + 1
        identity.local_keys[newest] = self._random(32)
        self._vault_key = self._random(32)
        code = RecoveryCode(self._random(16))
        saved = False
        try:
            self._slots = {
                "passphrase": self._passphrase_slot(passphrase, scrypt_n, system_secret),
                "recovery": self._recovery_slot(code),
            }
            self.save()
            saved = True
            reseal()
            self._save_with_one_local_key(unshown=False)
        except BaseException:
            self._vault_key, self._slots = before
            identity.code_unshown = unshown_before
            if saved:  # both local keys stay: some of what is local is under the new one
                self.save()
            raise
        return code

    def _save_with_one_local_key(self, *, unshown: bool) -> None:
        """Everything local is under the newest key: forget the others."""
        identity = self.identity
        before = identity.local_keys, identity.code_unshown
        newest = max(identity.local_keys)
        identity.local_keys = {newest: identity.local_keys[newest]}
        identity.code_unshown = unshown
        try:
            self.save()
        except BaseException:
            identity.local_keys, identity.code_unshown = before
            raise

    @property
    def recovery_code_unshown(self) -> bool:
        """Whether nobody was shown the recovery code that opens this vault: the app was killed in
        the middle of a change of passphrase. A second local key tells it of older vaults."""
        identity = self.identity
        if identity.code_unshown is None:
            return len(identity.local_keys) > 1
        return identity.code_unshown

    def renew_recovery_code(self, reseal: Callable[[], None]) -> RecoveryCode:
        """A recovery code in place of the one that nobody was shown; finishes the change that was
        broken off. Call :meth:`recovery_code_was_shown` once it is on the screen.

        Raises:
            InputError: the code in use was shown. An unlocked tablet must not give a new one away.
        """
        if not self.recovery_code_unshown:
            raise InputError(
                "This vault's recovery code was shown when it was made. Nothing was changed.",
                advice="If it is lost, set a new passphrase: that makes a new code.",
            )
        reseal()
        code = RecoveryCode(self._random(16))
        before = self._slots
        self._slots = {**self._slots, "recovery": self._recovery_slot(code)}
        try:
            self._save_with_one_local_key(unshown=True)
        except BaseException:
            self._slots = before
            raise
        return code

    def recovery_code_was_shown(self) -> None:
        """A person has seen the code that :meth:`renew_recovery_code` made."""
        self.identity.code_unshown = False
        self.save()

    def seal_local(self, purpose: str, plaintext: bytes, bound_to: bytes) -> bytes:
        """Seal what never leaves this device: key number 4, then the sealed part."""
        number = max(self.identity.local_keys)
        key = self.identity.local_keys[number]
        place = self.id + bound_to
        return number.to_bytes(4, "big") + seal_part(
            key, purpose, plaintext, self._random(16), place
        )

    def open_local(self, purpose: str, sealed: bytes, bound_to: bytes) -> bytes:
        """The inverse of :meth:`seal_local`.

        Raises:
            CannotOpen: damaged, from another vault, or moved to another place.
        """
        key = self.identity.local_keys.get(int.from_bytes(sealed[:4], "big"))
        if key is None:
            raise CannotOpen("Something local is sealed under a key that is gone.")
        return open_part(key, purpose, sealed[4:], self.id + bound_to)

    def local_key(self, purpose: str) -> bytes:
        """A key for one local purpose (the snapshot's), under the newest local key."""
        return derive(self.identity.local_keys[max(self.identity.local_keys)], purpose)

    def lock(self) -> None:
        """Forget every key and let another process open the vault. Safe to call twice."""
        self._vault_key = None
        self._identity = None
        forget_private_keys()
        self._lock.release()

    @property
    def is_locked(self) -> bool:
        """Whether the keys are gone."""
        return self._identity is None

    # ------------------------------------------------------------ slots

    def _passphrase_slot(self, passphrase: str, n: int, system_secret: bytes) -> dict[str, Any]:
        slot = {
            "kdf": "scrypt",
            "n": n,
            "r": _R,
            "p": _P,
            "salt": _b64(self._random(16)),
            "system_secret": bool(system_secret),
        }
        return self._sealed(slot, _passphrase_key(slot, self.id, passphrase, system_secret))

    def _recovery_slot(self, code: RecoveryCode) -> dict[str, Any]:
        slot = {"kdf": "hkdf", "salt": _b64(self._random(16))}
        return self._sealed(slot, _recovery_key(slot, self.id, code))

    def _sealed(self, slot: dict[str, Any], slot_key: bytes) -> dict[str, Any]:
        if self._vault_key is None:
            raise VaultLocked("The vault is locked.")
        sealed = seal_part(
            slot_key, "slot", self._vault_key, self._random(16), _bound(self.id, slot)
        )
        return {**slot, "sealed": _b64(sealed)}


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is no protection.

    Raises:
        InputError: shorter than 10 characters (three random words are longer).
    """
    if len(passphrase.strip()) < 10:
        raise InputError(
            "The passphrase is too short.",
            advice="Use at least 10 characters. Four or more random words are easy to remember.",
        )


def is_vault(folder: Path) -> bool:
    """Whether there is a vault in this folder."""
    return (folder / "vault.json").is_file()


def _passphrase_key(
    slot: dict[str, Any], vault_id: bytes, passphrase: str, system_secret: bytes
) -> bytes:
    n = slot["n"]
    low, high = _SCRYPT_RANGE
    if slot["kdf"] != "scrypt" or slot["r"] != _R or slot["p"] != _P:
        raise ValueError("unknown KDF")
    if type(n) is not int or not low <= n <= high or n & (n - 1):
        raise ValueError("scrypt cost out of range")
    # NFKC: the same words typed on a phone and on a desktop are the same passphrase.
    typed = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    stretched = Scrypt(_raw(slot["salt"]), 32, n, _R, _P).derive(typed)
    return derive(stretched + system_secret, "slot-passphrase", salt=vault_id)


def _recovery_key(slot: dict[str, Any], vault_id: bytes, code: RecoveryCode) -> bytes:
    if slot["kdf"] != "hkdf":
        raise ValueError("unknown KDF")
    return derive(code.secret, "slot-recovery", salt=_raw(slot["salt"]), info=vault_id)


def _bound(vault_id: bytes, slot: dict[str, Any]) -> bytes:
    """Parameters are part of what is sealed: changed ones do not open."""
    named = {k: v for k, v in slot.items() if k != "sealed"}
    return vault_id + json.dumps(named, sort_keys=True, separators=(",", ":")).encode()


def _check_of(vault_id: bytes, slot: dict[str, Any]) -> str:
    whole = json.dumps(slot, sort_keys=True, separators=(",", ":")).encode()
    return digest("slot-check", vault_id, whole).hex()


def _is_whole(folder: Path, slot_name: str, vault_id: bytes, slot: dict[str, Any]) -> bool:
    """Whether a slot is as it was written. One of before there were hashes is taken to be."""
    checks = json.loads((folder / "vault.json").read_bytes()).get("checks")
    check = checks.get(slot_name) if type(checks) is dict else None
    return check is None or check == _check_of(vault_id, slot)


def _slot_damaged(slot_name: str) -> VaultCorrupt:
    what, other = "passphrase", "recovery code"
    if slot_name == "recovery":
        what, other = other, what
    return VaultCorrupt(
        f"The part of the vault's file that the {what} opens is damaged. Nothing was changed.",
        advice=f"Do not delete the folder. Copy it as it is, then open it with the {other} and set "
        "a new passphrase.",
    )


def _read(folder: Path) -> tuple[bytes, dict[str, Any], bytes]:
    try:
        text = (folder / "vault.json").read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(
            "There is no vault in this folder.",
            advice="Check the folder, or make one with `outreach vault create`.",
        ) from None
    except OSError as error:
        raise disk_error(error) from error
    try:
        read = json.loads(text)
        if read["format"] != "outreach-vault" or read["version"] != 1:
            raise ValueError
        return bytes.fromhex(read["vault"]), dict(read["slots"]), _raw(read["identity"])
    except (KeyError, TypeError, ValueError, RecursionError):
        raise VaultCorrupt("The vault's file is damaged. Nothing was changed.") from None


def _take_lock(folder: Path) -> FileLock:
    lock = FileLock(folder / "lock", mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise VaultInUse("This vault is open in another window or command.") from None
    except OSError as error:
        raise disk_error(error) from error
    return lock


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
