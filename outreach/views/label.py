"""What others see beside this vault before it is opened: nothing unless its owner writes it."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import secondary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.words import _

#: Characters, as a vault keeps it.
LONGEST = 40


@ft.component
def Label(desk: Desk) -> ft.Control:
    folder = desk.open.folder
    kept, set_kept = ft.use_state(lambda: desk.door.label(folder))
    typed = ft.use_ref(kept)
    attempt = use_attempt()

    def note(text: str) -> None:
        typed.current = text

    async def write() -> None:
        await asyncio.to_thread(desk.door.set_label, folder, typed.current)

    async def save(_event: Any) -> None:
        label = typed.current.strip()
        if not await attempt.run(write):
            return
        set_kept(label)
        desk.tell(
            _("Kept. Others see it at the start.")
            if label
            else _("Removed. Others see a number at the start.")
        )

    return frame.card(
        frame.soft(
            _(
                "Where several people share this tablet, this is what stands beside your records "
                "before they are opened. Everybody who holds the tablet sees it."
            )
        ),
        Field(
            "label",
            _("Label"),
            value=kept,
            on_input=note,
            on_submit=save,
            max_length=LONGEST,
            error=_(attempt.wrong[0]) or None,
            helper=_("Such as “Blue cover”. Empty: a number."),
        ),
        secondary("keep-label", _("Keep this label"), save, disabled=attempt.busy),
        title=_("What others see"),
    )
