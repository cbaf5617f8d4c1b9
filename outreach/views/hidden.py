"""A record that the app hides from this person: why, and how to see it all the same."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import secondary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.words import _, mark
from sync.errors import Hidden, InputError, NotAllowed

WHY = {
    "names_you": mark("It names you."),
    "your_premises": mark("It is about your own premises."),
    "conditions": mark("Its author set conditions for sharing it."),
}


@ft.component
def HiddenRecord(desk: Desk, found: Hidden) -> ft.Control:
    """Why it is hidden, and the glass before it: broken for a typed reason only."""
    reason, set_reason = ft.use_state("")
    problem, set_problem = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    async def go(_event: Any) -> None:
        if busy:
            return
        set_busy(True)
        try:
            await asyncio.to_thread(desk.open.break_glass, found.record, reason)
        except NotAllowed as error:
            set_problem(f"{_(error.message)} {_(error.advice)}")
        except InputError as error:
            set_problem(_(error.message))
        else:
            desk.wrote()
        finally:
            set_busy(False)

    return frame.page(
        frame.empty(ft.Icons.VISIBILITY_OFF_OUTLINED, _("Hidden from you"), _(WHY[found.why])),
        frame.card(
            frame.soft(
                _(
                    "If you must see it now, say why. Your supervisor is told at once, with your "
                    "reason, and the auditor too. It closes again after 15 minutes, or when the "
                    "tablet locks."
                )
            ),
            Field(
                "glass-reason",
                _("Why you must see it now"),
                on_input=set_reason,
                error=problem or None,
                max_length=500,
                lines=2,
            ),
            secondary(
                "break-glass", _("Break the glass"), go, icon=ft.Icons.LOCK_OPEN, danger=True
            ),
            title=_("See it all the same"),
        ),
    )
