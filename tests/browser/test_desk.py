"""A whole review by keyboard alone, in real Chromium: no pointer touches the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.night import PASSPHRASE, Night
from tests.browser.screen import Screen

pytestmark = pytest.mark.browser

QUESTION = "Ask at the kiosk: are her jacket and age right?"


def test_a_review_by_keyboard_alone(browser: Browser, night: Night, pictures: Path | None) -> None:
    night.store_up()
    with night.tablet("supervisor") as tablet:
        screen = Screen(browser, tablet.fresh_address(), size="desktop", dark=False)
        screen.unlock(PASSPHRASE)
        screen.keys("g")
        screen.keys("r")
        screen.reads("2 records to review")
        screen.keys("j")
        screen.find("approve")
        # A question about the whole record. Letters that are keys elsewhere are letters here.
        screen.keys("r")
        screen.find("say-record")
        screen.page.wait_for_timeout(300)
        screen.page.keyboard.type(QUESTION, delay=15)
        screen.reads("Return with 1 comment")
        screen.picture(pictures, "desktop-light-desk")
        screen.keys("Control+Enter")
        screen.reads("Returned. The author sees")
        screen.reads("1 record to review")
        # The next came by itself.
        screen.find("approve")
        screen.keys("Shift+?")
        screen.reads("Keys that work here")
        screen.keys("Escape")
        screen.page.wait_for_timeout(600)
        screen.keys("a")
        screen.reads("Approved. The author sees")
        screen.reads("Nothing waits for your review")
        screen.keys("Control+l")
        screen.find("passphrase")
        assert screen.left == []
        assert screen.errors == []
        screen.close()
    with night.session("supervisor") as session:
        returned = [row for row in session.rows() if row.review == "returned"]
        assert [c.text for row in returned for c in session.show(row.id).comments] == [QUESTION]
