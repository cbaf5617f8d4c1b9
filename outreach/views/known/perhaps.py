"""What may be the same vehicle or person: apart from what is known, each with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from outreach.model.kinds import describe
from outreach.model.likeness import MOST, Perhaps, Reason
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet
from outreach.ui.design import Space
from outreach.ui.moments import moment, now_ms
from outreach.ui.rows import ICONS
from outreach.words import _, mark, number, several

#: Candidates that are drawn at first.
SHOWN = 4

FOR = {
    "unread": mark("The mark fits, but not all of it was read: {said}"),
    "misread": mark("The mark fits but for one character that is easily misread: {said}"),
    "plate": mark("The same taxi plate"),
    "vehicle": mark("Seen with the same vehicle"),
    "name": mark("The same name or nickname was heard: {said}"),
    "telephone": mark("The same telephone number: {said}"),
    "looks": mark("The same words for hair, marks or accent: {said}"),
    "clothes": mark("The same clothes, within a day: {said}"),
    "make": mark("The same make: {said}"),
    "colour": mark("The same colour: {said}"),
}
AGAINST = {
    "make": mark("Another make: {said}"),
    "colour": mark("Another colour: {said}"),
    "sex_perceived": mark("Another sex perceived: {said}"),
    "apparent_age": mark("Another apparent age: {said}"),
}


def reason(kind: str, given: Reason, words: dict[str, str]) -> str:
    """One reason, for or against, as people say it."""
    said = given.said
    if given.why in ("make", "colour", "sex_perceived", "apparent_age"):
        said = _(describe(kind, given.why, said))
    return _(words[given.why]).format(said=said)


def why(one: Perhaps) -> str:
    """Every reason for a candidate and, on a line of its own, what speaks against it."""
    lines = [". ".join(reason(one.row.kind, each, FOR) for each in one.because) + "."]
    if one.against:
        differs = ". ".join(reason(one.row.kind, each, AGAINST) for each in one.against)
        lines.append(_("Against: {what}.").format(what=differs))
    return "\n".join(lines)


@ft.component
def Candidates(
    found: Sequence[Perhaps],
    subject: str,
    on_open: Callable[[str], None],
    on_link: Callable[[Perhaps], None] | None = None,
) -> ft.Control:
    """The likeliest first; the rest on request. ``on_link``: to say that one may be the same."""
    whole, set_whole = ft.use_state(False)
    heading = _("May be the same vehicle") if subject == "vehicle" else _("May be the same person")
    if len(found) < MOST:
        said = several(
            "{n} sighting. Nothing is joined: read why it is here and judge for yourself.",
            "{n} sightings. Nothing is joined: read why each is here and judge for yourself.",
            len(found),
        )
    else:
        said = _(
            "The {n} likeliest sightings; search finds more. Nothing is joined: read why each is "
            "here and judge for yourself."
        ).format(n=number(len(found)))
    parts: list[ft.Control] = [
        frame.heading(heading, level=2),
        frame.soft(said, small=True),
        frame.rows([_tile(one, on_open, on_link) for one in (found if whole else found[:SHOWN])]),
    ]
    left = len(found) - SHOWN
    if left > 0 and not whole:
        parts.append(
            quiet(
                "all-candidates",
                several("Show {n} more", "Show {n} more", left),
                lambda _event: set_whole(True),
                icon=ft.Icons.EXPAND_MORE,
            )
        )
    return ft.Container(
        ft.Column(parts, spacing=Space.S), padding=ft.Padding.symmetric(vertical=Space.S)
    )


def _tile(
    one: Perhaps,
    on_open: Callable[[str], None],
    on_link: Callable[[Perhaps], None] | None,
) -> ft.Control:
    row: Any = one.row
    when = moment(row.occurred_ms or row.recorded_ms, now_ms())
    where = row.place_title or ""
    first = " · ".join(part for part in (when, where) if part)
    return ident(
        f"perhaps-{row.id[:8]}",
        ft.ListTile(
            key=row.id,
            title=row.title,
            subtitle=f"{first}\n{why(one)}",
            is_three_line=True,
            leading=ft.Icon(ICONS.get(row.kind, ft.Icons.DESCRIPTION_OUTLINED)),
            trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT)
            if on_link is None
            else quiet(f"same-{row.id[:8]}", _("Link…"), lambda _event: on_link(one)),
            on_click=lambda _: on_open(row.id),
        ),
    )
