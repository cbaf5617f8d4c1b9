"""Sync passes on behalf of an unlocked vault, and what follows from them.

The rules that this module enforces: one pass at a time; none while the vault is locked; what a
validated roster takes away is destroyed here before anything else is done with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from outreach.model.verdicts import REVIEW
from outreach.recording import Recording
from outreach.syncing import SyncReport, run_pass
from sync.client.engine import Pass, Progress, Report
from sync.client.log import Sending
from sync.client.resealing import reseal
from sync.client.rosters import membership_of
from sync.client.wiping import wipe
from sync.envelope import Kind
from sync.errors import IdentityRetired, InputError, OutreachError, VaultLocked
from sync.wire import StoreToken


class Passes(Recording):
    """What an unlocked vault sends and receives."""

    last_sync: SyncReport | None = None

    def only_here(self) -> int:
        """How many changes exist on this device and nowhere else."""
        return self._log.only_here(self.identity.device, self.apart)

    @property
    def last_contact_ms(self) -> int | None:
        """When the store was last reached, by the device's clock."""
        note = self._log.note("last_contact_ms")
        return int(note) if note else None

    def sync(
        self,
        progress: Callable[[Progress], None] | None = None,
        *,
        after_restore: bool = False,
    ) -> SyncReport:
        """Push and pull until everything is receipted and pulled, or say why not. Blocking.

        Args:
            after_restore: a person has confirmed that the store was restored from a backup, so give
                it back what it lost. Without their word a rollback is an alarm, every time.

        Raises:
            VaultLocked: the vault was locked before or meanwhile; what arrived is kept.
        """
        with self._syncing:
            if self.locked:
                raise VaultLocked("The vault is locked. Nothing syncs while it is.")
            self._chain_acts()
            try:
                report = run_pass(self, progress, after_restore=after_restore)
            except OutreachError:
                if self.locked:  # the log was closed under the pass; what had arrived is in it
                    raise VaultLocked("The vault was locked during a sync.") from None
                raise
        self.last_sync = report
        self._tell()
        return report

    def begin_pass(
        self, progress: Callable[[Progress], None] | None, *, after_restore: bool = False
    ) -> Pass:
        """What a sync pass works on."""
        identity = self.identity
        return Pass(
            log=self._log,
            device=identity.device,
            store_key=identity.store_key,
            # What was done goes first: no change names an audit entry that the store has not.
            spaces=sorted(self._membership, key=lambda space: space not in self.apart),
            apart=self.apart,
            membership=self._membership,
            token=identity.token,
            after_restore=after_restore,
            keyless=frozenset(s for s, keys in identity.epochs.items() if not keys),
            awaited=frozenset(identity.pending),
            retired=identity.retired,
            reseal=self._reseal_unsent,
            on_rosters=self._take_rosters,
            on_page=self._take_page,
            on_progress=progress or (lambda progress: None),
        )

    def _take_page(self, space: bytes, first: int, last: int) -> None:
        with self._guard:
            if self.locked:
                raise VaultLocked("The vault was locked during a sync.")
            if first <= self._keeper.folded(space):
                self._read_anew()
            newest = self._keeper.take(self.model, space, first, last)
            self.clock.merge(newest)
            statement = self._log.statement(space)
            if statement is not None:
                self.clock.contact(statement.time_ms)
        self._tell()

    def _read_anew(self) -> None:
        """A closing, an erasure or a late signature: what was folded counts otherwise now, and rows
        are a function of what counts. It is rare, and then everything is read anew.

        What a snapshot still holds of an erased body goes at once, and so do half-written
        corrections of a record that is gone: they hold what it said.
        """
        begun = {
            draft.id: draft.corrects or draft.id
            for draft in self._drafts.all()
            if draft.corrects or draft.kind == REVIEW
        }
        known = {record for record in begun.values() if self.model.knows(record)}
        self._keeper.drop_snapshot()
        self.model = self._keeper.fold_anew()
        for draft, record in begun.items():
            if record in known and not self.model.knows(record):
                self._drafts.drop(draft)

    def _reseal_unsent(self, space: bytes) -> None:
        """What was never offered is sealed under the epoch in force before it is."""
        with self._guard:
            if self.locked:
                raise VaultLocked("The vault was locked during a sync.")
            membership = self._membership[space]
            if not membership.is_founded:
                return
            roster = membership.current
            if reseal(self._log, space, self.identity, roster, self._random):
                self.model = self._keeper.fold_anew()

    def _take_rosters(self, space: bytes, erased: bool) -> None:
        """Rosters and rulings came without a page: somebody came or went, or this device did."""
        with self._guard:
            if self.locked:
                raise VaultLocked("The vault was locked during a sync.")
            self._keeper.learn_keys()
            self._note_admissions()
            if erased:
                self._read_anew()
        self._tell()

    def _let_go_of_reading(self) -> None:
        """Who may only add to a space from now on lets go of its keys and of all that it holds, as
        soon as nothing waits that was written with them."""
        lost = []
        for space, membership in self._membership.items():
            member = (
                membership.current.members.get(self.identity.device)
                if membership.is_founded
                else None
            )
            if member is None or member.may_read or not self.identity.epochs.get(space):
                continue
            if not any(_is_of(raw, Kind.CHANGE) for raw in self._log.never_safe(space)):
                lost.append(space)
        if not lost:
            return
        for space in lost:
            self.identity.epochs[space] = {}
        self._vault.save()  # the keys first: without them the rest says nothing
        for space in lost:
            self._log.forget_pages(space)
            self._membership[space] = membership_of(self._log, space)
        self._opener.forget()
        self._keeper.drop_snapshot()
        self.model = self._keeper.fold_anew()

    def _note_admissions(self) -> None:
        """A space that this device waited for has admitted it."""
        identity = self.identity
        admitted = {
            space
            for space in identity.pending
            if self._membership[space].is_founded
            and identity.device in self._membership[space].current.members
        }
        if admitted:
            identity.pending -= admitted
            self._vault.save()

    def _leave(self, removed: Mapping[bytes, str]) -> dict[str, str]:
        """Destroy what this device holds of spaces from which it was removed."""
        left: dict[str, str] = {}
        for space, reason in removed.items():
            left[self._opener.space_name(space)] = reason
        self.identity.left.update(left)
        for space in removed:
            self.identity.epochs.pop(space, None)
            self.identity.names.pop(space, None)
            self._membership.pop(space, None)
        self._vault.save()  # the keys first: without them the rest says nothing
        for space in removed:
            self._log.forget_space(space)
        self._opener.forget()
        self._keeper.drop_snapshot()
        self.model = self._keeper.fold_anew()
        return left

    def _is_to_found(self, space: bytes) -> bool:
        """Whether this device's founding roster of a space has no receipt yet."""
        first = self._log.outbox_entry(space, 1)
        if first is None or not _is_of(first[1], Kind.ROSTER):
            return False
        return self._log.sending_of(first[0]) is not Sending.SAFE

    @property
    def is_founding(self) -> bool:
        """Whether a space that this person founded does not stand in the store yet."""
        return self.identity.token is not None

    @property
    def has_founded(self) -> bool:
        """Whether a space that this person founded stands in the store already."""
        return any(
            (first := self._log.outbox_entry(space, 1)) is not None
            and _is_of(first[1], Kind.ROSTER)
            and not self._is_to_found(space)
            for space in self._membership
        )

    def use_token(self, token: StoreToken) -> None:
        """Go on founding with another one-time token of the same store. Raises InputError."""
        identity = self.identity
        if identity.token is None:
            raise InputError("Every space stands in the store already. Nothing was changed.")
        if token.store_key != identity.store_key:
            raise InputError(
                "This token is from another store than the first one. Nothing was changed.",
                advice="Ask whoever runs the store for a token of the same store.",
            )
        with self._guard:
            identity.token = token.text()
            self._vault.save()

    @property
    def is_out(self) -> bool:
        """Whether this device was let in once, and was removed from every space since."""
        identity = self.identity
        return bool(identity.person) and not identity.epochs and not identity.pending

    def was_told_of_leaving(self) -> None:
        """The person has read from which spaces this device was removed, and why."""
        with self._guard:
            self.identity.left.clear()
            self._vault.save()

    def _retirement(self) -> IdentityRetired | None:
        if not self.identity.retired:
            return None
        return IdentityRetired(
            "A copy of this vault is in use, or it was restored from a backup. Everything written "
            "here is kept, and nothing is sent under the old identity any more."
        )

    def wipe(self) -> None:
        """Lock, then destroy the vault and everything in it, sent or not."""
        with self._guard:
            folder = self.folder
            self._keeper.drop_snapshot()
            try:
                self.lock()
            finally:
                wipe(folder)

    def end_pass(self, work: Pass, report: Report) -> SyncReport:
        """Note what came of a pass."""
        with self._guard:
            if report.reached:
                self._log.set_note("last_contact_ms", str(self.clock.now()))
            identity = self.identity
            if identity.token is not None and not any(map(self._is_to_found, self._membership)):
                identity.token = None  # spent: the store knows every space
                self._vault.save()
            if report.copied and not identity.retired:
                identity.retired = True
                self._vault.save()
            wiped = "lost" in report.removed.values()
            removed = {} if wiped else self._leave(report.removed) if report.removed else {}
            if not wiped:
                self._let_go_of_reading()
            done = SyncReport(
                sent=report.sent,
                received=report.received,
                safe=self._log.safe(identity.device, self.apart),
                only_here=self._log.only_here(identity.device, self.apart),
                quarantined=len(self.quarantine()),
                reached=report.reached,
                problem=next(iter(report.problems.values()), self._retirement()),
                removed=removed,
                wiped=wiped,
            )
        if wiped:
            self.wipe()
        return done


def _is_of(raw: bytes, kind: Kind) -> bool:
    """By the kind in the header, damaged or not (``sync/envelope.py``)."""
    return raw[3:4] == bytes([kind])
