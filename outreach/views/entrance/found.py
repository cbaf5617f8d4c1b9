"""Founding a partnership: one question a screen.

    the store -> what it is called -> who erases -> who one is -> the recovery sheet, on paper
        -> a passphrase -> (inside.py: the recovery code, the first sync)

The rules: the sheet is saved before there is a vault, and lies nowhere but where its person saves
it; until the passphrase is chosen everything is in memory only. Whoever goes back behind the sheet
is told that the saved one opens nothing: another key is made.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import flet as ft

from outreach.paper import recovery_sheet
from outreach.ui import frame
from outreach.ui.attempt import Attempt, use_attempt
from outreach.ui.buttons import primary, secondary
from outreach.ui.choices import pick
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.views.column import column, wrong
from outreach.views.entrance.choosing import Choosing
from outreach.words import _, mark

if TYPE_CHECKING:
    from outreach.door import Founding

#: What is asked, in order; the last is the recovery code, once there is a vault.
STEPS = ("store", "partnership", "erasing", "who", "sheet", "passphrase", "code")
ERASERS = {1: mark("One administrator"), 2: mark("Two administrators")}


@dataclass(frozen=True, slots=True)
class Given:
    """How far somebody is, and what they gave. In memory only.

    ``saved``: "" not yet; "perhaps": handed to a browser, which does not say what became of it;
    "yes". ``void``: a sheet was saved whose key is not used.
    """

    step: str = "store"
    address: str = ""
    token: str = ""
    partnership: str = ""
    areas: str = ""
    agencies: str = ""
    erasers: int = 1
    name: str = ""
    agency: str = ""
    saved: str = ""
    void: bool = False


@ft.component
def Found(desk: Desk) -> ft.Control:
    given: Any
    given, set_given = ft.use_state(Given())
    typed = ft.use_ref(given)
    founding: Any = ft.use_ref(None)
    missing, set_missing = ft.use_state(("", ""))
    cancelled, set_cancelled = ft.use_state(False)
    attempt = use_attempt()

    def note(**fields: Any) -> None:
        typed.current = replace(typed.current, **fields)

    def go(step: str, **fields: Any) -> None:
        note(step=step, **fields)
        set_missing(("", ""))
        set_cancelled(False)
        attempt.say(("", ""))
        set_given(typed.current)

    def back(_event: Any) -> None:
        at = STEPS.index(given.step)
        if given.step == "sheet":
            founding.current = None
            go("who", saved="", void=given.void or bool(given.saved))
        elif at > 0:
            go(STEPS[at - 1])
        else:
            typed.current = Given()
            desk.start(desk.entering.choose(None))

    def lacks(*fields: tuple[str, str]) -> bool:
        said = [words if not text.strip() else "" for text, words in fields]
        set_missing((*said, "", "")[:2])
        return any(said)

    async def store(_event: Any) -> None:
        now = typed.current
        asked = (
            (now.address, _("Enter the address of the store")),
            (now.token, _("Enter the one-time token")),
        )

        async def check() -> None:
            desk.door.check_store(now.address, now.token)

        if not lacks(*asked) and await attempt.run(check):
            go("partnership")

    async def partnership(_event: Any) -> None:
        now = typed.current

        async def check() -> None:
            desk.door.check_partnership(now.partnership, now.areas, now.agencies)

        if not lacks((now.partnership, _("Enter its name"))) and await attempt.run(check):
            go("erasing")

    async def who(_event: Any) -> None:
        now = typed.current
        named = (now.name, _("Enter your name"))
        if lacks(named, (now.agency, _("Enter the agency that you work for"))):
            return

        async def prepare() -> None:
            founding.current = await asyncio.to_thread(
                desk.door.prepare,
                address=now.address,
                token=now.token,
                partnership=now.partnership,
                areas=now.areas,
                agencies=now.agencies,
                name=now.name,
                agency=now.agency,
                erasers=now.erasers,
            )

        if await attempt.run(prepare):
            go("sheet", saved="")

    async def save() -> None:
        ready: Founding = founding.current
        made = await asyncio.to_thread(
            recovery_sheet,
            ready.sheet,
            partnership=typed.current.partnership.strip(),
            names=ready.names,
            on=date.today(),  # noqa: DTZ011 - the day on the wall
        )
        with desk.picking():
            path = await ft.FilePicker().save_file(
                dialog_title=_("Save the recovery sheet to print it"),
                file_name="outreach-recovery-sheet.pdf",
                file_type=ft.FilePickerFileType.CUSTOM,
                allowed_extensions=["pdf"],
                src_bytes=made,
            )
        # A browser saves it where it saves everything, and never says whether it did.
        saved = "yes" if path else "perhaps" if desk.page.web else typed.current.saved
        set_cancelled(not path and not desk.page.web)
        note(saved=saved)
        set_given(typed.current)

    async def press_save(_event: Any) -> None:
        set_cancelled(False)
        await attempt.run(save)

    async def keep(passphrase: str) -> None:
        await desk.entering.found(founding.current, passphrase)

    step = given.step
    place = (STEPS.index(step) + 1, len(STEPS))
    if step == "passphrase":
        return Choosing(
            desk,
            _("Choose a passphrase"),
            _("It opens your records on this tablet."),
            keep,
            lambda: go("sheet"),
            place,
            key="choosing",
        )
    draw = {
        "store": lambda: _store(given, note, store, missing),
        "partnership": lambda: _partnership(given, note, partnership, missing[0]),
        "erasing": lambda: _erasing(given, lambda n: go("erasing", erasers=n), lambda: go("who")),
        "who": lambda: _who(given, note, who, missing, attempt.busy),
        "sheet": lambda: _sheet(
            given, press_save, lambda _e: go("passphrase", saved="yes"), cancelled, attempt
        ),
    }
    return column(
        desk,
        *draw[step](),
        *wrong(attempt.wrong),
        back=None if attempt.busy else back,
        step=place,
        key=f"found-{step}",
    )


def _store(given: Given, note: Any, go: Any, missing: tuple[str, str]) -> list[ft.Control]:
    return [
        frame.heading(_("Found a partnership")),
        frame.soft(
            _(
                "You become its first administrator. The central store keeps what everybody "
                "writes, sealed: whoever runs it reads nothing."
            )
        ),
        Field(
            "store-address",
            _("Address of the store"),
            value=given.address,
            on_input=lambda text: note(address=text),
            helper=_("Where your central store is reached. It begins with https://"),
            error=missing[0] or None,
            exact=True,
            autofocus=True,
            key="address",
        ),
        Field(
            "store-token",
            _("One-time token"),
            value=given.token,
            on_input=lambda text: note(token=text),
            on_submit=go,
            helper=_("The line that {command} printed. It founds one partnership.").format(
                command="“outreach-store init”"
            ),
            error=missing[1] or None,
            exact=True,
            key="token",
        ),
        primary("store-next", _("Continue"), go, big=True),
    ]


def _partnership(given: Given, note: Any, go: Any, missing: str) -> list[ft.Control]:
    return [
        frame.heading(_("What is it called?")),
        frame.soft(_("Every member sees this.")),
        Field(
            "partnership-name",
            _("Name of the partnership"),
            value=given.partnership,
            on_input=lambda text: note(partnership=text),
            error=missing or None,
            autofocus=True,
            key="partnership",
        ),
        Field(
            "partnership-areas",
            _("Areas"),
            value=given.areas,
            on_input=lambda text: note(areas=text),
            lines=2,
            helper=_("Such as districts: a line each, or between commas. May stay empty."),
            key="areas",
        ),
        Field(
            "partnership-agencies",
            _("Agencies"),
            value=given.agencies,
            on_input=lambda text: note(agencies=text),
            lines=2,
            helper=_("Who takes part: a line each, or between commas. May stay empty."),
            key="agencies",
        ),
        primary("partnership-next", _("Continue"), go, big=True),
    ]


def _erasing(given: Given, choose: Any, go: Any) -> list[ft.Control]:
    return [
        frame.heading(_("Who may erase a record?")),
        frame.soft(
            _(
                "What is erased is gone on every tablet. With two, one administrator asks for it "
                "and another agrees. This stays as it is for ever."
            )
        ),
        pick("erasers", ERASERS, given.erasers, choose),
        frame.soft(
            _("You are the only one at first: nothing can be erased until there is a second.")
            if given.erasers == 2
            else _("The law may oblige you to erase something: one can always do it."),
            small=True,
        ),
        primary("erasing-next", _("Continue"), lambda _event: go(), big=True),
    ]


def _who(
    given: Given, note: Any, go: Any, missing: tuple[str, str], busy: bool
) -> list[ft.Control]:
    void = [
        frame.notice(
            ft.Icons.PRINT_DISABLED,
            _("The sheet that you saved opens nothing"),
            _("Destroy it. Another one is made when you go on."),
            kind="warn",
        )
    ]
    return [
        frame.heading(_("Who are you?")),
        frame.soft(_("Colleagues see this beside what you record.")),
        *(void if given.void else []),
        Field(
            "my-name",
            _("Your name"),
            value=given.name,
            on_input=lambda text: note(name=text),
            helper=_("As colleagues know you"),
            error=missing[0] or None,
            disabled=busy,
            autofocus=True,
            key="name",
        ),
        Field(
            "my-agency",
            _("Agency"),
            value=given.agency,
            on_input=lambda text: note(agency=text),
            on_submit=go,
            error=missing[1] or None,
            disabled=busy,
            key="agency",
        ),
        primary("who-next", _("Continue"), go, disabled=busy, big=True),
    ]


def _sheet(given: Given, save: Any, go: Any, cancelled: bool, attempt: Attempt) -> list[ft.Control]:
    busy = attempt.busy
    said = [
        frame.heading(_("The recovery sheet")),
        frame.soft(
            _(
                "One page with a key on it. It is for the day on which no administrator can open a "
                "tablet any more: without it, everything would be lost."
            )
        ),
        frame.notice(
            ft.Icons.PRINT,
            _("Print it twice, for two safes, and delete the file"),
            _("Whoever holds it can read everything. It is kept nowhere on this tablet."),
            kind="warn",
        ),
    ]
    if cancelled and not attempt.wrong[0]:
        said.append(
            frame.notice(
                ft.Icons.INFO_OUTLINE,
                _("The sheet was not saved now"),
                _("Nothing is lost. Save it when you are ready."),
            )
        )
    again = secondary("save-again", _("Save it again"), save, disabled=busy)
    if given.saved == "yes":
        done = frame.notice(
            ft.Icons.CHECK_CIRCLE,
            _("The sheet is saved"),
            _("Print it now, while you know where it is."),
            kind="good",
        )
        return [
            *said,
            done,
            primary("sheet-done", _("Continue"), go, disabled=busy, big=True),
            again,
        ]
    if given.saved == "perhaps":
        look = frame.notice(
            ft.Icons.HELP_OUTLINE,
            _("Look whether the file is there"),
            _("It is called {file}, where your browser saves files.").format(
                file="outreach-recovery-sheet.pdf"
            ),
        )
        return [
            *said,
            look,
            primary("sheet-done", _("It is there"), go, disabled=busy, big=True),
            again,
        ]
    words = _("Saving…") if busy else _("Save the sheet")
    return [
        *said,
        primary("save-sheet", words, save, icon=ft.Icons.PRINT, disabled=busy, big=True),
    ]
