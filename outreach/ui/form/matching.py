"""Whether another space holds what is being written: asked when one goes on to the next question.

The rule that this module enforces: a first description is written before anything is looked up, so
nothing is said of a match while there is none.
"""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model import pointers
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.form.state import FormState
from outreach.ui.matches import told
from outreach.ui.query import use_query

#: The answer that comes before every look-up, where a form asks for it.
FIRST = "first_description"


@ft.component
def Matches(desk: Desk, form: FormState) -> ft.Control:
    """Empty where nothing matches."""
    compared, _c = ft.use_state(form.compared)
    if FIRST in form.cells:
        ft.use_state(form.cells[FIRST])
    described = FIRST not in form.cells or bool(form.value(FIRST))
    values: dict[str, Any] = {
        name: form.value(name) for name in pointers.fields_of(form.form.kind) if described
    }
    given = {name: value for name, value in values.items() if isinstance(value, str)}

    def ask(session: Any) -> list[Any]:
        return list(session.matches(form.form.kind, given)) if given else []

    answer = use_query(desk, ask, compared.turn, tuple(sorted(given.items())))
    if not answer.value:
        return ft.Container(visible=False)
    return ft.Column(told(answer.value), spacing=Space.S)
