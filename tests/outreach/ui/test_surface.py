"""Native window or browser: the choice, without opening either."""

from __future__ import annotations

import pytest

from outreach.app import choose_surface

SCREEN = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("platform", "environ", "has_client", "native"),
    [
        ("linux", SCREEN, True, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True, True),
        ("linux", {}, True, False),
        ("linux", SCREEN, False, False),
        ("darwin", {}, True, True),
        ("win32", {}, True, True),
        ("win32", {}, False, False),
        ("linux", {"FLET_PLATFORM": "android"}, False, True),
        ("android", {}, False, True),
        ("ios", {}, False, True),
    ],
)
def test_a_native_window_where_there_can_be_one(
    platform: str, environ: dict[str, str], has_client: bool, native: bool
) -> None:
    chosen = choose_surface(web=False, platform=platform, environ=environ, has_client=has_client)
    assert chosen.native is native
    assert native or chosen.why


def test_web_when_asked_for() -> None:
    chosen = choose_surface(web=True, platform="linux", environ=SCREEN, has_client=True)
    assert not chosen.native
