"""What is in force at a place, what is due, and what its records still owe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.codes import code_list
from outreach.model.due import Due
from outreach.model.in_force import REGISTERED, InForce, Owed
from outreach.model.kinds import describe, form, label
from outreach.ui import badges, frame
from outreach.ui.buttons import quiet
from outreach.ui.design import PLACE, Size, Space, State
from outreach.ui.moments import day, moment
from outreach.ui.rows import MemoRow
from outreach.views.known.ask import Asked
from outreach.words import _, several

#: How wide the labels' column is, in dp.
LABELS = 148


def due_state(due: Due, last_ms: int | None) -> State:
    """The state of a place as a sign and words, from when it is due."""
    if last_ms is None and due.state in ("unseen", "none"):
        return PLACE["never"]
    return PLACE[{"overdue": "overdue", "soon": "due"}.get(due.state, "fresh")]


def due_badge(due: Due, last_ms: int | None, now: int) -> ft.Control | None:
    """Said only where there is something to say: a place that is not due wears nothing."""
    if due.state not in ("overdue", "soon"):
        return None
    words = _("Overdue") if due.state == "overdue" else _("Due")
    if due.due_ms is not None:
        words = (_("Due since {day}") if due.state == "overdue" else _("Due {day}")).format(
            day=day(due.due_ms, now)
        )
    state = due_state(due, last_ms)
    return badges.note(state.icon, words, state.tone)


def in_force(asked: Asked, on_open: Callable[[str], None]) -> list[ft.Control]:
    """What the last check of premises found, and what holds since."""
    force = asked.force
    if force is None or force.check is None:
        return _register(asked.known.view)
    check = force.check
    when = moment(check.occurred_ms or check.recorded_ms, asked.now)
    lines: list[ft.Control] = [
        frame.soft(
            _("Last check: {when}, by {who}, {agency}").format(
                when=when, who=check.author_name, agency=check.agency
            ),
            small=True,
        )
    ]
    lines += _amiss(force)
    lines += [_fact(check, name) for name in force.facts]
    outcome = check.fields.get("outcomes")
    if outcome:
        lines.append(_fact(check, "outcomes"))
    if check.fields.get("outcome_words"):
        lines.append(_fact(check, "outcome_words"))
    lines.append(
        quiet(
            "open-check",
            _("Open the check"),
            lambda _: on_open(check.id),
            icon=ft.Icons.CHECKLIST,
        )
    )
    return [frame.card(*lines, title=_("What is in force")), *_register(asked.known.view)]


def _register(view: Any) -> list[ft.Control]:
    """What a public register says, apart from what was seen."""
    source = view.fields.get("source_register")
    given = [name for name in REGISTERED if view.fields.get(name)]
    if not source or not given:
        return []
    return [
        frame.card(
            *[_fact(view, name) for name in given],
            title=_("From the register: {name}").format(name=source),
        )
    ]


def _amiss(force: InForce) -> list[ft.Control]:
    """What was not in order, first: it is what the next check looks at."""
    if not force.amiss:
        return [_sign(ft.Icons.CHECK_CIRCLE, _("Everything that was checked was in order"), False)]
    shape = form("premises-check")
    lines: list[ft.Control] = []
    for name, item in force.amiss:
        asked = shape.field(name)
        listed = asked.codes if asked is not None and asked.codes else code_list(name)
        words = _("Not in order: {what}").format(what=listed.label(item))
        lines.append(_sign(ft.Icons.REPORT_PROBLEM_OUTLINED, words, True))
    return lines


def _sign(icon: ft.IconData, words: str, loud: bool) -> ft.Control:
    ink = ft.Colors.ERROR if loud else ft.Colors.PRIMARY
    return ft.Row(
        spacing=Space.S,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[ft.Icon(icon, size=Size.SIGN, color=ink), ft.Text(words, expand=True)],
    )


def _fact(check: Any, name: str) -> ft.Control:
    said = describe(check.kind, name, check.fields[name])
    return ft.Row(
        spacing=Space.SM,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(
                frame.soft(_(label(check.kind, name)), small=True),
                width=LABELS,
                padding=ft.Padding.only(top=2),
            ),
            ft.Text(_(said), expand=True),
        ],
    )


def owed(found: Owed, on_open: Callable[[str], None], here: bool) -> list[ft.Control]:
    """Records that somebody has to come back to."""
    parts = []
    if found.returned:
        parts.append(
            several("{n} came back for correction", "{n} came back for correction", found.returned)
        )
    if found.conflicts:
        parts.append(several("{n} has two answers", "{n} have two answers", found.conflicts))
    if found.incomplete:
        answers = several("{n} answer missing", "{n} answers missing", found.answers)
        records = several("in {n} record", "in {n} records", found.incomplete)
        parts.append(f"{answers} {records}")
    if not parts:
        return []
    return [
        frame.card(
            frame.soft("; ".join(parts) + ".", small=True),
            ft.Container(
                ft.Column(
                    [MemoRow(row, on_open, False, here, key=row.id) for row in found.rows[:3]],
                    spacing=0,
                ),
                margin=ft.Margin.symmetric(horizontal=-Space.S),
            ),
            title=_("Still to complete"),
        )
    ]
