"""Keeps the read model in step with the log: opens entries, folds them, and seals a snapshot.

A snapshot is a shortcut and never a source: it is bound to this vault, the read model's schema and
the verified heads at which it was taken. Whatever does not match is thrown away and folded anew.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import Final

from outreach.model import snapshot
from outreach.model.acts import AUDIT
from outreach.model.changes import Change
from outreach.model.fold import BATCH, ReadModel, fingerprint
from outreach.opening import Opener
from sync.client.epoch_keys import learn
from sync.client.files import disk_error
from sync.client.log import SNAPSHOT_MARK, Log
from sync.client.vault import Vault
from sync.errors import CannotOpen, DiskFull
from sync.keys import digest
from sync.membership import Membership

#: A new snapshot is worth its writing after this many further entries.
WORTH_KEEPING: Final = 500


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """A fold makes millions of short-lived tuples and no cycles: looking for some among them takes
    a tenth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Keeper:
    """The read model's link to one vault."""

    def __init__(
        self, vault: Vault, log: Log, opener: Opener, membership: dict[bytes, Membership]
    ) -> None:
        self._vault = vault
        self._log = log
        self._opener = opener
        self._membership = membership
        self._path = vault.folder / "snapshot"
        self._folded_since = 0
        self._folded: dict[bytes, int] = {}
        self._read_at = log.rewritten

    def load(self) -> ReadModel:
        """The read model of everything in the log, from the snapshot where it matches."""
        self._read_at = self._log.rewritten
        self.learn_keys()
        self._folded, model = self._from_snapshot()
        if model is None:
            self._folded, model = {}, ReadModel()
        else:
            self._opener.notice(model.quarantine())
        self._catch_up(model)
        return model

    def folded(self, space: bytes) -> int:
        """The newest position of a space that is in the read model. What is in the log may be a
        page further while a sync goes on: nobody has seen that yet."""
        return self._folded.get(space, 0)

    def fold_anew(self) -> ReadModel:
        """Everything from the log, with nothing taken from a snapshot."""
        as_of = self._log.rewritten
        self.learn_keys()
        model = ReadModel()
        self._folded = {}
        self._catch_up(model)
        self._read_at = as_of
        return model

    def take(self, model: ReadModel, space: bytes, first: int, last: int) -> tuple[int, int]:
        """Fold entries that have just become durable; the newest logical clock among them."""
        self.learn_keys()
        newest = (0, 0)
        for block in self._log.entries(space, first - 1, last):
            opened = self._opener.open_all(space, block)
            model.apply(opened)
            self._folded_since += len(block)
            newest = max([newest, *(c.hlc for c in opened if isinstance(c, Change))])
        self._folded[space] = max(last, self.folded(space))
        return newest

    def wrote(self, count: int) -> None:
        """Count own changes that went straight into the model."""
        self._folded_since += count

    def _catch_up(self, model: ReadModel) -> None:
        with ExitStack() as stack:
            stack.enter_context(_no_search_for_cycles())
            if not self._folded:  # from nothing, and nobody has the model yet
                stack.enter_context(model.filling())
            for space, membership in self._membership.items():
                if not membership.is_founded and membership.damaged_at is None:
                    continue
                if self._only_tells(space):
                    continue
                for block in self._log.entries(space, self.folded(space)):
                    model.apply(self._opener.open_all(space, block))
                    self._folded_since += len(block)
                    self._folded[space] = block[-1].position or 0
                own = self._log.outbox(space)
                for start in range(0, len(own), BATCH):
                    some = own[start : start + BATCH]
                    model.apply(self._opener.open_all(space, some))
        model.settle()

    def _only_tells(self, space: bytes) -> bool:
        """Whether this is the audit space and this device may not read it: what its person did is
        no part of what they see, though their own copies would open."""
        keys = self._vault.identity.epochs.get(space)
        return not keys and self._opener.space_name(space) == AUDIT

    def learn_keys(self) -> None:
        """Take the keys of epochs that rosters wrap for this device."""
        identity = self._vault.identity
        learnt = False
        for space, membership in self._membership.items():
            known = identity.epochs.setdefault(space, {})
            before = len(known)
            mine = membership.is_founded and membership.current.members.get(identity.device)
            if mine and not mine.may_read and not known:
                continue  # what it was given as a reader, it let go of
            # What does not open is set aside entry by entry, with its reason.
            learn(known, membership.history(), identity.device, identity.keys.kem)
            learnt = learnt or len(known) > before
            name = self._opener.space_name(space)  # where no roster says it: what one said before
            if name not in (space.hex(), identity.names.get(space)):
                identity.names[space] = name
                learnt = True
        if learnt:
            with suppress(DiskFull):  # they are learnt again from the log, until there is room
                self._vault.save()

    # ------------------------------------------------------------ snapshot

    def keep(self, model: ReadModel) -> None:
        """Seal a snapshot if enough has been folded since the last one.

        Raises:
            DiskFull, VaultError: it could not be written. Nothing is lost: the log has it all.
        """
        marked = self._path.exists() and self._log.note(SNAPSHOT_MARK) is not None
        if self._folded_since < WORTH_KEEPING and marked:
            return
        if self._folded_since == 0 or self._is_damaged():
            return  # what a damaged roster does not say must not outlive the damage
        if self._log.rewritten != self._read_at:
            return  # a sync was broken off before what it had changed was read anew
        with model.lock:
            mark = {"places": {space.hex(): self.folded(space) for space in self._membership}}
            context = self._context(mark["places"])
            try:
                # Closed whatever happens: a part that nobody takes would hold the model's lock.
                with closing(model.parts()) as parts:
                    snapshot.seal(self._path, parts, self._key(), context)
            except OSError as error:
                raise disk_error(error) from error
        if self._log.mark_snapshot(json.dumps(mark), self._read_at):
            self._folded_since = 0

    def _is_damaged(self) -> bool:
        return any(one.damaged_at is not None for one in self._membership.values())

    def drop_snapshot(self) -> None:
        """Delete it: its key is gone."""
        self._path.unlink(missing_ok=True)
        self._folded_since = max(self._folded_since, WORTH_KEEPING)

    def _from_snapshot(self) -> tuple[dict[bytes, int], ReadModel | None]:
        note = self._log.note(SNAPSHOT_MARK)
        if note is None or not self._path.exists():
            return {}, None
        try:
            places = _places_of(note)
            with snapshot.opened(self._path, self._key(), self._context(places)) as found:
                model = ReadModel.from_parts(found.read, lambda: found.left)
        except (ValueError, CannotOpen):
            return {}, None
        return {bytes.fromhex(s): p for s, p in places.items()}, model

    def _key(self) -> bytes:
        return self._vault.local_key("snapshot")

    def _context(self, places: dict[str, int]) -> bytes:
        """What a snapshot is bound to. The head at a position is a hash of the log up to there."""
        parts = [self._vault.id, fingerprint()]
        for space in sorted(places):
            head = self._log.head_at(bytes.fromhex(space), places[space])
            if head is None:
                raise CannotOpen("The log is shorter than when the snapshot was taken.")
            parts += [bytes.fromhex(space), places[space].to_bytes(8, "big"), head]
        return digest("snapshot-context", *parts)


def _places_of(note: str) -> dict[str, int]:
    """Space -> position, as :meth:`Keeper.keep` noted them. Raises ValueError for anything else."""
    try:
        places = json.loads(note)["places"]
    except (KeyError, TypeError, RecursionError):
        raise ValueError("not a mark") from None
    if type(places) is not dict:
        raise ValueError("not a mark")
    if not all(type(place) is int and 0 <= place < 1 << 63 for place in places.values()):
        raise ValueError("not a mark")
    return places
