"""Asking the model from a screen: in a thread, again when rows change, the old answer meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import flet as ft

from outreach.ui.desk import Desk
from sync.errors import Hidden, NotFound, VaultLocked

if TYPE_CHECKING:
    from outreach.session import Session

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Answer(Generic[T]):
    """``value`` once it is there; ``missing`` when no such record is on this tablet; ``hidden``
    when the app hides it from this person."""

    value: T | None = None
    ready: bool = False
    missing: bool = False
    hidden: Hidden | None = None


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
        except Hidden as hidden:
            if turn.current == mine:
                set_answer(Answer(ready=True, hidden=hidden))
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


def use_record(
    desk: Desk, ask: Callable[[Session, bool], T], record: str, *depends: Any
) -> Answer[T]:
    """The same for what a record says. ``ask`` is told whether it is on the screen already and only
    drawn anew: to open it is noted, and a page that somebody leaves open is opened once. What was
    hidden closes again when its time is over."""
    drawn = ft.use_ref("")
    turn, set_turn = ft.use_state(0)

    def look(session: Session) -> T:
        found = ask(session, drawn.current == record)
        drawn.current = record
        return found

    answer = use_query(desk, look, record, turn, *depends)

    def close_in_time() -> None:
        left = desk.session.glass_ms(record) if desk.session is not None and answer.value else 0
        if left:
            desk.later(left / 1000 + 0.1, lambda: set_turn(turn + 1))

    ft.use_effect(close_in_time, [answer])
    return answer
