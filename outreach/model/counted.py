"""How much waits for one person: to review, and to correct. Counted in indexes, never in rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from outreach.model.fold import ReadModel

# The partial indexes ``record_waiting`` and ``record_returned`` hold only what waits.
_WAITING: Final = (
    "SELECT (SELECT count(*) FROM record r CROSS JOIN author a ON a.id = r.author"
    "  WHERE r.waiting_ms IS NOT NULL AND a.person != :person),"
    " (SELECT count(*) FROM record r CROSS JOIN author a ON a.id = r.author"
    "  WHERE r.review = 'returned' AND a.person = :person)"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """``queue``: records of others that nobody has reviewed; ``returned``: own ones that a
    supervisor sent back and nobody has corrected since."""

    queue: int
    returned: int


def counted(model: ReadModel, person: str) -> Waiting:
    """What waits for ``person`` (their id in the rosters)."""
    with model.lock:
        found = model.connection.execute(_WAITING, {"person": person}).fetchone()
    return Waiting(*found)
