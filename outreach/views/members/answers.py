"""Who has answered an invitation: asked of the store, in a thread, now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.ui.desk import Desk
from sync.errors import OutreachError, StoreError, VaultLocked

#: Seconds between two looks, while somebody waits for an answer in front of the screen.
EVERY = 5
#: Where the last answer is kept until the lock.
_KEPT = "answers to invitations"


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """``asked``: who asks to join, as far as the store was reached. ``problem``: why it was not."""

    asked: tuple[Any, ...] = ()
    looking: bool = False
    ready: bool = False
    problem: OutreachError | None = None

    def of(self, device: str) -> Any | None:
        """The one of this device."""
        return next((one for one in self.asked if one.device == device), None)


def kept(desk: Desk) -> Answers:
    """What was found last."""
    found = desk.kept.get(_KEPT)
    return found if isinstance(found, Answers) else Answers()


def forget(desk: Desk, device: str) -> None:
    """One of them is in, or was refused."""
    desk.kept[_KEPT] = Answers(
        tuple(one for one in kept(desk).asked if one.device != device), ready=True
    )


def use_answers(desk: Desk, *, again: bool = False) -> tuple[Answers, Callable[[], None]]:
    """A hook: who has answered, and what looks once more. ``again``: it looks by itself, too."""
    found, set_found = ft.use_state(lambda: kept(desk))
    there: Any = ft.use_ref(False)

    async def look() -> None:
        session = desk.session
        if session is None:
            return
        if not session.identity.invitations:
            set_found(Answers(ready=True))
            return
        before = kept(desk)
        set_found(Answers(before.asked, looking=True, ready=before.ready))
        try:
            asked = await asyncio.to_thread(session.requests)
            now = Answers(tuple(asked), ready=True)
        except VaultLocked:
            return
        except StoreError as error:
            now = Answers(before.asked, ready=True, problem=error)
        if desk.session is session:
            desk.kept[_KEPT] = now
            if there.current:
                set_found(now)

    async def on_and_on() -> None:
        while there.current:
            await asyncio.sleep(EVERY)
            if there.current and again:
                await look()

    def come() -> None:
        there.current = True
        desk.start(look(), while_open=True)
        if again:
            desk.start(on_and_on(), while_open=True)

    def go() -> None:
        there.current = False

    ft.use_effect(come, [again], cleanup=go)

    def once_more() -> None:
        desk.start(look(), while_open=True)

    return found, once_more
