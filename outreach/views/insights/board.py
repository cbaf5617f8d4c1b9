"""A chart on the screen: its picture, its numbers as rows, and a way out of the vault that asks.

A saved picture is the only thing here that leaves the sealed vault, so it is said first what that
means. The file's name says what is counted and nothing about whom.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import flet as ft

from outreach.model.measures import Slice
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet
from outreach.ui.charts.chart import Ink, framed
from outreach.ui.charts.shown import ChartImage
from outreach.ui.design import LIGHT, Size, Space
from outreach.ui.desk import Desk
from outreach.ui.dialogs import question
from outreach.views.insights.boards import Board
from outreach.words import _, several

#: Rows of a table that are drawn at first, and with each "more".
ROWS = 30
SAVED_WIDTH = 720.0
#: A number of more letters than this stands below what it counts, and not beside it.
BRIEF = 20


@ft.component
def BoardCard(
    desk: Desk, board: Board, narrowed: str, on_open: Callable[[Slice], None]
) -> ft.Control:
    """``narrowed``: what the figures are of, for the saved picture."""
    table, set_table = ft.use_state(False)
    chart = board.chart

    async def save(_event: Any) -> None:
        await ask_and_save(desk, board, narrowed)

    parts: list[ft.Control] = [frame.heading(chart.title, level=3)]
    if board.says:
        parts.append(frame.soft(board.says, small=True))
    parts.append(
        ChartImage(desk, chart, on_open, label=f"{chart.title}. {board.says}", key="picture")
    )
    if chart.note and chart.note != board.says:
        parts.append(frame.soft(chart.note, small=True))
    parts.append(
        ft.Row(
            wrap=True,
            spacing=Space.XS,
            run_spacing=0,
            controls=[
                quiet(
                    f"numbers-{board.name}",
                    _("Hide numbers") if table else _("Numbers"),
                    lambda _event: set_table(not table),
                    icon=ft.Icons.EXPAND_LESS if table else ft.Icons.TABLE_ROWS_OUTLINED,
                ),
                quiet(f"save-{board.name}", _("Save picture"), save, icon=ft.Icons.DOWNLOAD),
            ],
        )
    )
    if table:
        parts.append(Numbers(board, on_open, key=f"table-{board.name}"))
    return frame.card(*parts)


@ft.component
def Numbers(board: Board, on_open: Callable[[Slice], None]) -> ft.Control:
    """The chart as rows: what, how many, and the records behind it."""
    shown, set_shown = ft.use_state(ROWS)
    lines = board.chart.as_table()

    def opens(key: Slice) -> Callable[[Any], None]:
        return lambda _event: on_open(key)

    rows: list[ft.Control] = []
    for index, line in enumerate(lines[:shown]):
        brief = len(line.number) <= BRIEF
        number = ft.Text(line.number, theme_style=ft.TextThemeStyle.LABEL_LARGE)
        rows.append(
            ident(
                f"number-{board.name}-{index}",
                ft.ListTile(
                    title=line.what,
                    subtitle=None if brief else line.number,
                    trailing=number if brief else None,
                    on_click=opens(line.key) if line.key is not None else None,
                    min_height=Size.TARGET,
                    content_padding=ft.Padding.symmetric(horizontal=Space.XS),
                ),
            )
        )
    if shown < len(lines):
        left = len(lines) - shown
        rows.append(
            quiet(
                f"more-{board.name}",
                several("Show {n} more number", "Show {n} more numbers", left),
                lambda _event: set_shown(shown + 10 * ROWS),
            )
        )
    return ft.Column(rows, spacing=0)


async def ask_and_save(desk: Desk, board: Board, narrowed: str) -> None:
    """Say what it means that a picture leaves the vault; then let the person choose where to."""
    page = desk.page

    async def save(_event: Any) -> None:
        page.pop_dialog()
        source = _("Outreach, {when}. {what}. Counts under five are not shown.").format(
            when=date.today().isoformat(),  # noqa: DTZ011 - the day on the wall
            what=narrowed,
        )
        picture = framed(board.chart, Ink(LIGHT), SAVED_WIDTH, source)
        await asyncio.to_thread(desk.open.log_act, "export", text=f"{board.name}: {narrowed}")
        with desk.picking():
            await ft.FilePicker().save_file(
                file_name=f"outreach-{board.name}-{date.today().isoformat()}.svg",  # noqa: DTZ011
                file_type=ft.FilePickerFileType.CUSTOM,
                allowed_extensions=["svg"],
                src_bytes=picture.file(),
            )

    page.show_dialog(
        question(
            _("Save this picture outside the vault?"),
            _(
                "The picture leaves the sealed vault. Whoever gets the file can open it, and it "
                "may name places. Counts under five are left out, but pictures of different "
                "places or agencies can be compared. Keep it where your agency keeps such files."
            ),
            _("Save the picture"),
            save,
            lambda _event: page.pop_dialog(),
            icon=ft.Icons.LOCK_OPEN,
        )
    )
