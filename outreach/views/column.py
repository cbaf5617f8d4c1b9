"""How the screens before the records are laid out: one narrow column, one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import sign
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.night import NightSwitch
from outreach.views.topline import lock_button
from outreach.words import _

#: Of the column, in dp.
WIDTH = 460


def column(
    desk: Desk,
    *controls: ft.Control,
    back: Callable[[Any], Any] | None = None,
    named: bool = False,
    step: tuple[int, int] | None = None,
    key: str | None = None,
) -> ft.Control:
    """The screen. ``back``: a way back above; ``named``: with the app's sign and name; ``step``:
    which it is of how many. While a vault is open the lock is there; a new ``key`` starts at the
    top again."""
    lead = [] if back is None else [sign("entrance-back", _("Back"), ft.Icons.ARROW_BACK, back)]
    above = [_name()] if named else []
    if step is not None:
        above.append(frame.soft(_("Step {n} of {all}").format(n=step[0], all=step[1]), small=True))
    tail: list[ft.Control] = [NightSwitch(desk, key="night")]
    if desk.session is not None:
        tail.append(lock_button(desk))
    return ft.Column(
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,  # or the column is not in the middle
        controls=[
            ft.Container(
                padding=ft.Padding.symmetric(horizontal=Space.S),
                height=Size.TARGET + Space.SM,
                content=ft.Row(
                    [*lead, ft.Container(expand=True), *tail],
                    spacing=Space.XS,
                    vertical_alignment=ft.CrossAxisAlignment.CENTER,
                ),
            ),
            ft.Column(
                key=key,
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                alignment=ft.MainAxisAlignment.CENTER,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                controls=[
                    ft.Container(
                        padding=Space.L,
                        width=WIDTH,
                        content=ft.Column(
                            tight=True,
                            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                            spacing=Space.M,
                            controls=[*above, *controls],
                        ),
                    )
                ],
            ),
        ],
    )


def _name() -> ft.Control:
    """The app's sign and its name."""
    moon = ft.Container(
        ft.Icon(ft.Icons.NIGHTLIGHT_ROUND, size=28, color=ft.Colors.ON_PRIMARY_CONTAINER),
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
        border_radius=Size.RADIUS,
        width=Size.TARGET + Space.XS,
        height=Size.TARGET + Space.XS,
        alignment=ft.Alignment.CENTER,
    )
    return ft.Row([moon, frame.heading("Outreach")], spacing=Space.SM)


def wrong(error: tuple[str, str]) -> list[ft.Control]:
    """What went wrong, and what to do; nothing where nothing did."""
    words, advice = error
    if not words:
        return []
    return [frame.notice(ft.Icons.ERROR_OUTLINE, _(words), _(advice), kind="error")]
