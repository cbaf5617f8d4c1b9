"""Answers of which somebody has several, each with parts: names, telephone numbers, categories.

The rules that this module enforces: what is typed is in the draft with the next letter, and there
is nothing to confirm; at night a name alone is enough, and when it was heard and from whom can
wait; a day is typed as people write it and kept as it is until the record is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.codes import code_list
from outreach.model.fields import FormField
from outreach.model.instants import typed_day
from outreach.model.kinds.answers import PART_CODES, PART_DAYS, PART_LABELS, PART_WHEN
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet, secondary, sign
from outreach.ui.choices import adding, chip, flow
from outreach.ui.design import Size, Space
from outreach.ui.field import Field
from outreach.ui.form.state import FormState
from outreach.words import _

#: More options than these are a list that drops down.
CHIPS_AT_MOST = 7
#: Parts that can wait until the morning.
_LATER = frozenset({*PART_DAYS, "source", "agency", "label"})

Part = dict[str, str]


@ft.component
def Parts(form: FormState, field: FormField) -> ft.Control:
    """A card for each answer; what leads it stands first: words to type, or a code to tap."""
    cell, _set = ft.use_state(form.cells[field.name])
    turn, set_turn = ft.use_state(0)
    every, set_every = ft.use_state(False)
    held: list[Part] = cell.value if isinstance(cell.value, list) else []
    lead = field.shape[0]
    tapped = lead in PART_CODES

    def now() -> list[Part]:
        found = form.value(field.name)
        return found if isinstance(found, list) else []

    def put(index: int, part: str, *, typed: bool) -> Callable[[str], None]:
        def act(words: str) -> None:
            all_now = now() or [{}]
            before = all_now[index]
            changed = {k: v for k, v in before.items() if k != part}
            if words:
                changed[part] = words
            whole = [*all_now[:index], changed, *all_now[index + 1 :]]
            form.put(field.name, whole if any(whole) else None, typed=typed and bool(now()))

        return act

    def drop(index: int) -> Callable[[Any], None]:
        def act(_e: Any) -> None:
            form.put(field.name, now()[:index] + now()[index + 1 :])
            set_turn(lambda turn: turn + 1)

        return act

    def add(first: Part) -> Callable[[Any], None]:
        def act(_e: Any) -> None:
            form.put(field.name, [*now(), first])
            set_turn(lambda turn: turn + 1)

        return act

    shown = held if held or tapped else [{}]
    parts: list[ft.Control] = [
        _card(form, field, index, one, turn, every, put, drop if held else None)
        for index, one in enumerate(shown)
    ]
    if tapped:
        codes = code_list(PART_CODES[lead]).active
        parts.append(
            flow([adding(f"{field.name}.add.{c.code}", _(c.label), add({lead: c.code}))
                  for c in codes])
        )  # fmt: skip
    buttons: list[ft.Control] = []
    if held and not tapped:
        words = _("Another one")
        buttons.append(secondary(f"{field.name}.add", words, add({}), icon=ft.Icons.ADD))
    if held and not every and any(part in _LATER for part in field.shape):
        words = _("When, and where it comes from")
        buttons.append(
            quiet(f"{field.name}.later", words, lambda _e: set_every(True), icon=ft.Icons.EVENT)
        )
    if buttons:
        parts.append(ft.Row(buttons, wrap=True, spacing=Space.S, run_spacing=Space.S))
    return ft.Column(parts, spacing=Space.SM)


def _card(
    form: FormState,
    field: FormField,
    index: int,
    one: Part,
    turn: int,
    every: bool,
    put: Callable[..., Callable[[str], None]],
    drop: Callable[[int], Callable[[Any], None]] | None,
) -> ft.Control:
    lead, stem = field.shape[0], f"{field.name}.{index}"
    focus = turn > 0 and not one  # a card that was just added, and not the first of a new form
    inside: list[ft.Control] = []
    for part in field.shape:
        if part == lead and part in PART_CODES:
            continue
        if part in _LATER and not (every or one.get(part)):
            continue
        if part in PART_WHEN and one.get(PART_WHEN[part][0]) != PART_WHEN[part][1]:
            continue
        if part in PART_CODES:
            if any(one.values()) or part in _LATER:
                inside.append(_codes(stem, part, one, put(index, part, typed=False)))
            continue
        inside.append(
            Field(
                f"{stem}.{part}",
                _(PART_LABELS.get(part, part.replace("_", " ").capitalize())),
                value=typed_day(one.get(part, "")) if part in PART_DAYS else one.get(part, ""),
                on_input=put(index, part, typed=True),
                on_focus=lambda: form.focused(field.name),
                helper=_("Such as 14/11/2026") if part in PART_DAYS else None,
                max_length=40 if part == "number" or part in PART_DAYS else 200,
                exact=part == "number",
                autofocus=focus and part == lead,
                key=f"{stem}-{turn}-{part}",
            )
        )
    taking_out = (
        sign(f"{stem}.drop", _("Take it out"), ft.Icons.CLOSE, drop(index)) if drop else None
    )
    if lead in PART_CODES:
        words = _(code_list(PART_CODES[lead]).label(one.get(lead, "")))
        head = ft.Text(words, theme_style=ft.TextThemeStyle.TITLE_MEDIUM, expand=True)
        inside.insert(0, ft.Row([head, *([taking_out] if taking_out else [])]))
    elif taking_out is not None and inside:
        # A component hands no width on, so what is round it takes what the sign leaves.
        inside[0] = ft.Row(
            [ft.Container(inside[0], expand=True), taking_out],
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    return frame.card(*inside, padding=Space.SM)


def _codes(stem: str, part: str, one: Part, put: Callable[[str], None]) -> ft.Control:
    """One of a list: chips where they are few, else a list that drops down. Of a list that says
    which agency may use what, what the agency of this answer may."""
    value = one.get(part)
    listed = code_list(PART_CODES[part])
    offered = listed.offered([value] if value else [])
    if one.get("agency") and any(code.agencies for code in offered):
        theirs = listed.for_agency(one["agency"])
        offered = (*theirs, *(c for c in offered if c.code == value and c not in theirs))
    label = _(PART_LABELS[part])

    def tap(code: str) -> Callable[[Any], None]:
        return lambda _e: put("" if code == value else code)

    if len(offered) <= CHIPS_AT_MOST:
        chips = [chip(f"{stem}.{part}.{c.code}", _(c.label), c.code == value, tap(c.code),
                      small=True) for c in offered]  # fmt: skip
        return flow(chips)
    return ft.Row(
        [
            ident(
                f"{stem}.{part}",
                ft.Dropdown(
                    label=label,
                    value=value,
                    expand=True,
                    border=ft.OutlineInputBorder(border_radius=Size.RADIUS),
                    options=[ft.DropdownOption(key=c.code, text=_(c.label)) for c in offered],
                    on_select=lambda e: put(e.control.value or ""),
                ),
            )
        ]
    )
