"""Another record as an answer: a place, a vehicle, an outing. Starts from the likeliest, finds by
typing. Nearness needs a tap first: nobody is located without asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.fields import FormField
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet, secondary
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form import likely
from outreach.ui.form.matching import keep_and_look
from outreach.ui.form.state import FIRST, KEPT_AT, FormState
from outreach.ui.position import ask
from outreach.ui.query import use_query
from outreach.ui.rows import ICONS
from outreach.words import _


@ft.component
def Reference(desk: Desk, form: FormState, field: FormField) -> ft.Control:
    """Shows what is chosen; opens a search under it. ``many`` adds to a list."""
    cell, _set = ft.use_state(form.cells[field.name])
    position, _at = ft.use_state(desk.position)
    typed, set_typed = ft.use_state("")
    seeking, set_seeking = ft.use_state(False)
    held: list[str] = (
        list(cell.value) if isinstance(cell.value, list) else [cell.value] if cell.value else []
    )
    guarded = "person" in field.refers and FIRST in form.cells
    if guarded:
        ft.use_state(form.cells[KEPT_AT])
    searching = (seeking or not held) and (not guarded or form.first_is_kept)
    fix = position.fix

    def look(session: Any) -> tuple[list[likely.Offer], list[likely.Offer]]:
        found = likely.offers(session, field, typed, fix) if searching else []
        return likely.chosen(session, held), [one for one in found if one.id not in held]

    answer = use_query(desk, look, tuple(held), typed, searching, fix)
    taken, found = answer.value or ([], [])
    if not searching and not held:
        return _look_first(desk, form, field)

    def take(record: str) -> Callable[[Any], None]:
        def act(_e: Any) -> None:
            set_typed("")
            set_seeking(False)
            form.put(field.name, [*held, record] if field.many else record)

        return act

    def drop(record: str) -> Callable[[Any], None]:
        def act(_e: Any) -> None:
            rest = [other for other in held if other != record]
            form.put(field.name, rest if field.many else None)

        return act

    rows: list[ft.Control] = [
        ft.ListTile(
            key=one.id,
            title=one.title,
            subtitle=one.why or None,
            leading=ft.Icon(ICONS.get(one.kind, ft.Icons.LINK), color=ft.Colors.PRIMARY),
            trailing=quiet(
                f"{field.name}.drop", _("Take out") if field.many else _("Change"), drop(one.id)
            ),
        )
        for one in taken
    ]
    if not searching:
        parts = [frame.rows(rows)] if rows else []
        if field.many:
            more = quiet(
                f"{field.name}.more",
                _("Add another"),
                lambda _e: set_seeking(True),
                icon=ft.Icons.ADD,
            )
            parts.append(more)
        return ft.Column(parts, spacing=Space.S)
    results = [
        ident(
            f"{field.name}.take.{one.id[:8]}",
            ft.ListTile(
                key=one.id,
                title=one.title,
                subtitle=one.why or None,
                leading=ft.Icon(ICONS.get(one.kind, ft.Icons.LINK)),
                min_height=Size.TARGET,
                on_click=take(one.id),
            ),
        )
        for one in found
    ]
    controls: list[ft.Control] = [*([frame.rows(rows)] if rows else [])]
    controls.append(
        Field(
            f"{field.name}.find",
            _words(field),
            on_input=set_typed,
            on_focus=lambda: form.focused(field.name),
            icon=ft.Icons.SEARCH,
            autofocus=cell.turn > 0,
            key=f"{field.name}-find-{cell.turn}",
        )
    )
    if results:
        controls.append(frame.rows(results))
    elif answer.ready:
        controls.append(frame.soft(_nothing(field, typed), small=True))
    controls.append(ft.Row(_ways(desk, form, field), wrap=True, spacing=Space.S))
    return ft.Column(controls, spacing=Space.S)


def _look_first(desk: Desk, form: FormState, field: FormField) -> ft.Control:
    """People are shown when somebody asks for them: from then on, what they described before stays
    as it was."""

    async def look(_e: Any) -> None:
        if not await keep_and_look(form):
            desk.tell(_("Write your first description, and then look who it may be."))

    return ft.Column(
        [
            secondary(
                f"{field.name}.look", _("Look who it may be"), look, icon=ft.Icons.PERSON_SEARCH
            ),
            frame.soft(_("Your first description is kept as it is from then on."), small=True),
        ],
        spacing=Space.XS,
    )


def _words(field: FormField) -> str:
    if field.widget == "place":
        return _("Name, street or postcode")
    if {"person", "vehicle", "premises"} <= set(field.refers):
        return _("Name, registration or place")
    if "vehicle-sighting" in field.refers:
        return _("Registration, make or colour")
    return _("Words to look for")


def _nothing(field: FormField, typed: str) -> str:
    if typed.strip():
        return _("Nothing on this tablet fits. Try fewer letters.")
    return _("There is nothing of this kind on this tablet yet.")


def _ways(desk: Desk, form: FormState, field: FormField) -> list[ft.Control]:
    """What else one may do than take one of the list."""
    ways: list[ft.Control] = []

    async def locate(_e: Any) -> None:
        await ask(desk)
        if desk.position.problem:
            desk.tell(desk.position.problem)

    asking = desk.position.state == "asking"
    if field.widget == "place" and desk.position.fix is None:
        words = _("Finding where you are…") if asking else _("Nearest to me")
        ways.append(quiet(f"{field.name}.near", words, locate, icon=ft.Icons.MY_LOCATION))
    elsewhere = "place_name" in form.cells and form.section_of("place_name") is not None
    if field.widget == "place" and elsewhere and not form.back:
        ways.append(
            quiet(
                f"{field.name}.elsewhere",
                _("Not in the list"),
                lambda _e: form.jump("place_name"),
                icon=ft.Icons.EDIT_LOCATION_ALT_OUTLINED,
            )
        )
    return ways
