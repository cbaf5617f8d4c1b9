"""The app is killed while somebody writes, in real Chromium: it opens again at the same form and
field, with every word up to the last second. And the time of a night is typed by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.night import PASSPHRASE, Night, Tablet
from tests.browser.screen import Screen

pytestmark = pytest.mark.browser

WORDS = "It rained on the Zanzibar-green awning"


def test_killed_while_writing(browser: Browser, night: Night, pictures: Path | None) -> None:
    vault = night.folder / "worker"
    tablet = Tablet(vault)
    try:
        screen = Screen(browser, tablet.address, size="phone", dark=True)
        screen.unlock(PASSPHRASE)
        screen.tap("log-visit")
        screen.row("Riverside steps")
        screen.tap("occurred_from")
        screen.fill("occurred_from.clock", "23:59")
        screen.reads("23:59")
        screen.tap("fold-conditions")
        screen.fill("weather", WORDS)
        screen.page.wait_for_timeout(2000)  # a second is promised; this machine may be busy
        tablet.process.kill()
        tablet.process.wait()
        screen.close()
    finally:
        tablet.stop()

    tablet = Tablet(vault)
    try:
        screen = Screen(browser, tablet.address, size="phone", dark=True)
        screen.unlock(PASSPHRASE)
        screen.reads("You were writing this when the app closed")
        field = screen.find("weather").locator("input, textarea").first
        assert field.input_value() == WORDS
        screen.page.wait_for_function("() => document.activeElement.tagName === 'INPUT'")
        screen.page.wait_for_timeout(800)
        box = screen.find("weather").bounding_box()
        assert box is not None
        assert 0 < box["y"] < 844 - box["height"]
        screen.picture(pictures, "phone-dark-after-a-kill")
        screen.page.keyboard.type(" again", delay=30)
        screen.page.wait_for_function(
            "box => box.value.endsWith('awning again')", arg=field.element_handle()
        )
        screen.keys("Control+Enter")
        screen.reads("Saved on this tablet")
        assert screen.left == []
        screen.close()
    finally:
        tablet.stop()
