"""Where things stand, in the same words everywhere: what is only here, and what each word means."""

from __future__ import annotations

import flet as ft

from outreach.ui import badges, frame
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.moments import ago, now_ms
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


@ft.component
def OnlyHere(desk: Desk) -> ft.Control:
    """What would be lost with this tablet."""
    sync, _set = ft.use_state(desk.sync)
    return only_here(sync)


def only_here(sync: SyncStatus) -> ft.Control:
    """The same, in a line where all is well and in a notice where something is only here."""
    reached = _("Last reached: {when}.").format(when=ago(sync.last_contact_ms, now_ms()))
    if sync.alarm:
        return frame.notice(
            ft.Icons.REPORT_PROBLEM,
            _("Sync needs your attention"),
            f"{_('Not everything can be called safe until somebody has looked.')} {reached}",
            kind="error",
        )
    if sync.only_here:
        return frame.notice(
            ft.Icons.TABLET_ANDROID,
            several(
                "{n} change only on this tablet", "{n} changes only on this tablet", sync.only_here
            ),
            f"{_('Sealed, and sent by itself when the store can be reached.')} {reached}",
            kind="warn",
        )
    if sync.last_contact_ms is None:
        return frame.notice(
            ft.Icons.CLOUD_OFF,
            _("Not synced yet"),
            _("This tablet has not met the central store. Nothing on it is anywhere else."),
            kind="warn",
        )
    safe = _("Everything saved here is safe in the central store.")
    return ft.Row(
        [
            ft.Icon(ft.Icons.CLOUD_DONE, color=ft.Colors.PRIMARY, size=Size.SIGN),
            ft.Container(frame.soft(f"{safe} {reached}", small=True), expand=True),
        ],
        spacing=Space.S,
    )


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
