"""The sheet of shortcuts: every key that works on this screen now, and what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flet as ft

from outreach.ui.buttons import quiet
from outreach.ui.theme import Space
from outreach.words import _, mark

if TYPE_CHECKING:
    from outreach.ui.desk import Desk

#: How keys are printed.
CAPS = {
    "ArrowDown": "↓",
    "ArrowUp": "↑",
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "Escape": mark("Esc"),
    "Enter": mark("Enter"),
    "Space": mark("Space"),
    "Ctrl": mark("Ctrl"),
    "Shift": mark("Shift"),
    "Alt": mark("Alt"),
}

WIDTH = 420


def open_sheet(desk: Desk) -> None:
    """Show the sheet. Escape or Close ends it."""
    groups: list[ft.Control] = []
    seen: set[str] = set()
    for layer in desk.shortcuts.all(desk):
        lines = []
        for chords, (words, _act) in layer.keys.items():
            fresh = [chord for chord in chords.split("|") if chord not in seen]
            seen.update(fresh)
            if fresh:
                lines.append(_line(words, fresh))
        if lines:
            groups.append(_group(layer.title, lines))
    desk.page.show_dialog(
        ft.AlertDialog(
            title=_("Keys that work here"),
            scrollable=True,
            content=ft.Column(groups, width=WIDTH, tight=True, spacing=Space.M),
            actions=[
                quiet("close-keys", _("Close"), lambda _event: desk.page.pop_dialog()),
            ],
        )
    )


def _group(title: str, lines: list[ft.Control]) -> ft.Control:
    head = ft.Semantics(
        heading_level=3,
        content=ft.Text(
            title or _("Everywhere"),
            theme_style=ft.TextThemeStyle.TITLE_SMALL,
            color=ft.Colors.PRIMARY,
        ),
    )
    return ft.Column([head, *lines], spacing=Space.XS)


def _line(words: str, chords: list[str]) -> ft.Control:
    caps: list[ft.Control] = []
    for index, chord in enumerate(chords):
        if index:
            caps.append(_small(_("or")))
        caps += _caps(chord)
    return ft.MergeSemantics(
        content=ft.Row(
            [ft.Text(words, expand=True), *caps],
            spacing=Space.XS,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        )
    )


def _caps(chord: str) -> list[ft.Control]:
    if " " in chord:
        first, then = chord.split(" ")
        return [_cap(first), _small(_(THEN)), _cap(then)]
    held, plus, key = chord.rpartition("+")
    shown = [_cap(part) for part in held.split("+")] if plus and held else []
    return [*shown, _cap(key or "+")]


THEN = mark("then")


def _small(words: str) -> ft.Control:
    return ft.Text(
        words, theme_style=ft.TextThemeStyle.BODY_SMALL, color=ft.Colors.ON_SURFACE_VARIANT
    )


def _cap(key: str) -> ft.Control:
    """A key as it is printed on a keyboard."""
    words = _(CAPS[key]) if key in CAPS else key.upper()
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGHEST,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=6,
        padding=ft.Padding.symmetric(horizontal=Space.S, vertical=2),
        content=ft.Text(words, theme_style=ft.TextThemeStyle.LABEL_MEDIUM),
    )
