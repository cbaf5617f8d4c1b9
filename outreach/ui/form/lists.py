"""Answers that are lists: checklists, things observed, people who took part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.codes import code_list
from outreach.model.fields import FormField
from outreach.ui import frame
from outreach.ui.buttons import ident, secondary, sign
from outreach.ui.field import Field
from outreach.ui.form.chips import chip, flow
from outreach.ui.form.state import FormState
from outreach.ui.theme import Size, Space


def checklist(form: FormState, field: FormField, value: Any) -> ft.Control:
    """Each item with its answers; one tap says that all of them are in order."""
    assert field.codes is not None
    assert field.answers is not None
    held: dict[str, str] = value if isinstance(value, dict) else {}
    items = field.codes.offered(held)
    in_order = field.answers.active[0]

    def all_in_order(_: Any) -> None:
        form.put(field.name, {item.code: in_order.code for item in items} | held)

    def put(item: str, answer: str) -> Callable[[Any], None]:
        def toggle(_: Any) -> None:
            rest = {k: v for k, v in held.items() if k != item}
            form.put(field.name, rest if held.get(item) == answer else rest | {item: answer})

        return toggle

    rows: list[ft.Control] = [
        secondary(
            f"{field.name}.all",
            f"Mark the rest as “{in_order.label.lower()}”" if held else "Everything is in order",
            all_in_order,
            icon=ft.Icons.DONE_ALL,
        )
    ]
    rows += [
        ft.Column(
            spacing=Space.XS,
            controls=[
                ft.Text(item.label),
                flow(
                    [
                        chip(
                            f"{field.name}.{item.code}.{answer.code}",
                            answer.label,
                            held.get(item.code) == answer.code,
                            put(item.code, answer.code),
                            small=True,
                        )
                        for answer in field.answers.active
                    ]
                ),
            ],
        )
        for item in items
    ]
    return ft.Column(rows, spacing=12)


#: The parts of an observation beside what it is, in the order in which they are asked.
PARTS = {
    "where": "Where",
    "seen_by": "Seen by",
    "left_or_handed_to": "Left there, or handed to",
    "exhibit_reference": "Exhibit reference",
}


def observations(form: FormState, field: FormField, value: Any) -> ft.Control:
    """Tap what was seen; each becomes a card with where, by whom, and what became of it."""
    assert field.codes is not None
    held: list[dict[str, str]] = value if isinstance(value, list) else []
    alone = {c.code for c in field.codes.codes if c.alone}

    def add(code: str) -> Callable[[Any], None]:
        def act(_: Any) -> None:
            kept = [] if code in alone else [o for o in held if o["item"] not in alone]
            form.put(field.name, [*kept, {"item": code}])

        return act

    def put(index: int, part: str) -> Callable[[str], None]:
        def act(words: str) -> None:
            now = form.cells[field.name].value
            changed = {k: v for k, v in now[index].items() if k != part}
            if words:
                changed[part] = words
            form.put(field.name, [*now[:index], changed, *now[index + 1 :]])

        return act

    def drop(index: int) -> Callable[[Any], None]:
        return lambda _: form.put(field.name, held[:index] + held[index + 1 :])

    rows: list[ft.Control] = [
        flow(
            [
                ident(
                    f"{field.name}.add.{c.code}",
                    ft.Chip(
                        label=c.label,
                        leading=ft.Icon(ft.Icons.ADD, size=18),
                        on_click=add(c.code),
                        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
                        padding=ft.Padding.symmetric(horizontal=8, vertical=11),
                    ),
                )
                for c in field.codes.offered()
            ]
        )
    ]
    for index, one in enumerate(held):
        top = ft.Row(
            [
                ft.Text(
                    field.codes.label(one["item"]),
                    theme_style=ft.TextThemeStyle.TITLE_MEDIUM,
                    expand=True,
                ),
                sign(f"{field.name}.{index}.drop", "Take it out", ft.Icons.CLOSE, drop(index)),
            ]
        )
        if one["item"] in alone:
            rows.append(frame.card(top, padding=12))
            continue
        parts: list[ft.Control] = [
            Field(
                f"{field.name}.{index}.{part}",
                label,
                value=one.get(part, ""),
                on_input=put(index, part),
                max_length=200,
                key=f"{field.name}-{len(held)}-{index}-{part}",
            )
            for part, label in PARTS.items()
        ]
        if one["item"] == "writing_on_wall":
            parts.insert(
                0,
                Field(
                    f"{field.name}.{index}.words",
                    "The writing, letter by letter",
                    value=one.get("words", ""),
                    on_input=put(index, "words"),
                    speech=True,
                    key=f"{field.name}-{len(held)}-{index}-words",
                ),
            )
        rows.append(frame.card(top, *parts, padding=12))
    return ft.Column(rows, spacing=12)


@ft.component
def People(form: FormState, field: FormField, me: str) -> ft.Control:
    """Who took part: a name or a role, and an agency. Starts with oneself."""
    cell, _ = ft.use_state(form.cells[field.name])
    name, set_name = ft.use_state("")
    agency, set_agency = ft.use_state("")
    turn, set_turn = ft.use_state(0)
    held: list[dict[str, str]] = cell.value if isinstance(cell.value, list) else []
    agencies = code_list("agency")

    def add(words: str) -> None:
        if words.strip():
            person = {"name": words.strip()}
            if agency:
                person["agency"] = agency
            form.put(field.name, [*held, person])
            set_name("")
            set_agency("")
            set_turn(turn + 1)

    def drop(index: int) -> Callable[[Any], None]:
        return lambda _: form.put(field.name, held[:index] + held[index + 1 :])

    rows: list[ft.Control] = []
    for index, one in enumerate(held):
        words = one["name"]
        if one.get("agency"):
            words += f" ({agencies.label(one['agency'])})"
        rows.append(
            ft.Row(
                [
                    ft.Icon(ft.Icons.PERSON),
                    ft.Text(words, expand=True),
                    sign(f"{field.name}.{index}.drop", "Take out", ft.Icons.CLOSE, drop(index)),
                ]
            )
        )
    if all(one["name"] != me for one in held):
        rows.append(flow([chip(f"{field.name}.me", f"Add me ({me})", False, lambda _: add(me))]))
    rows.append(
        Field(
            f"{field.name}.name",
            "Name or role",
            on_input=set_name,
            max_length=200,
            key=f"{field.name}-name-{turn}",
        )
    )
    if name:
        rows.append(
            ft.Semantics(
                identifier=f"{field.name}.agency",
                label="Agency",
                content=ft.Dropdown(
                    value=agency or None,
                    hint_text="Agency, if known",
                    border=ft.OutlineInputBorder(border_radius=Size.RADIUS),
                    options=[ft.DropdownOption(key=c.code, text=c.label) for c in agencies.active],
                    on_select=lambda e: set_agency(e.control.value or ""),
                    width=320,
                ),
            )
        )
        rows.append(
            secondary(
                f"{field.name}.add", "Add this person", lambda _: add(name), icon=ft.Icons.ADD
            )
        )
    return ft.Column(rows, spacing=Space.S)
