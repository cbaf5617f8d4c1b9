"""The app: one window on one vault, native or in a browser on this machine.

Read on in ``views/shell.py`` (what surrounds the screens), ``views/tonight.py`` (the first one) and
``ui/desk.py`` (what they share).
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flet as ft

from outreach.assets import asset
from outreach.door import Door
from outreach.ui import guard
from outreach.ui.desk import Desk
from outreach.ui.silence import quiet_crashes
from outreach.ui.theme import dress

#: How often to look whether it is time to lock, in seconds.
TICK = 5.0


@dataclass(frozen=True, slots=True)
class Surface:
    """Where the window appears, and why when it is not the ordinary place."""

    native: bool
    why: str = ""


def choose_surface(
    *, web: bool, platform: str, environ: Mapping[str, str], has_client: bool
) -> Surface:
    """A native window where there can be one, else a browser on this machine.

    ``platform`` as in ``sys.platform``; ``has_client``: Flet's desktop client can be found.
    """
    if environ.get("FLET_PLATFORM") in ("android", "ios") or platform in ("android", "ios"):
        return Surface(native=True)
    if web:
        return Surface(native=False, why="asked for with --web")
    if platform.startswith("linux") and not (
        environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    ):
        return Surface(native=False, why="there is no display for a window")
    if not has_client:
        return Surface(native=False, why="Flet's desktop client is not installed")
    return Surface(native=True)


def has_desktop_client() -> bool:
    """Whether the package that brings Flet's window is installed."""
    return importlib.util.find_spec("flet_desktop") is not None


def app_for(vault: Path | None, **given: Any) -> Callable[[ft.Page], Any]:
    """The ``main(page)`` that Flet runs for each window. ``given`` goes to the desk: the door where
    several vaults may lie beside one another, and what tests put in the place of things.

    Without a vault it opens on the only one that there is, or on the list of all.
    """

    async def main(page: ft.Page) -> None:
        from outreach.views.routes import Root

        guard.quiet_logs()
        dress(page)
        door = given.get("door") or Door()
        people = [] if vault else await asyncio.to_thread(door.people)
        only = people[0].folder if len(people) == 1 else None
        desk = Desk(page, vault or only, **given)
        desk.resize(page.width)
        page.data = desk
        listen(page, desk)

        def draw() -> None:
            page.render_views(Root, desk)

        guard.confine()
        draw()
        guard.guard(desk, draw)
        page.on_disconnect = page.on_close = leaving(desk, draw)
        desk.start(_ticks(desk))

    return main


def leaving(desk: Desk, draw: Callable[[], None]) -> Callable[[Any], Any]:
    """What to do when the window's connection ends.

    Flet keeps the page for a while, and gives it as it was to a window that comes back; it draws
    nothing meanwhile. So what is kept is drawn anew, locked.
    """

    async def gone(_: Any) -> None:
        try:
            await desk.lock()
        finally:
            draw()

    return gone


def listen(page: ft.Page, desk: Desk) -> None:
    """What the window tells us: its size, its visibility, its keys, its end."""

    async def seen(event: ft.AppLifecycleStateChangeEvent) -> None:
        await desk.seen(event.state)

    async def window_event(event: ft.WindowEvent) -> None:
        if event.type == ft.WindowEventType.CLOSE:
            await desk.lock()
            await page.window.destroy()

    def resized(event: ft.PageResizeEvent) -> None:
        desk.resize(event.width)

    async def key(event: ft.KeyboardEvent) -> None:
        await desk.shortcuts.press(desk, event)

    page.on_resize = resized
    page.on_app_lifecycle_state_change = seen
    page.on_keyboard_event = key
    if not page.web:
        page.window.prevent_close = True
        page.window.on_event = window_event


async def _ticks(desk: Desk) -> None:
    """Look at the lock rule now and then, for as long as the window's loop runs."""
    while True:
        await asyncio.sleep(TICK)
        try:
            await desk.tick()
        except Exception as error:  # noqa: BLE001 - told; whatever fails, the lock must come
            desk.tell_error(error)


def main() -> None:
    """Where a phone starts the app: on the vaults in its own storage."""
    run_app(None)


def run_app(
    vault: Path | None,
    *,
    web: bool = False,
    port: int = 0,
    name: str = "Outreach",
    lines: Iterable[str] | None = None,
    say: Callable[[str], None] | None = None,
) -> None:
    """Open the app on a vault, or on all of this tablet, and stay until it is closed.

    In a browser it prints a one-time address, and a fresh one for each line on standard input.
    ``port`` 0 takes any free port. ``OSError`` when the port is taken.
    """
    tell = say or _say
    surface = choose_surface(
        web=web,
        platform=sys.platform,
        environ=os.environ,
        has_client=has_desktop_client(),
    )
    guard.quiet_logs()
    quiet_crashes()
    door = Door() if vault else Door.here()
    if surface.native:
        ft.run(app_for(vault, door=door), assets_dir=str(asset("")), name=name, host="127.0.0.1")
        return
    from outreach import web as browser

    tell(f"Outreach opens in a browser on this machine, because {surface.why}.")
    tell("The address below works once, for ten minutes. Press Enter for a fresh one.")
    browser.serve(
        app_for(vault, door=door, allow_tiles=browser.TILES.allow),
        tablet=str((vault or door.base or Path()).resolve()),
        assets=str(asset("")),
        port=port,
        name=name,
        lines=lines,
        say=tell,
    )


def _say(line: str) -> None:
    print(line, flush=True)
