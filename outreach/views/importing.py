"""Import: a public register of premises from a file. Nothing is guessed silently, and nothing is
saved before somebody has seen what was understood."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import flet as ft

from outreach.model.kinds import label
from outreach.model.registered import registered
from outreach.model.registers import Import, ImportPlan, plan, read_register
from outreach.ui import frame
from outreach.ui.buttons import ident, primary, quiet, secondary
from outreach.ui.desk import Desk
from outreach.ui.theme import Space
from outreach.words import _, number, several
from sync.errors import InputError, OutreachError

#: Doubtful rows that are named; the rest are counted.
NAMED = 40
#: Flet hands a file over in one message, which may have 16 MiB.
LARGEST = 12 << 20


@dataclass(frozen=True, slots=True)
class Understood:
    """A file that was read, and what taking it in would do."""

    data: bytes
    read: Import
    plan: ImportPlan
    header: tuple[str, ...]


def understand(session: Any, data: bytes, source: str, mapping: Mapping[str, str]) -> Understood:
    """Read a register and hold it against what is there. Saves nothing.

    Raises ``BadRegister``, with what to do: it is no table, or lacks a name or a place.
    """
    read = read_register(data, mapping, source=source)
    used = {column for group in read.columns.values() for column in group}
    header = tuple(sorted(used | set(read.ignored)))
    return Understood(data, read, plan(read, registered(session.model)), header)


def take_in(session: Any, found: Understood) -> None:
    """Save what is new and what changed: all or nothing."""
    reason = f"Changed in the register: {found.read.source}"
    corrections = [(one.id, one.fields, reason) for one in found.plan.changed]
    session.add_many("premises", found.plan.new, corrections=corrections)


@ft.component
def Importing(desk: Desk) -> ft.Control:
    found, set_found = ft.use_state(None)
    busy, set_busy = ft.use_state("")
    problem, set_problem = ft.use_state(None)
    done, set_done = ft.use_state("")
    if desk.session is None:
        return frame.waiting()

    async def look(data: bytes, source: str, mapping: Mapping[str, str]) -> None:
        set_busy(_("Reading the file…"))
        set_problem(None)
        try:
            set_found(await asyncio.to_thread(understand, desk.open, data, source, mapping))
        except OutreachError as error:
            set_problem(error)
        finally:
            set_busy("")

    async def choose(_event: Any) -> None:
        with desk.picking():
            files = await ft.FilePicker().pick_files(
                dialog_title=_("Choose a register"), allowed_extensions=["csv"], with_data=True
            )
        if not files:
            return
        set_done("")
        data = files[0].bytes or b""
        if len(data) > LARGEST:
            advice = _("Split it, or take it in with the command line: outreach import premises.")
            set_problem(InputError(_("This file is larger than 12 MB."), advice=advice))
            return
        await look(data, PurePath(files[0].name or "register").stem.replace("_", " "), {})

    async def save(_event: Any) -> None:
        set_busy(_("Saving, all or nothing…"))
        try:
            await asyncio.to_thread(take_in, desk.open, found)
        except OutreachError as error:
            set_problem(error)
            return
        finally:
            set_busy("")
        set_done(_counts(found.plan))
        set_found(None)
        desk.wrote()

    parts: list[ft.Control] = [
        frame.heading(_("Take in a register")),
        frame.soft(
            _(
                "A public register of premises, as a council or a regulator publishes it: a table "
                "saved as CSV. You see what was understood before anything is saved. The same file "
                "twice adds nothing."
            )
        ),
    ]
    if problem is not None:
        parts.append(
            frame.notice(
                ft.Icons.ERROR_OUTLINE, _(problem.message), _(problem.advice), kind="error"
            )
        )
    if done:
        parts.append(frame.notice(ft.Icons.CHECK_CIRCLE, _("Taken in"), done, kind="good"))
    if busy:
        return frame.page(*parts, frame.waiting(busy))
    if found is None:
        choosing = primary(
            "choose-file", _("Choose a file"), choose, icon=ft.Icons.UPLOAD_FILE, big=True
        )
        leave = quiet("to-places", _("Go to places"), lambda _e: desk.go("/places"))
        return frame.page(*parts, ft.Row([choosing, *([leave] if done else [])], wrap=True))

    async def remap(name: str, column: str) -> None:
        kept = {field: group[0] for field, group in found.read.columns.items() if len(group) == 1}
        await look(found.data, found.read.source, kept | {name: column})

    return frame.page(
        *parts,
        _what_would_happen(found),
        *_columns(found, remap),
        *_doubts(found),
        foot=ft.Row(
            [
                secondary("cancel-import", _("Cancel"), lambda _e: set_found(None)),
                primary(
                    "take-in",
                    several("Take in {n} row", "Take in {n} rows", _changing(found.plan)),
                    save,
                    icon=ft.Icons.LIBRARY_ADD_CHECK,
                    disabled=not _changing(found.plan),
                    big=True,
                    expand=True,
                ),
            ],
            spacing=Space.S,
        ),
    )


def _changing(planned: ImportPlan) -> int:
    return len(planned.new) + len(planned.changed)


def _counts(planned: ImportPlan) -> str:
    return _("{new} new, {changed} changed, {same} here already.").format(
        new=number(len(planned.new)),
        changed=number(len(planned.changed)),
        same=number(len(planned.same)),
    )


def _what_would_happen(found: Understood) -> ft.Control:
    read = found.read
    lines = [
        ft.Text(read.source, theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
        ft.Text(_counts(found.plan)),
        frame.soft(
            _("Read as {encoding}, with {sign} between cells.").format(
                encoding=read.encoding, sign=read.delimiter.replace("\t", _("a tab"))
            ),
            small=True,
        ),
    ]
    lines += [frame.soft(fault, small=True) for fault in read.faults]
    return frame.card(*lines)


def _columns(found: Understood, remap: Any) -> list[ft.Control]:
    """Each field with the column that it was taken from; another can be chosen."""
    rows: list[ft.Control] = []
    for name, group in found.read.columns.items():
        said = _(label("premises", name))
        if len(group) > 1:
            chosen: ft.Control = ft.Text(" + ".join(group))
        else:

            async def picked(event: Any, name: str = name) -> None:
                await remap(name, event.control.value)

            chosen = ident(
                f"column-{name}",
                ft.Semantics(
                    label=_("Column for {field}").format(field=said),
                    content=ft.Dropdown(
                        value=group[0],
                        options=[ft.DropdownOption(key=c, text=c) for c in found.header],
                        on_select=picked,
                        width=240,
                        dense=True,
                    ),
                ),
            )
        rows.append(
            ft.Row(
                [ft.Container(ft.Text(said), width=150), chosen],
                wrap=True,
                vertical_alignment=ft.CrossAxisAlignment.CENTER,
            )
        )
    parts: list[ft.Control] = [
        frame.heading(_("What was understood"), level=2),
        frame.card(*rows),
    ]
    if found.read.ignored:
        ignored = _("Columns that were left aside: {columns}.")
        parts.append(frame.soft(ignored.format(columns=", ".join(found.read.ignored)), small=True))
    return parts


def _doubts(found: Understood) -> list[ft.Control]:
    parts: list[ft.Control] = []
    for title, doubts in (
        (_("Rows to look at: they are taken in as they are"), found.read.doubtful),
        (_("Rows that cannot be taken in"), found.read.left_out),
    ):
        if not doubts:
            continue
        lines = [
            ft.Text(_("Row {row}: {why}").format(row=number(doubt.row), why=doubt.reason))
            for doubt in doubts[:NAMED]
        ]
        if len(doubts) > NAMED:
            rest = len(doubts) - NAMED
            lines.append(frame.soft(several("and {n} more remark", "and {n} more remarks", rest)))
        parts += [frame.heading(title, level=2), frame.card(*lines)]
    return parts
