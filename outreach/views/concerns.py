"""What concerns oneself: other names that one is known by, and premises of one's own. Records that
name these are hidden from their person; opening one is noted and told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model import likely as found_by
from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import ident, quiet, secondary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form import likely
from outreach.ui.query import use_query
from outreach.ui.rows import ICONS
from outreach.views.column import wrong
from outreach.words import _

KIND = "premises"
#: How many premises a search shows, and how long a name may be.
FOUND = 6
LONGEST = 200


def names_in(text: str) -> list[str]:
    """The names that were typed, a line each or between commas; each once."""
    parts = (
        " ".join(one.split())[:LONGEST] for line in text.splitlines() for one in line.split(",")
    )
    return list(dict.fromkeys(one for one in parts if one))


@ft.component
def Concerns(desk: Desk) -> ft.Control:
    called: list[str]
    called, set_called = ft.use_state(lambda: list(desk.setting("also_called", [])))
    own: list[str]
    own, set_own = ft.use_state(lambda: list(desk.setting("own_premises", [])))
    typed = ft.use_ref("\n".join(called))
    sought, set_sought = ft.use_state("")
    turn, set_turn = ft.use_state(0)
    attempt = use_attempt()

    def look(session: Any) -> tuple[list[likely.Offer], list[Any]]:
        found: list[Any] = []
        if sought.strip():
            found = found_by.find(session.model, sought, (KIND,), FOUND + len(own))
        return likely.chosen(session, own), [row for row in found if row.id not in own][:FOUND]

    answer = use_query(desk, look, tuple(own), sought)
    held, found = answer.value or ([], [])

    def note(text: str) -> None:
        typed.current = text

    async def put(name: str, value: list[str]) -> None:
        await asyncio.to_thread(desk.open.set_setting, name, value)
        desk.rows.beat()  # what is hidden is another now

    async def save(_event: Any) -> None:
        names = names_in(typed.current or "")
        if await attempt.run(lambda: put("also_called", names)):
            set_called(names)
            desk.tell(_("Kept. Nobody else sees this."))

    def change(premises: list[str]) -> Callable[[Any], Any]:
        async def act(_event: Any) -> None:
            if await attempt.run(lambda: put("own_premises", premises)):
                set_own(premises)
                set_sought("")
                set_turn(turn + 1)  # the field is empty again

        return act

    chosen: list[ft.Control] = [
        ft.ListTile(
            key=one.id,
            title=one.title,
            subtitle=one.why or None,
            leading=ft.Icon(ICONS.get(KIND, ft.Icons.STORE)),
            trailing=quiet(
                f"own-drop-{one.id[:8]}", _("Take out"), change([o for o in own if o != one.id])
            ),
        )
        for one in held
    ]
    offered: list[ft.Control] = [
        ident(
            f"own-take-{row.id[:8]}",
            ft.ListTile(
                key=row.id,
                title=row.title,
                subtitle=row.subtitle or None,
                leading=ft.Icon(ft.Icons.ADD),
                on_click=change([*own, row.id]),
            ),
        )
        for row in found
    ]
    none = sought.strip() and answer.ready and not offered
    return frame.card(
        frame.soft(
            _(
                "Records that name you, or that are about premises of your own, are hidden from "
                "you. Opening one is noted and told to a supervisor."
            )
        ),
        Field(
            "also-called",
            _("Other names that you are known by"),
            value="\n".join(called),
            on_input=note,
            lines=2,
            helper=_("A line each, or between commas. “{name}” is known already.").format(
                name=desk.open.me.name
            ),
            exact=True,
            key="called",
        ),
        secondary("keep-called", _("Keep these names"), save, disabled=attempt.busy),
        frame.heading(_("Premises of your own"), level=3),
        *([frame.rows(chosen)] if chosen else []),
        Field(
            "own-premises",
            _("Find premises"),
            on_input=set_sought,
            helper=_("Yours, your family's, or where you work besides"),
            icon=ft.Icons.SEARCH,
            key=f"own-{turn}",
        ),
        *([frame.rows(offered)] if offered else []),
        *([frame.soft(_("No premises on this tablet are called so."), small=True)] if none else []),
        *wrong(attempt.wrong),
        title=_("What concerns me"),
    )
