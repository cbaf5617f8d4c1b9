"""The app's screen in Chromium, used as a person with a screen reader would: by names and words.

Flutter paints on a canvas; its semantics tree is real DOM. An identifier of the app is an
attribute there. Typing takes the focus first and waits three frames, or keys are lost.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-3d-apis",  # with no graphics card, Flutter paints quicker by itself
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1440, 900)}
WAIT = 30_000


#: Text and names in the semantics tree; what is typed stands in the values of its inputs.
SAID = """() => {
    const host = document.querySelector("flt-semantics-host");
    if (!host) return "";
    const names = [...host.querySelectorAll("[aria-label]")];
    return [host.innerText, ...names.map(n => n.getAttribute("aria-label"))].join("\\n");
}"""


def need_chromium() -> None:
    """Without Chromium: a failure in CI, a skip elsewhere."""
    if Path(CHROMIUM).exists():
        return
    words = "Chromium is not installed (Debian: apt-get install chromium)"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Screen:
    """One window on one tablet."""

    def __init__(self, browser: Browser, address: str, *, size: str, dark: bool) -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(WAIT)
        #: Requests that were answered by anything but this machine, and failures of the page.
        self.left: list[str] = []
        self.errors: list[str] = []
        #: What the page has told the app.
        self.told: list[bytes] = []
        self.page.on("websocket", lambda socket: socket.on("framesent", self._tells))
        self.page.on("requestfinished", self._finished)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(address)
        self.find("passphrase")

    def _tells(self, frame: bytes | str) -> None:
        self.told.append(frame if isinstance(frame, bytes) else frame.encode())

    def _finished(self, request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "blob:", "data:")):
            self.left.append(request.url)

    def close(self) -> None:
        self.context.close()

    # --- looking ------------------------------------------------------------------------

    def find(self, name: str) -> Any:
        """Wait until there is something of that name."""
        found = self.page.locator(f'[flt-semantics-identifier="{name}"]').first
        found.wait_for(state="attached")
        return found

    def starts(self, stem: str) -> Any:
        """The first whose name begins so."""
        found = self.page.locator(f'[flt-semantics-identifier^="{stem}"]').first
        found.wait_for(state="attached")
        return found

    def reads(self, words: str) -> None:
        """Wait until the screen says this, to eyes and to screen readers."""
        try:
            self.page.wait_for_function(f"words => ({SAID})().includes(words)", arg=words)
        except PlaywrightTimeout:
            raise AssertionError(f"{words!r} is not on the screen: {self.said()}") from None

    def said(self) -> str:
        """Every word on the screen."""
        return str(self.page.evaluate(SAID))

    def has(self, name: str) -> bool:
        return self.page.locator(f'[flt-semantics-identifier="{name}"]').count() > 0

    def picture(self, folder: Path | None, name: str) -> None:
        """A screenshot, once what moves has come to rest; where nobody keeps any, none."""
        if folder is None:
            return
        self.page.wait_for_timeout(700)
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png")

    # --- doing --------------------------------------------------------------------------

    def frames(self, count: int = 3) -> None:
        """Wait for so many paints: on a busy machine they take longer, as everything does."""
        self.page.evaluate(
            "count => new Promise(done => { const next = left => left"
            " ? requestAnimationFrame(() => next(left - 1)) : done(); next(count); })",
            count,
        )

    def tap(self, name: str) -> None:
        found = self.find(name)
        found.scroll_into_view_if_needed()
        inner = found.locator("[flt-tappable], [role=button], [role=checkbox]").first
        (inner if inner.count() else found).click(force=True)
        self.frames()

    def tap_found(self, found: Any) -> None:
        inner = found.locator("[flt-tappable], [role=button]").first
        (inner if inner.count() else found).click(force=True)
        self.frames()

    def row(self, *words: str) -> None:
        """Tap the first row of a list that has all these words, away from what is on its right."""
        fits = " and ".join(f"(contains(@aria-label, {w!r}) or contains(., {w!r}))" for w in words)
        row = self.page.locator(f"//flt-semantics[@flt-tappable and {fits}]").first
        row.wait_for(state="attached")
        row.click(force=True, position={"x": 60, "y": 30})
        self.frames()

    def keys(self, keys: str) -> None:
        self.page.keyboard.press(keys)
        self.frames()

    def sync(self) -> None:
        """Sync by hand, and wait until it is done."""
        self.keys("Control+5")
        self.tap("sync-now")
        self.reads("Everything saved here is safe in the central store")

    def fill(self, name: str, words: str) -> None:
        """Write into a field, and see the app told of it: the page may show what nobody heard."""
        field = self.find(name).locator("input, textarea").first
        for _ in range(5):  # the field may still be moving, or be given the focus by the app
            told = len(self.told)
            field.focus()
            self.frames(6)
            self.page.wait_for_timeout(150)
            field.fill(words)
            for _ in range(10):
                self.frames()
                if any(words.encode() in frame for frame in self.told[told:]):
                    return
                self.page.wait_for_timeout(50)
            field.evaluate("field => field.blur()")
            self.frames()
        raise AssertionError(f"{name} does not take what is typed")

    def unlock(self, passphrase: str) -> None:
        self.fill("passphrase", passphrase)
        self.tap("unlock")
        self.find("lock")
