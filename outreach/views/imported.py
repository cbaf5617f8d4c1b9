"""The registers that were taken in, the newest first, and how to undo one."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach import taking_in
from outreach.model.kinds import KINDS
from outreach.model.register.told import Told, imports
from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import quiet
from outreach.ui.desk import Desk
from outreach.ui.dialogs import question
from outreach.ui.moments import ago, now_ms
from outreach.ui.query import use_query
from outreach.words import _, mark, number, several

#: So many are listed.
LISTED = 20
_STATES = {
    "begun": mark("Broken off: take the same file in again to go on"),
    "done": mark("Taken in"),
    "undone": mark("Undone"),
}


@ft.component
def Imports(desk: Desk) -> ft.Control:
    answer = use_query(desk, lambda session: imports(session.model)[:LISTED])
    attempt = use_attempt()
    said, set_said = ft.use_state("")

    async def undo(one: Told) -> None:
        async def work() -> None:
            import asyncio

            done = await asyncio.to_thread(taking_in.undo, desk.open, one.id)
            set_said(_undone(done))

        if await attempt.run(work):
            desk.wrote()

    def asked(one: Told) -> Any:
        async def yes(_event: Any) -> None:
            desk.page.pop_dialog()
            await undo(one)

        async def ask(_event: Any) -> None:
            desk.page.show_dialog(
                question(
                    _("Undo this import?"),
                    _(
                        "What it added is withdrawn, and what it corrected is as it was before. "
                        "What somebody changed since, or where something was recorded, stays."
                    ),
                    _("Undo the import"),
                    yes,
                    lambda _e: desk.page.pop_dialog(),
                    danger=True,
                )
            )

        return ask

    parts: list[ft.Control] = []
    if said:
        parts.append(frame.notice(ft.Icons.UNDO, _("Undone"), said, kind="good"))
    if attempt.wrong[0]:
        message, advice = attempt.wrong
        parts.append(frame.notice(ft.Icons.ERROR_OUTLINE, _(message), _(advice), kind="error"))
    found = answer.value or []
    if found:
        parts.append(frame.heading(_("Taken in before"), level=2))
        parts.append(frame.rows([_row(one, asked(one), busy=attempt.busy) for one in found]))
    return ft.Column(parts)


def _row(one: Told, undo: Any, *, busy: bool) -> ft.Control:
    what = _("{kind}: {new} new, {changed} changed").format(
        kind=_(KINDS[one.kind].plural) if one.kind in KINDS else one.kind,
        new=number(one.counts.get("new", 0)),
        changed=number(one.counts.get("changed", 0)),
    )
    lines = ft.Column(
        spacing=0,
        controls=[
            ft.Text(one.source, theme_style=ft.TextThemeStyle.TITLE_SMALL),
            frame.soft(what, small=True),
            frame.soft(
                f"{_(_STATES[one.state])} · {one.by} · {ago(one.told_ms, now_ms())}", small=True
            ),
        ],
    )
    if one.state == "undone":
        return ft.Container(lines, padding=12)
    button = quiet(f"undo-{one.id[:8]}", _("Undo"), undo, disabled=busy)
    return ft.Container(frame.beside(lines, button), padding=12)


def _undone(done: taking_in.Undone) -> str:
    said = several("{n} record withdrawn", "{n} records withdrawn", done.withdrawn)
    back = several("{n} as it was before", "{n} as they were before", done.reverted)
    left = several("{n} left, changed since", "{n} left, changed since", done.leaving)
    return f"{said}, {back}, {left}."
