"""What was seen along with this: a vehicle, a person. A short form inside the form.

Each becomes a record of its own kind, with a history and a review of its own, and names the one it
was recorded along with. Place, time and outing are those of the outer form, asked once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model import pointers
from outreach.model.kinds import form as form_of
from outreach.ui import frame
from outreach.ui.buttons import secondary, sign
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.form.matching import Matches
from outreach.ui.form.question import Question
from outreach.ui.form.section import Fold
from outreach.ui.form.state import FormState, first_questions
from outreach.ui.rows import ICONS
from outreach.ui.values import said_of
from outreach.words import _, mark

#: What to press to record one more of a kind.
ADD = {
    "vehicle-sighting": mark("Add a vehicle"),
    "person-sighting": mark("Add a person"),
    "intelligence-source": mark("Say who told it, sealed apart"),
    "notice": mark("A notice was served"),
    "referral": mark("Refer or act"),
}


@ft.component
def Along(desk: Desk, form: FormState) -> ft.Control:
    """The sheets of what was seen along with this, and what else can be added."""
    folds, _f = ft.use_state(form.folds)
    every, set_every = ft.use_state("")
    for name in form.form.also_unless:
        ft.use_state(form.cells[name])
    del folds
    pointless = any(form.value(name) for name in form.form.also_unless) and not form.along
    if pointless or desk.session is None or form.corrects:
        return ft.Container(visible=False)

    parts: list[ft.Control] = [
        _sheet(desk, form, child, every == child.id, set_every) for child in form.along
    ]
    in_sight = dict(form.form.in_sight)
    buttons = [
        secondary(
            f"along-{kind}",
            _(ADD[kind]) if kind in ADD else _(form_of(kind).title),
            _adding(form, kind, back),
            icon=ICONS.get(kind, ft.Icons.ADD),
        )
        for kind, back in form.form.also
        if kind not in in_sight and desk.session.may_record(kind)
    ]
    if buttons:
        parts.append(ft.Row(buttons, wrap=True, spacing=Space.S, run_spacing=Space.S))
    if not parts:
        return ft.Container(visible=False)
    apart = all(form_of(kind).apart for kind, _back in form.form.also)
    title = _("Who told it") if apart else _("Also seen")
    return ft.Column(
        [ft.Text(title, theme_style=ft.TextThemeStyle.TITLE_SMALL), *parts], spacing=Space.S
    )


def in_sight(desk: Desk, form: FormState) -> list[ft.Control]:
    """What can be added from anywhere in the form: its buttons stay while one scrolls."""
    if desk.session is None or form.corrects:
        return []
    backs = dict(form.form.also)
    return [
        secondary(
            f"along-{kind}",
            _(words),
            _adding(form, kind, backs[kind]),
            icon=ICONS.get(kind, ft.Icons.ADD),
            expand=True,
        )
        for kind, words in form.form.in_sight
        if desk.session.may_record(kind)
    ]


def _adding(form: FormState, kind: str, back: str) -> Callable[[Any], None]:
    def act(_e: Any) -> None:
        child = form.add_along(form_of(kind), back)
        first = next(iter(first_questions(child.form)), None)
        if first is not None:
            child.focus = first.name
            form.target.name = f"{child.id}{first.name}"
            form.target.turn += 1

    return act


def goes_to(desk: Desk, kind: str) -> str:
    """Where it goes, and that one cannot read there; empty where one can."""
    space = desk.session.goes_unread(kind) if desk.session is not None else None
    if space is None:
        return ""
    return _(
        "It goes to {space}. This tablet cannot open what others add there; you can see what you "
        "sent."
    ).format(space=said_of(space))


def _sheet(
    desk: Desk, form: FormState, child: FormState, every: bool, set_every: Callable[[str], None]
) -> ft.Control:
    kind = child.form.kind

    def drop(_e: Any) -> None:
        form.drop_along(child)
        desk.tell(_("Taken out."))

    head = ft.Row(
        [
            ft.Icon(ICONS.get(kind, ft.Icons.NOTES), color=ft.Colors.PRIMARY),
            ft.Text(_(child.form.title), theme_style=ft.TextThemeStyle.TITLE_MEDIUM, expand=True),
            sign(f"drop-{child.id[:8]}", _("Take it out"), ft.Icons.CLOSE, drop),
        ],
        spacing=Space.S,
    )
    asked = [field for field in first_questions(child.form) if child.asked(field.name)]
    questions: list[ft.Control] = [
        Question(desk, child, field, True, key=f"{child.id}-{field.name}") for field in asked
    ]
    if every:
        for section in child.form.sections:
            rest = tuple(f for f in section.fields if not f.first and child.asked(f.name))
            if rest:
                questions.append(Fold(desk, child, section, rest, key=f"{child.id}-{section.name}"))
    else:
        questions.append(
            secondary(
                f"more-{child.id[:8]}",
                _("More about it"),
                lambda _e: set_every(child.id),
                icon=ft.Icons.EXPAND_MORE,
            )
        )
    if pointers.fields_of(kind):
        questions.append(Matches(desk, child, key=f"{child.id}-matches"))
    apart = _(
        "Saved apart, sealed for those cleared for sources. It names this item by its number only."
    )
    alike = _("Saved as a record of its own, with the same place and time.")
    questions.append(frame.soft(apart if child.form.apart else alike, small=True))
    if where := goes_to(desk, kind):
        questions.append(frame.soft(where, small=True))
    return ft.Container(
        key=child.id,
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
        border_radius=Size.RADIUS,
        padding=Space.M,
        content=ft.Column([head, *questions], spacing=Space.M),
    )
