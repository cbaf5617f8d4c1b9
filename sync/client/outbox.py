"""Own entries until they have a position: the outbox, how far each has come, what was promised.

Rules:

- An own entry is durable before anybody is told that it was saved.
- ``offered`` is durable before bytes leave: an entry that was offered once is never re-sealed.
- Safe is what a receipt covers, and only as long as the store stands by it: see :class:`Doubt`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from sync.client.audit_queue import AuditQueue
from sync.client.log_file import SQLITE_ERRORS, Stored, log_error
from sync.envelope import Entry
from sync.errors import VaultCorrupt
from sync.wire import Receipt

#: The spaces that have own entries without a position, found by as many steps as there are spaces.
_OWN_SPACES: Final = (
    "WITH RECURSIVE one (space) AS (SELECT min(space) FROM outbox UNION ALL"
    " SELECT (SELECT min(space) FROM outbox WHERE space > one.space) FROM one"
    " WHERE one.space IS NOT NULL) SELECT space FROM one WHERE space IS NOT NULL"
)


class Sending(IntEnum):
    """How far an entry of the outbox has come."""

    ONLY_HERE = 0
    OFFERED = 1
    SAFE = 2


@dataclass(frozen=True, slots=True)
class Doubt:
    """A space of which the store's newest signed word no longer bears out all that it signed.

    Attributes:
        up_to: the last position that it does bear out; what lies beyond is not called safe.
        is_prefix: the store stands exactly there, so that what it lost can be given back to it.
    """

    space: bytes
    up_to: int
    is_prefix: bool


class Outbox(AuditQueue):
    """The own entries of one vault that the store has not numbered yet, as far as is known here."""

    def append(self, entries: Sequence[Entry]) -> None:
        """Put own entries into the outbox: all or nothing, durable when this returns."""
        with self.transaction() as db:
            db.executemany(
                "INSERT INTO outbox VALUES (?, ?, ?, ?, ?)",
                [(e.space, e.seq, int(e.kind), e.id, e.raw()) for e in entries],
            )

    def outbox(self, space: bytes) -> list[Stored]:
        """Own entries without a position, oldest first."""
        rows = self._rows("SELECT raw FROM outbox WHERE space = ? ORDER BY seq", space)
        return [Stored(None, None, r[0]) for r in rows]

    def never_offered(self, space: bytes) -> list[bytes]:
        """Own entries of which no byte has left this device, oldest first."""
        rows = self._rows(
            "SELECT raw FROM outbox WHERE space = ? AND seq > ? ORDER BY seq",
            space,
            max(self._sending(space)),
        )
        return [row[0] for row in rows]

    def never_safe(self, space: bytes) -> list[bytes]:
        """Own entries without a position that no receipt covers, oldest first."""
        rows = self._rows(
            "SELECT raw FROM outbox WHERE space = ? AND seq > ? ORDER BY seq",
            space,
            self._sending(space)[1],
        )
        return [row[0] for row in rows]

    def replace_outbox(self, space: bytes, from_seq: int, entries: Sequence[Entry]) -> None:
        """Put these in the place of the own entries from ``from_seq`` on; none was ever offered."""
        with self.transaction() as db:
            db.execute("DELETE FROM outbox WHERE space = ? AND seq >= ?", (space, from_seq))
            self.append(entries)

    def begin_chain(self, space: bytes, entries: Sequence[Entry]) -> None:
        """A new identity goes on here: these are its own entries, numbered from 1."""
        with self.transaction() as db:
            for table in ("outbox", "sending", "receipt"):
                db.execute(f"DELETE FROM {table} WHERE space = ?", (space,))  # noqa: S608
            self.append(entries)

    def _sending(self, space: bytes) -> tuple[int, int]:
        """Up to which seq own entries were offered, and up to which a receipt covers them."""
        rows = self._rows("SELECT offered, safe FROM sending WHERE space = ?", space)
        return (rows[0][0], rows[0][1]) if rows else (0, 0)

    def unsent(self, space: bytes, max_entries: int, max_bytes: int) -> list[tuple[int, bytes]]:
        """The next batch to push: (seq, bytes), in order; at least one if there is any."""
        batch: list[tuple[int, bytes]] = []
        left = max_bytes
        _, safe = self._sending(space)
        with self._opened():
            try:
                rows = self._db.execute(
                    "SELECT seq, raw FROM outbox WHERE space = ? AND seq > ? ORDER BY seq LIMIT ?",
                    (space, safe, max_entries),
                )
                for row in rows:
                    left -= len(row[1]) + 4
                    if left < 0 and batch:
                        break
                    batch.append(row)
            except SQLITE_ERRORS as error:
                raise log_error(error) from None
        return batch

    def mark_offered(self, space: bytes, last_seq: int) -> None:
        """Remember durably that bytes up to ``last_seq`` are about to leave."""
        with self.transaction() as db:
            db.execute(
                "INSERT INTO sending VALUES (?, ?, 0) ON CONFLICT (space)"
                " DO UPDATE SET offered = max(offered, excluded.offered)",
                (space, last_seq),
            )

    def take_receipt(self, receipt: Receipt) -> None:
        """Mark what a checked receipt covers as safe, and keep the receipt as evidence."""
        with self.transaction() as db:
            db.execute(
                "INSERT INTO sending VALUES (?1, ?2, ?2) ON CONFLICT (space)"
                " DO UPDATE SET safe = max(safe, excluded.safe)",
                (receipt.space, receipt.seq),
            )
            db.execute(
                "INSERT OR REPLACE INTO receipt VALUES (?, ?, ?)",
                (receipt.space, receipt.seq, receipt.raw()),
            )

    def outbox_entry(self, space: bytes, seq: int) -> tuple[bytes, bytes] | None:
        """(id, bytes) of an own entry in the outbox."""
        rows = self._rows("SELECT id, raw FROM outbox WHERE space = ? AND seq = ?", space, seq)
        return rows[0] if rows else None

    def own_oldest(self, space: bytes, count: int) -> dict[bytes, bytes]:
        """Id -> bytes of the oldest ``count`` own entries without a position: the store numbers
        them in this order."""
        rows = self._rows(
            "SELECT id, raw FROM outbox WHERE space = ? ORDER BY seq LIMIT ?", space, count
        )
        found: Any = rows
        return dict(found)

    def sending_of(self, entry_id: bytes) -> Sending | None:
        """How far one entry of the outbox has come; None when it is not there."""
        rows = self._rows(
            "SELECT seq, offered, safe, note.name FROM outbox LEFT JOIN sending USING (space)"
            " LEFT JOIN note ON note.name = 'doubt ' || lower(hex(outbox.space)) WHERE id = ?",
            entry_id,
        )
        if not rows:
            return None
        seq, offered, safe, doubted = rows[0]
        if seq <= (safe or 0) and doubted is None:
            return Sending.SAFE
        return Sending.OFFERED if seq <= (offered or 0) else Sending.ONLY_HERE

    def only_here(self, device: bytes | None = None, apart: Collection[bytes] = ()) -> int:
        """How many own changes and deposits no receipt covers, or none that the store stands by.

        Without ``device`` (this one) those that have a position already are not looked at. Spaces
        that are named in ``apart`` are not counted.
        """
        doubted = {one.space for one in self.doubts()}
        count = 0
        for (space,) in self._rows(_OWN_SPACES):
            if space in apart:
                continue
            beyond = 0 if space in doubted else self._sending(space)[1]
            rows = self._rows(
                "SELECT count(*) FROM outbox WHERE space = ? AND seq > ? AND kind IN (1, 4)",
                space,
                beyond,
            )
            count += rows[0][0]
        return count + (self._lost(device, apart) if device is not None else 0)

    def _lost(self, device: bytes, apart: Collection[bytes]) -> int:
        """How many own changes have a position that the store does not bear out any more."""
        lost = 0
        for one in self.doubts():
            rows = self._rows(
                "SELECT count(*) FROM entry"
                " WHERE space = ? AND position > ? AND kind IN (1, 4) AND device = ?",
                one.space,
                one.up_to,
                device,
            )
            lost += 0 if one.space in apart else rows[0][0]
        return lost

    def safe(self, device: bytes, apart: Collection[bytes] = ()) -> int:
        """How many own changes and deposits a receipt covers or the store has handed back, but for
        the spaces that are named in ``apart``.

        A device's entries are numbered without gaps, so this counts no rows but those of other
        kinds: rosters and rulings.
        """
        numbered: Any = self._rows("SELECT space, seq FROM tip WHERE device = ?", device)
        up_to: dict[bytes, int] = dict(numbered)
        for space, safe in self._rows("SELECT space, safe FROM sending"):
            up_to[space] = max(up_to.get(space, 0), safe)
        others = self._rows(
            "SELECT space, count(*) FROM entry WHERE kind IN (2, 3) AND device = ? GROUP BY space"
            " UNION ALL SELECT space, count(*) FROM outbox JOIN sending USING (space)"
            "  WHERE kind IN (2, 3) AND seq <= safe GROUP BY space",
            device,
        )
        doubted = self._rows(
            "SELECT space, count(*) FROM outbox JOIN sending USING (space)"
            " JOIN note ON note.name = 'doubt ' || lower(hex(outbox.space))"
            " WHERE kind IN (1, 4) AND seq <= safe GROUP BY space"
        )
        for space, count in (*others, *doubted):
            up_to[space] = up_to.get(space, 0) - count
        counted = sum(count for space, count in up_to.items() if space not in apart)
        return int(counted - self._lost(device, apart))

    # ------------------------------------------------------------ what the store stands by

    def doubts(self) -> list[Doubt]:
        """The spaces in which the store no longer stands by all that it signed."""
        rows = self._rows("SELECT name, value FROM note WHERE name GLOB 'doubt *'")
        return [_doubt_of(name, value) for name, value in rows]

    def set_doubt(self, doubt: Doubt) -> None:
        """Call nothing beyond this safe, until :meth:`clear_doubt`."""
        self.set_note(f"doubt {doubt.space.hex()}", f"{doubt.up_to} {int(doubt.is_prefix)}")

    def clear_doubt(self, space: bytes) -> None:
        """The store bears out everything again."""
        if self.note(f"doubt {space.hex()}") is not None:
            with self.transaction() as db:
                db.execute("DELETE FROM note WHERE name = ?", (f"doubt {space.hex()}",))

    def annul_receipts(self, space: bytes, beyond: int) -> None:
        """Receipts for positions beyond this cannot be honoured: they are kept as notes, and the
        entries that they covered are pushed again."""
        with self.transaction() as db:
            for receipt in self.receipts_at(space, beyond + 1, (1 << 63) - 1):
                name = f"annulled {space.hex()} {receipt.seq}"
                self.set_note(name, receipt.raw().hex())
                db.execute("DELETE FROM receipt WHERE space = ? AND seq = ?", (space, receipt.seq))
            db.execute(
                "UPDATE sending SET safe = min(safe, coalesce("
                " (SELECT min(seq) - 1 FROM outbox WHERE space = ?1), safe)) WHERE space = ?1",
                (space,),
            )

    def receipts(self, space: bytes) -> list[Receipt]:
        """Receipts, oldest first."""
        rows = self._rows("SELECT raw FROM receipt WHERE space = ? ORDER BY seq", space)
        return [Receipt.parse(r[0]) for r in rows]

    def receipts_at(self, space: bytes, first: int, last: int) -> list[Receipt]:
        """Receipts that name a position from ``first`` to ``last``. (It stands at byte 72.)"""
        rows = self._rows(
            "SELECT raw FROM receipt WHERE space = ? AND substr(raw, 73, 8) BETWEEN ? AND ?",
            space,
            first.to_bytes(8, "big"),
            last.to_bytes(8, "big"),
        )
        return [Receipt.parse(r[0]) for r in rows]


def _doubt_of(name: str, value: str) -> Doubt:
    try:
        up_to, is_prefix = value.split(" ")
        return Doubt(bytes.fromhex(name.removeprefix("doubt ")), int(up_to), is_prefix == "1")
    except ValueError:
        raise VaultCorrupt("A note of the sealed log is damaged. Nothing was changed.") from None
