"""The parts of a record page: what it says, where it stands, what became of it. Review uses them
too, so that a supervisor reads what the author reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.model.fields import Form, FormField
from outreach.model.kinds import form, label
from outreach.ui import badges, frame
from outreach.ui.buttons import secondary, sign
from outreach.ui.moments import moment, now_ms
from outreach.ui.rows import ICONS, headline, warnings
from outreach.ui.theme import Size, Space
from outreach.ui.values import references, words
from sync.errors import NotFound


@dataclass(frozen=True, slots=True)
class Page:
    """A record with everything its page shows, asked in one go."""

    view: Any
    history: list[Any]
    standing: str
    titles: dict[str, str]

    @property
    def form(self) -> Form:
        return form(self.view.kind)

    def title_of(self, record: str) -> str | None:
        return self.titles.get(record)

    def words(self, name: str, value: Any) -> str:
        return words(self.view.kind, self.form.field(name), value, self.title_of)


def ask(session: Any, record: str) -> Page:
    """Everything about one record. Raises NotFound."""
    view = session.show(record)
    titles = {}
    for other in references(form(view.kind), view.fields):
        try:
            titles[other] = session.show(other).title
        except NotFound:
            continue
    return Page(view, session.history(view.id), session.standing(view.id), titles)


def head(page: Page) -> ft.Control:
    """What it is, by whom, when, and where it stands."""
    view = page.view
    shown = [badges.badge(badges.STANDING[page.standing])]
    if view.withdrawn:
        shown.insert(0, badges.badge(badges.WITHDRAWN))
    if view.review in badges.REVIEW:
        shown.append(badges.badge(badges.REVIEW[view.review]))
    if view.conflicts:
        shown.append(badges.badge(badges.CONFLICT))
    now = now_ms()
    came = f"Recorded {moment(view.recorded_ms, now)} by {view.author_name}, {view.agency}"
    if view.received_ms:
        came += f". In the store {moment(view.received_ms, now)}"
    return ft.Column(
        spacing=Space.S,
        controls=[
            ft.Row(
                [
                    ft.Icon(ICONS.get(view.kind), color=ft.Colors.PRIMARY),
                    frame.soft(page.form.title),
                ],
                spacing=Space.S,
            ),
            _title(view),
            frame.soft(came + "."),
            ft.Row([*shown, *warnings(view)], wrap=True, spacing=Space.S, run_spacing=Space.S),
        ],
    )


def _title(view: Any) -> ft.Control:
    struck = ft.TextDecoration.LINE_THROUGH if view.withdrawn else None
    return ft.Semantics(
        heading_level=1,
        content=ft.Text(
            headline(view),
            theme_style=ft.TextThemeStyle.HEADLINE_SMALL,
            style=ft.TextStyle(decoration=struck) if struck else None,
        ),
    )


def said(
    page: Page, *, comment: Callable[[str], None] | None = None, commented: frozenset[str]
) -> list[ft.Control]:
    """Every answer, by section, and what is still missing. ``comment`` puts a sign beside each."""
    view = page.view
    missing = set(view.missing_fields)
    cards: list[ft.Control] = []
    for section in page.form.sections:
        lines = [
            _line(page, field, comment, field.name in commented)
            for field in section.fields
            if view.fields.get(field.name) is not None
        ]
        wanting = [field.label for field in section.fields if field.name in missing]
        if wanting:
            lines.append(_wanting(wanting))
        if lines:
            title = ft.Text(
                section.title, theme_style=ft.TextThemeStyle.TITLE_SMALL, color=ft.Colors.PRIMARY
            )
            cards.append(frame.card(title, *lines))
    return cards


def _wanting(labels: list[str]) -> ft.Control:
    """What nobody has answered yet, in one line: it should be seen, and not fill the page."""
    return ft.Row(
        spacing=6,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Icon(ft.Icons.RULE, size=18, color=ft.Colors.TERTIARY),
            ft.Text(
                "Not answered yet: " + "; ".join(labels),
                theme_style=ft.TextThemeStyle.BODY_SMALL,
                color=ft.Colors.TERTIARY,
                expand=True,
            ),
        ],
    )


def _line(
    page: Page, field: FormField, comment: Callable[[str], None] | None, commented: bool
) -> ft.Control:
    value = page.view.fields.get(field.name)
    if field.widget == "point" and isinstance(value, float):
        value = [value, page.view.fields.get("longitude", 0.0)]
    notes = [c for c in page.view.comments if c.field == field.name and c.open]
    parts: list[ft.Control] = [frame.soft(field.label, small=True)]
    quoted = page.words(field.name, value)
    if field.widget == "verbatim":
        parts.append(
            ft.Container(
                ft.Text(f"“{quoted}”", style=ft.TextStyle(italic=True), selectable=True),
                border=ft.Border.only(left=ft.BorderSide(4, ft.Colors.TERTIARY)),
                padding=ft.Padding.only(left=12),
            )
        )
    else:
        parts.append(ft.Text(quoted, selectable=field.widget == "long"))
    parts += [comment_box(note) for note in notes]
    block = ft.Column(parts, spacing=2, expand=True)
    if comment is None:
        return ft.Row([block])
    icon = ft.Icons.COMMENT if commented else ft.Icons.ADD_COMMENT_OUTLINED
    return ft.Row(
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            block,
            sign(
                f"comment-{field.name}",
                f"Comment on: {field.label}",
                icon,
                lambda _: comment(field.name),
            ),
        ],
    )


def comment_box(note: Any) -> ft.Control:
    """What a supervisor asked."""
    return ft.Container(
        bgcolor=ft.Colors.TERTIARY_CONTAINER,
        border_radius=10,
        padding=10,
        content=ft.Row(
            vertical_alignment=ft.CrossAxisAlignment.START,
            spacing=Space.S,
            controls=[
                ft.Icon(ft.Icons.COMMENT, size=18, color=ft.Colors.ON_TERTIARY_CONTAINER),
                ft.Column(
                    spacing=0,
                    expand=True,
                    controls=[
                        ft.Text(note.text, color=ft.Colors.ON_TERTIARY_CONTAINER),
                        ft.Text(
                            f"{note.author_name}, {moment(note.when_ms, now_ms())}",
                            theme_style=ft.TextThemeStyle.BODY_SMALL,
                            color=ft.Colors.ON_TERTIARY_CONTAINER,
                        ),
                    ],
                ),
            ],
        ),
    )


VERBS = {
    "created": (ft.Icons.ADD_CIRCLE_OUTLINE, "Written"),
    "corrected": (ft.Icons.EDIT, "Corrected"),
    "withdrawn": (ft.Icons.BLOCK, "Withdrawn"),
    "restored": (ft.Icons.UNDO, "Restored"),
    "approved": (ft.Icons.VERIFIED, "Approved"),
    "returned": (ft.Icons.REPLY, "Returned"),
    "reviewed": (ft.Icons.FACT_CHECK, "Reviewed"),
}


def versions(page: Page) -> ft.Control:
    """Every version, newest first; what a later one replaced is struck through."""
    return frame.rows([_version(page, version) for version in reversed(page.history)])


def _version(page: Page, version: Any) -> ft.Control:
    kind = version.fields.get("verdict", "") if version.kind == "reviewed" else version.kind
    icon, verb = VERBS.get(kind, VERBS["reviewed"])
    when = moment(version.recorded_ms, now_ms())
    where = (
        "only on this tablet"
        if version.position is None
        else f"in the store as number {version.position:,}"
    )
    lines: list[ft.Control] = [
        ft.Text(
            f"{verb} by {version.author_name}, {version.agency}",
            theme_style=ft.TextThemeStyle.TITLE_SMALL,
        ),
        frame.soft(f"{when}, {where}", small=True),
    ]
    if version.reason:
        lines.append(ft.Text(f"Reason: {version.reason}"))
    if version.kind == "reviewed":
        lines += [
            ft.Text(f"{_about(page, comment)}{comment['text']}")
            for comment in version.fields.get("comments", ())
        ]
    else:
        lines += _fields(page, version)
    return ft.Container(
        padding=Space.M,
        content=ft.Row(
            vertical_alignment=ft.CrossAxisAlignment.START,
            spacing=12,
            controls=[ft.Icon(icon), ft.Column(lines, spacing=4, expand=True)],
        ),
    )


def _about(page: Page, comment: Any) -> str:
    name = comment.get("field")
    return f"{label(page.view.kind, name)}: " if name else ""


def _fields(page: Page, version: Any) -> list[ft.Control]:
    """What this version set; struck through what a later one replaced."""
    lines: list[ft.Control] = []
    for name, value in version.fields.items():
        if name == "withdrawn":
            continue
        gone = name in version.struck
        text = f"{label(page.view.kind, name)}: {page.words(name, value)}"
        lines.append(
            ft.Text(
                text,
                semantics_label=f"Replaced later: {text}" if gone else None,
                theme_style=ft.TextThemeStyle.BODY_SMALL,
                color=ft.Colors.ON_SURFACE_VARIANT if gone else None,
                style=ft.TextStyle(decoration=ft.TextDecoration.LINE_THROUGH) if gone else None,
            )
        )
    return lines


def conflict(
    page: Page, name: str, values: list[Any], keep: Callable[[str, str], Any]
) -> ft.Control:
    """Two answers to one question, both kept: someone says which is right."""
    options = [_option(page, name, value, keep) for value in values]
    return frame.card(
        ft.Row(
            [
                ft.Icon(ft.Icons.CALL_SPLIT, color=ft.Colors.ERROR),
                ft.Text(
                    f"{label(page.view.kind, name)}: which is right?",
                    theme_style=ft.TextThemeStyle.TITLE_MEDIUM,
                    expand=True,
                ),
            ]
        ),
        frame.soft("Written at the same time by people who had not seen each other's answer."),
        *options,
    )


def _option(page: Page, name: str, value: Any, keep: Callable[[str, str], Any]) -> ft.Control:
    async def choose(_: Any) -> None:
        await keep(name, value.version)

    return ft.Container(
        border=ft.Border.all(1, ft.Colors.OUTLINE),
        border_radius=Size.RADIUS,
        padding=12,
        content=ft.Row(
            [
                ft.Column(
                    [
                        ft.Text(page.words(name, value.value)),
                        frame.soft(value.author_name, small=True),
                    ],
                    spacing=0,
                    expand=True,
                ),
                secondary(f"keep-{name}-{value.version[:8]}", "This is right", choose),
            ]
        ),
    )
