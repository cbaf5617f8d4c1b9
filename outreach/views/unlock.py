"""Unlock: one field, one button. Nothing about what is inside is shown."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import ident, primary
from outreach.ui.design import Size, Space, look_of
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.night import NightSwitch
from outreach.ui.pulse import Stage
from outreach.words import _

#: Of the column, and of the line of progress, in dp.
WIDTH = 460
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

    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            ft.Row(
                [NightSwitch(desk, key="night")],
                alignment=ft.MainAxisAlignment.END,
                height=Size.TARGET + Space.S,
            ),
            ft.Column(
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                alignment=ft.MainAxisAlignment.CENTER,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                controls=[
                    ft.Container(
                        padding=Space.L,
                        width=WIDTH,
                        content=ft.Column(
                            tight=True,
                            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                            spacing=Space.M,
                            controls=[
                                _name(),
                                frame.soft(
                                    _("This tablet is locked. Enter your passphrase to open it.")
                                ),
                                *_problem(stage),
                                Field(
                                    "passphrase",
                                    _("Passphrase"),
                                    on_input=note,
                                    on_submit=go,
                                    password=True,
                                    autofocus=True,
                                    disabled=opening or waiting > 0,
                                    error=_("Enter your passphrase") if empty else None,
                                    key=f"passphrase-{tries}",
                                ),
                                primary(
                                    "unlock",
                                    _("Opening…") if opening else _("Unlock"),
                                    go,
                                    icon=ft.Icons.LOCK_OPEN,
                                    disabled=opening or waiting > 0,
                                    big=True,
                                ),
                                ident(
                                    "unlock-progress",
                                    ft.Container(
                                        height=LINE,
                                        content=ft.ProgressBar(
                                            semantics_label=_("Opening the vault")
                                        )
                                        if opening
                                        else None,
                                    ),
                                ),
                                frame.soft(
                                    _(
                                        "Opening takes about a second on purpose: it makes "
                                        "guessing slow. Nobody can reset a passphrase from afar; "
                                        "the recovery code opens the vault too."
                                    ),
                                    small=True,
                                ),
                            ],
                        ),
                    )
                ],
            ),
        ],
    )


def _name() -> ft.Control:
    """The app's sign and its name."""
    moon = ft.Container(
        ft.Icon(ft.Icons.NIGHTLIGHT_ROUND, size=28, color=ft.Colors.ON_PRIMARY_CONTAINER),
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
        border_radius=Size.RADIUS,
        width=Size.TARGET + Space.XS,
        height=Size.TARGET + Space.XS,
        alignment=ft.Alignment.CENTER,
    )
    return ft.Row([moon, frame.heading("Outreach")], spacing=Space.SM)


def _problem(stage: Stage) -> list[ft.Control]:
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
