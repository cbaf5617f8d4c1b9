"""Things to press: at least 48 dp high, with a word, a name for tests and for screen readers.

Loudness, and there is one of the first on a screen: ``primary``, ``tonal``, ``secondary``,
``quiet``. None has a fixed height: the padding makes it, so that large text finds room.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui.design import LARGE_FROM, Size, Space, text_size
from outreach.ui.design.kind import SCALE

Press = Callable[[Any], Any]

#: Padding above and below the words, in dp: 48, 52 and 64 high with one line at 100 %.
PAD = 14
PAD_MAIN = Space.M
PAD_BIG = 22


def ident(name: str, content: ft.Control) -> ft.Semantics:
    """Give a control an identifier. Semantics hides its child's ``expand``, so it is handed on:
    as None where there is none, since ``False`` breaks a row that wraps. The key keeps Flutter
    from reusing one control's place in the semantics tree for another."""
    expand = content.expand or None
    return ft.Semantics(key=name, identifier=name, content=_told(content), expand=expand)


def _told(content: ft.Control) -> ft.Control:
    """As a screen reader should hear it. A sign to press has its name from its tooltip, and Flutter
    gives that to what stands round the button: merged, the button itself has it."""
    if isinstance(content, ft.IconButton):
        return ft.MergeSemantics(content=ft.Semantics(button=True, content=content))
    return content


def pressed(name: str, content: ft.Container) -> ft.Semantics:
    """A surface of our own to press: one button to a screen reader, named by the words on it."""
    return ft.Semantics(
        key=name,
        identifier=name,
        expand=content.expand or None,
        content=ft.MergeSemantics(content=ft.Semantics(button=True, content=content)),
    )


def _roomy(pad: float, **more: Any) -> ft.ButtonStyle:
    return ft.ButtonStyle(padding=ft.Padding.symmetric(horizontal=Space.ML, vertical=pad), **more)


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
            style=_roomy(PAD_BIG) if big else None,
            expand=expand or None,
        ),
    )


def tonal(
    name: str,
    words: str,
    on_click: Press,
    *,
    icon: ft.IconData | None = None,
    disabled: bool = False,
    big: bool = True,
    expand: bool = False,
) -> ft.Control:
    """A main action beside others of the same weight."""
    return ident(
        name,
        ft.FilledTonalButton(
            words,
            icon=icon,
            on_click=on_click,
            disabled=disabled,
            style=_roomy(
                PAD_BIG if big else PAD_MAIN,
                bgcolor={
                    ft.ControlState.DISABLED: ft.Colors.SURFACE_CONTAINER_HIGH,
                    ft.ControlState.DEFAULT: ft.Colors.PRIMARY_CONTAINER,
                },
                color={
                    ft.ControlState.DISABLED: ft.Colors.ON_SURFACE_VARIANT,
                    ft.ControlState.DEFAULT: ft.Colors.ON_PRIMARY_CONTAINER,
                },
                side={
                    ft.ControlState.FOCUSED: ft.BorderSide(Size.FOCUS, ft.Colors.ON_SURFACE),
                    ft.ControlState.DEFAULT: ft.BorderSide.none(),
                },
            ),
            expand=expand or None,
        ),
    )


def secondary(
    name: str,
    words: str,
    on_click: Press,
    *,
    icon: ft.IconData | None = None,
    danger: bool = False,
    disabled: bool = False,
    expand: bool = False,
) -> ft.Control:
    """Something else that one may do. ``danger``: it cannot be taken back, and its words say so."""
    inks = {
        ft.ControlState.DISABLED: ft.Colors.OUTLINE,
        ft.ControlState.DEFAULT: ft.Colors.ERROR,
    }
    ink: dict[str, Any] = {"color": inks} if danger else {}
    return ident(
        name,
        ft.OutlinedButton(
            words,
            icon=icon,
            icon_color=ft.Colors.ERROR if danger and not disabled else None,
            on_click=on_click,
            disabled=disabled,
            style=_roomy(PAD, **ink),
            expand=expand or None,
        ),
    )


