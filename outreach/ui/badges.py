"""State as a sign and a word. The colour only repeats it.

Where a record stands is told from receipts: *only here* until the store has answered, *sent* until
its receipt is checked, *safe* from then on; review comes on top of that.
"""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft


@dataclass(frozen=True, slots=True)
class Badge:
    """A sign, its words, and which pair of colours it wears."""

    icon: ft.IconData
    words: str
    ink: ft.Colors
    ground: ft.Colors


_CALM = (ft.Colors.ON_SECONDARY_CONTAINER, ft.Colors.SECONDARY_CONTAINER)
_GOOD = (ft.Colors.ON_PRIMARY_CONTAINER, ft.Colors.PRIMARY_CONTAINER)
_WARN = (ft.Colors.ON_TERTIARY_CONTAINER, ft.Colors.TERTIARY_CONTAINER)
_BAD = (ft.Colors.ON_ERROR_CONTAINER, ft.Colors.ERROR_CONTAINER)

STANDING = {
    "draft": Badge(ft.Icons.EDIT_NOTE, "Draft", *_CALM),
    "only here": Badge(ft.Icons.TABLET_ANDROID, "Only on this tablet", *_WARN),
    "sent": Badge(ft.Icons.ARROW_UPWARD, "Sent, not yet confirmed", *_CALM),
    "safe": Badge(ft.Icons.CLOUD_DONE, "Safe in the central store", *_GOOD),
}

REVIEW = {
    "to_review": Badge(ft.Icons.HOURGLASS_EMPTY, "Waiting for review", *_CALM),
    "approved": Badge(ft.Icons.VERIFIED, "Reviewed and approved", *_GOOD),
    "returned": Badge(ft.Icons.REPLY, "Returned for correction", *_BAD),
    "corrected": Badge(ft.Icons.REFRESH, "Corrected, waiting for review", *_CALM),
}

WITHDRAWN = Badge(ft.Icons.BLOCK, "Withdrawn", *_BAD)
CONFLICT = Badge(ft.Icons.CALL_SPLIT, "Two versions: someone must choose", *_BAD)
SKEWED = Badge(ft.Icons.SCHEDULE, "The tablet's clock was wrong", *_WARN)


def badge(state: Badge, *, short: str | None = None) -> ft.Control:
    """A small sheet with the sign and the words."""
    return ft.Container(
        bgcolor=state.ground,
        border_radius=8,
        padding=ft.Padding.symmetric(horizontal=8, vertical=4),
        content=ft.Row(
            tight=True,
            spacing=6,
            controls=[
                ft.Icon(state.icon, size=16, color=state.ink),
                ft.Text(
                    short or state.words, theme_style=ft.TextThemeStyle.LABEL_SMALL, color=state.ink
                ),
            ],
        ),
    )


def warn(icon: ft.IconData, words: str) -> Badge:
    """A thing to look at, such as how much is missing or how late it came."""
    return Badge(icon, words, *_WARN)
