"""When a place is due to be looked at again: the one rule for lists, pages and the map.

The rules that this module enforces; the days are data in ``assets/due.json``:

1. A hotspot is due so many days after its last visit, by how often it is said to be visited; one
   that nobody has visited yet is due now, and one that is said not to be visited is never due.
2. Premises are due so many days after their last check, sooner where something was not in order.
   Premises that were never checked are not due: a register holds thousands.
3. Being due is a reason to look. It says nothing about what is there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from outreach.assets import asset

DAY_MS: Final = 86_400_000

#: ``overdue``: the day has passed. ``unseen``: nobody has been there yet, so it is due now.
#: ``soon``: within some days. ``later``: not yet. ``none``: nothing is due here by itself.
State = Literal["overdue", "unseen", "soon", "later", "none"]


@dataclass(frozen=True, slots=True)
class Due:
    """``due_ms``: milliseconds since 1970, None where there is no such day. ``days``: whole days
    until then, below 0 when it has passed; 0 where there is none. ``every``: the interval."""

    state: State
    due_ms: int | None = None
    days: int = 0
    every: int | None = None

    @property
    def now(self) -> bool:
        """Whether somebody should go."""
        return self.state in ("overdue", "unseen")


@dataclass(frozen=True, slots=True)
class Intervals:
    """Whole days; None: never due by itself."""

    soon: int
    hotspot: dict[str, int | None]
    hotspot_otherwise: int | None
    premises_amiss: int | None
    premises_fine: int | None


@cache
def intervals() -> Intervals:
    """The intervals in force."""
    data = json.loads(asset("due.json").read_text(encoding="utf-8"))
    hotspot, premises = data["hotspot"], data["premises"]
    return Intervals(
        soon=int(data["soon_days"]),
        hotspot=dict(hotspot["by_standing"]),
        hotspot_otherwise=hotspot["otherwise"],
        premises_amiss=premises["after_not_in_order"],
        premises_fine=premises["after_in_order"],
    )


def every_days(kind: str, *, standing: str | None = None, amiss: int = 0) -> int | None:
    """Days between two looks. ``standing``: the hotspot's own. ``amiss``: how many answers of the
    last check were not in order."""
    rule = intervals()
    if kind == "hotspot":
        return rule.hotspot.get(standing or "", rule.hotspot_otherwise)
    if kind == "premises":
        return rule.premises_amiss if amiss else rule.premises_fine
    return None


def due(
    kind: str, last_ms: int | None, now_ms: int, *, standing: str | None = None, amiss: int = 0
) -> Due:
    """When a place is due, from when it was last visited (a hotspot) or checked (premises)."""
    every = every_days(kind, standing=standing, amiss=amiss)
    if every is None or (last_ms is None and kind != "hotspot"):
        return Due("none", every=every)
    if last_ms is None:
        return Due("unseen", now_ms, 0, every)
    at = last_ms + every * DAY_MS
    days = (at - now_ms) // DAY_MS
    state: State = "overdue" if at <= now_ms else "soon" if days < intervals().soon else "later"
    return Due(state, at, days, every)
