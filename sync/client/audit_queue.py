"""What was read, searched and given away, until it is an entry: sealed on this device, durable.

Rules:

- An act is durable before what it opens is shown: the caller seals it, and returns from here first.
- What leaves the queue leaves it in the transaction that puts its entry into the outbox: a crash in
  between neither loses an act nor tells it twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sync.client.log_file import LogFile

#: How many acts could not be kept, as a note: a number and no content.
_LOST: Final = "audit lost"


class AuditQueue(LogFile):
    """The acts of one vault's person that no entry tells yet."""

    def put_act(self, number: int, sealed: bytes) -> None:
        """Keep a sealed act, in place of the one with that number; durable when this returns."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO audit VALUES (?, ?)", (number, sealed))

    def acts(self) -> list[tuple[int, bytes]]:
        """Every act that waits, oldest first: its number and its sealed bytes."""
        return [(n, sealed) for n, sealed in self._rows("SELECT n, sealed FROM audit ORDER BY n")]

    def count_acts(self) -> int:
        """How many acts wait."""
        return int(self._rows("SELECT count(*) FROM audit")[0][0])

    def last_act(self) -> int:
        """The highest number that is in use; 0 where nothing waits."""
        return int(self._rows("SELECT coalesce(max(n), 0) FROM audit")[0][0])

    def drop_acts(self, numbers: Iterable[int]) -> None:
        """Let acts go; inside an open transaction they go with it or stay with it."""
        with self.transaction() as db:
            db.executemany("DELETE FROM audit WHERE n = ?", [(number,) for number in numbers])

    def drop_oldest_acts(self, keep: int) -> int:
        """Let the oldest go beyond ``keep`` of them, and count them as lost; how many went."""
        with self.transaction() as db:
            gone = db.execute(
                "DELETE FROM audit WHERE n <= (SELECT n FROM audit ORDER BY n DESC LIMIT 1"
                " OFFSET ?)",
                (keep,),
            ).rowcount
            if gone:
                self.set_note(_LOST, str(self.lost_acts() + gone))
        return int(gone)

    def lost_acts(self) -> int:
        """How many acts had no room, or do not open any more, and no entry has told it yet."""
        note = self.note(_LOST)
        return int(note) if note is not None and note.isdigit() else 0

    def told_lost_acts(self) -> None:
        """An entry tells it: begin to count anew."""
        with self.transaction() as db:
            db.execute("DELETE FROM note WHERE name = ?", (_LOST,))
