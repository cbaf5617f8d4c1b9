"""A point: this tablet's position, a pin on the map, or numbers that are typed.

The map is drawn when somebody asks for it: a form with a point costs no more than another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.fields import FormField
from outreach.ui import frame
from outreach.ui.buttons import quiet, secondary
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.state import FormState
from outreach.ui.map.pick import PickPoint
from outreach.ui.position import ask
from outreach.words import _


@ft.component
def Point(desk: Desk, form: FormState, field: FormField) -> ft.Control:
    """Latitude and longitude in degrees, and where they come from, in one question."""
    latitude, _lat = ft.use_state(form.cells[field.name])
    longitude, _lon = ft.use_state(form.cells["longitude"])
    position, _pos = ft.use_state(desk.position)
    way, set_way = ft.use_state("")
    turn, set_turn = ft.use_state(0)
    has = latitude.value is not None and longitude.value is not None

    def put(lat: float | None, lon: float | None, source: str, accuracy: float | None) -> None:
        form.put(field.name, lat)
        form.put("longitude", lon)
        for name, value in (("point_source", source), ("accuracy_m", accuracy)):
            if name in form.cells:
                form.put(name, value if lat is not None else None)
        set_turn(turn + 1)

    async def here(_e: Any) -> None:
        fix = await ask(desk)
        if fix is None:
            desk.tell(desk.position.problem or _("This tablet could not tell where it is."))
            return
        put(round(fix.latitude, 6), round(fix.longitude, 6), "gps", fix.accuracy_m)

    def picked(lat: float, lon: float, source: str) -> None:
        fix = position.fix
        put(lat, lon, source, fix.accuracy_m if fix and source == "gps" else None)
        set_way("")

    def typing() -> None:
        set_way("type")

    asking = position.state == "asking"
    ways = ft.Row(
        [
            secondary(
                f"{field.name}.here",
                _("Finding where you are…") if asking else _("Use my position"),
                here,
                icon=ft.Icons.MY_LOCATION,
                disabled=asking,
            ),
            secondary(
                f"{field.name}.map",
                _("Choose on the map"),
                lambda _e: set_way("" if way == "map" else "map"),
                icon=ft.Icons.MAP_OUTLINED,
            ),
            quiet(
                f"{field.name}.type",
                _("Type the numbers"),
                lambda _e: set_way("" if way == "type" else "type"),
                icon=ft.Icons.PIN_OUTLINED,
            ),
        ],
        wrap=True,
        spacing=Space.S,
    )
    parts: list[ft.Control] = []
    if has:
        said = f"{latitude.value}, {longitude.value}"
        parts.append(
            ft.Row(
                [
                    ft.Icon(ft.Icons.PLACE, color=ft.Colors.PRIMARY),
                    ft.Text(said, expand=True),
                    quiet(
                        f"{field.name}.drop", _("Take out"), lambda _e: put(None, None, "", None)
                    ),
                ]
            )
        )
    parts.append(ways)
    if way == "map":
        parts.append(
            PickPoint(desk, latitude.value, longitude.value, picked, key=f"pick-{field.name}")
        )
    elif way == "type" or latitude.error or longitude.error:
        parts += [
            _box(form, field.name, _("Latitude in degrees, such as 53.6163"), turn, typing),
            _box(form, "longitude", _("Longitude in degrees, such as -2.1551"), turn, typing),
        ]
    elif not has:
        parts.append(frame.soft(_("The position is kept only with this record."), small=True))
    return ft.Column(parts, spacing=Space.S)


def _box(
    form: FormState, name: str, label: str, turn: int, typing: Callable[[], None]
) -> ft.Control:
    cell = form.cells[name]

    def put(words: str) -> None:
        typing()  # the boxes stay, also when the first letter takes the error away
        try:
            form.put(name, float(words.replace(",", ".")) if words else None)
        except ValueError:
            form.put(name, words)
        # What was typed over a fix is no fix any more.
        for other, value in (("point_source", "typed"), ("accuracy_m", None)):
            if other in form.cells and form.value(other) != value:
                form.put(other, value)

    return Field(
        name,
        label,
        value="" if cell.value is None else str(cell.value),
        on_input=put,
        error=_(cell.error) or None,
        number=True,
        key=f"typed-{name}-{turn}",
    )
