"""One record before its supervisor: what it says, what changed, and the verdict.

The rules that this module enforces:

1. A verdict names the versions that stood on the screen, and so nothing that came meanwhile.
2. After a verdict the next record comes by itself; for a moment nothing can be approved, so that a
   key pressed twice approves nothing unseen.
3. A review that was signed is not taken back. A record that was approved can be returned later.
4. Words of a comment are thrown away only after a question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.dialogs import question
from outreach.ui.query import use_record
from outreach.ui.shortcuts import Shortcut, use_shortcuts
from outreach.views import details
from outreach.views.hidden import HiddenRecord
from outreach.views.review.answers import Remarks, answers
from outreach.views.review.became import Became
from outreach.views.review.begun import Begun
from outreach.views.review.case import Case, ask
from outreach.views.review.changes import changes
from outreach.views.review.decide import decide
from outreach.views.review.head import head, standing
from outreach.views.review.past import past
from outreach.words import _, several

#: How wide the history beside the record is, on a desktop, in dp.
HISTORY = 330

#: For so long after a record came by itself, in seconds, nothing can be approved.
SETTLE = 0.5


@ft.component
def Judge(
    desk: Desk,
    record: str,
    layout: str,
    begun: Begun,
    came_at: float,
    on_done: Callable[[str, str], None],
) -> ft.Control:
    """``begun``: comments that are not sent yet; ``came_at``: when the record came by itself, by
    the loop's clock, or 0; ``on_done(record, words)`` leads on and says what was done."""
    since, set_since = ft.use_state("")
    answer = use_record(
        desk, lambda session, still: ask(session, record, since, still), record, since
    )
    _drawn, set_drawn = ft.use_state(0)
    at, set_at = ft.use_state("")
    problem, set_problem = ft.use_state("")
    busy: Any = ft.use_ref(False)
    box: Any = ft.use_ref(ft.Ref).current
    case = answer.value
    kept = case.remarks if case is not None else None
    held = begun.of(record, kept)

    def keep(now: dict[str, str]) -> None:
        begun.put(desk, record, now)
        set_drawn(lambda count: count + 1)

    def add(field: str) -> None:
        set_problem("")
        keep({field: "", **begun.of(record, kept)})

    def drop(field: str) -> None:
        keep({name: said for name, said in begun.of(record, kept).items() if name != field})

    def leave(_event: Any = None) -> None:
        if not any(words.strip() for words in begun.of(record, kept).values()):
            keep({})
            return

        def throw_away(_event: Any) -> None:
            desk.page.pop_dialog()
            keep({})

        desk.page.show_dialog(
            question(
                _("Throw your comments away?"),
                _("They were not sent. They cannot be brought back."),
                _("Throw them away"),
                throw_away,
                lambda _event: desk.page.pop_dialog(),
                danger=True,
            )
        )

    def put(field: str, words: str) -> None:
        """Every key comes here. The page is drawn again only when a comment becomes one."""
        before = begun.of(record, kept)
        begun.put(desk, record, {**before, field: words})
        if bool(before.get(field, "").strip()) != bool(words.strip()):
            set_problem("")
            set_drawn(lambda count: count + 1)

    async def verdict(act: Callable[[], Any], words: str) -> None:
        if busy.current:
            return
        busy.current = True
        try:
            await asyncio.to_thread(act)
        finally:
            busy.current = False
        await begun.done(desk, record)
        desk.wrote()
        on_done(record, words)

    async def approve(_event: Any = None) -> None:
        if case is None or asyncio.get_running_loop().time() - came_at < SETTLE:
            return
        view = case.page.view
        await verdict(
            lambda: desk.open.approve(view.id, view.versions),
            _("Approved. The author sees it at their next sync. If it was wrong, return it."),
        )

    async def send_back(_event: Any = None) -> None:
        said = begun.of(record, kept)
        given = [(name or None, words.strip()) for name, words in said.items() if words.strip()]
        if case is None:
            return
        if not given:
            set_problem(_("Enter what should be corrected"))
            return
        view = case.page.view
        await verdict(
            lambda: desk.open.return_record(view.id, given, view.versions),
            _("Returned. The author sees your comments at their next sync."),
        )

    async def keep_version(field: str, version: str) -> None:
        await asyncio.to_thread(desk.open.resolve, record, field, version)
        desk.tell(_("Decided. Both answers stay in the history."))
        desk.wrote()

    async def step(by: int) -> None:
        names = [field.name for field in case.fields()] if case is not None else []
        if not names:
            return
        place = names.index(at) + by if at in names else (0 if by > 0 else len(names) - 1)
        name = names[max(0, min(place, len(names) - 1))]
        set_at(name)
        if box.current is not None:
            await box.current.scroll_to(scroll_key=ft.ScrollKey(f"at-{name}"), duration=120)

    may = case is not None and not case.mine and desk.session is not None
    keys: dict[str, Shortcut] = {}
    if case is not None and may:
        if held:
            keys["Ctrl+Enter"] = (_("Return with comments"), send_back)
            keys["Escape"] = (_("Leave the comments"), leave)
        elif case.waits:
            keys["a"] = (_("Approve"), approve)
        keys["r"] = (_("Return: comment on the whole record"), lambda: add(""))
        keys["c"] = (_("Comment on the answer that is marked"), lambda: add(at))
        keys["n"] = (_("Mark the next answer"), lambda: step(1))
        keys["p"] = (_("Mark the answer before"), lambda: step(-1))
    use_shortcuts(desk, keys, _("This record"))

    if answer.missing:
        return frame.empty(
            ft.Icons.SEARCH_OFF,
            _("There is no such record on this tablet"),
            _("It may not have arrived yet. Sync, then look in the queue again."),
        )
    if answer.hidden is not None:
        return HiddenRecord(desk, answer.hidden, key=f"hidden-{record}")
    if case is None or desk.session is None:
        return frame.waiting(_("Opening the record…"))
    talk = Remarks(desk, held, add, put, drop, problem) if may else None
    wide = layout != "phone"
    parts: list[ft.Control] = [head(case)]
    parts += [standing(case)] if not case.waits or case.mine else []
    parts += [
        details.comment_box(note)
        for note in case.page.view.comments
        if note.field is None and note.open
    ]
    if "" in held and talk is not None:
        parts.append(talk.box("", _("the whole record")))
    parts += decide(case, keep_version, columns=layout == "desktop")
    if case.changes is not None:
        parts.append(changes(case.changes, columns=wide))
    parts += answers(case, talk, at, columns=layout == "desktop")
    became = Became(desk, case.page, key=f"became-{record}")
    history = [became, frame.heading(_("History"), level=2), *past(case, since, set_since)]
    if layout != "desktop":
        parts += history
    foot = _foot(case, held, add, leave, approve, send_back, layout) if may else None
    page = _page(parts, foot, box)
    if layout != "desktop":
        return page
    return ft.Row(
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(page, expand=True),
            ft.VerticalDivider(width=1, color=ft.Colors.OUTLINE_VARIANT),
            ft.Container(
                width=HISTORY,
                content=ft.ListView(
                    history,
                    padding=Space.M,
                    spacing=Space.M,
                    expand=True,
                ),
            ),
        ],
    )


