"""Unlock: one field, one button. Nothing about what is inside is shown."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import ident, primary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.theme import Space


@ft.component
def Unlock(desk: Desk) -> ft.Control:
    stage, _ = ft.use_state(desk.stage)
    tries, set_tries = ft.use_state(0)
    typed = ft.use_ref("")
    empty, set_empty = ft.use_state(False)
    opening, waiting = stage.name == "opening", stage.wait_seconds

    def note(text: str) -> None:
        typed.current = text

    async def go(_: Any) -> None:
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

    problem: list[ft.Control] = []
    if waiting > 0:
        minutes, seconds = divmod(waiting, 60)
        left = f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"
        problem.append(
            frame.notice(
                ft.Icons.HOURGLASS_TOP,
                f"Too many wrong passphrases. Wait {left}.",
                "Nothing was lost. Locking and restarting do not shorten the wait.",
                kind="warn",
            )
        )
    elif stage.problem and not opening:
        problem.append(
            frame.notice(ft.Icons.ERROR_OUTLINE, stage.problem, stage.advice, kind="error")
        )
    return ft.Container(
        expand=True,
        alignment=ft.Alignment.CENTER,
        padding=Space.L,
        content=ft.Column(
            tight=True,
            width=420,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            spacing=Space.M,
            controls=[
                ft.Row(
                    [
                        ft.Icon(ft.Icons.NIGHTLIGHT_ROUND, size=36, color=ft.Colors.PRIMARY),
                        frame.heading("Outreach"),
                    ],
                    spacing=12,
                ),
                frame.soft("This tablet is locked. Enter your passphrase to open it."),
                *problem,
                Field(
                    "passphrase",
                    "Passphrase",
                    on_input=note,
                    on_submit=go,
                    password=True,
                    autofocus=True,
                    disabled=opening or waiting > 0,
                    error="Enter your passphrase" if empty else None,
                    key=f"passphrase-{tries}",
                ),
                primary(
                    "unlock",
                    "Opening…" if opening else "Unlock",
                    go,
                    icon=ft.Icons.LOCK_OPEN,
                    disabled=opening or waiting > 0,
                    big=True,
                ),
                ident(
                    "unlock-progress",
                    ft.Container(
                        height=4,
                        content=ft.ProgressBar(semantics_label="Opening the vault")
                        if opening
                        else None,
                    ),
                ),
                frame.soft(
                    "Opening takes about a second on purpose: it makes guessing slow. Nobody can "
                    "reset a passphrase from afar; the recovery code opens the vault too.",
                    small=True,
                ),
            ],
        ),
    )
