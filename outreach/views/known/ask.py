"""All that the page of a subject shows, asked in one go, in a thread."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from babel.dates import get_day_names

from outreach import linking
from outreach.model import timeline
from outreach.model.held import Held, held
from outreach.model.in_force import InForce, Owed, in_force, owed
from outreach.model.timeline import Known
from outreach.ui.charts.hours import MORNING, Hours, slot
from outreach.ui.moments import now_ms
from outreach.views import details
from outreach.words import _, locale, several


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """``force`` is a place's only. ``last_ms``: when it was last seen, a place visited or a set of
    premises checked; None: never. ``busiest``: the weekday and the hours in which most of it was,
    in words, empty where there is too little to say so."""

    known: Known
    page: details.Page
    force: InForce | None
    owed: Owed
    hours: Hours
    busiest: str
    last_ms: int | None
    me: str
    now: int
    held: Held = field(default_factory=Held)


#: Rows that are drawn at first: what is above them fills the first screen.
FIRST = 12
#: From so many on one may say when most of it happens.
ENOUGH = 8
#: Hours that are taken together.
TOGETHER = 3


def ask(session: Any, record: str, kind: str | None, limit: int, still: bool = False) -> Asked:
    """Raises NotFound and Hidden. ``still``: it is on the screen already."""
    now = now_ms()
    known = timeline.known(session.model, record, kind, limit)
    page = details.ask(session, known.view.id, still)
    seen = session.veil([one.row for one in known.perhaps])
    told = linking.shown(session, known.dated, known.names)
    known = replace(
        known,
        dated=told.days,
        names=told.names,
        rows=session.veil(known.rows),
        perhaps=[one for one, row in zip(known.perhaps, seen, strict=True) if row is one.row],
    )
    if known.type == "place":
        force = in_force(session.model, known.view, now)
        due = owed(session.model, place=known.view.id)
        last = force.check if known.view.kind == "premises" else force.last
        last_ms = (last.occurred_ms or last.recorded_ms) if last is not None else None
    else:
        force = None
        due = owed(session.model, rows=[row.id for row in known.rows])
        last_ms = known.times[0] if known.times else None
    counts = Counter(slot(datetime.fromtimestamp(at / 1000).astimezone()) for at in known.times)
    total = len(known.times)
    title = several("When, in {n} record", "When, in {n} records", total)
    return Asked(
        known,
        page,
        force,
        due,
        Hours(dict(counts), title=title),
        busiest(counts),
        last_ms,
        session.me.person,
        now,
        _held(session, known, now),
    )


def _held(session: Any, known: Known, now: int) -> Held:
    """The notices and licences of premises, without those that the app hides from this person."""
    if known.type != "place":
        return Held()
    found = held(session.model, known.view.id, now)
    seen = session.veil([one.row for one in found.notices])
    notices = [one for one, row in zip(found.notices, seen, strict=True) if row is one.row]
    return Held(tuple(notices), tuple(session.veil(found.licences)))


def busiest(counts: Counter[tuple[int, int]]) -> str:
    """The weekday and the three hours in which most of it happened, in words."""
    total = sum(counts.values())
    if total < ENOUGH:
        return ""
    days = Counter[int]()
    starts = Counter[int]()
    for (day, hour), count in counts.items():
        days[day] += count
        for back in range(TOGETHER):
            starts[(hour - back) % 24] += count
    day = max(days, key=lambda d: (days[d], -d))
    start = max(starts, key=lambda h: (starts[h], -((h - MORNING) % 24)))  # the earliest of a night
    on_day, within = days[day], starts[start]
    said = []
    if on_day * 7 >= total * 2:  # at least twice what an even week would have
        said.append(
            _("{day} nights: {count} of {total}").format(
                day=get_day_names("wide", locale=locale())[day],
                count=f"{on_day:,}",
                total=f"{total:,}",
            )
        )
    if within * 2 >= total:
        said.append(
            _("between {first} and {last}: {count} of {total}").format(
                first=f"{start:02}:00",
                last=f"{(start + TOGETHER) % 24:02}:00",
                count=f"{within:,}",
                total=f"{total:,}",
            )
        )
    return _("Most often {when}.").format(when="; ".join(said)) if said else ""
