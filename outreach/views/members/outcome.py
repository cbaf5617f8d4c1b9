"""What a change of members came to, space by space."""

from __future__ import annotations

from collections.abc import Iterable

import flet as ft

from outreach.ui import frame
from outreach.ui.design import TONES, Space, sign_size
from outreach.views.members import plain
from outreach.words import _


def result(name: str, words: str, *, waits: bool = False) -> ft.Control:
    """A space, and what is so there now; ``waits``: somebody else decides."""
    tone = TONES["warn" if waits else "good"]
    return ft.MergeSemantics(
        content=ft.Row(
            spacing=Space.SM,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                ft.Icon(
                    ft.Icons.HOURGLASS_EMPTY if waits else ft.Icons.CHECK_CIRCLE,
                    color=tone.mark,
                    size=sign_size(20),
                ),
                ft.Column(
                    spacing=0,
                    expand=True,
                    controls=[
                        ft.Text(plain.space(name), theme_style=ft.TextThemeStyle.TITLE_SMALL),
                        frame.soft(words, small=True),
                    ],
                ),
            ],
        )
    )


def outcome(
    title: str, done: Iterable[str], asked: Iterable[str], alone: Iterable[str] = ()
) -> list[ft.Control]:
    """Where something is in force, where it was asked for, and where nobody can decide."""
    alone = list(alone)
    lines = [result(name, _("In force")) for name in plain.in_order(done)]
    lines += [
        result(name, _("Asked for: another administrator decides"), waits=True)
        for name in plain.in_order(asked)
        if name not in alone
    ]
    parts: list[ft.Control] = [frame.card(*lines, title=title)] if lines else []
    if alone:
        parts.append(
            frame.notice(
                ft.Icons.KEY,
                _("Nobody administers {spaces} any more").format(spaces=plain.spaces(alone)),
                _("Only the recovery sheet can appoint somebody there. Use it soon."),
                kind="error",
            )
        )
    return parts
