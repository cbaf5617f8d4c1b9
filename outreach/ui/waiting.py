"""What is on its way. Calm by rule: nothing spins or shimmers, which would draw the eye in the dark
and keep the screen of a tablet busy; a bar moves only while there is something to count."""

from __future__ import annotations

import flet as ft

from outreach.ui.design import Size, Space
from outreach.words import _, mark

LOOKING = mark("Looking…")


def waiting(words: str = LOOKING, *, lines: int = 4) -> ft.Control:
    """A screen or a list that is on its way: what for, and the shape of some rows. ``words`` as
    they are shown, or the default."""
    said = _(words) if words == LOOKING else words
    return ft.Container(
        padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.SM),
        content=ft.Column(
            spacing=Space.M,
            controls=[
                ft.Text(
                    said,
                    theme_style=ft.TextThemeStyle.BODY_SMALL,
                    color=ft.Colors.ON_SURFACE_VARIANT,
                ),
                *[skeleton(0.9 - 0.13 * (line % 3)) for line in range(lines)],
            ],
        ),
    )


#: How long the second line of a row's shape is at the most, in dp: it fits the narrowest screen.
LINE = 260


def skeleton(share: float = 0.8) -> ft.Control:
    """The shape of a row that is on its way; its second line takes ``share`` of what fits. It is
    there for a moment, so it is made of as little as can be."""
    grey = ft.Colors.SURFACE_CONTAINER_HIGH

    def bar(height: int, part: float) -> ft.Control:
        return ft.Container(height=height, width=round(part * LINE), bgcolor=grey, border_radius=4)

    return ft.Row(
        spacing=Space.M,
        controls=[
            ft.Container(width=Size.SIGN, height=Size.SIGN, bgcolor=grey, border_radius=12),
            ft.Column(
                [bar(14, share * 0.6), bar(10, share)],
                spacing=Space.S,
                expand=True,
            ),
        ],
    )


def progress(words: str, share: float | None = None, detail: str = "") -> ft.Control:
    """How far something is. ``share`` 0 to 1; None while nobody can say."""
    said = ft.Text(words, theme_style=ft.TextThemeStyle.BODY_MEDIUM, expand=True)
    per_cent = (
        []
        if share is None
        else [
            ft.Text(
                _("{share} %").format(share=round(share * 100)),
                theme_style=ft.TextThemeStyle.LABEL_LARGE,
            )
        ]
    )
    below = (
        []
        if not detail
        else [
            ft.Text(
                detail, theme_style=ft.TextThemeStyle.BODY_SMALL, color=ft.Colors.ON_SURFACE_VARIANT
            )
        ]
    )
    return ft.Column(
        spacing=Space.S,
        controls=[
            ft.Row([said, *per_cent], spacing=Space.S),
            ft.ProgressBar(value=share, semantics_label=words, bar_height=6, border_radius=3),
            *below,
        ],
    )
