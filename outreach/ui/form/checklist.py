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
from outreach.ui.buttons import tonal
from outreach.ui.choices import chip, flow
from outreach.ui.design import Space
from outreach.ui.form.state import FormState
from outreach.words import _, several


def checklist(form: FormState, field: FormField, value: Any) -> ft.Control:
    """All items with their answers, on a sheet with lines between."""
    assert field.codes is not None
    assert field.answers is not None
    held: dict[str, str] = value if isinstance(value, dict) else {}
    items = field.codes.offered(held)
    in_order = field.answers.active[0]
    left = [item for item in items if item.code not in held]

    def all_in_order(_e: Any) -> None:
        form.put(field.name, {item.code: in_order.code for item in items} | held)

    def put(item: str, answer: str) -> Callable[[Any], None]:
        def toggle(_e: Any) -> None:
            rest = {k: v for k, v in held.items() if k != item}
            form.put(field.name, rest if held.get(item) == answer else rest | {item: answer})

        return toggle

    parts: list[ft.Control] = []
    if left:
        words = _("Mark the rest as in order") if held else _("Everything is in order")
        parts.append(tonal(f"{field.name}.all", words, all_in_order, icon=ft.Icons.DONE_ALL))
        said = several("{n} item has no answer yet", "{n} items have no answer yet", len(left))
        parts.append(frame.soft(said, small=True))
    else:
        amiss = sum(answer != in_order.code for answer in held.values())
        fine = _("Everything is in order. Tap an item to say otherwise.")
        said = several("{n} item is not in order", "{n} items are not in order", amiss)
        parts.append(frame.soft(said if amiss else fine, small=True))
    answers = field.answers.active
    rows = [_item(field, item, answers, held.get(item.code), put) for item in items]
    parts.append(frame.rows(rows))
    return ft.Column(parts, spacing=Space.S)


def _item(
    field: FormField,
    item: Code,
    answers: tuple[Code, ...],
    held: str | None,
    put: Callable[[str, str], Callable[[Any], None]],
) -> ft.Control:
    chips = [
        chip(
            f"{field.name}.{item.code}.{answer.code}",
            _(answer.label),
            held == answer.code,
            put(item.code, answer.code),
            small=True,
        )
        for answer in answers
    ]
    return ft.Container(
        key=item.code,
        padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.S),
        content=ft.Row(
            wrap=True,
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
            run_spacing=0,
            controls=[ft.Text(_(item.label)), flow(chips)],
        ),
    )
