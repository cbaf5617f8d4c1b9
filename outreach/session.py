"""The unlocked state: one vault, its sealed log, the read model, and what a person may do.

A line of data has one way in: form -> change -> entry -> log -> read model. What a method of this
class returns from is durable. Every write is one transaction of the log; the read model follows.

``Session`` may be used from several threads. Syncing runs beside everything else and takes the
locks only for as long as a page takes.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import httpx

from outreach.belonging import Belonging
from outreach.clock import DeviceClock
from outreach.drafts import Draft, Drafts
from outreach.keeping import Keeper
from outreach.model import kinds, queries
from outreach.model.changes import WITHDRAWN, Author
from outreach.model.fold import ReadModel
from outreach.model.quarantine import Quarantined
from outreach.model.queries import RecordView, Row, VersionView
from outreach.model.reviews import SUPERVISOR
from outreach.model.verdicts import REVIEW, review_fields
from outreach.opening import Opener
from outreach.syncing import SyncReport, run_pass
from outreach.writing import Write, Writer
from sync.client.engine import Pass, Progress, Report
from sync.client.identity import Identity
from sync.client.log import Doubt, Log, Sending
from sync.client.recovery_code import RecoveryCode
from sync.client.rosters import membership_of
from sync.client.vault import Vault
from sync.envelope import parse
from sync.errors import InputError, NotAllowed, OutreachError, VaultLocked
from sync.keys import digest
from sync.membership import Membership

Standing = Literal["only here", "sent", "safe"]

#: What a new vault is set to.
DEFAULT_SETTINGS: Final[dict[str, Any]] = {
    "lock_after_minutes": 5,
    "theme": "system",
    "text_size": 1.0,
    "language": "en",
    "map_tiles": "",
    "first_run": "",  # the practice visit: "done" or "skipped"
    "put_aside": [],  # of what is set aside: what somebody has seen and does not want counted
}


class Session:
    """One person's unlocked vault."""

    def __init__(
        self,
        vault: Vault,
        *,
        clock: DeviceClock | None = None,
        random: Callable[[int], bytes] = secrets.token_bytes,
        through: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._vault = vault
        self._random = random
        self.through = through
        self._guard = threading.RLock()
        self._syncing = threading.Lock()
        self._subscribers: list[Callable[[], None]] = []
        self._log = Log(vault.folder / "log.db")
        try:
            identity = vault.identity
            self._membership: dict[bytes, Membership] = {
                space: membership_of(self._log, space) for space in identity.epochs
            }
            self._opener = Opener(vault, self._log, self._membership)
            self._belonging = Belonging(vault, self._opener, self._membership)
            self.clock = clock or DeviceClock()
            self.clock.merge(_hlc_of(self._log.note("hlc")))
            self._drafts = Drafts(vault, self._log)
            self._keeper = Keeper(vault, self._log, self._opener, self._membership)
            self._writer = Writer(
                vault, self._log, self._opener, self._membership, self.clock, random
            )
            self.model: ReadModel = self._keeper.load()
        except BaseException:
            self._log.close()
            raise
        self.last_sync: SyncReport | None = None

    @classmethod
    def unlock(cls, folder: Path, passphrase: str, **options: Any) -> Session:
        """Open a vault with its passphrase. Takes some tenths of a second, on purpose.

        Raises:
            NotFound, VaultInUse, WrongPassphrase, TooManyAttempts, VaultCorrupt.
        """
        vault = Vault.unlock(folder, passphrase)
        try:
            return cls(vault, **options)
        except BaseException:
            vault.lock()
            raise

    def lock(self) -> None:
        """Forget every key and everything readable. What is half-written stays a sealed draft.

        A sync pass that is under way uses nothing any more and ends at its next step.

        Raises:
            DiskFull: it is locked, and only the snapshot that makes unlocking quick is not kept.
        """
        with self._guard:
            if self.locked:
                return
            try:
                self._keeper.keep(self.model)
            finally:  # a full disk must not keep a vault open
                self._vault.lock()
                self._log.close()
                self.model.close()
                self._opener.forget()
                self._subscribers.clear()

    @property
    def locked(self) -> bool:
        """Whether the keys are gone."""
        return self._vault.is_locked

    # ------------------------------------------------------------ who

    @property
    def folder(self) -> Path:
        """The vault's folder."""
        return self._vault.folder

    @property
    def identity(self) -> Identity:
        """Who this device is. Raises VaultLocked."""
        return self._vault.identity

    @property
    def me(self) -> Author:
        """The person, with the duties that they have in any space that they may read."""
        return self._belonging.me

    @property
    def spaces(self) -> list[str]:
        """The names of the spaces that this device holds keys for."""
        return sorted(self._belonging.names())

    @property
    def damaged_spaces(self) -> list[str]:
        """The spaces whose list of members is damaged on this device. They can be read as far as
        the keys go; the next sync fetches the list again."""
        return sorted(self._belonging.damaged())

    def may_record(self, kind: str) -> bool:
        """Whether this device holds the key of the space that a kind goes to."""
        return kinds.space_of(kind) in self.spaces

    # ------------------------------------------------------------ writing

    def add(self, kind: str, fields: Mapping[str, Any]) -> str:
        """Save one record; its id. Durable when this returns."""
        return self.add_many(kind, [fields])[0]

    def add_many(
        self,
        kind: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        corrections: Sequence[tuple[str, Mapping[str, Any], str]] = (),
    ) -> list[str]:
        """Save several records of a kind, and corrections of others of it: all or nothing.

        Args:
            corrections: (record id, fields, reason) each.

        Returns:
            The ids of the new records.

        Raises:
            InvalidRecord, InputError, NotAllowed, DiskFull: nothing was saved.
        """
        checked = [kinds.validate(kind, row) for row in rows]
        ids = [self._random(16).hex() for _ in checked]
        version = kinds.KINDS[kind].version
        writes = [
            Write(kind, version, record, fields)
            for record, fields in zip(ids, checked, strict=True)
        ]
        for record, given, reason in corrections:
            existing = self.show(record).fields
            fields = kinds.validate_partial(kind, given, existing=existing)
            writes.append(Write(kind, version, record, fields, reason))
        self._write(self._belonging.space_for(kind), writes)
        return ids

    def add_with(
        self,
        kind: str,
        fields: Mapping[str, Any],
        along: Sequence[tuple[str, Mapping[str, Any], str]],
    ) -> list[str]:
        """Save a record and others of its space that were recorded along with it: all or nothing.

        Args:
            along: (kind, fields, the field by which it names the first record) each.

        Returns:
            The ids, the first record's first.

        Raises:
            InvalidRecord, InputError, NotAllowed, DiskFull: nothing was saved.
        """
        ids = [self._random(16).hex() for _ in range(1 + len(along))]
        given = [(kind, fields), *((k, {**f, back: ids[0]}) for k, f, back in along)]
        if len({kinds.space_of(k) for k, _ in given}) > 1:
            raise InputError("These records go to different spaces. Nothing was saved.")
        writes = [
            Write(k, kinds.KINDS[k].version, record, kinds.validate(k, f))
            for record, (k, f) in zip(ids, given, strict=True)
        ]
        self._write(self._belonging.space_for(kind), writes)
        return ids

    def correct(
        self, record: str, fields: Mapping[str, Any], reason: str, as_of: int | None = None
    ) -> str:
        """Correct fields of a record. The original stays, struck through.

        ``as_of`` is what :meth:`as_of` gave when the form was opened; None: what is there now.
        """
        view = self.show(record)
        checked = kinds.validate_partial(view.kind, fields, existing=view.fields)
        self._write_to(view, checked, reason, as_of)
        return view.id

    def withdraw(self, record: str, reason: str) -> str:
        """Strike a whole record through. It is never removed."""
        view = self.show(record)
        self._write_to(view, {WITHDRAWN: True}, reason)
        return view.id

    def resolve(self, record: str, field: str, keep: str) -> str:
        """Decide a conflict: ``keep`` is the start of the id of the version that is right."""
        view = self.show(record)
        values = view.conflicts.get(field)
        if not values:
            raise InputError("There is no conflict in this field. Nothing was saved.")
        chosen = [v for v in values if v.version.startswith(keep)]
        if len(chosen) != 1 or not keep:
            raise InputError(
                "This names no single version of the field. Nothing was saved.",
                advice="Give the start of one of the version ids that `outreach show` prints.",
            )
        self._write_to(view, {field: chosen[0].value}, "Decided between two versions")
        return view.id

    def approve(self, record: str, versions: Sequence[str] | None = None) -> str:
        """Approve a record as it was seen: ``versions`` are those that stood on the screen (of
        :class:`RecordView`); None: all that there are now."""
        return self._review(record, "approved", (), versions)

    def approve_many(self, seen: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
        """Approve records, each by a signed review of its own: (record, the versions that stood on
        the screen) each. Nothing is written if one of them cannot be; what is written is flushed to
        disk in one go for each space."""
        writes: dict[bytes, list[Write]] = {}
        views = []
        for record, versions in seen:
            view, space, review = self._review_of(record, "approved", (), versions)
            writes.setdefault(space, []).append(review)
            views.append(view.id)
        for space, reviews in writes.items():
            self._write(space, reviews)
        return views

    def return_record(
        self,
        record: str,
        comments: Sequence[tuple[str | None, str]],
        versions: Sequence[str] | None = None,
    ) -> str:
        """Send a record back to its author with comments: (field or None, text)."""
        if not any(text.strip() for _, text in comments):
            raise InputError("Say what should be corrected. Nothing was sent back.")
        return self._review(record, "returned", comments, versions)

    def _review(
        self,
        record: str,
        verdict: Literal["approved", "returned"],
        comments: Sequence[tuple[str | None, str]],
        versions: Sequence[str] | None,
    ) -> str:
        view, space, review = self._review_of(record, verdict, comments, versions)
        self._write(space, [review])
        return view.id

    def _review_of(
        self,
        record: str,
        verdict: Literal["approved", "returned"],
        comments: Sequence[tuple[str | None, str]],
        versions: Sequence[str] | None,
    ) -> tuple[RecordView, bytes, Write]:
        """A review that may be written, and its space."""
        view = self.show(record)
        for field, _ in comments:
            if field is not None and field not in kinds.KINDS[view.kind].model_fields:
                raise InputError(f"A {view.kind} has no field of that name. Nothing was saved.")
        space = self._belonging.space_named(view.space)
        me = self._belonging.author_in(space)
        if me is None or SUPERVISOR not in me.duties:
            raise NotAllowed("Only a supervisor of this space can review. Nothing was saved.")
        if any(v.person == me.person for v in self.history(view.id) if v.kind != "reviewed"):
            raise NotAllowed(
                "Nobody can review what they wrote. Nothing was saved.",
                advice="Ask another supervisor.",
            )
        saw = list(view.versions if versions is None else versions)
        fields = review_fields(view.id, verdict, saw, list(comments))
        return view, space, Write(REVIEW, 1, self._random(16).hex(), fields)

    def _write_to(
        self, view: RecordView, fields: dict[str, Any], reason: str, as_of: int | None = None
    ) -> None:
        if not reason.strip():
            raise InputError("Give a reason. Nothing was saved.")
        version = kinds.KINDS[view.kind].version
        write = Write(view.kind, version, view.id, fields, reason.strip())
        self._write(self._belonging.space_named(view.space), [write], as_of)

    def _write(self, space: bytes, writes: Sequence[Write], as_of: int | None = None) -> None:
        """Seal, sign, fsync, fold."""
        with self._guard:
            folded = self._keeper.folded(space)
            seen = folded if as_of is None else min(as_of, folded)
            changes = self._writer.write(space, writes, seen)
            self.model.apply(changes)
            self._keeper.wrote(len(changes))
        self._tell()

    def as_of(self, record: str) -> int:
        """How much of a record's space is on the screen now: to be given back to :meth:`correct`,
        so that what arrives while a form is open is not overruled unseen."""
        return self._keeper.folded(self._belonging.space_named(self.show(record).space))

    # ------------------------------------------------------------ reading

    def rows(self, kind: str | None = None, **options: Any) -> list[Row]:
        """Records, newest first."""
        return queries.rows(self.model, kind, **options)

    def find(self, text: str, limit: int | None = None) -> list[Row]:
        """Records that hold all the words, newest first."""
        return queries.find(self.model, text, limit)

    def show(self, record: str) -> RecordView:
        """One record by its id or the unambiguous start of it. Raises NotFound."""
        if self.locked:
            raise VaultLocked("The vault is locked.")
        return queries.show(self.model, record)

    def history(self, record: str) -> list[VersionView]:
        """Every version and review of a record, oldest first."""
        return queries.history(self.model, self.show(record).id)

    def queue(self) -> list[Row]:
        """What waits for this person's review, in order of risk and age: not what they wrote."""
        if SUPERVISOR not in self.me.duties:
            return []
        mine = self.identity.person
        return [row for row in queries.queue(self.model) if row.person != mine]

    def returned(self) -> list[Row]:
        """What came back to this person for correction."""
        return queries.returned_to(self.model, self.identity.person)

    def conflicts(self) -> list[Row]:
        """Records with a field that two people changed without knowing of each other."""
        return queries.conflicts(self.model)

    def standing(self, record: str) -> Standing:
        """Where a record's newest entries are, from receipts and never from hope."""
        history = self.history(record)
        sending = [
            self._log.sending_of(bytes.fromhex(version.entry))
            for version in history
            if version.position is None
        ]
        if Sending.ONLY_HERE in sending:
            return "only here"
        if Sending.OFFERED in sending or self._is_in_doubt(record, history):
            return "sent"
        return "safe"

    def _is_in_doubt(self, record: str, history: Sequence[VersionView]) -> bool:
        """Whether the store no longer stands by what it signed for a version of a record."""
        doubts = {doubt.space: doubt.up_to for doubt in self._log.doubts()}
        if not doubts:
            return False
        up_to = doubts.get(self._belonging.space_named(self.show(record).space))
        return up_to is not None and any((v.position or 0) > up_to for v in history)

    def doubts(self) -> list[Doubt]:
        """The spaces in which the store no longer stands by all that it signed: it was rolled back,
        restored from a backup, or tells two histories. What it does not bear out is not safe."""
        return self._log.doubts()

    def doubted(self) -> frozenset[str]:
        """The names of the spaces in which not all that the store signed is safe."""
        spaces = {doubt.space for doubt in self.doubts()}
        if not spaces:
            return frozenset()
        return frozenset(n for n, space in self._belonging.names().items() if space in spaces)

    def quarantine(self) -> list[Quarantined]:
        """What was kept but cannot be used, and why: entries, and drafts that were damaged."""
        damaged = [
            Quarantined(draft, "", "", "", None, "A draft is damaged. It is kept as it is.")
            for draft in self._drafts.damaged()
        ]
        rosters = [
            Quarantined(
                digest("damaged-roster", space).hex(),
                name,
                "",
                "",
                position or None,
                "The list of members is damaged on this device. It is asked for again at every "
                "sync.",
            )
            for name, (space, position) in sorted(self._belonging.damaged().items())
        ]
        return [*self.model.quarantine(), *damaged, *rosters]

    def sealed_bytes(self, one: Quarantined) -> bytes:
        """What is kept of something that was set aside, sealed as it is; empty if it is gone."""
        if not one.space:
            return self._log.drafts().get(one.entry, b"")
        space = self._belonging.names().get(one.space)
        if space is None:
            return b""
        if one.position is not None:
            blocks = self._log.entries(space, one.position - 1, one.position)
            return b"".join(item.raw for block in blocks for item in block)
        for item in self._log.outbox(space):
            if parse(item.raw).id.hex() == one.entry:
                return item.raw
        return b""

    def retry_quarantine(self) -> int:
        """Read everything anew from the log; how much is still set aside."""
        with self._guard:
            self.model = self._keeper.fold_anew()
        self._tell()
        return len(self.quarantine())

    # ------------------------------------------------------------ drafts and settings

    def save_draft(self, draft: Draft) -> None:
        """Keep a half-written form, sealed; durable when this returns."""
        self._drafts.save(draft)

    def drafts(self) -> list[Draft]:
        """Half-written forms, newest first. Comments for a review are in :meth:`remarks`."""
        return [draft for draft in self._drafts.all() if draft.kind != REVIEW]

    def save_remarks(self, record: str, words: Mapping[str, str]) -> None:
        """Keep comments that are not sent yet, sealed: field ("" for the whole record) -> text.
        Durable when this returns; nothing is kept where nothing is said."""
        if any(text.strip() for text in words.values()):
            now = self.clock.now()
            self._drafts.save(Draft(record, REVIEW, 1, dict(words), updated_ms=now))
        else:
            self._drafts.drop(record)

    def remarks(self, record: str) -> dict[str, str]:
        """The comments on a record that were begun and not sent."""
        begun = (one for one in self._drafts.all() if (one.id, one.kind) == (record, REVIEW))
        return dict(next((one.fields for one in begun), {}))

    def discard_draft(self, draft_id: str) -> None:
        """Delete a half-written form for good."""
        self._drafts.drop(draft_id)

    @property
    def settings(self) -> dict[str, Any]:
        """What the person chose, over the defaults."""
        return {**DEFAULT_SETTINGS, **self.identity.settings}

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a choice, sealed."""
        if name not in DEFAULT_SETTINGS:
            raise InputError("There is no such setting.")
        with self._guard:
            self.identity.settings[name] = value
            self._vault.save()

    def change_passphrase(self, passphrase: str, **options: Any) -> RecoveryCode:
        """Re-key the vault; the new recovery code, to be shown once."""
        with self._guard:
            return self._vault.change_passphrase(passphrase, self._reseal, **options)

    @property
    def recovery_code_unshown(self) -> bool:
        """Whether the app was killed in the middle of a change of passphrase, so that nobody has
        the recovery code. Tell the person, and call :meth:`renew_recovery_code`."""
        return self._vault.recovery_code_unshown

    def renew_recovery_code(self) -> RecoveryCode:
        """A new recovery code where nobody was shown the one in use; to be shown once, and then
        confirmed with :meth:`recovery_code_was_shown`. Raises InputError otherwise."""
        with self._guard:
            return self._vault.renew_recovery_code(self._reseal)

    def recovery_code_was_shown(self) -> None:
        """The code is on the screen: the person is not told again."""
        with self._guard:
            self._vault.recovery_code_was_shown()

    def _reseal(self) -> None:
        self._drafts.reseal()
        self._keeper.drop_snapshot()

    # ------------------------------------------------------------ syncing

    def only_here(self) -> int:
        """How many changes exist on this device and nowhere else."""
        return self._log.only_here(self.identity.device)

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
            spaces=list(self._membership),
            membership=self._membership,
            token=identity.token,
            after_restore=after_restore,
            on_page=self._take_page,
            on_progress=progress or (lambda progress: None),
        )

    def _take_page(self, space: bytes, first: int, last: int) -> None:
        with self._guard:
            if self.locked:
                raise VaultLocked("The vault was locked during a sync.")
            if first <= self._keeper.folded(space):
                # A closing or a late signature: what was folded counts otherwise now, and rows are
                # a function of what counts. It is rare, and then everything is read anew.
                self.model = self._keeper.fold_anew()
            newest = self._keeper.take(self.model, space, first, last)
            self.clock.merge(newest)
            statement = self._log.statement(space)
            if statement is not None:
                self.clock.contact(statement.time_ms)
        self._tell()

    def end_pass(self, work: Pass, report: Report) -> SyncReport:
        """Note what came of a pass."""
        with self._guard:
            if report.reached:
                self._log.set_note("last_contact_ms", str(self.clock.now()))
            identity = self.identity
            if identity.token is not None and all(
                self._log.place(space).position for space in self._membership
            ):
                identity.token = None  # spent: the store knows every space
                self._vault.save()
            return SyncReport(
                sent=report.sent,
                received=report.received,
                safe=self._log.safe(identity.device),
                only_here=self._log.only_here(identity.device),
                quarantined=len(self.quarantine()),
                reached=report.reached,
                problem=next(iter(report.problems.values()), None),
            )

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Be told, on whatever thread, that rows changed. Returns what ends it."""
        self._subscribers.append(callback)

        def unsubscribe() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return unsubscribe

    def _tell(self) -> None:
        for callback in list(self._subscribers):
            callback()


def _hlc_of(note: str | None) -> tuple[int, int]:
    if note is None:
        return (0, 0)
    ms, counter = note.split(" ")
    return (int(ms), int(counter))
