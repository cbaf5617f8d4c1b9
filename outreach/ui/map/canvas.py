"""The drawn map: land, borders, names, the route, where I am, and the marks of places.

Without tiles it is drawn from borders alone, in the quiet colours of the design; nothing of it
comes from a network. A partnership's tiles lie under the borders when an address is set.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flet as ft
import flet_map as fm

from outreach.model.geography import Line, Point, ground
from outreach.model.mapping import TITLE, Label, Shown, Spot
from outreach.ui.design import Size, text_size
from outreach.ui.map.camera import CLOSEST, FURTHEST, Follow
from outreach.ui.map.marks import Marks, at, state_of_spot
from outreach.ui.position import Fix
from outreach.words import _

#: Width and colour of a border.
STROKES: Final = {
    "outer": (1.6, ft.Colors.OUTLINE),
    "authority": (1.4, ft.Colors.OUTLINE),
    "ward": (1.0, ft.Colors.OUTLINE_VARIANT),
}
#: Turning the map gains nothing here and loses people.
HANDS: Final = fm.InteractionConfiguration(
    flags=fm.InteractionFlag.ALL & ~fm.InteractionFlag.ROTATE,
    keyboard_configuration=fm.KeyboardConfiguration(
        autofocus=False,
        enable_qe_rotating=False,
        enable_rf_zooming=False,
        enable_wasd_panning=False,
    ),
)


def named(drawn: fm.Map) -> ft.Control:
    """The map, with what a screen reader says of it: a picture has no words of its own."""
    label = _("Map of places. The same places are in the list, and under Places.")
    return ft.Semantics(label=label, image=True, content=drawn)


def points(line: Sequence[Point]) -> list[fm.MapLatitudeLongitude]:
    """A line as the map takes it."""
    return [at(*point) for point in line]


def land() -> fm.PolygonLayer:
    """The ground that the app knows, lighter than what lies around it."""
    return fm.PolygonLayer(
        key="land",
        polygon_labels=False,
        polygons=[
            fm.PolygonMarker(
                coordinates=points(ground().land),
                color=ft.Colors.SURFACE_CONTAINER_LOW,
                border_color=STROKES["outer"][1],
                border_stroke_width=STROKES["outer"][0],
            )
        ],
    )


def stroke(line: Line) -> fm.PolylineMarker:
    """One border."""
    width, colour = STROKES[line.border]
    return fm.PolylineMarker(
        key=f"line{line.number}", coordinates=points(line.points), color=colour, stroke_width=width
    )


def name_on(label: Label) -> fm.Marker:
    """A name on the ground; taps go through to the map."""
    width = max(60.0, len(label.name) * (9.5 if label.strong else 7.6))
    style = ft.TextThemeStyle.LABEL_LARGE if label.strong else ft.TextThemeStyle.LABEL_SMALL
    return fm.Marker(
        key=f"name{label.code}",
        coordinates=at(label.latitude, label.longitude),
        width=width * text_size(),
        height=22 * text_size(),
        content=ft.TransparentPointer(
            content=ft.Text(
                label.name,
                theme_style=style,
                color=ft.Colors.ON_SURFACE_VARIANT,
                text_align=ft.TextAlign.CENTER,
                max_lines=1,
                no_wrap=True,
            )
        ),
    )


def title_on(label: Label) -> fm.Marker:
    """The name of a place, below its mark."""
    return fm.Marker(
        key=f"title{label.code}",
        coordinates=at(label.latitude, label.longitude),
        width=TITLE * 8 * text_size(),
        height=20 * text_size(),
        content=ft.TransparentPointer(
            content=ft.Text(
                label.name,
                theme_style=ft.TextThemeStyle.LABEL_SMALL,
                color=ft.Colors.ON_SURFACE,
                text_align=ft.TextAlign.CENTER,
                max_lines=1,
                overflow=ft.TextOverflow.ELLIPSIS,
            )
        ),
    )


def way(route: Sequence[Spot], start: Fix | None) -> fm.PolylineLayer:
    """Tonight's route, as the crow flies."""
    line = [(stop.latitude, stop.longitude) for stop in route]
    if start is not None:
        line.insert(0, (start.latitude, start.longitude))
    return fm.PolylineLayer(
        key="way",
        polylines=[
            fm.PolylineMarker(
                coordinates=points(line),
                color=ft.Colors.PRIMARY,
                stroke_width=4,
                stroke_pattern=fm.DashedStrokePattern(segments=[14, 9]),
            )
        ]
        if len(line) > 1
        else [],
    )


def numbers(route: Sequence[Spot]) -> list[fm.Marker]:
    """The number of each stop, above its mark."""
    return [
        fm.Marker(
            key=f"stop{stop.id}",
            coordinates=at(stop.latitude, stop.longitude),
            width=24,
            height=60,
            content=ft.TransparentPointer(
                content=ft.Column(
                    [
                        ft.Container(
                            width=24,
                            height=24,
                            border_radius=12,
                            bgcolor=ft.Colors.PRIMARY,
                            alignment=ft.Alignment.CENTER,
                            content=ft.Text(
                                str(number),
                                theme_style=ft.TextThemeStyle.LABEL_SMALL,
                                color=ft.Colors.ON_PRIMARY,
                            ),
                        )
                    ],
                    spacing=0,
                )
            ),
        )
        for number, stop in enumerate(route, 1)
    ]


