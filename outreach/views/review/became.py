"""What became of a record, step by step, for its author and whoever else reads it: written, in the
store, due for review, how far up it came, who has it, who reviewed it."""

from __future__ import annotations

from typing import Any, Final

import flet as ft

from outreach.model.escalation import Taken, takings_of
from outreach.model.review_clock import Moment, What, moments
from outreach.ui import frame
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.moments import moment, now_ms
from outreach.ui.query import use_query
from outreach.views import details
from outreach.views.review.told import use_minutes
from outreach.words import _, mark

_SAID: Final[dict[What, tuple[ft.IconData, str, str]]] = {
    "written": (ft.Icons.EDIT_NOTE, mark("Written by {who}"), ""),
    "corrected": (ft.Icons.EDIT, mark("Changed by {who}"), ""),
    "not sent": (ft.Icons.TABLET_ANDROID, mark("Not in the central store yet"), ""),
    "received": (ft.Icons.CLOUD_DONE, mark("In the central store"), ""),
    "due": (ft.Icons.SCHEDULE, mark("A review was due"), mark("A review is due")),
    "up": (ft.Icons.TRENDING_UP, mark("Escalated to: {who}"), mark("Goes up to: {who}")),
    "taken": (ft.Icons.BACK_HAND_OUTLINED, mark("{who} has it"), ""),
    "approved": (ft.Icons.VERIFIED_OUTLINED, mark("Approved by {who}"), ""),
    "returned": (ft.Icons.REPLY, mark("Returned by {who}"), ""),
}


@ft.component
def Became(desk: Desk, page: details.Page) -> ft.Control:
    """Empty for what nobody reviews, or nobody's review comes back to this tablet."""
    minute = use_minutes(desk)
    view = page.view

    def ask(session: Any) -> list[Moment]:
        if view.space in session.deposits_in:
            return []
        taken: list[Taken] = takings_of(session.model, view.id)
        return moments(view, page.history, now_ms(), taken)

    found = use_query(desk, ask, view.id, len(page.history), minute).value
    if not found:
        return ft.Container(visible=False)
    now = now_ms()
    return frame.card(*(_line(one, now) for one in found), title=_("What became of it"))


def _line(one: Moment, now: int) -> ft.Control:
    icon, past, ahead = _SAID[one.what]
    words = _(ahead if one.ahead and ahead else past).format(who=_(one.who))
    ink = ft.Colors.ON_SURFACE_VARIANT if one.ahead or one.at_ms is None else ft.Colors.PRIMARY
    when = "" if one.at_ms is None else moment(one.at_ms, now)
    return ft.MergeSemantics(
        content=ft.Row(
            [
                ft.Icon(icon, size=Size.SIGN_SMALL, color=ink),
                ft.Text(words, theme_style=ft.TextThemeStyle.BODY_MEDIUM, expand=True),
                frame.soft(when, small=True),
            ],
            spacing=Space.S,
        )
    )
