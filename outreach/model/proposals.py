"""What a form proposes for an answer from the others: offered beside the question, never put in.

The rule that this module enforces: a proposal is a tap away and changes nothing by itself; what is
proposed follows from the answers and from data (``notice_standing``, ``referral_standing``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from outreach.model import notice_standing, referral_standing


@dataclass(frozen=True, slots=True)
class Proposal:
    """``work_out``: the answer from the others, None where they do not give one; ``watched``: the
    names of those others."""

    work_out: Callable[[Mapping[str, Any]], str | None]
    watched: tuple[str, ...]


_PROPOSALS: Final[Mapping[tuple[str, str], Proposal]] = {
    ("notice", "expires_at"): Proposal(
        notice_standing.proposed_expiry, ("notice_type", "served_at", "senior_authority")
    ),
    ("referral", "due"): Proposal(referral_standing.proposed_due, ("priority", "occurred_from")),
}


def proposal(kind: str, field: str) -> Proposal | None:
    """What is proposed for a question; of most questions nothing."""
    return _PROPOSALS.get((kind, field))
