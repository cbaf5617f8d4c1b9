"""One thing that is shown: which functions of ``outreach.ui`` it shows, and how."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.design import Space
from outreach.words import _

#: Each state under its label.
Shown = Sequence[tuple[str, ft.Control]]


@dataclass(frozen=True, slots=True)
class Specimen:
    """``of``: the controls it shows; ``draw`` gives them in every state, each under a label."""

    title: str
    of: tuple[Callable[..., Any], ...]
    draw: Callable[[], Shown]


def shown(specimen: Specimen) -> ft.Control:
    """A specimen on a sheet: its name, and each state with a word above it."""
    parts: list[ft.Control] = []
    for label, control in specimen.draw():
        parts.append(
            ft.Column(
                [frame.soft(label, small=True), control] if label else [control],
                spacing=Space.XS,
            )
        )
    return ft.Column(
        [frame.heading(_(specimen.title), level=3), frame.card(*parts)],
        spacing=Space.S,
        key=f"specimen-{specimen.title}",
    )


def nothing(_event: Any) -> None:
    """What the buttons of the gallery do."""
