"""What was set aside: why, what it means, and a way out. Nothing here is ever deleted.

The reasons come from the model, one sentence for each fault. Here they are told by what a person
can do about them. A report for the administrator names ids, sizes and reasons; the entries go with
it as they are, sealed: neither holds anything that people wrote.
"""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.ui import dialogs, frame
from outreach.ui.buttons import ident, quiet, secondary
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.figures import facts
from outreach.ui.query import use_query
from outreach.views.help import about
from outreach.words import _, mark, several

#: Entries of one cause that are named; the report names all.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Cause:
    """Why entries are set aside. ``clues``: what the model's sentence says then."""

    icon: ft.IconData
    words: str
    meaning: str
    advice: str
    clues: tuple[str, ...]


CAUSES = (
    Cause(
        ft.Icons.EDIT_NOTE,
        mark("A draft is damaged"),
        mark("A half-written form on this tablet cannot be opened. Its bytes are kept."),
        mark("Write it anew. Give your administrator the file: the tablet's disk may be failing."),
        ("draft",),
    ),
    Cause(
        ft.Icons.BROKEN_IMAGE_OUTLINED,
        mark("Damaged on this tablet"),
        mark("The bytes are not those that were signed, or do not open. Nothing was made of them."),
        mark("Sync, then read them again: the store's copy takes their place if it is whole."),
        ("damaged", "does not open", "withheld", "nothing to open"),
    ),
    Cause(
        ft.Icons.KEY_OFF,
        mark("This tablet has no key for them"),
        mark("They were written in a space or at a time for which this tablet was given no key."),
        mark("Sync: a key may be on its way. If they stay, ask your administrator for access."),
        ("no key", "names an epoch"),
    ),
    Cause(
        ft.Icons.PERSON_OFF_OUTLINED,
        mark("Their author had no right to write them"),
        mark("The tablet was removed, or its person may not do this. Nobody's rows are changed."),
        mark("Tell your administrator. What was really seen must be written again by a colleague."),
        ("right", "member", "closed", "supervisor", "administrator", "own record", "review"),
    ),
    Cause(
        ft.Icons.HISTORY_TOGGLE_OFF,
        mark("They do not fit what came before"),
        mark("They claim another history of the space than the one this tablet has checked."),
        mark("Tell your administrator: a tablet was copied, or the store shows two histories."),
        ("history", "claims to have seen", "another kind or space"),
    ),
)
OTHER = Cause(
    ft.Icons.RULE,
    mark("Not made as the app makes them"),
    mark(
        "They were signed by a colleague's tablet, but what is inside cannot be read as a record."
    ),
    mark("Update the app, then read them again. If they stay, send the report."),
    (),
)


def cause_of(reason: str) -> Cause:
    """The cause that a reason of the model belongs to."""
    said = reason.lower()
    return next((c for c in CAUSES if any(clue in said for clue in c.clues)), OTHER)


def grouped(found: Sequence[Any]) -> list[tuple[Cause, list[Any]]]:
    """What is set aside, by cause, in the order of the causes."""
    groups: dict[str, list[Any]] = {}
    for one in found:
        groups.setdefault(cause_of(one.reason).words, []).append(one)
    return [(c, groups[c.words]) for c in (*CAUSES, OTHER) if c.words in groups]


def report(session: Any, found: Sequence[Any]) -> bytes:
    """A ZIP for the administrator: ``report.txt`` and each entry as it is kept, sealed."""
    device = session.identity.device.hex()
    lines = [
        _("Outreach {version}: what was set aside on device {device}").format(
            version=about.version() or _("not known"), device=device
        ),
        _("The files are sealed. This report holds nothing that people wrote."),
        "",
    ]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in found:
            sealed = session.sealed_bytes(one)
            place = "no number" if one.position is None else f"number {one.position}"
            lines.append(
                f"{one.entry}  device {one.device or 'not known'}  {place}  "
                f"{len(sealed)} bytes  {one.reason}"
            )
            if sealed:
                archive.writestr(f"{one.entry}.sealed", sealed)
        archive.writestr("report.txt", "\n".join(lines) + "\n")
    return made.getvalue()


