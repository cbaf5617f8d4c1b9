"""How a screen is laid out: a column no wider than one reads, headings, cards, empty states."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from outreach.ui.theme import Size, Space


def page(*controls: ft.Control, wide: bool = False, foot: ft.Control | None = None) -> ft.Control:
    """A scrolling column in the middle. ``foot`` stays in sight below, within a thumb's reach."""
    width = None if wide else Size.READ
    body = ft.Column(
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            ft.Container(
                width=width,
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S, bottom=Space.L),
                content=ft.Column(spacing=Space.M, controls=list(controls)),
            )
        ],
    )
    if foot is None:
        return body
    return ft.Column(
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            body,
            ft.Divider(),
            ft.Container(
                width=width,
                padding=ft.Padding.symmetric(horizontal=Space.M, vertical=12),
                content=foot,
            ),
        ],
    )


def two_panes(left: ft.Control, right: ft.Control) -> ft.Control:
    """A list and, beside it, the page of what was chosen."""
    return ft.Row(
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(width=Size.PANE, content=left),
            ft.VerticalDivider(width=1, color=ft.Colors.OUTLINE_VARIANT),
            ft.Container(expand=True, content=right),
        ],
    )


def heading(words: str, *, level: int = 1, trailing: ft.Control | None = None) -> ft.Control:
    """A heading that a screen reader can jump to."""
    style = {
        1: ft.TextThemeStyle.HEADLINE_MEDIUM,
        2: ft.TextThemeStyle.TITLE_LARGE,
        3: ft.TextThemeStyle.TITLE_MEDIUM,
    }[level]
    title = ft.Semantics(
        heading_level=level,
        content=ft.Text(words, theme_style=style),
        expand=bool(trailing) or None,
    )
    if trailing is None:
        return title
    return ft.Row([title, trailing], vertical_alignment=ft.CrossAxisAlignment.CENTER)


def soft(words: str, *, small: bool = False) -> ft.Text:
    """Words of less weight."""
    style = ft.TextThemeStyle.BODY_SMALL if small else ft.TextThemeStyle.BODY_MEDIUM
    return ft.Text(words, theme_style=style, color=ft.Colors.ON_SURFACE_VARIANT)


def card(*controls: ft.Control, padding: int = Space.M) -> ft.Control:
    """Things that belong together, on a sheet of their own."""
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=Size.RADIUS,
        padding=padding,
        content=ft.Column(spacing=Space.S, controls=list(controls)),
    )


def rows(controls: Sequence[ft.Control]) -> ft.Control:
    """A short list on a sheet, with lines between."""
    lined: list[ft.Control] = []
    for index, control in enumerate(controls):
        if index:
            lined.append(ft.Divider())
        lined.append(control)
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=Size.RADIUS,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        content=ft.Column(spacing=0, controls=lined),
    )


def empty(icon: ft.IconData, words: str, detail: str, *actions: ft.Control) -> ft.Control:
    """Nothing here: says so, and what to do."""
    return ft.Container(
        padding=Space.L,
        alignment=ft.Alignment.CENTER,
        content=ft.Column(
            tight=True,
            spacing=Space.S,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                ft.Icon(icon, size=44, color=ft.Colors.OUTLINE),
                ft.Text(
                    words,
                    theme_style=ft.TextThemeStyle.TITLE_MEDIUM,
                    text_align=ft.TextAlign.CENTER,
                ),
                ft.Text(
                    detail,
                    text_align=ft.TextAlign.CENTER,
                    color=ft.Colors.ON_SURFACE_VARIANT,
                ),
                *actions,
            ],
        ),
    )


def notice(
    icon: ft.IconData, words: str, detail: str = "", *actions: ft.Control, kind: str = "info"
) -> ft.Control:
    """A thing to know: ``info``, ``warn`` or ``error``. The words alone say which."""
    ground, ink = {
        "info": (ft.Colors.SECONDARY_CONTAINER, ft.Colors.ON_SECONDARY_CONTAINER),
        "good": (ft.Colors.PRIMARY_CONTAINER, ft.Colors.ON_PRIMARY_CONTAINER),
        "warn": (ft.Colors.TERTIARY_CONTAINER, ft.Colors.ON_TERTIARY_CONTAINER),
        "error": (ft.Colors.ERROR_CONTAINER, ft.Colors.ON_ERROR_CONTAINER),
    }[kind]
    lines: list[ft.Control] = [ft.Text(words, theme_style=ft.TextThemeStyle.TITLE_SMALL, color=ink)]
    if detail:
        lines.append(ft.Text(detail, theme_style=ft.TextThemeStyle.BODY_SMALL, color=ink))
    lines.extend(actions)
    return ft.Semantics(
        key=f"notice-{words}",
        live_region=kind == "error",
        content=ft.Container(
            bgcolor=ground,
            border_radius=Size.RADIUS,
            padding=Space.M,
            content=ft.Row(
                spacing=12,
                vertical_alignment=ft.CrossAxisAlignment.START,
                controls=[
                    ft.Icon(icon, color=ink),
                    ft.Column(spacing=Space.XS, expand=True, controls=lines),
                ],
            ),
        ),
    )


def waiting(words: str = "Looking…") -> ft.Control:
    """Something is on its way."""
    return ft.Container(
        padding=Space.L,
        content=ft.Row(
            [ft.ProgressRing(width=20, height=20, stroke_width=2), soft(words)], spacing=12
        ),
    )
