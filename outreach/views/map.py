"""The map of the places, and the screen on which the point of one of them is corrected."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.map.page import MapScreen
from outreach.ui.map.pick import PickPoint
from outreach.ui.map.state import state_of
from outreach.ui.query import use_query
from outreach.words import _


@ft.component
def Map(desk: Desk) -> ft.Control:
    record = ft.use_route_params().get("id")
    if desk.session is None:
        return frame.waiting()
    return MapScreen(desk, state_of(desk), record, key="map")


@ft.component
def MapPoint(desk: Desk) -> ft.Control:
    """Correct where a place is. The old point stays in its history, with the reason."""
    record = str(ft.use_route_params().get("id"))
    answer = use_query(desk, lambda session: _asked(session, record), record)
    reason = ft.use_ref("")
    problem, set_problem = ft.use_state("")
    if answer.missing:
        return frame.empty(
            ft.Icons.SEARCH_OFF,
            _("There is no such place on this tablet"),
            _("It may not have been synced yet."),
        )
    if answer.value is None or desk.session is None:
        return frame.waiting()
    view, as_of = answer.value

    def keep(text: str) -> None:
        reason.current = text

    async def save(latitude: float, longitude: float, source: str) -> None:
        why = (reason.current or "").strip()
        if not why:
            set_problem(_("Enter why the point is corrected"))
            return
        set_problem("")
        if desk.session is None:
            return
        fix = desk.position.fix
        fields: dict[str, Any] = {
            "latitude": latitude,
            "longitude": longitude,
            "point_source": source,
        }
        if "accuracy_m" in view.fields or source == "gps":
            fields["accuracy_m"] = fix.accuracy_m if source == "gps" and fix is not None else None
        await asyncio.to_thread(desk.session.correct, view.id, fields, why, as_of)
        desk.wrote()
        desk.tell(_("The point is corrected. The old one stays in the history."))
        desk.back("/map")

    return frame.page(
        frame.heading(_("Correct the point")),
        frame.soft(view.title),
        Field(
            "point-reason",
            _("Why the point is corrected"),
            on_input=keep,
            error=problem or None,
            helper=_("Such as: the entrance is on the other street"),
            key="reason",
        ),
        PickPoint(desk, view.latitude, view.longitude, save, key=f"pick-{view.id}"),
    )


def _asked(session: Any, record: str) -> tuple[Any, int]:
    view = session.show(record)
    return view, session.as_of(view.id)
