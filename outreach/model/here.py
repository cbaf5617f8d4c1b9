"""The records of which some entry has no place in the store yet, newest first."""

from __future__ import annotations

from typing import Final

from outreach.model.fold import ReadModel
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row

_HERE: Final = f"{LISTED} FROM record r{JOINED} WHERE r.here_only ORDER BY r.row DESC LIMIT ?"


def here(model: ReadModel, limit: int) -> list[Row]:
    """At most ``limit`` of them. Where each stands is told by its receipts: ``Session.standing``.

    This reads every row once, about 30 ms for 100,000: an index would cost each fold more.
    """
    with model.lock:
        found = model.connection.execute(_HERE, (limit,)).fetchall()
    return [row_of(row) for row in found]