@ft.component
def Quarantine(desk: Desk) -> ft.Control:
    answer = use_query(desk, lambda session: session.quarantine())
    put_aside, set_put_aside = ft.use_state(
        lambda: frozenset(desk.setting("put_aside", [])) if desk.session else frozenset()
    )
    if answer.value is None:
        return frame.waiting()
    found = answer.value
    if not found:
        return frame.empty(
            ft.Icons.INVENTORY_2_OUTLINED,
            _("Nothing is set aside"),
            _("Every entry on this tablet could be read and checked."),
        )

    async def again(_event: Any) -> None:
        left = await asyncio.to_thread(desk.open.retry_quarantine)
        desk.tell(
            several("Read again. {n} entry stays set aside.", "Read again. {n} stay.", left)
            if left
            else _("Read again. Nothing is set aside any more.")
        )

    async def export(_event: Any) -> None:
        await save(desk, found)

    async def dismiss(ones: Sequence[Any]) -> None:
        now = frozenset(one.entry for one in found) & (put_aside | {one.entry for one in ones})
        await asyncio.to_thread(desk.open.set_setting, "put_aside", sorted(now))
        set_put_aside(now)
        await desk.syncs.read()

    return frame.page(
        frame.heading(several("{n} entry set aside", "{n} entries set aside", len(found))),
        frame.soft(
            _(
                "These arrived and are kept as they are, sealed, but cannot be used. Nothing else "
                "waits for them, and nothing here is ever deleted."
            )
        ),
        ft.Row(
            wrap=True,
            spacing=Space.S,
            run_spacing=Space.S,
            controls=[
                secondary("retry", _("Read them again"), again, icon=ft.Icons.REFRESH),
                secondary("report", _("Save a report"), export, icon=ft.Icons.DOWNLOAD_OUTLINED),
            ],
        ),
        *[
            _group(desk, number, cause, ones, put_aside, dismiss)
            for number, (cause, ones) in enumerate(grouped(found))
        ],
    )


async def save(desk: Desk, found: Sequence[Any]) -> None:
    """Let the person keep a report where they like."""
    await asyncio.to_thread(desk.open.log_act, "export", text="what is set aside")
    made = await asyncio.to_thread(report, desk.open, found)
    with desk.picking():
        await ft.FilePicker().save_file(
            dialog_title=_("Save a report for your administrator"),
            file_name="outreach-set-aside.zip",
            file_type=ft.FilePickerFileType.CUSTOM,
            allowed_extensions=["zip"],
            src_bytes=made,
        )


def _group(
    desk: Desk,
    number: int,
    cause: Cause,
    ones: list[Any],
    put_aside: frozenset[str],
    dismiss: Any,
) -> ft.Control:
    new = [one for one in ones if one.entry not in put_aside]

    async def seen(_event: Any) -> None:
        await dismiss(new)

    foot: ft.Control
    if new:
        foot = quiet(f"seen-{number}", _("I have seen these"), seen, icon=ft.Icons.CHECK)
    else:
        foot = frame.soft(_("Somebody has looked at these. They are not counted any more."))
    more = len(ones) - SHOWN
    rest = [frame.soft(several("And {n} more.", "And {n} more.", more))] if more > 0 else []
    return frame.card(
        ft.Row(
            [ft.Icon(cause.icon, color=ft.Colors.TERTIARY), _title(cause, len(ones))],
            spacing=Space.SM,
        ),
        ft.Text(_(cause.meaning)),
        ft.Text(_("What to do: {advice}").format(advice=_(cause.advice))),
        frame.rows([_entry(desk, f"{number}-{n}", one) for n, one in enumerate(ones[:SHOWN])]),
        *rest,
        foot,
    )


def _title(cause: Cause, count: int) -> ft.Control:
    words = f"{_(cause.words)} ({count:,})"
    return ft.Semantics(
        heading_level=2,
        expand=True,
        content=ft.Text(words, theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
    )


def _entry(desk: Desk, name: str, one: Any) -> ft.Control:
    def look(_event: Any) -> None:
        desk.page.show_dialog(_known(desk, one))

    by = one.author_name or _("a device that is not known")
    return ident(
        f"aside-{name}",
        ft.ListTile(
            title=_("From {author}").format(author=by) if one.space else _("A draft"),
            subtitle=_("Entry {number}").format(number=one.entry[:8] or _("not known")),
            trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
            on_click=look,
        ),
    )


def _known(desk: Desk, one: Any) -> ft.BottomSheet:
    """Everything that is known about one, without opening it."""

    async def export(_event: Any) -> None:
        desk.page.pop_dialog()
        await save(desk, [one])

    place = _("not numbered") if one.position is None else f"{one.position:,}"
    return dialogs.sheet(
        _("What is known"),
        facts(
            [
                (_("Why"), _(one.reason)),
                (_("Author"), one.author_name or _("not known")),
                (_("Space"), one.space or _("this tablet")),
                (_("Number in the store"), place),
                (_("Device"), one.device[:16] or _("not known")),
                (_("Entry"), one.entry[:32]),
            ]
        ),
        secondary("report-one", _("Save this one"), export, icon=ft.Icons.DOWNLOAD_OUTLINED),
        quiet("close", _("Close"), lambda _event: desk.page.pop_dialog()),
    )
