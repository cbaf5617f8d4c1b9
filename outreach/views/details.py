"""A record as pages show it: asked in one go, then what it says, what is missing, what it names.

What it says comes first and in three kinds that never mix: what happened, words as they were
spoken, and what somebody made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import flet as ft

from outreach.model import timeline
from outreach.model.fields import Form, FormField
from outreach.model.followed import Followed, followed, of_referral
from outreach.model.kinds import GIVEN, describe, form
from outreach.model.kinds.referral import REFERRAL
from outreach.ui import frame
from outreach.ui.buttons import ident
from outreach.ui.design import Size, Space
from outreach.ui.matches import told
from outreach.ui.moments import moment, now_ms
from outreach.ui.rows import ICONS, MemoRow, headline
from outreach.ui.values import references, said_of, words
from outreach.words import _, mark, several
from sync.errors import NotFound

#: How wide the labels' column is, where there is room for one, in dp.
LABELS = 200
#: The field that holds what somebody made of it.
ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Named:
    """A record that this one names: its title, its kind, and where its page is."""

    title: str
    kind: str
    route: str


@dataclass(frozen=True, slots=True)
class Page:
    """A record with everything its page shows, asked in one go. ``named``: id -> what it names;
    ``naming``: the newest records that name it, out of ``naming_count``."""

    view: Any
    history: list[Any]
    standing: str
    titles: dict[str, str]
    named: dict[str, Named] = field(default_factory=dict)
    naming: list[Any] = field(default_factory=list)
    naming_count: int = 0
    #: It went to a space that this tablet adds to and cannot read.
    unread: bool = False
    #: This person could decide to share it.
    shareable: bool = False
    #: What of it spaces hold that this tablet cannot read.
    matches: list[Any] = field(default_factory=list)
    #: Referrals and actions about it; of a referral, itself.
    followed: list[Followed] = field(default_factory=list)

    @property
    def form(self) -> Form:
        return form(self.view.kind)

    def title_of(self, record: str) -> str | None:
        return self.titles.get(record)

    def words(self, name: str, value: Any) -> str:
        return words(self.view.kind, self.form.field(name), value, self.title_of)


def ask(session: Any, record: str, still: bool = False) -> Page:
    """Everything about one record; that it is opened is noted first. ``still``: it is on the screen
    already. Raises NotFound, and Hidden where the app hides it from this person."""
    view = session.consult(record, still=still)
    named = {}
    for other in references(form(view.kind), view.fields):
        try:
            found = session.show(other)
        except NotFound:
            continue
        named[other] = Named(found.title, found.kind, timeline.route_of(found.kind, found.id))
    rows, count = timeline.naming(session.model, view.id)
    rows = session.veil(rows)
    titles = {other: one.title for other, one in named.items()}
    return Page(
        view,
        session.history(view.id),
        session.standing(view.id),
        titles,
        named,
        rows,
        count,
        view.space in session.deposits_in,
        session.shareable(view.id),
        session.matches(view.kind, view.fields),
        followed=_followed(session, view),
    )


def _followed(session: Any, view: Any) -> list[Followed]:
    if view.kind == REFERRAL:
        return [of_referral(view)]
    found = followed(session.model, view.id)
    seen = session.veil([one.row for one in found])
    return [one for one, row in zip(found, seen, strict=True) if row is one.row]


# -- what it is ------------------------------------------------------------------------------------


def head(page: Page, states: ft.Control) -> ft.Control:
    """What it is, when, where and by whom; then where it stands."""
    view = page.view
    now = now_ms()
    lines: list[ft.Control] = [
        ft.Row(
            [
                ft.Icon(ICONS.get(view.kind), size=20, color=ft.Colors.PRIMARY),
                ft.Container(frame.soft(_(page.form.title), small=True), expand=True),
            ],
            spacing=Space.S,
        ),
        _title(view),
    ]
    happened = [moment(view.occurred_ms, now)] if view.occurred_ms is not None else []
    if view.place_title and view.place_title != headline(view):
        happened.append(view.place_title)
    if happened:
        lines.append(ft.Text(" · ".join(happened)))
    lines.append(frame.soft(_("In {space}").format(space=said_of(view.space)), small=True))
    lines.append(
        frame.soft(
            _("Recorded {when} by {who}, {agency}").format(
                when=moment(view.recorded_ms, now), who=view.author_name, agency=view.agency
            ),
            small=True,
        )
    )
    return ft.Column([*lines, states], spacing=Space.XS)


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


def went(page: Page) -> list[ft.Control]:
    """Of what was given from elsewhere, where from; of what went where this tablet cannot read,
    what one sees of it and what not."""
    found: list[ft.Control] = []
    if given := page.view.fields.get(GIVEN):
        said = [describe(page.view.kind, GIVEN, given)]
        if "words" in given:
            said.append(_("Their six words: {words}").format(words=given["words"]))
        if "purpose" in given:
            said.append(_("Given for: {purpose}").format(purpose=given["purpose"]))
        found.append(frame.notice(ft.Icons.HANDSHAKE, _("This was given"), "\n".join(said)))
    found += told(page.matches)
    if not page.unread:
        return found
    return [
        *found,
        frame.notice(
            ft.Icons.MOVE_TO_INBOX,
            _("You added this to {space}").format(space=said_of(page.view.space)),
            _(
                "This tablet cannot open what others add there; you can see what you sent. It is "
                "reviewed by those who may read it, and what they say of it does not come back."
            ),
        ),
    ]


# -- what it says ----------------------------------------------------------------------------------


def said(page: Page, *, columns: bool = False) -> list[ft.Control]:
    """What it says: fact, words spoken and assessment, each apart; then every other answer.
    ``columns``: there is room for labels beside the answers."""
    return [*narrative(page), *answers(page, columns=columns)]


def narrative(page: Page) -> list[ft.Control]:
    """What happened, then words as they were spoken, then what somebody made of it."""
    facts, spoken, made = _told(page)
    cards: list[ft.Control] = []
    inside: list[ft.Control] = []
    for asked in facts:
        inside += [_caption(_(asked.label)), _long(page, asked), *_notes(page, asked.name)]
    for asked in spoken:
        inside += [
            _caption(_(asked.label)),
            _quote(page.words(asked.name, page.view.fields[asked.name])),
            *_notes(page, asked.name),
        ]
    if inside:
        cards.append(frame.card(*inside))
    return cards + [_view_of_somebody(page, asked) for asked in made]


def _told(page: Page) -> tuple[list[FormField], list[FormField], list[FormField]]:
    given = [f for f in page.form.fields() if _answered(page.view.fields.get(f.name))]
    long = [f for f in given if f.widget == "long"]
    return (
        [f for f in long if f.name != ASSESSMENT],
        [f for f in given if f.widget == "verbatim"],
        [f for f in long if f.name == ASSESSMENT],
    )


def _answered(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _caption(words_: str) -> ft.Control:
    return frame.soft(words_, small=True)


def _long(page: Page, asked: FormField) -> ft.Control:
    return ft.Text(
        page.words(asked.name, page.view.fields[asked.name]),
        theme_style=ft.TextThemeStyle.BODY_LARGE,
        selectable=True,
    )


def _quote(text: str) -> ft.Control:
    """Words as they were spoken: in quotation marks, with a bar, never run into the rest."""
    return ft.Container(
        ft.Text(
            f"“{text}”",
            theme_style=ft.TextThemeStyle.BODY_LARGE,
            style=ft.TextStyle(italic=True),
            selectable=True,
        ),
        border=ft.Border.only(left=ft.BorderSide(4, ft.Colors.TERTIARY)),
        padding=ft.Padding.only(left=Space.SM, top=2, bottom=2),
    )


def _view_of_somebody(page: Page, asked: FormField) -> ft.Control:
    """An assessment: somebody's view, and said to be one."""
    return ft.Container(
        bgcolor=ft.Colors.SURFACE_CONTAINER,
        border_radius=Size.RADIUS,
        padding=Space.M,
        alignment=ft.Alignment.TOP_LEFT,
        content=ft.Column(
            spacing=Space.S,
            controls=[
                ft.Row(
                    [
                        ft.Icon(ft.Icons.PSYCHOLOGY_OUTLINED, size=20),
                        ft.Text(
                            _("Assessment by {who}: a view, not a fact").format(
                                who=page.view.author_name
                            ),
                            theme_style=ft.TextThemeStyle.TITLE_SMALL,
                            expand=True,
                        ),
                    ],
                    spacing=Space.S,
                ),
                _long(page, asked),
                *_notes(page, asked.name),
            ],
        ),
    )


