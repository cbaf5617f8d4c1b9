"""What each screen costs with 100,000 records: processor time and bytes until it is painted.

A window without a screen (``tests/headless.py``) goes from one screen to the next. The time is that
of the whole process, threads included, so that it is the same on a busy machine; the bytes are what
would have gone to the client. A screen is measured on its second showing: the first one also loads
modules. Budgets: 150 ms and 60 kB.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import flet_map as fm
import pytest

from outreach.app import app_for
from outreach.session import Session
from outreach.ui.form.begin import begin
from sync.client.vault import Vault
from tests.bench.figures import note
from tests.bench.year import vault_with_a_year
from tests.headless import Window
from tests.partnership import PASSPHRASE
from tests.tablets import Clock, desk_of

RECORDS = 100_000
CPU_MS, KILOBYTES = 150, 60
WIDTHS = {"phone": 390.0, "desktop": 1440.0}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with a year's records; opened once, so that it has a snapshot."""
    folder = vault_with_a_year(tmp_path_factory.mktemp("year") / "vault", RECORDS)
    Session(Vault.unlock(folder, PASSPHRASE)).lock()
    return folder


class Questions:
    """Counts what screens are asking of the model in threads: until then nothing is painted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = 0
        self._ask = asyncio.to_thread
        monkeypatch.setattr(asyncio, "to_thread", self._asked)

    async def _asked(self, *given: Any, **named: Any) -> Any:
        self.open += 1
        try:
            return await self._ask(*given, **named)
        finally:
            self.open -= 1


class Meter:
    """Measures what one act costs, until every question is answered and the window is at rest."""

    def __init__(self, window: Window, questions: Questions) -> None:
        self.window = window
        self.questions = questions

    async def measure(self, act: Callable[[], Awaitable[None]]) -> tuple[float, float]:
        """Milliseconds of processor time and kilobytes sent."""
        gc.collect()
        sent, began = self.window.wire.bytes, time.process_time()
        await act()
        while self.questions.open:
            await self.window.settle()
        await self.window.settle()
        cpu = time.process_time() - began
        return cpu * 1000, (self.window.wire.bytes - sent) / 1000

    async def nothing(self) -> float:
        """What waiting for rest costs by itself, in milliseconds."""

        async def wait() -> None:
            return None

        return min([(await self.measure(wait))[0] for _ in range(5)])


def _note(what: str, cpu: float, sent: float) -> None:
    met = cpu <= CPU_MS and sent <= KILOBYTES
    limit = f"{CPU_MS} ms, {KILOBYTES} kB"
    note(what, f"{cpu:.0f} ms, {sent:.1f} kB", "", limit, met)


def _routes(session: Session) -> dict[str, str]:
    """Screen -> route, with records that are there."""
    (visit,) = session.rows(kind="hotspot-visit", limit=1)
    (sighting,) = session.rows(kind="person-sighting", limit=1)
    (vehicle,) = session.rows(kind="vehicle-sighting", limit=1)
    waiting = session.queue()[0]
    return {
        "tonight": "/",
        "places": "/places",
        "a place": f"/places/{visit.place}",
        "map": "/map",
        "search": "/search",
        "a record": f"/records/{visit.id}",
        "a person": f"/people/{sighting.id}",
        "a vehicle": f"/vehicles/{vehicle.id}",
        "review": "/review",
        "a record under review": f"/review/{waiting.id}",
        "importing a register": "/import",
        "sync": "/sync",
        "settings": "/settings",
        "help": "/help",
    }


@asynccontextmanager
async def opened(year: Path, width: float) -> AsyncIterator[Window]:
    """A window on the year, with the passphrase given."""
    window = Window(width=width)
    await window.run(app_for(year, clock=Clock(), sync_by_itself=False))
    await window.type("passphrase", PASSPHRASE)
    await window.press("unlock")
    await window.settle(lambda: window.has("lock"))
    try:
        yield window
        assert not window.wire.crashes
    finally:
        await desk_of(window).lock()
        window.close()


@pytest.mark.parametrize("layout", WIDTHS)
def test_first_paint_of_every_screen(
    year: Path, layout: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = Questions(monkeypatch)

    async def story() -> None:
        async with opened(year, WIDTHS[layout]) as window:
            meter = Meter(window, questions)
            idle = await meter.nothing()
            for screen, route in _routes(desk_of(window).open).items():
                elsewhere = "/settings" if route != "/settings" else "/"
                await window.go(route)
                await window.go(elsewhere)
                cpu, sent = await meter.measure(lambda route=route: window.go(route))
                _note(f"first paint on a {layout}: {screen}", cpu - idle, sent)

    asyncio.run(story())


@pytest.mark.parametrize("layout", WIDTHS)
def test_insights_after_an_unlock(year: Path, layout: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in the background after each unlock; then opened for the first time since."""
    questions = Questions(monkeypatch)

    async def nothing() -> None:
        return None

    async def story() -> None:
        async with opened(year, WIDTHS[layout]) as window:
            await window.go("/insights")  # loads its modules
        began = time.process_time()
        async with opened(year, WIDTHS[layout]) as window:
            meter = Meter(window, questions)
            await meter.measure(nothing)
            ahead = time.process_time() - began
            cpu, sent = await meter.measure(lambda: window.go("/insights"))
            _note(f"first paint on a {layout}: insights, after an unlock", cpu, sent)
        monkeypatch.setattr("outreach.ui.ahead.SUPERVISOR", "nobody")
        began = time.process_time()
        async with opened(year, WIDTHS[layout]) as window:
            await Meter(window, questions).measure(nothing)
            ahead -= time.process_time() - began
        note("counting insights in the background after an unlock", f"{ahead:.2f} s", "", "", None)

    asyncio.run(story())


