"""Approving many records at once where nothing was seen.

The rules that this module enforces:

1. Only records whose row shows all there is to read can be approved from the list.
2. Each approval is a signed review of its own. It names the versions that its row was made of.
3. It goes a few at a time, and stops between two: at once when told to, or when the tablet locks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import primary, quiet
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.views.review.queue import Queue
from outreach.words import _, several
from sync.errors import VaultLocked

#: Approvals that are written, and flushed to disk, in one go.
FEW = 10

Ticked = Mapping[str, tuple[str, ...]]


@ft.component
def Together(
    desk: Desk,
    ticked: Ticked,
    on_clear: Callable[[], None],
    on_busy: Callable[[bool], None],
    on_told: Callable[[str], None],
) -> ft.Control:
    """What stands below the list while records are selected: how many, a question, and how far.
    ``on_busy``: the list keeps still meanwhile."""
    asking, set_asking = ft.use_state(False)
    done, set_done = ft.use_state(-1)
    stop: Any = ft.use_ref(False)
    total = len(ticked)

    async def approve(_event: Any) -> None:
        session, seen = desk.open, list(ticked.items())
        stop.current = False
        set_done(0)
        on_busy(True)
        count = 0
        try:
            while count < len(seen) and not stop.current and desk.session is session:
                some = seen[count : count + FEW]
                await asyncio.to_thread(session.approve_many, some)
                count += len(some)
                set_done(count)
        except VaultLocked:
            return  # what was approved is written; the rest still waits
        finally:
            on_busy(False)
            set_done(-1)
            set_asking(False)
        if desk.session is session:
            desk.wrote()
            on_told(
                several(
                    "{n} record approved. The author sees it at their next sync.",
                    "{n} records approved. The authors see it at their next sync.",
                    count,
                )
            )
            on_clear()

    def halt(_event: Any) -> None:
        stop.current = True

    if done >= 0:
        return _sheet(
            ft.Text(
                _("Approving {done} of {total}").format(done=done, total=total),
                theme_style=ft.TextThemeStyle.TITLE_SMALL,
            ),
            ft.ProgressBar(value=done / max(1, total), semantics_label=_("Approving")),
            ft.Row([quiet("stop-approving", _("Stop"), halt)]),
        )
    if asking:
        return _sheet(
            ft.Semantics(
                live_region=True,
                content=ft.Text(
                    several("Approve {n} record?", "Approve {n} records?", total),
                    theme_style=ft.TextThemeStyle.TITLE_SMALL,
                ),
            ),
            frame.soft(
                _(
                    "Each is signed as your own review of what this list shows. An approval is not "
                    "taken back, but a record can be returned later."
                ),
                small=True,
            ),
            ft.Row(
                [
                    quiet("not-now", _("Cancel"), lambda _event: set_asking(False)),
                    primary(
                        "approve-many",
                        several("Approve {n}", "Approve {n}", total),
                        approve,
                        icon=ft.Icons.VERIFIED,
                        expand=True,
                    ),
                ],
                spacing=Space.S,
            ),
        )
    return _sheet(
        ft.Row(
            [
                ft.Text(
                    several("{n} selected", "{n} selected", total),
                    theme_style=ft.TextThemeStyle.TITLE_SMALL,
                    expand=True,
                ),
                quiet("clear-selected", _("Clear"), lambda _event: on_clear()),
                primary("approve-selected", _("Approve…"), lambda _event: set_asking(True)),
            ],
            spacing=Space.S,
        )
    )


def _sheet(*parts: ft.Control) -> ft.Control:
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
        border=ft.Border.only(top=ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)),
        padding=Space.M,
        content=ft.Column(list(parts), spacing=Space.S, tight=True),
    )


def select_all(queue: Queue, tick_all: Callable[[], None]) -> ft.Control | None:
    """Offered where it saves work: on the list of what has nothing in it to read."""
    ready = sum(bool(one.versions) for one in queue.rows)
    if queue.which != "quiet" or not ready:
        return None
    return ft.Container(
        border=ft.Border.only(top=ft.BorderSide(1, ft.Colors.OUTLINE_VARIANT)),
        padding=Space.S,
        content=ft.Row(
            [
                quiet(
                    "select-all",
                    _("Select the {n} on this list").format(n=ready),
                    lambda _event: tick_all(),
                    icon=ft.Icons.SELECT_ALL,
                )
            ]
        ),
    )
