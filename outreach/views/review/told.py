"""What has just been done, said where it covers no button, and minutes that go by."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui.buttons import quiet, sign
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.words import _


def told_line(desk: Desk, told: tuple[str, str], close: Callable[[], None]) -> ft.Control:
    """A line above what one works on, until one goes on. ``told``: words, and the record they are
    about, if it is one."""
    words, record = told
    ink = ft.Colors.ON_PRIMARY_CONTAINER
    line: list[ft.Control] = [
        ft.Icon(ft.Icons.CHECK, size=20, color=ink),
        ft.Text(words, theme_style=ft.TextThemeStyle.BODY_SMALL, color=ink, expand=True),
    ]
    if record:
        line.append(quiet("open-judged", _("Open it"), lambda _event: desk.go(f"/review/{record}")))
    line.append(sign("close-told", _("Close"), ft.Icons.CLOSE, lambda _event: close()))
    return ft.Semantics(
        key=f"told-{record}",
        live_region=True,
        container=True,
        content=ft.Container(
            bgcolor=ft.Colors.PRIMARY_CONTAINER,
            padding=ft.Padding.only(left=Space.M, right=Space.XS),
            content=ft.Row(line, spacing=Space.S),
        ),
    )


def use_minutes(desk: Desk) -> int:
    """A hook: counts minutes, so that what is said about waiting stays true."""
    minute, set_minute = ft.use_state(0)
    there: Any = ft.use_ref(False)

    async def count() -> None:
        while there.current:
            await asyncio.sleep(60)
            set_minute(lambda held: held + 1)

    def come() -> None:
        there.current = True
        desk.start(count(), while_open=True)

    def go() -> None:
        there.current = False

    ft.use_effect(come, [], cleanup=go)
    return minute
