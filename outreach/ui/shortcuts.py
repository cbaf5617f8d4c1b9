"""What keys do: a screen says which it answers while it is there, and one place presses them.

    use_shortcuts(desk, {"a": ("Approve", act), "Shift+x": ("Select all", all_of_them)}, "Review")

The rules that this module enforces:

1. The part of the screen that came last answers first; when it goes, its keys go with it.
2. A key that types something (a letter, Enter, an arrow) does nothing while a text field has the
   focus or a dialogue is open. Keys with Control, and Escape, work even then.
3. After Tab, Enter and Space belong to whatever has the focus, until another shortcut is used.
4. Every key that works now is in the sheet, with its words: "?" or Ctrl+/ opens it.

A chord is written ``Ctrl+Shift+x``: letters small, ``ArrowDown``, ``Enter``, ``Escape``,
``Space``. ``g r`` is one key after the other. Command counts as Control. ``j|ArrowDown`` is either.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import flet as ft

from outreach.words import _, mark

if TYPE_CHECKING:
    from outreach.ui.desk import Desk

#: What a key is for, in words for the sheet, and what it does.
Shortcut = tuple[str, Callable[[], Any]]

#: Flutter's labels of keys -> ours; and what Shift makes of a key where a layout does not say.
NAMES: Final = {
    "Arrow Down": "ArrowDown",
    "Arrow Up": "ArrowUp",
    "Arrow Left": "ArrowLeft",
    "Arrow Right": "ArrowRight",
    "Numpad Enter": "Enter",
    " ": "Space",
}
SHIFTED: Final = {"/": "?"}

#: After Tab these belong to what has the focus.
OF_THE_FOCUS: Final = ("Enter", "Space")

#: Pressed alone, these begin a chord of two keys.
LEADS: Final = ("g",)

#: Where Ctrl and a digit lead, and ``g`` and a letter: chord -> (words, route, duty it takes).
PLACES: Final = {
    "Ctrl+1|g t": (mark("Tonight"), "/", None),
    "Ctrl+2|g p": (mark("Places"), "/places", None),
    "Ctrl+3|g s|/": (mark("Search"), "/search", None),
    "Ctrl+4|g r": (mark("Review"), "/review", "supervisor"),
    "Ctrl+5|g y": (mark("Sync"), "/sync", None),
    "Ctrl+6|g m": (mark("Map"), "/map", None),
    "Ctrl+7|g i": (mark("Insights"), "/insights", "supervisor"),
    "Ctrl+8|g h": (mark("Help"), "/help", None),
    "Ctrl+9": (mark("Settings"), "/settings", None),
}


def chord_of(event: ft.KeyboardEvent) -> str:
    """The chord that a key event stands for."""
    key = NAMES.get(event.key, event.key)
    shift = event.shift
    if len(key) == 1 and not key.isalpha():
        key = SHIFTED.get(key, key) if shift else key
        shift = False  # it is in the sign already
    if len(key) == 1:
        key = key.lower()
    held = ("Ctrl+" if event.ctrl or event.meta else "") + ("Alt+" if event.alt else "")
    return f"{held}{'Shift+' if shift else ''}{key}"


def types_something(chord: str) -> bool:
    """Whether a text field would take the key for itself."""
    return not (chord.startswith(("Ctrl+", "Alt+")) or chord == "Escape")


@dataclass(eq=False)
class Layer:
    """The keys of one part of the screen, under the name that the sheet gives it."""

    title: str = ""
    keys: Mapping[str, Shortcut] = field(default_factory=dict)

    def find(self, chord: str) -> Shortcut | None:
        for chords, shortcut in self.keys.items():
            if chord in chords.split("|"):
                return shortcut
        return None


class Shortcuts:
    """What keys do in one window now."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        #: Text fields that have the focus: one at most, a moment's overlap apart.
        self.typing: set[object] = set()
        self.led = ""
        self.tabbed = False

    def forget(self) -> None:
        """Nothing of what was on the screen answers to a key any more. A window whose connection
        has ended never says that its screens went."""
        self.layers.clear()
        self.typing.clear()
        self.led, self.tabbed = "", False

    def add(self, layer: Layer) -> None:
        if layer not in self.layers:
            self.layers.append(layer)

    def drop(self, layer: Layer) -> None:
        if layer in self.layers:
            self.layers.remove(layer)

    def find(self, desk: Desk, chord: str) -> Shortcut | None:
        """What a chord does; the layer that came last decides."""
        for layer in self.all(desk):
            found = layer.find(chord)
            if found is not None:
                return found
        return None

    def all(self, desk: Desk) -> list[Layer]:
        """What answers to keys now, the first to be asked first; the keys of every screen last."""
        return [*reversed(self.layers), Layer("", everywhere(desk))]

    async def press(self, desk: Desk, event: ft.KeyboardEvent) -> None:
        """A key was pressed. Nothing is done by keys while the tablet is locked."""
        chord = chord_of(event)
        led, self.led = self.led, ""
        if desk.session is None:
            return
        if chord == "Tab" or chord == "Shift+Tab":
            self.tabbed = True
            return
        in_front = dialog_open(desk.page)
        if in_front and chord == "Escape":
            desk.page.pop_dialog()
            return
        if types_something(chord) and (self.typing or in_front):
            return
        if chord in LEADS and not led:
            self.led = chord
            return
        if self.tabbed and chord in OF_THE_FOCUS:
            return
        found = self.find(desk, f"{led} {chord}" if led else chord)
        if found is None:
            return
        self.tabbed = False
        done = found[1]()
        if inspect.isawaitable(done):
            await done


