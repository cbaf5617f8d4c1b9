"""Wipe after wrong passphrases: off unless its owner chooses it, with the passphrase in hand and
with a count of what would be lost now."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import primary, quiet
from outreach.ui.choices import flow, pick
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.views.tries import lost
from outreach.words import _, mark, several

#: After how many wrong ones in a row; 0 stands for never.
CHOICES = (0, 5, 10, 20)
NEVER = mark("Never")


@ft.component
def Wiping(desk: Desk) -> ft.Control:
    kept, set_kept = ft.use_state(lambda: desk.open.wipe_after or 0)
    chosen, set_chosen = ft.use_state(kept)
    typed = ft.use_ref("")
    empty, set_empty = ft.use_state(False)
    times, set_times = ft.use_state(0)
    attempt = use_attempt()

    def choose(value: int) -> None:
        typed.current = ""
        set_empty(False)
        attempt.say(("", ""))
        set_chosen(value)

    def note(text: str) -> None:
        typed.current = text

    async def write() -> None:
        try:
            await asyncio.to_thread(desk.open.set_wipe_after, chosen or None, typed.current)
        finally:
            typed.current = ""
            set_times(lambda count: count + 1)  # a fresh, empty field

    async def save(_event: Any) -> None:
        if not typed.current:
            set_empty(True)
            return
        set_empty(False)
        if await attempt.run(write):
            set_kept(chosen)
            desk.tell(
                _("Kept. Wrong passphrases wipe this vault.")
                if chosen
                else _("Kept. Wrong passphrases wipe nothing.")
            )

    options = {n: several("After {n}", "After {n}", n) if n else _(NEVER) for n in CHOICES}
    parts: list[ft.Control] = [
        frame.soft(
            _(
                "So many wrong passphrases in a row delete these records from this tablet. Choose "
                "it where a tablet may be taken from you, and not where children play with it."
            )
        ),
        pick("wipe", options, chosen, choose),
    ]
    if chosen != kept:
        if chosen:
            parts.append(
                frame.notice(
                    ft.Icons.DELETE_FOREVER,
                    _("If it were wiped now"),
                    lost(desk.sync.only_here),
                    kind="warn",
                )
            )
        parts += [
            Field(
                "wipe-passphrase",
                _("Your passphrase"),
                on_input=note,
                on_submit=save,
                password=True,
                disabled=attempt.busy,
                error=_("Enter your passphrase") if empty else _(attempt.wrong[0]) or None,
                key=f"wipe-passphrase-{times}",
            ),
            flow(
                [
                    primary(
                        "keep-wipe",
                        _("Checking…") if attempt.busy else _("Keep this choice"),
                        save,
                        disabled=attempt.busy,
                    ),
                    quiet("drop-wipe", _("Cancel"), lambda _e: choose(kept), disabled=attempt.busy),
                ]
            ),
        ]
    return frame.card(*parts, title=_("Wipe after wrong passphrases"))
