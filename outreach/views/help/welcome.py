"""The offer of a practice visit after the first unlock of a vault. It is made once: starting it, or
saying no, ends it."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import quiet, secondary
from outreach.ui.choices import flow
from outreach.ui.desk import Desk
from outreach.views.help.practice import SETTING, remember
from outreach.words import _


@ft.component
def Welcome(desk: Desk) -> ft.Control:
    """A notice, or nothing."""
    gone, set_gone = ft.use_state(False)

    async def no(_event: Any) -> None:
        set_gone(True)
        await remember(desk, "skipped")

    if gone or desk.setting(SETTING, ""):
        return ft.Container(key="welcome", height=0)
    return ft.Container(
        key="welcome",
        content=frame.notice(
            ft.Icons.WAVING_HAND_OUTLINED,
            _("New here? Practise a visit first"),
            _("It takes under two minutes. Nothing of it is saved or sent."),
            flow(
                [
                    secondary(
                        "welcome-practise",
                        _("Practise a visit"),
                        lambda _event: desk.go("/help/practice"),
                        icon=ft.Icons.SCHOOL,
                    ),
                    quiet("welcome-no", _("Not now"), no),
                ]
            ),
        ),
    )
