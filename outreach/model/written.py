"""What people wrote, counted: for whoever administers a partnership."""

from __future__ import annotations

from typing import Final

from outreach.model.fold import ReadModel

_BY: Final = (
    "SELECT count(*), max(recorded_ms) FROM record"
    " WHERE author IN (SELECT id FROM author WHERE person = ?)"
)


def by(model: ReadModel, person: str) -> tuple[int, int | None]:
    """How many records on this device a person wrote first, and when they recorded the newest, in
    ms since 1970; None where there is none."""
    with model.lock:
        count, newest = model.connection.execute(_BY, (person,)).fetchone()
    return int(count), newest
