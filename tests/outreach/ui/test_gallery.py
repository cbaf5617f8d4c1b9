"""The gallery shows every shared control, in every palette and text size, and none of them breaks
a rule that can be computed."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import flet as ft
import pytest

import outreach.ui
from outreach.views.gallery import gallery
from outreach.views.gallery.room import PALETTE_WORDS, SIZE_WORDS, TOKENS
from outreach.views.gallery.things import SPECIMENS
from tests.headless import Window
from tests.rules import faults
from tests.tablets import play

#: Controls that need an open vault, a form, or a map: shown by the screens that own them.
ELSEWHERE = (
    "outreach.ui.form.",
    "outreach.ui.map.",
    "outreach.ui.charts.",
    "outreach.ui.fault.screen",
    "outreach.ui.fault.bare",
    "outreach.ui.key_sheet.",
    "outreach.ui.guard.",
    "outreach.ui.night.",
)
CONTROLS = ("Control", "AlertDialog", "BottomSheet", "Semantics", "Row", "Text", "ListTile")


def public_controls() -> Iterator[Callable[..., Any]]:
    """Every public function of ``outreach.ui`` that says it gives a control."""
    for found in pkgutil.walk_packages(outreach.ui.__path__, "outreach.ui."):
        if f"{found.name}.".startswith(ELSEWHERE):
            continue
        module = importlib.import_module(found.name)
        for name, thing in vars(module).items():
            function = inspect.unwrap(thing) if callable(thing) else None
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            if function.__module__ != found.name or f"{found.name}.{name}" in ELSEWHERE:
                continue
            gives = str(function.__annotations__.get("return"))
            if gives.removeprefix("list[").removesuffix("]") in [f"ft.{c}" for c in CONTROLS]:
                yield function


def test_every_shared_control_is_in_the_gallery() -> None:
    shown = {
        inspect.unwrap(one)
        for specimens in SPECIMENS.values()
        for specimen in specimens
        for one in specimen.of
    }
    missing = [f"{one.__module__}.{one.__name__}" for one in public_controls() if one not in shown]
    assert missing == []


@pytest.mark.parametrize(
    ("width", "palettes", "sizes"),
    [
        (390, list(PALETTE_WORDS), [1.0]),
        (390, ["light"], list(SIZE_WORDS)),
        (1440, ["dark"], [1.0]),
    ],
    ids=["palettes", "sizes", "desktop"],
)
def test_every_section_keeps_the_rules(
    width: float, palettes: list[str], sizes: list[float]
) -> None:
    async def story() -> None:
        window = Window(width=width)
        await window.run(gallery)
        for palette in palettes:
            await window.select(f"palette-{palette}")
            for size in sizes:
                await window.select(f"size-{size}")
                for section in (*SPECIMENS, TOKENS):
                    await window.select(f"section-{section}")
                    assert heading(window) == section
                    assert list(faults(window)) == [], (section, palette, size)
        assert not window.wire.crashes
        window.close()

    play(story)


def heading(window: Window) -> str:
    """The first heading of the first level."""
    (first, *_rest) = [c for c in window.all(ft.Semantics) if c.heading_level == 1]
    return str(first.content.value)


def test_questions_and_sheets_open_and_can_be_answered() -> None:
    async def story() -> None:
        window = Window()
        await window.run(gallery)
        await window.select("section-Dialogs")
        await window.press("ask-danger")
        assert window.says("Delete this draft?")
        await window.press("question-no")
        assert not window.says("Delete this draft?")
        await window.press("rise")
        assert window.says("More to do here")
        assert not window.wire.crashes
        window.close()

    play(story)


def test_the_contrast_table_says_that_every_pair_holds() -> None:
    async def story() -> None:
        window = Window()
        await window.run(gallery)
        await window.select(f"section-{TOKENS}")
        ratios = [text for text in window.texts() if text[:1] in "✓✗"]
        assert len(ratios) > 100
        assert all(text.startswith("✓") for text in ratios)
        window.close()

    play(story)


def test_a_control_of_a_module_of_its_own_would_be_found() -> None:
    found = {one.__name__ for one in public_controls()}
    assert {"primary", "badge", "notice", "Windowed", "question", "figure", "ident"} <= found
