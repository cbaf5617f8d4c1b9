"""A vault: one folder, and what opens it.

    passphrase ---- scrypt -- HKDF (with the system key store's secret, where given) -- slot key
    recovery code (128 random bits) ---------------- HKDF ---------------------------- slot key
    slot key seals the vault key (``slots.py``); the vault key seals the identity (``identity.py``)

Rules:

- Nothing readable lies in the folder: not even whose it is.
- Changing the passphrase makes a new vault key and new local keys: an old copy of the folder with
  the old passphrase opens nothing that is written from then on.
- One process at a time: a lock file that dies with its process.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from sync.client import at_rest, slots, vault_file
from sync.client.attempts import FREE_ATTEMPTS, Attempts
from sync.client.files import disk_error
from sync.client.identity import Identity
from sync.client.recovery_code import RecoveryCode
from sync.client.slots import SCRYPT_N, Random, Slot
from sync.client.vault_file import is_vault
from sync.client.wiping import wipe
from sync.errors import (
    CannotOpen,
    InputError,
    VaultCorrupt,
    VaultInUse,
    VaultLocked,
    VaultWiped,
    WrongPassphrase,
)
from sync.keys import derive, forget_private_keys, open_part, seal_part

__all__ = ["SCRYPT_N", "Vault", "check_passphrase", "is_vault"]


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


class Vault:
    """An unlocked vault."""

    def __init__(
        self,
        folder: Path,
        vault_id: bytes,
        held: dict[str, Slot],
        vault_key: bytes,
        identity: Identity,
        lock: FileLock,
        random: Random,
    ) -> None:
        self.folder = folder
        self.id = vault_id
        self._slots = held
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
        if (folder / vault_file.NAME).exists():
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
            vault._slots = vault._slots_for(passphrase, code, scrypt_n, system_secret)
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
            lambda slot, vid: slots.passphrase_key(slot, vid, passphrase, system_secret),
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
            folder,
            "recovery",
            lambda slot, vid: slots.recovery_key(slot, vid, code),
            now_ms,
            random,
        )

    @classmethod
    def _open(
        cls,
        folder: Path,
        slot_name: str,
        slot_key: Callable[[Slot, bytes], bytes],
        now_ms: Callable[[], int],
        random: Random,
    ) -> Vault:
        vault_file.read(folder)  # no lock, no folder and nothing else is made where no vault is
        lock = _take_lock(folder)
        try:
            # Anew: whoever had it open until now may have changed the passphrase.
            vault_id, held, sealed = vault_file.read(folder)
            attempts = Attempts(folder, now_ms)
            attempts.begin()
            slot = held[slot_name]
            try:
                vault_key = slots.opened(slot, slot_key(slot, vault_id), vault_id)
            except CannotOpen:
                if not vault_file.is_whole(folder, slot_name, vault_id, slot):
                    raise slots.damaged(slot_name) from None
                if attempts.left == 0:
                    raise _wiped(folder) from None
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
        except VaultWiped:
            lock.release()
            wipe(folder)
            raise
        except BaseException:
            lock.release()
            raise
        return cls(folder, vault_id, held, vault_key, identity, lock, random)

    # ------------------------------------------------------------ while it is open

    @property
    def identity(self) -> Identity:
        """Who this device is. Raises VaultLocked after :meth:`lock`."""
        if self._identity is None:
            raise VaultLocked("The vault is locked.")
        return self._identity

    def save(self) -> None:
        """Write the slots and the sealed identity durably."""
        identity = self.identity.to_json()
        sealed = seal_part(self._key, "identity", identity, self._random(16), self.id)
        vault_file.write(self.folder, self.id, self._slots, sealed)

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
            self._slots = self._slots_for(passphrase, code, scrypt_n, system_secret)
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
        self._slots = {
            **self._slots,
            "recovery": slots.for_code(self.id, self._key, code, self._random),
        }
        try:
            self._save_with_one_local_key(unshown=True)
        except BaseException:
            self._slots = before
            raise
        return code

    def recovery_code_is_not_shown_yet(self) -> None:
        """A code was made, and whoever shows it is not done: if that is broken off, the person is
        told. :meth:`recovery_code_was_shown` ends it."""
        self.identity.code_unshown = True
        self.save()

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

    @property
    def wipe_after(self) -> int | None:
        """After how many wrong passphrases in a row this vault is wiped; None: never."""
        return Attempts(self.folder, _now_ms).wipe_after

    def set_wipe_after(self, wrong: int | None, passphrase: str, **options: bytes) -> None:
        """Choose that so many wrong passphrases in a row wipe this vault; None: none do.

        Raises:
            WrongPassphrase: whoever holds an unlocked tablet must not choose it.
            InputError: fewer than a tired person needs.
        """
        self.check(passphrase, **options)
        if wrong is not None and wrong < FREE_ATTEMPTS:
            raise InputError(
                f"Fewer than {FREE_ATTEMPTS} tries would wipe it for a slip. Nothing was changed."
            )
        Attempts(self.folder, _now_ms).set_wipe_after(wrong)

    def check(self, passphrase: str, *, system_secret: bytes = b"") -> None:
        """See that it is this vault's passphrase, while it is open. Takes as long as unlocking.

        Raises:
            WrongPassphrase, TooManyAttempts: it is counted like an attempt to unlock.
        """
        attempts = Attempts(self.folder, _now_ms)
        attempts.begin()
        slot = self._slots["passphrase"]
        try:
            slots.opened(
                slot, slots.passphrase_key(slot, self.id, passphrase, system_secret), self.id
            )
        except CannotOpen:
            raise WrongPassphrase("That is not this vault's passphrase. Nothing changed.") from None
        attempts.succeeded()

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

    @property
    def _key(self) -> bytes:
        if self._vault_key is None:
            raise VaultLocked("The vault is locked.")
        return self._vault_key

    def _slots_for(
        self, passphrase: str, code: RecoveryCode, scrypt_n: int, system_secret: bytes
    ) -> dict[str, Slot]:
        """What opens the vault from now on."""
        return {
            "passphrase": slots.for_passphrase(
                self.id,
                self._key,
                passphrase,
                self._random,
                n=scrypt_n,
                system_secret=system_secret,
            ),
            "recovery": slots.for_code(self.id, self._key, code, self._random),
        }


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


def _wiped(folder: Path) -> VaultWiped:
    """What is said; the wiping itself follows when nothing holds the folder any more."""
    lost = at_rest.only_here(folder)
    gone = f" {lost:,} entries that were only on this device are gone." if lost else ""
    if lost == 1:
        gone = " 1 entry that was only on this device is gone."
    return VaultWiped(
        f"Too many wrong passphrases: this vault was wiped, as its owner had chosen.{gone}"
    )


def _take_lock(folder: Path) -> FileLock:
    lock = FileLock(folder / "lock", mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise VaultInUse("This vault is open in another window or command.") from None
    except OSError as error:
        raise disk_error(error) from error
    return lock
