"""Every version of a record with what it changed, and every review that counts; newest first.

The rule: nothing is ever overwritten. What a later version replaced is struck through, and what
came in its place stands beside it.
"""

from __future__ import annotations

from typing import Any

import flet as ft

from outreach.model import compare
from outreach.model.kinds import label
from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.design import Space
from outreach.ui.moments import moment, now_ms
from outreach.views.details import Page
from outreach.words import _, mark, several

#: Versions that are drawn at first.
SHOWN = 6

VERBS = {
    "created": (ft.Icons.ADD_CIRCLE_OUTLINE, mark("Written")),
    "corrected": (ft.Icons.EDIT, mark("Corrected")),
    "withdrawn": (ft.Icons.BLOCK, mark("Withdrawn")),
    "restored": (ft.Icons.UNDO, mark("Restored")),
    "approved": (ft.Icons.VERIFIED, mark("Approved")),
    "returned": (ft.Icons.REPLY, mark("Returned")),
    "reviewed": (ft.Icons.FACT_CHECK, mark("Reviewed")),
}


@ft.component
def History(page: Page) -> ft.Control:
    whole, set_whole = ft.use_state(False)
    before = _before(page)
    newest = list(reversed(page.history))
    shown = newest if whole else newest[:SHOWN]
    parts: list[ft.Control] = [
        frame.heading(_("History"), level=2),
        frame.soft(
            _("Nothing is ever overwritten. What was replaced is struck through."), small=True
        ),
        frame.rows([_version(page, version, before[version.entry]) for version in shown]),
    ]
    left = len(newest) - len(shown)
    if left:
        parts.append(
            quiet(
                "older-versions",
                several("Show {n} older", "Show {n} older", left),
                lambda _: set_whole(True),
                icon=ft.Icons.HISTORY,
            )
        )
    return ft.Column(parts, spacing=Space.S)


def _before(page: Page) -> dict[str, dict[str, Any]]:
    """Entry -> what its fields held just before it."""
    held: dict[str, Any] = {}
    found: dict[str, dict[str, Any]] = {}
    for version in page.history:
        if version.kind == "reviewed":
            found[version.entry] = {}
            continue
        found[version.entry] = {name: held.get(name) for name in version.fields}
        held.update(version.fields)
    return found


def _version(page: Page, version: Any, before: dict[str, Any]) -> ft.Control:
    kind = version.fields.get("verdict", "") if version.kind == "reviewed" else version.kind
    icon, verb = VERBS.get(kind, VERBS["reviewed"])
    lines: list[ft.Control] = [
        ft.Text(
            _("{done} by {who}, {agency}").format(
                done=_(verb), who=version.author_name, agency=version.agency
            ),
            theme_style=ft.TextThemeStyle.TITLE_SMALL,
        ),
        frame.soft(moment(version.recorded_ms, now_ms()), small=True),
    ]
    if version.reason:
        lines.append(ft.Text(_("Reason: {why}").format(why=version.reason)))
    if version.kind == "reviewed":
        lines += [
            ft.Text(f"{_about(page, comment)}{comment['text']}")
            for comment in version.fields.get("comments", ())
        ]
    elif version.kind == "created":
        lines += _set(page, version)
    else:
        lines += _changed(page, version, before)
    return ft.Container(
        padding=Space.M,
        content=ft.Row(
            vertical_alignment=ft.CrossAxisAlignment.START,
            spacing=Space.SM,
            controls=[
                ft.Icon(icon, color=ft.Colors.ON_SURFACE_VARIANT),
                ft.Column(lines, spacing=Space.XS, expand=True),
            ],
        ),
    )


def _about(page: Page, comment: Any) -> str:
    name = comment.get("field")
    return f"{_(label(page.view.kind, name))}: " if name else ""


def _set(page: Page, version: Any) -> list[ft.Control]:
    """The first version: what was replaced since, to the letter; of the rest how much it was."""
    struck = [name for name in version.fields if name in version.struck]
    lines: list[ft.Control] = [
        frame.soft(
            several("{n} answer", "{n} answers", len(version.fields) - len(struck)), small=True
        )
    ]
    for name in struck:
        text = f"{_(label(page.view.kind, name))}: {page.words(name, version.fields[name])}"
        lines.append(_struck(text))
    return lines


def _changed(page: Page, version: Any, before: dict[str, Any]) -> list[ft.Control]:
    """What this version put in place of what."""
    lines: list[ft.Control] = []
    for name, value in version.fields.items():
        if name == "withdrawn":
            continue
        said = _(label(page.view.kind, name))
        now = page.words(name, value) if value is not None else _("no answer")
        old = before.get(name)
        lines.append(frame.soft(said, small=True))
        if name in version.struck:
            lines.append(_struck(now))
        elif old is None:
            lines.append(ft.Text(now))
        else:
            lines += _both(page.words(name, old), now)
    return lines


def _struck(text: str) -> ft.Control:
    return ft.Text(
        text,
        semantics_label=_("Replaced later: {text}").format(text=text),
        theme_style=ft.TextThemeStyle.BODY_SMALL,
        color=ft.Colors.ON_SURFACE_VARIANT,
        style=ft.TextStyle(decoration=ft.TextDecoration.LINE_THROUGH),
    )


def _both(before: str, now: str) -> list[ft.Control]:
    """One text with what is gone struck through and what is new underlined; where little is the
    same, the one struck through and then the other: word by word nobody could read it."""
    pieces = compare.words(before, now)
    same = sum(len(piece.text) for piece in pieces if piece.kind == "same")
    if same * 2 < max(len(before), len(now)):
        return [_struck(before), ft.Text(now)]
    return [
        ft.Text(
            spans=[ft.TextSpan(piece.text, style=_STYLES[piece.kind]) for piece in pieces],
            semantics_label=_("Before: {before}. Now: {now}").format(before=before, now=now),
        )
    ]


_STYLES = {
    "same": None,
    "gone": ft.TextStyle(
        decoration=ft.TextDecoration.LINE_THROUGH, color=ft.Colors.ON_SURFACE_VARIANT
    ),
    "new": ft.TextStyle(decoration=ft.TextDecoration.UNDERLINE, color=ft.Colors.PRIMARY),
}
