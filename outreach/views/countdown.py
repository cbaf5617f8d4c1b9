"""How long is left until a moment, counted down while somebody looks."""

from __future__ import annotations

import flet as ft

from outreach.model.left import left
from outreach.ui import badges
from outreach.ui.design import TONES
from outreach.ui.desk import Desk
from outreach.ui.moments import MINUTE, now_ms

#: Soon: from here on it is said louder.
SOON = 24 * 60 * MINUTE


@ft.component
def Countdown(desk: Desk, due_ms: int, over: str = "") -> ft.Control:
    """``4 h 20 min left``, once a minute anew; ``over``: what is said when the time has passed, in
    place of how long ago."""
    turn, set_turn = ft.use_state(0)
    now = now_ms()

    def tick() -> None:
        if due_ms > now:
            desk.later(max(1.0, (due_ms - now) % MINUTE / 1000 + 0.1), lambda: set_turn(turn + 1))

    ft.use_effect(tick, [turn])
    if due_ms <= now:
        return badges.note(ft.Icons.TIMER_OFF_OUTLINED, over or left(due_ms, now), TONES["bad"])
    tone = TONES["warn"] if due_ms - now <= SOON else TONES["calm"]
    return badges.note(ft.Icons.TIMER_OUTLINED, left(due_ms, now), tone)
