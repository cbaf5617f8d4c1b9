"""A forgotten passphrase: the recovery code opens the vault, and a new passphrase is set.

The old passphrase and the old code open nothing any more; a new code is shown.
"""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import primary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.views.column import column
from outreach.views.entrance.choosing import Choosing
from outreach.views.tries import Tries
from outreach.views.unlock import problem_of
from outreach.words import _


@ft.component
def Forgotten(desk: Desk) -> ft.Control:
    stage, _set = ft.use_state(desk.stage)
    typed = ft.use_ref("")
    empty, set_empty = ft.use_state(False)
    tries, set_tries = ft.use_state(0)
    opening, waiting = stage.name == "opening", stage.wait_seconds > 0

    def note(text: str) -> None:
        typed.current = text

    def back(_event: Any) -> None:
        stage.problem = stage.advice = ""
        desk.entrance.at = ""

    async def go(_event: Any) -> None:
        if opening or waiting:
            return
        if not typed.current.strip():
            set_empty(True)
            return
        set_empty(False)
        await desk.entering.with_code(typed.current)
        set_tries(lambda count: count + 1)

    return column(
        desk,
        frame.heading(_("Use your recovery code")),
        frame.soft(
            _(
                "You wrote it on paper when your records were set up on this tablet, or when the "
                "passphrase was last changed: seven groups of four letters and digits."
            )
        ),
        Tries(desk, key=f"tries-{tries}"),
        *problem_of(stage),
        Field(
            "typed-code",
            _("Recovery code"),
            on_input=note,
            on_submit=go,
            error=_("Enter the recovery code") if empty else None,
            exact=True,
            autofocus=True,
            disabled=opening or waiting,
        ),
        primary(
            "open-with-code",
            _("Opening…") if opening else _("Continue"),
            go,
            disabled=opening or waiting,
            big=True,
        ),
        frame.soft(
            _(
                "Without the code too, ask an administrator for a new invitation. What the central "
                "store holds is not lost."
            ),
            small=True,
        ),
        back=None if opening else back,
        key="forgotten",
    )


@ft.component
def NewPassphrase(desk: Desk) -> ft.Control:
    """The vault is open by its code: it needs a passphrase that its person knows."""
    return Choosing(
        desk,
        _("Choose a new passphrase"),
        _("The old one, and the recovery code that you used, open nothing from then on."),
        desk.entering.replace_passphrase,
    )
