"""A match exists elsewhere: what matches, where, and whom to ask. Never what is held there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import flet as ft

from outreach.model.duties import shipped
from outreach.ui import frame
from outreach.ui.values import said_of
from outreach.words import _, mark

WHAT: Final = {
    "nickname": mark("The nickname is held there too."),
    "registration": mark("The registration is held there too."),
    "telephone": mark("The telephone number is held there too."),
}


def told(matches: Sequence[Any]) -> list[ft.Control]:
    """A notice for each match."""
    return [
        frame.notice(
            ft.Icons.JOIN_INNER,
            _("A match exists in {space}").format(space=said_of(match.space)),
            f"{_(WHAT[match.what])} {whom(match)}" if match.what in WHAT else whom(match),
        )
        for match in matches
    ]


def whom(match: Any) -> str:
    """Whom to ask: the duty, and those who have it as far as this tablet knows."""
    known = shipped().duties.get(match.ask)
    duty = _(known.label) if known is not None else match.ask
    if not match.people:
        return _("What it is cannot be seen here. Ask: {duty}.").format(duty=duty)
    return _("What it is cannot be seen here. Ask: {duty} ({people}).").format(
        duty=duty, people="; ".join(match.people)
    )
