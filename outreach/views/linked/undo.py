"""Undoing a link or a merge: a reason, and it is withdrawn. It stays in the history."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui.buttons import quiet, secondary
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.views.linked.ask import undo
from outreach.words import _


@ft.component
def Undo(desk: Desk, record: str, words: str, done: Callable[[], None]) -> ft.Control:
    """Asks why. ``words``: on the button that does it."""
    reason, set_reason = ft.use_state("")
    problem, set_problem = ft.use_state("")

    async def go(_event: Any) -> None:
        if not reason.strip():
            set_problem(_("Enter why it is undone"))
            return
        await asyncio.to_thread(undo, desk.open, record, reason)
        done()
        desk.tell(_("Undone. It stays in the history, with your reason."))
        desk.wrote()

    return ft.Column(
        spacing=Space.S,
        controls=[
            Field(
                f"undo-reason-{record[:8]}",
                _("Why it is undone"),
                on_input=set_reason,
                error=problem or None,
                max_length=500,
                autofocus=True,
            ),
            ft.Row(
                [
                    quiet(f"undo-not-{record[:8]}", _("Cancel"), lambda _e: done()),
                    secondary(f"undo-now-{record[:8]}", words, go, icon=ft.Icons.UNDO, danger=True),
                ],
                wrap=True,
                spacing=Space.S,
            ),
        ],
    )
