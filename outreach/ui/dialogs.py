"""Questions and sheets in front of a screen. One question at a time; what may be lost is said
first; the safe answer stands first, and Escape is the safe answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui.buttons import ident, primary, quiet
from outreach.ui.design import Size, Space
from outreach.words import _


def question(
    title: str,
    words: str,
    yes: str,
    act: Callable[[Any], Any],
    no: Callable[[Any], Any],
    *,
    danger: bool = False,
    icon: ft.IconData | None = None,
) -> ft.AlertDialog:
    """Ask before something that cannot be taken back. ``yes`` says what it does ("Delete the
    draft"), never "OK". ``act`` and ``no`` close it: ``page.pop_dialog()``."""
    answer: ft.Control
    if danger:
        answer = ident(
            "question-yes",
            ft.FilledButton(
                yes,
                on_click=act,
                style=ft.ButtonStyle(
                    bgcolor=ft.Colors.ERROR_CONTAINER,
                    color=ft.Colors.ON_ERROR_CONTAINER,
                    side={
                        ft.ControlState.FOCUSED: ft.BorderSide(Size.FOCUS, ft.Colors.ON_SURFACE),
                        ft.ControlState.DEFAULT: ft.BorderSide(Size.EDGE, ft.Colors.ERROR),
                    },
                ),
            ),
        )
    else:
        answer = primary("question-yes", yes, act)
    return ft.AlertDialog(
        title=ft.Text(title),
        icon=ft.Icon(icon, color=ft.Colors.ERROR if danger else None) if icon else None,
        content=ft.Container(ft.Text(words), width=Size.DIALOG),
        scrollable=True,
        actions=[quiet("question-no", _("Cancel"), no), answer],
        actions_overflow_button_spacing=Space.S,
    )


def sheet(title: str, *controls: ft.Control) -> ft.BottomSheet:
    """More to choose from, rising from below where the thumb is. Open it with
    ``page.show_dialog``."""
    return ft.BottomSheet(
        use_safe_area=True,
        show_drag_handle=True,
        content=ft.Container(
            width=Size.READ,
            padding=ft.Padding.only(left=Space.M, right=Space.M, bottom=Space.L),
            content=ft.Column(
                tight=True,
                spacing=Space.SM,
                scroll=ft.ScrollMode.AUTO,
                controls=[
                    ft.Semantics(
                        heading_level=2,
                        content=ft.Text(title, theme_style=ft.TextThemeStyle.TITLE_LARGE),
                    ),
                    *controls,
                ],
            ),
        ),
    )
