"""Due: everything that is due or overdue, soonest first; what is mine, or all there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from outreach import deadlines
from outreach.model.dues import DueItem
from outreach.model.left import asked, left
from outreach.model.reviews import SUPERVISOR
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet
from outreach.ui.choices import chip, flow
from outreach.ui.design import Size, Space, sign_size
from outreach.ui.desk import Desk
from outreach.ui.moments import moment, now_ms
from outreach.ui.query import use_query
from outreach.ui.rows import ICONS, below, tag
from outreach.views.countdown import SOON
from outreach.words import _, mark, several

#: Of what is due, what the first screen shows elsewhere: places and late reviews have lists there.
ELSEWHERE = ("visit", "check", "review")
LINES = 3

_HEADS = (
    ("overdue", mark("Overdue")),
    ("soon", mark("Soon")),
    ("later", mark("Later")),
)


def tonight(session: Any) -> list[DueItem]:
    """What the first screen says of it. Runs in a thread. A supervisor sees all of it, others what
    they own; what counts down for everybody, everybody sees."""
    found = [item for item in deadlines.due(session) if item.what not in ELSEWHERE]
    if SUPERVISOR in session.me.duties:
        return found
    own = {(item.record, item.what) for item in deadlines.owned(session, found)}
    return [
        item
        for item in found
        if (item.record, item.what) in own or (item.kind == "notice" and item.state != "later")
    ]


def card(desk: Desk, items: Sequence[DueItem]) -> list[ft.Control]:
    """The soonest of what is due, and how much there is; nothing where there is nothing."""
    if not items:
        return []
    overdue = sum(item.state == "overdue" for item in items)
    words = several("{n} thing due", "{n} things due", len(items))
    if overdue:
        words += f" · {several('{n} overdue', '{n} overdue', overdue)}"
    head = frame.heading(
        _("Due"),
        level=2,
        trailing=quiet("all-due", _("All that is due"), lambda _e: desk.go("/due")),
    )
    return [
        ft.Column(
            [
                head,
                frame.soft(words, small=True),
                frame.rows([row(item, desk.go, now_ms()) for item in items[:LINES]]),
            ],
            spacing=Space.S,
        )
    ]


@ft.component
def Due(desk: Desk) -> ft.Control:
    mine, set_mine = ft.use_state(False)
    answer = use_query(desk, deadlines.due)
    items = answer.value
    if items is None or desk.session is None:
        return frame.waiting(_("Looking what is due…"))
    own = deadlines.owned(desk.open, items)
    shown = own if mine else items
    now = now_ms()
    parts: list[ft.Control] = [
        frame.heading(_("Due")),
        flow(
            [
                chip(
                    "due-all",
                    _("All ({n})").format(n=len(items)),
                    not mine,
                    lambda _e: set_mine(False),
                ),
                chip(
                    "due-mine",
                    _("Mine ({n})").format(n=len(own)),
                    mine,
                    lambda _e: set_mine(True),
                ),
            ]
        ),
    ]
    for state, words in _HEADS:
        rows = [row(item, desk.go, now) for item in shown if item.state == state]
        if rows:
            count = several("{n} thing", "{n} things", len(rows))
            parts += [
                frame.heading(_(words), level=2),
                frame.soft(count, small=True),
                *([frame.rows(rows[:MOST])]),
            ]
            if len(rows) > MOST:
                parts.append(
                    frame.soft(
                        _("and {n} more, later than these").format(n=len(rows) - MOST), small=True
                    )
                )
    if not shown:
        parts.append(
            frame.empty(
                ft.Icons.TASK_ALT,
                _("Nothing is due"),
                _("Referrals, notices, licences and places come here before their time is up."),
            )
        )
    return frame.page(*parts)


#: Of each state so many are drawn: what is sooner is done first.
MOST = 60


def row(item: DueItem, go: Callable[[str], None], now: int) -> ft.Control:
    """One thing that is due: what, whose, until when, how long that is."""
    near = item.due_ms - now <= SOON
    ink = (
        ft.Colors.ERROR
        if item.due_ms <= now
        else ft.Colors.TERTIARY
        if near
        else ft.Colors.ON_SURFACE_VARIANT
    )
    sign = ft.Icons.PRIORITY_HIGH if item.due_ms <= now else ft.Icons.TIMER_OUTLINED
    said = [asked(item.what), moment(item.due_ms, now), item.owner]
    if item.words:
        said.append(item.words)
    route = "/places/" if item.kind in ("hotspot", "premises") else "/records/"
    tags = [tag(sign, left(item.due_ms, now), ink)]
    return ident(
        f"due-{item.record[:8]}-{item.what}",
        ft.ListTile(
            title=item.title,
            subtitle=below(" · ".join(part for part in said if part), tags),
            leading=ft.Icon(
                ICONS.get(item.kind, ft.Icons.EVENT_OUTLINED), size=sign_size(Size.SIGN)
            ),
            on_click=lambda _e: go(f"{route}{item.record}"),
        ),
    )
