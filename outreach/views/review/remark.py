"""A comment on an answer, where the answer stands: what to correct, in the supervisor's words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from outreach.model.questions import questions
from outreach.ui.buttons import pressed, sign
from outreach.ui.choices import flow
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.shortcuts import use_shortcuts
from outreach.words import _

#: So long a comment may grow.
MOST = 2000


@ft.component
def Remark(
    desk: Desk,
    field: str | None,
    about: str,
    words: str,
    on_words: Callable[[str], None],
    on_drop: Callable[[], None],
    problem: str = "",
) -> ft.Control:
    """``field`` None: about the whole record. ``about``: what people call it. Common questions are
    a start, to be made fit."""
    start, set_start = ft.use_state((words, 0))
    now: Any = ft.use_ref(words)

    def typed(text: str) -> None:
        now.current = text
        on_words(text)

    def take(question: str) -> None:
        text = f"{now.current.strip()} {question}".strip()
        set_start((text, start[1] + 1))
        typed(text)

    name = field or "record"
    use_shortcuts(
        desk,
        {
            f"Alt+{number + 1}": (_(asked), partial(take, _(asked)))
            for number, asked in enumerate(questions(field))
        },
        _("Common questions: {about}").format(about=about),
    )
    return ft.Container(
        key=f"remark-{name}",
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        border=ft.Border.only(left=ft.BorderSide(Size.FOCUS, ft.Colors.PRIMARY)),
        border_radius=Size.SMALL,
        padding=Space.SM,
        content=ft.Column(
            spacing=Space.S,
            controls=[
                ft.Row(
                    vertical_alignment=ft.CrossAxisAlignment.START,
                    spacing=Space.XS,
                    controls=[
                        ft.Column(
                            [
                                Field(
                                    f"say-{name}",
                                    _("Comment: {about}").format(about=about),
                                    value=start[0],
                                    on_input=typed,
                                    error=problem or None,
                                    lines=2,
                                    max_length=MOST,
                                    autofocus=True,
                                    key=f"say-{name}-{start[1]}",
                                )
                            ],
                            expand=True,
                        ),
                        sign(
                            f"drop-{name}",
                            _("Remove this comment"),
                            ft.Icons.CLOSE,
                            lambda _event: on_drop(),
                        ),
                    ],
                ),
                flow(
                    [
                        _question(f"ask-{name}-{number}", _(asked), _take(take, _(asked)))
                        for number, asked in enumerate(questions(field))
                    ]
                ),
            ],
        ),
    )


def _question(name: str, words: str, act: Callable[[Any], None]) -> ft.Control:
    """A question that is often asked, to tap. Its words take as many lines as they need."""
    return pressed(
        name,
        ft.Container(
            ft.Text(words, theme_style=ft.TextThemeStyle.BODY_SMALL),
            border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE),
            border_radius=Size.SMALL,
            padding=ft.Padding.symmetric(horizontal=Space.SM, vertical=15),
            ink=True,
            on_click=act,
        ),
    )


def _take(take: Callable[[str], None], words: str) -> Callable[[Any], None]:
    return lambda _event: take(words)
