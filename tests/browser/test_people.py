"""Somebody without a name, in real Chromium: met by what was heard, with whom, and what is due."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from outreach.linking import link, propose
from outreach.session import Session
from tests.browser.night import PASSPHRASE, Night
from tests.browser.screen import SIZES, Screen

pytestmark = pytest.mark.browser


def _people(session: Session) -> str:
    """A man of whom a nickname, a handle and a tattoo are known, and those around him; his id."""
    man = session.add(
        "person",
        {
            "names": [
                {"name": "Big Mo", "sort": "nickname", "source": "Staff at the kiosk"},
                {"name": "@mo.after.dark", "sort": "online", "platform": "snapchat"},
                {"name": "محمد", "sort": "street", "first_heard": "2026-10-03"},
            ],
            "telephones": [{"number": "07700 900456"}],
            "marks": "Spider on the left hand",
            "categories": [{"category": "suspect", "since": "2026-10-03"}],
        },
    )
    session.add("alias", {"person": man, "name": "Mohamad", "sort": "alias"})
    girl = session.add("person", {"names": [{"name": "Kez", "sort": "nickname"}]})
    brother = session.add("person", {"names": [{"name": "Dee", "sort": "nickname"}]})
    car = session.add("vehicle", {"registration": "MX19 ?TZ", "make": "Audi", "colour": "grey"})
    unnamed = session.add("person", {"marks": "A spider tattoo on the hand"})
    for start, end, sort in (
        (man, car, "vehicle"),
        (man, girl, "seen_with"),
        (brother, man, "sibling"),
        (man, unnamed, "possibly_same"),
    ):
        link(session, start, end, sort, {"source": "Seen from the van"})
    propose(session, [unnamed], man, "The same tattoo, the same car")
    session.add(
        "referral",
        {"about": girl, "referral_type": "mash", "to_whom": "MASH desk", "priority": "same_day"},
    )
    return man


def test_somebody_without_a_name(browser: Browser, night: Night, pictures: Path | None) -> None:
    with night.session("worker") as session:
        man = _people(session)
    night.store_up()
    with night.tablet("worker") as tablet:
        screen = Screen(browser, tablet.fresh_address(), size="desktop", dark=False)
        screen.unlock(PASSPHRASE)
        screen.keys("Control+3")
        screen.fill("search", "Mohammed")
        screen.reads("Sounds alike or spelt alike")
        screen.starts("alike-")
        screen.picture(pictures, "desktop-light-alike")
        screen.tap(f"alike-{man[:8]}")
        screen.reads("Spider on the left hand")
        screen.picture(pictures, "desktop-light-person")
        screen.tap("open-subject")
        screen.reads("Links")
        screen.picture(pictures, "desktop-light-known")
        screen.page.mouse.move(1180, 600)
        screen.page.mouse.wheel(0, 3000)
        screen.tap("open-network")
        screen.reads("Dee")
        screen.picture(pictures, "desktop-light-network")
        width, height = SIZES["phone"]
        screen.page.set_viewport_size({"width": width, "height": height})
        screen.frames(6)
        screen.picture(pictures, "phone-light-network")
        assert screen.left == []
        assert screen.errors == []
        screen.close()
