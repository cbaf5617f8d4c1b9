"""What became of a record so far: each version and each review, newest first.

Nothing is ever overwritten: what was replaced is struck through, and any version can be compared
with what stands now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from outreach.model.kinds import label
from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.choices import flow
from outreach.ui.design import Size, Space
from outreach.ui.moments import moment, now_ms
from outreach.views.review.case import Case
from outreach.words import _, mark

VERBS = {
    "created": (ft.Icons.ADD_CIRCLE_OUTLINE, mark("{who} wrote it")),
    "corrected": (ft.Icons.EDIT, mark("{who} corrected it")),
    "withdrawn": (ft.Icons.BLOCK, mark("{who} withdrew it")),
    "restored": (ft.Icons.UNDO, mark("{who} restored it")),
    "approved": (ft.Icons.VERIFIED, mark("{who} approved it")),
    "returned": (ft.Icons.REPLY, mark("{who} returned it")),
}


def past(case: Case, comparing: str, on_compare: Callable[[str], None]) -> list[ft.Control]:
    """The history. ``comparing``: the entry that is compared with now, if one is."""
    page = case.page
    versions = page.view.versions
    return [
        _entry(case, entry, entry.entry == comparing, on_compare, entry.entry != versions[-1])
        for entry in reversed(page.history)
    ]


def _entry(
    case: Case, entry: Any, compared: bool, on_compare: Callable[[str], None], older: bool
) -> ft.Control:
    kind = entry.fields.get("verdict", "") if entry.kind == "reviewed" else entry.kind
    icon, verb = VERBS.get(kind, VERBS["corrected"])
    lines: list[ft.Control] = [
        ft.Text(_(verb).format(who=entry.author_name), theme_style=ft.TextThemeStyle.TITLE_SMALL),
        frame.soft(" · ".join([moment(entry.recorded_ms, now_ms()), entry.agency]), small=True),
    ]
    if entry.position is None:
        lines.append(frame.soft(_("Only on this tablet"), small=True))
    if entry.reason:
        lines.append(
            ft.Text(
                _("Reason: {reason}").format(reason=entry.reason),
                theme_style=ft.TextThemeStyle.BODY_SMALL,
            )
        )
    if entry.kind == "reviewed":
        lines += [_comment(case, comment) for comment in entry.fields.get("comments", ())]
    elif kind == "corrected":
        lines += _set(case, entry)
    if entry.kind != "reviewed" and older:
        words = _("Stop comparing") if compared else _("Compare with now")
        lines.append(
            flow(
                [
                    quiet(
                        f"compare-{entry.entry[:8]}",
                        words,
                        lambda _event: on_compare("" if compared else entry.entry),
                    )
                ]
            )
        )
    return ft.Row(
        key=f"past-{entry.entry[:8]}",
        vertical_alignment=ft.CrossAxisAlignment.START,
        spacing=Space.SM,
        controls=[
            ft.Icon(icon, size=20, color=ft.Colors.ON_SURFACE_VARIANT),
            ft.Column(lines, spacing=2, expand=True),
        ],
    )


def _comment(case: Case, comment: Any) -> ft.Control:
    name = comment.get("field")
    about = f"{_(label(case.page.view.kind, name))}: " if name else ""
    return ft.Container(
        border=ft.Border.only(left=ft.BorderSide(Size.FOCUS, ft.Colors.TERTIARY)),
        padding=ft.Padding.only(left=Space.S),
        content=ft.Text(f"{about}{comment['text']}", theme_style=ft.TextThemeStyle.BODY_SMALL),
    )


def _set(case: Case, entry: Any) -> list[ft.Control]:
    """What a correction said; struck through where a later one replaced it."""
    lines: list[ft.Control] = []
    for name, value in entry.fields.items():
        gone = name in entry.struck
        text = f"{_(label(case.page.view.kind, name))}: {case.page.words(name, value)}"
        lines.append(
            ft.Text(
                text,
                semantics_label=_("Replaced later: {text}").format(text=text) if gone else None,
                theme_style=ft.TextThemeStyle.BODY_SMALL,
                color=ft.Colors.ON_SURFACE_VARIANT,
                style=ft.TextStyle(decoration=ft.TextDecoration.LINE_THROUGH) if gone else None,
                max_lines=6,
                overflow=ft.TextOverflow.ELLIPSIS,
            )
        )
    return lines
