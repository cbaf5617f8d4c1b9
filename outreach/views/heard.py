"""What waits for whoever grades what was heard, or hears challenges: on their first screen."""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model.unanswered import SETTLED_BY, Unanswered, unanswered
from outreach.ui import frame
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.query import use_query
from outreach.ui.rows import MemoRow
from outreach.words import several

#: So many are shown of each; the others are counted.
SHOWN = 3


def _ask(session: Any) -> list[Unanswered]:
    found = []
    for kind in SETTLED_BY:
        if session.may_read(kind) and not session.kept_from(kind):
            waiting = unanswered(session.model, kind, SHOWN)
            if waiting.count:
                rows = session.veil(waiting.rows)
                found.append(Unanswered(kind, waiting.count, rows))
    return found


@ft.component
def Heard(desk: Desk) -> ft.Control:
    """Empty for everybody else, and where nothing waits."""
    answer = use_query(desk, _ask)
    if not answer.value:
        return ft.Container(visible=False)
    parts: list[ft.Control] = []
    for waiting in answer.value:
        words = (
            several("{n} item to grade", "{n} items to grade", waiting.count)
            if waiting.kind == "soft-intelligence"
            else several("{n} challenge to answer", "{n} challenges to answer", waiting.count)
        )
        parts.append(frame.heading(words, level=3))
        parts.append(
            frame.rows(
                [
                    MemoRow(row, lambda record: desk.go(f"/records/{record}"), key=row.id)
                    for row in waiting.rows
                ]
            )
        )
    return ft.Column(parts, spacing=Space.S)
