"""The address of map tiles: none unless a partnership sets one, and then it is told what that
reveals before it is kept."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import primary, quiet
from outreach.ui.choices import flow
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.map.tiles import LOCAL, PARTS, address_of, allowed, origin
from outreach.words import _


def problem(address: str) -> str:
    """What is wrong with an address, in words; "" for one that can be used, and for none."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
    if not host:
        return _("Enter the whole address, such as https://tiles.example.org/{z}/{x}/{y}.png")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOCAL):
        return _("Enter an address that begins with https://")
    if not all(part in address for part in PARTS):
        return _("Enter an address with {z}, {x} and {y} in it")
    if not origin(address):
        return _("Enter an address of one server, without a name or a password in it")
    return ""


@ft.component
def Tiles(desk: Desk) -> ft.Control:
    kept, set_kept = ft.use_state(str(desk.setting("map_tiles", "") or ""))
    words = ft.use_ref(kept)
    wrong, set_wrong = ft.use_state("")
    times, set_times = ft.use_state(0)

    def typed(text: str) -> None:
        words.current = text.strip()

    async def keep(address: str) -> None:
        await asyncio.to_thread(desk.open.set_setting, "map_tiles", address)
        allowed(desk, address_of(desk))  # who is not asked any more is shut out at once
        words.current = address
        set_kept(address)
        set_wrong("")

    async def save(_event: Any) -> None:
        found = problem(words.current)
        set_wrong(found)
        if not found:
            await keep(words.current)
            desk.tell(_("Kept. The map uses it when there is a network."))

    async def remove(_event: Any) -> None:
        await keep("")
        set_times(lambda count: count + 1)
        desk.tell(_("Removed. The map asks nobody for anything."))

    buttons = [primary("keep-tiles", _("Use this address"), save)]
    if kept:
        buttons.append(quiet("drop-tiles", _("Use no tiles"), remove))
    return frame.card(
        frame.soft(
            _(
                "The map needs no network: borders and places are on this tablet. A partnership "
                "may set a tile address for when it is online."
            )
        ),
        frame.notice(
            ft.Icons.VISIBILITY_OUTLINED,
            _("What an address reveals"),
            _(
                "Whoever runs it sees which areas this tablet looks at and when, and its internet "
                "address (IP). They do not see what was recorded. Use a server that your "
                "partnership trusts."
            ),
            kind="warn" if kept else "info",
        ),
        Field(
            "tiles",
            _("Tile address"),
            value=kept,
            on_input=typed,
            on_submit=save,
            error=wrong or None,
            helper=_("Such as https://tiles.example.org/{z}/{x}/{y}.png. Empty: no tiles."),
            icon=ft.Icons.MAP_OUTLINED,
            key=f"tiles-{times}",
        ),
        flow(buttons),
        title=_("Map"),
    )
