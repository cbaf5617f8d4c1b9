"""A chart on a screen: a picture in the colours and the text size that the window wears now.

To a screen reader it is one image with a sentence; what it shows is read from the table beside it.
A tap asks the chart what lies there. Its width is what the screen gives it, told by Flutter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui.charts.chart import Chart, Ink, Picture
from outreach.ui.design import look_of
from outreach.ui.desk import Desk

#: A drawing is made anew when the room has changed by more than this, in dp.
STEP = 8


def width_at_first(desk: Desk) -> float:
    """What a chart has in a column of reading width, before Flutter has said."""
    window = desk.page.width or 400
    return max(240.0, min(float(window) - 64, 688.0))


@ft.component
def ChartImage(
    desk: Desk,
    chart: Chart,
    on_tap: Callable[[Any], None] | None = None,
    label: str = "",
    width: float | None = None,
) -> ft.Control:
    """``chart`` as wide as there is room; ``width`` when the caller knows. ``on_tap`` gets the key
    of what was tapped. ``label`` is what a screen reader says, the chart's title otherwise."""
    look, _watched = ft.use_state(look_of(desk.page))
    told, set_told = ft.use_state(width or width_at_first(desk))
    room = width or told
    picture: Picture = ft.use_memo(
        lambda: chart.draw(Ink(look.palette, look.text_size), room),
        [chart, room, look.palette, look.text_size],
    )

    def sized(event: Any) -> None:
        given = event.width // STEP * STEP
        if width is None and given >= 120 and abs(given - told) >= STEP:
            set_told(given)

    def tapped(event: Any) -> None:
        spot = event.local_position
        key = picture.at(spot.x, spot.y) if spot is not None else None
        if key is not None and on_tap is not None:
            on_tap(key)

    image: ft.Control = ft.Image(
        src=picture.drawing.svg(),
        width=picture.drawing.width,
        height=picture.drawing.height,
        fit=ft.BoxFit.CONTAIN,
        semantics_label=label or chart.title,
    )
    if on_tap is not None:
        # The table says and opens the same, by keyboard and for a screen reader.
        image = ft.GestureDetector(
            content=image,
            on_tap_down=tapped,
            mouse_cursor=ft.MouseCursor.CLICK,
            exclude_from_semantics=True,
        )
    return ft.Container(
        content=image,
        on_size_change=sized,
        alignment=ft.Alignment.TOP_LEFT,
        height=picture.drawing.height,
    )