def _page(parts: list[ft.Control], foot: ft.Control | None, box: Any) -> ft.Control:
    body = ft.Column(
        ref=box,
        expand=True,
        scroll=ft.ScrollMode.AUTO,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S, bottom=Space.L),
                content=ft.Column(spacing=Space.M, controls=parts),
            )
        ],
    )
    if foot is None:
        return body
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            body,
            ft.Divider(height=1),
            ft.Container(
                padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.SM), content=foot
            ),
        ],
    )


def _foot(
    case: Case,
    held: dict[str, str],
    add: Callable[[str], None],
    leave: Callable[[Any], None],
    approve: Callable[[Any], Any],
    send_back: Callable[[Any], Any],
    layout: str,
) -> ft.Control | None:
    """The verdict, always in sight, and large where a thumb gives it."""
    big = layout != "desktop"
    if held:
        said = sum(bool(words.strip()) for words in held.values())
        words = several("Return with {n} comment", "Return with {n} comments", said)
        return frame.foot(
            quiet("cancel-return", _("Cancel"), leave),
            primary(
                "return-now",
                words if said else _("Return"),
                send_back,
                icon=ft.Icons.REPLY,
                big=big,
                expand=True,
            ),
        )
    back = secondary("return", _("Return…"), lambda _event: add(""), icon=ft.Icons.REPLY)
    if not case.waits:
        return ft.Row([back]) if case.page.view.review == "approved" else None
    return frame.foot(
        back,
        primary("approve", _("Approve"), approve, icon=ft.Icons.VERIFIED, big=big, expand=True),
    )
