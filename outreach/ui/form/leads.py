"""Under a text that must lead to nobody: what in it may still lead to somebody.

It looks when the keys have rested, and it advises: nothing is blocked and no word is changed.
"""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model.leads import LOOKED_AT, Lead, leads
from outreach.ui import frame
from outreach.ui.desk import Desk
from outreach.ui.form.state import FormState
from outreach.ui.query import use_query
from outreach.words import _, mark

#: Seconds without a key before it is looked at.
RESTED = 0.8

SORTS = {
    "telephone": mark("a telephone number"),
    "postcode": mark("a postcode"),
    "registration": mark("a registration"),
    "address": mark("an address"),
    "email": mark("an e-mail address"),
    "handle": mark("a handle"),
    "date": mark("a date"),
    "place": mark("a place"),
    "name": mark("a name that is known here"),
    "capital": mark("written as a name is"),
}


@ft.component
def Leads(desk: Desk, form: FormState) -> ft.Control:
    """Empty where nothing was found, which is said to prove nothing."""
    text, set_text = ft.use_state(_text(form))

    turn = ft.use_ref(0)

    def look(mine: int) -> None:
        if turn.current == mine and form.cells:
            set_text(_text(form))

    def changed() -> None:
        turn.current = mine = (turn.current or 0) + 1
        desk.later(RESTED, lambda: look(mine))

    def listen() -> None:
        form.changed = changed

    def stop() -> None:
        form.changed = lambda: None
        turn.current = -1

    ft.use_effect(listen, [], stop)
    answer = use_query(desk, lambda session: leads(session.model, text) if text else [], text)
    found: list[Lead] = answer.value or []
    if not found:
        words = _("Read it once more as whoever it is about would read it.")
        return frame.soft(words, small=True)
    lines = [ft.Text(f"“{one.said}”: {_(SORTS.get(one.sort, one.sort))}") for one in found]
    return frame.notice(
        ft.Icons.WARNING_AMBER_OUTLINED,
        _("This may lead to somebody"),
        _("Say it in more general words, or leave it out. There may be more that nobody can tell "
          "from the words alone."),
        *lines,
        kind="warn",
    )  # fmt: skip


def _text(form: FormState) -> str:
    values: list[Any] = [form.value(name) for name in LOOKED_AT]
    return "\n".join(value for value in values if isinstance(value, str))
