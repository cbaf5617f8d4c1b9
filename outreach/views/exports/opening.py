"""A file that somebody sealed for this person: from whom, for what, and what is inside.

The rule that this module enforces: that it was opened is noted before anything is shown. A pack is
read here and needs no file; anything else leaves the vault only when the person says so.
"""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.model.parcel import SealedParcel
from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import primary, secondary
from outreach.ui.choices import flow
from outreach.ui.desk import Desk
from outreach.ui.dialogs import question
from outreach.ui.field import Field
from outreach.ui.figures import facts
from outreach.ui.moments import moment, now_ms
from outreach.views.column import wrong
from outreach.views.entrance.words import six_words
from outreach.views.exports.read import ReadPack, pack_of
from outreach.words import _
from sync.errors import InputError


@ft.component
def OpenExport(desk: Desk) -> ft.Control:
    raw: Any
    raw, set_raw = ft.use_state(None)
    words, set_words = ft.use_state("")
    found: Any
    found, set_found = ft.use_state(None)
    attempt = use_attempt()
    if desk.session is None:
        return frame.waiting()

    async def open_it(data: bytes, said: str) -> None:
        async def work() -> None:
            set_found(await asyncio.to_thread(desk.open.open_parcel, data, said or None))

        await attempt.run(work)

    async def choose(_event: Any) -> None:
        with desk.picking():
            files = await ft.FilePicker().pick_files(
                dialog_title=_("Choose the sealed export"), with_data=True
            )
        if not files:
            return
        data = files[0].bytes or b""
        set_found(None)
        set_raw(None)
        try:
            takes_words = SealedParcel.parse(data).takes_passphrase
        except InputError as error:
            attempt.say((error.message, error.advice))
            return
        if takes_words:
            set_raw(data)
        else:
            await open_it(data, "")

    async def with_words(_event: Any) -> None:
        await open_it(raw, words)

    parts: list[ft.Control] = [
        frame.heading(_("Open an export")),
        frame.soft(
            _(
                "A file that somebody sealed for you: a pack to review, a report, records. You see "
                "who made it and for what. That you opened it is noted."
            )
        ),
        *wrong(attempt.wrong),
        flow(
            [
                primary(
                    "choose-export",
                    _("Choose a file"),
                    choose,
                    icon=ft.Icons.UPLOAD_FILE,
                    disabled=attempt.busy,
                )
            ]
        ),
    ]
    if raw is not None and found is None:
        parts.append(
            frame.card(
                Field("export-words-typed", _("The six words"), on_input=set_words, exact=True,
                      helper=_("Whoever made it told them to you"), key="words"),
                flow([primary("open-with-words", _("Open it"),
                              with_words, disabled=attempt.busy)]),
            )
        )  # fmt: skip
    if found is not None:
        parts += _opened(desk, found)
    return frame.page(*parts)


def _opened(desk: Desk, found: Any) -> list[ft.Control]:
    inside = found.parcel
    lines = [
        (_("Marking"), inside.marking),
        (_("What it is"), inside.what),
        (_("Made by"), f"{inside.by}, {inside.agency}"),
        (_("Partnership"), inside.partnership),
        (_("Made"), moment(inside.made_ms, now_ms())),
        (_("What it is for"), inside.purpose),
        *([(_("To be read until"), inside.until)] if inside.until else []),
        *([(_("Signed by a tablet of"), found.known_as)] if found.known_as else []),
    ]
    parts: list[ft.Control] = [frame.card(facts(lines), title=inside.name)]
    if not found.known_as:
        parts.append(
            frame.card(
                frame.soft(_("This tablet does not know the tablet that signed it. Let whoever "
                             "sent it read out these words:")),
                six_words(found.words, "maker-words"),
            )
        )  # fmt: skip
    told = pack_of(inside.content) if inside.name.endswith(".json") else None
    if told is not None:
        parts.append(ReadPack(told, key="pack"))
    else:
        parts.append(
            flow(
                [
                    secondary(
                        "take-out",
                        _("Save what is inside…"),
                        lambda _event: _ask(desk, inside),
                        icon=ft.Icons.LOCK_OPEN,
                    )
                ]
            )
        )
    return parts


def _ask(desk: Desk, inside: Any) -> None:
    page = desk.page

    async def save(_event: Any) -> None:
        page.pop_dialog()
        await asyncio.to_thread(
            desk.open.log_act, "export", text=f"taken out of a sealed export: {inside.what}"
        )
        with desk.picking():
            await ft.FilePicker().save_file(file_name=inside.name, src_bytes=inside.content)

    page.show_dialog(
        question(
            _("Save this readable?"),
            _("Whoever gets the file can read it. Keep it where your agency keeps such files, and "
              "delete it when you have done with it. It is noted."),
            _("Save it"),
            save,
            lambda _event: page.pop_dialog(),
            icon=ft.Icons.LOCK_OPEN,
        )
    )  # fmt: skip
