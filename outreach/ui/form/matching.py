"""Whether another space holds what is being written: asked when one goes on to the next question.

The rule that this module enforces: a first description is durable before anything is looked up. So
nothing is asked while there is none; the draft that holds it is saved before the answer is asked
for; and once an answer is shown, the description stays as it was (``FormState.keep_first``).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import flet as ft

from outreach.model import pointers
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.form.state import FIRST, FormState
from outreach.ui.matches import told
from outreach.ui.query import use_query


@ft.component
def Matches(desk: Desk, form: FormState) -> ft.Control:
    """Empty where nothing matches."""
    compared, _c = ft.use_state(form.compared)
    if FIRST in form.cells:
        ft.use_state(form.cells[FIRST])
    described = form.may_look_up()
    values: dict[str, Any] = {
        name: form.value(name) for name in pointers.fields_of(form.form.kind) if described
    }
    given = {name: value for name, value in values.items() if value is not None}
    turn = (compared.turn, repr(sorted(given.items())))
    ready = use_kept_first(form, turn, bool(given))

    def ask(session: Any) -> list[Any]:
        return list(session.matches(form.form.kind, given)) if given and ready else []

    answer = use_query(desk, ask, *turn, ready)
    use_kept_as_it_is(form, bool(answer.value))
    if not answer.value:
        return ft.Container(visible=False)
    return ft.Column(told(answer.value), spacing=Space.S)


def use_kept_first(form: FormState, turn: Hashable, wanted: bool) -> bool:
    """Whether somebody may be looked up now. Where the form asks for a first description, its draft
    is saved before that, once for each ``turn``."""
    kept, set_kept = ft.use_state(())
    saver = (form.outer or form).saver
    needed = wanted and FIRST in form.cells and form.may_look_up() and not form.first_is_kept

    async def keep() -> None:
        if needed and saver is not None:
            await saver.save()
            set_kept((turn,))

    ft.use_effect(keep, [turn, needed])
    return form.may_look_up() and (not needed or kept == (turn,))


async def keep_and_look(form: FormState) -> bool:
    """Somebody wants to look who it may be: what they described is saved and stays as it is. False
    where they have described nobody yet."""
    if not form.value(FIRST):
        return False
    whole = form.outer or form
    if whole.saver is not None:
        # Saved first, also what is typed during the save: who is shown follows from `keep_first`.
        while whole.unsaved and whole.saver.keeps:
            await whole.saver.save()
    form.keep_first()
    if whole.saver is not None:
        await whole.saver.save()
    return True


def use_kept_as_it_is(form: FormState, shown: bool) -> None:
    """Once something that was looked up is shown, the first description stays as it was."""

    def keep() -> None:
        if shown:
            form.keep_first()

    ft.use_effect(keep, [shown])
