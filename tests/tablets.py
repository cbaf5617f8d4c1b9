"""Windows on real vaults, without a screen: the worker's, the licensing officer's, the
supervisor's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from outreach.app import app_for
from outreach.door import Door
from outreach.session import Session
from outreach.ui.desk import Desk
from tests.headless import Window
from tests.partnership import CHEAP, PASSPHRASE, Partnership


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Tablets:
    """Opens windows on the vaults of one partnership."""

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership
        self.clock = Clock()

    def _unlock(self, vault: Path, passphrase: str) -> Session:
        return Session.unlock(vault, passphrase, through=self.partnership.network)

    def write(
        self, name: str, *records: tuple[str, dict[str, Any]], sync: bool = True
    ) -> list[str]:
        """Save records on a tablet without its window, and sync where there is a network."""
        session = self._unlock(self.partnership.folder / name, PASSPHRASE)
        try:
            made = [session.add(kind, fields) for kind, fields in records]
            if sync:
                session.sync()
        finally:
            session.lock()
        return made

    def sync(self, name: str) -> None:
        """Sync a tablet without its window."""
        self.write(name)

    @asynccontextmanager
    async def locked(self, name: str, *, width: float = 900) -> AsyncIterator[Window]:
        """A window that has just been opened."""
        window = Window(width=width)
        main = app_for(
            self.partnership.folder / name,
            unlock=self._unlock,
            clock=self.clock,
            sync_by_itself=False,
        )
        try:
            yield await window.run(main)
        finally:
            await desk_of(window).lock()
            window.close()

    @asynccontextmanager
    async def open(self, name: str, *, width: float = 900) -> AsyncIterator[Window]:
        """A window with the passphrase given."""
        async with self.locked(name, width=width) as window:
            await window.type("passphrase", PASSPHRASE)
            await window.press("unlock")
            await window.settle(lambda: window.has("lock"))
            yield window


@asynccontextmanager
async def at_the_door(
    base: Path, through: Any, *, width: float = 900, clock: Callable[[], float] | None = None
) -> AsyncIterator[Window]:
    """A window on a tablet on which nobody's vault was named."""

    def unlock(vault: Path, passphrase: str) -> Session:
        return Session.unlock(vault, passphrase, through=through)

    window = Window(width=width)
    main = app_for(
        None,
        door=Door(base, through, CHEAP),
        unlock=unlock,
        clock=clock or Clock(),
        sync_by_itself=False,
    )
    try:
        yield await window.run(main)
    finally:
        await desk_of(window).lock()
        window.close()


def desk_of(window: Window) -> Desk:
    desk = window.page.data
    assert isinstance(desk, Desk)
    return desk


#: What the stories happen at.
ARCADE = {
    "name": "Bus station arcade",
    "hotspot_type": "transport_hub",
    "latitude": 53.6163,
    "longitude": -2.1551,
}


def play(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run one story to its end."""
    asyncio.run(story())
