"""What a form proposes for an answer from the others: offered beside the question, never put in.

The rule that this module enforces: a proposal is a tap away and changes nothing by itself; what is
proposed follows from the answers and from data (``notice_standing``, ``referral_standing``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from outreach.model import notice_standing, referral_standing
from outreach.model.clocks import moment_ms
from outreach.words import mark


@dataclass(frozen=True, slots=True)
class Proposal:
    """``work_out``: the answer from the others, None where they do not give one; ``watched``: the
    names of those others; ``later``: what is said of an answer that lies after what is proposed."""

    work_out: Callable[[Mapping[str, Any]], str | None]
    watched: tuple[str, ...]
    later: str


_PROPOSALS: Final[Mapping[tuple[str, str], Proposal]] = {
    ("notice", "expires_at"): Proposal(
        notice_standing.proposed_expiry,
        ("notice_type", "served_at", "senior_authority"),
        mark("Longer than its type allows: check what the notice says"),
    ),
    ("referral", "due"): Proposal(
        referral_standing.proposed_due,
        ("priority", "occurred_from"),
        mark("Later than its priority asks for"),
    ),
}


def too_late(kind: str, field: str, fields: Mapping[str, Any]) -> str:
    """What is said of an answer that lies after what is proposed; empty where it does not."""
    found = proposal(kind, field)
    said = moment_ms(fields.get(field))
    if found is None or said is None:
        return ""
    most = moment_ms(found.work_out(fields))
    # An answer is given to the minute.
    return found.later if most is not None and said > most + 60_000 else ""


def proposal(kind: str, field: str) -> Proposal | None:
    """What is proposed for a question; of most questions nothing."""
    return _PROPOSALS.get((kind, field))