def test_what_a_hand_does(year: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form, a key in it, the next rows of a list, a map that is moved: on a desktop."""
    questions = Questions(monkeypatch)

    async def story() -> None:
        async with opened(year, WIDTHS["desktop"]) as window:
            desk = desk_of(window)
            meter = Meter(window, questions)
            idle = await meter.nothing()

            async def form() -> None:
                begin(desk, "hotspot-visit")
                await window.settle(lambda: window.has("save"))

            await form()
            await window.go("/settings")
            cpu, sent = await meter.measure(form)
            _note("first paint on a desktop: a new visit", cpu - idle, sent)
            await window.press("fold-words")
            words = "Two girls by the doors"
            await window.type("fact", words)
            cpu, sent = await meter.measure(lambda: window.type("fact", words + "."))
            _note("a keystroke in a form", cpu - 2 * idle, sent)

            for screen, stem in (("/places", "place-"), ("/search", "record-")):
                await window.go("/settings")
                await window.go(screen)
                await window.settle(lambda stem=stem: window.scrolling(stem))
                (rows,) = window.scrolling(stem)
                cpu, sent = await meter.measure(
                    lambda rows=rows: window.event(rows, "scroll", window.scrolled_to_the_end())
                )
                _note(f"the next rows of {screen[1:]}", cpu - 2 * idle, sent)

            await window.go("/map")
            await window.settle(lambda: window.all(fm.Map))
            (drawn,) = window.all(fm.Map)

            async def pan(latitude: float) -> None:
                centre = {"latitude": latitude, "longitude": -2.25}
                camera = {"center": centre, "zoom": 12.0, "min_zoom": 7, "max_zoom": 18}
                event = {"coordinates": centre, "camera": camera | {"rotation": 0}}
                await window.event(drawn, "position_change", event | {"has_gesture": True})
                await asyncio.sleep(0.6)  # the map is drawn anew when the hand rests

            await pan(53.48)
            cpu, sent = await meter.measure(lambda: pan(53.56))
            _note("a pan of the map", cpu - 2 * idle, sent)

    asyncio.run(story())
