"""Write: one form, kept as a sealed draft while it is unfinished."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.model.kinds import missing
from outreach.model.problems import InvalidRecord
from outreach.ui import frame
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.begin import from_draft
from outreach.ui.form.saver import Saver, keep
from outreach.ui.form.sheet import Sheet
from outreach.ui.form.state import FormState
from outreach.ui.moments import plural
from outreach.ui.query import use_query
from outreach.ui.theme import Space


@ft.component
def Write(desk: Desk) -> ft.Control:
    """Finds the form that is open, or opens the draft of that name."""
    record = ft.use_route_params().get("draft", "")
    state = desk.forms.get(record)
    if state is not None:
        return Open(desk, state, key=record)
    return Reopened(desk, record, key=f"reopened-{record}")


@ft.component
def Reopened(desk: Desk, record: str) -> ft.Control:
    """A draft from the disk; its form opens where it was left."""

    def find(session: Any) -> FormState | None:
        for draft in session.drafts():
            if draft.id == id:
                return from_draft(desk, draft)
        return None

    answer = use_query(desk, find, record)
    if not answer.ready:
        return frame.waiting("Opening your draft…")
    if answer.value is None:
        return frame.empty(
            ft.Icons.EDIT_OFF,
            "This draft is not here any more",
            "It was saved as a record, or you discarded it.",
        )
    state = desk.forms.get(record)
    if state is None:
        state = keep(desk, answer.value)
    return Open(desk, state, key=record)


@ft.component
def Open(desk: Desk, form: FormState) -> ft.Control:
    folds, _ = ft.use_state(form.folds)
    sure, set_sure = ft.use_state(False)

    async def save(_: Any) -> None:
        if folds.saving:
            return
        folds.saving = True
        try:
            words = await _save(desk, form)
        except InvalidRecord as error:
            form.show(error.problems)
            desk.tell("There is a problem. Nothing was saved yet.")
            return
        finally:
            folds.saving = False
        if words is None:
            return
        desk.forms.pop(form.id, None)
        desk.tell(words)
        desk.wrote()
        desk.back()

    async def discard(_: Any) -> None:
        if not sure:
            set_sure(True)
            return
        await saver_of(form).finish()
        desk.rows.beat()
        desk.back()

    async def later(_: Any) -> None:
        form.unsaved = True
        form.focus = None
        await saver_of(form).save()
        desk.forms.pop(form.id, None)
        desk.rows.beat()
        desk.tell("Kept as a draft on this tablet. You find it under Tonight.")
        desk.back()

    title = form.form.title if not form.corrects else f"Correct: {form.form.title.lower()}"
    top: list[ft.Control] = [frame.heading(title)]
    if form.corrects:
        top.append(Reason(form))
    if "immediate_risk" in form.cells:
        top.append(Risk(form))
    return frame.page(
        *top,
        Sheet(desk, form, key=f"sheet-{form.id}"),
        frame.soft(
            "What you write is sealed on this tablet within a second, also before you save.",
            small=True,
        ),
        secondary(
            "discard",
            "Really discard? Press again" if sure else "Discard this draft",
            discard,
            icon=ft.Icons.DELETE_OUTLINE,
            danger=True,
        ),
        foot=ft.Row(
            spacing=Space.S,
            controls=[
                quiet("later", "Later", later, icon=ft.Icons.BOOKMARK_BORDER),
                primary(
                    "save",
                    "Saving…" if folds.saving else "Save",
                    save,
                    icon=ft.Icons.CHECK,
                    big=True,
                    expand=True,
                ),
            ],
        ),
    )


def saver_of(form: FormState) -> Saver:
    """The one that keeps this form's draft."""
    if form.saver is None:
        raise RuntimeError("the form was never opened")
    return form.saver


async def _save(desk: Desk, form: FormState) -> str | None:
    """Save for good; the words to say, or None when something has to be put right first."""
    session = desk.open
    if form.corrects:
        changes, reason = form.changes(), form.reason.value or ""
        if not changes:
            desk.tell("Nothing was changed, so nothing was saved.")
            return None
        if not reason.strip():
            form.reason.error = "Enter why you correct it"
            desk.tell("Enter why you correct it. Nothing was saved yet.")
            return None
        await asyncio.to_thread(session.correct, form.corrects, changes, reason, form.as_of)
        await saver_of(form).finish()
        return "Correction saved on this tablet. The original stays, struck through."
    fields = form.fields()
    await asyncio.to_thread(session.add, form.form.kind, fields)
    await saver_of(form).finish()
    wanting = len(missing(form.form.kind, fields))
    more = f" {plural(wanting, 'answer')} can be completed later." if wanting else ""
    return f"Saved on this tablet.{more}"


@ft.component
def Reason(form: FormState) -> ft.Control:
    """Why the record is corrected; everybody who reads its history sees it."""
    cell, _ = ft.use_state(form.reason)
    return Field(
        "reason",
        "Why you correct it",
        value=cell.value or "",
        on_input=form.put_reason,
        error=cell.error or None,
        helper="The original stays visible, struck through",
        max_length=500,
        key=f"reason-{form.id}",
    )


@ft.component
def Risk(form: FormState) -> ft.Control:
    """An immediate risk is for the police, now; the form can wait."""
    cell, _ = ft.use_state(form.cells["immediate_risk"])
    if cell.value is not True:
        return ft.Container(visible=False)
    return frame.notice(
        ft.Icons.PHONE_IN_TALK,
        "Call 999 now",
        "Say where you are. This form is kept; come back to it when everybody is safe.",
        kind="error",
    )
