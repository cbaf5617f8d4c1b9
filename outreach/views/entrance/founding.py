"""How the founding of a partnership's spaces stands, and what to do where it does not go on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.desk import Desk
from outreach.ui.dialogs import question
from outreach.ui.entering import TOKEN_REFUSED
from outreach.ui.field import Field
from outreach.ui.query import use_query
from outreach.views.column import column, wrong
from outreach.words import _


@ft.component
def NotFounded(desk: Desk, again: Callable[[], Awaitable[Any]]) -> ft.Control:
    """The spaces do not stand in the store yet. ``again``: another sync."""
    sync, _set = ft.use_state(desk.sync)
    typed = ft.use_ref("")
    empty, set_empty = ft.use_state(False)
    attempt = use_attempt()
    begun = use_query(desk, lambda session: session.has_founded, sync.running)

    def note(text: str) -> None:
        typed.current = text

    async def give() -> None:
        await asyncio.to_thread(desk.door.use_token, desk.open, typed.current)
        await again()

    async def other(_event: Any) -> None:
        set_empty(not typed.current.strip())
        if typed.current.strip():
            await attempt.run(give)

    async def press(_event: Any) -> None:
        await again()

    async def forget(_event: Any) -> None:
        desk.page.pop_dialog()
        await desk.entering.wipe()

    def ask(_event: Any) -> None:
        desk.page.show_dialog(
            question(
                _("Give up this founding?"),
                _(
                    "What was set up on this tablet is deleted. The recovery sheet that you saved "
                    "opens nothing then: destroy it."
                ),
                _("Delete it"),
                forget,
                lambda _e: desk.page.pop_dialog(),
                danger=True,
            )
        )

    session = desk.open
    reason = desk.entering.refused()
    busy = attempt.busy
    if reason == TOKEN_REFUSED:
        parts: list[ft.Control] = [
            frame.notice(
                ft.Icons.TOKEN_OUTLINED,
                _("The store does not accept the one-time token."),
                _(
                    "It is of another store, was used already, or is too old. Ask whoever runs the "
                    "store for a new one, and enter it here. Everything else is kept."
                ),
                kind="warn",
            ),
            Field(
                "another-token",
                _("Another one-time token"),
                on_input=note,
                on_submit=other,
                error=_("Enter the one-time token") if empty else None,
                exact=True,
                disabled=busy,
            ),
            primary("use-token", _("Use this token"), other, disabled=busy, big=True),
            *wrong(attempt.wrong),
            secondary("sync-again", _("Try again now"), press, icon=ft.Icons.REFRESH),
        ]
    elif reason:
        parts = [
            frame.notice(
                ft.Icons.BLOCK,
                _("The store does not take this partnership."),
                _(
                    "{problem} The token may be of another store than the address. Then give up "
                    "this founding, and begin again with both from the same store."
                ).format(problem=sync.problem),
                kind="warn",
            ),
            secondary("sync-again", _("Try again now"), press, icon=ft.Icons.REFRESH),
        ]
    else:
        parts = [
            frame.notice(
                ft.Icons.CLOUD_OFF,
                _("The partnership does not stand in the store yet."),
                _("{problem} It is tried again by itself, and nothing is lost.").format(
                    problem=sync.problem
                ),
                kind="warn",
            ),
            primary("sync-again", _("Try again now"), press, icon=ft.Icons.REFRESH, big=True),
            frame.soft(
                _("The store's address: {address}").format(address=session.identity.store_url),
                small=True,
            ),
        ]
    parts.append(quiet("begin-work", _("Begin all the same"), lambda _e: desk.entering.begin()))
    if begun.value is False:  # what stands in the store stays there, and needs this tablet
        parts.append(quiet("give-up", _("Give up this founding"), ask))
    return column(
        desk, frame.heading(_("Your partnership is on this tablet")), *parts, key="not-founded"
    )
