"""Every ink can be read on every ground it is used on; every state is a sign and words."""

from __future__ import annotations

import re
from pathlib import Path

import flet as ft
import pytest

import outreach
from outreach.assets import asset
from outreach.ui.design import (
    FONTS,
    PALETTES,
    PLACE,
    READ_ON,
    RECORD,
    SCALE,
    SEEN_ON,
    TEXT_SIZES,
    TONES,
    Palette,
    Size,
    State,
    button_height,
    contrast,
    layout,
    luminance,
    theme,
)
from outreach.ui.design.colour import GROUNDS, NIGHT_LUMINANCE, SIGN_RATIO, TEXT_RATIO

EACH = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)


@EACH
@pytest.mark.parametrize(("ink", "ground"), READ_ON)
def test_text_has_enough_contrast(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= TEXT_RATIO == 4.5


@EACH
@pytest.mark.parametrize(("sign", "ground"), SEEN_ON)
def test_signs_and_outlines_have_enough_contrast(palette: Palette, sign: str, ground: str) -> None:
    assert contrast(getattr(palette, sign), getattr(palette, ground)) >= SIGN_RATIO == 3


@EACH
def test_every_tone_is_read_in_a_badge_and_seen_alone(palette: Palette) -> None:
    for tone in TONES.values():
        assert contrast(palette.of(tone.ink), palette.of(tone.ground)) >= TEXT_RATIO
        for ground in GROUNDS:
            assert contrast(palette.of(tone.mark), getattr(palette, ground)) >= SIGN_RATIO


@EACH
def test_the_lines_of_a_chart_are_seen_and_heat_rises_evenly(palette: Palette) -> None:
    for ground in ("surface", "surface_container_low"):
        for line in palette.series:
            assert contrast(line, getattr(palette, ground)) >= SIGN_RATIO
    lights = [luminance(step) for step in palette.heat]
    assert lights in (sorted(lights), sorted(lights, reverse=True))


def test_night_drive_never_shines_and_has_hardly_any_blue() -> None:
    night = PALETTES["night"]
    for name in night.__dataclass_fields__:
        colours = getattr(night, name)
        if isinstance(colours, bool):
            continue
        for colour in [colours] if isinstance(colours, str) else colours:
            red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
            assert luminance(colour) <= NIGHT_LUMINANCE, name
            assert red >= green >= blue, name
    assert all(luminance(getattr(night, ground)) < 0.01 for ground in GROUNDS)
    # The ground of the main action is large.
    assert luminance(night.primary_fixed) < 0.02


def test_contrast_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@EACH
@pytest.mark.parametrize("text_size", TEXT_SIZES)
def test_every_style_grows_has_an_ink_and_a_fallback(palette: Palette, text_size: float) -> None:
    styles = theme(palette, text_size).text_theme
    assert isinstance(styles, ft.TextTheme)
    for name, (size, _, _) in SCALE.items():
        style = getattr(styles, name)
        assert style.color == palette.on_surface
        assert style.font_family_fallback
        assert style.size == size * text_size


def test_a_button_is_high_enough_without_a_height_of_its_own() -> None:
    for text_size in TEXT_SIZES:
        assert button_height(text_size=text_size) >= Size.TARGET


def test_the_fonts_are_bundled_with_their_licences() -> None:
    for path in FONTS.values():
        assert asset(path).stat().st_size > 10_000
    assert len(list(asset("fonts").glob("*.txt"))) == 2


@pytest.mark.parametrize("states", [RECORD, PLACE], ids=["record", "place"])
def test_a_state_is_a_sign_and_words_of_its_own(states: dict[str, State]) -> None:
    assert all(state.icon is not None and state.words and state.short for state in states.values())
    assert len({state.icon for state in states.values()}) == len(states)
    assert len({state.words for state in states.values()}) == len(states)
    assert len({state.short for state in states.values()}) == len(states)


def test_every_state_of_the_issue_is_there() -> None:
    wanted = {"draft", "only here", "sent", "safe", "reviewed", "returned", "corrected"}
    assert wanted | {"withdrawn", "conflict", "clock wrong"} <= set(RECORD)
    assert set(PLACE) == {"due", "overdue", "fresh", "never"}


def test_three_layouts() -> None:
    assert [layout(w) for w in (None, 390, 820, 1440)] == ["phone", "phone", "tablet", "desktop"]


def test_no_colour_is_named_outside_the_design_language() -> None:
    """Roles only: a colour of its own would shine at night. The page that loads before Flutter is
    there has two, and what is printed is black on white."""
    folder = Path(outreach.__file__).parent
    roles = set(Palette.__dataclass_fields__) | {"transparent", "shadow"}
    roles |= {"surface_container_highest", "surface_container_lowest"}
    wrong = []
    for path in sorted(folder.rglob("*.py")):
        if path.parent.name in ("design", "paper") or path.name == "web.py":
            continue
        text = path.read_text(encoding="utf-8")
        named = [name.lower() for name in re.findall(r"ft\.Colors\.([A-Z_0-9]+)", text)]
        wrong += [f"{path.name}: {name}" for name in named if name not in roles]
        wrong += [f"{path.name}: {colour}" for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", text)]
    assert wrong == []
