"""A practice visit: choose a place, tap what was seen, write a sentence, save, see what becomes of
it, lock. Under two minutes, and nothing of it is kept.

The rule that this module enforces: a practice visit cannot become a record. It lives in the state
of one component, which is gone when one leaves; neither this module nor ``steps`` has a form, a
draft, a record kind or a session in hand (a test reads their imports), and every step says that it
is practice. What is remembered is one word, that it was done or not wanted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.desk import Desk
from outreach.views.help import steps
from outreach.words import _

#: The setting that remembers it: "", "done" or "skipped".
SETTING: Final = "first_run"


@dataclass(frozen=True, slots=True)
class Practice:
    """How far somebody is, and what they gave. In memory only."""

    step: int = 0
    place: str = ""
    seen: frozenset[str] = frozenset()
    words: str = ""
    standing: int = 0

    def toggled(self, code: str) -> Practice:
        """With one thing seen more, or less."""
        return replace(self, seen=self.seen ^ {code})


async def remember(desk: Desk, word: str) -> None:
    """Keep in the sealed settings that it was ``done`` or ``skipped``."""
    if desk.setting(SETTING, "") != word:
        await asyncio.to_thread(desk.open.set_setting, SETTING, word)


@ft.component
def PracticeVisit(desk: Desk) -> ft.Control:
    """The steps, one on the screen at a time."""
    now, set_now = ft.use_state(Practice())

    def go(**other: object) -> None:
        set_now(replace(now, **other))  # type: ignore[arg-type]

    async def end(word: str) -> None:
        await remember(desk, word)
        desk.go("/", replace=True)

    def leave(word: str) -> None:
        desk.start(end(word))

    drawn: list[Callable[[], steps.Step]] = [
        lambda: steps.start(lambda: go(step=1)),
        lambda: steps.place(lambda name: go(step=2, place=name)),
        lambda: steps.write(
            now.place,
            now.seen,
            lambda code: set_now(now.toggled(code)),
            lambda words: set_now(lambda held: replace(held, words=words)),
            lambda: go(step=3),
        ),
        lambda: steps.saved(
            now.place,
            now.standing,
            lambda: go(standing=now.standing + 1),
            lambda: go(step=4),
        ),
        lambda: steps.lock(lambda: go(step=5)),
        lambda: steps.locked(lambda: leave("done")),
    ]
    away = (
        []
        if now.step == len(drawn) - 1
        else [
            quiet(
                "practice-skip",
                _("Leave the practice"),
                lambda _event: leave("skipped"),
                icon=ft.Icons.CLOSE,
            )
        ]
    )
    shown, foot = drawn[now.step]()
    return frame.page(
        steps.banner(now.step, len(drawn) - 1),
        *shown,
        *away,
        foot=foot,
        key=f"practice-{now.step}",
    )
