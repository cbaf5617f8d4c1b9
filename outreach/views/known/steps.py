"""The next thing to do about a place, a vehicle or a person: one, with its reason; others quieter.

The rules that this module enforces, in order:

1. What came back to whoever reads goes first: somebody waits for their answer.
2. Then going there when it is due, then an answer on which two people differ.
3. A form that is begun from here starts with what is known of the place or the vehicle. One about a
   person starts empty: the first description comes before anything is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import flet as ft

from outreach.model import links
from outreach.model.due import DAY_MS, Due
from outreach.ui.moments import ago, day
from outreach.views.known.ask import Asked
from outreach.words import _, several

#: ``begin`` a form of ``kind``; ``correct`` or ``complete`` a record; ``open`` its page.
Act = Literal["begin", "correct", "complete", "open", "map"]


@dataclass(frozen=True, slots=True)
class Step:
    """``why``: the reason, as a heading; ``more``: what else to know, in a line."""

    name: str
    words: str
    icon: ft.IconData
    act: Act
    why: str = ""
    more: str = ""
    kind: str = ""
    record: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


May = Callable[[str], bool]


def steps(asked: Asked, may: May) -> list[Step]:
    """The next thing to do, and the others. ``may``: whether this tablet can record a kind."""
    found = [*_came_back(asked)]
    if asked.known.type == "place":
        found += _place(asked, may)
    elif asked.known.type == "vehicle":
        found += _vehicle(asked, may)
    else:
        found += _person(asked, may)
    found += _differing(asked)
    return found


def _came_back(asked: Asked) -> list[Step]:
    mine = [r for r in asked.owed.rows if r.review == "returned" and r.person == asked.me]
    if not mine:
        return []
    return [
        Step(
            "answer-return",
            _("Read the comments and correct it"),
            ft.Icons.REPLY,
            "open",
            why=_("A record of yours came back"),
            more=_("Your supervisor has a question about {title}.").format(title=mine[0].title),
            record=mine[0].id,
        )
    ]


def _differing(asked: Asked) -> list[Step]:
    row = next((row for row in asked.owed.rows if row.conflicts), None)
    if row is None:
        return []
    return [
        Step(
            "decide-conflict",
            _("Choose between two answers"),
            ft.Icons.CALL_SPLIT,
            "open",
            why=_("Two people answered differently"),
            more=_("Both answers are kept. Someone must choose."),
            record=row.id,
        )
    ]


def nights_since(last_ms: int, now: int) -> str:
    """``2 nights``."""
    return several("{n} night", "{n} nights", max(0, (now - last_ms) // DAY_MS))


def why_visit(due: Due, last_ms: int | None, now: int) -> tuple[str, str]:
    """Why somebody should go to a hotspot, or need not yet; and what else there is to know."""
    if last_ms is None:
        return _("Nobody has visited yet"), _("What is seen on the first visit is compared later.")
    if due.state == "overdue":
        return (
            _("Not visited for {nights}").format(nights=nights_since(last_ms, now)),
            several(
                "It is visited every night.", "It is visited every {n} nights.", due.every or 0
            ),
        )
    if due.due_ms is None:
        return _("Not visited at present"), _("Last visited {when}.").format(when=ago(last_ms, now))
    return (
        _("Visited {when}").format(when=ago(last_ms, now)),
        _("The next visit is due: {day}.").format(day=day(due.due_ms, now)),
    )


def why_check(asked: Asked) -> tuple[str, str]:
    """Why premises should be checked, or need not yet."""
    force, last = asked.force, asked.last_ms
    if force is None or last is None:
        return _("Not checked yet"), _("A check begins with which powers you act under.")
    checked = _("Checked {when}").format(when=ago(last, asked.now))
    amiss = len(force.amiss)
    found = (
        several("{n} thing was not in order", "{n} things were not in order", amiss)
        if amiss
        else _("Everything that was checked was in order")
    )
    if force.due.state == "overdue":
        return _("Due for another check"), f"{checked}. {found}."
    due = force.due.due_ms
    when = _("The next check is due: {day}.").format(day=day(due, asked.now)) if due else ""
    return checked, " ".join(part for part in (f"{found}.", when) if part)


def _place(asked: Asked, may: May) -> list[Step]:
    view = asked.known.view
    where = {view.kind: view.id}
    found: list[Step] = []
    if view.kind == "hotspot" and may("hotspot-visit") and asked.force is not None:
        why, more = why_visit(asked.force.due, asked.last_ms, asked.now)
        found += [
            Step(
                "log-visit-here", _("Log a visit"), ft.Icons.VISIBILITY, "begin",
                why, more, "hotspot-visit", values=where,
            ),
            Step(
                "nothing-seen-here", _("Nothing seen"), ft.Icons.NIGHTLIGHT_ROUND, "begin",
                kind="hotspot-visit", values={**where, "nothing_seen": True},
            ),
        ]  # fmt: skip
    if view.kind == "premises" and may("premises-check"):
        why, more = why_check(asked)
        found.append(
            Step(
                "check-here", _("Check these premises"), ft.Icons.CHECKLIST, "begin",
                why, more, "premises-check", values=where,
            )
        )  # fmt: skip
    if may("person-sighting"):
        found += [
            Step(
                "person-here", _("Person seen"), ft.Icons.PERSON_SEARCH, "begin",
                kind="person-sighting", values=where,
            ),
            Step(
                "vehicle-here", _("Vehicle seen"), ft.Icons.LOCAL_TAXI, "begin",
                kind="vehicle-sighting", values=where,
            ),
        ]  # fmt: skip
    if view.kind == "premises" and may("notice"):
        found.append(
            Step(
                "notice-here", _("A notice was served"), ft.Icons.GAVEL, "begin",
                kind="notice", values=where,
            )
        )  # fmt: skip
    if may("referral"):
        found.append(
            Step(
                "refer-here", _("Refer or act"), ft.Icons.ASSIGNMENT_TURNED_IN_OUTLINED, "begin",
                kind="referral", values={"about": view.id},
            )
        )  # fmt: skip
    if view.latitude is not None:
        found.append(Step("on-the-map", _("Show on the map"), ft.Icons.MAP_OUTLINED, "map"))
    return found


#: What stays the same from one sighting of a vehicle to the next.
_OF_A_VEHICLE = (
    "registration", "make", "model", "colour", "body", "features",
    "vehicle_use", "licensed_plate", "plate_authority",
)  # fmt: skip


def _vehicle(asked: Asked, may: May) -> list[Step]:
    view = asked.known.view
    mark = links.mark_of(view.fields.get("registration"))
    seen = _last_seen(asked)
    if asked.known.perhaps:
        more = _("Other sightings may be of the same vehicle: they stand apart, with reasons.")
    elif not mark or "?" in mark:
        more = _("The registration was not read in full. Somebody may have seen the rest.")
    else:
        more = _("A sighting that is begun here has its registration and looks filled in.")
    if not may("vehicle-sighting"):
        return []
    known = {name: view.fields[name] for name in _OF_A_VEHICLE if _answered(view.fields.get(name))}
    return [
        Step(
            "seen-again", _("Seen again"), ft.Icons.LOCAL_TAXI, "begin",
            seen, more, "vehicle-sighting", values=known,
        ),
        Step(
            "person-with-it", _("Person seen with it"), ft.Icons.PERSON_SEARCH, "begin",
            kind="person-sighting", values={"vehicle": view.id},
        ),
    ]  # fmt: skip


def _person(asked: Asked, may: May) -> list[Step]:
    if not may("person-sighting"):
        return []
    if asked.known.perhaps:
        more = _("Other sightings may be of the same person: they stand apart, with reasons.")
    else:
        more = _("A new sighting starts with your own first description, before any look-up.")
    return [
        Step(
            "seen-again", _("Person seen"), ft.Icons.PERSON_SEARCH, "begin",
            _last_seen(asked), more, "person-sighting",
        )
    ]  # fmt: skip


def _last_seen(asked: Asked) -> str:
    if asked.last_ms is None and asked.known.view.kind in ("person", "vehicle"):
        return _("No sighting is recorded yet")
    if asked.last_ms is None:
        return _("Withdrawn: no sighting stands")
    return _("Last seen {when}").format(when=ago(asked.last_ms, asked.now))


def _answered(value: Any) -> bool:
    return value is not None and not (isinstance(value, dict) and "unknown" in value)
