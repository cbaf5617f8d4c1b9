"""Record: what it says, where it stands, every version; correct it, withdraw it, decide it."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.begin import correct
from outreach.ui.query import use_query
from outreach.ui.theme import Space
from outreach.views import details


@ft.component
def RecordPage(desk: Desk) -> ft.Control:
    record = ft.use_route_params().get("id", "")
    return Shown(desk, record, key=record)


@ft.component
def Shown(desk: Desk, record: str) -> ft.Control:
    """One record; used beside a list too."""
    answer = use_query(desk, lambda session: details.ask(session, record), record)
    withdrawing, set_withdrawing = ft.use_state(False)
    if answer.missing:
        return frame.empty(
            ft.Icons.SEARCH_OFF,
            "There is no such record on this tablet",
            "It may not have arrived yet, or it is in a space that this tablet holds no key for.",
        )
    page = answer.value
    if page is None or desk.session is None:
        return frame.waiting("Opening the record…")
    view = page.view

    async def keep(name: str, version: str) -> None:
        await asyncio.to_thread(desk.open.resolve, view.id, name, version)
        desk.tell("Decided. Both answers stay in the history.")
        desk.wrote()

    general = [note for note in view.comments if note.field is None and note.open]
    top: list[ft.Control] = [details.head(page)]
    if view.review == "returned":
        top.append(
            frame.notice(
                ft.Icons.REPLY,
                "Returned for correction",
                "Read the comments, correct the record, and it goes back to be reviewed.",
                kind="warn",
            )
        )
    top += [details.comment_box(note) for note in general]
    top += [details.conflict(page, name, values, keep) for name, values in view.conflicts.items()]
    if not view.withdrawn:
        top.append(_actions(desk, page, lambda: set_withdrawing(not withdrawing)))
        if withdrawing:
            top.append(Withdraw(desk, view.id, lambda: set_withdrawing(False)))
    return frame.page(
        *top,
        *details.said(page, commented=frozenset()),
        frame.heading("History", level=2),
        frame.soft("Nothing is ever overwritten. What was replaced is struck through."),
        details.versions(page),
    )


def _actions(desk: Desk, page: details.Page, withdraw: Any) -> ft.Control:
    view = page.view
    asked = next((note.field for note in view.comments if note.field and note.open), None)
    focus = asked if view.review == "returned" else None
    buttons: list[ft.Control] = [
        (primary if view.review == "returned" else secondary)(
            "correct", "Correct it", lambda _: correct(desk, view, focus=focus), icon=ft.Icons.EDIT
        )
    ]
    waits = view.review in ("to_review", "corrected")
    if waits and "supervisor" in desk.open.me.duties and view.person != desk.open.me.person:
        buttons.insert(
            0,
            primary(
                "review",
                "Review it",
                lambda _: desk.go(f"/review/{view.id}"),
                icon=ft.Icons.FACT_CHECK,
            ),
        )
    buttons.append(quiet("withdraw", "Withdraw…", lambda _: withdraw(), icon=ft.Icons.BLOCK))
    return ft.Row(buttons, wrap=True, spacing=Space.S)


@ft.component
def Withdraw(desk: Desk, record: str, done: Any) -> ft.Control:
    """Strike a whole record through, with a reason. It is never removed."""
    reason, set_reason = ft.use_state("")
    problem, set_problem = ft.use_state("")

    async def go(_: Any) -> None:
        if not reason.strip():
            set_problem("Enter why it is withdrawn")
            return
        await asyncio.to_thread(desk.open.withdraw, record, reason)
        done()
        desk.tell("Withdrawn. It stays in the history, struck through.")
        desk.wrote()

    return frame.card(
        ft.Text("Withdraw this record", theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
        frame.soft("It is struck through for everybody and stays in the history."),
        Field(
            "withdraw-reason",
            "Why it is withdrawn",
            on_input=set_reason,
            error=problem or None,
            max_length=500,
        ),
        secondary("withdraw-now", "Withdraw it", go, icon=ft.Icons.BLOCK, danger=True),
    )
