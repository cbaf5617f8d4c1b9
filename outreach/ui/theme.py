"""How Outreach looks: the only place where a colour, a size or a typeface is named.

Rules: readable at one in the morning in a car (large type, 4.5:1 contrast, dim surfaces in the
dark); a finger in a glove (targets of 48 dp or more); state is an icon and a word, and only then a
colour. The type is Atkinson Hyperlegible Next, drawn by the Braille Institute so that I, l, 1 and
0, O are told apart; DejaVu Sans stands in for signs that it lacks.
"""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

BODY = "Hyperlegible"
STRONG = "Hyperlegible SemiBold"
SIGNS = "DejaVu Sans"

FONTS = {
    BODY: "fonts/AtkinsonHyperlegibleNext-Regular.ttf",
    STRONG: "fonts/AtkinsonHyperlegibleNext-SemiBold.ttf",
    SIGNS: "fonts/DejaVuSans.ttf",
}


class Space:
    """Distances in dp. Everything stands on a grid of four."""

    XS = 4
    S = 8
    M = 16
    L = 24
    XL = 32


class Size:
    """Widths and heights in dp."""

    TARGET = 48  # the least a finger is asked to hit
    BIG = 64  # main actions
    ROW = 72  # a list row with two lines
    READ = 720  # the widest a column of text or a form grows
    PANE = 400  # the list beside a page, where two panes fit
    RADIUS = 14


#: Width in dp from which a layout is used.
TABLET_FROM = 640
DESKTOP_FROM = 1080


def layout(width: float | None) -> str:
    """``phone``, ``tablet`` or ``desktop`` for a window so many dp wide."""
    if width is None or width < TABLET_FROM:
        return "phone"
    return "tablet" if width < DESKTOP_FROM else "desktop"


@dataclass(frozen=True, slots=True)
class Palette:
    """One set of colours, in the roles of Material 3."""

    primary: str
    on_primary: str
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
    container_low: str
    container: str
    container_high: str
    on_surface: str
    on_surface_variant: str
    outline: str
    outline_variant: str


LIGHT = Palette(
    primary="#0B625E",
    on_primary="#FFFFFF",
    primary_container="#C9EBE7",
    on_primary_container="#06312F",
    secondary_container="#DCE7E5",
    on_secondary_container="#17302E",
    tertiary="#7A4B00",
    on_tertiary="#FFFFFF",
    tertiary_container="#FFE2B4",
    on_tertiary_container="#3A2300",
    error="#A8201A",
    on_error="#FFFFFF",
    error_container="#FFDAD5",
    on_error_container="#410603",
    surface="#F5F8F7",
    container_low="#FFFFFF",
    container="#EBF1F0",
    container_high="#E2EAE8",
    on_surface="#15201F",
    on_surface_variant="#465654",
    outline="#6C7D7B",
    outline_variant="#C6D2D0",
)

DARK = Palette(
    primary="#83D5CD",
    on_primary="#00302D",
    primary_container="#0F4B47",
    on_primary_container="#C4EFEA",
    secondary_container="#263735",
    on_secondary_container="#CFE3E0",
    tertiary="#F0BE70",
    on_tertiary="#3A2300",
    tertiary_container="#523600",
    on_tertiary_container="#FFDFAE",
    error="#FFB1A7",
    on_error="#5A0B06",
    error_container="#73160F",
    on_error_container="#FFDAD5",
    surface="#0D1413",
    container_low="#131C1B",
    container="#182322",
    container_high="#1F2C2A",
    on_surface="#E2EAE8",
    on_surface_variant="#AEBFBC",
    outline="#80918F",
    outline_variant="#33423F",
)


def scheme(palette: Palette) -> ft.ColorScheme:
    """The palette as Flet wants it."""
    p = palette
    return ft.ColorScheme(
        primary=p.primary,
        on_primary=p.on_primary,
        primary_container=p.primary_container,
        on_primary_container=p.on_primary_container,
        secondary=p.primary,
        on_secondary=p.on_primary,
        secondary_container=p.secondary_container,
        on_secondary_container=p.on_secondary_container,
        tertiary=p.tertiary,
        on_tertiary=p.on_tertiary,
        tertiary_container=p.tertiary_container,
        on_tertiary_container=p.on_tertiary_container,
        error=p.error,
        on_error=p.on_error,
        error_container=p.error_container,
        on_error_container=p.on_error_container,
        surface=p.surface,
        on_surface=p.on_surface,
        on_surface_variant=p.on_surface_variant,
        surface_container_lowest=p.container_low,
        surface_container_low=p.container_low,
        surface_container=p.container,
        surface_container_high=p.container_high,
        surface_container_highest=p.container_high,
        outline=p.outline,
        outline_variant=p.outline_variant,
        surface_tint=p.surface,
        inverse_surface=p.on_surface,
        on_inverse_surface=p.surface,
        inverse_primary=p.primary_container,
    )


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


