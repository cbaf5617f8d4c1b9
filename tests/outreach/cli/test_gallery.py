"""``outreach gallery``: opens without a vault, behind the same gate as the app."""

from __future__ import annotations

from typing import Any

import pytest

from outreach import web
from outreach.views.gallery import gallery
from tests.command_line import run


def test_the_gallery_opens_in_a_browser_and_needs_no_vault(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[dict[str, Any]] = []

    def serve(main: Any, **given: Any) -> None:
        served.append({"main": main, **given})

    monkeypatch.setattr(web, "serve", serve)
    said = run("gallery", "--web", "--port", "0")
    assert said.code == 0
    assert "asked for with --web" in said.out
    (one,) = served
    assert one["main"] is gallery
    assert one["tablet"] == "gallery"


def test_the_gallery_takes_no_port_that_is_none() -> None:
    assert run("gallery", "--port", "70000").code == 2
