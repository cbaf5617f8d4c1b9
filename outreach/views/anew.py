"""Record something: everything that a person may begin, in the words of what they want to do.

What a night is made of stands under Tonight. Here is all of it, for whoever heard something, knows
somebody's other name, or thinks that something was handled wrongly. What a tablet cannot read
itself, it may still add: that is said before one begins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import ident
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.form.along import goes_to
from outreach.ui.form.begin import begin
from outreach.ui.rows import ICONS
from outreach.words import _, mark

#: Heading -> kind -> what it is, in a few words. A kind that a tablet may not add is left out.
WHAT: Final = {
    mark("What was heard"): {
        "soft-intelligence": (
            mark("Something that was heard"),
            mark("From anybody, about anything"),
        ),
        "sanitised-intelligence": (
            mark("Something others may know"),
            mark("A version of what was heard that leads to nobody"),
        ),
    },
    mark("People and vehicles"): {
        "person-sighting": (mark("Person seen"), mark("No name needed")),
        "person": (mark("What is known of a person"), mark("A nickname or a tattoo will do")),
        "alias": (mark("Another name of somebody"), mark("A nickname, a handle, an alias")),
        "vehicle-sighting": (mark("Vehicle seen"), mark("Part of a plate will do")),
        "vehicle": (mark("What is known of a vehicle"), mark("Registration, plate, keeper")),
    },
    mark("Places"): {
        "hotspot-visit": (mark("Visit"), mark("What was seen, or that nothing was")),
        "premises-check": (mark("Premises check"), mark("Under your own agency's powers")),
        "hotspot": (mark("Hotspot"), mark("A place that is visited")),
        "premises": (mark("Premises"), mark("The standing facts")),
        "notice": (mark("Notice"), mark("What was served, and until when it holds")),
        "operator-licence": (mark("Operator's licence"), mark("Private hire")),
        "driver-licence": (mark("Driver's licence"), mark("Badge and authority")),
    },
    mark("What follows"): {
        "referral": (mark("Referral or action"), mark("To whom, why, by when")),
        "challenge": (
            mark("I think this was handled wrongly"),
            mark("It goes past your manager to those who hear challenges"),
        ),
    },
}


@ft.component
def Anew(desk: Desk) -> ft.Control:
    session = desk.session
    if session is None or session.is_out:
        return frame.page(frame.heading(_("Record something"), level=1))
    parts: list[ft.Control] = [frame.heading(_("Record something"), level=1)]
    for heading, listed in WHAT.items():
        rows = [
            _row(desk, kind, *words) for kind, words in listed.items() if session.may_record(kind)
        ]
        if rows:
            parts.append(
                ft.Column([frame.heading(_(heading), level=3), frame.rows(rows)], spacing=Space.S)
            )
    return frame.page(*parts)


def _row(desk: Desk, kind: str, words: str, detail: str) -> ft.Control:
    where = goes_to(desk, kind)
    said = f"{_(detail)}. {where}" if where else _(detail)
    return ident(
        f"anew-{kind}",
        ft.ListTile(
            key=kind,
            title=_(words),
            subtitle=said,
            leading=ft.Icon(ICONS.get(kind, ft.Icons.NOTES), color=ft.Colors.PRIMARY),
            min_height=Size.TARGET,
            on_click=_starting(desk, kind),
        ),
    )


def _starting(desk: Desk, kind: str) -> Callable[[Any], None]:
    def act(_e: Any) -> None:
        begin(desk, kind)

    return act
