"""Settings: when to lock, how it looks, the passphrase. Each is kept in the sealed vault."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import ident, primary
from outreach.ui.choices import chip, flow
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.lock import CHOICES

THEMES = {"system": "Like this device", "light": "Light", "dark": "Dark"}


@ft.component
def Settings(desk: Desk) -> ft.Control:
    if desk.session is None:
        return frame.waiting()
    minutes, set_minutes = ft.use_state(int(desk.setting("lock_after_minutes", 5)))
    theme, set_theme = ft.use_state(str(desk.setting("theme", "system")))
    session = desk.open

    async def choose_minutes(value: int) -> None:
        await asyncio.to_thread(session.set_setting, "lock_after_minutes", value)
        desk.lock_rule.minutes = value
        set_minutes(value)

    async def choose_theme(value: str) -> None:
        await asyncio.to_thread(session.set_setting, "theme", value)
        desk.wear()
        set_theme(value)

    def later(work: Any, value: Any) -> Any:
        async def act(_: Any) -> None:
            await work(value)

        return act

    me = session.me
    return frame.page(
        frame.heading("Settings"),
        frame.card(
            ft.Text("Lock after", theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
            frame.soft("Minutes without a touch. The lock button locks at once, on every screen."),
            flow(
                [
                    chip(f"lock-{n}", f"{n} min", minutes == n, later(choose_minutes, n))
                    for n in CHOICES
                ]
            ),
        ),
        frame.card(
            ft.Text("Colours", theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
            flow(
                [
                    chip(f"theme-{name}", words, theme == name, later(choose_theme, name))
                    for name, words in THEMES.items()
                ]
            ),
        ),
        Passphrase(desk),
        frame.card(
            ft.Text("This tablet", theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
            ft.Text(f"{me.name}, {me.agency}"),
            frame.soft(f"Device {me.device[:8]}"),
            frame.soft("Holds keys for: " + (", ".join(session.spaces) or "nothing yet")),
        ),
        frame.soft(
            "Atkinson Hyperlegible Next: SIL Open Font License. DejaVu Sans: Bitstream Vera "
            "licence. Contains public sector information licensed under the Open Government "
            "Licence v3.0.",
            small=True,
        ),
    )


@ft.component
def Passphrase(desk: Desk) -> ft.Control:
    """A new passphrase re-keys the vault and gives a new recovery code, shown once."""
    opened, set_opened = ft.use_state(False)
    words = ft.use_ref(("", ""))
    problem, set_problem = ft.use_state("")
    code, set_code = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    def first(text: str) -> None:
        words.current = (text, words.current[1])

    def second(text: str) -> None:
        words.current = (words.current[0], text)

    async def change(_: Any) -> None:
        new, again = words.current
        if len(new) < 12:
            set_problem("Enter at least 12 characters. Six words are easy to remember.")
            return
        if new != again:
            set_problem("Enter the same passphrase twice")
            return
        set_problem("")
        set_busy(True)
        try:
            fresh = await asyncio.to_thread(desk.open.change_passphrase, new)
        finally:
            set_busy(False)
        words.current = ("", "")
        set_code(str(fresh))
        set_opened(False)

    if code:
        return frame.notice(
            ft.Icons.KEY,
            "The passphrase is changed. Write this recovery code down now.",
            "It is shown once. It opens the vault when the passphrase is forgotten.",
            ident("recovery-code", ft.Text(code, selectable=True)),
            ft.TextButton("I have written it down", on_click=lambda _: set_code("")),
            kind="warn",
        )
    parts: list[ft.Control] = [ft.Text("Passphrase", theme_style=ft.TextThemeStyle.TITLE_MEDIUM)]
    if not opened:
        parts.append(
            ident(
                "change-passphrase",
                ft.OutlinedButton(
                    "Change the passphrase", height=48, on_click=lambda _: set_opened(True)
                ),
            )
        )
    else:
        parts += [
            frame.soft("The vault is re-keyed, and you get a new recovery code."),
            Field("new-passphrase", "New passphrase", on_input=first, password=True),
            Field(
                "new-passphrase-again",
                "The same again",
                on_input=second,
                password=True,
                error=problem or None,
            ),
            primary(
                "change-now",
                "Changing…" if busy else "Change it",
                change,
                disabled=busy,
                icon=ft.Icons.KEY,
            ),
        ]
    return frame.card(*parts)
