"""Night drive, one tap from anywhere: on in a dark car, off again under a street lamp.

The rule that this module enforces: the switch changes what one sees at once and keeps it among the
settings; while the tablet is locked it only changes what one sees, and unlocking leaves it so.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import flet as ft

from outreach.ui.buttons import sign
from outreach.ui.design import dress, look_of
from outreach.words import _

if TYPE_CHECKING:
    from outreach.ui.desk import Desk

NIGHT = "night"


async def switch(desk: Desk) -> None:
    """Into night drive, or back to what was worn before it."""
    look = look_of(desk.page)
    mode = look.by_day if look.mode == NIGHT else NIGHT
    dress(desk.page, mode, look.text_size)
    if desk.session is None:
        look.by_hand = True
    else:
        await asyncio.to_thread(desk.session.set_setting, "theme", mode)


@ft.component
def NightSwitch(desk: Desk) -> ft.Control:
    """The button: marked while night drive is on."""
    look, _set = ft.use_state(look_of(desk.page))
    on = look.mode == NIGHT

    async def press(_event: Any) -> None:
        await switch(desk)

    return sign(
        "night",
        _("Leave night drive") if on else _("Night drive: dim and red"),
        ft.Icons.BEDTIME if on else ft.Icons.BEDTIME_OUTLINED,
        press,
        chosen=on,
    )
