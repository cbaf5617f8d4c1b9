"""Record: what it says, where it stands, what it names, every version; correct, complete, withdraw
it, decide between two answers.

On a desktop what it says stands on the left; on the right what it owes and names, and its history.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

from outreach.model.kinds import label
from outreach.model.kinds.referral import REFERRAL
from outreach.model.kinds.sharing_decision import DECISION
from outreach.model.timeline import SUBJECTS
from outreach.ui import frame
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.begin import begin, complete, correct
from outreach.ui.query import use_record
from outreach.ui.shortcuts import Shortcut, use_shortcuts
from outreach.views import details, follow, notices
from outreach.views.exports import entry as exports
from outreach.views.hidden import HiddenRecord
from outreach.views.history import History
from outreach.views.linked import LINKABLE, Linked
from outreach.views.members import keep as keeping
from outreach.views.particular import challenging, particulars
from outreach.views.receipts import states
from outreach.views.review.became import Became
from outreach.words import _


@ft.component
def RecordPage(desk: Desk) -> ft.Control:
    record = ft.use_route_params().get("id", "")
    return Shown(desk, record, key=record)


@ft.component
def Shown(desk: Desk, record: str, beside: bool = False) -> ft.Control:
    """One record. ``beside``: a list stands beside it, so there is room for one column."""
    window, _watched = ft.use_state(desk.window)
    answer = use_record(desk, lambda session, still: details.ask(session, record, still), record)
    withdrawing, set_withdrawing = ft.use_state(False)
    use_shortcuts(desk, _keys(desk, answer.value), _("Record"))
    if answer.missing:
        return frame.empty(
            ft.Icons.SEARCH_OFF,
            _("There is no such record on this tablet"),
            _("It may not have arrived yet, or it is in a space that this tablet has no key for."),
        )
    if answer.hidden is not None:
        return HiddenRecord(desk, answer.hidden, key=f"hidden-{record}")
    page = answer.value
    if page is None or desk.session is None:
        return frame.waiting(_("Opening the record…"))
    view = page.view

    async def keep(name: str, version: str) -> None:
        await asyncio.to_thread(desk.open.resolve, view.id, name, version)
        desk.tell(_("Decided. Both answers stay in the history."))
        desk.wrote()

    top: list[ft.Control] = [details.head(page, states(desk, page)), *details.went(page)]
    if view.review == "returned":
        top.append(
            frame.notice(
                ft.Icons.REPLY,
                _("Returned for correction"),
                _("Read the comments, correct the record, and it goes back to be reviewed."),
                kind="warn",
            )
        )
    top += [details.comment_box(note) for note in view.comments if not note.field and note.open]
    top += [conflict(page, name, values, keep) for name, values in view.conflicts.items()]
    if not view.withdrawn:
        top.append(_actions(desk, page, lambda: set_withdrawing(not withdrawing)))
        if withdrawing:
            top.append(Withdraw(desk, view.id, lambda: set_withdrawing(False)))
    top += notices.page_card(desk, view)
    top += _followed(desk, page)
    top += particulars(desk, page)
    top.append(Became(desk, page, key=f"became-{view.id}"))
    top += details.subject(page, desk.go)
    owing = details.missing(page, None if view.withdrawn else _complete(desk, page))
    naming = [*details.links(page, desk.go), *_linked(desk, view)]
    past = History(page, key=f"history-{len(page.history)}")
    ruling = keeping.foot(desk, view)
    told = details.narrative(page)
    short = details.answers(page, columns=window.layout != "phone")
    if window.layout != "desktop" or beside:
        return frame.page(*top, *told, *owing, *short, *naming, past, *ruling)
    return ft.Row(
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(frame.page(*top, *told, *short), expand=3),
            ft.VerticalDivider(width=1, color=ft.Colors.OUTLINE_VARIANT),
            ft.Container(frame.page(*owing, *naming, past, *ruling), expand=2),
        ],
    )


def _linked(desk: Desk, view: Any) -> list[ft.Control]:
    """What happened has its links here; people, vehicles and places have them on their own page."""
    if view.kind in SUBJECTS or view.kind not in LINKABLE or view.withdrawn:
        return []
    return [Linked(desk, view.id, True, key=f"linked-{view.id}")]


def _keys(desk: Desk, page: details.Page | None) -> Mapping[str, Shortcut]:
    """What the keyboard does to the record that is shown."""
    if page is None or page.view.withdrawn:
        return {}
    view = page.view
    keys: dict[str, Shortcut] = {"e": (_("Correct the record"), lambda: correct(desk, view))}
    if view.missing_fields:
        keys["c"] = (_("Complete what is missing"), lambda: complete(desk, view))
    return keys


def _complete(desk: Desk, page: details.Page) -> ft.Control:
    return secondary(
        "complete-now",
        _("Complete now"),
        lambda _: complete(desk, page.view),
        icon=ft.Icons.EDIT_NOTE,
    )


def _actions(desk: Desk, page: details.Page, withdraw: Callable[[], None]) -> ft.Control:
    view = page.view
    asked = next((note.field for note in view.comments if note.field and note.open), None)
    focus = asked if view.review == "returned" else None
    buttons: list[ft.Control] = [
        (primary if view.review == "returned" else secondary)(
            "correct",
            _("Correct it"),
            lambda _: correct(desk, view, focus=focus),
            icon=ft.Icons.EDIT,
        )
    ]
    waits = view.review in ("to_review", "corrected")
    if waits and "supervisor" in desk.open.me.duties and view.person != desk.open.me.person:
        buttons.insert(
            0,
            primary(
                "review",
                _("Review it"),
                lambda _: desk.go(f"/review/{view.id}"),
                icon=ft.Icons.FACT_CHECK,
            ),
        )
    if page.shareable:
        buttons.append(
            quiet(
                "share",
                _("Share…"),
                lambda _: begin(desk, DECISION, {"records": [view.id]}),
                icon=ft.Icons.HANDSHAKE,
            )
        )
    buttons += follow.refer(desk, view)
    buttons.append(quiet("withdraw", _("Withdraw…"), lambda _: withdraw(), icon=ft.Icons.BLOCK))
    buttons += challenging(desk, page)
    buttons += exports.of_record(desk, view)
    return ft.Row(buttons, wrap=True, spacing=Space.S, run_spacing=Space.S)


def _followed(desk: Desk, page: details.Page) -> list[ft.Control]:
    """What became of it; of a referral, its next step."""
    view = page.view
    if view.kind != REFERRAL:
        return follow.became(page.followed, view.person == desk.open.me.person, desk.go)
    if view.withdrawn:
        return []
    return [follow.Steps(desk, one, key=f"steps-{one.standing.state}") for one in page.followed]


def conflict(
    page: details.Page, name: str, values: list[Any], keep: Callable[[str, str], Any]
) -> ft.Control:
    """Two answers to one question, both kept: someone says which is right."""
    return frame.card(
        ft.Row(
            [
                ft.Icon(ft.Icons.CALL_SPLIT, color=ft.Colors.ERROR),
                ft.Text(
                    _("{question}: which is right?").format(
                        question=_(label(page.view.kind, name))
                    ),
                    theme_style=ft.TextThemeStyle.TITLE_MEDIUM,
                    expand=True,
                ),
            ]
        ),
        frame.soft(
            _("Written at the same time by people who had not seen each other's answer."),
            small=True,
        ),
        *[_option(page, name, value, keep) for value in values],
    )


def _option(
    page: details.Page, name: str, value: Any, keep: Callable[[str, str], Any]
) -> ft.Control:
    async def choose(_: Any) -> None:
        await keep(name, value.version)

    return ft.Container(
        border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE),
        border_radius=Size.RADIUS,
        padding=Space.SM,
        content=ft.Row(
            [
                ft.Column(
                    [
                        ft.Text(page.words(name, value.value)),
                        frame.soft(value.author_name, small=True),
                    ],
                    spacing=0,
                    expand=True,
                ),
                secondary(f"keep-{name}-{value.version[:8]}", _("This is right"), choose),
            ]
        ),
    )


@ft.component
def Withdraw(desk: Desk, record: str, done: Any) -> ft.Control:
    """Strike a whole record through, with a reason. It is never removed."""
    reason, set_reason = ft.use_state("")
    problem, set_problem = ft.use_state("")

    async def go(_event: Any) -> None:
        if not reason.strip():
            set_problem(_("Enter why it is withdrawn"))
            return
        await asyncio.to_thread(desk.open.withdraw, record, reason)
        done()
        desk.tell(_("Withdrawn. It stays in the history, struck through."))
        desk.wrote()

    return frame.card(
        frame.soft(_("It is struck through for everybody and stays in the history.")),
        Field(
            "withdraw-reason",
            _("Why it is withdrawn"),
            on_input=set_reason,
            error=problem or None,
            max_length=500,
        ),
        secondary("withdraw-now", _("Withdraw it"), go, icon=ft.Icons.BLOCK, danger=True),
        title=_("Withdraw this record"),
    )
