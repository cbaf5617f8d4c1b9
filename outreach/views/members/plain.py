"""Roles, duties, spaces and reasons in words that need no training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import flet as ft

from outreach.ui.design import Space, sign_size
from outreach.ui.values import said_of
from outreach.words import _, mark, several

#: Role -> what somebody with it can do in a space. None: nothing.
ROLES: dict[str | None, str] = {
    "admin": mark("Reads and writes, decides who belongs"),
    "writer": mark("Reads and writes"),
    "reader": mark("Reads, cannot write"),
    "depositor": mark("May add, cannot read"),
    None: mark("Nothing"),
}
SIGNS: dict[str | None, ft.IconData] = {
    "admin": ft.Icons.ADMIN_PANEL_SETTINGS_OUTLINED,
    "writer": ft.Icons.EDIT_OUTLINED,
    "reader": ft.Icons.VISIBILITY_OUTLINED,
    "depositor": ft.Icons.MOVE_TO_INBOX,
    None: ft.Icons.BLOCK,
}
#: Roles that open what is in a space.
READS = ("admin", "writer", "reader")
#: Why a tablet was removed.
REASONS = {
    "moved": mark("Has another tablet or other duties"),
    "left": mark("Left the partnership"),
    "lost": mark("Lost or stolen"),
}
#: The spaces that a partnership begins with.
SPACES = (
    mark("premises"),
    mark("safeguarding"),
    mark("intelligence"),
    mark("sealed-sources"),
    mark("challenges"),
    mark("audit"),
)


def space(name: str) -> str:
    """The name of a space, as a heading or the label of a line."""
    said = said_of(name)
    return said[:1].upper() + said[1:]


def spaces(names: Iterable[str]) -> str:
    """Names of spaces in a sentence."""
    return ", ".join(said_of(name) for name in in_order(names))


def in_order(names: Iterable[str]) -> list[str]:
    """Spaces in the order in which people think of them."""
    return sorted(names, key=lambda n: (SPACES.index(n) if n in SPACES else len(SPACES), n))


def duties(table: Any, given: Iterable[str]) -> str:
    """Duties in words; what nobody was given, too."""
    known = table.duties
    said = [_(known[duty].label) if duty in known else duty.replace("-", " ") for duty in given]
    return ", ".join(said) or _("No duty")


def summary(roles: Mapping[str, str]) -> str:
    """What somebody reads and adds to, in one line."""
    reads = [name for name, role in roles.items() if role in READS]
    adds = sum(role == "depositor" for role in roles.values())
    parts = [_("Reads {spaces}").format(spaces=spaces(reads))] if reads else []
    if adds:
        parts.append(
            several("may add to {n} more", "may add to {n} more", adds)
            if reads
            else several("May add to {n} space", "May add to {n} spaces", adds)
        )
    return " · ".join(parts)


def role_rows(roles: Mapping[str, str | None]) -> list[ft.Control]:
    """A line for each space: what somebody can do there, by a sign and words."""
    return [
        ft.MergeSemantics(
            content=ft.Row(
                spacing=Space.SM,
                vertical_alignment=ft.CrossAxisAlignment.START,
                controls=[
                    ft.Icon(
                        SIGNS[roles[name]],
                        size=sign_size(20),
                        color=ft.Colors.PRIMARY
                        if roles[name] in READS
                        else ft.Colors.ON_SURFACE_VARIANT,
                    ),
                    ft.Column(
                        spacing=0,
                        expand=True,
                        controls=[
                            ft.Text(space(name), theme_style=ft.TextThemeStyle.TITLE_SMALL),
                            ft.Text(
                                _(ROLES[roles[name]]),
                                theme_style=ft.TextThemeStyle.BODY_SMALL,
                                color=ft.Colors.ON_SURFACE_VARIANT,
                            ),
                        ],
                    ),
                ],
            )
        )
        for name in in_order(roles)
    ]


def tablet(device: str) -> str:
    """A tablet by the start of its id, as its own Settings show it."""
    return device[:8]


def tablets(count: int) -> str:
    return several("{n} tablet", "{n} tablets", count)


def listed(lines: Sequence[str], icon: ft.IconData = ft.Icons.CIRCLE) -> ft.Control:
    """What follows from something, a line each."""
    size = 6 if icon == ft.Icons.CIRCLE else 20
    return ft.Column(
        spacing=Space.XS,
        controls=[
            ft.Row(
                spacing=Space.S,
                vertical_alignment=ft.CrossAxisAlignment.START,
                controls=[
                    ft.Container(
                        ft.Icon(icon, size=size, color=ft.Colors.ON_SURFACE_VARIANT),
                        width=20,
                        height=22,
                        alignment=ft.Alignment.CENTER,
                    ),
                    ft.Text(line, expand=True),
                ],
            )
            for line in lines
        ],
    )
