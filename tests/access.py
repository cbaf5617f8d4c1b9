"""What a screen reader is told, worked out from the controls: the name and the role of everything
that can be operated, whether words find room when they are twice as large.

The semantics tree itself exists only in Flutter; ``tests/browser`` looks at that. This walk sees
every control of every screen in a second, and knows what Flutter makes of each.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from typing import Any

import flet as ft
from flet.components.component import Component
from flet.controls.base_control import BaseControl
from flet_map import Map

from outreach.ui.design.kind import SCALE
from tests.headless import Window

Above = tuple[BaseControl, ...]

PRESSED = (
    ft.FilledButton,
    ft.FilledTonalButton,
    ft.OutlinedButton,
    ft.TextButton,
    ft.IconButton,
    ft.FloatingActionButton,
    ft.PopupMenuButton,
)
#: Operable by nature, and named by their ``label``.
LABELLED = (ft.TextField, ft.Checkbox, ft.Switch, ft.Radio, ft.Chip)
#: Operable by nature, and without a name of their own in Flutter: a ``Semantics`` round them names
#: them.
NAMELESS = (ft.Dropdown, ft.Slider, ft.RangeSlider)


def walk(node: Any, above: Above = ()) -> Iterator[tuple[BaseControl, Above]]:
    """Every control that is drawn, with those round it, outermost first."""
    ahead: list[tuple[Any, Above]] = [(node, above)]
    while ahead:
        node, above = ahead.pop()
        if isinstance(node, Component):
            ahead.append((node._b, above))
        elif isinstance(node, (list, tuple)):
            ahead.extend((child, above) for child in reversed(node))
        elif isinstance(node, BaseControl):
            if getattr(node, "visible", True) is False:
                continue
            yield node, above
            inside = (*above, node)
            for name in reversed(_fields_of(type(node))):
                child = getattr(node, name, None)
                if isinstance(child, (BaseControl, list, tuple)):
                    ahead.append((child, inside))


@cache
def _fields_of(kind: type[BaseControl]) -> tuple[str, ...]:
    """Where a control of this kind may hold others."""
    fields = dataclasses.fields(kind)
    return tuple(f.name for f in fields if not (f.name.startswith("_") or f.metadata.get("skip")))


def drawn(window: Window) -> Iterator[tuple[BaseControl, Above]]:
    """Everything on the screen, open dialogs last."""
    yield from walk(window.page.views)
    for dialog in window.page._dialogs.controls:
        if dialog.open:
            yield from walk(dialog)


def words_in(node: Any) -> str:
    """What a screen reader reads of a control and what it holds."""
    if isinstance(node, str):
        return node
    said = []
    for control, _above in walk(node):
        for name in ("semantics_label", "value", "label", "content", "title", "tooltip", "text"):
            words = getattr(control, name, None)
            if isinstance(words, str) and words:
                said.append(words)
    return " ".join(said)


def operable(control: BaseControl) -> bool:
    """Whether a person can do something with it."""
    if isinstance(control, (*PRESSED, *LABELLED, *NAMELESS)):
        return True
    if isinstance(control, ft.GestureDetector):
        return any(getattr(control, f"on_{n}", None) for n in ("tap", "long_press_start"))
    return bool(getattr(control, "on_click", None) or getattr(control, "on_tap", None))


def named_around(above: Above) -> ft.Semantics | None:
    """The nearest ``Semantics`` that gives a label, if nothing operable stands between."""
    for control in reversed(above):
        if isinstance(control, ft.Semantics) and control.label:
            return control
        if operable(control):
            return None
    return None


def has_role(control: BaseControl, above: Above) -> bool:
    """Whether Flutter tells what kind of thing it is. A surface with a tap of its own is nothing to
    a screen reader until a ``Semantics`` says that it is a button or a link."""
    if isinstance(control, (*PRESSED, *LABELLED, *NAMELESS, ft.ListTile, ft.ExpansionTile)):
        return True
    for around in reversed(above):
        if isinstance(around, ft.Semantics) and (around.button or around.link or around.checked):
            return True
    return False


def unnamed(control: BaseControl, above: Above) -> str:
    """What is wrong with the name or the role of a control; empty where nothing is."""
    kind = type(control).__name__
    place = next((c.identifier for c in reversed(above) if getattr(c, "identifier", None)), "")
    where = f"{kind} in {place or 'nothing with a name'}"
    if isinstance(control, ft.Image):
        hidden = control.exclude_from_semantics or any(
            getattr(c, "exclude_semantics", False) for c in above
        )
        if not (control.semantics_label or hidden or named_around(above)):
            return f"a picture without words: {where}"
    if isinstance(control, (ft.ProgressBar, ft.ProgressRing)) and not (
        control.semantics_label or named_around(above)
    ):
        return f"a progress without words: {where}"
    if isinstance(control, Map):
        return "" if named_around(above) else f"a map without words: {where}"
    if not operable(control):
        return ""
    if isinstance(control, NAMELESS):
        named = bool(named_around(above))
    elif isinstance(control, ft.IconButton):
        # Flutter gives a tooltip to what stands round the button; merged, the button has it.
        merged = any(isinstance(c, ft.MergeSemantics) for c in above[-2:])
        named = bool(control.tooltip) and merged
    elif isinstance(control, LABELLED):
        named = bool(words_in(getattr(control, "label", None)) or named_around(above))
    elif isinstance(control, ft.ListTile):
        named = bool(words_in(control.title))
    else:
        named = bool(words_in(control) or named_around(above))
    if not named:
        return f"nothing to call it by: {where}"
    return "" if has_role(control, above) else f"no role: {where}"


def places_without_names(window: Window) -> Iterator[str]:
    """Destinations and tabs that say nothing."""
    for control, _above in drawn(window):
        for name in ("destinations", "segments", "tabs"):
            for each in getattr(control, name, None) or []:
                if isinstance(each, BaseControl) and not words_in(getattr(each, "label", None)):
                    yield f"a {type(each).__name__} without a label"


def faults(window: Window) -> list[str]:
    """Everything on the screen that a screen reader could not name."""
    found = [unnamed(control, above) for control, above in drawn(window)]
    return [words for words in found if words] + list(places_without_names(window))


def line_of(text: ft.Text, above: Above, scale: float) -> float:
    """The height of one line of a text, in dp."""
    if text.size:
        return float(text.size) * 1.2
    style = text.theme_style.name.lower() if text.theme_style else "body_medium"
    size, _strong, high = SCALE[style]
    return size * (high or 1.2) * scale


def clipped(window: Window, scale: float) -> list[str]:
    """Words in a place that is lower than one line of them, or than the lines they may have."""
    found = []
    for control, above in drawn(window):
        if not isinstance(control, ft.Text) or not control.value:
            continue
        need = line_of(control, above, scale)
        for around in reversed(above):
            high = getattr(around, "height", None)
            if isinstance(high, (int, float)) and high < need:
                kind = type(around).__name__
                found.append(f"{control.value!r} needs {need:.0f} dp, a {kind} gives {high:g}")
                break
            if getattr(around, "scroll", None) or isinstance(around, ft.ListView):
                break
    return found
