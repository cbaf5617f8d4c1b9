"""In which order places are offered for tonight. Pure but for the questions to the model.

The order: planned for this outing and not visited yet; then what is due, the nearest first when
there is a fix and the longest overdue first when there is none; then the rest; last, what was
visited tonight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from outreach.model.due import Due
from outreach.model.sites import Site, sites
from outreach.ui.form.likely import distance
from outreach.ui.moments import ago, now_ms
from outreach.ui.position import Fix, distance_m
from outreach.words import _

#: More hotspots than a partnership has; premises are asked for only as far as they are shown.
HOTSPOTS = 400


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to visit, and why it stands where it does."""

    id: str
    kind: str
    title: str
    why: str
    due: Due
    visited: bool


def stops(session: Any, outing: Any | None, fix: Fix | None, most: int) -> list[Stop]:
    """The first ``most`` places for tonight."""
    planned = list(outing.fields.get("planned_hotspots") or ()) if outing else []
    since = (outing.occurred_ms or outing.recorded_ms) if outing else None
    now = now_ms()
    hotspots = sites(session.model, now, kind="hotspot", limit=HOTSPOTS).rows
    checks = sites(session.model, now, kind="premises", only_due=True, limit=most).rows
    return arrange([*hotspots, *checks], planned, since, now, fix)[:most]


def arrange(
    places: Iterable[Site],
    planned: list[str],
    since_ms: int | None,
    now: int,
    fix: Fix | None = None,
) -> list[Stop]:
    """``since_ms``: when this outing began."""

    def away(place: Site) -> float | None:
        if fix is None or place.latitude is None or place.longitude is None:
            return None
        return distance_m(fix.latitude, fix.longitude, place.latitude, place.longitude)

    def group(place: Site) -> int:
        if since_ms is not None and place.last_ms is not None and place.last_ms >= since_ms:
            return 3
        if place.id in planned:
            return 0
        return 1 if place.due.now else 2

    def rank(place: Site) -> tuple[int, float, float, str]:
        at, metres = group(place), away(place)
        if at == 3:
            return (3, 0.0, -(place.last_ms or 0), place.title)
        if fix is not None:
            return (at, metres if metres is not None else 1e9, 0.0, place.title)
        turn = planned.index(place.id) if at == 0 else 0
        return (at, turn, place.due.due_ms or 1e15, place.title)

    ordered = sorted(places, key=rank)
    return [
        Stop(p.id, p.kind, p.title, _why(p, group(p), away(p), now), p.due, group(p) == 3)
        for p in ordered
    ]


def _why(place: Site, group: int, metres: float | None, now: int) -> str:
    when = ago(place.last_ms, now)
    if group == 3:
        said = _("Visited tonight, {when}").format(when=when)
    elif place.last_ms is None:
        said = _("Not visited yet")
    else:
        said = _("Last visited {when}").format(when=when)
    parts = [distance(metres)] if metres is not None else []
    if group == 0:
        parts.append(_("Planned for tonight"))
    return " · ".join([*parts, said])
