"""What an unlocked vault is to everything above it: its keys, its log, its rows, and one way in.

A line of data has one way in: form -> change -> entry -> log -> read model. What ``_write`` returns
from is durable: every write is one transaction of the log; the read model follows.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Self

import httpx

from outreach import reserving
from outreach.belonging import Belonging
from outreach.clock import DeviceClock
from outreach.drafts import Drafts
from outreach.keeping import Keeper
from outreach.model import deeds, kinds, reserved
from outreach.model.acts import AUDIT, BATCH, BATCH_VERSION, batch_fields
from outreach.model.changes import Author
from outreach.model.codes import Lists
from outreach.model.editions import Editions, Pins
from outreach.model.fold import ReadModel
from outreach.opening import Opener
from outreach.pointing import Pointing
from outreach.trail import Trail
from outreach.writing import Batch, Write, Writer
from sync.client.identity import Identity
from sync.client.log import Log
from sync.client.rosters import membership_of
from sync.client.tokens import Tokens
from sync.client.vault import Vault
from sync.errors import DiskFull, NotAllowed, VaultCorrupt
from sync.membership import Membership

__all__ = ["AUDIT", "Unlocked"]

#: How many devices' audit entries one batch tells of.
_WITNESSED: Final = 500
#: Up to which audit entry of each device this one has told: as a note, ids and numbers only.
_TOLD: Final = "witnessed"


class Unlocked:
    """One person's vault while its keys are here, and until :meth:`lock`."""

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
            #: The store's sessions, from pass to pass.
            self.tokens = Tokens(self.clock.elapsed)
            self._drafts = Drafts(vault, self._log)
            self._trail = Trail(vault, self._log, self.clock)
            #: Record -> until when the glass before it is broken, by the clock that nobody sets.
            self._glass: dict[str, int] = {}
            self._pointing = Pointing(
                vault, self._opener, self._belonging, self._membership, random
            )
            self._keeper = Keeper(vault, self._log, self._opener, self._membership)
            self._writer = Writer(
                vault, self._log, self._opener, self._membership, self.clock, random
            )
            self.model: ReadModel = self._keeper.load()
        except BaseException:
            self._log.close()
            raise

    @classmethod
    def unlock(cls, folder: Path, passphrase: str, **options: Any) -> Self:
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

    def lock(self, *, at_once: bool = False) -> None:
        """Forget every key and everything readable. What is half-written stays a sealed draft.

        A sync pass that is under way uses nothing any more and ends at its next step.

        Args:
            at_once: write no snapshot first, which takes some tenths of a second with much in it;
                the next unlocking folds what is new instead.

        Raises:
            DiskFull: it is locked, and only the snapshot that makes unlocking quick is not kept.
        """
        with self._guard:
            if self.locked:
                return
            try:
                if not at_once:
                    self._chain_acts()
                    self._keeper.keep(self.model)
            finally:  # a full disk must not keep a vault open
                self._vault.lock()
                self.tokens.let_go()
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
        return sorted(self._belonging.readable())

    @property
    def deposits_in(self) -> list[str]:
        """The names of the spaces to which this device may add without reading them."""
        readable = self._belonging.readable()
        return sorted(n for n in self._belonging.names() if n not in readable)

    @property
    def damaged_spaces(self) -> list[str]:
        """The spaces whose list of members is damaged on this device. They can be read as far as
        the keys go; the next sync fetches the list again."""
        return sorted(self._belonging.damaged())

    def may_record(self, kind: str) -> bool:
        """Whether this person may add to the space that a kind goes to, reading it or not; to any,
        where it goes with the records that it names."""
        names = self._belonging.names()
        if kinds.ends_of(kind) and not kinds.space_of(kind):
            return any(self._belonging.may_add(space) for space in names.values())
        space = names.get(kinds.space_of(kind))
        return space is not None and self._belonging.may_add(space)

    def may_read(self, kind: str) -> bool:
        """Whether this device holds keys for the space that a kind goes to."""
        return kinds.space_of(kind) in self._belonging.readable()

    def goes_unread(self, kind: str) -> str | None:
        """The name of the space that a kind goes to, where this person may add to it and not read
        what others add."""
        return kinds.space_of(kind) if self.may_record(kind) and not self.may_read(kind) else None

    def me_in(self, space: str) -> Author | None:
        """The person as the roster of a space names them, with the duties that they have there;
        None where it does not."""
        found = self._belonging.names().get(space)
        return None if found is None else self._belonging.author_in(found)

    def kept_from(self, kind: str) -> frozenset[str]:
        """The fields of a kind that are for somebody with another duty (``model/reserved``)."""
        return reserved.kept_from(kind, self.me_in(kinds.space_of(kind)))

    @property
    def editions(self) -> Editions:
        """The code lists in force for this vault, and how they came to be so."""
        return self.model.editions

    def lists_for(self, begun: Pins | None = None) -> Lists:
        """The code lists in force; with ``begun``, what was offered in those editions is taken
        too."""
        editions = self.model.editions
        return editions.lists if begun is None else editions.taking(begun)

    @property
    def apart(self) -> frozenset[bytes]:
        """The spaces whose entries are not what a person wrote: the audit's."""
        found = self._belonging.names().get(AUDIT)
        return frozenset() if found is None else frozenset((found,))

    # ------------------------------------------------------------ writing

    def _write(self, space: bytes, writes: Sequence[Write], as_of: int | None = None) -> None:
        """Seal, sign, fsync, fold."""
        self._write_all([(space, writes)], as_of)

    def _write_all(
        self, writes: Sequence[tuple[bytes, Sequence[Write]]], as_of: int | None = None
    ) -> None:
        """The same for several spaces, each once: all or nothing."""
        with self._guard:
            for space, some in writes:
                for write in some:
                    reserving.check(self.model, self._belonging.author_in(space), write)
            batches = []
            for space, some in self._with_pointers(writes):
                folded = self._keeper.folded(space)
                seen = folded if as_of is None else min(as_of, folded)
                batches.append(Batch(space, some, seen))
            changes = self._writer.write(batches)
            self.model.apply(changes)
            self._keeper.wrote(len(changes))
        self._tell()

    def _with_pointers(
        self, writes: Sequence[tuple[bytes, Sequence[Write]]]
    ) -> Sequence[tuple[bytes, Sequence[Write]]]:
        """The same, and the match pointers that they call for, in the common space."""
        found = self._pointing.new(self.model, writes)
        if found is None:
            return writes
        common, pointers = found
        if all(space != common for space, _some in writes):
            return [*writes, (common, pointers)]
        return [(s, [*some, *pointers] if s == common else some) for s, some in writes]

    # ------------------------------------------------------------ what was done is told

    def _chain_acts(self) -> None:
        """Seal what was noted into the audit space: out of the queue and into the outbox in one
        transaction. What cannot be told now stays where it is, sealed, until the next time."""
        with self._guard:
            space = self._belonging.names().get(AUDIT)
            if space is None or not self._belonging.may_add(space):
                return
            batch = self._trail.batch()
            if not batch.entries:
                return
            witnessed = self._news_of_others()
            last = len(batch.entries) - 1
            writes = [
                Write(
                    BATCH,
                    BATCH_VERSION,
                    self._random(16).hex(),
                    batch_fields(told, witnessed if at == last else {}),
                )
                for at, told in enumerate(batch.entries)
            ]
            readable = space in self._belonging.readable().values()
            seen = self._keeper.folded(space) if readable else 0
            try:
                with self._log.transaction():
                    changes = self._writer.write([Batch(space, writes, seen)])
                    self._trail.left(batch)
                    self._log.set_note(_TOLD, json.dumps({**self._told(), **witnessed}))
            except (DiskFull, NotAllowed, VaultCorrupt):
                return
            self._trail.forget_numbers(batch)
            if readable:
                self.model.apply(changes)
                self._keeper.wrote(len(changes))

    def _news_of_others(self) -> dict[str, int]:
        """Device -> the newest audit entry that its changes named, where that was not told yet."""
        told, own = self._told(), self.identity.device.hex()
        with self.model.lock:
            seen = deeds.witnessed(self.model.connection)
        news = {d: n for d, n in sorted(seen.items()) if d != own and n > told.get(d, 0)}
        return dict(list(news.items())[:_WITNESSED])

    def _told(self) -> dict[str, int]:
        note = self._log.note(_TOLD)
        try:
            found = json.loads(note) if note is not None else {}
        except ValueError:
            return {}
        return {d: n for d, n in found.items() if type(n) is int} if type(found) is dict else {}

    # ------------------------------------------------------------ being told

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
