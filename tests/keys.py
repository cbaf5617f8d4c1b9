"""Keys as Flutter reports them to a window without a screen: letters large, arrows in two words."""

from __future__ import annotations

from tests.headless import Window

LABELS = {"Down": "Arrow Down", "Up": "Arrow Up"}


async def key(window: Window, chord: str) -> None:
    """Press a chord such as ``a``, ``Shift+x``, ``Ctrl+Enter`` or ``?``."""
    held, _, name = chord.rpartition("+") if len(chord) > 1 else ("", "", chord)
    down = {part.lower() for part in held.split("+")}
    label = LABELS.get(name, name.upper() if len(name) == 1 else name)
    event = {
        "key": label,
        "ctrl": "ctrl" in down,
        "shift": "shift" in down or name == "?",
        "alt": "alt" in down,
        "meta": False,
    }
    await window.event(window.page, "keyboard_event", event)
