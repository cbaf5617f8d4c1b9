"""What holds on every screen and can be computed without drawing it: names for screen readers,
targets for fingers, and none of the layouts that Flutter refuses to draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flet as ft
from flet.controls.base_control import BaseControl
from flet_map import Marker

from outreach.ui.design import Size, Space, look_of
from outreach.ui.design.kind import SCALE
from tests.headless import Window, children

BUTTONS = (ft.FilledButton, ft.FilledTonalButton, ft.OutlinedButton, ft.TextButton)


def faults(window: Window) -> Iterator[str]:
    """Each rule that the screen breaks, in words."""
    text_size = look_of(window.page).text_size
    for control in window.controls():
        yield from unnamed(control)
        yield from small(control, text_size)
        if isinstance(control, ft.Row) and control.wrap:
            yield from (
                f"{type(child).__name__} says expand={child.expand} in a row that wraps"
                for child in children(control)
                if getattr(child, "expand", None) is not None
            )


def unnamed(control: BaseControl) -> Iterator[str]:
    """What a screen reader would have no word for."""
    if isinstance(control, ft.IconButton) and not control.tooltip:
        yield f"an icon button without a name: {control.icon}"
    if isinstance(control, BUTTONS) and not (control.content or control.tooltip):
        yield "a button without words"
    if isinstance(control, ft.TextField) and not control.label:
        yield "a field without a label"
    if isinstance(control, ft.ListTile) and not control.title:
        yield "a row without a title"
    if isinstance(control, ft.ProgressBar) and not control.semantics_label:
        yield "a progress bar without a name"


def small(control: BaseControl, text_size: float) -> Iterator[str]:
    """What a finger in a glove would miss: lower than 48 dp, as far as it can be computed."""
    high = height(control, text_size)
    if high is not None and high < Size.TARGET:
        yield f"a {type(control).__name__} is {high:g} dp high: {words_of(control)}"


def height(control: BaseControl, text_size: float) -> float | None:
    """How high a control to press is drawn, in dp; None for all others."""
    if isinstance(control, BUTTONS):
        line = SCALE["label_large"][0] * (SCALE["label_large"][2] or 1) * text_size
        padding = control.style.padding if control.style else None
        above = _vertical(padding) if padding is not None else 2 * Space.M
        return float(control.height or line + above)
    if isinstance(control, ft.IconButton):
        limits = control.size_constraints
        least = limits.min_height if limits else 0
        return float(control.height or least or _marked(control) or 40)
    if isinstance(control, ft.Chip) and (control.on_select or control.on_click):
        line = _line(control.label) * text_size
        # Flutter's own: a chip is 32 high without its padding, or as high as its words.
        pad = _vertical(control.padding) if control.padding is not None else 2 * Space.S
        return max(32.0, line + pad)
    if isinstance(control, ft.ListTile) and control.on_click:
        return float(control.min_height or (Size.ROW if control.subtitle else 56))
    if isinstance(control, ft.Container) and control.on_click and control.height is not None:
        return float(control.height)
    return None


def _marked(control: BaseControl) -> float:
    """How high a marker on the map makes what it holds; 0 for whatever is in none."""
    around = control.parent
    while isinstance(around, ft.MergeSemantics):
        around = around.parent
    return float(around.height or 0) if isinstance(around, Marker) else 0.0


def _vertical(padding: Any) -> float:
    if isinstance(padding, (int, float)):
        return float(padding) * 2
    return float(padding.top + padding.bottom)


def _line(label: Any) -> float:
    style = getattr(label, "theme_style", None)
    size, _strong, high = SCALE[style.name.lower() if style else "body_medium"]
    return size * (high or 1.2)


def words_of(control: Any) -> str:
    """Something to find it by."""
    said = getattr(control, "content", None) or getattr(control, "label", None)
    return str(getattr(said, "value", said))
