"""Whose records are on this tablet, or how to come in.

A name stands here only where its owner wrote one for others to see; how many entries would be lost
with the tablet stands beside each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import ident, primary, quiet, tonal
from outreach.ui.design import Size, sign_size
from outreach.ui.desk import Desk
from outreach.views.column import column
from outreach.words import _, several

if TYPE_CHECKING:
    from outreach.door import Resident


@ft.component
def Start(desk: Desk) -> ft.Control:
    people, set_people = ft.use_state(None)

    async def look() -> None:
        set_people(await asyncio.to_thread(desk.door.people))

    ft.use_effect(look, [])
    if people is None:
        return column(desk, frame.waiting(), named=True, key="looking")

    def to(at: str) -> Callable[[Any], Any]:
        def go(_event: Any) -> None:
            desk.entrance.at = at

        return go

    join = _("Join a partnership")
    if not people:
        return column(
            desk,
            frame.soft(
                _(
                    "Nobody has records on this tablet yet. To come in you need an invitation: ask "
                    "whoever administers your partnership."
                )
            ),
            primary("join", join, to("join"), icon=ft.Icons.MAIL_OUTLINE, big=True),
            *_more(desk, to),
            named=True,
            key="nobody",
        )
    return column(
        desk,
        frame.heading(_("Whose records?"), level=2),
        frame.rows([_person(desk, one, words) for one, words in titled(people)]),
        tonal("join", join, to("join"), icon=ft.Icons.MAIL_OUTLINE, big=False),
        *_more(desk, to),
        named=True,
        key="people",
    )


def titled(people: list[Resident]) -> list[tuple[Resident, str]]:
    """Each with what it is called here: its label, or a number."""
    found = []
    number = 0
    for one in people:
        words = one.label
        if not words:
            number += 1
            words = _("Somebody's records {n}").format(n=number)
        found.append((one, words))
    return found


def only_here(entries: int | None) -> str:
    """How much would be lost with a vault, in words."""
    if entries is None:
        return _("How much is only here cannot be told")
    if entries == 0:
        return _("Nothing is only on this tablet")
    return several(
        "{n} entry is only on this tablet", "{n} entries are only on this tablet", entries
    )


def _person(desk: Desk, one: Resident, words: str) -> ft.Control:
    async def go(_event: Any) -> None:
        await desk.entering.choose(one.folder)

    return ident(
        f"person-{one.folder.name}",
        ft.ListTile(
            title=words,
            subtitle=only_here(one.only_here),
            leading=ft.Icon(ft.Icons.LOCK_OUTLINE, size=sign_size(Size.SIGN)),
            trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
            min_height=Size.ROW,
            on_click=go,
        ),
    )


def _more(desk: Desk, to: Callable[[str], Callable[[Any], Any]]) -> list[ft.Control]:
    """What few people need."""
    few = [
        quiet("found", _("Found a partnership"), to("found"), icon=ft.Icons.ADD_HOME_OUTLINED),
        quiet("recovery", _("Use the recovery key"), to("recovery"), icon=ft.Icons.KEY),
    ]
    if desk.page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS):
        return few
    look = _("To look around first, run {command}: everything in it is invented.")
    return [*few, frame.soft(look.format(command="“outreach demo”"), small=True)]
