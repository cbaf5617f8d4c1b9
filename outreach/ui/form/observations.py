"""Things observed on premises: tapped, then said where, by whom, and what became of each.

The words of a writing are quoted letter by letter: they stand apart and nothing corrects them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.fields import FormField
from outreach.ui import frame
from outreach.ui.buttons import sign
from outreach.ui.choices import adding, flow
from outreach.ui.design import Space
from outreach.ui.field import Field
from outreach.ui.form.state import FormState
from outreach.words import _, mark

#: The parts of an observation beside what it is, in the order in which they are asked.
PARTS = {
    "where": mark("Where"),
    "seen_by": mark("Seen by"),
    "left_or_handed_to": mark("Left there, or handed to"),
    "exhibit_reference": mark("Exhibit reference"),
}
#: The item whose words are quoted.
WRITING = "writing_on_wall"


def observations(form: FormState, field: FormField, value: Any) -> ft.Control:
    """What can be added, then a sheet for each thing that was."""
    assert field.codes is not None
    held: list[dict[str, str]] = value if isinstance(value, list) else []
    alone = {c.code for c in field.codes.codes if c.alone}

    def now() -> list[dict[str, str]]:
        return form.value(field.name) or []  # words were typed since this was drawn

    def add(code: str) -> Callable[[Any], None]:
        def act(_e: Any) -> None:
            kept = [] if code in alone else [o for o in now() if o["item"] not in alone]
            form.put(field.name, [*kept, {"item": code}])

        return act

    def put(index: int, part: str) -> Callable[[str], None]:
        def act(words: str) -> None:
            all_now = now()
            changed = {k: v for k, v in all_now[index].items() if k != part}
            if words:
                changed[part] = words
            whole = [*all_now[:index], changed, *all_now[index + 1 :]]
            form.put(field.name, whole, typed=True)

        return act

    def drop(index: int) -> Callable[[Any], None]:
        return lambda _e: form.put(field.name, now()[:index] + now()[index + 1 :])

    chips: list[ft.Control] = [
        adding(f"{field.name}.add.{c.code}", _(c.label), add(c.code))
        for c in field.codes.offered()
        if not (held and c.code in alone)
    ]
    cards: list[ft.Control] = []
    for index, one in enumerate(held):
        head = ft.Row(
            [
                ft.Text(
                    _(field.codes.label(one["item"])),
                    theme_style=ft.TextThemeStyle.TITLE_MEDIUM,
                    expand=True,
                ),
                sign(f"{field.name}.{index}.drop", _("Take it out"), ft.Icons.CLOSE, drop(index)),
            ]
        )
        boxes: list[ft.Control] = []
        if one["item"] not in alone:
            stem = f"{field.name}-{len(held)}-{index}"
            boxes = [
                Field(
                    f"{field.name}.{index}.{part}",
                    _(label),
                    value=one.get(part, ""),
                    on_input=put(index, part),
                    max_length=200,
                    key=f"{stem}-{part}",
                )
                for part, label in PARTS.items()
            ]
            if one["item"] == WRITING:
                writing = Field(
                    f"{field.name}.{index}.words",
                    _("The writing, letter by letter"),
                    value=one.get("words", ""),
                    on_input=put(index, "words"),
                    speech=True,
                    key=f"{stem}-words",
                )
                boxes.insert(0, writing)
        cards.append(frame.card(head, *boxes, padding=Space.SM))
    return ft.Column([*cards, flow(chips)], spacing=Space.SM)
