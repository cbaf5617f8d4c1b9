"""What governs a space, kept apart from its pages: rosters and rulings beyond what was pulled.

Who may not read a space, or not any more, pulls no pages and knows no heads. It still has to know
which roster is in force: to seal a deposit under the right key, and to learn that it was admitted,
or removed, and why. It is given rosters and rulings with their positions, believes the signatures
and nothing else, and keeps them here.

Rules:

- What lies here is beyond what was pulled: where a page comes to hold it, the page counts.
- What the store once gave stays known: a reader whose pages do not hold it was told two histories.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sync.client.log_file import SQLITE_ERRORS, Stored, log_error
from sync.client.outbox import Outbox
from sync.envelope import PREFIX_BYTES, Kind, parse
from sync.errors import DiskFull, IntegrityError

_BODIES: Final = (Kind.CHANGE, Kind.DEPOSIT)
_DUE: Final = "wash due"


class Governance(Outbox):
    """The rosters and rulings of one vault's spaces that came without a page."""

    def governing(self, space: bytes, after: int = 0) -> list[Stored]:
        """Rosters and rulings that came without a page, by position, from beyond ``after``."""
        rows = self._rows(
            "SELECT position, received_ms, raw FROM governance"
            " WHERE space = ? AND position > ? ORDER BY position",
            space,
            after,
        )
        return [Stored(*r) for r in rows]

    def take_governing(self, space: bytes, stored: Sequence[Stored]) -> None:
        """Keep checked ones durably."""
        with self.transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO governance VALUES (?, ?, ?, ?)",
                [(space, s.position, s.received_ms, s.raw) for s in stored],
            )

    def drop_governing(self, space: bytes, up_to: int) -> None:
        """Pages hold them now."""
        with self.transaction() as db:
            db.execute("DELETE FROM governance WHERE space = ? AND position <= ?", (space, up_to))

    def erase_own(self, space: bytes, ids: Iterable[bytes]) -> int:
        """Drop the bodies of own entries that have no position here, as a depositor's have none.

        Returns:
            How many there were.
        """
        with self.transaction() as db:
            count = 0
            for entry_id in ids:
                rows = db.execute(
                    "SELECT seq, raw FROM outbox WHERE space = ? AND id = ? AND length(raw) > ?",
                    (space, entry_id, PREFIX_BYTES),
                ).fetchall()
                for seq, raw in rows:
                    if _has_erasable_body(raw):
                        db.execute(
                            "UPDATE outbox SET raw = ? WHERE space = ? AND seq = ?",
                            (raw[:PREFIX_BYTES], space, seq),
                        )
                        count += 1
            if count:
                self.wash_is_due()
        if count:
            self.wash()
        return count

    def forget_space(self, space: bytes) -> None:
        """Delete all that this device holds of a space: it may not read it any more."""
        with self.transaction() as db:
            for table in ("entry", "outbox", "sending", "tip", "place", "receipt", "governance"):
                db.execute(f"DELETE FROM {table} WHERE space = ?", (space,))  # noqa: S608
            db.execute("DELETE FROM note WHERE name = ?", (f"doubt {space.hex()}",))
            self.wash_is_due()
        self.wash()

    def forget_pages(self, space: bytes) -> None:
        """Delete what only a reader of a space holds: this device adds to it and reads it no more.

        What governs it stays, as do own entries, receipts and where the own chain stands.
        """
        with self.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO governance SELECT space, position, received_ms, raw"
                " FROM entry WHERE space = ? AND kind IN (2, 3) AND status = 1",
                (space,),
            )
            for table in ("entry", "place"):
                db.execute(f"DELETE FROM {table} WHERE space = ?", (space,))  # noqa: S608
            db.execute("DELETE FROM note WHERE name = ?", (f"doubt {space.hex()}",))
        self.wash()

    def wash(self) -> None:
        """Write the file anew without what was erased, and empty its write-ahead log.

        SQLite fills with zeros what it frees (``secure_delete``), but rows that it moves between
        pages leave copies behind. Until it is done it is due, also after a kill.
        """
        try:
            with self._opened():
                self._db.execute("VACUUM")
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                self._db.execute("DELETE FROM note WHERE name = ?", (_DUE,))
        except SQLITE_ERRORS as error:
            raised = log_error(error)
            if not isinstance(raised, DiskFull):  # it needs room for a while: it stays due
                raise raised from None

    def wash_is_due(self) -> None:
        """To be said in the transaction that erases."""
        self.set_note(_DUE, "1")

    def wash_if_due(self) -> None:
        """At the start: whatever was broken off, or had no room."""
        if self.note(_DUE) is not None:
            self.wash()


def _has_erasable_body(raw: bytes) -> bool:
    try:
        return parse(raw).kind in _BODIES
    except IntegrityError:
        return False
