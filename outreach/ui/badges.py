"""State as a sign and a word. The colour only repeats it.

The states themselves, with their signs and words, stand in ``design/state.py``.
"""

from __future__ import annotations

from textwrap import wrap

import flet as ft

from outreach.ui.design import RECORD, Size, Space, State, Tone, sign_size, text_size
from outreach.ui.design.state import WARN
from outreach.words import _

STANDING = {name: RECORD[name] for name in ("draft", "only here", "sent", "safe")}

REVIEW = {
    "to_review": RECORD["to review"],
    "approved": RECORD["reviewed"],
    "returned": RECORD["returned"],
    "corrected": RECORD["corrected"],
}

WITHDRAWN = RECORD["withdrawn"]
CONFLICT = RECORD["conflict"]
SKEWED = RECORD["clock wrong"]

#: Letters in a line of a badge at 100 %: what a phone has room for.
LINE_CHARS = 44


def badge(state: State, *, short: bool = False) -> ft.Control:
    """A state as a small sheet with its sign and its words; ``short`` says it in a word or two."""
    return note(state.icon, _(state.short if short else state.words), state.tone)


def note(icon: ft.IconData, words: str, tone: Tone = WARN) -> ft.Control:
    """A thing to look at, such as how much is missing or how late it came; ``words`` as shown."""
    # Broken here: a row as narrow as its words cannot break them by itself.
    said = "\n".join(wrap(words, round(LINE_CHARS / text_size()))) or words
    return ft.Container(
        bgcolor=tone.ground,
        border_radius=Size.SMALL,
        padding=ft.Padding.symmetric(horizontal=Space.S, vertical=Space.XS),
        content=ft.Row(
            tight=True,
            spacing=6,
            controls=[
                ft.Icon(icon, size=sign_size(Size.SIGN_SMALL), color=tone.ink),
                ft.Text(said, theme_style=ft.TextThemeStyle.LABEL_SMALL, color=tone.ink),
            ],
        ),
    )
