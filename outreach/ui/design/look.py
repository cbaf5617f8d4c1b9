"""What a window wears now: the mode, the text size, and the palette that follows from them.

A component that draws with colours of its own (a chart, the map) watches ``look_of(page)``; all
others name roles and change by themselves. Windows do not share what they wear.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

import flet as ft

from outreach.ui.design.colour import Palette
from outreach.ui.design.kind import FONTS, SIGN_AT_MOST, TEXT_SIZES
from outreach.ui.design.palettes import DARK, LIGHT, NIGHT
from outreach.ui.design.theme import theme
from outreach.words import mark

#: Setting -> its words.
MODES = {
    "system": mark("Like this device"),
    "light": mark("Light"),
    "dark": mark("Dark"),
    "night": mark("Night drive"),
}

_FLET = {
    "system": ft.ThemeMode.SYSTEM,
    "light": ft.ThemeMode.LIGHT,
    "dark": ft.ThemeMode.DARK,
    "night": ft.ThemeMode.DARK,
}


class Look(ft.Observable):
    """``mode`` is a key of ``MODES``, ``text_size`` 1.0 to 2.0; ``device_dark`` what the device
    itself is set to, for ``system``; ``by_day`` what was worn before night drive; ``by_hand``: it
    was chosen while the tablet was locked, where no setting can be kept; ``dressed`` what the
    page's themes were made of."""

    def __init__(self) -> None:
        self.mode = "system"
        self.text_size = 1.0
        self.device_dark = False
        self.by_day = "system"
        self.by_hand = False
        self.dressed: tuple[float, Palette] | None = None

    @property
    def palette(self) -> Palette:
        """The colours on the screen."""
        if self.mode == "night":
            return NIGHT
        dark = self.device_dark if self.mode == "system" else self.mode == "dark"
        return DARK if dark else LIGHT


_worn: WeakKeyDictionary[object, Look] = WeakKeyDictionary()


def look_of(page: ft.Page | ft.BasePage) -> Look:
    """What this window wears; the same object for as long as it is open."""
    look = _worn.get(page.session)
    if look is None:  # every sign in a list asks, so none is made in vain
        look = _worn[page.session] = Look()
    return look


def text_size() -> float:
    """The text size of the window that is being drawn; 1.0 outside of one."""
    try:
        page = ft.context.page
    except RuntimeError:  # Flet's word for: no window is being drawn
        return 1.0
    return look_of(page).text_size


def sign_size(size: float) -> float:
    """How large a sign of that size at 100 % is beside words, in dp."""
    return round(size * min(text_size(), SIGN_AT_MOST))


def dress(page: ft.Page, mode: str = "system", text_size: float = 1.0) -> None:
    """Give the page the app's type and colours; again whenever one of them changes.

    ``mode`` is a key of ``MODES``, anything else counts as ``system``; ``text_size`` is held
    between the smallest and the largest there is.
    """
    look = look_of(page)
    mode = mode if mode in MODES else "system"
    text_size = min(max(float(text_size), TEXT_SIZES[0]), TEXT_SIZES[-1])
    dark = NIGHT if mode == "night" else DARK
    if page.fonts != FONTS:
        page.fonts = dict(FONTS)
    if look.dressed != (text_size, dark):  # themes are large, and sent whole
        page.theme = theme(LIGHT, text_size)
        page.dark_theme = theme(dark, text_size)
        look.dressed = (text_size, dark)
    page.theme_mode = _FLET[mode]
    page.title = "Outreach"
    page.on_platform_brightness_change = lambda _event: _as_the_device(page, look)
    _as_the_device(page, look)
    if mode != "night":
        look.by_day = mode
    look.mode, look.text_size = mode, text_size


def _as_the_device(page: ft.Page, look: Look) -> None:
    look.device_dark = page.platform_brightness == ft.Brightness.DARK
