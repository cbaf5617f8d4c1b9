"""Numbers with their words: large enough to be read at a glance, and leading to what they count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from outreach.ui.buttons import pressed
from outreach.ui.design import LARGE_FROM, Size, Space, State, text_size

Press = Callable[[Any], Any]


def figure(
    number: str,
    words: str,
    *,
    detail: str = "",
    state: State | None = None,
    name: str = "",
    on_click: Press | None = None,
) -> ft.Control:
    """A number, what it counts, and why it matters. ``state`` lends its sign and ink; with ``name``
    and ``on_click`` it leads to what it counts."""
    top: list[ft.Control] = [
        ft.Text(number, theme_style=ft.TextThemeStyle.HEADLINE_MEDIUM, expand=True)
    ]
    if state is not None:
        top.append(ft.Icon(state.icon, size=Size.SIGN, color=state.mark))
    elif on_click is not None:
        top.append(ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.ON_SURFACE_VARIANT))
    lines: list[ft.Control] = [
        ft.Row(top, spacing=Space.S),
        ft.Text(words, theme_style=ft.TextThemeStyle.BODY_MEDIUM),
    ]
    if detail:
        lines.append(
            ft.Text(
                detail,
                theme_style=ft.TextThemeStyle.BODY_SMALL,
                color=ft.Colors.ON_SURFACE_VARIANT,
            )
        )
    sheet = ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
        border_radius=Size.RADIUS,
        padding=Space.M,
        alignment=ft.Alignment.TOP_LEFT,
        content=ft.Column(lines, spacing=0, tight=True),
    )
    if on_click is None:
        return ft.MergeSemantics(content=sheet)
    sheet.ink, sheet.on_click = True, on_click
    return pressed(name, sheet)


def figures(controls: Sequence[ft.Control]) -> ft.Control:
    """Figures side by side: two on a phone (one of large text), four where there is room."""
    large = text_size() >= LARGE_FROM
    for control in controls:
        control.col = {"xs": 12 if large else 6, "md": 6 if large else 3}
    return ft.ResponsiveRow(list(controls), spacing=Space.SM, run_spacing=Space.SM)


def facts(lines: Sequence[tuple[str, str]]) -> ft.Control:
    """What and how much, a line each."""
    return ft.Column(
        spacing=Space.S,
        controls=[
            ft.MergeSemantics(
                content=ft.Row(
                    spacing=Space.M,
                    vertical_alignment=ft.CrossAxisAlignment.START,
                    controls=[
                        ft.Text(
                            words,
                            theme_style=ft.TextThemeStyle.BODY_MEDIUM,
                            color=ft.Colors.ON_SURFACE_VARIANT,
                            expand=3,
                        ),
                        ft.Text(
                            value,
                            theme_style=ft.TextThemeStyle.TITLE_MEDIUM,
                            text_align=ft.TextAlign.RIGHT,
                            expand=2,
                        ),
                    ],
                )
            )
            for words, value in lines
        ],
    )
