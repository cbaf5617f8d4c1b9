"""Merges that wait for a second person, on the first screen of whoever could be that."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach import linking
from outreach.model.merging import Merge
from outreach.model.rows import Row
from outreach.model.timeline import route_of
from outreach.ui import frame
from outreach.ui.buttons import ident
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.query import use_query
from outreach.words import _, several

#: So many are shown; the others are counted.
SHOWN = 3


def _ask(session: Any) -> tuple[int, list[tuple[Merge, dict[str, Row]]]]:
    found = linking.waiting_for(session)
    shown = found[:SHOWN]
    return len(found), [(one, linking.rows_of(session, (one.leads, *one.joins))) for one in shown]


@ft.component
def WaitingMerges(desk: Desk) -> ft.Control:
    """Empty for whoever proposed them, and where nothing waits."""
    answer = use_query(desk, _ask)
    count, found = answer.value or (0, [])
    if not count:
        return ft.Container(visible=False)
    words = several(
        "{n} merge waits for a second person", "{n} merges wait for a second person", count
    )
    return ft.Column(
        [
            frame.heading(words, level=3),
            frame.rows([_tile(desk, merge, named) for merge, named in found]),
        ],
        spacing=Space.S,
    )


def _tile(desk: Desk, merge: Merge, named: dict[str, Row]) -> ft.Control:
    titles = [named[one].title for one in (*merge.joins, merge.leads) if one in named]
    lead = named.get(merge.leads)
    route = route_of(lead.kind, lead.id) if lead is not None else f"/records/{merge.id}"
    said = _("{who}: {why}").format(who=merge.row.author_name, why=merge.why)
    return ident(
        f"merge-waits-{merge.id[:8]}",
        ft.ListTile(
            key=merge.id,
            title=" → ".join(titles),
            subtitle=said,
            leading=ft.Icon(ft.Icons.MERGE),
            trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
            on_click=lambda _event: desk.go(route),
            min_height=Size.TARGET,
        ),
    )
