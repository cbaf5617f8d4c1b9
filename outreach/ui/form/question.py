"""One question: its label, its answer, what is wrong with it. Redrawn alone."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model.cautions import cautions, rules, watched
from outreach.model.fields import FormField
from outreach.model.instants import typed_day
from outreach.model.problems import Problem
from outreach.ui import frame
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.cells import Cell
from outreach.ui.form.challenged import ChallengedPeople
from outreach.ui.form.checklist import Checklist
from outreach.ui.form.chips import Chips, Rows, in_rows, unknowns, yesno
from outreach.ui.form.moment import Moment
from outreach.ui.form.observations import observations
from outreach.ui.form.parts import Parts
from outreach.ui.form.people import People
from outreach.ui.form.point import Point
from outreach.ui.form.reference import Reference
from outreach.ui.form.sanitised import Sanitised
from outreach.ui.form.state import FIRST, KEPT_AT, TYPED, FormState, is_unknown
from outreach.ui.form.wording import Prompts, is_narrative, typed
from outreach.words import _


@ft.component
def Question(desk: Desk, form: FormState, field: FormField, standing_first: bool) -> ft.Control:
    """Empty when another answer has made it pointless. ``standing_first``: above the sections."""
    cell, _set = ft.use_state(form.cells[field.name])
    for name in _watched(form, field):
        ft.use_state(form.cells[name])
    if not form.asked(field.name):
        return ft.Container(visible=False)
    if standing_first and cell.value is None and _pointless(form, field):
        return ft.Container(visible=False)
    value = cell.value
    said = form.id if form.back else ""
    wanted = not standing_first and form.wants(field)
    parts: list[ft.Control] = []
    if field.widget not in TYPED or is_unknown(value):
        parts.append(_label(field, wanted))
        if field.help and not is_unknown(value):
            parts.append(frame.soft(_(field.help), small=True))
    if not is_unknown(value):
        parts.append(_answer(desk, form, field, cell, wanted))
    if field.widget not in TYPED and cell.error:
        parts.append(_error(cell.error))
    if is_narrative(form, field) and not is_unknown(value):
        parts.append(Prompts(desk, form, field.name, key=f"prompts-{field.name}"))
    parts += [_caution(one.message) for one in _cautions(form, field)]
    if (reasons := unknowns(form, field, value)) is not None:
        parts.append(reasons)
    if is_unknown(value) and value["unknown"] == "not_asked":
        parts.append(_why(form, field, cell))
    shown = ft.Column(parts, spacing=Space.S if field.widget not in TYPED else Space.XS)
    body = _set_apart(shown) if field.widget == "verbatim" else shown
    return ft.Container(body, key=ft.ScrollKey(f"at-{said}{field.name}"))


def _watched(form: FormState, field: FormField) -> list[str]:
    """The other answers on which this question depends."""
    names = [*([field.when[0]] if field.when else []), *field.unless]
    if field.settled:
        names.append(field.settled[0])
    if field.name == FIRST:
        names.append(KEPT_AT)
    names += watched(form.form.kind, field.name)
    return [name for name in dict.fromkeys(names) if name in form.cells and name != field.name]


def _pointless(form: FormState, field: FormField) -> bool:
    return any(form.value(name) not in (None, False) for name in field.unless)


def _label(field: FormField, wanted: bool) -> ft.Control:
    """What is asked. ``wanted``: it has no answer yet and the record is not complete without."""
    words = ft.Text(_(field.label), theme_style=ft.TextThemeStyle.TITLE_SMALL)
    if not wanted:
        return words
    mark = ft.Text(_("Wanted"), theme_style=ft.TextThemeStyle.BODY_SMALL, color=ft.Colors.TERTIARY)
    return ft.Row([words, mark], wrap=True, spacing=Space.S, run_spacing=0)


def _error(words: str) -> ft.Control:
    return ft.Row(
        [
            ft.Icon(ft.Icons.ERROR_OUTLINE, color=ft.Colors.ERROR, size=18),
            ft.Text(_(words), color=ft.Colors.ERROR, expand=True),
        ],
        spacing=6,
    )


def _cautions(form: FormState, field: FormField) -> list[Problem]:
    """What one should know who gives this answer."""
    beside = rules(form.form.kind, field.name)
    if not beside:
        return []
    names = [field.name, *watched(form.form.kind, field.name)]
    return cautions(form.form.kind, {name: form.value(name) for name in names}, field.name)


def _caution(words: str) -> ft.Control:
    return ft.Row(
        [
            ft.Icon(ft.Icons.INFO_OUTLINE, color=ft.Colors.TERTIARY, size=Size.SIGN_SMALL),
            ft.Text(_(words), theme_style=ft.TextThemeStyle.BODY_SMALL, expand=True),
        ],
        spacing=Space.XS,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _why(form: FormState, field: FormField, cell: Cell) -> ft.Control:
    """*Not asked* is the one answer that is a choice, so it says why."""

    def put(words: str) -> None:
        answer = {"unknown": "not_asked"} | ({"why": words} if words else {})
        form.put(field.name, answer, typed=True)

    return Field(
        f"{field.name}.why",
        _("Why it was not asked"),
        value=cell.value.get("why", ""),
        on_input=put,
        error=_(cell.error) or None,
        autofocus=not cell.value.get("why"),
        key=f"{field.name}-why",
    )


def _kept_as_it_is(field: FormField, value: Any) -> ft.Control:
    """The first description, once something was looked up: to be read, not changed."""
    later = _(
        "Kept as it was before anything was looked up. What differs goes under Discrepancies."
    )
    return ft.Column(
        [
            ft.Text(_(field.label), theme_style=ft.TextThemeStyle.TITLE_SMALL),
            ft.Text(str(value or ""), selectable=True),
            frame.soft(later, small=True),
        ],
        spacing=Space.XS,
    )


def _set_apart(content: ft.Control) -> ft.Control:
    """Words as spoken stand apart from what others say: a bar, a sign, italics."""
    content.expand = True
    return ft.Container(
        border=ft.Border.only(left=ft.BorderSide(4, ft.Colors.TERTIARY)),
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=ft.BorderRadius.only(
            top_left=0, bottom_left=0, top_right=Size.RADIUS, bottom_right=Size.RADIUS
        ),
        padding=Space.SM,
        content=ft.Row(
            [ft.Icon(ft.Icons.FORMAT_QUOTE, color=ft.Colors.TERTIARY), content],
            vertical_alignment=ft.CrossAxisAlignment.START,
            spacing=Space.S,
        ),
    )


def _answer(desk: Desk, form: FormState, field: FormField, cell: Cell, wanted: bool) -> ft.Control:
    """The control for a widget. What the numbers and words of one jump to is drawn anew, so that
    the keyboard comes with it."""
    value, turn = cell.value, cell.turn
    if field.name == FIRST and form.first_is_kept and not form.corrects:
        return _kept_as_it_is(field, value)
    if field.widget in TYPED:
        return _typed(desk, form, field, cell, wanted)
    if field.widget == "yesno":
        return yesno(form, field, value)
    if field.widget in ("choice", "chips"):
        if in_rows(field):
            return Rows(form, field, key=f"rows-{field.name}")
        return Chips(form, field, key=f"chips-{field.name}")
    if field.widget == "datetime":
        return Moment(form, field, key=f"moment-{field.name}-{turn}")
    if field.widget in ("place", "record"):
        return Reference(desk, form, field, key=f"ref-{field.name}")
    if field.widget == "checklist":
        return Checklist(form, field, key=f"checklist-{field.name}")
    if field.widget == "observations":
        return observations(form, field, value)
    if field.widget == "people":
        return People(desk, form, field, key=f"people-{field.name}")
    if field.widget == "parts":
        return Parts(form, field, key=f"parts-{field.name}")
    if field.widget == "challenged":
        return ChallengedPeople(desk, form, field, key=f"challenged-{field.name}")
    if field.widget == "sanitise":
        return Sanitised(desk, form, field, key=f"sanitised-{field.name}")
    return Point(desk, form, field, key=f"point-{field.name}")


def _typed(desk: Desk, form: FormState, field: FormField, cell: Cell, wanted: bool) -> ft.Control:
    value: Any = cell.value
    prompted = is_narrative(form, field)

    def put(words: str) -> None:
        form.put(field.name, words)
        if prompted:
            typed(desk, form, field.name)

    said = _(field.help) or (_("Such as 14/11/2026") if field.widget == "date" else "")
    helper = " · ".join(part for part in (_("Wanted") if wanted else "", said) if part)
    stem = f"{form.form.kind}." if form.back else ""
    return Field(
        f"{stem}{field.name}",
        _(field.label),
        value=_typed_before(field, value),
        on_input=put,
        on_focus=lambda: form.focused(field.name),
        error=_(cell.error) or None,
        helper=helper or None,
        max_length=field.max_length,
        lines={"long": 4, "verbatim": 3}.get(field.widget, 1),
        number=field.widget == "number",
        speech=field.widget == "verbatim",
        autofocus=cell.turn > 0 or form.focus == field.name,
        caret_at=form.listening.carets.get(field.name),
        key=f"typed-{field.name}-{cell.turn}",
    )


def _typed_before(field: FormField, value: Any) -> str:
    """What stands in the box: a day as people type it, else the answer."""
    if value is None:
        return ""
    return typed_day(str(value)) if field.widget == "date" else str(value)
