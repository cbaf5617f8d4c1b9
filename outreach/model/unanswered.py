"""What waits for somebody with a duty of their own: items to grade, challenges to answer.

Which answers are theirs: ``reserved``. A record waits while it has none of them. Supervisors review
neither, so the review queue does not hold them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from outreach.model.fold import ReadModel
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Row

#: Kind -> the answers of which one settles that it was looked at.
SETTLED_BY: Final = {
    "soft-intelligence": ("source_grade", "assessment_grade", "handling_grade"),
    "challenge": ("outcome",),
}


@dataclass(frozen=True, slots=True)
class Unanswered:
    """``count`` of all that waits; ``rows``: those that have waited longest."""

    kind: str
    count: int
    rows: list[Row]


def unanswered(model: ReadModel, kind: str, limit: int) -> Unanswered:
    """What of a kind waits, oldest first."""
    missing = " AND ".join(
        f"json_extract(r.data, '$.{field}') IS NULL" for field in SETTLED_BY[kind]
    )
    where = f"WHERE r.kind = ? AND r.withdrawn = 0 AND {missing}"
    page = f"{LISTED} FROM record r{JOINED} {where} ORDER BY r.sort_ms, r.row LIMIT ?"
    with model.lock:
        (count,) = model.connection.execute(
            f"SELECT count(*) FROM record r {where}",  # noqa: S608 - of constants
            (kind,),
        ).fetchone()
        rows = model.connection.execute(page, (kind, limit)).fetchall() if count else []
    return Unanswered(kind, count, [row_of(row) for row in rows])
