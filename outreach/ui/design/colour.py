"""Colours by their role, and the rule that says which of them may meet.

The roles are Material 3's, so that every control of Flutter finds its own; a control of ours names
a role (``ft.Colors.PRIMARY``) and never a colour, and changes with the palette by itself. What is
drawn in Python (charts, the map) asks the palette for the colour of a role.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import flet as ft


@dataclass(frozen=True, slots=True)
class Palette:
    """One set of colours, ``#RRGGBB``.

    ``primary_fixed`` is the ground of the main action, which is large: in the dark it must not
    shine as ``primary``, an ink, does. ``primary_fixed_dim`` is the line round it, where the ground
    alone would not be seen. ``series`` tells lines of a chart apart; ``heat`` goes from nothing to
    most.
    """

    primary: str
    on_primary: str
    primary_fixed: str
    on_primary_fixed: str
    primary_fixed_dim: str
    primary_container: str
    on_primary_container: str
    secondary_container: str
    on_secondary_container: str
    tertiary: str
    on_tertiary: str
    tertiary_container: str
    on_tertiary_container: str
    error: str
    on_error: str
    error_container: str
    on_error_container: str
    surface: str
    surface_container_low: str
    surface_container: str
    surface_container_high: str
    on_surface: str
    on_surface_variant: str
    outline: str
    outline_variant: str
    series: tuple[str, ...]
    heat: tuple[str, ...]
    dark: bool

    def of(self, role: ft.Colors) -> str:
        """The colour of a role, for what Flutter does not draw. AttributeError for a colour that
        is not one of the design's roles."""
        name = role.name.lower()
        return str(getattr(self, _SAME.get(name, name)))


#: Roles of Material that share a colour with another here.
_SAME = {
    "secondary": "primary",
    "on_secondary": "on_primary",
    "surface_container_lowest": "surface_container_low",
    "surface_container_highest": "surface_container_high",
}

GROUNDS = ("surface", "surface_container_low", "surface_container", "surface_container_high")
CONTAINERS = (
    "primary_container",
    "secondary_container",
    "tertiary_container",
    "error_container",
)

#: Pairs of roles (ink, ground) that carry text; a test holds each to 4.5:1 in every palette.
READ_ON = [
    ("on_primary", "primary"),
    ("on_primary_fixed", "primary_fixed"),
    ("on_primary_container", "primary_container"),
    ("on_secondary_container", "secondary_container"),
    ("on_tertiary", "tertiary"),
    ("on_tertiary_container", "tertiary_container"),
    ("on_error", "error"),
    ("on_error_container", "error_container"),
    # Every ink on every ground: also on a chosen row, and a button's words in a notice.
    *[
        (ink, ground)
        for ink in ("on_surface", "on_surface_variant", "primary", "tertiary", "error")
        for ground in (*GROUNDS, *CONTAINERS)
    ],
]

#: Pairs that carry signs, or the outline that shows where a control is; 3:1 in every palette.
SEEN_ON = [
    *[("outline", ground) for ground in (*GROUNDS, *CONTAINERS)],
    # The main action is seen by its ground, or by the line round it.
    *[("primary_fixed_dim", ground) for ground in GROUNDS],
    # What the keyboard is on.
    *[("on_surface", ground) for ground in (*GROUNDS, *CONTAINERS)],
]

TEXT_RATIO = 4.5
SIGN_RATIO = 3.0
#: Relative luminance (0 to 1) that nothing in night drive may exceed. White is 1, the inks of an
#: ordinary dark theme are 0.75 and more.
NIGHT_LUMINANCE = 0.32


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@lru_cache(maxsize=1024)
def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
