"""What waits for this person on the first screen: drafts, what came back, what two people wrote,
what was saved with gaps. Nothing that waits is ever only a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.kinds import KINDS, form
from outreach.ui import frame
from outreach.ui.buttons import ident, sign
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.form.begin import complete, reopen
from outreach.ui.moments import ago, now_ms
from outreach.ui.rows import ICONS, MemoRow, headline
from outreach.views.evening import LINES, Evening, Unfinished
from outreach.words import _, several

#: Time to take a discard back, in ms.
UNDO = 8000
#: Where a discarded draft is kept meanwhile; a lock empties it.
UNDONE = "discarded draft"


def waiting(desk: Desk, evening: Evening) -> list[ft.Control]:
    """Everything that waits, the most pressing first; nothing when nothing does."""
    return [
        *_drafts(desk, evening.drafts),
        *_records(
            desk,
            evening.returned,
            ft.Icons.REPLY,
            several(
                "{n} record came back for correction",
                "{n} records came back for correction",
                len(evening.returned),
            ),
            _(
                "Your supervisor has a question. Read it, correct the record, and it goes round "
                "again."
            ),
        ),
        *_records(
            desk,
            evening.conflicts,
            ft.Icons.CALL_SPLIT,
            several(
                "{n} record with two versions of an answer",
                "{n} records with two versions of an answer",
                len(evening.conflicts),
            ),
            _("Two people wrote at the same time. Both are kept; someone must choose."),
        ),
    ]


def _drafts(desk: Desk, drafts: list[Unfinished]) -> list[ft.Control]:
    if not drafts:
        return []
    now = now_ms()

    def line(one: Unfinished) -> ft.Control:
        draft, title = one.draft, title_of(one.draft)
        said = [_("Correction")] if draft.corrects else []
        said.append(_("Written {when}").format(when=ago(draft.updated_ms, now)))
        if one.answers:
            said.append(several("{n} answer", "{n} answers", one.answers))
        return ident(
            f"draft-{draft.id[:8]}",
            ft.ListTile(
                key=draft.id,
                title=f"{title} · {one.place}" if one.place else title,
                subtitle=" · ".join(said),
                leading=ft.Icon(
                    ICONS.get(draft.kind, ft.Icons.EDIT_NOTE), color=ft.Colors.TERTIARY
                ),
                trailing=sign(
                    f"discard-{draft.id[:8]}",
                    _("Discard this draft"),
                    ft.Icons.DELETE_OUTLINE,
                    lambda _e: desk.start(discard(desk, draft)),
                ),
                on_click=opens(desk, draft),
            ),
        )

    words = several("{n} form not finished", "{n} forms not finished", len(drafts))
    return [
        ft.Column(
            [
                frame.heading(words, level=3),
                frame.rows([line(one) for one in drafts]),
            ],
            spacing=Space.S,
        )
    ]


def title_of(draft: Any) -> str:
    """What a draft is a form of, also where this app does not know its kind."""
    if draft.kind not in KINDS:
        return _("A form of a newer version of this app")
    return _(form(draft.kind).title)


def opens(desk: Desk, draft: Any) -> Callable[[Any], Any] | None:
    """What leads back into a draft; None for one that only a newer app can open."""
    return (lambda _e: reopen(desk, draft)) if draft.kind in KINDS else None


async def discard(desk: Desk, draft: Any) -> None:
    """Throw a draft away, and offer it back for a moment."""
    session = desk.open
    session.discard_draft(draft.id)
    desk.syncs.rows_changed()
    desk.kept[UNDONE] = draft  # no longer than the line that offers it, and never beyond a lock

    def undo(_e: Any) -> None:
        kept = desk.kept.pop(UNDONE, None)
        if desk.session is session and kept is not None:
            session.save_draft(kept)
            desk.syncs.rows_changed()

    desk.page.show_dialog(
        ft.SnackBar(
            ft.Text(_("Draft discarded.")),
            action=ft.SnackBarAction(label=_("Undo"), on_click=undo),
            duration=UNDO,
            on_dismiss=lambda _e: desk.kept.pop(UNDONE, None),
        )
    )


def _records(
    desk: Desk, rows: list[Any], icon: ft.IconData, words: str, detail: str
) -> list[ft.Control]:
    if not rows:
        return []
    return [
        ft.Column(
            [
                frame.notice(icon, words, detail, kind="warn"),
                frame.rows([MemoRow(row, _opens(desk), key=row.id) for row in rows[:LINES]]),
            ],
            spacing=Space.S,
        )
    ]


def _opens(desk: Desk) -> Callable[[str], None]:
    return lambda record: desk.go(f"/records/{record}")


def incomplete(desk: Desk, rows: list[Any]) -> list[ft.Control]:
    """What was saved with gaps: a tap opens it at the first of them."""
    if not rows:
        return []
    now = now_ms()

    def fill(record: str) -> Callable[[Any], None]:
        def act(_e: Any) -> None:
            complete(desk, desk.open.show(record))

        return act

    lines = [
        ident(
            f"complete-{row.id[:8]}",
            ft.ListTile(
                key=row.id,
                title=headline(row),
                subtitle=" · ".join(
                    [
                        ago(row.occurred_ms or row.recorded_ms, now),
                        several("{n} answer missing", "{n} answers missing", row.missing),
                    ]
                ),
                leading=ft.Icon(ICONS.get(row.kind, ft.Icons.EDIT_NOTE)),
                trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
                on_click=fill(row.id),
            ),
        )
        for row in rows[:LINES]
    ]
    if len(rows) > LINES:
        lines.append(
            ft.Container(frame.soft(_("And more: see Search."), small=True), padding=Space.SM)
        )
    return [
        ft.Column(
            [
                frame.heading(_("To complete"), level=2),
                frame.soft(_("Saved with gaps. Fill them in when there is time."), small=True),
                frame.rows(lines),
            ],
            spacing=Space.S,
        )
    ]
