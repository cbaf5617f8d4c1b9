"""A place on the map in words: what it is, when somebody was last there, when to go again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.model.areas import ward_at
from outreach.model.geography import metres
from outreach.model.mapping import Spot
from outreach.ui.moments import ago, now_ms
from outreach.ui.position import Fix
from outreach.words import _, number, several
from sync.errors import VaultLocked

if TYPE_CHECKING:
    from outreach.session import Session


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


def where(latitude: float, longitude: float, session: Session | None) -> str:
    """The ward and the authority of a point: of those that come with the app, and of those that
    were taken in, where there is a session."""
    if session is None:
        return ""
    try:
        found = ward_at(session.model, latitude, longitude)
    except VaultLocked:  # just now: the screen goes with it
        return ""
    if found is None:
        return _("Outside the wards that this app knows")
    _code, ward, code, authority = found
    return _("{ward} ward, {authority}").format(ward=ward, authority=authority or code)
