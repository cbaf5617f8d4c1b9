"""A whole form: problems on top, what matters first, what was seen along with it, and the rest in
sections that fold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

from outreach.model import pointers
from outreach.model.kinds.sharing_decision import DECISION
from outreach.model.leads import KIND as SANITISED
from outreach.model.problems import Problem
from outreach.ui import frame
from outreach.ui.buttons import secondary
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.form.along import Along
from outreach.ui.form.elsewhere import Elsewhere
from outreach.ui.form.leads import Leads
from outreach.ui.form.matching import Matches
from outreach.ui.form.perhaps import Perhaps, may_offer
from outreach.ui.form.question import Question
from outreach.ui.form.section import Fold
from outreach.ui.form.state import FormState, field_of, first_questions
from outreach.words import _, several


@ft.component
def Sheet(desk: Desk, form: FormState) -> ft.Control:
    folds, _f = ft.use_state(form.folds)
    first = first_questions(form.form)
    parts: list[ft.Control] = []
    if folds.problems:
        parts.append(_problems(form, folds.problems))
    if misfits := form.misfits():
        parts.append(_left_over(form, misfits))
    if first:
        parts.append(
            ft.Column(
                [
                    control
                    for field in first
                    for control in (
                        Question(desk, form, field, True, key=f"first-{field.name}"),
                        *_elsewhere(desk, form, field.name),
                    )
                ],
                spacing=Space.L,
            )
        )
    if pointers.fields_of(form.form.kind):
        parts.append(Matches(desk, form, key="matches"))
    if may_offer(form):
        parts.append(Perhaps(desk, form, key="perhaps"))
    if form.form.kind == SANITISED:
        parts.append(Leads(desk, form, key="leads"))
    if form.form.also:
        parts.append(Along(desk, form, key="along"))
    folded = [
        Fold(desk, form, section, rest, key=f"fold-{section.name}")
        for section in form.form.sections
        if (rest := tuple(field for field in section.fields if not field.first))
    ]
    parts.append(ft.Column(folded, spacing=Space.S))
    return ft.Column(parts, spacing=Space.L)


def _elsewhere(desk: Desk, form: FormState, name: str) -> list[ft.Control]:
    """After the question who it is for: the address of another partnership."""
    if form.form.kind != DECISION or name != "to":
        return []
    return [Elsewhere(desk, form, key="elsewhere")]


def _problems(form: FormState, problems: tuple[Problem, ...]) -> ft.Control:
    """All problems together; each line leads to its question, opened, with the keyboard in it."""

    def lead(name: str) -> Callable[[Any], None]:
        return lambda _e: form.jump(name)

    lines: list[ft.Control] = []
    for at, problem in enumerate(problems):
        name = field_of(problem)
        label, message = _(form.label(name)), _(problem.message)
        said = f"{label}: {message}" if name else message
        lines.append(
            ft.Semantics(
                key=f"problem-{at}",
                identifier=f"problem-{at}",
                content=ft.TextButton(
                    said,
                    icon=ft.Icons.ARROW_DOWNWARD if name else None,
                    on_click=lead(name) if name in form.cells else None,
                    style=ft.ButtonStyle(
                        color=ft.Colors.ON_ERROR_CONTAINER,
                        icon_color=ft.Colors.ON_ERROR_CONTAINER,
                        padding=ft.Padding.symmetric(horizontal=0, vertical=Space.M),
                    ),
                ),
            )
        )
    return ft.Container(
        key=ft.ScrollKey("at-problems"),
        content=frame.notice(
            ft.Icons.ERROR_OUTLINE,
            _("There is a problem"),
            _("Nothing was saved yet. Your answers are kept as a draft."),
            *lines,
            kind="error",
        ),
    )


def _left_over(form: FormState, misfits: Mapping[str, Any]) -> ft.Control:
    """Answers of another version of the form that have no place in this one."""
    lines: list[ft.Control] = [
        ft.Text(f"{name.replace('_', ' ').capitalize()}: {value}", selectable=True)
        for name, value in misfits.items()
    ]
    lines.append(secondary("leave-out", _("Leave these out"), lambda _e: form.leave_out()))
    return frame.notice(
        ft.Icons.UPDATE,
        several(
            "{n} answer has no place in this form any more",
            "{n} answers have no place in this form any more",
            len(misfits),
        ),
        _("The form has changed since this draft was begun. Write what matters into the form."),
        *lines,
        kind="warn",
    )
