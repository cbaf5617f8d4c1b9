"""A text field that keeps keystrokes.

Flet wipes a field without ``value`` at every re-render, and a value that is set after an ``await``
loses what was typed meanwhile. So the value lives in the component's own state and is set in the
same breath as the key arrives; whoever owns the field hears of it afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from inspect import isawaitable
from typing import Any

import flet as ft

from outreach.ui.buttons import ident, sign
from outreach.ui.shortcuts import use_typing
from outreach.ui.theme import Size
from outreach.words import _

#: Seconds after which a new field is in the page. Before that a browser gives it no keyboard, much
#: as it looks as if it had one: what is typed would go nowhere.
DRAWN = 0.2


@ft.component
def Field(
    name: str,
    label: str,
    value: str = "",
    on_input: Callable[[str], None] | None = None,
    on_submit: Callable[[str], Any] | None = None,
    on_focus: Callable[[], None] | None = None,
    error: str | None = None,
    helper: str | None = None,
    max_length: int | None = None,
    lines: int = 1,
    password: bool = False,
    autofocus: bool = False,
    number: bool = False,
    disabled: bool = False,
    icon: ft.IconData | None = None,
    speech: bool = False,
    exact: bool = False,
    replaces: bool = False,
    caret_at: int | None = None,
) -> ft.Control:
    """``value`` is what it starts with; a new ``key`` starts it again.

    ``autofocus`` brings the keyboard here, from wherever it is: Flutter's own does so only when
    nothing else has the focus. ``lines`` > 1 grows to three times as many. ``speech`` marks words
    that are quoted as they were spoken: no correction, no suggestions. ``exact`` marks what is no
    words at all, such as a code: the same, in upright letters. ``replaces``: the first key
    after ``autofocus`` takes the place of what is there; anywhere else it goes on at the end, or
    behind the character ``caret_at``.
    """
    text, set_text = ft.use_state(value)
    shown, set_shown = ft.use_state(False)
    caret, set_caret = ft.use_state(None)
    typing = use_typing()
    box, _box = ft.use_state(ft.Ref)

    async def come() -> None:
        if not autofocus:
            return
        await asyncio.sleep(DRAWN)
        here = box.current
        if here is not None:
            with suppress(TimeoutError, RuntimeError):  # a field that is gone takes no focus
                await here.focus()
                if not replaces:  # a browser selects all, and the next key would delete it
                    at = _units(text if caret_at is None else text[:caret_at])
                    set_caret(ft.TextSelection(at, at))

    ft.use_effect(come, [])

    def typed(event: Any) -> None:
        now = event.control.value or ""
        set_text(now)
        set_caret(None)
        if on_input is not None:
            on_input(now)

    async def submitted(_: Any) -> None:
        if on_submit is not None:
            done = on_submit(text)
            if isawaitable(done):  # Flet does not wait for what a plain function gives
                await done

    def focused(event: Any) -> None:
        typing.begins(event)
        if on_focus is not None:
            on_focus()

    multiline = lines > 1
    as_typed = password or speech or exact
    field = ident(
        name,
        ft.TextField(
            ref=box,
            expand=True,
            label=label,
            value=text,
            selection=caret,
            on_change=typed,
            on_submit=submitted if on_submit is not None else None,
            on_focus=focused,
            on_blur=lambda _: typing.ends(),
            error=error,
            helper=helper,
            helper_max_lines=3,
            error_max_lines=3,
            max_length=max_length,
            counter="" if max_length and len(text) < max_length * 0.8 else None,
            multiline=multiline,
            align_label_with_hint=multiline,
            min_lines=lines if multiline else None,
            max_lines=lines * 3 if multiline else 1,
            password=password and not shown,
            suffix_icon=_eye(name, shown, set_shown) if password else None,
            autofocus=autofocus and not ft.context.page.web,
            disabled=disabled,
            keyboard_type=ft.KeyboardType.NUMBER if number else None,
            prefix_icon=icon,
            autocorrect=not as_typed,
            enable_suggestions=not as_typed,
            enable_ime_personalized_learning=False,
            # What was spoken stays as it is typed, its first letter too.
            capitalization=None if as_typed else ft.TextCapitalization.SENTENCES,
            filled=True,
            border=ft.OutlineInputBorder(border_radius=Size.RADIUS),
            text_style=ft.TextStyle(italic=True) if speech else None,
        ),
    )
    return ft.Row([field])  # a field in a column would be 300 dp wide, whatever the column is


def _units(text: str) -> int:
    """How long Flutter takes a text to be: in UTF-16, where an emoji counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _eye(name: str, shown: bool, show: Callable[[bool], None]) -> ft.Control:
    """Shows what is typed. Flet's own has no name for a screen reader."""
    words = _("Hide what is typed") if shown else _("Show what is typed")
    icon = ft.Icons.VISIBILITY_OFF if shown else ft.Icons.VISIBILITY
    return sign(f"{name}-eye", words, icon, lambda _event: show(not shown))
