"""The whole error tree. Each error says what happened, what was kept, and what to do next.

    OutreachError
    ├── InputError              1  what was given cannot be taken
    │   ├── BodyTooLarge
    │   ├── NotAllowed
    │   │   └── Hidden
    │   └── NotFound
    ├── StoreError              3  the central store could not do it
    │   ├── StoreUnreachable
    │   ├── StoreRefused
    │   └── StoreGarbled
    ├── PassphraseError         4  the vault did not open
    │   ├── WrongPassphrase
    │   ├── TooManyAttempts
    │   └── VaultWiped
    ├── IntegrityError          5  bytes are not what was signed
    │   ├── MalformedEntry
    │   ├── BadSignature
    │   ├── CannotOpen
    │   ├── BrokenChain
    │   │   └── IdentityRetired
    │   ├── HeadMismatch
    │   ├── NotAuthorised
    │   ├── BadRoster
    │   ├── BadRuling
    │   ├── BadKey
    │   └── VaultCorrupt
    └── VaultError              6  the vault cannot be used now
        ├── VaultInUse
        ├── VaultLocked
        └── DiskFull

The number is the exit code of the command line. A message never quotes what people wrote: errors
end up in terminals, logs and screenshots.
"""

from __future__ import annotations

from typing import ClassVar


class OutreachError(Exception):
    """Something that a person has to be told about."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    #: What to do next, for a person; a subclass or an instance may say it better.
    advice: str = "Try again. If it happens again, tell whoever looks after Outreach for your team."

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        if advice is not None:
            self.advice = advice

    @property
    def message(self) -> str:
        """What happened and what was kept, in one or two sentences."""
        return str(self.args[0])


class InputError(OutreachError):
    """What was given cannot be taken. Nothing was saved."""

    code = "input"
    advice = "Correct what is named and give it again. Nothing was saved."


class BodyTooLarge(InputError):
    """More text than one entry holds (64 KiB sealed)."""

    code = "body_too_large"
    advice = "Split it into two records. Nothing was saved."


class NotAllowed(InputError):
    """This person may not do that: no key of the space, not the duty, or their own record."""

    code = "not_allowed"
    advice = "Ask a colleague who may, or an administrator of the space. Nothing was saved."


class Hidden(NotAllowed):
    """The app hides this record from this person. ``record`` is its whole id, ``why`` a code of
    ``outreach/model/hidden.py``."""

    code = "hidden"
    advice = "Leave it to a colleague. If you must see it now, break the glass and say why."

    def __init__(self, message: str, *, record: str, why: str) -> None:
        super().__init__(message)
        self.record = record
        self.why = why


class NotFound(InputError):
    """No record, or more than one, has that id on this device."""

    code = "not_found"
    advice = "Check the id. A record that you may not read is not found either."


class StoreError(OutreachError):
    """The central store could not do it. Everything stays on this device, sealed."""

    code = "store"
    exit_code = 3
    advice = "Everything is kept on this device, sealed. It is sent again at the next sync."


class StoreUnreachable(StoreError):
    """No answer: no network, no such host, a time-out, or a certificate that does not check."""

    code = "store_unreachable"


class StoreRefused(StoreError):
    """The store understood and refused; ``reason`` is its code (see ``sync/wire.py``). ``entry``:
    where a number is taken, the bytes that the store says took it; nothing about them is believed.
    """

    code = "store_refused"

    def __init__(
        self,
        message: str,
        *,
        reason: str,
        advice: str | None = None,
        entry: bytes | None = None,
    ) -> None:
        super().__init__(message, advice=advice)
        self.reason = reason
        self.entry = entry


class StoreGarbled(StoreError):
    """The store, or something that stands in its place, answered with something else."""

    code = "store_garbled"
    advice = (
        "Everything is kept on this device. Check the network: a sign-in page of a public Wi-Fi "
        "often answers in place of the store."
    )


class PassphraseError(OutreachError):
    """The vault did not open. Nothing in it was changed."""

    code = "passphrase"
    exit_code = 4


class WrongPassphrase(PassphraseError):
    """The passphrase or recovery code opens no slot of this vault."""

    code = "wrong_passphrase"
    advice = "Check capital letters and spaces. If it is forgotten, use the recovery code."


class TooManyAttempts(PassphraseError):
    """Too many wrong passphrases; ``wait_seconds`` until the next one is looked at."""

    code = "too_many_attempts"

    def __init__(self, wait_seconds: int) -> None:
        minutes, seconds = divmod(wait_seconds, 60)
        wait = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
        super().__init__(f"Too many wrong passphrases. Wait {wait}. Nothing was lost.")
        self.wait_seconds = wait_seconds

    advice = "Wait, then try again, or use the recovery code then."


class VaultWiped(PassphraseError):
    """Too many wrong passphrases, and its owner had chosen that they wipe the vault."""

    code = "vault_wiped"
    advice = "What the central store holds is not lost. Ask an administrator for an invitation."


class IntegrityError(OutreachError):
    """Bytes are not what was signed. They were not used."""

    code = "integrity"
    exit_code = 5
    advice = "Nothing was overwritten. Run `outreach verify`, and tell the administrator."


class MalformedEntry(IntegrityError):
    """The bytes are no entry: wrong magic, lengths, version or padding."""

    code = "malformed_entry"


class BadSignature(IntegrityError):
    """The signature does not verify under the key of the device that is named."""

    code = "bad_signature"


class CannotOpen(IntegrityError):
    """The body does not open under the key: wrong key, or changed bytes."""

    code = "cannot_open"


class BrokenChain(IntegrityError):
    """An entry is missing, repeated, out of order or forked."""

    code = "broken_chain"


class IdentityRetired(BrokenChain):
    """A copy of this vault is in use, so this one's identity writes nothing more."""

    code = "identity_retired"
    advice = (
        "Ask an administrator for an invitation and renew this device with it: what it has not "
        "sent goes on under a new identity. Do not use the other copy."
    )


class HeadMismatch(IntegrityError):
    """The store's account of a space is not the one that was seen before."""

    code = "head_mismatch"
    advice = (
        "The store hides, rolled back or forked entries, or was restored from a backup. Nothing on "
        "this device was changed. Tell the administrator before you sync again."
    )


class NotAuthorised(IntegrityError):
    """The author had no right to do this under the roster in force."""

    code = "not_authorised"
    advice = "Ask an administrator of the space to change your duties."


class BadRoster(IntegrityError):
    """A roster that does not follow from the one before it."""

    code = "bad_roster"


class BadRuling(IntegrityError):
    """A ruling that breaks a rule, so that it changes nothing."""

    code = "bad_ruling"


class BadKey(IntegrityError):
    """A key, card, wrap or commitment that does not check."""

    code = "bad_key"


class VaultCorrupt(IntegrityError):
    """A file of the vault is damaged."""

    code = "vault_corrupt"
    advice = "Do not delete the folder. Copy it as it is, then tell the administrator."


class VaultError(OutreachError):
    """The vault cannot be used now. Nothing in it was changed."""

    code = "vault"
    exit_code = 6


class VaultInUse(VaultError):
    """Another window or command has this vault open."""

    code = "vault_in_use"
    advice = "Close the other window or wait for the other command, then try again."


class VaultLocked(VaultError):
    """The vault was locked meanwhile."""

    code = "vault_locked"
    advice = "Unlock it. What was half-written is kept as a draft."


class DiskFull(VaultError):
    """The disk took no more. What was saved before is safe; this was not saved."""

    code = "disk_full"
    advice = "Free some space, then save again. The form still has what you wrote."