def quiet(
    name: str,
    words: str,
    on_click: Press,
    *,
    icon: ft.IconData | None = None,
    disabled: bool = False,
) -> ft.Control:
    """The least of the actions. It stays as low as it may be with large text, since a row of a
    list leaves what stands at its end no more than 56 dp."""
    size, _strong, line = SCALE["label_large"]
    pad = max(Space.XS, (Size.TARGET - size * (line or 1.2) * text_size()) / 2)
    style = ft.ButtonStyle(padding=ft.Padding.symmetric(horizontal=Space.SM, vertical=pad))
    return ident(
        name, ft.TextButton(words, icon=icon, on_click=on_click, disabled=disabled, style=style)
    )


def sign(
    name: str,
    words: str,
    icon: ft.IconData,
    on_click: Press,
    *,
    chosen: bool = False,
    disabled: bool = False,
) -> ft.Control:
    """A button with a sign only; ``words`` name it on hover and to screen readers. ``chosen``: it
    is switched on, and wears a ground to show it."""
    return ident(
        name,
        ft.IconButton(
            icon=icon,
            tooltip=words,
            on_click=on_click,
            disabled=disabled,
            icon_color=ft.Colors.ON_PRIMARY_CONTAINER if chosen else None,
            bgcolor=ft.Colors.PRIMARY_CONTAINER if chosen else None,
            size_constraints=ft.BoxConstraints(min_width=Size.TARGET, min_height=Size.TARGET),
        ),
    )


def tile(
    name: str, words: str, detail: str, icon: ft.IconData, on_click: Press, *, strong: bool = False
) -> ft.Control:
    """A main action as a large tile: a sign, what it does, and a short explanation. Tiles side by
    side are of one height; of large text, where they stand below each other, each is as high as its
    words."""
    ink = ft.Colors.ON_PRIMARY_FIXED if strong else ft.Colors.ON_SURFACE
    soft = ft.Colors.ON_PRIMARY_FIXED if strong else ft.Colors.ON_SURFACE_VARIANT
    edge = ft.Colors.PRIMARY_FIXED_DIM if strong else ft.Colors.OUTLINE_VARIANT
    return pressed(
        name,
        ft.Container(
            bgcolor=ft.Colors.PRIMARY_FIXED if strong else ft.Colors.SURFACE_CONTAINER_LOW,
            border=ft.Border.all(Size.EDGE, edge),
            border_radius=Size.RADIUS,
            padding=Space.M,
            ink=True,
            height=None if text_size() >= LARGE_FROM else tile_height(text_size()),
            on_click=on_click,
            content=ft.Column(
                tight=True,
                spacing=Space.S,
                alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
                controls=[
                    ft.Icon(icon, color=ink if strong else ft.Colors.PRIMARY, size=TILE_SIGN),
                    ft.Column(
                        spacing=0,
                        controls=[
                            ft.Text(
                                words,
                                theme_style=ft.TextThemeStyle.TITLE_MEDIUM,
                                color=ink,
                                max_lines=2,
                                overflow=ft.TextOverflow.ELLIPSIS,
                            ),
                            ft.Text(
                                detail,
                                theme_style=ft.TextThemeStyle.BODY_SMALL,
                                color=soft,
                                max_lines=1 if text_size() <= 1 else 2,
                                overflow=ft.TextOverflow.ELLIPSIS,
                            ),
                        ],
                    ),
                ],
            ),
        ),
    )


TILE_SIGN = 28


def tile_height(text_size: float) -> float:
    """How high tiles are, all alike, in dp: a sign, a line of words and one below; of larger text
    two each."""
    title, detail = SCALE["title_medium"], SCALE["body_small"]
    line = title[0] * (title[2] or 1.2) + detail[0] * (detail[2] or 1.2)
    words = line * text_size * (1 if text_size <= 1 else 2)
    return round(TILE_SIGN + Space.S + words + 2 * Space.M + 2 * Size.EDGE + Space.XS)
