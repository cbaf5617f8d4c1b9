"""The gallery's window: what to show, in which palette, at which text size."""

from __future__ import annotations

import asyncio

import flet as ft

from outreach.ui import choices, frame
from outreach.ui.design import PALETTES, TEXT_SIZES, Space, dress, look_of, theme
from outreach.views.gallery import tokens
from outreach.views.gallery.specimen import shown
from outreach.views.gallery.things import SPECIMENS
from outreach.words import _, mark

#: The sections that show tokens rather than controls.
TOKENS = mark("Tokens")
#: Beside the palettes: all of them at once.
TOGETHER = "together"
PALETTE_WORDS = {
    "light": mark("Light"),
    "dark": mark("Dark"),
    "night": mark("Night drive"),
    TOGETHER: mark("All three"),
}
#: What a browser takes to fetch the typeface from this machine, and a slow one takes.
TYPEFACE_SECONDS = (1.0, 4.0)
SIZE_WORDS = {size: f"{round(size * 100)} %" for size in TEXT_SIZES}


@ft.component
def Gallery(page: ft.Page) -> ft.Control:
    section, set_section = ft.use_state(next(iter(SPECIMENS)))
    palette, set_palette = ft.use_state("dark" if look_of(page).palette.dark else "light")
    size, set_size = ft.use_state(1.0)
    drawn, set_drawn = ft.use_state(0)

    async def again() -> None:
        # Chips are measured once, and at first the typeface is not there yet. In the app it comes
        # while the tablet is still locked.
        for seconds in TYPEFACE_SECONDS:
            await asyncio.sleep(seconds)
            set_drawn(lambda count: count + 1)

    ft.use_effect(again, [])

    def wear(palette: str, size: float) -> None:
        dress(page, palette if palette != TOGETHER else "dark", size)
        page.title = "Outreach"
        set_palette(palette)
        set_size(size)

    sections = {name: _(name) for name in (*SPECIMENS, TOKENS)}
    head = ft.Container(
        key=f"head-{drawn}",
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.S),
        content=ft.Column(
            spacing=Space.S,
            controls=[
                choices.filters(
                    choices.toggles("palette", PALETTE_WORDS, palette, lambda p: wear(p, size)),
                    choices.toggles("size", SIZE_WORDS, size, lambda s: wear(palette, s)),
                ),
                choices.filters(choices.toggles("section", sections, section, set_section)),
            ],
        ),
    )
    wide = palette == TOGETHER
    return ft.SafeArea(
        ft.Column(
            expand=True,
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            controls=[
                head,
                frame.page(
                    _together(section, size) if wide else _section(section),
                    wide=wide,
                    key=f"{section}-{palette}-{size}",
                ),
            ],
        ),
        expand=True,
    )


def _section(name: str) -> ft.Control:
    parts: list[ft.Control]
    if name == TOKENS:
        parts = [tokens.contrasts(), tokens.scale(), tokens.spaces()]
    else:
        parts = [shown(specimen) for specimen in SPECIMENS[name]]
    return ft.Column([frame.heading(_(name)), *parts], spacing=Space.L)


def _together(name: str, size: float) -> ft.Control:
    """The same section in each palette, side by side."""
    sheets: list[ft.Control] = [
        ft.Container(
            theme=theme(palette, size),
            dark_theme=theme(palette, size),
            bgcolor=palette.surface,
            padding=Space.M,
            border_radius=Space.M,
            expand=True,
            content=_section(name),
        )
        for palette in PALETTES.values()
    ]
    return ft.Row(sheets, vertical_alignment=ft.CrossAxisAlignment.START, spacing=Space.M)


@ft.component
def Room(page: ft.Page) -> ft.View:
    return ft.View(route="/", padding=0, controls=[Gallery(page)])


async def gallery(page: ft.Page) -> None:
    """The ``main(page)`` that Flet runs for the gallery's window."""
    dress(page)
    page.render_views(Room, page)
