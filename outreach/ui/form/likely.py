"""What stands first in a picker: where I am, where we just were, what is planned for tonight.

Runs in a thread, on the session; a guess is offered and never chosen by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from outreach.finding_alike import veiled
from outreach.model import known_by, likely
from outreach.model.alike import alike
from outreach.model.fields import FormField
from outreach.model.sites import sites
from outreach.ui.alike import said
from outreach.ui.form.begin import current_outing
from outreach.ui.moments import moment, now_ms
from outreach.ui.position import Fix, distance_m
from outreach.words import _
from sync.errors import NotFound

#: How many are offered before anything is typed, and how many a search shows.
LIKELIEST = 6
FOUND = 8
NEAREST = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """A record to choose. ``why``: what tells it from the others, or why it is offered."""

    id: str
    kind: str
    title: str
    why: str


def distance(metres: float) -> str:
    """``120 m away``, ``2.4 km away``: as exact as is useful on foot or in a car."""
    if metres < 1000:
        return _("{metres} m away").format(metres=max(10, int(round(metres, -1))))
    return _("{km} km away").format(km=f"{metres / 1000:.1f}")


def chosen(session: Any, ids: Sequence[str]) -> list[Offer]:
    """The records that are chosen already. One that is not on this tablet is said to be so, and can
    be changed like any other."""
    found = []
    for one in ids:
        try:
            view = session.show(one)
        except NotFound:
            found.append(Offer(one, "", _("A record that is not on this tablet"), ""))
        else:
            found.append(Offer(view.id, view.kind, view.title, view.subtitle))
    return found


def offers(session: Any, field: FormField, typed: str, fix: Fix | None) -> list[Offer]:
    """What to offer: what fits the words typed, or what is likeliest without any."""
    if typed.strip():
        if field.widget != "place":
            session.searching(typed, kind=field.refers[0])
        rows = session.veil(likely.find(session.model, typed, field.refers, FOUND))
        found = [_row(row, fix) for row in rows]
        return found if len(found) == FOUND else [*found, *_alike(session, field, typed, found)]
    if field.widget == "place":
        return _places(session, field, fix)
    return _lately(session, field)


def _alike(session: Any, field: FormField, typed: str, found: Sequence[Offer]) -> list[Offer]:
    """Whoever else may be meant: a person by another name or spelling, a plate half read."""
    if not known_by.KINDS.intersection(field.refers):
        return []
    taken = {one.id for one in found}
    more = veiled(session, alike(session.model, typed, most=FOUND, kinds=field.refers))
    return [
        Offer(one.row.id, one.row.kind, one.row.title, said(one))
        for one in more
        if one.row.id not in taken and not one.withdrawn
    ][: FOUND - len(found)]


def _row(row: Any, fix: Fix | None) -> Offer:
    why = row.subtitle
    if fix is not None and row.latitude is not None and row.longitude is not None:
        away = distance_m(fix.latitude, fix.longitude, row.latitude, row.longitude)
        why = f"{distance(away)} · {why}" if why else distance(away)
    return Offer(row.id, row.kind, row.title, why)


def _places(session: Any, field: FormField, fix: Fix | None) -> list[Offer]:
    """Nearest, with the distance; planned for this outing; where something was just recorded; and
    what has waited longest for a visit, where that is not enough."""
    found: dict[str, Offer] = {}

    def add(spots: list[likely.Spot], reason: str = "") -> None:
        for spot in spots:
            why = " · ".join(part for part in (reason, spot.subtitle) if part)
            found.setdefault(spot.id, Offer(spot.id, spot.kind, spot.title, why))

    kinds = field.refers
    if fix is not None:
        for spot in likely.near(session.model, kinds, fix.latitude, fix.longitude, NEAREST):
            assert spot.metres is not None
            add([spot], distance(spot.metres))
    last = likely.last_places(session.model, now_ms())
    if last and not field.many:
        # Where we are still, most likely; one place, since the others are behind us.
        add(likely.spots(session.model, last[:1], kinds), _("Recorded here last"))
    outing = current_outing(session)
    planned = list((outing.fields.get("planned_hotspots") if outing else None) or ())
    add(likely.spots(session.model, planned, kinds), _("Planned for tonight"))
    add(likely.spots(session.model, last, kinds))
    if len(found) < LIKELIEST:
        for kind in kinds:
            for site in sites(session.model, now_ms(), kind=kind, limit=LIKELIEST).rows:
                found.setdefault(site.id, Offer(site.id, kind, site.title, site.subtitle))
    return list(found.values())[:LIKELIEST]


def _lately(session: Any, field: FormField) -> list[Offer]:
    """The newest records of these kinds, with when and where they were."""
    now = now_ms()
    offered = []
    for kind in field.refers:
        for row in session.rows(kind=kind, limit=LIKELIEST):
            if row.withdrawn:
                continue
            when = moment(row.occurred_ms or row.recorded_ms, now)
            title = row.place_title or row.title if kind == "hotspot-visit" else row.title
            parts = (when, row.subtitle or (row.place_title or ""))
            offered.append(Offer(row.id, kind, title, " · ".join(p for p in parts if p)))
    return offered[:LIKELIEST]


def people(session: Any) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Who is out tonight, as this outing says; and others who were out lately."""
    outing = current_outing(session)
    now = list((outing.fields.get("attendees") if outing else None) or ())
    lately: dict[str, dict[str, str]] = {}
    for row in session.rows(kind="outing", limit=4):
        if outing is None or row.id != outing.id:
            for one in session.show(row.id).fields.get("attendees") or ():
                lately.setdefault(one["name"], dict(one))
    out = {one["name"] for one in now}
    return [dict(one) for one in now], [p for name, p in lately.items() if name not in out]
