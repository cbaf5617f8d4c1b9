"""What stands where something could not be drawn: what happened, what was kept, what to do.

Never the text of the error: it might quote what people wrote. The kind of error is a word that an
administrator can be told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.desk import Desk
from outreach.ui.theme import Space
from outreach.words import _


def part(kind: str, again: Callable[[], None]) -> ft.Control:
    """In place of a part of a screen, a row or a card. ``again`` draws it anew."""
    return ft.Semantics(
        live_region=True,
        content=ft.Container(
            padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.S),
            content=ft.Row(
                spacing=12,
                controls=[
                    ft.Icon(ft.Icons.HEALING, color=ft.Colors.TERTIARY),
                    ft.Text(
                        _("This could not be shown ({kind}).").format(kind=kind),
                        expand=True,
                        max_lines=2,
                        overflow=ft.TextOverflow.ELLIPSIS,
                    ),
                    quiet("draw-again", _("Try again"), lambda _: again()),
                ],
            ),
        ),
    )


def screen(desk: Desk, kind: str, again: Callable[[], None]) -> ft.Control:
    """In place of a whole screen. The rail, the status and the lock stay as they are.
    ``again`` draws it anew."""

    def home(_event: Any) -> None:
        if desk.page.route in ("", "/"):
            again()
        else:
            desk.go("/", replace=True)

    async def lock(_event: Any) -> None:
        await desk.lock()

    return ft.Container(
        padding=Space.L,
        expand=True,
        alignment=ft.Alignment.TOP_CENTER,
        content=ft.Column(
            spacing=Space.M,
            width=520,
            scroll=ft.ScrollMode.AUTO,
            controls=[
                ft.Icon(ft.Icons.HEALING, size=40, color=ft.Colors.TERTIARY),
                ft.Semantics(
                    live_region=True,
                    heading_level=1,
                    content=ft.Text(
                        _("This screen could not be shown"),
                        theme_style=ft.TextThemeStyle.HEADLINE_SMALL,
                    ),
                ),
                ft.Text(
                    _(
                        "There is a fault in the app. Nothing was lost: what was saved is on this "
                        "tablet, and what you were writing is kept as a draft."
                    )
                ),
                ft.Text(
                    _("Tell your administrator this word: {kind}.").format(kind=kind),
                    color=ft.Colors.ON_SURFACE_VARIANT,
                ),
                ft.Row(
                    wrap=True,
                    spacing=Space.S,
                    run_spacing=Space.S,
                    controls=[
                        primary("carry-on", _("Go to Tonight"), home, icon=ft.Icons.HOME),
                        secondary(
                            "draw-again",
                            _("Try again"),
                            lambda _: again(),
                            icon=ft.Icons.REFRESH,
                        ),
                        secondary("lock-now", _("Lock"), lock, icon=ft.Icons.LOCK),
                    ],
                ),
            ],
        ),
    )


def bare(kind: str) -> ft.View:
    """When not even the surroundings can be drawn: plain words, and nothing that could fail."""
    return ft.View(
        route="/",
        padding=24,
        controls=[
            ft.Text(_("Outreach could not be shown"), size=22),
            ft.Text(
                _(
                    "There is a fault in the app. Nothing was lost: what was saved is on this "
                    "tablet, sealed. Close the window and open it again."
                )
            ),
            ft.Text(_("Tell your administrator this word: {kind}.").format(kind=kind)),
        ],
    )
