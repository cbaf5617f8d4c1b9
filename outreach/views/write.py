"""Write: one form, kept as a sealed draft while it is unfinished."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import flet as ft

from outreach.model import begun
from outreach.model.problems import InvalidRecord
from outreach.ui import frame
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.form.along import in_sight
from outreach.ui.form.begin import from_draft
from outreach.ui.form.saver import keep
from outreach.ui.form.sheet import Sheet
from outreach.ui.form.state import FormState
from outreach.ui.form.wording import count
from outreach.ui.query import use_query
from outreach.ui.rows import ICONS
from outreach.ui.shortcuts import use_shortcuts
from outreach.views.help.cards import card_of
from outreach.views.saving import save_form, saver_of
from outreach.words import _, several

#: Long enough for a section that was just opened to be there before it is scrolled to; seconds.
SETTLES = 0.12


@ft.component
def Write(desk: Desk) -> ft.Control:
    """Finds the form that is open, or opens the draft of that name."""
    draft = ft.use_route_params().get("draft", "")
    state = desk.forms.get(draft)
    if state is not None:
        return Open(desk, state, key=draft)
    return Reopened(desk, draft, key=f"reopened-{draft}")


@ft.component
def Reopened(desk: Desk, draft_id: str) -> ft.Control:
    """A draft from the disk; its form opens where it was left."""

    def find(session: Any) -> FormState | None:
        for draft in session.drafts():
            if draft.id == draft_id:
                return from_draft(desk, draft)
        return None

    answer = use_query(desk, find, draft_id)
    if (state := desk.forms.get(draft_id)) is not None:
        return Open(desk, state, key=draft_id)
    if not answer.ready:
        return frame.waiting(_("Opening your draft…"))
    if answer.value is None:
        return frame.empty(
            ft.Icons.EDIT_OFF,
            _("This draft is not here any more"),
            _("It was saved as a record, or you discarded it."),
            secondary("to-tonight", _("Go to Tonight"), lambda _e: desk.go("/", replace=True)),
        )
    return Open(desk, keep(desk, answer.value), key=draft_id)


@ft.component
def Open(desk: Desk, form: FormState) -> ft.Control:
    """The form, what it is about above it, and what to do with it within a thumb's reach."""
    target, _target = ft.use_state(form.target)
    body, _body = ft.use_state(ft.Ref)
    edition, set_edition = ft.use_state(0)

    def renew(_event: Any) -> None:
        editions = desk.open.editions
        form.renew((editions.pins(), editions.lists))
        set_edition(edition + 1)

    def mounted() -> None:
        form.shown += 1
        if form.begun:  # its draft says from now on that it is on the screen
            form.unsaved = True
            form.touched()

    def left() -> None:
        form.shown -= 1
        if form.saver is not None and desk.forms.get(form.id) is form:
            desk.start(form.saver.leave())

    async def bring() -> None:
        if target.turn and target.name:
            await asyncio.sleep(SETTLES)
            column = body.current
            if column is not None:
                with suppress(TimeoutError, RuntimeError):  # it was left meanwhile
                    await column.scroll_to(scroll_key=f"at-{target.name}", duration=250)

    ft.use_effect(mounted, [], left)
    ft.use_effect(bring, [target.turn])
    inside: list[ft.Control] = [_head(form)]
    if (guide := card_of(form.form.guide)) is not None:
        topic = guide.topic
        inside.append(
            ft.Row(
                [
                    quiet(
                        "guide",
                        _(guide.title),
                        lambda _e: desk.go(f"/help/{topic}"),
                        icon=guide.icon,
                    )
                ],
                wrap=True,
            )
        )
    if changed := begun.questions_of(form.form, desk.open.editions.changed_since(form.begun_in)):
        inside.append(_as_it_was(changed, renew))
    if form.corrects:
        inside.append(Reason(form))
    if "immediate_risk" in form.cells:
        inside.append(Risk(form))
    inside.append(Sheet(desk, form, key=f"sheet-{form.id}-{edition}"))
    inside.append(Discard(desk, form))
    return ft.Column(
        expand=True,
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            ft.Column(
                ref=body,
                expand=True,
                scroll=ft.ScrollMode.AUTO,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                controls=[
                    ft.Container(
                        width=Size.READ,
                        padding=ft.Padding.only(
                            left=Space.M, right=Space.M, top=Space.S, bottom=Space.XL
                        ),
                        content=ft.Column(inside, spacing=Space.ML),
                    )
                ],
            ),
            ft.Divider(),
            ft.Container(
                width=Size.READ,
                padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.SM),
                content=Foot(desk, form, key="foot"),
            ),
        ],
    )


