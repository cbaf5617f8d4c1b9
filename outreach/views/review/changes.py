"""What changed since somebody saw the record: then and now side by side, on a phone one below the
other. What is gone is struck through, what is new is underlined; colour only repeats it."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from outreach.model.compare import Piece
from outreach.ui import frame
from outreach.ui.design import Size, Space
from outreach.ui.moments import moment, now_ms
from outreach.views.review.case import Changes, Difference
from outreach.words import _, mark, several

DID = {
    "approved": mark("What {who} approved, {when}"),
    "returned": mark("What {who} returned, {when}"),
    "created": mark("As {who} wrote it, {when}"),
    "corrected": mark("As {who} corrected it, {when}"),
    "withdrawn": mark("As {who} withdrew it, {when}"),
    "restored": mark("As {who} restored it, {when}"),
}


def changes(held: Changes, *, columns: bool) -> ft.Control:
    """The sheet of differences."""
    then = _(DID.get(held.what, DID["corrected"])).format(
        who=held.who, when=moment(held.when_ms, now_ms())
    )
    count = len(held.differences)
    lines: list[ft.Control] = []
    if columns and count:
        lines.append(_pair(_head(then), _head(_("Now"))))
    elif count:
        lines.append(_head(then))
    if held.was_withdrawn != held.is_withdrawn:
        lines.append(
            ft.Text(_("Withdrawn since.") if held.is_withdrawn else _("No longer withdrawn."))
        )
    for one in held.differences:
        lines.append(ft.Divider())
        lines.append(_difference(one, columns))
    if not count and held.was_withdrawn == held.is_withdrawn:
        lines.append(frame.soft(_("A new version came, and no answer is different.")))
    title = several("{n} answer changed", "{n} answers changed", count)
    return ft.Container(
        key="changes",
        border=ft.Border.all(Size.EDGE, ft.Colors.PRIMARY),
        border_radius=Size.RADIUS,
        padding=Space.M,
        content=ft.Column(
            spacing=Space.S,
            controls=[
                ft.Row(
                    [
                        ft.Icon(ft.Icons.DIFFERENCE_OUTLINED, color=ft.Colors.PRIMARY),
                        frame.heading(title, level=3),
                    ],
                    spacing=Space.S,
                ),
                *lines,
            ],
        ),
    )


def _head(words: str) -> ft.Control:
    return ft.Text(
        words,
        theme_style=ft.TextThemeStyle.LABEL_MEDIUM,
        color=ft.Colors.ON_SURFACE_VARIANT,
    )


def _pair(left: ft.Control, right: ft.Control) -> ft.Control:
    return ft.Row(
        [ft.Column([left], expand=True), ft.Column([right], expand=True)],
        vertical_alignment=ft.CrossAxisAlignment.START,
        spacing=Space.M,
    )


def _difference(one: Difference, columns: bool) -> ft.Control:
    before = _text(one.pieces, "gone", one.before)
    now = _text(one.pieces, "new", one.now)
    caption = frame.soft(_(one.label), small=True)
    if columns:
        return ft.Column([caption, _pair(before, now)], spacing=Space.XS)
    arrow = ft.Icon(ft.Icons.ARROW_DOWNWARD, size=Size.SIGN_SMALL, semantics_label=_("Now"))
    return ft.Column([caption, before, arrow, now], spacing=Space.XS)


def _text(pieces: Sequence[Piece], marked: str, whole: str) -> ft.Control:
    """One side: its own words, with those marked that the other side has not."""
    if not whole:
        return frame.soft(_("No answer"))
    gone = marked == "gone"
    line = ft.TextDecoration.LINE_THROUGH if gone else ft.TextDecoration.UNDERLINE
    style = ft.TextStyle(
        decoration=line,
        bgcolor=ft.Colors.ERROR_CONTAINER if gone else ft.Colors.PRIMARY_CONTAINER,
        color=ft.Colors.ON_ERROR_CONTAINER if gone else ft.Colors.ON_PRIMARY_CONTAINER,
    )
    spans = [
        ft.TextSpan(piece.text, style if piece.kind == marked else None)
        for piece in pieces
        if piece.kind in ("same", marked)
    ]
    said = _("Before: {words}") if gone else _("Now: {words}")
    return ft.Text(spans=spans, semantics_label=said.format(words=whole))
