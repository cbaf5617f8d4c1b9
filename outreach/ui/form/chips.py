"""Answers to tap: yes and no, one of some, several of some, and the four for what is not known.

The rules that this module enforces: a chosen one carries a check mark as well as its colour;
tapping it again takes the answer back; an answer is one tap, also *not known* and its sisters; a
list that is long, or has long words, is shown as rows, the first few and then all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.codes import Code, code_list
from outreach.model.fields import FormField
from outreach.ui.buttons import ident, quiet
from outreach.ui.choices import PAD_SMALL, chip, flow
from outreach.ui.design import Size, Space
from outreach.ui.form.state import FormState, is_unknown
from outreach.words import _

#: Above this many options only the first are shown until one asks for all.
CHIPS_AT_MOST = 20
#: A label longer than this makes the list one of rows: it would not fit a chip on a phone.
CHIP_CHARS = 44
FIRST_ROWS = 3
#: Above this many chips only the first are shown.
MANY = 11
FIRST_CHIPS = 7

Tap = Callable[[Any], Any]


def reason_chip(name: str, words: str, chosen: bool, on_select: Tap) -> ft.Control:
    """One of the four answers for what is not known: there, and out of the way of the others."""
    ink = ft.Colors.ON_SURFACE if chosen else ft.Colors.ON_SURFACE_VARIANT
    return ident(
        name,
        ft.Chip(
            label=ft.Text(words, theme_style=ft.TextThemeStyle.BODY_SMALL, color=ink),
            selected=chosen,
            show_checkmark=True,
            on_select=on_select,
            selected_color=ft.Colors.SECONDARY_CONTAINER,
            bgcolor=ft.Colors.SURFACE,
            border_side=ft.BorderSide(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
            shape=ft.StadiumBorder(),
            padding=ft.Padding.symmetric(horizontal=Space.XS, vertical=PAD_SMALL),
        ),
    )


def yesno(form: FormState, field: FormField, value: Any) -> ft.Control:
    def put(answer: bool) -> Tap:
        return lambda _e: form.put(field.name, None if value is answer else answer)

    focus = form.cells[field.name].turn > 0
    return flow(
        [
            chip(f"{field.name}.yes", _("Yes"), value is True, put(True), focus=focus),
            chip(f"{field.name}.no", _("No"), value is False, put(False)),
        ]
    )


def offered(form: FormState, field: FormField, value: Any) -> tuple[Code, ...]:
    """The options to show: those in force, and those that were chosen when they were. Of a list
    that says which agency may use what, only one's own; nothing suggests that one agency holds
    another's powers."""
    assert field.codes is not None
    current = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    codes = field.codes.offered(current)
    agencies = code_list("agency")
    own = next((c.code for c in agencies.codes if form.agency in (c.code, c.label)), "")
    if not own or not any(code.agencies for code in codes):
        return codes
    mine = field.codes.for_agency(own)
    return (*mine, *(c for c in codes if c.code in current and c not in mine))


def in_rows(field: FormField) -> bool:
    """Whether the options of this question are shown as rows."""
    if field.codes is None:
        return False
    longest = max((len(code.label) for code in field.codes.active), default=0)
    return len(field.codes.active) > CHIPS_AT_MOST or longest > CHIP_CHARS


def pick(form: FormState, field: FormField, value: Any) -> Callable[[str], Tap]:
    """What a tap on an option does: one answer, or one more; tapped again it is taken back."""
    codes = offered(form, field, value)
    alone = {c.code for c in codes if c.alone}
    chosen: list[str] = value if isinstance(value, list) else []

    def one(code: str) -> Tap:
        return lambda _e: form.put(field.name, None if value == code else code)

    def several(code: str) -> Tap:
        def toggle(_e: Any) -> None:
            if code in chosen:
                now = [c for c in chosen if c != code]
            elif code in alone:
                now = [code]
            else:
                now = [c for c in chosen if c not in alone] + [code]
            form.put(field.name, now)

        return toggle

    return several if field.widget == "chips" else one


@ft.component
def Chips(form: FormState, field: FormField) -> ft.Control:
    """One or several of a list, as chips. Of a long list the first, which are the most usual, and
    those that are chosen; the others on demand."""
    cell, _set = ft.use_state(form.cells[field.name])
    everything, show_everything = ft.use_state(False)
    value = cell.value
    codes = offered(form, field, value)
    put = pick(form, field, value)
    chosen = value if isinstance(value, list) else [value]
    short = len(codes) > MANY and not everything
    chips = [
        chip(
            f"{field.name}.{c.code}",
            _(c.label),
            c.code in chosen,
            put(c.code),
            focus=cell.turn > 0 and at == 0,
        )
        for at, c in enumerate(codes)
        if not short or at < FIRST_CHIPS or c.code in chosen
    ]
    if len(chips) < len(codes):
        words = _("{count} more").format(count=len(codes) - len(chips))
        chips.append(
            quiet(
                f"{field.name}.more",
                words,
                lambda _e: show_everything(True),
                icon=ft.Icons.EXPAND_MORE,
            )
        )
    return flow(chips)


@ft.component
def Rows(form: FormState, field: FormField) -> ft.Control:
    """One or several of a list, as rows: the first, those that are chosen, and all on demand."""
    cell, _set = ft.use_state(form.cells[field.name])
    everything, show_everything = ft.use_state(False)
    value = cell.value
    codes = offered(form, field, value)
    chosen = value if isinstance(value, list) else [value]
    put = pick(form, field, value)
    shown = [c for at, c in enumerate(codes) if everything or at < FIRST_ROWS or c.code in chosen]
    several = field.widget == "chips"
    on = ft.Icons.CHECK_BOX if several else ft.Icons.RADIO_BUTTON_CHECKED
    off = ft.Icons.CHECK_BOX_OUTLINE_BLANK if several else ft.Icons.RADIO_BUTTON_UNCHECKED
    rows: list[ft.Control] = [
        ident(
            f"{field.name}.{c.code}",
            ft.ListTile(
                key=c.code,
                title=_(c.label),
                leading=ft.Icon(
                    on if c.code in chosen else off,
                    color=ft.Colors.PRIMARY if c.code in chosen else None,
                    semantics_label=_("Chosen") if c.code in chosen else None,
                ),
                selected=c.code in chosen,
                selected_tile_color=ft.Colors.PRIMARY_CONTAINER,
                min_height=Size.TARGET,
                content_padding=ft.Padding.symmetric(horizontal=12),
                on_click=put(c.code),
            ),
        )
        for c in shown
    ]
    if len(shown) < len(codes):
        rows.append(
            quiet(
                f"{field.name}.all",
                _("Show all {count}").format(count=len(codes)),
                lambda _e: show_everything(True),
                icon=ft.Icons.EXPAND_MORE,
            )
        )
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=Size.RADIUS,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        content=ft.Column(rows, spacing=0),
    )


def unknowns(form: FormState, field: FormField, value: Any) -> ft.Control | None:
    """The four answers for what is not known, one tap each; None once there is a value."""
    if not field.unknowns or (value is not None and not is_unknown(value)):
        return None
    held = value.get("unknown") if is_unknown(value) else None

    def put(code: str) -> Tap:
        answer = None if held == code else {"unknown": code}
        return lambda _e: form.put(field.name, answer)

    return ft.Row(  # one line, however narrow: these must not push the next question away
        [
            reason_chip(f"{field.name}.{c.code}", _(c.label), held == c.code, put(c.code))
            for c in code_list("unknown_answer").active
        ],
        scroll=ft.ScrollMode.HIDDEN,
        spacing=Space.XS,
    )
