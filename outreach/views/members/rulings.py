"""Erasures and holds: every ruling, what became of it, and a second person's answer.

Nothing here says what was erased: a list of what was erased would keep it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui import dialogs, frame
from outreach.ui.badges import badge
from outreach.ui.buttons import quiet, secondary
from outreach.ui.choices import flow
from outreach.ui.design import TONES, Space, State
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.moments import moment, now_ms
from outreach.ui.query import use_query
from outreach.ui.rows import Windowed
from outreach.views.members import plain
from outreach.views.members.work import use_work
from outreach.words import _, mark, several

STATES = {
    "done": State(ft.Icons.CHECK_CIRCLE, mark("Erased everywhere"), TONES["good"], mark("Erased")),
    "waits for a second": State(
        ft.Icons.HOURGLASS_EMPTY,
        mark("Waits for a second person"),
        TONES["warn"],
        mark("Waits"),
    ),
    "holds": State(
        ft.Icons.LOCK_OUTLINE, mark("Held: it cannot be erased"), TONES["warn"], mark("Held")
    ),
    "released": State(
        ft.Icons.LOCK_OPEN,
        mark("Released: it can be erased again"),
        TONES["calm"],
        mark("Released"),
    ),
    "waits to be sent": State(
        ft.Icons.TABLET_ANDROID, mark("Not sent yet: nothing has happened"), TONES["warn"],
        mark("Not sent"),
    ),
    "void": State(ft.Icons.BLOCK, mark("Without effect"), TONES["plain"], mark("Without effect")),
}  # fmt: skip
VERBS = {
    "erase": mark("Erase"),
    "hold": mark("Legal hold"),
    "second": mark("Agreed to an erasure"),
    "release": mark("Released a hold"),
}


@ft.component
def Rulings(desk: Desk) -> ft.Control:
    answer = use_query(desk, lambda s: (s.rulings(), tuple(s.administers), s.me.name))
    if answer.value is None or desk.session is None:
        return frame.waiting()
    found, administers, me = answer.value
    if not found:
        return frame.empty(
            ft.Icons.GAVEL,
            _("Nothing was erased or held"),
            _(
                "An administrator of a space erases or holds a record from the foot of its page. "
                "What was ruled stands here for everybody who reads the space."
            ),
        )
    items: list[tuple[str, Any]] = [("head", None)]
    items += [(one.id, one) for one in reversed(found)]

    def draw(one: Any) -> ft.Control:
        if one is None:
            return _head(len(found))
        return RulingRow(desk, one, one.space in administers, one.name == me, key=one.id)

    return Windowed(items, draw)


def _head(count: int) -> ft.Control:
    return frame.reading(
        ft.Container(
            padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.S),
            content=ft.Column(
                [
                    frame.heading(_("Erasures and holds")),
                    frame.soft(
                        several("{n} ruling, newest first", "{n} rulings, newest first", count)
                    ),
                ],
                spacing=0,
            ),
        )
    )


@ft.component
def RulingRow(desk: Desk, one: Any, mine_to_rule: bool, by_me: bool) -> ft.Control:
    answering, set_answering = ft.use_state(False)
    now = now_ms()
    lines: list[ft.Control] = [
        ft.Text(
            _("{what} in {space}").format(
                what=_(VERBS.get(one.verb, one.verb)), space=plain.spaces([one.space])
            ),
            theme_style=ft.TextThemeStyle.TITLE_MEDIUM,
        ),
        frame.soft(
            " · ".join(
                part
                for part in (
                    one.name,
                    moment(one.received_ms, now) if one.received_ms else _("not sent yet"),
                    several("{n} entry", "{n} entries", one.entries) if one.entries else "",
                )
                if part
            ),
            small=True,
        ),
    ]
    if one.reason:
        lines.append(ft.Text(_("Reason: {why}").format(why=one.reason)))
    if one.verb in ("erase", "hold"):
        lines.append(ft.Row([badge(STATES[one.state])], wrap=True))
    step = _step(one, mine_to_rule)
    if step == "second" and by_me:
        lines.append(
            frame.soft(_("You asked for it, so another administrator has to agree."), small=True)
        )
        step = ""
    if step and not answering:
        words = _("Agree to it…") if step == "second" else _("Release it…")
        lines.append(ft.Row([quiet(f"{step}-{one.id[:8]}", words, lambda _e: set_answering(True))]))
    if step and answering:
        lines.append(Answer(desk, one, step, lambda: set_answering(False), key="answer"))
    return frame.reading(
        ft.Container(
            padding=ft.Padding.only(left=Space.M, right=Space.M, bottom=Space.S),
            content=frame.card(*lines),
        )
    )


def _step(one: Any, mine_to_rule: bool) -> str:
    """What one may do about it."""
    if not mine_to_rule:
        return ""
    return {"waits for a second": "second", "holds": "release"}.get(one.state, "")


@ft.component
def Answer(desk: Desk, one: Any, step: str, close: Callable[[], None]) -> ft.Control:
    reason = ft.use_ref("")
    wrong, set_wrong = ft.use_state("")
    work, begin = use_work(desk)

    def act(_event: Any) -> None:
        desk.page.pop_dialog()
        given = reason.current or ""

        def do(session: Any) -> Any:
            return getattr(session, step)(one.id, given)

        begin(_("The store takes it…"), do, lambda _came: close())

    def ask_first(_event: Any) -> None:
        if len((reason.current or "").strip()) < SHORTEST:
            set_wrong(_("Enter a reason, in a few words"))
            return
        set_wrong("")
        erase = step == "second"
        desk.page.show_dialog(
            dialogs.question(
                _("Erase it for good?") if erase else _("Release the hold?"),
                _("It is erased in the store and on every tablet. This cannot be undone.")
                if erase
                else _("From then on an administrator can erase the record."),
                _("Erase it") if erase else _("Release it"),
                act,
                lambda _event: desk.page.pop_dialog(),
                danger=erase,
                icon=ft.Icons.DELETE_FOREVER_OUTLINED if erase else ft.Icons.LOCK_OPEN,
            )
        )

    return ft.Column(
        [
            Field(
                "ruling-reason",
                _("Why do you agree?") if step == "second" else _("Why is it released?"),
                on_input=lambda text: setattr(reason, "current", text),
                error=wrong or None,
                max_length=500,
                autofocus=True,
            ),
            *work.shown(),
            flow(
                [
                    secondary(
                        "ruling-now",
                        _("Erase it…") if step == "second" else _("Release it…"),
                        ask_first,
                        danger=step == "second",
                        disabled=bool(work.busy),
                    ),
                    quiet(
                        "ruling-close", _("Cancel"), lambda _e: close(), disabled=bool(work.busy)
                    ),
                ]
            ),
        ],
        spacing=Space.S,
    )


#: Characters that a reason has at the least.
SHORTEST = 5
