"""The map in real Chromium: marks that a finger and a screen reader find, and where one is.

Without tiles: nothing leaves this machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.night import PASSPHRASE, Night
from tests.browser.screen import Screen

pytestmark = pytest.mark.browser

#: By the bus station, where the hotspots of the night are.
HERE = {"latitude": 53.6161, "longitude": -2.1558, "accuracy": 60}


def buttons(screen: Screen, words: str) -> Any:
    """What can be pressed and says this, to eyes or to a screen reader."""
    return screen.page.locator("flt-semantics[role=button]", has_text=words)


@pytest.mark.parametrize(("size", "dark"), [("phone", True), ("tablet", False), ("desktop", False)])
def test_from_all_places_to_a_visit_at_one(
    browser: Browser, night: Night, pictures: Path | None, size: str, dark: bool
) -> None:
    look = f"{size}-{'dark' if dark else 'light'}"
    with night.tablet("worker") as tablet:
        screen = Screen(browser, tablet.address, size=size, dark=dark)
        screen.unlock(PASSPHRASE)
        screen.keys("Control+6")
        screen.reads("in view")
        screen.tap("map-everything")
        screen.reads("247 places in view")
        screen.reads("© Crown copyright and database right 2023")
        screen.picture(pictures, f"{look}-map")

        # Refused, it says so; allowed, it shows where one is and what is near.
        screen.tap("map-here")
        screen.reads("does not let Outreach know where it is")
        screen.tap("close-card")
        screen.context.grant_permissions(["geolocation"])
        screen.context.set_geolocation(HERE)
        screen.tap("map-here")
        screen.reads("away" if size == "desktop" else "in view")
        screen.tap("map-kind-hotspot")
        screen.tap("map-in")
        buttons(screen, "Interchange, stand C. Hotspot.").first.wait_for(state="attached")
        screen.picture(pictures, f"{look}-map-here")

        buttons(screen, "Interchange, stand C. Hotspot.").first.click(force=True)
        screen.find("map-card")
        screen.reads("away")
        screen.picture(pictures, f"{look}-map-card")
        screen.tap("map-visit")
        screen.find("save")
        assert screen.errors == []
        assert screen.left == []
        screen.close()
