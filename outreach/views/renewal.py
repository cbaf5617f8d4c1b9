"""A vault that was copied, or restored from a backup, goes on under a new identity: an invitation,
six words compared aloud, and what was not sent is sent again."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import primary, secondary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.views.column import wrong
from outreach.views.entrance.words import six_words
from outreach.words import _
from sync.errors import StoreRefused


@ft.component
def Renewal(desk: Desk) -> ft.Control:
    # None: not asked yet; (): the new identity is there, and something is still to be handed over.
    words, set_words = ft.use_state(None)
    typed = ft.use_ref("")
    missing, set_missing = ft.use_state(False)
    later, set_later = ft.use_state(False)
    over, set_over = ft.use_state(False)
    attempt = use_attempt()

    async def look() -> None:
        session = desk.session
        if session is None or not session.is_renewing:
            return
        joining = session.joining
        found = await asyncio.to_thread(lambda: joining.words) if joining is not None else ()
        set_words(tuple(found))

    ft.use_effect(look, [])

    def note(text: str) -> None:
        typed.current = text

    async def renew() -> None:
        await asyncio.to_thread(desk.door.renew, desk.open, typed.current)
        await look()

    async def go_on() -> None:
        session = desk.open
        try:
            came = await asyncio.to_thread(session.complete_joining)
        except StoreRefused:
            set_over(True)
            raise
        if not came:
            set_later(True)
            return
        set_words(())
        await desk.syncs.rest.wait()
        await desk.sync_now()

    async def give_up() -> None:
        await asyncio.to_thread(desk.open.give_up_renewal)
        typed.current = ""
        set_over(False)
        set_words(None)
        desk.tell(_("The renewal was given up. Everything that you wrote is kept."))

    async def forget(_event: Any) -> None:
        await attempt.run(give_up)

    async def ask(_event: Any) -> None:
        set_missing(not typed.current.strip())
        if typed.current.strip():
            await attempt.run(renew)

    async def again(_event: Any) -> None:
        set_later(False)
        set_over(False)
        await attempt.run(go_on)

    busy = attempt.busy
    if words is None:
        return frame.card(
            frame.soft(
                _(
                    "Ask an administrator for an invitation. What was not sent goes on under a new "
                    "identity."
                )
            ),
            Field(
                "renew-invitation",
                _("Invitation"),
                on_input=note,
                on_submit=ask,
                exact=True,
                disabled=busy,
                error=_("Enter the invitation") if missing else None,
                helper=_("One line that begins with https:// and ends with a code"),
            ),
            primary("renew", _("Asking…") if busy else _("Renew this tablet"), ask, disabled=busy),
            *wrong(attempt.wrong),
            title=_("Renew this tablet"),
        )
    look_again = _("Looking…") if busy else _("Look again")
    if not words:
        return frame.card(
            frame.soft(_("The new identity is there. What was not sent goes on at the next sync.")),
            secondary("renew-look", look_again, again, icon=ft.Icons.REFRESH, disabled=busy),
            *wrong(attempt.wrong),
            title=_("Almost done"),
        )
    if over:
        return frame.card(
            frame.soft(
                _(
                    "Nobody can approve this renewal any more. Give it up, then ask an "
                    "administrator for another invitation. Everything that you wrote is kept."
                )
            ),
            primary("renew-give-up", _("Give up this renewal"), forget, disabled=busy),
            secondary("renew-look", look_again, again, icon=ft.Icons.REFRESH, disabled=busy),
            *wrong(attempt.wrong),
            title=_("This invitation is over"),
        )
    return frame.card(
        frame.soft(_("They must be the same on both screens, in the same order. Read them aloud.")),
        six_words(words),
        secondary("renew-look", look_again, again, icon=ft.Icons.REFRESH, disabled=busy),
        *([frame.soft(_("The administrator has not decided yet."))] if later else []),
        *wrong(attempt.wrong),
        title=_("Read these words to the administrator"),
    )
