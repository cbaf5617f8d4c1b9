"""What the first screen asks of the model, in one go and bounded: nothing here grows with the
number of records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from outreach.model import likely
from outreach.model.dues import DueItem
from outreach.model.reviews import SUPERVISOR
from outreach.ui.form.begin import current_outing
from outreach.ui.moments import DAY, HOUR, now_ms
from outreach.ui.position import Fix
from outreach.views import due, late
from outreach.views.members import roll
from outreach.views.visiting import Stop, stops
from sync.errors import NotFound

#: How many places to visit and lines of other lists are shown.
PLACES = 8
LINES = 5
#: A night without an outing is this long.
NIGHT = 12 * HOUR
#: What was left incomplete is asked for this long; later it is the supervisor's to ask.
COMPLETE = 14 * DAY
#: That somebody opened a hidden record is told for so long.
TOLD = 7 * DAY
#: Records that are places and shifts, and not what happened.
STANDING = ("hotspot", "premises", "outing")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft as a line: what it is, where, and how much of it is written."""

    draft: Any
    place: str
    answers: int


@dataclass(frozen=True, slots=True)
class Evening:
    """All that this screen shows."""

    drafts: list[Unfinished]
    returned: list[Any]
    conflicts: list[Any]
    incomplete: list[Any]
    #: Hidden records that others opened: for supervisors, who are told at once.
    glass: list[Any]
    #: Reviews that are late and have come up to this person; what was watched again and again.
    overdue: late.Overdue
    #: How much waits for this person because they administer a space.
    asked: int
    #: Their invitations that are open; only the store knows whether somebody has answered.
    invited: int
    outing: Any | None
    people: list[str]
    so_far: list[Any]
    stops: list[Stop]
    #: What is due to this person, soonest first (``due``).
    due: list[DueItem]


def ask(session: Any, fix: Fix | None) -> Evening:
    """Runs in a thread."""
    outing = current_outing(session)
    now = now_ms()
    since = (outing.occurred_ms or outing.recorded_ms) if outing else now - NIGHT
    newest = session.rows(limit=30)
    mine = session.identity.person
    return Evening(
        drafts=[_line(session, draft) for draft in session.drafts()],
        returned=session.returned(),
        conflicts=session.conflicts(),
        incomplete=likely.to_complete(session.model, mine, now - COMPLETE, LINES + 1),
        glass=_glass(session, now),
        overdue=late.ask(session),
        asked=roll.waits(session).count,
        invited=len(session.invitations()),
        outing=outing,
        people=[one["name"] for one in (outing.fields.get("attendees") if outing else None) or ()],
        so_far=[
            row
            for row in newest
            if row.kind not in STANDING and (row.occurred_ms or row.recorded_ms) >= since
        ][:LINES],
        stops=stops(session, outing, fix, PLACES),
        due=due.tonight(session),
    )


def _glass(session: Any, now: int) -> list[Any]:
    if SUPERVISOR not in session.me.duties:
        return []
    broken = session.broken_glass(since_ms=now - TOLD)
    return [one for one in broken if one.person != session.identity.person]


def _line(session: Any, draft: Any) -> Unfinished:
    fields = draft.fields
    place = fields.get("place_name") or fields.get("name") or ""
    for name in ("hotspot", "premises"):
        if isinstance(fields.get(name), str):
            try:
                place = session.show(fields[name]).title
            except NotFound:  # it was on this tablet when the draft was begun
                continue
    given = [name for name in fields if name not in ("outing", "occurred_from", "reason")]
    return Unfinished(draft, place if isinstance(place, str) else "", len(given))
