"""Every ink can be read on every ground it is used on, in every palette."""

from __future__ import annotations

import flet as ft
import pytest

from outreach.assets import asset
from outreach.ui import badges
from outreach.ui.theme import DARK, FONTS, LIGHT, READ_ON, contrast, layout, theme

PALETTES = {"light": LIGHT, "dark": DARK}


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(("ink", "ground"), READ_ON)
def test_text_has_enough_contrast(name: str, ink: str, ground: str) -> None:
    palette = PALETTES[name]
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


def test_contrast_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_every_text_style_has_an_ink_and_a_fallback_for_signs() -> None:
    for palette in PALETTES.values():
        styles = theme(palette).text_theme
        assert isinstance(styles, ft.TextTheme)
        for style in vars(styles).values():
            if isinstance(style, ft.TextStyle):
                assert style.color == palette.on_surface
                assert style.font_family_fallback


def test_the_fonts_are_bundled_with_their_licences() -> None:
    for path in FONTS.values():
        assert asset(path).stat().st_size > 10_000
    assert len(list(asset("fonts").glob("*.txt"))) == 2


def test_state_is_a_sign_and_a_word() -> None:
    every = [*badges.STANDING.values(), *badges.REVIEW.values(), badges.WITHDRAWN, badges.CONFLICT]
    assert len({badge.words for badge in every}) == len(every)
    assert all(badge.icon is not None and badge.words for badge in every)


def test_three_layouts() -> None:
    assert [layout(w) for w in (None, 390, 820, 1440)] == ["phone", "phone", "tablet", "desktop"]
