"""Unlock: one field, one button. Nothing about what is inside is shown, and whose it is only where
its owner wrote that for others to see."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import ident, primary, quiet
from outreach.ui.design import look_of
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.pulse import Stage
from outreach.views.column import column
from outreach.views.tries import Tries
from outreach.words import _

#: Of the line of progress, in dp.
LINE = 4


@ft.component
def Unlock(desk: Desk) -> ft.Control:
    stage, _set = ft.use_state(desk.stage)
    ft.use_state(look_of(desk.page))
    tries, set_tries = ft.use_state(0)
    typed = ft.use_ref("")
    empty, set_empty = ft.use_state(False)
    opening, waiting = stage.name == "opening", stage.wait_seconds

    def note(text: str) -> None:
        typed.current = text

    async def go(_event: Any) -> None:
        if opening or stage.wait_seconds > 0:
            return
        passphrase = typed.current
        if not passphrase:
            set_empty(True)
            return
        set_empty(False)
        await desk.unlock(passphrase)
        typed.current = ""
        set_tries(lambda count: count + 1)  # a fresh, empty field

    def forgot(_event: Any) -> None:
        stage.problem = stage.advice = ""
        desk.entrance.at = "forgotten"

    async def others(_event: Any) -> None:
        await desk.entering.choose(None)

    busy = opening or waiting > 0
    label = desk.door.label(desk.vault) if desk.vault is not None else ""
    locked = (
        _("{label}: locked. Enter your passphrase to open it.").format(label=label)
        if label
        else _("This tablet is locked. Enter your passphrase to open it.")
    )
    return column(
        desk,
        frame.soft(locked),
        Tries(desk, key=f"tries-{tries}"),
        *problem_of(stage),
        Field(
            "passphrase",
            _("Passphrase"),
            on_input=note,
            on_submit=go,
            password=True,
            autofocus=True,
            disabled=busy,
            error=_("Enter your passphrase") if empty else None,
            key=f"passphrase-{tries}",
        ),
        primary(
            "unlock",
            _("Opening…") if opening else _("Unlock"),
            go,
            icon=ft.Icons.LOCK_OPEN,
            disabled=busy,
            big=True,
        ),
        ident(
            "unlock-progress",
            ft.Container(
                height=LINE,
                content=ft.ProgressBar(semantics_label=_("Opening the vault")) if opening else None,
            ),
        ),
        frame.soft(
            _(
                "Opening takes about a second on purpose: it makes guessing slow. Nobody can reset "
                "a passphrase from afar."
            ),
            small=True,
        ),
        quiet("forgotten", _("I have forgotten my passphrase"), forgot, disabled=opening),
        *(
            [quiet("others", _("Somebody else, or a new invitation"), others, disabled=opening)]
            if desk.door.base is not None
            else []
        ),
        named=True,
    )


def problem_of(stage: Stage) -> list[ft.Control]:
    """Why it did not open, or how long to wait."""
    waiting = stage.wait_seconds
    if waiting > 0:
        minutes, seconds = divmod(waiting, 60)
        left = _("{seconds} s").format(seconds=seconds)
        if minutes:
            left = _("{minutes} min {seconds} s").format(minutes=minutes, seconds=f"{seconds:02}")
        return [
            frame.notice(
                ft.Icons.HOURGLASS_TOP,
                _("Too many wrong passphrases. Wait {left}.").format(left=left),
                _("Nothing was lost. Locking and restarting do not shorten the wait."),
                kind="warn",
            )
        ]
    if stage.problem and stage.name != "opening":
        return [
            frame.notice(ft.Icons.ERROR_OUTLINE, _(stage.problem), _(stage.advice), kind="error")
        ]
    return []
