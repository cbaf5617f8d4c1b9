"""What a screen reader is really told, from Chromium's own accessibility tree; keys in place of a
mouse; the lock and the cover in a real browser. Nothing leaves this machine."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.night import PASSPHRASE, Night
from tests.browser.screen import SAID, Screen

pytestmark = pytest.mark.browser

#: Roles of things that a person operates (WAI-ARIA).
OPERABLE = {
    "button", "tab", "checkbox", "switch", "radio", "textbox", "link", "slider", "combobox",
    "menuitem", "option", "searchbox", "spinbutton",
}  # fmt: skip
#: Of the page itself.
OF_THE_PAGE = {"RootWebArea", "WebArea", "generic", "none", "document", "application"}


def tree(screen: Screen) -> list[dict[str, Any]]:
    """The accessibility tree, as Chromium gives it to a screen reader."""
    session = screen.context.new_cdp_session(screen.page)
    try:
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    finally:
        session.detach()
    return [node for node in nodes if not node.get("ignored")]


def said(node: dict[str, Any], what: str) -> str:
    return str(node.get(what, {}).get("value", ""))


def nameless(screen: Screen) -> list[str]:
    """Everything operable that a screen reader could not name, and what takes the focus without
    saying what it is."""
    found = []
    for node in tree(screen):
        role, name = said(node, "role"), said(node, "name")
        focusable = any(
            p["name"] == "focusable" and p["value"]["value"] for p in node.get("properties", [])
        )
        if role in OPERABLE and not name.strip():
            found.append(f"a {role} without a name")
        if focusable and role not in OPERABLE | OF_THE_PAGE | {"group", "tablist", "list"}:
            found.append(f"a {role} takes the focus: {name[:40]}")
    return found


def focused(screen: Screen) -> str:
    """The name of what has the focus."""
    for node in tree(screen):
        if any(
            p["name"] == "focused" and p["value"]["value"] for p in node.get("properties", [])
        ) and said(node, "role") not in ("RootWebArea", "WebArea"):
            return said(node, "name").replace("\n", " ")
    return ""


#: Says to the page that another tab is in front, or this one again, as the browser does.
SHOWN = """state => {
    const told = (name, value) =>
        Object.defineProperty(document, name, {configurable: true, get: () => value});
    told("visibilityState", state);
    told("hidden", state === "hidden");
    document.dispatchEvent(new Event("visibilitychange"));
}"""

#: Counts how often the cover was drawn.
WATCH = """() => {
    window.covered = 0;
    const host = document.querySelector("flt-semantics-host");
    const look = () => { if (host.outerHTML.includes("Outreach is covered")) window.covered += 1; };
    new MutationObserver(look).observe(host, {subtree: true, childList: true, attributes: true});
}"""


MAIN = {
    "Control+1": "nothing-seen",
    "Control+2": "find-place",
    "Control+3": "search",
    "Control+4": None,
    "Control+5": "sync-now",
    "Control+6": None,
    "Control+7": None,
    "Control+8": None,
    "Control+9": None,
}


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_names_and_roles_on_the_main_screens(browser: Browser, night: Night, size: str) -> None:
    with night.tablet("supervisor") as tablet:
        screen = Screen(browser, tablet.fresh_address(), size=size, dark=True)
        assert nameless(screen) == [], "the lock screen"
        screen.unlock(PASSPHRASE)
        for keys, there in MAIN.items():
            screen.keys(keys)
            if there:
                screen.find(there)
            screen.page.wait_for_timeout(600)
            assert nameless(screen) == [], keys
        assert screen.page.title() == "Outreach"
        assert screen.left == []
        screen.close()


def test_keys_in_place_of_a_mouse_the_cover_and_the_lock(browser: Browser, night: Night) -> None:
    with night.tablet("worker") as tablet:
        screen = Screen(browser, tablet.fresh_address(), size="desktop", dark=False)
        # The lock screen, by keys alone.
        screen.fill("passphrase", PASSPHRASE)
        screen.keys("Enter")
        screen.find("lock")

        # Everything can be reached, and says what it is.
        order = []
        for _ in range(24):
            screen.keys("Tab")
            order.append(focused(screen))
        assert "" not in order, order
        assert any("Lock now" in name for name in order), order
        assert any("Nothing seen here" in name or "Tonight" in name for name in order), order

        # Escape closes what is in front; Ctrl+L locks in front of it too.
        screen.keys("?")
        screen.reads("Keys that work here")
        screen.keys("Escape")
        screen.page.wait_for_function(f"() => !({SAID})().includes('Keys that work here')")

        # A tab that is hidden paints nothing; the first thing that it paints again is the cover.
        screen.page.evaluate(WATCH)
        screen.page.evaluate(SHOWN, "hidden")
        screen.page.wait_for_timeout(1000)
        screen.page.evaluate(SHOWN, "visible")
        screen.page.wait_for_function("() => window.covered > 0")
        screen.page.wait_for_function(f"() => !({SAID})().includes('Outreach is covered')")
        screen.reads("Nothing seen here")

        screen.keys("?")
        screen.reads("Keys that work here")
        screen.keys("Control+l")
        screen.reads("This tablet is locked")
        assert screen.left == []
        screen.close()
