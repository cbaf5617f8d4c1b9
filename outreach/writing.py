"""The one way in: changes become entries, sealed, signed, chained and durable, all or nothing.

``seen`` is what the author had really seen: a position that was folded, and shown, when they wrote.
It decides whose word stands (``DESIGN``: "Fold and conflicts"), so it is never taken from what has
arrived on the disk meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from outreach.clock import DeviceClock
from outreach.model.acts import AUDIT
from outreach.model.changes import Change, compose, decode
from outreach.opening import Opener, head_text
from sync.client.log import Log
from sync.client.vault import Vault
from sync.deposit import seal_deposit
from sync.envelope import SALT_BYTES, Entry, seal
from sync.errors import NotAllowed, VaultCorrupt
from sync.membership import Membership
from sync.plaintext import pack


@dataclass(frozen=True, slots=True)
class Write:
    """One change that is to be written. ``type`` is a kind of record, or ``review``."""

    type: str
    version: int
    record: str
    fields: dict[str, Any]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes that are to be written to one space. ``seen``: the newest position of it that the
    author had seen."""

    space: bytes
    writes: Sequence[Write]
    seen: int


class Writer:
    """Writes this device's entries."""

    def __init__(
        self,
        vault: Vault,
        log: Log,
        opener: Opener,
        membership: dict[bytes, Membership],
        clock: DeviceClock,
        random: Callable[[int], bytes],
    ) -> None:
        self._vault = vault
        self._log = log
        self._opener = opener
        self._membership = membership
        self._clock = clock
        self._random = random

    def write(self, batches: Sequence[Batch]) -> list[Change]:
        """Durable when this returns, to one space or to several: all or nothing. The changes, in
        the order given, to be folded.

        Raises:
            NotAllowed, BodyTooLarge, DiskFull: nothing was written.
        """
        made = [self._made(batch.space, batch.writes, batch.seen) for batch in batches]
        with self._log.transaction():
            for entries, _changes in made:
                self._log.append(entries)
            self._log.set_note("hlc", f"{self._clock.last[0]} {self._clock.last[1]}")
        return [change for _entries, changes in made for change in changes]

    def _made(
        self, space: bytes, writes: Sequence[Write], seen: int
    ) -> tuple[list[Entry], list[Change]]:
        """The entries for one space, sealed and signed, and what they say."""
        identity = self._vault.identity
        device = identity.device
        if not self._membership[space].is_founded:
            raise VaultCorrupt(
                "The list of members of this space is damaged on this device, so nobody can write "
                "to it. Nothing was saved.",
                advice="Sync where there is a network: it is fetched again. Drafts are kept.",
            )
        author = self._opener.author(self._membership[space].current, device)
        if author is None or author.role == "reader":
            raise NotAllowed("You may read this space but not write to it. Nothing was saved.")
        if author.role == "depositor":
            seen = 0  # who may not read a space has seen nothing of it
        name = self._opener.space_name(space)
        audit = self._newest_act(device)
        head = self._log.head_at(space, seen)
        if head is None:
            raise VaultCorrupt("The log does not reach as far as what was shown.")
        tip = self._log.own_tip(space, device)
        seq, prev = tip.seq, tip.id
        entries: list[Entry] = []
        changes: list[Change] = []
        for write in writes:
            seq += 1
            payload = compose(
                hlc=self._clock.tick(),
                at=self._clock.moment(),
                seen=(seen, head_text(head)),
                type=write.type,
                version=write.version,
                record=write.record,
                fields=write.fields,
                reason=write.reason,
                audit=audit,
            )
            # What could not be read back is found before it is signed.
            change = decode(
                payload,
                entry="",
                space=name,
                device=device.hex(),
                seq=seq,
                position=None,
                received_ms=None,
                author=author,
            )
            entry = self._seal(space, seq, prev, payload, deposit=author.role == "depositor")
            prev = entry.id
            entries.append(entry)
            changes.append(change.sealed_as(entry.id.hex()))
        return entries, changes

    def _newest_act(self, device: bytes) -> str | None:
        """This device's newest entry in the audit space, as changes name it: whoever sees a change
        of this device knows that its audit goes at least so far."""
        for space in self._membership:
            if self._opener.space_name(space) == AUDIT:
                tip = self._log.own_tip(space, device)
                return f"{tip.seq}:{tip.id.hex()[:32]}" if tip.seq else None
        return None

    def _seal(
        self, space: bytes, seq: int, prev: bytes, payload: dict[str, Any], *, deposit: bool
    ) -> Entry:
        identity = self._vault.identity
        if deposit:
            roster = self._membership[space].current
            return seal_deposit(
                payload,
                space=space,
                device=identity.device,
                seq=seq,
                prev=prev,
                epoch=roster.epoch,
                kem_id=roster.deposit_kem,
                kem_key=roster.deposit_key,
                own_key=identity.deposit_key,
                signing=identity.keys.signing,
                random=self._random,
            )
        epoch = max(identity.epochs[space])
        return seal(
            pack(payload),
            space=space,
            device=identity.device,
            seq=seq,
            prev=prev,
            epoch=epoch,
            epoch_key=identity.epochs[space][epoch],
            salt=self._random(SALT_BYTES),
            signing=identity.keys.signing,
        )
