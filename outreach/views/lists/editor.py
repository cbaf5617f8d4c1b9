"""Changing a list: one puts it as it should be, sees what that changes, and says why.

The rules that this module enforces: nothing is changed by a tap. What differs, and which rules rest
on it, stands above the button that makes it so for everybody; without a reason there is no button.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import flet as ft

from outreach.model import list_edits, list_rules
from outreach.model.codes import Code
from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import ident, primary, quiet, secondary
from outreach.ui.choices import flow
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.query import use_query
from outreach.views.column import wrong
from outreach.words import _
from sync.errors import InputError

Put = Callable[[tuple[Code, ...]], None]


@ft.component
def Editor(desk: Desk, listed: Any) -> ft.Control:
    """``listed``: the list in force; another edition of it begins another editor."""
    wanted: Any
    wanted, set_wanted = ft.use_state(listed.codes)
    chosen, set_chosen = ft.use_state("")

    def put(codes: tuple[Code, ...]) -> None:
        set_wanted(codes)

    def choose(code: str) -> Callable[[Any], None]:
        return lambda _event: set_chosen("" if chosen == code else code)

    held = {code.code for code in listed.codes}
    rows: list[ft.Control] = []
    for at, code in enumerate(wanted):
        said = _(code.label)
        below = [_("retired")] if code.retired else []
        below += [_("new")] if code.code not in held else []
        below += [use.said() for use in list_rules.uses(listed.name, code.code)]
        rows.append(
            ident(
                f"option-{code.code}",
                ft.ListTile(
                    key=code.code,
                    title=said,
                    subtitle=" · ".join(below) or None,
                    trailing=ft.Icon(
                        ft.Icons.EXPAND_LESS if chosen == code.code else ft.Icons.EXPAND_MORE
                    ),
                    on_click=choose(code.code),
                ),
            )
        )
        if chosen == code.code:
            rows.append(Option(wanted, at, code.code not in held, put, key=f"in-{code.code}"))
    return ft.Column(
        [
            frame.rows(rows),
            Adding(wanted, put, key=f"adding-{len(wanted)}"),
            Preview(desk, listed, wanted, lambda: put(listed.codes), key="preview"),
        ]
    )


@ft.component
def Option(wanted: tuple[Code, ...], at: int, new: bool, put: Put) -> ft.Control:
    """What can be done with one option."""
    code = wanted[at]
    label = ft.use_ref(code.label)
    amiss, set_amiss = ft.use_state("")

    def changed(**to: Any) -> None:
        put((*wanted[:at], replace(code, **to), *wanted[at + 1 :]))

    def rename(_event: Any) -> None:
        said = (label.current or "").strip()
        if not list_edits.is_label(said):
            set_amiss(_("Enter a name of one line, with at most 120 characters"))
            return
        set_amiss("")
        changed(label=said)

    def move(by: int) -> Callable[[Any], None]:
        def act(_event: Any) -> None:
            rest = [*wanted[:at], *wanted[at + 1 :]]
            rest.insert(at + by, code)
            put(tuple(rest))

        return act

    def drop(_event: Any) -> None:
        put((*wanted[:at], *wanted[at + 1 :]))

    buttons = [
        secondary("option-rename", _("Rename"), rename),
        quiet("option-up", _("Further up"), move(-1), disabled=at == 0),
        quiet("option-down", _("Further down"), move(1), disabled=at == len(wanted) - 1),
    ]
    if new:
        buttons.append(quiet("option-drop", _("Leave it out"), drop))
    elif code.retired:
        buttons.append(
            quiet("option-restore", _("Offer it again"), lambda _event: changed(retired=False))
        )
    else:
        buttons.append(quiet("option-retire", _("Retire it"), lambda _event: changed(retired=True)))
    return ft.Container(
        padding=ft.Padding.symmetric(horizontal=16, vertical=8),
        content=ft.Column(
            [
                Field(
                    "option-label",
                    _("What people read"),
                    value=code.label,
                    on_input=lambda text: setattr(label, "current", text),
                    error=amiss or None,
                    max_length=list_edits.MAX_LABEL,
                ),
                frame.soft(
                    _("Records hold {code}, which stays.").format(code=code.code), small=True
                ),
                flow(buttons),
            ]
        ),
    )


@ft.component
def Adding(wanted: tuple[Code, ...], put: Put) -> ft.Control:
    """One more option, at the end."""
    label = ft.use_ref("")
    amiss, set_amiss = ft.use_state("")

    def add(_event: Any) -> None:
        said = (label.current or "").strip()
        if not list_edits.is_label(said):
            set_amiss(_("Enter a name of one line, with at most 120 characters"))
            return
        code = list_edits.code_for(said, [one.code for one in wanted])
        put((*wanted, Code(code, said)))

    return frame.card(
        Field(
            "new-option",
            _("What people read"),
            on_input=lambda text: setattr(label, "current", text),
            error=amiss or None,
            max_length=list_edits.MAX_LABEL,
        ),
        flow([secondary("add-option", _("Add it to the list"), add, icon=ft.Icons.ADD)]),
        title=_("One more option"),
    )


@ft.component
def Preview(
    desk: Desk, listed: Any, wanted: tuple[Code, ...], undo: Callable[[], None]
) -> ft.Control:
    """What would change, what to think of first, and the reason."""
    reason = ft.use_ref("")
    attempt = use_attempt()

    def look(session: Any) -> Any:
        if wanted == listed.codes:
            return None
        try:
            return session.propose_whole(listed.name, wanted)
        except InputError as error:
            return error

    proposal: Any = use_query(desk, look, wanted).value
    if proposal is None or wanted == listed.codes:
        return ft.Container(visible=False)
    cancel = quiet("list-undo", _("Leave it as it is"), lambda _event: undo())
    if isinstance(proposal, InputError):
        return frame.card(
            *wrong((proposal.message, proposal.advice)),
            flow([cancel]),
            title=_("This cannot be done"),
        )

    async def change() -> None:
        await asyncio.to_thread(desk.open.change_list, proposal, reason.current or "")

    async def act(_event: Any) -> None:
        if await attempt.run(change):
            desk.wrote()
            desk.tell(_("Changed on this tablet. The others have it after their next sync."))

    return frame.card(
        *(ft.Text(line) for line in proposal.said),
        *(frame.notice(ft.Icons.RULE, line, kind="warn") for line in proposal.warnings),
        Field(
            "list-reason",
            _("Why the list changes"),
            on_input=lambda text: setattr(reason, "current", text),
            helper=_("Everybody who reads the list sees it"),
            max_length=list_edits.MAX_LIST_REASON,
        ),
        *wrong(attempt.wrong),
        flow(
            [
                cancel,
                primary(
                    "list-change",
                    _("Change it for everybody"),
                    act,
                    icon=ft.Icons.CHECK,
                    disabled=attempt.busy,
                ),
            ]
        ),
        title=_("What would change"),
    )
