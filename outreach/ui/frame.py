"""How a screen is laid out: a column no wider than one reads, headings, cards, notices.

Quiet by rule: one heading of the first level, sheets told apart by a line and not by a shadow, a
loud colour only where something has to be done. What is on its way: ``waiting.py``; numbers:
``figures.py``; questions: ``dialogs.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flet as ft

from outreach.ui.design import LARGE_FROM, TONES, Size, Space, Tone, text_size
from outreach.ui.waiting import waiting


def page(
    *controls: ft.Control,
    wide: bool = False,
    foot: ft.Control | None = None,
    key: str | None = None,
) -> ft.Control:
    """A scrolling column in the middle. ``foot`` stays in sight below, within a thumb's reach; a
    new ``key`` starts at the top again."""
    width = None if wide else Size.READ
    inside = ft.Container(
        width=width,
        padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S, bottom=Space.L),
        content=ft.Column(spacing=Space.M, controls=list(controls)),
    )
    body = ft.Column(
        key=key,
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[inside if wide else reading(inside)],
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
                padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.SM),
                content=foot,
            ),
        ],
    )


def reading(content: ft.Control) -> ft.Control:
    """In the middle, and no wider than one reads; for rows of a long list, each by itself."""
    inside = content if isinstance(content, ft.Container) else ft.Container(content)
    inside.width = Size.READ
    return ft.Container(inside, alignment=ft.Alignment.TOP_CENTER)


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
    title = ft.Semantics(heading_level=level, content=ft.Text(words, theme_style=style))
    return title if trailing is None else beside(title, trailing)


def beside(content: ft.Control, *actions: ft.Control) -> ft.Control:
    """Words, and on their right what one may do about them; below them when text is large."""
    if text_size() >= LARGE_FROM:
        content.expand = None
        return ft.Column([content, *actions], spacing=0)
    content.expand = True
    return ft.Row(
        [content, *actions],
        spacing=Space.S,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def foot(*actions: ft.Control) -> ft.Control:
    """What one may do at the end of a page, the main action last: side by side, and below each
    other when text is large, where the main one is nearest to the thumb."""
    if text_size() < LARGE_FROM:
        return ft.Row(
            list(actions), spacing=Space.S, vertical_alignment=ft.CrossAxisAlignment.CENTER
        )
    for action in actions:
        action.expand = None
        inner = getattr(action, "content", None)
        if isinstance(inner, ft.Control):
            inner.expand = None
    return ft.Column(
        list(actions), spacing=Space.S, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def soft(words: str, *, small: bool = False) -> ft.Text:
    """Words of less weight."""
    style = ft.TextThemeStyle.BODY_SMALL if small else ft.TextThemeStyle.BODY_MEDIUM
    return ft.Text(words, theme_style=style, color=ft.Colors.ON_SURFACE_VARIANT)


def _sheet(content: ft.Control, **more: Any) -> ft.Container:
    """As wide as there is room, and a line round it."""
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
        border_radius=Size.RADIUS,
        alignment=ft.Alignment.TOP_LEFT,
        content=content,
        **more,
    )


def card(*controls: ft.Control, padding: int = Space.M, title: str = "") -> ft.Control:
    """Things that belong together, on a sheet of their own."""
    inside = [heading(title, level=3), *controls] if title else list(controls)
    return _sheet(ft.Column(spacing=Space.S, controls=inside), padding=padding)


def rows(controls: Sequence[ft.Control]) -> ft.Control:
    """A short list on a sheet, with lines between."""
    lined: list[ft.Control] = []
    for index, control in enumerate(controls):
        if index:
            lined.append(ft.Divider())
        lined.append(control)
    return _sheet(ft.Column(spacing=0, controls=lined), clip_behavior=ft.ClipBehavior.ANTI_ALIAS)


def empty(icon: ft.IconData, words: str, detail: str, *actions: ft.Control) -> ft.Control:
    """Nothing here: says so, and what to do."""
    said = ft.Text(
        words, theme_style=ft.TextThemeStyle.TITLE_MEDIUM, text_align=ft.TextAlign.CENTER
    )
    more = ft.Text(
        detail,
        theme_style=ft.TextThemeStyle.BODY_MEDIUM,
        text_align=ft.TextAlign.CENTER,
        color=ft.Colors.ON_SURFACE_VARIANT,
    )
    return ft.Container(
        padding=Space.L,
        alignment=ft.Alignment.CENTER,
        content=ft.Column(
            tight=True,
            spacing=Space.S,
            width=Size.PANE,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                ft.Container(
                    ft.Icon(icon, size=32, color=ft.Colors.ON_SURFACE_VARIANT),
                    bgcolor=ft.Colors.SURFACE_CONTAINER,
                    border_radius=Size.BIG / 2,
                    width=Size.BIG,
                    height=Size.BIG,
                    alignment=ft.Alignment.CENTER,
                ),
                ft.Container(height=Space.XS),
                said,
                *([more] if detail else []),
                *([ft.Container(height=Space.XS)] if actions else []),
                *actions,
            ],
        ),
    )


#: A notice's kind -> its tone.
KINDS = {
    "info": TONES["calm"],
    "good": TONES["good"],
    "warn": TONES["warn"],
    "error": TONES["bad"],
}


def notice(
    icon: ft.IconData, words: str, detail: str = "", *actions: ft.Control, kind: str = "info"
) -> ft.Control:
    """A thing to know: ``info``, ``good``, ``warn`` or ``error``. The words alone say which."""
    tone: Tone = KINDS[kind]
    lines: list[ft.Control] = [
        ft.Text(words, theme_style=ft.TextThemeStyle.TITLE_SMALL, color=tone.ink)
    ]
    if detail:
        lines.append(ft.Text(detail, theme_style=ft.TextThemeStyle.BODY_SMALL, color=tone.ink))
    lines.extend(actions)
    return ft.Semantics(
        key=f"notice-{words}",
        live_region=kind == "error",
        content=ft.Container(
            bgcolor=tone.ground,
            border_radius=Size.RADIUS,
            padding=Space.M,
            content=ft.Row(
                spacing=Space.SM,
                vertical_alignment=ft.CrossAxisAlignment.START,
                controls=[
                    ft.Icon(icon, color=tone.ink),
                    ft.Column(spacing=Space.XS, expand=True, controls=lines),
                ],
            ),
        ),
    )


__all__ = [
    "KINDS",
    "beside",
    "card",
    "empty",
    "foot",
    "heading",
    "notice",
    "page",
    "reading",
    "rows",
    "soft",
    "two_panes",
    "waiting",
]
