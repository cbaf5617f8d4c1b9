"""One night, one browser, and where the pictures go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.night import Night
from tests.browser.screen import chromium, need_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    need_chromium()
    with chromium() as opened:
        yield opened


@pytest.fixture
def pictures() -> Path | None:
    """Where pictures are kept: ``OUTREACH_SCREENSHOTS`` (``make screenshots``), else nowhere."""
    given = os.environ.get("OUTREACH_SCREENSHOTS")
    return Path(given) if given else None


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory, seed: int) -> Night:
    """The night that every test's is a copy of: it takes seconds to fill."""
    made = Night(tmp_path_factory.mktemp("begun"), seed)
    made.begin()
    return made


@pytest.fixture
def night(begun: Night, tmp_path: Path) -> Iterator[Night]:
    """A partnership with some nights behind it. Its store is down."""
    print(f"seed: {begun.seed}")
    made = begun.copy_to(tmp_path)
    try:
        yield made
    finally:
        made.store_down()
