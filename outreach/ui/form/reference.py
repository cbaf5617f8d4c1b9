"""Another record as an answer: a place, an outing. Starts from the likeliest, finds by typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.fields import FormField
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.state import FormState
from outreach.ui.query import use_query
from outreach.ui.theme import Space

LIKELIEST = 6
FOUND = 8


@ft.component
def Reference(desk: Desk, form: FormState, field: FormField) -> ft.Control:
    """Shows what is chosen; opens a search under it. ``many`` adds to a list."""
    cell, _ = ft.use_state(form.cells[field.name])
    typed, set_typed = ft.use_state("")
    seeking, set_seeking = ft.use_state(False)
    held: list[str] = (
        list(cell.value) if isinstance(cell.value, list) else [cell.value] if cell.value else []
    )
    open_search = seeking or not held

    def look(session: Any) -> tuple[list[Any], list[Any]]:
        chosen = [session.show(other) for other in held]
        if not open_search:
            return chosen, []
        if typed.strip():
            found = [r for r in session.find(typed, limit=200) if r.kind in field.refers][:FOUND]
        else:
            found = [r for kind in field.refers for r in session.rows(kind=kind, limit=LIKELIEST)]
        return chosen, [row for row in found if row.id not in held]

    answer = use_query(desk, look, tuple(held), typed, open_search)
    chosen, found = answer.value or ([], [])

    def take(record: str) -> Callable[[Any], None]:
        def act(_: Any) -> None:
            form.put(field.name, [*held, record] if field.many else record)
            set_typed("")
            set_seeking(False)

        return act

    def drop(record: str) -> Callable[[Any], None]:
        def act(_: Any) -> None:
            rest = [other for other in held if other != record]
            form.put(field.name, rest if field.many else None)

        return act

    rows: list[ft.Control] = [
        ft.ListTile(
            key=row.id,
            title=row.title,
            subtitle=row.subtitle or None,
            leading=ft.Icon(ft.Icons.PLACE if field.widget == "place" else ft.Icons.LINK),
            trailing=ident(
                f"{field.name}.drop",
                ft.TextButton("Change" if not field.many else "Take out", on_click=drop(row.id)),
            ),
        )
        for row in chosen
    ]
    if not open_search:
        parts = [frame.rows(rows)] if rows else []
        if field.many:
            parts.append(
                quiet(
                    f"{field.name}.more",
                    "Add another",
                    lambda _: set_seeking(True),
                    icon=ft.Icons.ADD,
                )
            )
        return ft.Column(parts, spacing=Space.S)
    results = [
        ft.ListTile(
            key=row.id,
            title=row.title,
            subtitle=row.subtitle or None,
            leading=ft.Icon(ft.Icons.ADD_LOCATION_ALT_OUTLINED),
            on_click=take(row.id),
        )
        for row in found
    ]
    words = "Name, street or postcode" if field.widget == "place" else "Words to look for"
    return ft.Column(
        spacing=Space.S,
        controls=[
            *([frame.rows(rows)] if rows else []),
            Field(
                f"{field.name}.find",
                words,
                on_input=set_typed,
                on_focus=lambda: form.focused(field.name),
                icon=ft.Icons.SEARCH,
            ),
            *([frame.rows(results)] if results else []),
            *(
                [frame.soft("Nothing on this tablet fits. Write the place in words below.")]
                if typed and answer.ready and not results
                else []
            ),
        ],
    )
