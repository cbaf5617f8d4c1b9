"""Where things stand, in the same words everywhere: what is only here, and what each word means."""

from __future__ import annotations

import flet as ft

from outreach.ui import badges, frame
from outreach.ui.design import TONES, Size, Space, State
from outreach.ui.pulse import SyncStatus
from outreach.words import _, mark, several

#: The words that a record goes through, each with what makes it true.
MEANINGS = (
    ("draft", mark("A form that is not finished. Sealed on this tablet, never sent.")),
    ("only here", mark("Saved and sealed on this tablet, and nowhere else yet.")),
    ("sent", mark("It left this tablet. The store has not signed for it yet.")),
    ("safe", mark("The store has signed for it, and this tablet has checked the signature.")),
    ("approved", mark("A supervisor has read it as it stands and approved it.")),
)


def standing(sync: SyncStatus) -> State:
    """How it stands with everything on this tablet, from receipts: a sign, words, a tone."""
    if sync.alarm:
        words = _("Look at this first")
        return State(ft.Icons.REPORT_PROBLEM, words, TONES["bad"], words)
    if sync.only_here:
        words = several(
            "{n} change only on this tablet", "{n} changes only on this tablet", sync.only_here
        )
        return State(ft.Icons.TABLET_ANDROID, words, TONES["warn"], words)
    if sync.last_contact_ms is None:
        words = _("Not synced yet")
        return State(ft.Icons.CLOUD_OFF, words, TONES["warn"], words)
    words = _("Everything saved here is safe in the central store")
    return State(ft.Icons.CLOUD_DONE, words, TONES["good"], words)


def legend() -> ft.Control:
    """What each word means."""
    lines = [
        ft.Row(
            spacing=Space.M,
            vertical_alignment=ft.CrossAxisAlignment.START,
            controls=[
                ft.Icon(state.icon, color=state.mark, size=Size.SIGN),
                ft.Column(
                    [
                        ft.Text(_(state.words), theme_style=ft.TextThemeStyle.TITLE_SMALL),
                        frame.soft(_(meaning), small=True),
                    ],
                    spacing=0,
                    expand=True,
                ),
            ],
        )
        for state, meaning in (
            ((badges.STANDING | badges.REVIEW)[name], meaning) for name, meaning in MEANINGS
        )
    ]
    return frame.card(*lines, title=_("What the words mean"))
