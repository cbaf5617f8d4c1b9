"""A recovery code, shown once: write it on paper, and prove it by its last group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import primary, quiet
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.entering import CODE
from outreach.ui.field import Field
from outreach.views.column import column, wrong
from outreach.words import _

#: What people write by mistake, as it is meant.
_READ_AS = str.maketrans("OIL", "011", " -")


def is_last_group(code: str, typed: str) -> bool:
    """Whether it is the last group of the code, however it was written."""
    return typed.upper().translate(_READ_AS) == code.rpartition("-")[2]


@ft.component
def NewCode(desk: Desk) -> ft.Control:
    """A code that was just made."""

    async def done() -> None:
        session = desk.open
        if session.recovery_code_unshown:
            await asyncio.to_thread(session.recovery_code_was_shown)
        desk.kept.pop(CODE, None)
        desk.entering.go_on()

    session = desk.session
    # The last step of whoever comes in by invitation or founds (``join.STEPS``, ``found.STEPS``).
    last = None
    if session is not None and session.identity.joining:
        last = (5, 5)
    elif desk.entering.founded:
        last = (7, 7)
    return Written(desk, str(desk.kept.get(CODE, "")), done, last)


@ft.component
def UnshownCode(desk: Desk) -> ft.Control:
    """The app was closed before anybody saw the code: another one is made."""
    attempt = use_attempt()

    async def renew() -> None:
        fresh = await asyncio.to_thread(desk.open.renew_recovery_code)
        desk.kept[CODE] = fresh.text()
        desk.entering.go_on()

    async def press(_event: Any) -> None:
        await attempt.run(renew)

    return column(
        desk,
        frame.heading(_("You need a new recovery code")),
        frame.soft(
            _(
                "The app was closed before you saw the last one. A recovery code opens your "
                "records when the passphrase is forgotten. Have pen and paper ready."
            )
        ),
        primary("renew-code", _("Show me a new one"), press, disabled=attempt.busy, big=True),
        *wrong(attempt.wrong),
        key="unshown",
    )


@ft.component
def Written(
    desk: Desk, code: str, on_done: Callable[[], Any], last: tuple[int, int] | None = None
) -> ft.Control:
    """The code, and then the question for its last group."""
    step, set_step = ft.use_state("show")
    typed = ft.use_ref("")
    missing, set_missing = ft.use_state("")
    attempt = use_attempt()

    def note(text: str) -> None:
        typed.current = text

    def go(name: str) -> None:
        typed.current = ""
        set_missing("")
        set_step(name)

    async def check(_event: Any) -> None:
        if not is_last_group(code, typed.current):
            set_missing(
                _("This is not its last group. Look at your paper, or at the code again.")
                if typed.current.strip()
                else _("Enter the last group")
            )
            return
        await attempt.run(on_done)

    if step == "show":
        return column(
            desk,
            frame.heading(_("Write this recovery code down")),
            frame.soft(
                _("It opens your records when the passphrase is forgotten. It is shown only now.")
            ),
            groups(code),
            frame.soft(
                _("Write it on paper and keep that away from the tablet. Do not photograph it."),
                small=True,
            ),
            primary("code-written", _("I have written it down"), lambda _e: go("check"), big=True),
            step=last,
            key="code-show",
        )
    return column(
        desk,
        frame.heading(_("What is its last group?")),
        frame.soft(_("Four letters or digits, from your paper.")),
        Field(
            "last-group",
            _("Last group"),
            on_input=note,
            on_submit=check,
            error=missing or None,
            exact=True,
            autofocus=True,
            key="last",
        ),
        primary("code-checked", _("Continue"), check, disabled=attempt.busy, big=True),
        quiet("code-again", _("Show the code again"), lambda _event: go("show")),
        *wrong(attempt.wrong),
        step=last,
        key="code-check",
    )


def groups(code: str) -> ft.Control:
    """The code in its groups, each of which stays on one line."""
    return ft.Semantics(
        identifier="recovery-code",
        label=code,
        exclude_semantics=True,
        content=ft.Container(
            bgcolor=ft.Colors.SURFACE_CONTAINER,
            border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
            border_radius=Size.RADIUS,
            padding=Space.M,
            alignment=ft.Alignment.CENTER,
            content=ft.Row(
                wrap=True,
                spacing=Space.M,
                run_spacing=Space.S,
                alignment=ft.MainAxisAlignment.CENTER,
                controls=[
                    ft.Text(group, theme_style=ft.TextThemeStyle.HEADLINE_SMALL, no_wrap=True)
                    for group in code.split("-")
                ],
            ),
        ),
    )