def me(fix: Fix | None) -> list[fm.MapLayer]:
    """Where I am, and the circle that I am likely to be in."""
    here: list[fm.CircleMarker] = []
    if fix is not None:
        where = at(fix.latitude, fix.longitude)
        if fix.accuracy_m is not None:
            here.append(
                fm.CircleMarker(
                    key="around-me",
                    coordinates=where,
                    radius=fix.accuracy_m,
                    use_radius_in_meter=True,
                    color=ft.Colors.with_opacity(0.14, ft.Colors.PRIMARY),
                    border_color=ft.Colors.PRIMARY,
                    border_stroke_width=1.5,
                )
            )
        here.append(
            fm.CircleMarker(
                key="me",
                coordinates=where,
                radius=8,
                color=ft.Colors.PRIMARY,
                border_color=ft.Colors.SURFACE_CONTAINER_LOW,
                border_stroke_width=3,
            )
        )
    return [fm.CircleLayer(key="me", circles=here)]


def ring(spot: Spot | None, point: Point | None) -> list[fm.Marker]:
    """What shows which place was chosen, or which point was pressed."""
    if spot is not None:
        told = state_of_spot(spot)
        return [
            fm.Marker(
                key=f"ring{spot.id}",
                coordinates=at(spot.latitude, spot.longitude),
                width=52,
                height=52,
                content=ft.TransparentPointer(
                    content=ft.Container(
                        bgcolor=told.ground,
                        border=ft.Border.all(4, ft.Colors.PRIMARY),
                        border_radius=26 if spot.kind == "hotspot" else 14,
                        alignment=ft.Alignment.CENTER,
                        content=ft.Icon(told.icon, size=22, color=told.ink),
                    )
                ),
            )
        ]
    if point is not None:
        return [
            fm.Marker(
                key=f"pin{point}",
                coordinates=at(*point),
                width=Size.TARGET,
                height=Size.TARGET,
                alignment=ft.Alignment.TOP_CENTER,
                content=ft.TransparentPointer(
                    content=ft.Icon(ft.Icons.PLACE, size=44, color=ft.Colors.PRIMARY)
                ),
            )
        ]
    return []


def tiles(address: str) -> fm.TileLayer:
    """The partnership's tiles. A tile that does not come leaves the ground plain."""
    return fm.TileLayer(
        key="tiles", url_template=address, user_agent_package_name="outreach", max_native_zoom=19
    )


class Canvas:
    """Keeps what was drawn, so that a pan sends only what is new."""

    def __init__(self, follow: Follow, marks: Marks) -> None:
        self.follow = follow
        self.marks = marks
        self._start = follow.camera
        self._land: dict[str, fm.MapLayer] = {}
        self._lines: dict[int, fm.PolylineMarker] = {}
        self._names: dict[Label, fm.Marker] = {}
        self._titles: dict[Label, fm.Marker] = {}

    def layers(
        self,
        shown: Shown,
        *,
        route: Sequence[Spot] = (),
        fix: Fix | None = None,
        chosen: Spot | None = None,
        point: Point | None = None,
        address: str = "",
    ) -> list[fm.MapLayer]:
        """Everything from the ground up. ``address``: of tiles, "" for none."""
        if address not in self._land:
            self._land = {address: tiles(address) if address else land()}
        lines, self._lines = self._lines, {}
        for line in shown.lines:
            self._lines[line.number] = lines.get(line.number) or stroke(line)
        names, self._names = self._names, {}
        for label in shown.labels:
            self._names[label] = names.get(label) or name_on(label)
        titles, self._titles = self._titles, {}
        for label in shown.titles:
            self._titles[label] = titles.get(label) or title_on(label)
        return [
            self._land[address],
            fm.PolylineLayer(key="borders", polylines=list(self._lines.values())),
            fm.MarkerLayer(key="names", markers=[] if address else list(self._names.values())),
            way(route, fix),
            *me(fix),
            fm.MarkerLayer(key="titles", markers=list(self._titles.values())),
            fm.MarkerLayer(key="marks", markers=self.marks.of(shown.marks)),
            fm.MarkerLayer(key="over", markers=[*numbers(route), *ring(chosen, point)]),
        ]

    def map(self, layers: list[fm.MapLayer], **events: object) -> fm.Map:
        """The map itself; moves go through its :class:`Follow`."""
        made = fm.Map(
            key="map",
            expand=True,
            layers=layers,
            bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
            initial_center=at(self._start.latitude, self._start.longitude),
            initial_zoom=self._start.zoom,
            min_zoom=FURTHEST,
            max_zoom=CLOSEST,
            interaction_configuration=HANDS,
            on_position_change=self.follow.position,
            on_size_change=self.follow.sized,
            size_change_interval=100,
            **events,
        )
        self.follow.control = made
        return made
