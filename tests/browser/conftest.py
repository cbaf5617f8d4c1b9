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


@pytest.fixture
def night(tmp_path: Path, seed: int) -> Iterator[Night]:
    print(f"seed: {seed}")
    made = Night(tmp_path, seed)
    try:
        yield made
    finally:
        made.store_down()