def _notes(page: Page, name: str) -> list[ft.Control]:
    return [comment_box(c) for c in page.view.comments if c.field == name and c.open]


def answers(page: Page, *, columns: bool = False) -> list[ft.Control]:
    """Every short answer, by section, on one sheet."""
    told = {f.name for group in _told(page) for f in group}
    parts: list[ft.Control] = []
    for section in page.form.sections:
        lines = [
            _line(page, asked, columns)
            for asked in section.fields
            if asked.name not in told and page.view.fields.get(asked.name) is not None
        ]
        if lines:
            if parts:
                parts.append(ft.Divider(height=Space.M))
            parts += [frame.heading(_(section.title), level=3), *lines]
    return [frame.card(*parts)] if parts else []


def _line(page: Page, asked: FormField, columns: bool) -> ft.Control:
    value = page.view.fields.get(asked.name)
    if asked.widget == "point" and isinstance(value, float):
        value = [value, page.view.fields.get("longitude", 0.0)]
    label, answer = _caption(_(asked.label)), ft.Text(page.words(asked.name, value))
    notes = _notes(page, asked.name)
    if not columns:
        return ft.Column([label, answer, *notes], spacing=2)
    return ft.Row(
        [
            ft.Container(label, width=LABELS, padding=ft.Padding.only(top=2)),
            ft.Column([answer, *notes], spacing=Space.XS, expand=True),
        ],
        spacing=Space.M,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def missing(page: Page, action: ft.Control | None) -> list[ft.Control]:
    """What nobody has answered yet, and a way to do it now."""
    wanting = set(page.view.missing_fields)
    labels = [_(asked.label) for asked in page.form.fields() if asked.name in wanting]
    if not labels:
        return []
    return [
        frame.card(
            frame.soft(", ".join(labels), small=True),
            *([action] if action is not None else []),
            title=several("{n} answer missing", "{n} answers missing", len(labels)),
        )
    ]


def comment_box(note: Any) -> ft.Control:
    """What a supervisor asked."""
    ink = ft.Colors.ON_TERTIARY_CONTAINER
    return ft.Container(
        bgcolor=ft.Colors.TERTIARY_CONTAINER,
        border_radius=Size.SMALL,
        padding=Space.SM,
        content=ft.Row(
            vertical_alignment=ft.CrossAxisAlignment.START,
            spacing=Space.S,
            controls=[
                ft.Icon(ft.Icons.COMMENT, size=18, color=ink),
                ft.Column(
                    spacing=0,
                    expand=True,
                    controls=[
                        ft.Text(note.text, color=ink),
                        ft.Text(
                            f"{note.author_name}, {moment(note.when_ms, now_ms())}",
                            theme_style=ft.TextThemeStyle.BODY_SMALL,
                            color=ink,
                        ),
                    ],
                ),
            ],
        ),
    )


# -- what it names, and what names it --------------------------------------------------------------

OF = {
    "place": mark("Everything known of this place"),
    "vehicle": mark("Everything known of this vehicle"),
    "person": mark("What may be known of this person"),
}


def subject(page: Page, go: Callable[[str], None]) -> list[ft.Control]:
    """Where everything is that is known of the same place, vehicle or person."""
    found = timeline.SUBJECTS.get(page.view.kind)
    if found is None:
        return []
    route = timeline.route_of(page.view.kind, page.view.id)
    return [frame.rows([_tile("open-subject", _(OF[found]), "", page.view.kind, route, go)])]


def links(page: Page, go: Callable[[str], None]) -> list[ft.Control]:
    """The place, the outing, the vehicle, the people; and the records that name this one."""
    tiles: list[ft.Control] = []
    for asked in page.form.fields():
        if asked.widget not in ("place", "record"):
            continue
        value = page.view.fields.get(asked.name)
        for other in value if isinstance(value, list) else [value]:
            one = page.named.get(other) if isinstance(other, str) else None
            if one is not None:
                name = f"link-{asked.name}-{other[:8]}"
                tiles.append(_tile(name, one.title, _(asked.label), one.kind, one.route, go))
    parts: list[ft.Control] = []
    if tiles:
        parts.append(frame.rows(tiles))
    if page.naming:
        parts += [
            frame.heading(
                several("{n} record names this one", "{n} records name this one", page.naming_count)
                if page.view.kind in timeline.SUBJECTS
                else _("Recorded with it"),
                level=2,
            ),
            frame.rows(
                [
                    MemoRow(row, lambda other: go(f"/records/{other}"), key=row.id)
                    for row in page.naming
                ]
            ),
        ]
    return parts


def _tile(
    name: str, title: str, below: str, kind: str, route: str, go: Callable[[str], None]
) -> ft.Control:
    return ident(
        name,
        ft.ListTile(
            title=title,
            subtitle=below or None,
            leading=ft.Icon(ICONS.get(kind, ft.Icons.LINK)),
            trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
            on_click=lambda _: go(route),
        ),
    )
