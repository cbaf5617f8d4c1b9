"""One question: its label, its answer, what is wrong with it. Redrawn alone."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model.fields import FormField
from outreach.ui import frame
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.chips import choice, several, unknowns, yesno
from outreach.ui.form.lists import People, checklist, observations
from outreach.ui.form.moment import instant
from outreach.ui.form.reference import Reference
from outreach.ui.form.state import Cell, FormState, is_unknown
from outreach.ui.theme import Size, Space

#: Widgets whose control carries the label and the error itself.
TYPED = {"text", "long", "verbatim", "number"}


@ft.component
def Question(desk: Desk, form: FormState, field: FormField, standing_first: bool) -> ft.Control:
    """Empty when another answer has made it pointless. ``standing_first``: above the sections."""
    cell, _ = ft.use_state(form.cells[field.name])
    others = [ft.use_state(form.cells[name])[0] for name in _watched(form, field)]
    if not form.asked(field.name):
        return ft.Container(visible=False)
    if standing_first and cell.value is None and _pointless(form, field):
        return ft.Container(visible=False)
    del others
    value = cell.value
    parts: list[ft.Control] = []
    if field.widget not in TYPED:
        parts.append(_label(field))
        if field.help:
            parts.append(frame.soft(field.help, small=True))
    if not is_unknown(value):
        parts.append(_answer(desk, form, field, cell))
    elif field.widget in TYPED:
        parts.append(_label(field))
    if field.widget not in TYPED and cell.error:
        parts.append(_error(cell.error))
    if (reasons := unknowns(form, field, value)) is not None:
        parts.append(reasons)
    if is_unknown(value) and value["unknown"] == "not_asked":
        parts.append(
            Field(
                f"{field.name}.why",
                "Why it was not asked",
                value=value.get("why", ""),
                on_input=lambda words: form.put(
                    field.name, {"unknown": "not_asked"} | ({"why": words} if words else {})
                ),
                error=cell.error or None,
                key=f"{field.name}-why",
            )
        )
    shown = ft.Column(parts, spacing=6)
    if field.widget == "verbatim":
        return _set_apart(shown)
    return shown


def _watched(form: FormState, field: FormField) -> list[str]:
    """The other answers on which this question depends."""
    names = ([field.when[0]] if field.when else []) + list(field.unless)
    return [name for name in names if name in form.cells and name != field.name]


def _pointless(form: FormState, field: FormField) -> bool:
    return any(
        form.cells[name].value not in (None, False) for name in field.unless if name in form.cells
    )


def _label(field: FormField) -> ft.Control:
    return ft.Text(field.label, theme_style=ft.TextThemeStyle.TITLE_SMALL)


def _error(words: str) -> ft.Control:
    return ft.Row(
        [
            ft.Icon(ft.Icons.ERROR_OUTLINE, color=ft.Colors.ERROR, size=18),
            ft.Text(words, color=ft.Colors.ERROR, expand=True),
        ],
        spacing=6,
    )


def _set_apart(content: ft.Control) -> ft.Control:
    """Words as spoken stand apart from what others say: a bar, a sign, italics."""
    return ft.Container(
        border=ft.Border.only(left=ft.BorderSide(4, ft.Colors.TERTIARY)),
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=ft.BorderRadius.only(
            top_left=0, bottom_left=0, top_right=Size.RADIUS, bottom_right=Size.RADIUS
        ),
        padding=12,
        content=ft.Row(
            [ft.Icon(ft.Icons.FORMAT_QUOTE, color=ft.Colors.TERTIARY), _grow(content)],
            vertical_alignment=ft.CrossAxisAlignment.START,
            spacing=Space.S,
        ),
    )


def _grow(content: ft.Control) -> ft.Control:
    content.expand = True
    return content


def _answer(desk: Desk, form: FormState, field: FormField, cell: Cell) -> ft.Control:
    value = cell.value
    if field.widget in TYPED:
        return _typed(form, field, cell)
    if field.widget == "yesno":
        return yesno(form, field, value)
    if field.widget == "choice":
        return choice(form, field, value)
    if field.widget == "chips":
        return several(form, field, value)
    if field.widget in ("datetime", "date"):
        return instant(form, field, value)
    if field.widget in ("place", "record"):
        return Reference(desk, form, field, key=f"ref-{field.name}")
    if field.widget == "checklist":
        return checklist(form, field, value)
    if field.widget == "observations":
        return observations(form, field, value)
    if field.widget == "people":
        return People(form, field, desk.open.me.name, key=f"people-{field.name}")
    return _point(form, field)


def _typed(form: FormState, field: FormField, cell: Cell) -> ft.Control:
    value: Any = cell.value
    return Field(
        field.name,
        field.label,
        value="" if value is None else str(value),
        on_input=lambda words: form.put(field.name, words),
        on_focus=lambda: form.focused(field.name),
        error=cell.error or None,
        helper=field.help or None,
        max_length=field.max_length,
        lines={"long": 4, "verbatim": 3}.get(field.widget, 1),
        number=field.widget == "number",
        speech=field.widget == "verbatim",
        autofocus=form.focus == field.name,
        key=f"typed-{field.name}",
    )


def _point(form: FormState, field: FormField) -> ft.Control:
    """Latitude and longitude as numbers; picking on a map comes with the map."""

    def put(name: str, words: str) -> None:
        try:
            form.put(name, float(words.replace(",", ".")) if words else None)
        except ValueError:
            form.put(name, words)
        if "point_source" in form.cells and form.cells["point_source"].value is None:
            form.put("point_source", "typed")

    def box(name: str, label: str) -> ft.Control:
        value = form.cells[name].value
        return Field(
            name,
            label,
            value="" if value is None else str(value),
            on_input=lambda words: put(name, words),
            number=True,
            key=f"typed-{name}",
        )

    return ft.Column(
        [box("latitude", "Latitude in degrees"), box("longitude", "Longitude in degrees")],
        spacing=Space.S,
    )
