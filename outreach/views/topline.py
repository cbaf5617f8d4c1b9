"""The line above every screen: what it is, how syncing stands, settings and the lock.

The rules:
- How much exists only on this tablet, when the store was last reached and what is under way are
  always in sight. Each word is told from receipts.
- The lock is one press away on every screen. Held, it is the panic button: a second sign beside it
  would be hit by mistake, and a phone has no room for one.
- The line of progress has its place whether something is under way or not: nothing jumps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.ui.buttons import ident, sign
from outreach.ui.design import LARGE_FROM, Size, text_size
from outreach.ui.desk import Desk
from outreach.ui.moments import ago, now_ms
from outreach.ui.night import NightSwitch
from outreach.ui.pulse import SyncStatus
from outreach.ui.theme import Space
from outreach.words import _

HEIGHT = 60
#: Of the line of progress, in dp.
LINE = 3


@dataclass(frozen=True, slots=True)
class Said:
    """How syncing stands: in two or three words, in full, and as a sign."""

    short: str
    full: str
    icon: ft.IconData
    ink: ft.Colors


def said(sync: SyncStatus, now: int) -> Said:
    """What the status line says. ``now``: ms since 1970."""
    reached = _("Store last reached: {when}.").format(when=ago(sync.last_contact_ms, now))
    short, icon, ink = _standing(sync)
    full = f"{short}. {reached}"
    if sync.running:
        under_way = doing(sync)
        return Said(under_way, f"{under_way}. {full}", ft.Icons.SYNC, ft.Colors.PRIMARY)
    if sync.alarm:
        full = f"{_('Sync needs your attention.')} {full}"
        return Said(_("Look at Sync"), full, ft.Icons.REPORT_PROBLEM, ft.Colors.ERROR)
    return Said(short, full, icon, ink)


def _standing(sync: SyncStatus) -> tuple[str, ft.IconData, ft.Colors]:
    if sync.only_here:
        words = _("{count} only here").format(count=f"{sync.only_here:,}")
        return words, ft.Icons.TABLET_ANDROID, ft.Colors.TERTIARY
    if sync.drafts:
        words = _("{count} not finished").format(count=f"{sync.drafts:,}")
        return words, ft.Icons.EDIT_NOTE, ft.Colors.TERTIARY
    if sync.last_contact_ms is None:
        return _("Not synced yet"), ft.Icons.CLOUD_OFF, ft.Colors.ON_SURFACE_VARIANT
    if sync.problem:
        return _("All safe"), ft.Icons.CLOUD_OFF, ft.Colors.ON_SURFACE_VARIANT
    return _("All safe"), ft.Icons.CLOUD_DONE, ft.Colors.PRIMARY


def doing(sync: SyncStatus) -> str:
    """What a sync is at, in numbers as far as they are known."""
    now = sync.progress
    if now is not None and now.to_send and now.sent < now.to_send:
        return _("Sending {done} of {all}").format(done=f"{now.sent:,}", all=f"{now.to_send:,}")
    if now is not None and now.to_receive:
        return _("Receiving {done} of {all}").format(
            done=f"{now.received:,}", all=f"{now.to_receive:,}"
        )
    return _("Syncing…")


def briefly(sync: SyncStatus) -> str:
    """The same for a phone, whose line has no room for more."""
    now = sync.progress
    if now is not None and now.to_send and now.sent < now.to_send:
        return _("{done} of {all}").format(done=f"{now.sent:,}", all=f"{now.to_send:,}")
    if now is not None and now.to_receive:
        return _("{done} of {all}").format(done=f"{now.received:,}", all=f"{now.to_receive:,}")
    return _("Syncing…")


def share(sync: SyncStatus) -> float | None:
    """How much of a sync is done, 0 to 1; None while that is not known."""
    now = sync.progress
    if now is None or not now.to_send + now.to_receive:
        return None
    return min(1.0, (now.sent + now.received) / (now.to_send + now.to_receive))


@ft.component
def Status(desk: Desk) -> ft.Control:
    """How many records are only here, and when the store last answered."""
    sync, _set = ft.use_state(desk.sync)
    window, _set = ft.use_state(desk.window)
    now = said(sync, now_ms())
    words = now.short
    if window.layout == "phone" and sync.running:
        words = briefly(sync)
    elif window.layout == "desktop" and not sync.running:
        reached = ago(sync.last_contact_ms, now_ms())
        words = _("{standing} · store reached {when}").format(standing=now.short, when=reached)
    return ident(
        "status",
        ft.TextButton(
            ft.Text(
                words,
                theme_style=ft.TextThemeStyle.LABEL_LARGE,
                max_lines=1,
                overflow=ft.TextOverflow.ELLIPSIS,
            ),
            icon=now.icon,
            icon_color=now.ink,
            height=48,
            style=ft.ButtonStyle(
                color=ft.Colors.ON_SURFACE, padding=ft.Padding.symmetric(horizontal=Space.S)
            ),
            tooltip=now.full,
            on_click=lambda _: desk.go("/sync"),
        ),
    )


@ft.component
def Progress(desk: Desk) -> ft.Control:
    """A thin line while something is sent or received, and its empty place otherwise."""
    sync, _set = ft.use_state(desk.sync)
    return ft.Container(
        height=LINE,
        content=ft.ProgressBar(
            value=share(sync), bar_height=LINE, semantics_label=doing(sync), key="progress"
        )
        if sync.running
        else None,
    )


@ft.component
def Top(desk: Desk, title: str, top_level: bool) -> ft.Control:
    """The whole line. ``top_level``: a place of the rail, from which there is no way back."""

    lead: list[ft.Control] = []
    if not top_level:
        lead.append(sign("back", _("Back"), ft.Icons.ARROW_BACK, lambda _: desk.back()))
    window, _set = ft.use_state(desk.window)
    roomy = window.layout != "phone" or (top_level and text_size() <= 1.25)
    night = [NightSwitch(desk, key="night")] if roomy else []
    standing: list[ft.Control] = [
        ft.Text(
            title,
            theme_style=ft.TextThemeStyle.TITLE_LARGE,
            expand=True,
            max_lines=1,
            overflow=ft.TextOverflow.ELLIPSIS,
        ),
        Status(desk, key="standing"),
    ]
    if not roomy and text_size() >= LARGE_FROM:
        # Large text leaves no room for both, and the bar below says where one is.
        status = Status(desk, key="standing")
        standing = [ft.Container(status, expand=True, alignment=ft.Alignment.CENTER_LEFT)]
    line = ft.Container(
        padding=ft.Padding.only(left=Space.M if top_level else Space.XS, right=12),
        height=HEIGHT,
        content=ft.Row(
            spacing=Space.XS,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
            controls=[
                *lead,
                *standing,
                *night,
                sign("settings", _("Settings"), ft.Icons.TUNE, lambda _: desk.go("/settings")),
                lock_button(desk),
            ],
        ),
    )
    return ft.Column([line, Progress(desk, key="line")], spacing=0)


def lock_button(desk: Desk) -> ft.Control:
    """Locks when it is tapped; held, it locks at once and forgets the keys."""

    async def lock(_event: Any) -> None:
        await desk.lock()

    async def panic(_event: Any) -> None:
        await desk.panic()

    return ident(
        "lock",
        ft.IconButton(
            icon=ft.Icons.LOCK,
            icon_color=ft.Colors.ON_PRIMARY_CONTAINER,
            bgcolor=ft.Colors.PRIMARY_CONTAINER,
            tooltip=ft.Tooltip(
                message=_("Lock now (Ctrl+L). In danger, hold it (Ctrl+Shift+L)"),
                trigger_mode=ft.TooltipTriggerMode.MANUAL,
            ),
            on_click=lock,
            on_long_press=panic,
            size_constraints=ft.BoxConstraints(min_width=Size.TARGET, min_height=Size.TARGET),
        ),
    )
