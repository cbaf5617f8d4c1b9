"""The recovery sheet: how long ago it was rehearsed, a rehearsal, and a new sheet.

The rules: what is typed from the sheet is kept nowhere and is gone when the screen is left; a new
key is in force only where the store has taken it, and its sheet is saved before that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import flet as ft

from outreach.paper import recovery_sheet
from outreach.ui import dialogs, frame, sheet_key
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.choices import flow
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.figures import facts
from outreach.ui.moments import ago, moment, now_ms
from outreach.ui.query import use_query
from outreach.views.members import plain
from outreach.views.members.outcome import outcome
from outreach.views.members.waiting import YEAR
from outreach.views.members.work import use_work
from outreach.words import _
from sync.errors import OutreachError, VaultLocked

#: Words on a sheet.
WORDS = 24


@ft.component
def Recovery(desk: Desk) -> ft.Control:
    doing, set_doing = ft.use_state("")
    answer = use_query(
        desk,
        lambda s: (
            s.rehearsed_ms(),
            [v.name for v in s.space_views() if v.recovery],
            [v.name for v in s.space_views() if not v.recovery],
            tuple(s.administers),
        ),
    )
    if answer.value is None or desk.session is None:
        return frame.waiting()
    at, opens, closed, administers = answer.value
    if doing == "rehearse":
        return Rehearse(desk, lambda: set_doing(""), key="rehearse")
    if doing == "renew":
        return Renew(desk, lambda: set_doing(""), key="renew")
    lines = [(_("Last rehearsed"), ago(at, now_ms()))]
    if at is not None:
        lines.append((_("On"), moment(at, now_ms())))
    parts: list[ft.Control] = [
        frame.heading(_("Recovery sheet")),
        frame.soft(
            _(
                "It lies on paper in two safes. It is for the day on which no administrator can "
                "unlock a tablet any more: without it, everything would be lost."
            )
        ),
        _state(at, opens, closed),
        frame.card(facts(lines)),
    ]
    if opens:
        parts.append(frame.soft(_("It opens: {spaces}").format(spaces=plain.spaces(opens))))
    buttons: list[ft.Control] = []
    if opens:
        buttons.append(
            primary(
                "rehearse",
                _("Rehearse it"),
                lambda _event: set_doing("rehearse"),
                icon=ft.Icons.FACT_CHECK_OUTLINED,
            )
        )
    if administers:
        buttons.append(
            secondary(
                "new-sheet",
                _("Make a new sheet…"),
                lambda _event: set_doing("renew"),
                icon=ft.Icons.PRINT,
            )
        )
    parts.append(flow(buttons))
    return frame.page(*parts)


def _state(at: int | None, opens: list[str], closed: list[str]) -> ft.Control:
    if not opens:
        return frame.notice(
            ft.Icons.KEY_OFF,
            _("There is no recovery sheet"),
            _("If every administrator loses their tablet, nobody opens the records. Make one."),
            kind="error",
        )
    if closed:
        return frame.notice(
            ft.Icons.KEY_OFF,
            _("It does not open: {spaces}").format(spaces=plain.spaces(closed)),
            _("Whoever administers them was asked to take its key."),
            kind="warn",
        )
    if at is None:
        return frame.notice(
            ft.Icons.HELP_OUTLINE,
            _("Nobody has rehearsed it"),
            _("A rehearsal takes five minutes, proves that the paper works, and changes nothing."),
            kind="warn",
        )
    if now_ms() - at > YEAR:
        return frame.notice(
            ft.Icons.HISTORY,
            _("It is more than a year since it was rehearsed"),
            _("Take one copy from its safe and rehearse it. That changes nothing."),
            kind="warn",
        )
    return frame.notice(
        ft.Icons.CHECK_CIRCLE,
        _("It was proved to work"),
        _("Rehearse it once a year."),
        kind="good",
    )


@ft.component
def Rehearse(desk: Desk, close: Callable[[], None]) -> ft.Control:
    words = ft.use_ref("")
    many, set_many = ft.use_state(0)
    wrong, set_wrong = ft.use_state("")
    proved, set_proved = ft.use_state(None)
    busy, set_busy = ft.use_state(False)

    def typed(text: str) -> None:
        words.current = text
        set_many(sheet_key.count(text))
        if wrong:
            set_wrong("")

    async def prove(_event: Any) -> None:
        session = desk.session
        if session is None or busy:
            return
        set_busy(True)
        try:
            key, sheet = sheet_key.typed(words.current or "")
            opened = await asyncio.to_thread(session.rehearse, key, sheet)
        except VaultLocked:
            return
        except OutreachError as error:
            set_wrong(f"{_(error.message)} {_(error.advice)}")
            return
        finally:
            set_busy(False)
        words.current = ""
        set_proved(opened)
        desk.wrote()

    if proved is not None:
        return frame.page(
            frame.notice(
                ft.Icons.CHECK_CIRCLE,
                _("The sheet works"),
                _("It opens: {spaces}. Put it back into its safe, and sign on it.").format(
                    spaces=plain.spaces(proved)
                ),
                kind="good",
            ),
            flow([primary("rehearsed", _("Done"), lambda _event: close())]),
        )
    return frame.page(
        frame.heading(_("Rehearse the recovery sheet")),
        plain.listed(
            [
                _("Take one copy from its safe. Somebody else should be there."),
                _("Type its 24 words, in their order. Four letters of a word are enough."),
                _("What you type is checked on this tablet, sent to nobody and kept nowhere."),
            ]
        ),
        Field(
            "words",
            _("The 24 words"),
            on_input=typed,
            error=wrong or None,
            helper=_("{n} of {all} words").format(n=min(many, 99), all=WORDS),
            lines=4,
            speech=True,
            autofocus=True,
        ),
        foot=frame.foot(
            quiet("rehearse-back", _("Cancel"), lambda _event: close()),
            primary("prove", _("Prove that it works"), prove, disabled=busy, big=True, expand=True),
        ),
    )


@ft.component
def Renew(desk: Desk, close: Callable[[], None]) -> ft.Control:
    """A new key and its sheet. The sheet is saved before any space takes the key."""
    came, set_came = ft.use_state(None)
    work, begin = use_work(desk)

    def keep(loop: asyncio.AbstractEventLoop) -> Callable[[Any, dict[bytes, str]], None]:
        """What the session calls in its thread with the new sheet: it is saved, or nothing is."""

        async def saved(made: bytes) -> Any:
            with desk.picking():
                return await ft.FilePicker().save_file(
                    dialog_title=_("Save the recovery sheet to print it"),
                    file_name="outreach-recovery-sheet.pdf",
                    file_type=ft.FilePickerFileType.CUSTOM,
                    allowed_extensions=["pdf"],
                    src_bytes=made,
                )

        def print_it(sheet: Any, names: dict[bytes, str]) -> None:
            made = recovery_sheet(
                sheet,
                partnership=desk.open.partnership.name or desk.open.me.agency,
                names=names,
                on=date.today(),  # noqa: DTZ011 - the day on the wall
            )
            asyncio.run_coroutine_threadsafe(saved(made), loop).result()

        return print_it

    def make(_event: Any) -> None:
        desk.page.pop_dialog()
        loop = asyncio.get_running_loop()
        begin(
            _("Saving the sheet, then the store takes the key, space by space…"),
            lambda session: session.renew_recovery(keep(loop)),
            set_came,
        )

    def ask_first(_event: Any) -> None:
        desk.page.show_dialog(
            dialogs.question(
                _("Make a new recovery key?"),
                _(
                    "The sheets in the safes open nothing that is written from now on. Print the "
                    "new one twice, put both away, then destroy the old ones."
                ),
                _("Make a new one"),
                make,
                lambda _event: desk.page.pop_dialog(),
                danger=True,
                icon=ft.Icons.KEY,
            )
        )

    if came is not None:
        return frame.page(
            *outcome(_("The new key"), came.spaces, came.asked),
            frame.notice(
                ft.Icons.PRINT,
                _("Print it twice, and delete the file"),
                _(
                    "Whoever holds it can read everything. Put the two copies into two safes, "
                    "rehearse one of them, then destroy the old sheets."
                ),
                kind="warn",
            ),
            flow([primary("renewed", _("Done"), lambda _event: close())]),
        )
    return frame.page(
        frame.heading(_("A new recovery sheet")),
        plain.listed(
            [
                _("Make one when a copy was lost, was seen by somebody, or is hard to read."),
                _("You save a PDF of one page. Print it twice; the file is not kept here."),
                _("From then on the old sheets open nothing new."),
                _("Where another administrator decides, they are asked to take the new key."),
            ]
        ),
        *work.shown(),
        foot=frame.foot(
            quiet("renew-back", _("Cancel"), lambda _event: close(), disabled=bool(work.busy)),
            primary(
                "renew-now",
                _("Make a new sheet"),
                ask_first,
                icon=ft.Icons.PRINT,
                disabled=bool(work.busy),
                big=True,
                expand=True,
            ),
        ),
    )
