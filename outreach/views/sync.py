"""Sync: what is where, told from receipts. Nothing is called safe before the store has signed."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import ident, primary, secondary
from outreach.ui.desk import Desk
from outreach.ui.moments import ago, now_ms, plural, span
from outreach.ui.pulse import SyncStatus
from outreach.ui.query import use_query
from outreach.ui.theme import Space
from outreach.views.tonight import only_here


@ft.component
def Sync(desk: Desk) -> ft.Control:
    sync, _ = ft.use_state(desk.sync)
    aside = use_query(desk, lambda session: session.quarantine())

    async def go(_: Any) -> None:
        await desk.sync_now()

    parts: list[ft.Control] = [frame.heading("Sync"), only_here(desk, sync)]
    if sync.problem:
        parts.append(
            frame.notice(
                ft.Icons.CLOUD_OFF,
                "The last sync did not finish",
                sync.problem
                + (
                    f" The next try is by itself, in {span(sync.next_at_ms - now_ms())}."
                    if sync.next_at_ms and sync.next_at_ms - now_ms() >= 60_000
                    else " The next try is by itself, within a minute."
                ),
                kind="warn",
            )
        )
    parts.append(
        primary(
            "sync-now",
            "Syncing…" if sync.running else "Sync now",
            go,
            icon=ft.Icons.SYNC,
            disabled=sync.running,
            big=True,
        )
    )
    if sync.running:
        parts.append(_progress(sync))
    parts.append(_figures(sync))
    parts.append(_quarantine(desk, aside.value or []))
    parts.append(
        frame.soft(
            "The central store holds sealed records that it cannot read. “Safe” means that it has "
            "signed for a record and that this tablet has checked the signature. Syncing happens "
            "by itself while the tablet is unlocked and never while it is locked.",
            small=True,
        )
    )
    return frame.page(*parts)


def _progress(sync: SyncStatus) -> ft.Control:
    now: Any = sync.progress
    if now is None:
        return ft.ProgressBar(semantics_label="Syncing")
    sent, to_send = getattr(now, "sent", 0), getattr(now, "to_send", 0)
    received = getattr(now, "received", 0)
    share = sent / to_send if to_send else None
    return ft.Column(
        [
            ft.ProgressBar(value=share, semantics_label="Syncing"),
            frame.soft(f"{sent:,} of {to_send:,} sent, {received:,} received", small=True),
        ]
    )


def _figures(sync: SyncStatus) -> ft.Control:
    report = sync.report
    lines = [
        ("Only on this tablet", f"{sync.only_here:,}"),
        ("Store last reached", ago(sync.last_contact_ms, now_ms())),
    ]
    if report is not None:
        lines += [
            ("Sent in the last sync, with a receipt", f"{report.sent:,}"),
            ("Received in the last sync, and checked", f"{report.received:,}"),
            ("Written here and safe in the store", f"{report.safe:,}"),
        ]
    return frame.card(
        *[
            ft.Row(
                [
                    frame.soft(name),
                    ft.Text(
                        value,
                        theme_style=ft.TextThemeStyle.TITLE_MEDIUM,
                        expand=True,
                        text_align=ft.TextAlign.RIGHT,
                    ),
                ]
            )
            for name, value in lines
        ]
    )


def _quarantine(desk: Desk, aside: list[Any]) -> ft.Control:
    """What arrived and cannot be used: what happened, what was kept, what to do."""
    if not aside:
        return frame.notice(
            ft.Icons.INVENTORY_2_OUTLINED,
            "Nothing is set aside",
            "Every entry on this tablet could be read and checked.",
        )

    async def again(_: Any) -> None:
        import asyncio

        left = await asyncio.to_thread(desk.open.retry_quarantine)
        desk.tell(f"Read anew. {plural(left, 'entry', 'entries')} still set aside.")

    rows = [
        ft.ListTile(
            title=one.reason,
            subtitle=f"From {one.author_name or 'an unknown device'}, in {one.space}. "
            f"Entry {one.entry[:8]}.",
            leading=ft.Icon(ft.Icons.INVENTORY_2_OUTLINED, color=ft.Colors.TERTIARY),
        )
        for one in aside[:40]
    ]
    return ident(
        "quarantine",
        ft.Column(
            spacing=Space.S,
            controls=[
                frame.heading(f"{plural(len(aside), 'entry', 'entries')} set aside", level=2),
                frame.soft(
                    "These arrived and were kept as they are, sealed, but cannot be shown. "
                    "Nothing else waits for them. Update the app, then read them again; if they "
                    "stay, give your administrator the entry's number."
                ),
                frame.rows(rows),
                secondary("retry", "Read them again", again, icon=ft.Icons.REFRESH),
            ],
        ),
    )
