"""One section that folds. Folded, it says what is in it and draws nothing else."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model.fields import FormField, Section
from outreach.ui.buttons import pressed
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.form.cells import Tally
from outreach.ui.form.question import Question
from outreach.ui.form.state import FormState
from outreach.words import _, several

#: A sign for the sections that most kinds have; others get the plain one.
SIGNS = {
    "now": ft.Icons.EDIT_NOTE,
    "seen": ft.Icons.VISIBILITY_OUTLINED,
    "words": ft.Icons.FORMAT_QUOTE,
    "later": ft.Icons.BOOKMARK_BORDER,
    "conditions": ft.Icons.LIGHTBULB_OUTLINE,
    "place": ft.Icons.PLACE_OUTLINED,
    "when": ft.Icons.SCHEDULE,
    "about": ft.Icons.POLICY_OUTLINED,
    "looks": ft.Icons.ACCESSIBILITY_NEW,
    "did": ft.Icons.DIRECTIONS_WALK,
    "sight": ft.Icons.REMOVE_RED_EYE_OUTLINED,
    "inside": ft.Icons.AIRLINE_SEAT_RECLINE_NORMAL,
    "observed": ft.Icons.SEARCH,
    "outcome": ft.Icons.GAVEL,
    "end": ft.Icons.FLAG_OUTLINED,
    "licensing": ft.Icons.LOCAL_BAR_OUTLINED,
    "takeaway": ft.Icons.RESTAURANT_OUTLINED,
    "gambling": ft.Icons.CASINO_OUTLINED,
    "hotel": ft.Icons.HOTEL_OUTLINED,
    "private_hire": ft.Icons.LOCAL_TAXI_OUTLINED,
    "housing": ft.Icons.HOME_WORK_OUTLINED,
    "fire": ft.Icons.LOCAL_FIRE_DEPARTMENT_OUTLINED,
    "until": ft.Icons.HOURGLASS_BOTTOM,
    "who": ft.Icons.ASSIGNMENT_IND_OUTLINED,
    "dates": ft.Icons.EVENT,
}


@ft.component
def Fold(
    desk: Desk, form: FormState, section: Section, fields: tuple[FormField, ...]
) -> ft.Control:
    """Its title, what is in it in words, and its questions when it is open."""
    folds, _f = ft.use_state(form.folds)
    tally, _t = ft.use_state(form.tallies[section.name])
    if not tally.asked:
        return ft.Container(visible=False)
    opened = section.name in folds.opened
    inside: list[ft.Control] = [_head(form, section, tally, opened)]
    if opened:
        inside.append(
            ft.Container(
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.XS, bottom=Space.ML),
                content=ft.Column(
                    [Question(desk, form, f, False, key=f"q-{f.name}") for f in fields],
                    spacing=Space.L,
                ),
            )
        )
    edge = ft.Colors.ERROR if tally.problems else ft.Colors.OUTLINE_VARIANT
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(Size.EDGE, edge),
        border_radius=Size.RADIUS,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        content=ft.Column(inside, spacing=0),
    )


def _head(form: FormState, section: Section, tally: Tally, opened: bool) -> ft.Control:
    def toggle(_e: Any) -> None:
        form.folds.toggle(section.name)

    said, icon, ink = summary(tally)
    return pressed(
        f"fold-{section.name}",
        ft.Container(
            on_click=toggle,
            ink=True,
            padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.SM),
            content=ft.Row(
                [
                    ft.Icon(
                        SIGNS.get(section.name, ft.Icons.NOTES),
                        color=ft.Colors.ON_SURFACE_VARIANT,
                    ),
                    ft.Column(
                        [
                            ft.Text(_(section.title), theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
                            ft.Row(
                                [
                                    ft.Icon(icon, size=Size.SIGN_SMALL, color=ink),
                                    ft.Text(
                                        said,
                                        theme_style=ft.TextThemeStyle.BODY_SMALL,
                                        color=ink,
                                        expand=True,
                                    ),
                                ]
                                if icon
                                else [
                                    ft.Text(
                                        said,
                                        theme_style=ft.TextThemeStyle.BODY_SMALL,
                                        color=ink,
                                        expand=True,
                                    )
                                ],
                                spacing=Space.XS,
                            ),
                        ],
                        spacing=0,
                        expand=True,
                    ),
                    ft.Icon(
                        ft.Icons.EXPAND_LESS if opened else ft.Icons.EXPAND_MORE,
                        semantics_label=_("Open") if opened else _("Folded"),
                    ),
                ],
                spacing=Space.SM,
            ),
        ),
    )


def summary(tally: Tally) -> tuple[str, ft.IconData | None, ft.Colors]:
    """What is in a section, the worst first: a line, a sign and an ink."""
    answered = several("{n} answer", "{n} answers", tally.answered) if tally.answered else ""
    if tally.problems:
        said = several("{n} problem", "{n} problems", tally.problems)
        return _join(said, answered), ft.Icons.ERROR_OUTLINE, ft.Colors.ERROR
    if tally.wanted:
        said = _("{count} still wanted").format(count=tally.wanted)
        return _join(answered, said), None, ft.Colors.ON_SURFACE_VARIANT
    if tally.answered:
        return answered, ft.Icons.CHECK, ft.Colors.PRIMARY
    return (
        several("{n} question, if you like", "{n} questions, if you like", tally.asked),
        None,
        ft.Colors.ON_SURFACE_VARIANT,
    )


def _join(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
