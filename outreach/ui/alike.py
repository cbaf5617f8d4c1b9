"""Whoever may be meant, in a list: the very name that fits, and why, on each row.

The rule that this module enforces: a row is a candidate and says so by its reason; what the app
hides from this person shows neither.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import flet as ft

from outreach.model.alike import Alike
from outreach.model.kinds.names import isolated
from outreach.model.reasons import in_words
from outreach.ui import frame
from outreach.ui.buttons import ident
from outreach.ui.design import RECORD, Size, Space, sign_size
from outreach.ui.rows import ICONS, headline, tag
from outreach.words import _


def said(one: Alike) -> str:
    """``“Big Kez”: sounds like it``; nothing where the app hides it."""
    if not one.why:
        return ""
    reason = in_words(one.sort, one.why, one.said)
    return _("“{name}”: {reason}").format(name=isolated(_short(one.matched)), reason=reason)


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:60].rstrip()}…"


@ft.component
def AlikeRow(one: Alike, on_open: Callable[[str], None], chosen: bool = False) -> ft.Control:
    """A record with why it may be the one."""
    row = one.row
    lines: list[ft.Control] = []
    if words := said(one):
        lines.append(ft.Text(words, max_lines=3, overflow=ft.TextOverflow.ELLIPSIS))
    if one.withdrawn:
        state = RECORD["withdrawn"]
        lines.append(ft.Row(tag(state.icon, _(state.short), state.mark), spacing=Space.XS))
    return ident(
        f"alike-{row.id[:8]}",
        ft.ListTile(
            title=headline(row),
            subtitle=ft.Column(lines, spacing=2, tight=True) if lines else None,
            leading=ft.Icon(
                ICONS.get(row.kind, ft.Icons.DESCRIPTION_OUTLINED), size=sign_size(Size.SIGN)
            ),
            min_height=Size.TARGET,
            selected=chosen,
            on_click=lambda _event: on_open(row.id),
        ),
    )


MemoAlike = ft.memo(AlikeRow)


def listed(
    found: Sequence[Alike], on_open: Callable[[str], None], chosen: str = ""
) -> list[ft.Control]:
    """A heading and the rows under it; nothing where there is none."""
    if not found:
        return []
    return [
        ft.Container(
            padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.M),
            content=frame.heading(_("Sounds alike or spelt alike"), level=3),
        ),
        *rows(found, on_open, chosen),
    ]


def rows(
    found: Sequence[Alike], on_open: Callable[[str], None], chosen: str = ""
) -> list[ft.Control]:
    """The rows alone."""
    return [
        MemoAlike(one, on_open, one.row.id == chosen, key=f"alike-{one.row.id}") for one in found
    ]
