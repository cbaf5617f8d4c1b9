"""A checklist: one tap says that all is in order; then each item can say otherwise.

The rule that this module enforces: nothing is in order by default. Items without an answer stay
without one until somebody taps, and the count of them is in sight.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.codes import Code
from outreach.model.fields import FormField
from outreach.ui import frame
from outreach.ui.buttons import pressed, tonal
from outreach.ui.choices import chip
from outreach.ui.design import Size, Space
from outreach.ui.form.state import FormState
from outreach.words import _, several

#: A sign for an answer by its place in its list: in order, not in order; the others have none.
SIGNS = (ft.Icons.CHECK, ft.Icons.PRIORITY_HIGH)


@ft.component
def Checklist(form: FormState, field: FormField) -> ft.Control:
    """Items without an answer show their answers; one with an answer is a line that opens them."""
    cell, _c = ft.use_state(form.cells[field.name])
    opened, set_opened = ft.use_state("")
    assert field.codes is not None
    assert field.answers is not None
    held: dict[str, str] = cell.value if isinstance(cell.value, dict) else {}
    items = field.codes.offered(held)
    in_order = field.answers.active[0]
    left = [item for item in items if item.code not in held]

    def all_in_order(_e: Any) -> None:
        form.put(field.name, {item.code: in_order.code for item in items} | held)

    def put(item: str, answer: str) -> Callable[[Any], None]:
        def toggle(_e: Any) -> None:
            rest = {k: v for k, v in held.items() if k != item}
            form.put(field.name, rest if held.get(item) == answer else rest | {item: answer})
            set_opened("")

        return toggle

    def turn(item: str) -> Callable[[Any], None]:
        return lambda _e: set_opened("" if opened == item else item)

    parts: list[ft.Control] = []
    if left:
        words = _("Mark the rest as in order") if held else _("Everything is in order")
        parts.append(tonal(f"{field.name}.all", words, all_in_order, icon=ft.Icons.DONE_ALL))
        said = several("{n} item has no answer yet", "{n} items have no answer yet", len(left))
        parts.append(frame.soft(said, small=True))
    else:
        amiss = sum(answer != in_order.code for answer in held.values())
        fine = _("Everything is in order. Tap an item to say otherwise.")
        other = several("{n} item is not in order", "{n} items are not in order", amiss)
        parts.append(frame.soft(other if amiss else fine, small=True))
    rows: list[ft.Control] = []
    for item in items:
        answer = held.get(item.code)
        inside: list[ft.Control] = [_line(field, item, answer, turn(item.code))]
        if answer is None or opened == item.code:
            inside.append(_answers(field, item, answer, put))
        rows.append(ft.Column(inside, spacing=0, key=item.code))
    parts.append(frame.rows(rows))
    return ft.Column(parts, spacing=Space.S)


def _line(
    field: FormField, item: Code, answer: str | None, turn: Callable[[Any], None]
) -> ft.Control:
    """What the item is; with an answer also that, as a sign and a word."""
    assert field.answers is not None
    label = ft.Text(_(item.label), expand=True)
    padding = ft.Padding.symmetric(horizontal=Space.M, vertical=Space.SM)
    if answer is None:
        return ft.Container(label, padding=padding)
    at = next((i for i, c in enumerate(field.answers.active) if c.code == answer), len(SIGNS))
    ink = (ft.Colors.PRIMARY, ft.Colors.ERROR, ft.Colors.ON_SURFACE_VARIANT)[min(at, 2)]
    told: list[ft.Control] = [
        ft.Text(
            _(field.answers.label(answer)),
            theme_style=ft.TextThemeStyle.BODY_SMALL,
            color=ink,
        )
    ]
    if at < len(SIGNS):
        told.insert(0, ft.Icon(SIGNS[at], size=Size.SIGN_SMALL, color=ink))
    return pressed(
        f"{field.name}.{item.code}",
        ft.Container(
            ft.Row([label, ft.Row(told, spacing=Space.XS, tight=True)], spacing=Space.SM),
            padding=padding,
            ink=True,
            on_click=turn,
        ),
    )


def _answers(
    field: FormField,
    item: Code,
    held: str | None,
    put: Callable[[str, str], Callable[[Any], None]],
) -> ft.Control:
    assert field.answers is not None
    return ft.Container(
        padding=ft.Padding.only(left=Space.SM, right=Space.S, bottom=Space.S),
        content=ft.Row(
            [
                chip(
                    f"{field.name}.{item.code}.{answer.code}",
                    _(answer.label),
                    held == answer.code,
                    put(item.code, answer.code),
                    small=True,
                )
                for answer in field.answers.active
            ],
            scroll=ft.ScrollMode.HIDDEN,
            spacing=Space.XS,
        ),
    )
