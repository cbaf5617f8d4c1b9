"""Coming in by invitation: one question a screen.

    invitation -> name and agency -> six words, compared aloud -> a passphrase -> (inside.py)

The passphrase is chosen while the administrator decides: from then on there is a vault, which
remembers what it waits for, and closing the app loses nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import flet as ft

from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.views.column import column, wrong
from outreach.views.entrance.choosing import Choosing
from outreach.views.entrance.words import six_words
from outreach.words import _, mark
from sync.errors import StoreUnreachable

if TYPE_CHECKING:
    from outreach.door import Joining


#: What is asked, in order; the last is the recovery code, once there is a vault.
STEPS = ("invitation", "who", "words", "passphrase", "code")
AGAIN = mark("Check the network, then try again. The invitation is still good.")


@dataclass(frozen=True, slots=True)
class Given:
    """How far somebody is, and what they gave. In memory only."""

    step: str = "invitation"
    apart: bool = False
    line: str = ""
    address: str = ""
    code: str = ""
    name: str = ""
    agency: str = ""

    @property
    def invitation(self) -> str:
        """The invitation as one text."""
        return f"{self.address} {self.code}" if self.apart else self.line


@ft.component
def Join(desk: Desk) -> ft.Control:
    given: Any
    given, set_given = ft.use_state(Given())
    typed = ft.use_ref(given)
    joining: Any = ft.use_ref(None)
    missing, set_missing = ft.use_state(("", ""))
    attempt = use_attempt()

    def note(**fields: Any) -> None:
        typed.current = replace(typed.current, **fields)

    def go(step: str, **fields: Any) -> None:
        note(step=step, **fields)
        set_missing(("", ""))
        set_given(typed.current)

    def back(_event: Any) -> None:
        attempt.say(("", ""))
        if given.step == "who":
            go("invitation")
            return
        joining.current = None
        desk.start(desk.entering.choose(None))

    async def read(_event: Any) -> None:
        now = typed.current
        if now.apart:
            lacks = (
                "" if now.address.strip() else _("Enter the address of the store"),
                "" if now.code.strip() else _("Enter the code"),
            )
        else:
            lacks = ("" if now.line.strip() else _("Enter the invitation"), "")
        set_missing(lacks)
        if any(lacks):
            return

        async def check() -> None:
            desk.door.check_invitation(now.invitation)

        if await attempt.run(check):
            go("who")

    async def ask(_event: Any) -> None:
        now = typed.current
        lacks = (
            "" if now.name.strip() else _("Enter your name"),
            "" if now.agency.strip() else _("Enter the agency that you work for"),
        )
        set_missing(lacks)
        if any(lacks):
            return

        async def put() -> None:
            try:
                joining.current = await asyncio.to_thread(
                    desk.door.ask, now.invitation, now.name.strip(), now.agency.strip()
                )
            except StoreUnreachable as error:
                raise StoreUnreachable(error.message, advice=AGAIN) from None

        if await attempt.run(put):
            go("words")

    async def keep(passphrase: str) -> None:
        await desk.entering.arrive(joining.current, passphrase)

    step = given.step
    if step == "invitation":
        parts = _invitation(given, note, go, read, missing)
    elif step == "who":
        parts = _who(given, note, ask, missing, attempt.busy)
    elif step == "words":
        parts = _words(joining.current, lambda _e: go("passphrase"), lambda _e: go("stop"))
    elif step == "passphrase":
        return Choosing(
            desk,
            _("Choose a passphrase"),
            _("It opens your records on this tablet. Meanwhile the administrator can let you in."),
            keep,
            lambda: go("words"),
            (4, len(STEPS)),
            key="choosing",
        )
    else:
        parts = _stop(back)
    can_go_back = step in ("invitation", "who")
    return column(
        desk,
        *parts,
        *wrong(attempt.wrong),
        back=back if can_go_back else None,
        step=(STEPS.index(step) + 1, len(STEPS)) if step in STEPS else None,
        key=f"join-{step}",
    )


def _invitation(
    given: Given, note: Any, go: Any, read: Any, missing: tuple[str, str]
) -> list[ft.Control]:
    fields: list[ft.Control]
    if given.apart:
        fields = [
            Field(
                "invitation-address",
                _("Address of the store"),
                value=given.address,
                on_input=lambda text: note(address=text),
                helper=_("It begins with https://"),
                error=missing[0] or None,
                exact=True,
                autofocus=True,
                key="address",
            ),
            Field(
                "invitation-code",
                _("Code"),
                value=given.code,
                on_input=lambda text: note(code=text),
                on_submit=read,
                helper=_("Seven groups of four letters and digits. Capitals do not matter."),
                error=missing[1] or None,
                exact=True,
                key="code",
            ),
        ]
        other = _("I have it as one line")
    else:
        fields = [
            Field(
                "invitation",
                _("Invitation"),
                value=given.line,
                on_input=lambda text: note(line=text),
                on_submit=read,
                helper=_("One line that begins with https:// and ends with a code"),
                error=missing[0] or None,
                exact=True,
                autofocus=True,
                key="line",
            )
        ]
        other = _("I have the address and the code on paper")
    return [
        frame.heading(_("Enter your invitation")),
        frame.soft(_("Your administrator made it for you. It works once, and only for a while.")),
        *fields,
        primary("invitation-next", _("Continue"), read, big=True),
        quiet("invitation-other", other, lambda _event: go("invitation", apart=not given.apart)),
    ]


def _who(
    given: Given, note: Any, ask: Any, missing: tuple[str, str], busy: bool
) -> list[ft.Control]:
    return [
        frame.heading(_("Who are you?")),
        frame.soft(_("The administrator sees this, and colleagues see it beside what you record.")),
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
            on_submit=ask,
            error=missing[1] or None,
            disabled=busy,
            key="agency",
        ),
        primary(
            "ask-to-join", _("Asking…") if busy else _("Ask to join"), ask, disabled=busy, big=True
        ),
    ]


def _words(joining: Joining, same: Any, different: Any) -> list[ft.Control]:
    offer = joining.offer
    inviter = _("{name}, {agency}").format(name=offer.inviter_name, agency=offer.inviter_agency)
    return [
        frame.heading(_("Read these words to the administrator")),
        frame.soft(_("They must be the same on both screens, in the same order. Read them aloud.")),
        six_words(joining.words),
        frame.soft(
            _("The invitation says that it is from {inviter}, to {partnership}.").format(
                inviter=inviter, partnership=offer.partnership
            ),
            small=True,
        ),
        primary("words-same", _("They are the same"), same, icon=ft.Icons.CHECK, big=True),
        secondary("words-different", _("They are different"), different, danger=True),
    ]


def _stop(back: Any) -> list[ft.Control]:
    return [
        frame.heading(_("Do not go on")),
        frame.notice(
            ft.Icons.REPORT_PROBLEM,
            _("Somebody else may have used this invitation."),
            _(
                "Tell the administrator to refuse the request and to make a new invitation. "
                "Nothing was given away, and nothing is left on this tablet."
            ),
            kind="warn",
        ),
        primary("words-stop", _("Back to the start"), back, big=True),
    ]
