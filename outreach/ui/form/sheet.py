"""A whole form: what matters first, the rest in sections that fold, problems on top."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.fields import FormField, Section
from outreach.ui import frame
from outreach.ui.buttons import pressed
from outreach.ui.desk import Desk
from outreach.ui.form.question import Question
from outreach.ui.form.state import FormState, first_questions
from outreach.ui.moments import plural
from outreach.ui.theme import Size, Space


@ft.component
def Sheet(desk: Desk, form: FormState) -> ft.Control:
    folds, _ = ft.use_state(form.folds)
    first = first_questions(form.form)
    parts: list[ft.Control] = []
    if folds.problems:
        parts.append(_problems(form))
    if first:
        parts.append(
            ft.Column(
                [Question(desk, form, f, True, key=f"first-{f.name}") for f in first],
                spacing=20,
            )
        )
    for section in form.form.sections:
        rest = [field for field in section.fields if not field.first]
        if rest:
            parts.append(Fold(desk, form, section, tuple(rest), key=f"fold-{section.name}"))
    return ft.Column(parts, spacing=Space.M)


@ft.component
def Fold(
    desk: Desk, form: FormState, section: Section, fields: tuple[FormField, ...]
) -> ft.Control:
    """One section. Folded, it says how much of it is answered, and draws nothing else."""
    folds, _ = ft.use_state(form.folds)
    for name in sorted({field.when[0] for field in fields if field.when}):
        ft.use_state(form.cells[name])
    asked = [field for field in fields if form.asked(field.name)]
    if not asked:
        return ft.Container(visible=False)
    opened = section.name in folds.opened
    answered = sum(form.cells[field.name].value is not None for field in asked)
    count = f"{answered} of {len(asked)} answered" if answered else plural(len(asked), "question")

    def toggle(_: Any) -> None:
        form.folds.toggle(section.name)

    head = pressed(
        f"fold-{section.name}",
        ft.Container(
            on_click=toggle,
            ink=True,
            padding=ft.Padding.symmetric(horizontal=Space.M, vertical=12),
            content=ft.Row(
                [
                    ft.Column(
                        [
                            ft.Text(section.title, theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
                            frame.soft(count, small=True),
                        ],
                        spacing=0,
                        expand=True,
                    ),
                    ft.Icon(
                        ft.Icons.EXPAND_LESS if opened else ft.Icons.EXPAND_MORE,
                        semantics_label="Open" if opened else "Folded",
                    ),
                ]
            ),
        ),
    )
    inside: list[ft.Control] = [head]
    if opened:
        inside.append(
            ft.Container(
                padding=ft.Padding.only(left=Space.M, right=Space.M, bottom=20, top=Space.XS),
                content=ft.Column(
                    [Question(desk, form, f, False, key=f"q-{f.name}") for f in fields],
                    spacing=20,
                ),
            )
        )
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        border_radius=Size.RADIUS,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        content=ft.Column(inside, spacing=0),
    )


def _problems(form: FormState) -> ft.Control:
    """All problems together; pressing one opens the section in which it stands."""

    def open_section(name: str) -> Callable[[Any], None]:
        def act(_: Any) -> None:
            section = form.section_of(name)
            if section is not None and section not in form.folds.opened:
                form.folds.toggle(section)

        return act

    lines: list[ft.Control] = []
    for problem in form.folds.problems:
        name = problem.field.split(".")[0].split("[")[0]
        said = f"{form.label(name)}: {problem.message}" if name else problem.message
        lines.append(
            ft.TextButton(
                said,
                on_click=open_section(name),
                style=ft.ButtonStyle(
                    color=ft.Colors.ON_ERROR_CONTAINER, padding=ft.Padding.symmetric(horizontal=0)
                ),
            )
        )
    return frame.notice(
        ft.Icons.ERROR_OUTLINE,
        "There is a problem",
        "Nothing was saved yet. Your answers are kept as a draft.",
        *lines,
        kind="error",
    )
