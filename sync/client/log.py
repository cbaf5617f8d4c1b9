"""The sealed log on a device: everybody's entries by position, tips, heads, drafts.

Rules:

- Every row that carries content is sealed; the rest is what the store knows as well.
- A position, once taken, is never given to another entry.
- What is damaged or came without its body is known, to be asked for again.

Entries with a position come from the store, this device's own included; the outbox (``outbox.py``)
holds own entries that have none yet. Both lie in one file (``log_file.py``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sync.chain import START, Tip, head_zero, next_head
from sync.client.governance import Governance
from sync.client.log_file import Status, Stored
from sync.client.outbox import Doubt, Sending
from sync.envelope import Entry, Kind
from sync.wire import Statement

__all__ = ["SNAPSHOT_MARK", "Arrival", "Doubt", "Log", "Place", "Sending", "Status", "Stored"]

_STATUSES: Final = tuple(Status)

#: The note that says what the snapshot is a snapshot of; without it there is none.
SNAPSHOT_MARK: Final = "snapshot"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a space was pulled and verified."""

    position: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """A checked entry of a page, to be stored."""

    entry: Entry
    position: int
    received_ms: int
    head: bytes
    status: Status


class Log(Governance):
    """The log of one vault."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        """Open a log; ``new``: make it, with its vault. Raises as :class:`LogFile` does."""
        super().__init__(path, new=new)
        self._damaged: dict[bytes, set[int]] = {}
        self._asked: dict[bytes, int] = {}
        self._rewritten = 0
        try:
            self.wash_if_due()
        except BaseException:
            self.close()
            raise

    # ------------------------------------------------------------ the space

    def place(self, space: bytes) -> Place:
        """How far the space was verified."""
        rows = self._rows("SELECT position, head FROM place WHERE space = ?", space)
        return Place(*rows[0]) if rows else Place(0, head_zero(space))

    def statement(self, space: bytes) -> Statement | None:
        """The newest head that the store signed."""
        rows = self._rows("SELECT statement FROM place WHERE space = ?", space)
        return Statement.parse(rows[0][0]) if rows and rows[0][0] else None

    def tip(self, space: bytes, device: bytes) -> Tip:
        """A device's newest authentic entry with a position."""
        rows = self._rows("SELECT seq, id FROM tip WHERE space = ? AND device = ?", space, device)
        return Tip(*rows[0]) if rows else START

    def own_tip(self, space: bytes, device: bytes) -> Tip:
        """The newest own entry, sent or not."""
        rows = self._rows(
            "SELECT seq, id FROM outbox WHERE space = ? ORDER BY seq DESC LIMIT 1", space
        )
        return Tip(*rows[0]) if rows else self.tip(space, device)

    def pending(self, space: bytes, device: bytes) -> list[Stored]:
        """A device's entries that no verified signature covers yet, in order."""
        rows = self._rows(
            "SELECT position, received_ms, raw FROM entry"
            " WHERE space = ? AND device = ? AND status = 0 ORDER BY seq",
            space,
            device,
        )
        return [Stored(*r) for r in rows]

    def counted_from(self, space: bytes, device: bytes, seq: int) -> list[Stored]:
        """A device's entries that count, from ``seq`` on. Rare: for when its chain is closed."""
        rows = self._rows(
            "SELECT position, received_ms, raw FROM entry"
            " WHERE space = ? AND device = ? AND seq >= ? AND status = 1 ORDER BY position",
            space,
            device,
            seq,
        )
        return [Stored(*r) for r in rows]

    def of_device(self, space: bytes, device: bytes, seq: int) -> list[Stored]:
        """A device's entries from ``seq`` on, whether they count or not. Rare, as above."""
        rows = self._rows(
            "SELECT position, received_ms, raw, status FROM entry"
            " WHERE space = ? AND device = ? AND seq >= ? ORDER BY seq, position",
            space,
            device,
            seq,
        )
        return [Stored(p, ms, raw, _STATUSES[status]) for p, ms, raw, status in rows]

    def rosters(self, space: bytes) -> list[Stored]:
        """Roster entries that took effect, by position."""
        return self._of_kind(space, Kind.ROSTER)

    def rulings(self, space: bytes) -> list[Stored]:
        """Ruling entries that took effect, by position."""
        return self._of_kind(space, Kind.RULING)

    def _of_kind(self, space: bytes, kind: Kind) -> list[Stored]:
        rows = self._rows(
            "SELECT position, received_ms, raw FROM entry"  # noqa: S608 - the index names the kind
            f" WHERE space = ? AND kind = {int(kind)} AND status = 1 ORDER BY position",
            space,
        )
        return [Stored(*r) for r in rows]

    def take_page(
        self,
        space: bytes,
        arrivals: Sequence[Arrival],
        *,
        settled: Sequence[tuple[int, Status]],
        tips: dict[bytes, Tip],
        place: Place,
        statement: Statement,
        own: Sequence[bytes],
    ) -> None:
        """Store a checked page: its entries, new tips, the head; all or nothing.

        Args:
            settled: (position, status) of earlier entries that count otherwise from now on: pending
                ones that a signature covers, closed ones, erased ones. A snapshot that was taken
                before is void in the same transaction, since its rows are those of before.
            own: ids of own entries that have a position now; they leave the outbox. By id and not
                by number: what a copy of this vault wrote must not push out what was written here.
        """
        with self.transaction() as db:
            db.executemany(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (space, a.position, a.received_ms, int(a.entry.kind), int(a.status),
                     a.entry.device, a.entry.seq, a.head, a.entry.raw())
                    for a in arrivals
                ],
            )  # fmt: skip
            db.executemany(
                "UPDATE entry SET status = ? WHERE space = ? AND position = ?",
                [(int(status), space, position) for position, status in settled],
            )
            erased = [(space, p) for p, status in settled if status is Status.ERASED]
            db.executemany(
                "UPDATE entry SET raw = substr(raw, 1, 180) WHERE space = ? AND position = ?",
                erased,
            )
            if erased:
                self.wash_is_due()
            if settled:
                self._void_snapshot(db)
            db.executemany(
                "INSERT OR REPLACE INTO tip VALUES (?, ?, ?, ?)",
                [(space, device, tip.seq, tip.id) for device, tip in tips.items()],
            )
            db.execute(
                "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?)",
                (space, place.position, place.head, statement.raw()),
            )
            db.executemany(
                "DELETE FROM outbox WHERE id = ? AND space = ?", [(i, space) for i in own]
            )
        if erased:
            self.wash()

    def entries(
        self, space: bytes, after: int = 0, up_to: int | None = None
    ) -> Iterator[list[Stored]]:
        """Entries with a position, by position, in blocks of 1,000."""
        last = (1 << 62) if up_to is None else up_to
        while True:
            rows = self._rows(
                "SELECT position, received_ms, raw, status FROM entry WHERE space = ?"
                " AND position > ? AND position <= ? ORDER BY position LIMIT 1000",
                space,
                after,
                last,
            )
            if not rows:
                return
            yield [Stored(p, ms, raw, _STATUSES[status]) for p, ms, raw, status in rows]
            after = rows[-1][0]

    def at(self, space: bytes, position: int) -> Stored | None:
        """The entry at a position."""
        rows = self._rows(
            "SELECT position, received_ms, raw, status FROM entry WHERE space = ? AND position = ?",
            space,
            position,
        )
        if not rows:
            return None
        place, received_ms, raw, status = rows[0]
        return Stored(place, received_ms, raw, _STATUSES[status])

    def head_at(self, space: bytes, position: int) -> bytes | None:
        """The verified head after a position; None where this device has not come so far."""
        if position == 0:
            return head_zero(space)
        rows = self._rows(
            "SELECT head FROM entry WHERE space = ? AND position = ?", space, position
        )
        return rows[0][0] if rows else None

    # ------------------------------------------------------------ what has to be asked for again

    def notice_damage(self, space: bytes, position: int) -> None:
        """Remember, while this log is open, that an entry's bytes are not those that came."""
        self._damaged.setdefault(space, set()).add(position)

    def is_as_it_came(self, space: bytes, position: int, received_ms: int, entry_id: bytes) -> bool:
        """Whether the verified heads were computed over this very entry."""
        before = self.head_at(space, position - 1)
        after = self.head_at(space, position)
        return before is not None and next_head(before, position, received_ms, entry_id) == after

    def wanting(self, space: bytes, count: int) -> list[int]:
        """Positions of up to ``count`` entries that are damaged or came without a body. Damaged
        ones first; then, from one call to the next, each of the others in its turn."""
        damaged = sorted(self._damaged.get(space, ()))[:count]
        rows: list[tuple[Any, ...]] = []
        for after in (self._asked.get(space, 0), 0):
            rows = self._rows(
                "SELECT position FROM entry WHERE space = ? AND position > ?"
                " AND length(raw) <= 180 AND status <> 3 ORDER BY position LIMIT ?",
                space,
                after,
                count - len(damaged),
            )
            if rows:
                self._asked[space] = rows[-1][0]
                break
        return damaged + [row[0] for row in rows if row[0] not in damaged]

    def mend(self, space: bytes, position: int, raw: bytes) -> None:
        """Put a checked entry's whole bytes into its place. A snapshot may lack what they say."""
        with self.transaction() as db:
            db.execute(
                "UPDATE entry SET raw = ? WHERE space = ? AND position = ?", (raw, space, position)
            )
            self._void_snapshot(db)
        self._damaged.get(space, set()).discard(position)

    # ------------------------------------------------------------ the snapshot's mark

    @property
    def rewritten(self) -> int:
        """How often, while this log is open, something was changed that had been read from it
        already: a status, a body. Rows that were read before are not those of the log any more."""
        return self._rewritten

    def mark_snapshot(self, mark: str, as_of: int) -> bool:
        """Say what the snapshot is of, unless the log was rewritten since it was read.

        Args:
            as_of: what :attr:`rewritten` was before the reading.
        """
        with self.transaction():
            if self._rewritten != as_of:
                return False
            self.set_note(SNAPSHOT_MARK, mark)
        return True

    def _void_snapshot(self, db: sqlite3.Connection) -> None:
        """Also for whoever holds rows of before and has not written them down yet."""
        self._rewritten += 1
        db.execute("DELETE FROM note WHERE name = ?", (SNAPSHOT_MARK,))

    # ------------------------------------------------------------ how much waits

    def pending_count(self) -> int:
        """How many entries wait for a signature that covers them."""
        return int(self._rows("SELECT count(*) FROM entry WHERE status = 0")[0][0])

    # ------------------------------------------------------------ drafts and notes

    def put_draft(self, draft_id: str, sealed: bytes) -> None:
        """Keep a sealed draft durably."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO draft VALUES (?, ?)", (draft_id, sealed))

    def drafts(self) -> dict[str, bytes]:
        """Every sealed draft by id."""
        return {str(i): s for i, s in self._rows("SELECT id, sealed FROM draft")}

    def drop_draft(self, draft_id: str) -> None:
        """Delete a draft; its pages are overwritten."""
        with self.transaction() as db:
            db.execute("DELETE FROM draft WHERE id = ?", (draft_id,))
