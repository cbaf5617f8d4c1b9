"""Import: a public register from a file. Nothing is guessed silently, and nothing is saved before
somebody has seen what was understood. What was taken in can be undone here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any, TypeVar

import flet as ft

from outreach import taking_in
from outreach.model.kinds import KINDS
from outreach.model.register.columns import kinds_taken
from outreach.model.register.files import Source, from_bytes, from_path
from outreach.model.register.reading import Register
from outreach.session import Session
from outreach.ui import frame
from outreach.ui.attempt import NOTHING, use_attempt
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.choices import chip, pick
from outreach.ui.desk import Desk
from outreach.ui.waiting import progress
from outreach.views.import_parts import columns, counts, gone_and_clashing, outcome, remarks
from outreach.views.imported import Imports
from outreach.words import _, mark, number, several
from sync.errors import InputError, NotAllowed

#: A browser hands a file over in one message, which may have 16 MiB.
LARGEST = 12 << 20
#: How often the screen asks how far it is, in seconds.
PULSE = 0.25
SUFFIXES = ["csv", "txt", "tsv", "xlsx", "json", "geojson", "xml"]
_DOING = {
    "reading": mark("Reading the file…"),
    "comparing": mark("Comparing it with what is here…"),
    "looking": mark("Looking at every row…"),
    "saving": mark("Saving…"),
    "undoing": mark("Undoing…"),
}

T = TypeVar("T")


@dataclass(slots=True)
class Far:
    """How far something is: told by a thread, read by the screen."""

    what: str = ""
    done: int = 0
    of: int = 0

    def tell(self, what: str, done: int, of: int) -> None:
        """Called by the thread."""
        self.what, self.done, self.of = what, done, of


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """What is to be taken in, and how. ``said``: field to column; ``wards``: tell the ward from the
    position."""

    source: Source
    name: str
    said: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    wards: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Understood:
    """A file that was read, and what taking it in would do."""

    wish: Wish
    register: Register
    outcome: taking_in.Outcome


def understand(session: Session, kind: str, wish: Wish, far: Far) -> Understood:
    """Read a register and hold it against what is there. Saves nothing.

    Raises ``BadRegister``, with what to do: it is no table, or lacks a name or a place.
    """
    register = taking_in.open_register(
        session,
        wish.source,
        kind,
        wish.name,
        wish.said,
        sheet=wish.sheet,
        progress=far.tell,
    )
    found = taking_in.look(session, register, wards=wish.wards, progress=far.tell)
    return Understood(wish, register, found)


async def told(far: Far, show: Callable[[Far], None], work: Callable[[], T]) -> T:
    """Do something in a thread, and show how far it is meanwhile."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    while not running.done():
        await asyncio.wait({running}, timeout=PULSE)
        show(Far(far.what, far.done, far.of))
    return await running


def chosen_file(file: Any) -> Source:
    """What a file picker gave: the file, or in a browser its bytes. Raises ``InputError``."""
    name = file.name or "register"
    if file.path:
        return from_path(Path(file.path))
    data = file.bytes or b""
    if len(data) > LARGEST:
        raise InputError(
            mark("This file is larger than 12 MB."),
            advice=mark("A browser gives no more: take it in with the app, or `outreach import`."),
        )
    return from_bytes(data, name)