def type_scale(ink: str) -> ft.TextTheme:
    """Every text style of Material, in one ink: a style without a colour would come out black."""
    sizes: dict[str, tuple[float, bool, float | None]] = {
        "display_large": (40, True, None),
        "display_medium": (36, True, None),
        "display_small": (32, True, None),
        "headline_large": (30, True, None),
        "headline_medium": (26, True, 1.2),
        "headline_small": (22, True, 1.25),
        "title_large": (20, True, 1.25),
        "title_medium": (17, True, 1.3),
        "title_small": (15, True, 1.3),
        "body_large": (17, False, 1.4),
        "body_medium": (16, False, 1.4),
        "body_small": (14, False, 1.35),
        "label_large": (16, True, None),
        "label_medium": (14, True, None),
        "label_small": (13, True, None),
    }
    styles = {
        name: text(size, strong=strong, height=height, color=ink)
        for name, (size, strong, height) in sizes.items()
    }
    return ft.TextTheme(**styles)


def theme(palette: Palette) -> ft.Theme:
    """Everything that Material lets one set once."""
    p = palette
    shape = ft.RoundedRectangleBorder(radius=Size.RADIUS)
    pressed = ft.Padding.symmetric(horizontal=20, vertical=14)
    return ft.Theme(
        color_scheme=scheme(p),
        font_family=BODY,
        use_material3=True,
        text_theme=type_scale(p.on_surface),
        scaffold_bgcolor=p.surface,
        filled_button_theme=ft.FilledButtonTheme(
            style=ft.ButtonStyle(shape=shape, padding=pressed)
        ),
        outlined_button_theme=ft.OutlinedButtonTheme(
            style=ft.ButtonStyle(
                shape=shape, padding=pressed, side=ft.BorderSide(1, p.outline), color=p.primary
            )
        ),
        text_button_theme=ft.TextButtonTheme(style=ft.ButtonStyle(shape=shape, padding=pressed)),
        divider_theme=ft.DividerTheme(color=p.outline_variant, thickness=1, space=1),
        list_tile_theme=ft.ListTileTheme(
            title_text_style=text(17, color=p.on_surface),
            subtitle_text_style=text(14, color=p.on_surface_variant),
            icon_color=p.on_surface_variant,
        ),
        navigation_bar_theme=ft.NavigationBarTheme(
            bgcolor=p.container, indicator_color=p.primary_container, height=72
        ),
        navigation_rail_theme=ft.NavigationRailTheme(
            bgcolor=p.container, indicator_color=p.primary_container
        ),
        progress_indicator_theme=ft.ProgressIndicatorTheme(
            color=p.primary, linear_track_color=p.container_high
        ),
        # Material's is a bright bar in the dark: at night it would blind.
        snackbar_theme=ft.SnackBarTheme(
            bgcolor=p.container_high,
            content_text_style=text(16, color=p.on_surface),
            close_icon_color=p.on_surface_variant,
            shape=shape,
            behavior=ft.SnackBarBehavior.FLOATING,
        ),
        visual_density=ft.VisualDensity.STANDARD,
    )


#: Setting -> Flet's mode. The night-drive theme of the next issue gets its palette beside these.
MODES = {
    "system": ft.ThemeMode.SYSTEM,
    "light": ft.ThemeMode.LIGHT,
    "dark": ft.ThemeMode.DARK,
}


def dress(page: ft.Page, mode: str = "system") -> None:
    """Give the page the app's type and colours."""
    page.fonts = dict(FONTS)
    page.theme = theme(LIGHT)
    page.dark_theme = theme(DARK)
    page.theme_mode = MODES.get(mode, ft.ThemeMode.SYSTEM)
    page.title = "Outreach"


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


#: Pairs of roles that carry text; a test holds each to 4.5:1 in every palette.
READ_ON = [
    ("on_primary", "primary"),
    ("on_primary_container", "primary_container"),
    ("on_secondary_container", "secondary_container"),
    ("on_tertiary", "tertiary"),
    ("on_tertiary_container", "tertiary_container"),
    ("on_error", "error"),
    ("on_error_container", "error_container"),
    *[
        (ink, ground)
        for ink in ("on_surface", "on_surface_variant", "primary", "tertiary", "error")
        for ground in ("surface", "container_low", "container", "container_high")
    ],
]
