"""The answers of a record under review: a label, an answer, and a place to comment on it.

Dense, since a supervisor reads many; and each answer can be reached by keyboard and commented on
where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.model.fields import FormField
from outreach.ui import frame
from outreach.ui.buttons import ident, sign
from outreach.ui.choices import flow
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.views import details
from outreach.views.review.case import Case
from outreach.views.review.remark import Remark
from outreach.words import _

#: How wide the labels' column is, where there is room for one.
LABELS = 176


@dataclass(frozen=True, slots=True)
class Remarks:
    """Comments that are being written: ``held`` field ("" for the record) -> words, and what can
    be done with them. ``problem``: what is wrong with the empty ones."""

    desk: Desk
    held: Mapping[str, str]
    add: Callable[[str], None]
    put: Callable[[str, str], None]
    drop: Callable[[str], None]
    problem: str = ""

    def box(self, field: str, about: str) -> ft.Control:
        """The comment on a field, to write on."""
        words = self.held[field]
        return Remark(
            self.desk,
            field or None,
            about,
            words,
            lambda said: self.put(field, said),
            lambda: self.drop(field),
            self.problem if not words.strip() else "",
            key=f"remark-{field or 'record'}",
        )


def answers(
    case: Case, remarks: Remarks | None, at: str | None, *, columns: bool
) -> list[ft.Control]:
    """Every answer, by section, then what nobody has answered. ``at``: the field that the keyboard
    is on; ``columns``: labels beside answers; ``remarks`` None: nothing can be said to them."""
    view = case.page.view
    missing = set(view.missing_fields)
    sheets: list[ft.Control] = []
    for section in case.page.form.sections:
        lines = [
            _line(case, field, remarks, field.name == at, columns)
            for field in section.fields
            if view.fields.get(field.name) is not None
        ]
        if lines:
            sheets.append(_sheet(_(section.title), lines))
    wanting = [field for field in case.page.form.fields() if field.name in missing]
    if wanting:
        sheets.append(_missing(wanting, remarks, at))
    return sheets


def _sheet(title: str, lines: list[ft.Control]) -> ft.Control:
    head = ft.Semantics(
        heading_level=3,
        content=ft.Text(title, theme_style=ft.TextThemeStyle.TITLE_SMALL, color=ft.Colors.PRIMARY),
    )
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER_LOW,
        border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
        border_radius=Size.RADIUS,
        padding=ft.Padding.only(left=Space.XS, right=Space.XS, top=Space.SM, bottom=Space.SM),
        content=ft.Column(
            [ft.Container(head, padding=ft.Padding.only(left=Space.SM)), *lines], spacing=0
        ),
    )


def _line(
    case: Case, field: FormField, remarks: Remarks | None, focused: bool, columns: bool
) -> ft.Control:
    value = case.page.view.fields.get(field.name)
    if field.widget == "point" and isinstance(value, float):
        value = [value, case.page.view.fields.get("longitude", 0.0)]
    quoted = case.page.words(field.name, value)
    named = _(field.label)
    said: ft.Control
    if field.widget == "verbatim":
        said = ft.Container(
            ft.Text(f"“{quoted}”", style=ft.TextStyle(italic=True)),
            border=ft.Border.only(left=ft.BorderSide(4, ft.Colors.TERTIARY)),
            padding=ft.Padding.only(left=Space.SM),
        )
    else:
        said = ft.Text(quoted)
    said.expand = columns or None
    caption = frame.soft(named, small=True)
    notes = [
        details.comment_box(note)
        for note in case.page.view.comments
        if note.field == field.name and note.open
    ]
    if columns:
        caption.width = LABELS
        block: ft.Control = ft.Row(
            [caption, said],
            vertical_alignment=ft.CrossAxisAlignment.START,
            spacing=Space.SM,
        )
    else:
        block = ft.Column([caption, said], spacing=2)
    held = remarks is not None and field.name in remarks.held
    row: list[ft.Control] = [
        ft.Container(block, expand=True, padding=ft.Padding.symmetric(vertical=Space.SM))
    ]
    if remarks is not None:
        row.append(
            sign(
                f"comment-{field.name}",
                _("Comment on: {field}").format(field=named),
                ft.Icons.COMMENT if held else ft.Icons.ADD_COMMENT_OUTLINED,
                _add(remarks, field.name),
                chosen=held,
            )
        )
    parts: list[ft.Control] = [
        ft.Row(row, vertical_alignment=ft.CrossAxisAlignment.START, spacing=Space.XS),
        *notes,
    ]
    if held and remarks is not None:
        parts.append(remarks.box(field.name, named))
    return _spot(field.name, parts, focused)


def _spot(name: str, parts: list[ft.Control], focused: bool) -> ft.Control:
    """A part of the page that the keyboard can be on; a line at its left shows that it is."""
    line = ft.Border.only(left=ft.BorderSide(Size.FOCUS, ft.Colors.PRIMARY))
    return ft.Container(
        key=ft.ScrollKey(f"at-{name}"),
        border=line if focused else None,
        bgcolor=ft.Colors.SURFACE_CONTAINER if focused else None,
        padding=ft.Padding.only(left=Space.S if focused else Space.S + Size.FOCUS),
        content=ft.Column(parts, spacing=Space.XS) if len(parts) > 1 else parts[0],
    )


def _missing(wanting: list[FormField], remarks: Remarks | None, at: str | None) -> ft.Control:
    """What nobody has answered yet; a tap asks for it."""
    head = ft.Row(
        [
            ft.Icon(ft.Icons.RULE, size=20, color=ft.Colors.TERTIARY),
            ft.Text(
                _("Not answered yet"),
                theme_style=ft.TextThemeStyle.TITLE_SMALL,
                color=ft.Colors.TERTIARY,
            ),
        ],
        spacing=Space.S,
    )
    if remarks is None:
        body: list[ft.Control] = [frame.soft("; ".join(_(field.label) for field in wanting))]
    else:
        body = [flow([_wanted(field, remarks, field.name == at) for field in wanting])]
        body += [
            remarks.box(field.name, _(field.label))
            for field in wanting
            if field.name in remarks.held
        ]
    return ft.Container(
        border=ft.Border.all(Size.EDGE, ft.Colors.OUTLINE_VARIANT),
        border_radius=Size.RADIUS,
        padding=ft.Padding.symmetric(horizontal=Space.M, vertical=Space.SM),
        content=ft.Column([head, *body], spacing=Space.S),
    )


def _wanted(field: FormField, remarks: Remarks, focused: bool) -> ft.Control:
    held = field.name in remarks.held
    return ident(
        f"comment-{field.name}",
        ft.Chip(
            key=ft.ScrollKey(f"at-{field.name}"),
            label=ft.Text(_(field.label), theme_style=ft.TextThemeStyle.BODY_SMALL),
            leading=ft.Icon(
                ft.Icons.COMMENT if held else ft.Icons.ADD_COMMENT_OUTLINED,
                size=Size.SIGN_SMALL,
                color=ft.Colors.PRIMARY,
            ),
            tooltip=_("Comment on: {field}").format(field=_(field.label)),
            on_click=_add(remarks, field.name),
            padding=ft.Padding.symmetric(horizontal=Space.S, vertical=15),
            border_side=ft.BorderSide(
                Size.FOCUS if focused else Size.EDGE,
                ft.Colors.PRIMARY if focused else ft.Colors.OUTLINE_VARIANT,
            ),
            shape=ft.RoundedRectangleBorder(radius=10),
        ),
    )


def _add(remarks: Remarks, name: str) -> Callable[[Any], None]:
    return lambda _event: remarks.add(name)
