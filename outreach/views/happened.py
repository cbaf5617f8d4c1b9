"""What happened to this tablet: it was removed from a space, or a copy of its vault is in use.

It is told once, in plain words: what, why, what was kept, and what to do. Until somebody has read
it a line above every screen says that there is something to read.
"""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft

from outreach.ui import frame
from outreach.ui.attempt import use_attempt
from outreach.ui.buttons import primary, quiet
from outreach.ui.design import TONES, Space
from outreach.ui.desk import Desk
from outreach.ui.entrance import Notices
from outreach.ui.values import said_of
from outreach.views.column import wrong
from outreach.views.renewal import Renewal
from outreach.words import _, mark, several

#: Why a device is closed (``sync/roster.py``) -> what its person is told.
REASONS = {
    "moved": mark("You have another tablet or other duties now."),
    "left": mark("An administrator has noted that you left this work."),
}
OTHERWISE = mark("An administrator has removed this tablet.")
RETIRED = mark("A copy of these records is in use somewhere else")

#: So many spaces are named in the line above every screen.
FEW = 2
#: The screen's own address.
HERE = "/happened"


@ft.component
def Strip(desk: Desk, at: str) -> ft.Control:
    """One line, while there is something that was not read."""
    notices, _set = ft.use_state(desk.notices)
    words = headline(notices)
    if not words or at == HERE:
        return ft.Container()
    tone = TONES["warn"]
    return ft.Container(
        bgcolor=tone.ground,
        padding=ft.Padding.only(left=Space.M, right=Space.S),
        content=frame.beside(
            ft.Row(
                [
                    ft.Icon(ft.Icons.INFO_OUTLINE, color=tone.ink),
                    ft.Text(
                        words,
                        theme_style=ft.TextThemeStyle.TITLE_SMALL,
                        color=tone.ink,
                        expand=True,
                        max_lines=2,
                        overflow=ft.TextOverflow.ELLIPSIS,
                    ),
                ],
                spacing=Space.S,
            ),
            quiet("read-happened", _("Read on"), lambda _event: desk.go(HERE)),
        ),
    )


def headline(notices: Notices) -> str:
    """What happened, in a few words; "" where nothing did."""
    if notices.retired:
        return _(RETIRED)
    if not notices.left:
        return ""
    if len(notices.left) > FEW:
        return several(
            "This tablet was removed from {n} space",
            "This tablet was removed from {n} spaces",
            len(notices.left),
        )
    spaces = ", ".join(map(said_of, sorted(notices.left)))
    return _("This tablet was removed from {spaces}").format(spaces=spaces)


def by_reason(left: dict[str, str]) -> dict[str, list[str]]:
    """What the person is told -> the spaces that it is about."""
    found: dict[str, list[str]] = {}
    for space, why in sorted(left.items()):
        found.setdefault(REASONS.get(why, OTHERWISE), []).append(space)
    return found


@ft.component
def Happened(desk: Desk) -> ft.Control:
    notices, _set = ft.use_state(desk.notices)
    attempt = use_attempt()
    if desk.session is None:
        return frame.waiting()

    async def told() -> None:
        await asyncio.to_thread(desk.open.was_told_of_leaving)
        notices.left = {}

    async def read(_event: Any) -> None:
        if await attempt.run(told) and not notices.retired:
            desk.back()

    parts: list[ft.Control] = []
    if notices.retired:
        parts += [_retired(), Renewal(desk, key="renewal")]
    if notices.left:
        parts += [
            frame.heading(
                several("Removed from a space", "Removed from {n} spaces", len(notices.left))
            ),
            *[_left(why, spaces) for why, spaces in by_reason(notices.left).items()],
            frame.soft(
                _(
                    "What you recorded there before is kept in the central store. What was not "
                    "sent yet is offered to a supervisor, who decides. What others recorded is no "
                    "longer on this tablet."
                )
            ),
            frame.soft(_("If you think that this is wrong, ask an administrator.")),
            primary("told", _("I have read this"), read, disabled=attempt.busy, big=True),
        ]
    if not parts and desk.open.is_out:
        return frame.empty(
            ft.Icons.PERSON_REMOVE_OUTLINED,
            _("This tablet was removed from every space"),
            _(
                "What you recorded before is kept in the central store. If you think that this is "
                "wrong, ask an administrator: with a new invitation you come in again, under "
                "“Join a partnership” at the start."
            ),
        )
    if not parts:
        return frame.empty(
            ft.Icons.TASK_ALT,
            _("Nothing to tell"),
            _("What happens to this tablet is told here."),
        )
    return frame.page(*parts, *wrong(attempt.wrong))


def _left(why: str, spaces: list[str]) -> ft.Control:
    named = _("Removed from: {spaces}").format(spaces=", ".join(map(said_of, spaces)))
    return frame.notice(ft.Icons.PERSON_REMOVE_OUTLINED, _(why), named, kind="warn")


def _retired() -> ft.Control:
    return ft.Column(
        spacing=Space.M,
        controls=[
            frame.heading(_(RETIRED)),
            frame.notice(
                ft.Icons.CONTENT_COPY,
                _("This tablet sends nothing more under its old identity."),
                _(
                    "That happens when a tablet was restored from a backup, or when somebody "
                    "copied its files. Everything that you write is kept here, sealed."
                ),
                kind="warn",
            ),
            frame.soft(_("Do not use the other copy.")),
        ],
    )