def _as_it_was(questions: tuple[str, ...], renew: Callable[[Any], None]) -> ft.Control:
    """What is offered has changed since: one finishes with what one began with, unless one wants
    what is in force."""
    return frame.notice(
        ft.Icons.RULE,
        _("Some questions offer something else by now"),
        _("You see them as they were when you began, and can save it so: {questions}.").format(
            questions=", ".join(_(label) for label in questions)
        ),
        quiet("renew-lists", _("Offer what is in force now"), renew),
    )


def _head(form: FormState) -> ft.Control:
    title = _(form.form.title)
    if form.corrects:
        title = _("Correct: {kind}").format(kind=title.lower())
    return ft.Row(
        [
            ft.Container(
                ft.Icon(
                    ICONS.get(form.form.kind, ft.Icons.EDIT_NOTE),
                    color=ft.Colors.ON_PRIMARY_CONTAINER,
                ),
                bgcolor=ft.Colors.PRIMARY_CONTAINER,
                border_radius=Size.RADIUS,
                padding=Space.SM,
            ),
            ft.Column(
                [
                    frame.heading(title, level=1),
                    frame.soft(_("Sealed on this tablet as you write"), small=True),
                ],
                spacing=0,
                expand=True,
            ),
        ],
        spacing=Space.SM,
    )


@ft.component
def Foot(desk: Desk, form: FormState) -> ft.Control:
    """Save, or keep it for later; and what is still wanted, which never stops anybody."""
    folds, _f = ft.use_state(form.folds)
    total, _t = ft.use_state(form.total)

    async def save(_e: Any) -> None:
        if folds.saving:
            return
        folds.saving = True
        try:
            words = await save_form(desk, form)
        except InvalidRecord as error:
            form.show(error.problems)
            form.target.name = "problems"
            form.target.turn += 1
            return
        finally:
            folds.saving = False
        if words is None:
            return
        count(desk, form)
        desk.forms.pop(form.id, None)
        desk.tell(words)
        desk.wrote()
        desk.back()

    keys = {"Ctrl+Enter": (_("Save"), lambda: save(None))}
    use_shortcuts(desk, keys, _("This form"))

    async def later(_e: Any) -> None:
        form.begun = True
        desk.tell(_("Kept as a draft on this tablet. You find it under Tonight."))
        desk.back()

    lines: list[ft.Control] = []
    if total.wanted:
        said = several(
            "{n} answer still wanted; you can complete it later",
            "{n} answers still wanted; you can complete them later",
            total.wanted,
        )
        lines.append(frame.soft(said, small=True))
    if more := in_sight(desk, form):
        lines.append(ft.Row(more, spacing=Space.S))
    lines.append(
        ft.Row(
            spacing=Space.S,
            controls=[
                quiet("later", _("Later"), later, icon=ft.Icons.BOOKMARK_BORDER),
                primary(
                    "save",
                    _("Saving…") if folds.saving else _("Save"),
                    save,
                    icon=ft.Icons.CHECK,
                    big=True,
                    expand=True,
                ),
            ],
        )
    )
    return ft.Column(lines, spacing=Space.S)


@ft.component
def Discard(desk: Desk, form: FormState) -> ft.Control:
    """Throwing it away takes two presses: there is no way back."""
    sure, set_sure = ft.use_state(False)

    async def discard(_e: Any) -> None:
        if not sure:
            set_sure(True)
            return
        await saver_of(form).finish()
        desk.syncs.rows_changed()
        desk.back()

    async def keep_it(_e: Any) -> None:
        set_sure(False)

    buttons = [
        secondary(
            "discard",
            _("Yes, discard it for good") if sure else _("Discard this draft"),
            discard,
            icon=ft.Icons.DELETE_OUTLINE,
            danger=True,
        )
    ]
    if sure:
        buttons.append(quiet("keep-it", _("Keep it"), keep_it))
    return ft.Row(buttons, wrap=True, spacing=Space.S)


@ft.component
def Reason(form: FormState) -> ft.Control:
    """Why the record is corrected; everybody who reads its history sees it."""
    cell, _c = ft.use_state(form.reason)
    return Field(
        "reason",
        _("Why you correct it"),
        value=cell.value or "",
        on_input=form.put_reason,
        error=cell.error or None,
        helper=_("The original stays visible, struck through"),
        max_length=500,
        key=f"reason-{form.id}",
    )


@ft.component
def Risk(form: FormState) -> ft.Control:
    """An immediate risk is for the police, now; the form can wait."""
    cell, _c = ft.use_state(form.cells["immediate_risk"])
    if cell.value is not True:
        return ft.Container(visible=False)
    return frame.notice(
        ft.Icons.PHONE_IN_TALK,
        _("Call 999 now"),
        _("Say where you are. This form is kept; come back to it when everybody is safe."),
        kind="error",
    )
