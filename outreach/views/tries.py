"""How many wrong passphrases are left before a vault is wiped, where its owner chose that."""

from __future__ import annotations

import asyncio

import flet as ft

from outreach.ui import frame
from outreach.ui.desk import Desk
from outreach.words import _, several


@ft.component
def Tries(desk: Desk) -> ft.Control:
    """Nothing where no number of wrong ones wipes it. A new ``key`` looks again."""
    person, set_person = ft.use_state(None)

    async def look() -> None:
        if desk.vault is not None:
            set_person(await asyncio.to_thread(desk.door.person, desk.vault))

    ft.use_effect(look, [])
    if person is None or person.tries_left is None:
        return ft.Container()
    return frame.notice(
        ft.Icons.WARNING_AMBER,
        several(
            "{n} try is left. A wrong one wipes these records.",
            "{n} tries are left. Then these records are wiped.",
            person.tries_left,
        ),
        lost(person.only_here),
        kind="warn" if person.tries_left > 3 else "error",
    )


def lost(entries: int | None) -> str:
    """What would be lost if a vault were wiped now."""
    if entries is None:
        return _("How much is only on this tablet cannot be told.")
    if entries == 0:
        return _("Nothing in them is only on this tablet: all of it is in the central store.")
    return several(
        "{n} entry is only on this tablet and would be lost.",
        "{n} entries are only on this tablet and would be lost.",
        entries,
    )
