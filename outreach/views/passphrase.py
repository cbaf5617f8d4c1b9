"""A new passphrase: it re-keys the vault and gives a new recovery code, shown once."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import ident, primary, quiet, secondary
from outreach.ui.choices import flow
from outreach.ui.design import Size
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.words import _

#: Characters; six words are more.
SHORTEST = 12


def problems(new: str, again: str) -> tuple[str, str]:
    """What is wrong with each of the two fields, in words; empty where nothing is."""
    if not new:
        return _("Enter a new passphrase"), ""
    if len(new) < SHORTEST:
        return (
            _("Enter at least {n} characters. Six words are easy to remember.").format(n=SHORTEST),
            "",
        )
    return "", "" if new == again else _("Enter the same passphrase twice")


@ft.component
def Passphrase(desk: Desk) -> ft.Control:
    opened, set_opened = ft.use_state(False)
    words = ft.use_ref(("", ""))
    wrong, set_wrong = ft.use_state(("", ""))
    code, set_code = ft.use_state("")
    busy, set_busy = ft.use_state(False)

    def first(text: str) -> None:
        words.current = (text, words.current[1])

    def second(text: str) -> None:
        words.current = (words.current[0], text)

    def close(_event: Any) -> None:
        words.current = ("", "")
        set_wrong(("", ""))
        set_opened(False)

    async def change(_event: Any) -> None:
        if busy:
            return
        new, again = words.current
        found = problems(new, again)
        set_wrong(found)
        if any(found):
            return
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
            _("The passphrase is changed. Write this recovery code down now."),
            _("It is shown once. It opens the vault when the passphrase is forgotten."),
            ident(
                "recovery-code",
                ft.Text(code, selectable=True, theme_style=ft.TextThemeStyle.TITLE_LARGE),
            ),
            quiet("code-written", _("I have written it down"), lambda _event: set_code("")),
            kind="warn",
        )
    if not opened:
        return frame.card(
            frame.soft(_("It opens this tablet. Nobody can reset it from afar.")),
            secondary(
                "change-passphrase",
                _("Change the passphrase"),
                lambda _event: set_opened(True),
                icon=ft.Icons.KEY,
            ),
            title=_("Passphrase"),
        )
    return frame.card(
        frame.soft(_("The vault is re-keyed, and you get a new recovery code.")),
        ft.Container(height=Size.EDGE),
        Field(
            "new-passphrase",
            _("New passphrase"),
            on_input=first,
            password=True,
            error=wrong[0] or None,
            helper=_("At least {n} characters. Six words are easy to remember.").format(n=SHORTEST),
        ),
        Field(
            "new-passphrase-again",
            _("The same again"),
            on_input=second,
            on_submit=change,
            password=True,
            error=wrong[1] or None,
        ),
        flow(
            [
                primary(
                    "change-now",
                    _("Changing…") if busy else _("Change it"),
                    change,
                    disabled=busy,
                    icon=ft.Icons.KEY,
                ),
                quiet("keep-passphrase", _("Cancel"), close, disabled=busy),
            ]
        ),
        title=_("Passphrase"),
    )
