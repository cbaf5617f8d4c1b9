"""Search: words in, records out, newest first. What one typed stays in memory only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.kinds import KINDS
from outreach.ui import frame
from outreach.ui.choices import chip
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.moments import plural
from outreach.ui.query import use_query
from outreach.ui.rows import Records
from outreach.ui.theme import Space
from outreach.views.record import Shown

MOST = 400


@ft.component
def Search(desk: Desk) -> ft.Control:
    window, _ = ft.use_state(desk.window)
    typed, set_typed = ft.use_state("")
    kind, set_kind = ft.use_state("")
    chosen, set_chosen = ft.use_state("")

    def look(session: Any) -> list[Any]:
        if typed.strip():
            rows = session.find(typed, limit=MOST)
            return [row for row in rows if not kind or row.kind == kind]
        return list(session.rows(kind=kind or None, limit=MOST))

    answer = use_query(desk, look, typed, kind)
    rows = answer.value or []

    def pick(name: str) -> Callable[[Any], None]:
        return lambda _: set_kind("" if kind == name else name)

    two = window.layout == "desktop"

    def open_(record: str) -> None:
        if two:
            set_chosen(record)
        else:
            desk.go(f"/records/{record}")

    count = plural(len(rows), "record") if len(rows) < MOST else f"The newest {MOST} records"
    found: ft.Control
    if not answer.ready:
        found = frame.waiting()
    elif rows:
        found = Records(rows, open_, chosen if two else None, key=f"found-{kind}-{typed}")
    elif typed.strip():
        found = frame.empty(
            ft.Icons.SEARCH_OFF,
            "No record has all these words",
            "Try fewer words, or the beginning of a word.",
        )
    else:
        found = frame.empty(
            ft.Icons.DESCRIPTION_OUTLINED, "No records yet", "What you write appears here."
        )
    left = ft.Column(
        expand=True,
        spacing=Space.S,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S),
                content=ft.Column(
                    spacing=Space.S,
                    controls=[
                        Field(
                            "search",
                            "Names, places, plates, words",
                            on_input=set_typed,
                            autofocus=window.layout != "phone",
                            icon=ft.Icons.SEARCH,
                        ),
                        ft.Row(
                            scroll=ft.ScrollMode.AUTO,
                            spacing=Space.S,
                            controls=[
                                chip(
                                    f"kind-{name}",
                                    model.plural,
                                    kind == name,
                                    pick(name),
                                    small=True,
                                )
                                for name, model in KINDS.items()
                            ],
                        ),
                        frame.soft(count if rows else "", small=True),
                    ],
                ),
            ),
            found,
        ],
    )
    if not two:
        return left
    right = (
        Shown(desk, chosen, key=f"shown-{chosen}")
        if chosen
        else frame.empty(ft.Icons.ARTICLE_OUTLINED, "Choose a record", "It opens here.")
    )
    return frame.two_panes(left, right)
