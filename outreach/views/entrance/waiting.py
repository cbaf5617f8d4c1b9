"""The administrator has not answered yet: the words again, and looking whether they have by now."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import flet as ft

from outreach.ui import frame
from outreach.ui.attempt import NOTHING, UNFORESEEN, Wrong
from outreach.ui.buttons import quiet, secondary
from outreach.ui.desk import Desk
from outreach.ui.dialogs import question
from outreach.ui.silence import log_without_content
from outreach.views.column import column
from outreach.views.entrance.words import six_words
from outreach.words import _, mark
from sync.errors import OutreachError, StoreRefused, StoreUnreachable, VaultLocked

#: How often it looks by itself, in seconds.
EVERY: Final = 4.0
AWAY: Final[Wrong] = (
    mark("The store cannot be reached now."),
    mark("Check the network. It looks again by itself."),
)


@ft.component
def Waiting(desk: Desk) -> ft.Control:
    words, set_words = ft.use_state(())
    looking, set_looking = ft.use_state(False)
    wrong, set_wrong = ft.use_state(NOTHING)
    over, set_over = ft.use_state(False)
    here = ft.use_ref(True)
    under_way = ft.use_ref(False)

    async def look() -> None:
        session = desk.session
        if session is None or under_way.current:
            return
        under_way.current = True
        try:
            came = await asyncio.to_thread(session.complete_joining)
        except VaultLocked:
            return
        except StoreUnreachable:
            set_wrong(AWAY)
        except OutreachError as error:
            set_wrong((error.message, error.advice))
            set_over(isinstance(error, StoreRefused))
        except Exception as error:  # noqa: BLE001 - told on the screen and logged
            log_without_content(error)
            set_wrong(UNFORESEEN)
        else:
            set_wrong(NOTHING)
            if came and desk.session is session:
                desk.entrance.at = "first-sync"
        finally:
            under_way.current = False

    async def now_and_then() -> None:
        while here.current and desk.entrance.at == "waiting":
            await look()
            await asyncio.sleep(EVERY)

    async def begin() -> None:
        session = desk.session
        if session is not None and (joining := session.joining) is not None:
            set_words(tuple(await asyncio.to_thread(lambda: joining.words)))
        desk.start(now_and_then(), while_open=True)

    def gone() -> None:
        here.current = False

    async def press(_event: Any) -> None:
        set_looking(True)
        try:
            await look()
        finally:
            set_looking(False)

    async def forget(_event: Any) -> None:
        desk.page.pop_dialog()
        await desk.entering.wipe()

    def ask(_event: Any) -> None:
        desk.page.show_dialog(
            question(
                _("Give up this invitation?"),
                _(
                    "What was set up on this tablet is deleted. To come in you need a new "
                    "invitation."
                ),
                _("Delete it"),
                forget,
                lambda _e: desk.page.pop_dialog(),
                danger=True,
            )
        )

    ft.use_effect(begin, [], cleanup=gone)
    if over:
        return column(
            desk,
            frame.heading(_("This invitation is over")),
            _told(wrong, "warn"),
            secondary("give-up", _("Delete it and start again"), ask, danger=True),
            key="over",
        )
    return column(
        desk,
        frame.heading(_("Waiting for the administrator")),
        frame.soft(
            _(
                "As soon as you are let in, this goes on by itself. You may close the app and come "
                "back: your passphrase opens this screen again."
            )
        ),
        *([six_words(words)] if words else []),
        secondary(
            "look-again",
            _("Looking…") if looking else _("Look again"),
            press,
            icon=ft.Icons.REFRESH,
            disabled=looking,
        ),
        *([_told(wrong, "info")] if wrong[0] else []),
        quiet("give-up", _("Give up this invitation"), ask),
        key="waiting",
    )


def _told(wrong: Wrong, kind: str) -> ft.Control:
    icon = ft.Icons.CLOUD_OFF if kind == "info" else ft.Icons.HOURGLASS_DISABLED
    return frame.notice(icon, _(wrong[0]), _(wrong[1]), kind=kind)
