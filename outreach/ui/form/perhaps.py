"""Possibly the same: who is recorded already under a name or a number that is being typed.

The rules that this module enforces:

1. It looks when the keys have rested, in a thread; no keystroke waits for it.
2. Not in a form that asks for a first description. What a witness saw is kept from before any
   look-up, and there one looks only by asking to (``reference``, ``matching``).
3. It offers. What is typed stays as it is; whoever opens one of the records finds the form again
   among the drafts.
"""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.finding_alike import MAY_BE, asked, find_same
from outreach.model.alike import Alike
from outreach.ui import alike, frame
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.form.state import FIRST, FormState
from outreach.ui.query import use_query
from outreach.words import _

#: Seconds without a key before anybody is looked for.
RESTED = 0.5


def may_offer(form: FormState) -> bool:
    """Whether anybody is offered in this form at all."""
    return form.form.kind in MAY_BE and FIRST not in form.cells


@ft.component
def Perhaps(desk: Desk, form: FormState) -> ft.Control:
    """Empty while nobody fits."""
    values, set_values = ft.use_state(_asked(form))
    turn = ft.use_ref(0)

    def look(mine: int) -> None:
        if turn.current == mine and form.cells:
            set_values(_asked(form))

    def changed() -> None:
        turn.current = mine = (turn.current or 0) + 1
        desk.later(RESTED, lambda: look(mine))

    def listen() -> None:
        form.changed = changed

    def stop() -> None:
        form.changed = lambda: None
        turn.current = -1

    ft.use_effect(listen, [], stop)

    def find(session: Any) -> list[Alike]:
        return find_same(session, form.form.kind, values, _own(form)) if values else []

    answer = use_query(desk, find, values)
    found: list[Alike] = answer.value or []
    if not found or not values:
        return ft.Container(visible=False)
    words = _("Recorded already under a name or number like these. Nothing is joined by itself; "
              "your draft is kept while you look.")  # fmt: skip
    rows = alike.rows(found, lambda record: desk.go(f"/records/{record}"))
    return ft.Semantics(
        live_region=True,
        content=ft.Column(
            [
                frame.heading(_("Possibly the same"), level=3),
                frame.soft(words, small=True),
                frame.rows(rows),
            ],
            spacing=Space.S,
        ),
    )


def _asked(form: FormState) -> tuple[str, ...]:
    given = {name: form.value(name) for name in form.cells}
    return asked(form.form.kind, {name: value for name, value in given.items() if value})


def _own(form: FormState) -> frozenset[str]:
    """The record that is corrected, and whose other name it is said to be."""
    meant = (form.corrects, form.value("person") if "person" in form.cells else None)
    return frozenset(one for one in meant if isinstance(one, str))
