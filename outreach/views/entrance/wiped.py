"""A vault that is gone: why, what went with it, and what to do. Never a trace of an error."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import primary, quiet
from outreach.ui.desk import Desk
from outreach.ui.entrance import Wiped
from outreach.views.column import column
from outreach.words import _, several


@ft.component
def WipedAway(desk: Desk, wiped: Wiped) -> ft.Control:
    async def start(_event: Any) -> None:
        await desk.entering.choose(None)

    async def join(_event: Any) -> None:
        await desk.entering.choose(None, "join")

    why = (
        _("This device was reported lost or stolen, so an administrator removed it.")
        if wiped.lost
        else _(
            "Too many wrong passphrases were given, and its owner had chosen that this wipes it."
        )
    )
    buttons: list[ft.Control] = []
    if desk.door.base is not None:
        buttons = [
            primary(
                "join-again", _("I have an invitation"), join, icon=ft.Icons.MAIL_OUTLINE, big=True
            ),
            quiet("to-start", _("Go to the start"), start),
        ]
    return column(
        desk,
        frame.heading(_("These records were wiped from this tablet")),
        frame.notice(ft.Icons.DELETE_FOREVER, why, _lost(wiped.entries), kind="warn"),
        frame.soft(
            _(
                "What the central store holds is not lost. If this tablet is yours and in your "
                "hands, tell an administrator, and ask for an invitation."
            )
        ),
        *buttons,
        key="wiped",
    )


def _lost(entries: int | None) -> str:
    """What went with it."""
    if entries is None:
        return _("How much of it was nowhere else cannot be told.")
    if entries == 0:
        return _("All of it had reached the central store: nothing is lost.")
    return several(
        "{n} entry that was only on this tablet is gone.",
        "{n} entries that were only on this tablet are gone.",
        entries,
    )
