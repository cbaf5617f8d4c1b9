"""Something that needs the store and takes seconds: under way, in force, or why not.

The rule that this module enforces: nothing is said to be done before the session has said so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.desk import Desk
from outreach.ui.waiting import progress
from outreach.words import _
from sync.errors import OutreachError, VaultLocked

Act = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Work:
    """``busy``: what is being done, in words; ``problem``: why it was not."""

    busy: str = ""
    problem: OutreachError | None = None

    def shown(self, detail: str = "") -> list[ft.Control]:
        """How far it is, or what went wrong; nothing where there is nothing to say."""
        if self.busy:
            return [frame.card(progress(self.busy, detail=detail))]
        return told(self.problem)


def told(problem: OutreachError | None) -> list[ft.Control]:
    """An error as a notice: what happened, and what to do."""
    if problem is None:
        return []
    return [
        frame.notice(ft.Icons.ERROR_OUTLINE, _(problem.message), _(problem.advice), kind="error")
    ]


def use_work(desk: Desk) -> tuple[Work, Callable[[str, Act, Callable[[Any], None]], None]]:
    """A hook: how it stands, and what begins something: words, what to do with the session in a
    thread, and what to do with what came of it."""
    work, set_work = ft.use_state(Work())
    under_way: Any = ft.use_ref(False)

    async def go(words: str, act: Act, then: Callable[[Any], None]) -> None:
        session = desk.session
        if session is None or under_way.current:
            return
        under_way.current = True
        set_work(Work(busy=words))
        try:
            came = await asyncio.to_thread(act, session)
        except VaultLocked:
            set_work(Work())
            return
        except OutreachError as error:
            set_work(Work(problem=error))
            return
        except Exception:
            set_work(Work())
            raise
        finally:
            under_way.current = False
        set_work(Work())
        then(came)
        if desk.session is session:
            await desk.syncs.read()
            desk.rows.beat()

    def begin(words: str, act: Act, then: Callable[[Any], None]) -> None:
        desk.start(go(words, act, then))

    return work, begin
