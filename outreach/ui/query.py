"""Asking the model from a screen: in a thread, again when rows change, the old answer meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import flet as ft

from outreach.ui.desk import Desk
from sync.errors import NotFound, VaultLocked

if TYPE_CHECKING:
    from outreach.session import Session

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Answer(Generic[T]):
    """``value`` once it is there; ``missing`` when no such record is on this tablet."""

    value: T | None = None
    ready: bool = False
    missing: bool = False


def use_query(desk: Desk, ask: Callable[[Session], T], *depends: Any) -> Answer[T]:
    """A hook: the answer of ``ask``, asked anew when rows or ``depends`` change."""
    pulse, _ = ft.use_state(desk.rows)
    answer, set_answer = ft.use_state(Answer())
    turn = ft.use_ref(0)

    async def run() -> None:
        session = desk.session
        if session is None:
            return
        turn.current = mine = (turn.current or 0) + 1
        try:
            found = await asyncio.to_thread(ask, session)
        except NotFound:
            if turn.current == mine:
                set_answer(Answer(ready=True, missing=True))
        except VaultLocked:
            return
        except Exception as error:  # noqa: BLE001 - told to the person and logged
            if desk.session is session:
                desk.tell_error(error)
        else:
            # One types faster than one finds: an older answer never covers a newer one.
            if turn.current == mine:
                set_answer(Answer(found, ready=True))

    ft.use_effect(run, [pulse.count, *depends])
    return answer
