"""Things to press: at least 48 dp high, with a word, a name for tests and for screen readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui.theme import Size

Press = Callable[[Any], Any]


def ident(name: str, content: ft.Control) -> ft.Semantics:
    """Give a control an identifier. Semantics hides its child's ``expand``, so it is handed on:
    as None where there is none, since ``False`` breaks a row that wraps. The key keeps Flutter
    from reusing one control's place in the semantics tree for another."""
    return ft.Semantics(key=name, identifier=name, content=content, expand=content.expand or None)


def pressed(name: str, content: ft.Container) -> ft.Semantics:
    """A surface of our own to press: one button to a screen reader, named by the words on it."""
    return ft.Semantics(
        key=name,
        identifier=name,
        expand=content.expand or None,
        content=ft.MergeSemantics(content=ft.Semantics(button=True, content=content)),
    )


def primary(
    name: str,
    words: str,
    on_click: Press,
    *,
    icon: ft.IconData | None = None,
    disabled: bool = False,
    big: bool = False,
    expand: bool = False,
) -> ft.Control:
    """The one thing to do next on a screen."""
    return ident(
        name,
        ft.FilledButton(
            words,
            icon=icon,
            on_click=on_click,
            disabled=disabled,
            height=Size.BIG if big else 52,
            expand=expand or None,
        ),
    )


def tonal(
    name: str, words: str, on_click: Press, *, icon: ft.IconData | None = None, expand: bool = False
) -> ft.Control:
    """A main action beside others of the same weight."""
    return ident(
        name,
        ft.FilledTonalButton(
            words, icon=icon, on_click=on_click, height=Size.BIG, expand=expand or None
        ),
    )


def secondary(
    name: str,
    words: str,
    on_click: Press,
    *,
    icon: ft.IconData | None = None,
    danger: bool = False,
    expand: bool = False,
) -> ft.Control:
    """Something else that one may do."""
    style = ft.ButtonStyle(color=ft.Colors.ERROR) if danger else None
    return ident(
        name,
        ft.OutlinedButton(
            words,
            icon=icon,
            on_click=on_click,
            height=Size.TARGET,
            style=style,
            expand=expand or None,
        ),
    )


def quiet(name: str, words: str, on_click: Press, *, icon: ft.IconData | None = None) -> ft.Control:
    """The least of the actions."""
    return ident(name, ft.TextButton(words, icon=icon, on_click=on_click, height=Size.TARGET))


def sign(name: str, words: str, icon: ft.IconData, on_click: Press) -> ft.Control:
    """A button with a sign only; ``words`` name it on hover and to screen readers."""
    return ident(
        name,
        ft.IconButton(
            icon=icon,
            tooltip=words,
            on_click=on_click,
            size_constraints=ft.BoxConstraints(min_width=Size.TARGET, min_height=Size.TARGET),
        ),
    )


def tile(
    name: str, words: str, detail: str, icon: ft.IconData, on_click: Press, *, strong: bool = False
) -> ft.Control:
    """A main action as a large tile: a sign, what it does, and a short explanation."""
    ink = ft.Colors.ON_PRIMARY if strong else ft.Colors.ON_SURFACE
    soft = ft.Colors.ON_PRIMARY if strong else ft.Colors.ON_SURFACE_VARIANT
    return pressed(
        name,
        ft.Container(
            bgcolor=ft.Colors.PRIMARY if strong else ft.Colors.SURFACE_CONTAINER_HIGH,
            border_radius=Size.RADIUS,
            padding=16,
            ink=True,
            height=116,
            on_click=on_click,
            content=ft.Column(
                spacing=4,
                alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                controls=[
                    ft.Icon(icon, color=ink, size=28),
                    ft.Column(
                        spacing=0,
                        controls=[
                            ft.Text(words, theme_style=ft.TextThemeStyle.TITLE_MEDIUM, color=ink),
                            ft.Text(
                                detail,
                                theme_style=ft.TextThemeStyle.BODY_SMALL,
                                color=soft,
                                max_lines=1,
                                overflow=ft.TextOverflow.ELLIPSIS,
                            ),
                        ],
                    ),
                ],
            ),
        ),
    )
