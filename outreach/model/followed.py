"""What followed from a record: the referrals and actions that are about it.

The rule that this module enforces: whoever may read the record's space sees what became of it, the
author first of all; what was withdrawn followed from nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import from_json

from outreach.model import referral_standing
from outreach.model.fold import ReadModel
from outreach.model.links import RECORD
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.rows import Listed, RecordView

_ABOUT: Final = (  # of constants
    f"{LISTED}, r.data FROM link l CROSS JOIN record r ON r.row = l.row{JOINED}"
    " WHERE l.key = ? AND r.kind = 'referral' AND r.withdrawn = 0 ORDER BY r.sort_ms, r.row"
)


@dataclass(frozen=True, slots=True)
class Followed:
    """A referral or action, its answers, and where it stands."""

    row: Listed
    fields: dict[str, Any]
    standing: referral_standing.Standing


def followed(model: ReadModel, record: str) -> list[Followed]:
    """The referrals and actions about a record, oldest first."""
    with model.lock:
        found = model.connection.execute(_ABOUT, (RECORD + record,)).fetchall()
    shown = []
    for *listed, data in found:
        row, fields = row_of(tuple(listed)), from_json(data)
        if fields.get("about") == record:  # another field may name it too
            stands = referral_standing.standing(fields, row.recorded_ms, row.author_name)
            shown.append(Followed(row, fields, stands))
    return shown


def of_referral(view: RecordView) -> Followed:
    """A referral as its own page shows it."""
    stands = referral_standing.standing(view.fields, view.recorded_ms, view.author_name)
    return Followed(view, view.fields, stands)
