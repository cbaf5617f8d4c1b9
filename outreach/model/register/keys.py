"""What was met before, a few bytes a row: in a database of its own, in memory.

A dictionary of 200,000 rows takes a hundred bytes a row; this takes twenty, and answers as fast.
Nothing of it may reach a disk.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from outreach.model.tables import keep_in_memory

_SETS: Final = ("reference", "identity", "pair", "whole")


def digest(*parts: str) -> int:
    """64 bits that stand for some texts, as SQLite counts."""
    joined = "\x1f".join(parts).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "big", signed=True)


class Keys:
    """Keys of the rows of a file, and those of the records that are here."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        keep_in_memory(self._db)
        for name in _SETS:
            self._db.execute(f"CREATE TABLE {name} (key INTEGER PRIMARY KEY, row INTEGER)")
        self._db.execute(
            "CREATE TABLE known (key INTEGER PRIMARY KEY, id TEXT, mine INTEGER, seen INTEGER)"
        )
        self._db.execute("CREATE TABLE near (place INTEGER, id TEXT)")
        self._db.execute("CREATE INDEX near_place ON near (place)")
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Forget all of it."""
        self._db.close()

    def forget(self, which: str) -> None:
        """Forget one set, before the file is read anew."""
        assert which in _SETS
        self._db.execute(f"DELETE FROM {which}")  # noqa: S608 - one of our names

    def first(self, which: str, key: int, row: int) -> int:
        """The first row with a key: this one, or an earlier one."""
        put = self._db.execute(
            f"INSERT OR IGNORE INTO {which} VALUES (?, ?)",  # noqa: S608 - one of our names
            (key, row),
        )
        if put.rowcount:
            return row
        found = self._db.execute(
            f"SELECT row FROM {which} WHERE key = ?",  # noqa: S608 - one of our names
            (key,),
        ).fetchone()
        return int(found[0])

    # -- the records that are here

    def know(self, records: Iterable[tuple[int, str, bool]]) -> None:
        """Take the keys of records: (key, id, whether it is of this register). Of two with one key
        the first counts."""
        self._db.executemany("INSERT OR IGNORE INTO known VALUES (?, ?, ?, 0)", records)

    @property
    def any_known(self) -> bool:
        """Whether there is any."""
        return self._db.execute("SELECT 1 FROM known LIMIT 1").fetchone() is not None

    def see(self, keys: Iterable[int]) -> None:
        """Note that the file has rows with these keys."""
        self._db.executemany("UPDATE known SET seen = 1 WHERE key = ?", ((key,) for key in keys))

    def known(self, keys: Sequence[int]) -> dict[int, str]:
        """The ids of records with these keys."""
        marks = ",".join("?" * len(keys))
        found = self._db.execute(
            f"SELECT key, id FROM known WHERE key IN ({marks})",  # noqa: S608 - marks alone
            keys,
        )
        return dict(found.fetchall())

    def unseen(self) -> list[str]:
        """The records of this register that the file has no row for."""
        found = self._db.execute("SELECT id FROM known WHERE mine AND NOT seen ORDER BY id")
        return [record for (record,) in found]

    def claim(self, record: str) -> None:
        """A record that the file had no key for was found to be one of its rows."""
        self._db.execute("UPDATE known SET seen = 1 WHERE id = ?", (record,))
        self._db.execute("DELETE FROM near WHERE id = ?", (record,))

    @property
    def any_near(self) -> bool:
        """Whether there are unseen records that a row may be."""
        return self._db.execute("SELECT 1 FROM near LIMIT 1").fetchone() is not None

    def neighbour(self, places: Iterable[tuple[int, str]]) -> None:
        """Take where unseen records are: (place, id)."""
        self._db.executemany("INSERT INTO near VALUES (?, ?)", places)

    def near(self, places: Sequence[int]) -> set[str]:
        """The unseen records at one of these places."""
        marks = ",".join("?" * len(places))
        found = self._db.execute(
            f"SELECT id FROM near WHERE place IN ({marks})",  # noqa: S608 - marks alone
            places,
        )
        return {record for (record,) in found}
