"""The tokens as they are: contrast computed from the colours, the type scale, the distances."""

from __future__ import annotations

import flet as ft

from outreach.ui import frame
from outreach.ui.design import PALETTES, READ_ON, SCALE, SEEN_ON, Palette, Size, Space, contrast
from outreach.ui.design.colour import SIGN_RATIO, TEXT_RATIO
from outreach.words import _

CELL = 92


def contrasts() -> ft.Control:
    """Every pair of roles that may meet, in every palette, with its ratio and whether it holds."""
    return ft.Column(
        spacing=Space.M,
        controls=[
            _table(_("Text, at least {ratio}:1").format(ratio=TEXT_RATIO), READ_ON, TEXT_RATIO),
            _table(
                _("Signs and outlines, at least {ratio}:1").format(ratio=SIGN_RATIO),
                SEEN_ON,
                SIGN_RATIO,
            ),
        ],
    )


def _table(title: str, pairs: list[tuple[str, str]], least: float) -> ft.Control:
    head = ft.Row(
        [
            ft.Container(expand=True),
            *[ft.Container(frame.soft(name, small=True), width=CELL) for name in PALETTES],
        ],
        spacing=Space.S,
    )
    return frame.card(head, *[_pair(*pair, least) for pair in pairs], title=title)


def _pair(ink: str, ground: str, least: float) -> ft.Control:
    words = _("{ink} on {ground}").format(
        ink=ink.replace("_", " "), ground=ground.replace("_", " ")
    )
    return ft.MergeSemantics(
        content=ft.Row(
            [
                ft.Container(frame.soft(words, small=True), expand=True),
                *[_cell(palette, ink, ground, least) for palette in PALETTES.values()],
            ],
            spacing=Space.S,
        )
    )


def _cell(palette: Palette, ink: str, ground: str, least: float) -> ft.Control:
    front, back = getattr(palette, ink), getattr(palette, ground)
    ratio = contrast(front, back)
    return ft.Container(
        bgcolor=back,
        width=CELL,
        padding=ft.Padding.symmetric(horizontal=Space.S, vertical=Space.XS),
        border_radius=Size.SMALL,
        border=ft.Border.all(1, ft.Colors.OUTLINE_VARIANT),
        content=ft.Text(
            f"{'✓' if ratio >= least else '✗'} {ratio:.1f}",
            theme_style=ft.TextThemeStyle.LABEL_MEDIUM,
            color=front,
        ),
    )


def scale() -> ft.Control:
    """Every style of the type scale."""
    return frame.card(
        *[
            ft.Text(
                f"{name.replace('_', ' ').capitalize()} {size:g}",
                theme_style=ft.TextThemeStyle[name.upper()],
                max_lines=1,
                overflow=ft.TextOverflow.ELLIPSIS,
            )
            for name, (size, _strong, _height) in SCALE.items()
        ],
        title=_("Type"),
    )


def spaces() -> ft.Control:
    """The grid of four."""
    named = {name: value for name, value in vars(Space).items() if name.isupper()}
    return frame.card(
        *[
            ft.Row(
                [
                    ft.Container(frame.soft(f"{name} {value}", small=True), width=72),
                    ft.Container(width=value, height=Space.M, bgcolor=ft.Colors.PRIMARY),
                ]
            )
            for name, value in named.items()
        ],
        title=_("Space"),
    )
