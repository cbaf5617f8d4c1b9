"""A place on the map in words: what it is, when somebody was last there, when to go again."""

from __future__ import annotations

from outreach.model.geography import metres, ward_at
from outreach.model.mapping import Spot
from outreach.ui.moments import ago, now_ms
from outreach.ui.position import Fix
from outreach.words import _, number, several


def last_seen(spot: Spot) -> str:
    """When somebody was last there; "" where :func:`when_due` says that nobody was."""
    if spot.last_ms is None:
        return "" if spot.due.state == "unseen" else _("Not visited yet")
    return _("Last visited {when}").format(when=ago(spot.last_ms, now_ms()))


def when_due(spot: Spot) -> str:
    """When somebody should go again; "" where nothing is due by itself."""
    due = spot.due
    if due.state == "overdue":
        late = -due.days
        if late <= 1:
            return _("Due now")
        return several("Overdue by {n} day", "Overdue by {n} days", late)
    if due.state == "unseen":
        return _("Due: not visited yet")
    if due.state in ("soon", "later"):
        if due.days < 1:
            return _("Due today")
        return several("Due in {n} day", "Due in {n} days", due.days)
    return ""


def far(distance_m: float) -> str:
    """A distance as people say it: ``80 m``, ``1.4 km``, ``12 km``."""
    if distance_m < 1000:
        return _("{n} m").format(n=number(max(10, round(distance_m / 10) * 10)))
    kilometres = distance_m / 1000
    return _("{n} km").format(n=number(round(kilometres, 1 if kilometres < 10 else None)))


def away(spot: Spot, fix: Fix | None) -> str:
    """How far it is from where one is, as the crow flies; "" where that is not known."""
    if fix is None:
        return ""
    there = (spot.latitude, spot.longitude)
    return _("{distance} away").format(distance=far(metres((fix.latitude, fix.longitude), there)))


def where(latitude: float, longitude: float) -> str:
    """The ward and the authority of a point."""
    found = ward_at(latitude, longitude)
    if found is None:
        return _("Outside the wards that this app knows")
    ward, authority = found
    return _("{ward} ward, {authority}").format(ward=ward.name, authority=authority.name)