@ft.component
def Importing(desk: Desk) -> ft.Control:
    kind, set_kind = ft.use_state("premises")
    found, set_found = ft.use_state(None)
    far, set_far = ft.use_state(Far())
    done, set_done = ft.use_state(None)
    attempt = use_attempt()
    if desk.session is None:
        return frame.waiting()
    session = desk.open

    async def look(wish: Wish) -> None:
        pace = Far()

        async def work() -> None:
            set_found(await told(pace, set_far, lambda: understand(session, kind, wish, pace)))

        await attempt.run(work)
        set_far(Far())

    async def choose(_event: Any) -> None:
        with desk.picking():
            files = await ft.FilePicker().pick_files(
                dialog_title=_("Choose a register"),
                allowed_extensions=SUFFIXES,
                with_data=bool(desk.page.web),
            )
        if not files:
            return
        set_done(None)
        attempt.say(NOTHING)
        name = PurePath(files[0].name or "register").stem.replace("_", " ")
        try:
            source = chosen_file(files[0])
        except InputError as error:
            attempt.say((error.message, error.advice))
            return
        await look(Wish(source, name))

    async def save(_event: Any) -> None:
        pace = Far()

        async def work() -> None:
            def take() -> taking_in.Outcome:
                wards = found.wish.wards
                return taking_in.take_in(session, found.register, wards=wards, progress=pace.tell)

            set_done((found.register, await told(pace, set_far, take)))
            set_found(None)

        await attempt.run(work)
        set_far(Far())
        desk.wrote()

    async def withdraw(_event: Any) -> None:
        register, result = done

        async def work() -> None:
            await asyncio.to_thread(taking_in.withdraw_gone, session, register, result.gone)
            set_done(None)

        if await attempt.run(work):
            desk.tell(several("{n} record withdrawn", "{n} records withdrawn", len(result.gone)))
            desk.wrote()

    parts: list[ft.Control] = [
        frame.heading(_("Take in a register")),
        frame.soft(
            _(
                "A public register, as a council or a regulator publishes it: CSV, Excel, GeoJSON, "
                "or the food-hygiene register. You see what was understood before anything is "
                "saved. The same file twice adds nothing."
            )
        ),
    ]
    message, advice = attempt.wrong
    if message:
        parts.append(frame.notice(ft.Icons.ERROR_OUTLINE, _(message), _(advice), kind="error"))
    if attempt.busy:
        parts.append(_how_far(far))
        return frame.page(*parts)
    if done is not None:
        _register, result = done
        parts += [
            frame.notice(ft.Icons.CHECK_CIRCLE, _("Taken in"), counts(result), kind="good"),
            *gone_and_clashing(session, result),
        ]
        if result.gone:
            parts.append(
                secondary(
                    "withdraw-gone",
                    _("Withdraw what is no more in the register"),
                    withdraw,
                    danger=True,
                )
            )
    if found is None:
        choosing = primary(
            "choose-file", _("Choose a file"), choose, icon=ft.Icons.UPLOAD_FILE, big=True
        )
        leave = quiet("to-places", _("Go to places"), lambda _e: desk.go("/places"))
        return frame.page(
            *parts,
            pick("register-kind", _kinds(session), kind, set_kind),
            ft.Row([choosing, *([leave] if done is not None else [])], wrap=True),
            Imports(desk=desk),
        )

    async def remap(name: str, column: str) -> None:
        await look(replace(found.wish, said={**found.wish.said, name: column}))

    async def renamed(_event: Any) -> None:
        await look(replace(found.wish, name=found.register.perhaps))

    async def other_sheet(sheet: str) -> None:
        await look(replace(found.wish, sheet=sheet, said={}))

    async def with_wards(_event: Any) -> None:
        await look(replace(found.wish, wards=not found.wish.wards))

    changing = found.outcome.new + found.outcome.changed
    return frame.page(
        *parts,
        *_perhaps(found.register, renamed),
        outcome(found.register, found.outcome),
        *_sheets(found.register, other_sheet),
        *_wards(found, with_wards),
        *columns(found.register, remap),
        *remarks(found.register.kind, found.outcome.report),
        *gone_and_clashing(session, found.outcome),
        foot=frame.foot(
            secondary("cancel-import", _("Cancel"), lambda _e: set_found(None)),
            primary(
                "take-in",
                several("Take in {n} row", "Take in {n} rows", changing),
                save,
                icon=ft.Icons.LIBRARY_ADD_CHECK,
                disabled=not changing,
                big=True,
                expand=True,
            ),
        ),
    )


def _perhaps(register: Register, rename: Callable[[Any], Any]) -> list[ft.Control]:
    """That a file with another name is perhaps a register that is here already."""
    if not register.perhaps:
        return []
    words = _("Most of its rows are those of the register “{name}”.").format(name=register.perhaps)
    return [
        frame.notice(
            ft.Icons.CONTENT_COPY,
            words,
            _("If it is the same register, say so: else all of it is there twice."),
            secondary("same-register", _("It is the same register"), rename),
            kind="warn",
        )
    ]


def _sheets(register: Register, choose: Callable[[str], Any]) -> list[ft.Control]:
    sheets = register.table.sheets
    if len(sheets) < 2:
        return []
    named = dict(zip(map(str, range(len(sheets))), sheets, strict=True))
    chosen = next(key for key, sheet in named.items() if sheet == register.table.sheet)
    return [pick("sheet", named, chosen, lambda key: choose(named[key]))]


def _wards(found: Understood, turn: Callable[[Any], Any]) -> list[ft.Control]:
    """To tell the ward from the position: only where that is missing, and never by itself."""
    missing = found.register.kind == "premises" and found.outcome.report.placed_without_ward
    if not missing and not found.wish.wards:
        return []
    words = _("Tell the ward from the position")
    return [chip("tell-wards", words, found.wish.wards, turn)]


def _kinds(session: Session) -> dict[str, str]:
    """The kinds of register that this person may take in, with their words."""
    found = {}
    for kind in kinds_taken():
        try:
            session.check_may_import(kind)
        except NotAllowed:
            continue
        found[kind] = KINDS[kind].plural
    return found


def _how_far(far: Far) -> ft.Control:
    words = _(_DOING.get(far.what, _DOING["reading"]))
    detail = several("{n} row", "{n} rows", far.done) if far.done else ""
    if far.of:
        detail = _("{done} of {of} rows").format(done=number(far.done), of=number(far.of))
    return progress(words, far.done / far.of if far.of else None, detail)
