"""The first night, in real Chromium, in the real app, against a real store.

A visit is logged while the store is down, goes to the store when it is up, comes back from the
supervisor with a question, is corrected, and approved. Nothing leaves this machine.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.night import PASSPHRASE, Night, Tablet
from tests.browser.screen import Screen

pytestmark = pytest.mark.browser

CANARY = "A girl of about 14 in a Zanzibar-green coat waited alone."
QUESTION = "How long did she wait, and did anyone come to her?"
ANSWER = f"{CANARY} She left with a woman after ten minutes."


@pytest.mark.parametrize(("size", "dark"), [("tablet", True), ("phone", True), ("desktop", False)])
def test_the_first_night(
    browser: Browser, night: Night, pictures: Path | None, size: str, dark: bool
) -> None:
    look = f"{size}-{'dark' if dark else 'light'}"
    seen: list[Screen] = []

    def window(tablet: Tablet) -> Screen:
        screen = Screen(browser, tablet.fresh_address(), size=size, dark=dark)
        seen.append(screen)
        return screen

    with night.tablet("worker") as workers, night.tablet("supervisor") as supervisors:
        worker = window(workers)
        worker.picture(pictures, f"{look}-unlock")
        worker.unlock(PASSPHRASE)
        worker.reads("Dana Whitfield")
        worker.picture(pictures, f"{look}-tonight")

        # The store is down: the visit is written all the same.
        worker.tap("log-visit")
        worker.fill("hotspot.find", "Riverside")
        worker.row("Riverside steps")
        worker.tap("indicators.child_alone_late")
        worker.fill("fact", CANARY)
        worker.picture(pictures, f"{look}-visit")
        worker.tap("save")
        worker.reads("Saved on this tablet")
        worker.reads("1 only here")
        worker.tap("status")
        worker.reads("1 change only on this tablet")
        worker.tap("sync-now")
        worker.reads("The last sync did not finish")
        worker.picture(pictures, f"{look}-sync-without-a-store")

        # The store is up.
        night.store_up()
        worker.tap("sync-now")
        worker.reads("Everything saved here is safe in the central store")

        # The supervisor asks.
        supervisor = window(supervisors)
        supervisor.unlock(PASSPHRASE)
        supervisor.keys("Control+4")
        supervisor.reads("3 records to review")
        supervisor.picture(pictures, f"{look}-queue")
        supervisor.row("Riverside steps", "Child alone late")
        supervisor.reads(CANARY)
        supervisor.tap("comment-fact")
        supervisor.fill("say-fact", QUESTION)
        supervisor.picture(pictures, f"{look}-return")
        supervisor.tap("return-now")
        supervisor.reads("Returned. The author sees")
        supervisor.sync()

        # The worker answers.
        worker.sync()
        worker.keys("Control+1")
        worker.reads("came back for correction")
        worker.picture(pictures, f"{look}-came-back")
        worker.row("Riverside steps", "Child alone late")
        worker.reads(QUESTION)
        worker.tap("correct")
        worker.fill("reason", "Added what happened next")
        worker.fill("fact", ANSWER)
        worker.tap("save")
        worker.reads("Correction saved")
        worker.sync()

        # The supervisor approves.
        supervisor.sync()
        supervisor.keys("Control+4")
        supervisor.row("Riverside steps", "Child alone late")
        supervisor.reads(ANSWER)
        supervisor.picture(pictures, f"{look}-review")
        supervisor.tap("approve")
        supervisor.reads("Approved. The author sees")
        supervisor.sync()

        # And the worker sees what became of it, with every version.
        worker.sync()
        worker.keys("Control+3")
        worker.fill("search", "Zanzibar")
        worker.row("Riverside steps", "Zanzibar")
        worker.reads("Reviewed and approved")
        worker.reads("Added what happened next")
        worker.picture(pictures, f"{look}-history")
        for keys, name in (("Control+1", "tonight"), ("Control+2", "places")):
            worker.keys(keys)
            if name == "tonight":
                worker.tap("night")
            worker.picture(pictures, f"{size}-night-{name}")
        supervisor.keys("g")
        supervisor.keys("i")
        supervisor.reads("Visits by week")
        supervisor.picture(pictures, f"{look}-insights")
        worker.tap("lock")
        worker.reads("This tablet is locked")
        assert not worker.page.get_by_text("Zanzibar").count()

        for screen in seen:
            assert screen.left == []
            assert screen.errors == []
            screen.close()
        for tablet in (workers, supervisors):
            assert "Zanzibar" not in tablet.stop()


def test_one_window_at_a_time_and_one_use_of_an_address(browser: Browser, night: Night) -> None:
    night.store_up()
    with night.tablet("worker") as worker:
        first = Screen(browser, worker.address, size="tablet", dark=False)
        stranger = browser.new_context().new_page()
        answer = stranger.goto(worker.address)
        assert answer is not None
        assert answer.status == 403
        second = Screen(browser, worker.fresh_address(), size="tablet", dark=False)
        second.unlock(PASSPHRASE)
        second.reads("Dana Whitfield")
        reload = first.page.goto(first.page.url.split("?")[0].replace("/launch", "/"))
        assert reload is not None
        assert reload.status == 403
        first.close()
        second.close()
