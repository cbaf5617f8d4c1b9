"""Every state that the app tells, as a sign and words. The colour only repeats it.

Where a record stands is told from receipts: *only here* until the store has answered, *sent* until
its receipt is checked, *safe* from then on; review comes on top of that. A place's state says when
somebody should go there again.
"""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from outreach.words import mark


@dataclass(frozen=True, slots=True)
class Tone:
    """How loud a state is. ``ink`` on ``ground`` for a badge or a notice; ``mark`` for a sign alone
    on an ordinary ground, a dot on the map, a line."""

    ink: ft.Colors
    ground: ft.Colors
    mark: ft.Colors


PLAIN = Tone(
    ft.Colors.ON_SURFACE_VARIANT, ft.Colors.SURFACE_CONTAINER_HIGH, ft.Colors.ON_SURFACE_VARIANT
)
CALM = Tone(
    ft.Colors.ON_SECONDARY_CONTAINER,
    ft.Colors.SECONDARY_CONTAINER,
    ft.Colors.ON_SURFACE_VARIANT,
)
GOOD = Tone(ft.Colors.ON_PRIMARY_CONTAINER, ft.Colors.PRIMARY_CONTAINER, ft.Colors.PRIMARY)
WARN = Tone(ft.Colors.ON_TERTIARY_CONTAINER, ft.Colors.TERTIARY_CONTAINER, ft.Colors.TERTIARY)
BAD = Tone(ft.Colors.ON_ERROR_CONTAINER, ft.Colors.ERROR_CONTAINER, ft.Colors.ERROR)

TONES = {"plain": PLAIN, "calm": CALM, "good": GOOD, "warn": WARN, "bad": BAD}


@dataclass(frozen=True, slots=True)
class State:
    """A sign, its words, and its tone. ``short`` is for a list, ``words`` for a page; both are
    marked for the catalogue and said with ``_`` when they are drawn."""

    icon: ft.IconData
    words: str
    tone: Tone
    short: str

    @property
    def ink(self) -> ft.Colors:
        return self.tone.ink

    @property
    def ground(self) -> ft.Colors:
        return self.tone.ground

    @property
    def mark(self) -> ft.Colors:
        return self.tone.mark


#: What a record can be; the signs are all different, as are the words.
RECORD = {
    "draft": State(ft.Icons.EDIT_NOTE, mark("Draft"), CALM, mark("Draft")),
    "only here": State(
        ft.Icons.TABLET_ANDROID, mark("Only on this tablet"), WARN, mark("Only here")
    ),
    "sent": State(ft.Icons.ARROW_UPWARD, mark("Sent, not yet confirmed"), CALM, mark("Sent")),
    "safe": State(ft.Icons.CLOUD_DONE, mark("Safe in the central store"), GOOD, mark("Safe")),
    "to review": State(
        ft.Icons.HOURGLASS_EMPTY, mark("Waiting for review"), CALM, mark("To review")
    ),
    "reviewed": State(ft.Icons.VERIFIED, mark("Reviewed and approved"), GOOD, mark("Reviewed")),
    "returned": State(ft.Icons.REPLY, mark("Returned for correction"), BAD, mark("Returned")),
    "corrected": State(
        ft.Icons.REFRESH, mark("Corrected, waiting for review"), CALM, mark("Corrected")
    ),
    "withdrawn": State(ft.Icons.BLOCK, mark("Withdrawn"), PLAIN, mark("Withdrawn")),
    "conflict": State(
        ft.Icons.CALL_SPLIT, mark("Two versions: someone must choose"), BAD, mark("Two versions")
    ),
    "clock wrong": State(
        ft.Icons.HISTORY_TOGGLE_OFF, mark("The tablet's clock was wrong"), WARN, mark("Clock wrong")
    ),
}

#: When somebody should go to a place again.
PLACE = {
    "overdue": State(
        ft.Icons.PRIORITY_HIGH, mark("Overdue: it is past the time for a visit"), BAD,
        mark("Overdue"),
    ),
    "due": State(ft.Icons.SCHEDULE, mark("Due for a visit"), WARN, mark("Due")),
    "fresh": State(ft.Icons.CHECK_CIRCLE, mark("Visited lately"), GOOD, mark("Visited lately")),
    "never": State(
        ft.Icons.RADIO_BUTTON_UNCHECKED, mark("Not visited yet"), PLAIN, mark("Not visited yet")
    ),
}  # fmt: skip
