"""Type: readable at one in the morning in a car, and as large as one needs it.

Atkinson Hyperlegible Next was drawn by the Braille Institute so that I, l, 1 and 0, O are told
apart; DejaVu Sans stands in for signs that it lacks. A text size multiplies the whole scale; what
the device itself is set to comes on top.
"""

from __future__ import annotations

import flet as ft

from outreach.ui.design.space import Space

BODY = "Hyperlegible"
STRONG = "Hyperlegible SemiBold"
SIGNS = "DejaVu Sans"

FONTS = {
    BODY: "fonts/AtkinsonHyperlegibleNext-Regular.ttf",
    STRONG: "fonts/AtkinsonHyperlegibleNext-SemiBold.ttf",
    SIGNS: "fonts/DejaVuSans.ttf",
}

#: What one may choose: 100, 125, 150 and 200 per cent.
TEXT_SIZES = (1.0, 1.25, 1.5, 2.0)
#: From here on things that stand side by side on a phone stand below each other.
LARGE_FROM = 1.5
#: Signs beside words grow with them, so far.
SIGN_AT_MOST = 1.5
#: Labels of the bar and the rail have a fixed room; Material stops them here too.
BAR_AT_MOST = 1.3

#: Style -> size in dp at 100 %, strong, line height as a multiple of the size (None: the font's).
SCALE: dict[str, tuple[float, bool, float | None]] = {
    "display_large": (40, True, 1.15),
    "display_medium": (36, True, 1.15),
    "display_small": (32, True, 1.2),
    "headline_large": (30, True, 1.2),
    "headline_medium": (26, True, 1.2),
    "headline_small": (22, True, 1.25),
    "title_large": (20, True, 1.25),
    "title_medium": (17, True, 1.3),
    "title_small": (15, True, 1.3),
    "body_large": (17, False, 1.4),
    "body_medium": (16, False, 1.4),
    "body_small": (14, False, 1.35),
    "label_large": (16, True, 1.25),
    "label_medium": (14, True, 1.25),
    "label_small": (13, True, 1.25),
}


def text(
    size: float,
    *,
    strong: bool = False,
    height: float | None = None,
    color: ft.ColorValue | None = None,
) -> ft.TextStyle:
    """A text style in the app's type: size in dp, line height as a multiple of it."""
    return ft.TextStyle(
        size=size,
        height=height,
        color=color,
        font_family=STRONG if strong else BODY,
        font_family_fallback=[SIGNS],
        letter_spacing=0,
        weight=ft.FontWeight.W_400,
    )


def style(name: str, ink: str | None, text_size: float = 1.0) -> ft.TextStyle:
    """One style of the scale, such as ``body_small``, in an ink."""
    size, strong, height = SCALE[name]
    return text(size * text_size, strong=strong, height=height, color=ink)


def type_scale(ink: str, text_size: float = 1.0) -> ft.TextTheme:
    """Every text style of Material, in one ink: a style without a colour would come out black."""
    return ft.TextTheme(**{name: style(name, ink, text_size) for name in SCALE})


def button_height(name: str = "label_large", text_size: float = 1.0, pad: float = Space.M) -> float:
    """How high a button is, in dp, with one line of words: its line and its padding. Buttons have
    no fixed height, so that large text finds room."""
    size, _, height = SCALE[name]
    return size * text_size * (height or 1.2) + 2 * pad
