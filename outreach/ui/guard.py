"""No bug on one screen may freeze the app, empty it, or print what people wrote.

Three traps of Flet 1.0 and what is done about each:

1. An exception while a component re-renders ends the task that carries updates to the window, and
   the window is dead from then on, silently. The task is watched: its end is logged without
   content, another is started, and the window is drawn anew with an error view.
2. An exception in an event handler sends the whole traceback to the window. It is told in plain
   words instead.
3. Flet's loggers print exception texts. Their records lose them.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui.buttons import primary, secondary
from outreach.ui.desk import Desk, log_without_content

#: After so many faults without a pause the screen stays on its error view.
FAULTS_IN_A_ROW = 5


class _NoExceptionText(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info is not True:
            kind = record.exc_info[0]
            record.msg = f"{record.getMessage()} ({kind.__name__ if kind else 'unknown'})"
            record.args = None
        record.exc_info = None
        record.exc_text = None
        return True


def quiet_logs() -> None:
    """Let Flet's loggers say that something failed, and not with what text. Safe to call again."""
    for name in ("flet", "flet_web.fastapi", "flet_components", "flet_transport", "asyncio"):
        target = logging.getLogger(name)
        if not any(isinstance(f, _NoExceptionText) for f in target.filters):
            target.addFilter(_NoExceptionText())
        target.setLevel(max(target.level, logging.WARNING))
    for name in ("flet_object_patch", "flet_transport"):
        logging.getLogger(name).setLevel(logging.ERROR)


def guard(desk: Desk, draw: Callable[[], None]) -> None:
    """Watch the page's session. ``draw`` draws the window from nothing."""
    session: Any = desk.page.session
    faults: list[float] = []

    def told(_message: str) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            desk.tell_error(error)

    def watch() -> None:
        task: asyncio.Task[None] | None = session._Session__updates_task
        if task is not None:
            task.add_done_callback(ended)

    def ended(task: asyncio.Task[None]) -> None:
        if task.cancelled() or (error := task.exception()) is None:
            return
        log_without_content(error)
        now = desk.clock()
        faults.append(now)
        desk.stage.problem = type(error).__name__
        if desk.session is not None:
            desk.stage.name = "fault"
        if len(faults) >= FAULTS_IN_A_ROW and now - faults[-FAULTS_IN_A_ROW] < 5:
            return
        desk.on_loop(redraw)

    def redraw() -> None:
        draw()
        watch()

    noted = session.dispatch_event

    async def dispatch(control_id: int, name: str, data: Any) -> None:
        if name != "app_lifecycle_state_change":
            desk.touched()
        await noted(control_id, name, data)

    session.error = told
    session.dispatch_event = dispatch
    watch()


def show(desk: Desk) -> ft.Control:
    """What stands where a screen failed."""

    def carry_on(_: Any) -> None:
        desk.stage.problem = ""
        desk.stage.name = "open"
        desk.go("/", replace=True)

    async def lock(_: Any) -> None:
        desk.stage.name = "open"
        await desk.lock()

    return ft.Container(
        padding=24,
        content=ft.Column(
            spacing=16,
            width=520,
            controls=[
                ft.Icon(ft.Icons.HEALING, size=40, color=ft.Colors.TERTIARY),
                ft.Text(
                    "This screen could not be shown",
                    theme_style=ft.TextThemeStyle.HEADLINE_SMALL,
                ),
                ft.Text(
                    "There is a fault in the app. Nothing was lost: what was saved is on this "
                    "tablet, and what you were writing is kept as a draft."
                ),
                ft.Text(
                    f"Tell your administrator this word: {desk.stage.problem or 'unknown'}.",
                    color=ft.Colors.ON_SURFACE_VARIANT,
                ),
                ft.Row(
                    wrap=True,
                    controls=[
                        primary("carry-on", "Go to Tonight", carry_on, icon=ft.Icons.HOME),
                        secondary("lock-now", "Lock", lock, icon=ft.Icons.LOCK),
                    ],
                ),
            ],
        ),
    )
