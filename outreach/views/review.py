"""Review: the queue, oldest first, and beside it the record to approve or to send back."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.model.kinds import label
from outreach.ui import frame
from outreach.ui.buttons import primary, quiet, secondary
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.moments import ago, now_ms, plural
from outreach.ui.query import use_query
from outreach.ui.rows import Records
from outreach.ui.theme import Space
from outreach.views import details


@ft.component
def Review(desk: Desk) -> ft.Control:
    record = ft.use_route_params().get("id")
    window, _ = ft.use_state(desk.window)
    if desk.session is None:
        return frame.waiting()
    if "supervisor" not in desk.session.me.duties:
        return frame.empty(
            ft.Icons.FACT_CHECK_OUTLINED,
            "Only supervisors review",
            "Your own records, and what became of them, stand under Tonight and Search.",
        )
    if window.layout == "desktop":
        beside = (
            Judge(desk, record, key=f"judge-{record}")
            if record
            else frame.empty(
                ft.Icons.FACT_CHECK_OUTLINED,
                "Choose a record",
                "The one that has waited longest stands first.",
            )
        )
        return frame.two_panes(Queue(desk, record, key="queue"), beside)
    return Judge(desk, record, key=f"judge-{record}") if record else Queue(desk, None, key="queue")


@ft.component
def Queue(desk: Desk, chosen: str | None) -> ft.Control:
    answer = use_query(desk, lambda session: session.queue())
    rows = answer.value
    if rows is None:
        return frame.waiting("Looking what waits…")
    if not rows:
        return frame.empty(
            ft.Icons.VERIFIED_OUTLINED,
            "Nothing waits for your review",
            "Records come here when they have reached the central store and this tablet.",
        )
    oldest = ago(rows[0].received_ms, now_ms())
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            ft.Container(
                padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.S),
                content=ft.Column(
                    [
                        frame.heading(f"{plural(len(rows), 'record')} to review", level=2),
                        frame.soft(f"The oldest arrived {oldest}.", small=True),
                    ],
                    spacing=0,
                ),
            ),
            Records(
                rows, lambda record: desk.go(f"/review/{record}", replace=bool(chosen)), chosen
            ),
        ],
    )


@ft.component
def Judge(desk: Desk, record: str) -> ft.Control:
    """One record before its supervisor."""
    answer = use_query(desk, lambda session: details.ask(session, record), record)
    comments, set_comments = ft.use_state({})
    returning, set_returning = ft.use_state(False)
    problem, set_problem = ft.use_state("")
    if answer.missing:
        return frame.empty(ft.Icons.SEARCH_OFF, "There is no such record on this tablet", "")
    page = answer.value
    if page is None or desk.session is None:
        return frame.waiting("Opening the record…")
    view = page.view
    if view.review not in ("to_review", "corrected"):
        return frame.page(
            details.head(page),
            frame.notice(
                ft.Icons.FACT_CHECK,
                "This record does not wait for review now",
                "It comes back here when it is corrected.",
            ),
            *details.said(page, commented=frozenset()),
            frame.heading("History", level=2),
            details.versions(page),
        )

    def put(field: str, words: str) -> None:
        set_comments(lambda held: {**held, field: words})

    def add(field: str) -> None:
        set_returning(True)
        set_comments(lambda held: {**held, field: held.get(field, "")})

    async def approve(_: Any) -> None:
        await asyncio.to_thread(desk.open.approve, view.id, view.versions)
        await _next(desk, "Approved. The author sees it at their next sync.")

    async def send_back(_: Any) -> None:
        given = [(name or None, words.strip()) for name, words in comments.items() if words.strip()]
        if not given:
            set_problem("Enter what should be corrected")
            return
        await asyncio.to_thread(desk.open.return_record, view.id, given, view.versions)
        await _next(desk, "Returned. The author sees your comments at their next sync.")

    foot: ft.Control
    if returning:
        foot = ft.Row(
            [
                quiet("cancel-return", "Cancel", lambda _: set_returning(False)),
                primary(
                    "return-now",
                    "Return with comments",
                    send_back,
                    icon=ft.Icons.REPLY,
                    big=True,
                    expand=True,
                ),
            ],
            spacing=Space.S,
        )
    else:
        foot = ft.Row(
            [
                secondary(
                    "return",
                    "Return…",
                    lambda _: add(""),
                    icon=ft.Icons.REPLY,
                ),
                primary(
                    "approve", "Approve", approve, icon=ft.Icons.VERIFIED, big=True, expand=True
                ),
            ],
            spacing=Space.S,
        )
    written: list[ft.Control] = []
    if returning:
        written = [
            frame.card(
                ft.Text("What should be corrected?", theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
                frame.soft(
                    "Press the sign beside an answer to comment on it. One question at a time "
                    "is easiest to answer.",
                    small=True,
                ),
                *[
                    Field(
                        f"say-{name or 'record'}",
                        label(view.kind, name) if name else "About the whole record",
                        value=words,
                        on_input=lambda said, name=name: put(name, said),
                        error=(problem or None) if not words.strip() else None,
                        lines=2,
                        max_length=2000,
                        key=f"say-{name}",
                    )
                    for name, words in comments.items()
                ],
            )
        ]
    return frame.page(
        details.head(page),
        *[details.comment_box(note) for note in view.comments if note.field is None and note.open],
        *written,
        *details.said(page, comment=add, commented=frozenset(comments)),
        frame.heading("History", level=2),
        details.versions(page),
        foot=foot,
    )


async def _next(desk: Desk, words: str) -> None:
    """On to the next in the queue, or back to the empty queue."""
    desk.wrote()
    desk.tell(words)
    desk.go("/review", replace=True)
