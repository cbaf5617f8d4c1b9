"""Two answers to one question, decided where one sees it: what each says, who wrote it and when."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import flet as ft

from outreach.model.kinds import label
from outreach.ui import frame
from outreach.ui.buttons import secondary
from outreach.ui.design import Size, Space
from outreach.ui.moments import moment, now_ms
from outreach.ui.rows import RecordRow
from outreach.views.review.case import Case
from outreach.words import _

Keep = Callable[[str, str], Awaitable[None]]


def decide(case: Case, keep: Keep, *, columns: bool) -> list[ft.Control]:
    """A sheet for each field that people answered differently, without knowing of each other."""
    return [
        _field(case, name, values, keep, columns)
        for name, values in case.page.view.conflicts.items()
    ]


def _field(case: Case, name: str, values: Sequence[Any], keep: Keep, columns: bool) -> ft.Control:
    options = [_option(case, name, value, keep, columns) for value in values]
    return ft.Container(
        key=f"conflict-{name}",
        border=ft.Border.all(Size.EDGE, ft.Colors.ERROR),
        border_radius=Size.RADIUS,
        padding=Space.M,
        content=ft.Column(
            spacing=Space.S,
            controls=[
                ft.Row(
                    [
                        ft.Icon(ft.Icons.CALL_SPLIT, color=ft.Colors.ERROR),
                        ft.Column(
                            [
                                frame.heading(
                                    _("{field}: which is right?").format(
                                        field=_(label(case.page.view.kind, name))
                                    ),
                                    level=3,
                                )
                            ],
                            expand=True,
                        ),
                    ],
                    spacing=Space.S,
                ),
                frame.soft(
                    _("Written by people who had not seen each other's answer. Both are kept."),
                    small=True,
                ),
                *(
                    [
                        frame.soft(
                            _("If you choose, another supervisor reviews this record."), small=True
                        )
                    ]
                    if case.waits and not case.mine
                    else []
                ),
                ft.Row(
                    options,
                    spacing=Space.SM,
                    vertical_alignment=ft.CrossAxisAlignment.START,
                )
                if columns
                else ft.Column(options, spacing=Space.S),
            ],
        ),
    )


def _option(case: Case, name: str, value: Any, keep: Keep, columns: bool) -> ft.Control:
    async def choose(_event: Any) -> None:
        await keep(name, value.version)

    wrote = next((one for one in case.page.history if one.entry == value.version), None)
    agency = f", {wrote.agency}" if wrote is not None and wrote.agency else ""
    when = moment(wrote.recorded_ms if wrote is not None else value.hlc[0], now_ms())
    return ft.Container(
        expand=columns or None,
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border_radius=Size.RADIUS,
        padding=Space.SM,
        content=ft.Column(
            spacing=Space.XS,
            controls=[
                ft.Text(case.page.words(name, value.value)),
                frame.soft(f"{value.author_name}{agency} · {when}", small=True),
                ft.Row(
                    [
                        secondary(
                            f"keep-{name}-{value.version[:8]}",
                            _("This is right"),
                            choose,
                            icon=ft.Icons.CHECK,
                        )
                    ]
                ),
            ],
        ),
    )


def conflict_rows(
    rows: Sequence[Any], on_open: Callable[[str], None], chosen: str | None
) -> ft.Control:
    """Records with two answers to a question."""
    if not rows:
        return frame.empty(
            ft.Icons.CALL_MERGE,
            _("Nobody has to choose now"),
            _("Where two people answered one question differently, it comes here."),
        )
    return ft.ListView(
        expand=True,
        controls=[RecordRow(row, on_open, row.id == chosen, key=row.id) for row in rows],
        build_controls_on_demand=True,
    )
