"""The lists of the desk, to choose from: a line below the one that is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui.design import Size, Space
from outreach.words import _


def tabs(tab: str, conflicts: int, show: Callable[[str], None]) -> ft.Control:
    """``tab``: the one that is shown; ``conflicts``: records with two answers to a question."""
    words = {
        "queue": _("Queue"),
        "two": _("Two answers ({n})").format(n=conflicts) if conflicts else _("Two answers"),
        "owed": _("Owed"),
        "complete": _("Complete"),
    }
    return ft.Container(
        padding=ft.Padding.symmetric(horizontal=Space.S),
        border=ft.Border.only(bottom=ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)),
        content=ft.Row(
            [
                _tab(f"tab-{name}", said, tab == name, _show(show, name))
                for name, said in words.items()
            ],
            spacing=0,
            scroll=ft.ScrollMode.HIDDEN,
        ),
    )


def _tab(name: str, words: str, chosen: bool, act: Any) -> ft.Control:
    """One of the lists; a line below the one that is shown."""
    ink = ft.Colors.PRIMARY if chosen else ft.Colors.ON_SURFACE_VARIANT
    line = ft.BorderSide(Size.FOCUS, ft.Colors.PRIMARY if chosen else ft.Colors.TRANSPARENT)
    return ft.Semantics(
        key=name,
        identifier=name,
        selected=chosen,
        content=ft.Container(
            border=ft.Border.only(bottom=line),
            content=ft.TextButton(
                words,
                on_click=act,
                style=ft.ButtonStyle(
                    color=ink, padding=ft.Padding.symmetric(horizontal=Space.SM, vertical=Space.M)
                ),
            ),
        ),
    )


def _show(show: Callable[[str], None], name: str) -> Callable[[Any], None]:
    return lambda _event: show(name)
