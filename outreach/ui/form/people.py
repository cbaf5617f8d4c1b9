"""Who took part: names or roles, each with an agency. Starts from oneself and who is out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.codes import code_list
from outreach.model.fields import FormField
from outreach.ui import frame
from outreach.ui.buttons import ident, secondary, sign
from outreach.ui.choices import chip, flow
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form import likely
from outreach.ui.form.state import FormState
from outreach.ui.query import use_query
from outreach.words import _

#: So many of those who were out lately are offered beside those who are out now.
LATELY = 6


def _said(person: dict[str, str]) -> str:
    agency = person.get("agency")
    label = _(code_list("agency").label(agency)) if agency else ""
    return f"{person['name']} ({label})" if label else person["name"]


@ft.component
def People(desk: Desk, form: FormState, field: FormField) -> ft.Control:
    """The people, each to be taken out; then chips for the likeliest; then a field for others."""
    cell, _set = ft.use_state(form.cells[field.name])
    others, show_others = ft.use_state(False)
    answer = use_query(desk, likely.people)
    out, lately = answer.value or ([], [])
    held: list[dict[str, str]] = cell.value if isinstance(cell.value, list) else []
    names = {one["name"] for one in held}
    me = desk.session.me.name if desk.session is not None else ""

    def add(*people: dict[str, str]) -> Callable[[Any], None]:
        return lambda _e: form.put(field.name, [*held, *people])

    def drop(index: int) -> Callable[[Any], None]:
        return lambda _e: form.put(field.name, held[:index] + held[index + 1 :])

    rows: list[ft.Control] = [
        ft.Row(
            [
                ft.Icon(ft.Icons.PERSON, color=ft.Colors.PRIMARY),
                ft.Text(_said(one), expand=True),
                sign(f"{field.name}.{at}.drop", _("Take out"), ft.Icons.CLOSE, drop(at)),
            ],
            key=f"{field.name}-{one['name']}",
        )
        for at, one in enumerate(held)
    ]
    left = [one for one in out if one["name"] not in names]
    offered: list[ft.Control] = []
    if len(left) > 1:
        words = _("Everybody who is out ({count})").format(count=len(left))
        offered.append(chip(f"{field.name}.everybody", words, False, add(*left)))
    if me and me not in names and all(one["name"] != me for one in left):
        words = _("Add me ({name})").format(name=me)
        offered.append(chip(f"{field.name}.me", words, False, add({"name": me})))
    near = [one for one in lately if one["name"] not in names | {me}][:LATELY]
    for at, one in enumerate((*left, *near)):
        offered.append(chip(f"{field.name}.likely{at}", _said(one), False, add(one)))
    parts: list[ft.Control] = []
    if rows:
        parts.append(ft.Column(rows, spacing=0))
    if offered:
        parts.append(flow(offered))
    if others:
        parts.append(Somebody(form, field, key=f"{field.name}-somebody-{len(held)}"))
    else:
        parts.append(
            secondary(
                f"{field.name}.other",
                _("Somebody else"),
                lambda _e: show_others(True),
                icon=ft.Icons.PERSON_ADD_ALT,
            )
        )
    return ft.Column(parts, spacing=Space.S)


@ft.component
def Somebody(form: FormState, field: FormField) -> ft.Control:
    """One more person: a name or role, an agency if it is known."""
    name, set_name = ft.use_state("")
    agency, set_agency = ft.use_state("")
    problem, set_problem = ft.use_state("")

    def add(_e: Any) -> None:
        if not name.strip():
            set_problem(_("Enter a name or a role"))
            return
        person = {"name": name.strip()} | ({"agency": agency} if agency else {})
        held = form.value(field.name)
        form.put(field.name, [*(held if isinstance(held, list) else []), person])

    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=Size.RADIUS,
        padding=Space.SM,
        content=ft.Column(
            [
                Field(
                    f"{field.name}.name",
                    _("Name or role"),
                    on_input=set_name,
                    on_submit=add,
                    error=problem or None,
                    max_length=200,
                    autofocus=True,
                ),
                ft.Row([_agencies(field, agency, set_agency)]),
                secondary(f"{field.name}.add", _("Add this person"), add, icon=ft.Icons.ADD),
                frame.soft(_("A role will do, such as “Taxi marshal”."), small=True),
            ],
            spacing=Space.S,
        ),
    )


def _agencies(field: FormField, agency: str, choose: Callable[[str], None]) -> ft.Control:
    label = _("Agency, if known")
    return ident(
        f"{field.name}.agency",
        ft.Dropdown(
            label=label,
            value=agency or None,
            expand=True,
            border=ft.OutlineInputBorder(border_radius=Size.RADIUS),
            options=[
                ft.DropdownOption(key=c.code, text=_(c.label)) for c in code_list("agency").active
            ],
            on_select=lambda e: choose(e.control.value or ""),
        ),
    )
