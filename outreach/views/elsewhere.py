"""Other partnerships: taking in what one of them gave, and the address at which they give to ours.

The rule that this module enforces: one sees who says that they gave it, and the words to compare,
before anything is taken in.
"""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.model.kinds import form
from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import ident, primary, quiet, secondary
from outreach.ui.choices import flow
from outreach.ui.desk import Desk
from outreach.ui.figures import facts
from outreach.ui.moments import moment, now_ms
from outreach.ui.query import use_query
from outreach.ui.values import said_of
from outreach.views.column import wrong
from outreach.views.entrance.words import six_words
from outreach.words import _

NAME = "outreach-address.txt"


@ft.component
def Elsewhere(desk: Desk) -> ft.Control:
    if desk.session is None:
        return frame.waiting()
    return frame.page(
        frame.heading(_("Other partnerships")),
        TakeIn(desk, key="take-in"),
        OurAddress(desk, key="our-address"),
    )


@ft.component
def TakeIn(desk: Desk) -> ft.Control:
    """A file that was sealed for this partnership: from whom, then its record."""
    found: Any  # the file, and what it says
    found, set_found = ft.use_state(None)
    attempt = use_attempt()

    async def look(raw: bytes) -> None:
        read: Any = (raw, await asyncio.to_thread(desk.open.look_into, raw))
        set_found(read)

    async def choose(_event: Any) -> None:
        with desk.picking():
            files = await ft.FilePicker().pick_files(
                dialog_title=_("Choose the file that they sent"), with_data=True
            )
        if files:
            set_found(None)
            raw = files[0].bytes or b""
            await attempt.run(lambda: look(raw))

    async def take(_event: Any) -> None:
        taken: list[Any] = []

        async def receive() -> None:
            taken.append(await asyncio.to_thread(desk.open.receive, found[0]))

        if await attempt.run(receive):
            set_found(None)
            desk.wrote()
            desk.tell(_("Taken in, and saved on this tablet."))
            desk.go(f"/records/{taken[0].record}")

    parts: list[ft.Control] = [
        frame.soft(
            _(
                "A record that somebody sealed for a space of this partnership. Only a tablet that "
                "reads that space opens it. You see from whom it is before it is taken in."
            )
        ),
        *wrong(attempt.wrong),
    ]
    if found is None:
        parts.append(
            flow(
                [
                    primary(
                        "choose-gift",
                        _("Choose a file"),
                        choose,
                        icon=ft.Icons.UPLOAD_FILE,
                        disabled=attempt.busy,
                    )
                ]
            )
        )
    else:
        parts += [
            *_from(found[1]),
            flow(
                [
                    quiet("leave-gift", _("Cancel"), lambda _event: set_found(None)),
                    primary(
                        "take-gift",
                        _("Take it in"),
                        take,
                        icon=ft.Icons.LIBRARY_ADD_CHECK,
                        disabled=attempt.busy,
                    ),
                ]
            ),
        ]
    return frame.card(*parts, title=_("Take in what another partnership gave"))


def _from(received: Any) -> list[ft.Control]:
    """Who says that they gave it, and the words by which people can tell."""
    gift = received.gift
    lines = [
        (_("Partnership"), gift.partnership),
        (_("From"), f"{gift.name}, {gift.agency}"),
        (_("Their space"), gift.space),
        (_("Given"), moment(gift.given_ms, now_ms())),
        (_("What it is"), _(form(gift.kind).title)),
    ]
    if gift.purpose:
        lines.append((_("What it is for"), gift.purpose))
    return [
        facts(lines),
        six_words(received.words(), "giver-words"),
        frame.notice(
            ft.Icons.RECORD_VOICE_OVER,
            _("Compare these words with them"),
            _("Let them read out the six words of their tablet. Until then, who gave it is only "
              "what the file says."),
            kind="warn",
        ),
    ]  # fmt: skip


@ft.component
def OurAddress(desk: Desk) -> ft.Control:
    """Where others can give to, made by whoever administers a space; and the words that stand on
    what this tablet gives."""
    made: Any
    made, set_made = ft.use_state(None)
    attempt = use_attempt()
    answer = use_query(desk, lambda s: (list(s.administers), s.own_words()))
    administers, own = answer.value or ([], [])

    def make(space: str) -> Any:
        async def act() -> None:
            address: Any = await asyncio.to_thread(desk.open.address_of, space)
            set_made(address)

        async def press(_event: Any) -> None:
            await attempt.run(act)

        return press

    async def save(_event: Any) -> None:
        with desk.picking():
            await ft.FilePicker().save_file(
                dialog_title=_("Save the address to send it to them"),
                file_name=NAME,
                file_type=ft.FilePickerFileType.CUSTOM,
                allowed_extensions=["txt"],
                src_bytes=f"{made.text()}\n".encode("ascii"),
            )

    parts: list[ft.Control] = [
        frame.soft(
            _(
                "What others seal to this address, whoever reads the space opens. It holds no "
                "secret. When somebody leaves the space, make a new one."
            )
        ),
        *wrong(attempt.wrong),
    ]
    if administers:
        parts.append(
            flow(
                [
                    secondary(
                        f"address-of-{space}",
                        _("Address of {space}").format(space=said_of(space)),
                        make(space),
                        disabled=attempt.busy,
                    )
                    for space in administers
                ]
            )
        )
    elif answer.ready:
        parts.append(
            frame.soft(_("It is made by whoever administers the space: nobody would believe it "
                         "of anybody else. Ask an administrator."))
        )  # fmt: skip
    if made is not None:
        parts += [
            frame.heading(_("Address of {space}").format(space=said_of(made.space_name)), level=3),
            ident("our-address", ft.Text(made.text(), selectable=True)),
            frame.soft(_("Read out these six words to whoever will give to it:")),
            six_words(made.words(), "address-words"),
            flow([primary("save-address", _("Save as a file"), save, icon=ft.Icons.SAVE_ALT)]),
        ]
    if own:
        parts += [
            frame.heading(_("On what this tablet gives"), level=3),
            frame.soft(_("Read out these six words to whoever takes it in:")),
            six_words(own, "own-words"),
        ]
    return frame.card(*parts, title=_("Our address"))
