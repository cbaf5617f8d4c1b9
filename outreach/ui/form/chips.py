"""Answers to tap: yes and no, one of some, several of some, and the four for what is not known.

A chosen chip carries a check mark as well as its colour. Tapping it again takes the answer back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.codes import Code, code_list
from outreach.model.fields import FormField
from outreach.ui.buttons import ident
from outreach.ui.form.state import FormState, is_unknown
from outreach.ui.theme import Size, Space

#: Above this many options a list to open is quicker to read than chips.
CHIPS_AT_MOST = 16


def chip(
    name: str, words: str, chosen: bool, on_select: Callable[[Any], Any], *, small: bool = False
) -> ft.Control:
    """One option."""
    style = ft.TextThemeStyle.BODY_SMALL if small else ft.TextThemeStyle.BODY_MEDIUM
    return ident(
        name,
        ft.Chip(
            label=ft.Text(words, theme_style=style),
            selected=chosen,
            show_checkmark=True,
            on_select=on_select,
            selected_color=ft.Colors.PRIMARY_CONTAINER,
            bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
            shape=ft.RoundedRectangleBorder(radius=10),
            padding=ft.Padding.symmetric(horizontal=8, vertical=6 if small else 11),
        ),
    )


def flow(controls: list[ft.Control]) -> ft.Control:
    """Chips side by side, in as many lines as they need."""
    return ft.Row(controls, wrap=True, spacing=Space.S, run_spacing=Space.S)


def yesno(form: FormState, field: FormField, value: Any) -> ft.Control:
    def put(answer: bool) -> Callable[[Any], None]:
        return lambda _: form.put(field.name, None if value is answer else answer)

    return flow(
        [
            chip(f"{field.name}.yes", "Yes", value is True, put(True)),
            chip(f"{field.name}.no", "No", value is False, put(False)),
        ]
    )


def offered(field: FormField, value: Any) -> tuple[Code, ...]:
    """The options to show: those in force, and those that were chosen when they were."""
    assert field.codes is not None
    current = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return field.codes.offered(current)


def choice(form: FormState, field: FormField, value: Any) -> ft.Control:
    codes = offered(field, value)
    if len(codes) > CHIPS_AT_MOST:
        return ft.Semantics(
            identifier=field.name,
            label=field.label,
            content=ft.Dropdown(
                value=value if isinstance(value, str) else None,
                options=[ft.DropdownOption(key=c.code, text=c.label) for c in codes],
                hint_text="Choose",
                border=ft.OutlineInputBorder(border_radius=Size.RADIUS),
                enable_filter=True,
                on_select=lambda e: form.put(field.name, e.control.value),
                width=360,
            ),
        )

    def put(code: str) -> Callable[[Any], None]:
        return lambda _: form.put(field.name, None if value == code else code)

    return flow(
        [chip(f"{field.name}.{c.code}", c.label, value == c.code, put(c.code)) for c in codes]
    )


def several(form: FormState, field: FormField, value: Any) -> ft.Control:
    codes = offered(field, value)
    chosen: list[str] = value if isinstance(value, list) else []
    alone = {c.code for c in codes if c.alone}

    def put(code: str) -> Callable[[Any], None]:
        def toggle(_: Any) -> None:
            if code in chosen:
                now = [c for c in chosen if c != code]
            elif code in alone:
                now = [code]
            else:
                now = [c for c in chosen if c not in alone] + [code]
            form.put(field.name, now)

        return toggle

    return flow(
        [chip(f"{field.name}.{c.code}", c.label, c.code in chosen, put(c.code)) for c in codes]
    )


def unknowns(form: FormState, field: FormField, value: Any) -> ft.Control | None:
    """The four answers for what is not known, one tap each; None once there is a value."""
    if not field.unknowns or (value is not None and not is_unknown(value)):
        return None
    held = value.get("unknown") if is_unknown(value) else None

    def put(code: str) -> Callable[[Any], None]:
        answer = None if held == code else {"unknown": code}
        return lambda _: form.put(field.name, answer)

    return flow(
        [
            chip(f"{field.name}.{c.code}", c.label, held == c.code, put(c.code), small=True)
            for c in code_list("unknown_answer").active
        ]
    )
