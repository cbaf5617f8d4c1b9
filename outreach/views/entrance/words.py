"""Six words that two people compare aloud, large enough to be read across a car."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from outreach.ui.design import LARGE_FROM, Size, Space, text_size


def six_words(words: Sequence[str], name: str = "six-words") -> ft.Control:
    """Each with its number, in the order in which they are read."""
    large = text_size() >= LARGE_FROM
    return ft.Semantics(
        identifier=name,
        label=" ".join(words),
        exclude_semantics=True,
        content=ft.Container(
            bgcolor=ft.Colors.SURFACE_CONTAINER,
            border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
            border_radius=Size.RADIUS,
            padding=Space.M,
            content=ft.ResponsiveRow(
                spacing=Space.SM,
                run_spacing=Space.S,
                controls=[
                    ft.Row(
                        col=12 if large else 6,
                        spacing=Space.S,
                        vertical_alignment=ft.CrossAxisAlignment.CENTER,
                        controls=[
                            ft.Text(
                                str(number),
                                theme_style=ft.TextThemeStyle.BODY_SMALL,
                                color=ft.Colors.ON_SURFACE_VARIANT,
                            ),
                            ft.Text(
                                word, theme_style=ft.TextThemeStyle.HEADLINE_SMALL, expand=True
                            ),
                        ],
                    )
                    for number, word in enumerate(words, start=1)
                ],
            ),
        ),
    )
