"""Settings: how it looks, when it locks, the map, the passphrase, what concerns oneself. Each is
kept in the sealed vault, and takes effect at once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import ident
from outreach.ui.choices import pick
from outreach.ui.design import MODES, TEXT_SIZES, Space, look_of, sign_size
from outreach.ui.desk import Desk
from outreach.ui.figures import facts
from outreach.ui.lock import CHOICES
from outreach.views.concerns import Concerns
from outreach.views.label import Label
from outreach.views.passphrase import Passphrase
from outreach.views.tiles import Tiles
from outreach.views.wiping import Wiping
from outreach.words import PSEUDO, SOURCE, _, languages, mark, several

#: Set to anything but 0 by those who look for texts that were never looked up.
PSEUDO_SWITCH = "OUTREACH_PSEUDO"


@ft.component
def Settings(desk: Desk) -> ft.Control:
    language, set_language = ft.use_state(str(desk.setting("language", SOURCE)))
    if desk.session is None:
        return frame.waiting()
    return frame.page(
        Looks(desk, set_language, key=f"looks-{language}"),
        Locking(desk, key=f"locking-{language}"),
        Passphrase(desk, key=f"passphrase-{language}"),
        Wiping(desk, key=f"wiping-{language}"),
        Label(desk, key=f"label-{language}"),
        Concerns(desk, key=f"concerns-{language}"),
        Tiles(desk, key=f"tiles-{language}"),
        _tablet(desk),
        _links(desk),
    )


@ft.component
def Looks(desk: Desk, on_language: Callable[[str], None]) -> ft.Control:
    """Colours, text size and language. ``on_language``: every text has to be looked up again."""
    look, _set = ft.use_state(look_of(desk.page))
    language = str(desk.setting("language", SOURCE))
    offered = _languages()

    async def keep(name: str, value: Any) -> None:
        await asyncio.to_thread(desk.open.set_setting, name, value)
        look.by_hand = False
        desk.wear()

    async def speak(code: str) -> None:
        await keep("language", code)
        on_language(code)
        desk.window.notify()  # what surrounds this screen is drawn again, in other words

    parts: list[ft.Control] = [
        pick("theme", MODES, look.mode, lambda mode: keep("theme", mode)),
        frame.soft(_(ABOUT_MODES[look.mode]), small=True),
        frame.heading(_("Text size"), level=3),
        pick(
            "text",
            {size: f"{round(size * 100)} %" for size in TEXT_SIZES},
            look.text_size,
            lambda size: keep("text_size", size),
        ),
        ft.Container(
            bgcolor=ft.Colors.SURFACE_CONTAINER,
            border_radius=Space.S,
            padding=Space.SM,
            alignment=ft.Alignment.TOP_LEFT,
            content=ft.Text(_("This is how large a record is written.")),
        ),
    ]
    if len(offered) > 1:
        now = language if language in offered else SOURCE
        parts += [frame.heading(_("Language"), level=3), pick("language", offered, now, speak)]
    return frame.card(*parts, title=_("Colours"))


ABOUT_MODES = {
    "system": mark("Light or dark, as this device is set."),
    "light": mark("For a desk by day."),
    "dark": mark("For the evening."),
    "night": mark("For a dark car: dim, red and amber, so that your eyes stay used to the dark."),
}


def _languages() -> dict[str, str]:
    """The languages to choose from; the made-up one only for those who asked for it."""
    found = languages()
    if os.environ.get(PSEUDO_SWITCH, "") not in ("", "0"):
        found[PSEUDO] = mark("Pseudo (made up, for tests)")
    return found


@ft.component
def Locking(desk: Desk) -> ft.Control:
    minutes, set_minutes = ft.use_state(int(desk.setting("lock_after_minutes", 5)))

    async def choose(value: int) -> None:
        await asyncio.to_thread(desk.open.set_setting, "lock_after_minutes", value)
        desk.lock_rule.minutes = value
        set_minutes(value)

    return frame.card(
        frame.soft(_("Minutes without a touch. The lock button locks at once, on every screen.")),
        frame.soft(
            _(
                "In danger, hold the lock button, or press Ctrl+Shift+L: the screen is empty and "
                "the keys are forgotten at once. The next unlocking takes a little longer."
            ),
            small=True,
        ),
        pick("lock", {n: several("{n} min", "{n} min", n) for n in CHOICES}, minutes, choose),
        title=_("Lock after"),
    )


def _tablet(desk: Desk) -> ft.Control:
    """Whose it is, and what it can open."""
    me = desk.open.me
    spaces = ", ".join(_(space) for space in desk.open.spaces) or _("nothing yet")
    return frame.card(
        facts(
            [
                (_("Name"), me.name),
                (_("Agency"), me.agency),
                (_("Device"), me.device[:8]),
                (_("Holds keys for"), spaces),
            ]
        ),
        title=_("This tablet"),
    )


def _links(desk: Desk) -> ft.Control:
    """Where else to go; a phone's bar has no room for these."""
    supervisor = "supervisor" in desk.open.me.duties
    imports = desk.open.may_record("premises")
    analyst = desk.open.may_export("localities")
    takes_out = desk.open.may_export("records")
    places: list[tuple[str, str, str, ft.IconData, bool]] = [
        ("insights", "/insights", _("Insights"), ft.Icons.INSIGHTS_OUTLINED, supervisor),
        ("wards", "/insights/wards", _("By ward"), ft.Icons.GRID_VIEW, analyst),
        ("export", "/export/records", _("Export records"), ft.Icons.IOS_SHARE, takes_out),
        ("opened", "/opened", _("Open an export"), ft.Icons.MARK_EMAIL_READ, True),
        ("members", "/members", _("People and tablets"), ft.Icons.PEOPLE_OUTLINE, True),
        ("partnerships", "/partnerships", _("Other partnerships"), ft.Icons.HANDSHAKE, True),
        ("lists", "/lists", _("Code lists"), ft.Icons.LIST_ALT, True),
        ("audit", "/audit", _("Audit"), ft.Icons.POLICY_OUTLINED, "audit" in desk.open.spaces),
        ("import", "/import", _("Import a register"), ft.Icons.UPLOAD_FILE, imports),
        ("sync", "/sync", _("Sync"), ft.Icons.SYNC, True),
        ("help", "/help", _("Help"), ft.Icons.HELP_OUTLINE, True),
        ("about", "/help/about", _("About and licences"), ft.Icons.INFO_OUTLINE, True),
    ]

    def go(route: str) -> Callable[[Any], None]:
        return lambda _event: desk.go(route)

    return frame.rows(
        [
            ident(
                f"to-{name}",
                ft.ListTile(
                    title=words,
                    leading=ft.Icon(icon, size=sign_size(24)),
                    trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
                    on_click=go(route),
                ),
            )
            for name, route, words, icon, wanted in places
            if wanted
        ]
    )
