"""Reading what an unlocked vault holds: records, what waits, what is safe, what was set aside.

The rule that this module enforces: what is said of a record's safety comes from receipts and never
from hope; what the store no longer bears out is not called safe.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from outreach.model import merging, pointers, queries
from outreach.model.quarantine import Quarantined
from outreach.model.queries import RecordView, Row, VersionView
from outreach.model.reviews import SUPERVISOR
from outreach.pointing import Match
from outreach.unlocked import Unlocked
from sync.client.log import Doubt, Sending
from sync.envelope import parse
from sync.errors import VaultLocked
from sync.keys import digest

Standing = Literal["only here", "sent", "safe"]


class Reading(Unlocked):
    """What can be asked of an unlocked vault."""

    def rows(self, kind: str | None = None, **options: Any) -> list[Row]:
        """Records, newest first."""
        return self._settled(queries.rows(self.model, kind, **options))

    def deposited(self) -> list[Row]:
        """What this device added to spaces that it cannot read, newest first."""
        return self.rows(spaces=self.deposits_in)

    def safe_deposits(self) -> frozenset[str]:
        """The records of :meth:`deposited` of which receipts cover everything.

        What is deposited comes back to nobody but those who may read it, so here it has no place in
        the store's order, and a row by itself says that it is only here for ever.
        """
        names = self.deposits_in
        if not names:
            return frozenset()
        rows = queries.rows(self.model, spaces=names)
        spaces = [self._belonging.space_named(name) for name in names]
        if not self.doubts() and not any(self._log.never_safe(space) for space in spaces):
            return frozenset(row.id for row in rows)
        return frozenset(row.id for row in rows if self.standing(row.id) == "safe")

    def _settled(self, rows: list[Row]) -> list[Row]:
        unread = frozenset(self.deposits_in)
        if not any(row.space in unread for row in rows):
            return rows
        safe = self.safe_deposits()
        return [replace(row, here_only=False) if row.id in safe else row for row in rows]

    def find(self, text: str, limit: int | None = None) -> list[Row]:
        """Records that hold all the words, newest first; merged ones together."""
        found = queries.find(self.model, text, limit)
        return self._settled(merging.grouped(self.model, found))

    def show(self, record: str) -> RecordView:
        """One record by its id or the unambiguous start of it. Raises NotFound."""
        if self.locked:
            raise VaultLocked("The vault is locked.")
        return queries.show(self.model, record)

    def history(self, record: str) -> list[VersionView]:
        """Every version and review of a record, oldest first."""
        return queries.history(self.model, self.show(record).id)

    def matches(self, kind: str, fields: Mapping[str, Any]) -> list[Match]:
        """That spaces which this device cannot read hold the same nickname, registration or
        telephone number, and whom to ask. Never what they hold."""
        return self._pointing.found(self.model, pointers.keys(kind, fields))

    def matches_of(self, text: str) -> list[Match]:
        """The same for words that were typed into a search."""
        return self._pointing.found(self.model, pointers.keys_of_text(text))

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
