"""One of some, several of some, what to show of a list: chips to tap.

A chosen chip carries a check mark as well as its colour. Every chip is 48 dp high.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from textwrap import wrap
from typing import Any

import flet as ft

from outreach.ui.buttons import ident
from outreach.ui.design import Space, text_size
from outreach.words import _

#: Padding above and below a chip's words, in dp.
PAD = 13
PAD_SMALL = 15
CORNER = 10
#: Room for the sign beside words of several lines, in dp.
SIGN = 26
#: Letters that a phone has room for at 100 %, and in each line of what is longer.
FITS = 36
BROKEN = 28


def chip(
    name: str,
    words: str,
    chosen: bool,
    on_select: Callable[[Any], Any],
    *,
    small: bool = False,
    icon: ft.IconData | None = None,
    disabled: bool = False,
    focus: bool = False,
) -> ft.Control:
    """One option. ``small``: in a row of filters, and for answers of less weight; ``focus``: the
    keyboard starts here."""
    style = ft.TextThemeStyle.BODY_SMALL if small else ft.TextThemeStyle.BODY_MEDIUM
    # Flutter cuts a chip's words off after one line, and its check mark grows with the lines.
    lines = [words]
    if len(words) > FITS / text_size():
        lines = wrap(words, round(BROKEN / text_size()))
    one = len(lines) == 1
    if chosen and not one:
        icon = ft.Icons.CHECK
    return ident(
        name,
        ft.Chip(
            label=ft.Text(
                "\n".join(lines),
                theme_style=style,
                no_wrap=True,
                max_lines=len(lines),
                color=ft.Colors.ON_PRIMARY_CONTAINER if chosen else None,
            ),
            leading=ft.Icon(icon, size=18) if icon and not (chosen and one) else None,
            # Flutter would make its room as wide as the words are high.
            leading_size_constraints=None if one else ft.BoxConstraints(max_width=SIGN),
            selected=chosen,
            show_checkmark=one,
            disabled=disabled,
            autofocus=focus,
            on_select=on_select,
            shape=ft.RoundedRectangleBorder(radius=CORNER),
            padding=ft.Padding.symmetric(horizontal=Space.S, vertical=PAD_SMALL if small else PAD),
        ),
    )


def adding(
    name: str, words: str, on_click: Callable[[Any], Any], *, icon: ft.IconData = ft.Icons.ADD
) -> ft.Control:
    """A chip that adds something, or asks something, rather than being on or off."""
    return ident(
        name,
        ft.Chip(
            label=ft.Text(words, theme_style=ft.TextThemeStyle.BODY_MEDIUM),
            leading=ft.Icon(icon, size=18),
            on_click=on_click,
            shape=ft.RoundedRectangleBorder(radius=CORNER),
            padding=ft.Padding.symmetric(horizontal=Space.S, vertical=PAD),
        ),
    )


def flow(controls: list[ft.Control]) -> ft.Control:
    """Chips or buttons side by side, in as many lines as they need."""
    return ft.Row(controls, wrap=True, spacing=Space.S, run_spacing=Space.S)


@ft.component
def Kept(
    name: str,
    words: str,
    chosen: bool,
    on_pick: Callable[[], Any],
    small: bool = False,
) -> ft.Control:
    """One of some of which one always is on: a tap on that one leaves it on. (The client takes the
    mark off by itself; drawing the chip again puts it back.)"""
    _drawn, draw = ft.use_state(0)

    async def act(_event: Any) -> None:
        if chosen:
            draw(lambda count: count + 1)
            return
        done = on_pick()
        if inspect.isawaitable(done):
            await done

    return chip(name, words, chosen, act, small=small)


def pick(
    stem: str, options: Mapping[Any, str], chosen: Any, on_pick: Callable[[Any], Any]
) -> ft.Control:
    """One of some, the present one marked; ``options`` maps a value to its words (said with ``_``),
    and a chip is named ``<stem>-<value>``."""
    return flow(
        [
            Kept(
                f"{stem}-{value}",
                _(words),
                chosen == value,
                partial(on_pick, value),
                key=f"{stem}-{value}",
            )
            for value, words in options.items()
        ]
    )


def filters(*groups: Sequence[ft.Control]) -> ft.Control:
    """Small chips in one line that scrolls sideways, groups of them set apart."""
    line: list[ft.Control] = []
    for group in groups:
        if line and group:
            line.append(ft.Container(width=1, height=28, bgcolor=ft.Colors.OUTLINE_VARIANT))
        line += group
    return ft.Row(line, scroll=ft.ScrollMode.HIDDEN, spacing=Space.S)


def toggles(
    stem: str,
    options: Mapping[Any, str],
    chosen: Any,
    on_pick: Callable[[Any], Any],
    *,
    none: Any = None,
) -> list[ft.Control]:
    """Small chips for ``filters``. With ``none``, one of them may be on, and tapping it again gives
    ``none``; without, one always is on."""
    if none is None:
        return [
            Kept(
                f"{stem}-{value}",
                _(words),
                chosen == value,
                partial(on_pick, value),
                True,
                key=f"{stem}-{value}",
            )
            for value, words in options.items()
        ]

    def turned(value: Any) -> Callable[[Any], Any]:
        async def act(_event: Any) -> None:
            done = on_pick(none if chosen == value else value)
            if inspect.isawaitable(done):
                await done

        return act

    return [
        chip(f"{stem}-{value}", _(words), chosen == value, turned(value), small=True)
        for value, words in options.items()
    ]
