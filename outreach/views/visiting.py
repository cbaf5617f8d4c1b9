"""In which order places are offered for tonight. Pure but for the questions to the model.

The order: planned for this outing and not visited yet; then hotspots, the longest unvisited first;
then premises that have been checked before, the longest ago first; last, what was visited tonight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from outreach.model import queries
from outreach.ui.moments import ago, now_ms


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to visit, and why it stands where it does."""

    id: str
    kind: str
    title: str
    why: str


def stops(session: Any, outing: Any | None) -> list[Stop]:
    """Every hotspot, and the premises that were ever checked, in order."""
    planned = list(outing.fields.get("planned_hotspots") or ()) if outing else []
    since = (outing.occurred_ms or outing.recorded_ms) if outing else None
    return arrange(queries.places(session.model), planned, since, now_ms())


def arrange(
    places: Iterable[Any], planned: list[str], since_ms: int | None, now: int
) -> list[Stop]:
    """``since_ms``: when this outing began."""

    def rank(place: Any) -> tuple[int, int, int]:
        tonight = since_ms is not None and place.last_ms is not None and place.last_ms >= since_ms
        if tonight:
            return (3, 0, -(place.last_ms or 0))
        if place.id in planned:
            return (0, planned.index(place.id), 0)
        return (1 if place.kind == "hotspot" else 2, 0, place.last_ms or 0)

    kept = [p for p in places if p.kind == "hotspot" or p.last_ms is not None]
    ordered = sorted(kept, key=rank)
    return [Stop(p.id, p.kind, p.title, _why(p, rank(p)[0], now)) for p in ordered]


def _why(place: Any, group: int, now: int) -> str:
    last = f"Last visited {ago(place.last_ms, now)}" if place.last_ms else "Not visited yet"
    return {
        0: f"Planned for tonight. {last}",
        3: f"Visited tonight, {ago(place.last_ms, now)}",
    }.get(group, last)