def dialog_open(page: ft.Page) -> bool:
    """Whether something stands in front of the screen; a line at its bottom does not."""
    return any(
        dialog.open and not isinstance(dialog, ft.SnackBar) for dialog in page._dialogs.controls
    )


def use_shortcuts(desk: Desk, keys: Mapping[str, Shortcut], title: str = "") -> None:
    """A hook: ``keys`` work while the component is on the screen. ``title`` heads them in the
    sheet."""
    layer: Layer = ft.use_ref(Layer).current  # type: ignore[assignment]
    layer.title, layer.keys = title, keys

    def come() -> None:
        desk.shortcuts.add(layer)

    def go() -> None:
        desk.shortcuts.drop(layer)

    ft.use_effect(come, [], cleanup=go)


class Typing:
    """Whether one text field has the focus, told to the window it stands in."""

    def __init__(self) -> None:
        self._among: set[object] | None = None

    def begins(self, event: Any) -> None:
        shortcuts = getattr(event.page.data, "shortcuts", None)
        if shortcuts is not None:
            self._among = shortcuts.typing
            self._among.add(self)

    def ends(self) -> None:
        if self._among is not None:
            self._among.discard(self)


def use_typing() -> Typing:
    """A hook for text fields: call ``begins`` and ``ends`` with the focus. A field that goes while
    it has the focus ends it too: the client says nothing then."""
    typing: Typing = ft.use_ref(Typing).current  # type: ignore[assignment]
    ft.use_effect(lambda: None, [], cleanup=typing.ends)
    return typing


def everywhere(desk: Desk) -> dict[str, Shortcut]:
    """The keys of every screen: lock, go back, open a place, and the sheet of keys."""
    from outreach.ui.key_sheet import open_sheet
    from outreach.ui.night import switch

    duties = desk.session.me.duties if desk.session is not None else frozenset()
    keys: dict[str, Shortcut] = {
        "Ctrl+l": (_("Lock now"), desk.lock),
        "Ctrl+Shift+l": (_("In danger: lock at once, forget the keys"), desk.panic),
        "Escape": (_("Back"), lambda: desk.back() if desk.trail else None),
        "g n": (_("Night drive on or off"), lambda: switch(desk)),
        "?|Ctrl+/": (_("Show these keys"), lambda: open_sheet(desk)),
    }
    for chord, (words, route, duty) in PLACES.items():
        if duty is None or duty in duties:
            keys[chord] = (_(words), lambda route=route: desk.go(route))
    return keys
