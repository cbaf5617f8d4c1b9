"""The page of a subject: what it is, what to do next, what is in force, when, and everything known.

One list that draws more as one scrolls; on a desktop, with nothing beside it, what is in force and
when stands in a column of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import flet as ft

from outreach.model import timeline
from outreach.model.codes import code_list
from outreach.model.dated import Dated
from outreach.model.instants import spoken_day
from outreach.model.kinds import KINDS
from outreach.model.kinds.link import LINK
from outreach.model.likeness import Perhaps
from outreach.model.link_rules import SAME
from outreach.model.registrations import spaced
from outreach.model.rows import Row
from outreach.ui import frame
from outreach.ui.buttons import ident, primary, quiet, tonal
from outreach.ui.choices import chip
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.form.begin import begin
from outreach.ui.moments import now_ms
from outreach.ui.query import use_record
from outreach.ui.rows import ICONS, MemoRow
from outreach.ui.shortcuts import Shortcut, use_shortcuts
from outreach.views import details, notices
from outreach.views.exports import entry as exports
from outreach.views.hidden import HiddenRecord
from outreach.views.known import force
from outreach.views.known.ask import FIRST, Asked, ask
from outreach.views.known.months import month
from outreach.views.known.perhaps import Candidates, why
from outreach.views.known.steps import Step, steps
from outreach.views.known.when import Strip, goers
from outreach.views.linked import LINKABLE, Linked
from outreach.words import _, mark, several

#: How near to the end, in dp, more is asked for.
NEAR = 900


@ft.component
def Known(desk: Desk, record: str, beside: bool = False) -> ft.Control:
    """Everything known of the subject that ``record`` is of. ``beside``: a list stands beside it,
    so there is room for one column."""
    window, _watched = ft.use_state(desk.window)
    kind, set_kind = ft.use_state("")
    limit, set_limit = ft.use_state(FIRST)
    answer = use_record(
        desk,
        lambda session, still: ask(session, record, kind or None, limit, still),
        record,
        kind,
        limit,
    )
    about, set_about = ft.use_state(False)
    use_shortcuts(desk, _keys(desk, answer.value), _("What is known"))
    if answer.missing:
        return frame.empty(
            ft.Icons.SEARCH_OFF,
            _("There is no such page on this tablet"),
            _("It may not have arrived yet, or it is in a space that this tablet has no key for."),
        )
    if answer.hidden is not None:
        return HiddenRecord(desk, answer.hidden, key=f"hidden-{record}")
    asked = answer.value
    if asked is None or desk.session is None:
        return frame.waiting(_("Opening what is known…"))
    known = asked.known

    def open_record(other: str) -> None:
        desk.go(f"/records/{other}")

    def choose(name: str) -> None:
        set_kind("" if kind == name else name)
        set_limit(FIRST)

    def scrolled(event: Any) -> None:
        near = event.max_scroll_extent - event.pixels < NEAR
        if near and known.more and limit <= len(known.rows):
            set_limit(len(known.rows) + timeline.WINDOW)

    wide = window.layout == "desktop" and not beside
    first = [_head(asked), *notices.held_card(desk, asked.held, open_record), *_next(desk, asked)]
    second: list[ft.Control] = [
        *_names(asked),
        *_linked(desk, asked),
        *force.in_force(asked, open_record),
        *force.owed(asked.owed, open_record, known.type == "place"),
        Strip(desk, asked, key=f"strip-{kind}-{len(known.times)}"),
        *(goers(asked.force.goers) if asked.force is not None else []),
        *_candidates(desk, asked, open_record),
        *_about(desk, asked, about, lambda: set_about(not about)),
        *_exports(desk, asked),
    ]
    rest = _timeline(asked, kind, choose, open_record)
    if not wide:
        return _list([*first, *second], rest, scrolled)
    return ft.Row(
        expand=True,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.START,
        controls=[
            ft.Container(_list(first, rest, scrolled), expand=3),
            ft.VerticalDivider(width=1, color=ft.Colors.OUTLINE_VARIANT),
            ft.Container(_list(second), expand=2),
        ],
    )


def _list(
    sections: list[ft.Control],
    rows: Sequence[ft.Control] = (),
    on_scroll: Callable[[Any], None] | None = None,
) -> ft.Control:
    """Sections under each other, then rows close together, no wider than one reads. The rows
    stand in the list as they are: a sheet round each would double what they cost."""
    return ft.Container(
        expand=True,
        alignment=ft.Alignment.TOP_CENTER,
        content=ft.Container(
            width=Size.READ + 2 * Space.M,
            content=ft.ListView(
                expand=True,
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S, bottom=Space.XL),
                build_controls_on_demand=True,
                on_scroll=on_scroll,
                scroll_interval=150,
                controls=[
                    ft.Column(sections, spacing=Space.S, key="sections"),
                    *rows,
                ],
            ),
        ),
    )


def _linked(desk: Desk, asked: Asked) -> list[ft.Control]:
    view = asked.known.view
    return [Linked(desk, view.id, key=f"linked-{view.id}")] if view.kind in LINKABLE else []


#: Days between the records, the newest: somebody may have been given thousands of names.
MOST_DAYS = 30
#: Names that are written out.
NAMES = 12


def _names(asked: Asked) -> list[ft.Control]:
    """Everything that somebody is called, by whatever record says so."""
    found = asked.known.names
    if len(found) < 2:
        return []
    sorts = code_list("name_sort")
    said = [
        _("{name} ({sort})").format(name=one.name, sort=_(sorts.label(one.sort)).lower())
        if one.sort
        else one.name
        for one in found[:NAMES]
    ]
    left = len(found) - NAMES
    if left > 0:
        said.append(several("{n} more", "{n} more", left))
    return [frame.card(ft.Text(" · ".join(said), selectable=True), title=_("Called"))]


def _candidates(desk: Desk, asked: Asked, on_open: Callable[[str], None]) -> list[ft.Control]:
    known = asked.known
    if not known.perhaps:
        return []

    def link(one: Perhaps) -> None:
        begin(desk, LINK, linking_to(known.view, one))

    may = desk.open.may_record(LINK)
    return [
        Candidates(
            known.perhaps,
            known.type,
            on_open,
            link if may else None,
            key=f"perhaps-{len(known.perhaps)}",
        )
    ]


def linking_to(view: Any, one: Perhaps) -> dict[str, Any]:
    """A link to what may be the same, to be looked over before it is saved: of a sighting and whom
    it may be of it says so; of others that they are possibly the same."""
    seen = ("person-sighting", "vehicle-sighting")
    said = {"fact": why(one)}
    if view.kind not in seen and one.row.kind in seen:
        return {"from_record": one.row.id, "sort": "sighting_of", "to_record": view.id, **said}
    sort = SAME
    if view.kind in seen and one.row.kind not in seen:
        sort = "sighting_of"
    return {"from_record": view.id, "sort": sort, "to_record": one.row.id, **said}


def _head(asked: Asked) -> ft.Control:
    view = asked.known.view
    title, below = view.title, view.subtitle
    if asked.known.type == "vehicle":
        mark = view.fields.get("registration")
        if isinstance(mark, str) and mark:
            title, below = spaced(mark), _looks(view.title)
    elif view.kind == "person-sighting":
        below = _("A person who was seen. This page joins nothing by itself.")
    badge = None
    if asked.force is not None:
        badge = force.due_badge(asked.force.due, asked.last_ms, asked.now)
    label = KINDS[view.kind].noun if asked.known.type == "place" else _(TYPES[asked.known.type])
    lines: list[ft.Control] = [
        ft.Row(
            [
                ft.Icon(ICONS.get(view.kind), size=20, color=ft.Colors.PRIMARY),
                ft.Container(frame.soft(_(label), small=True), expand=True),
                *([badge] if badge is not None else []),
            ],
            spacing=Space.S,
        ),
        ft.Semantics(
            heading_level=1,
            content=ft.Text(title, theme_style=ft.TextThemeStyle.HEADLINE_SMALL, selectable=True),
        ),
    ]
    if below:
        lines.append(frame.soft(below))
    return ft.Column(lines, spacing=Space.XS)


TYPES = {"vehicle": mark("Vehicle"), "person": mark("Person")}


def _looks(title: str) -> str:
    """What stands in brackets after the mark."""
    return title[title.find("(") + 1 : -1] if title.endswith(")") else ""


def _next(desk: Desk, asked: Asked) -> list[ft.Control]:
    """One thing to do, with its reason; the others quieter."""
    found = steps(asked, desk.open.may_record)
    if not found:
        return []
    first, others = found[0], found[1:]

    def press(step: Step) -> Callable[[Any], None]:
        return lambda _: do(desk, step, asked)

    lines: list[ft.Control] = []
    if first.why:
        lines.append(
            ft.Text(first.why, theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
        )
    if first.more:
        lines.append(frame.soft(first.more, small=True))
    phone = desk.window.layout == "phone"
    row = [primary(first.name, first.words, press(first), icon=first.icon, big=True, expand=phone)]
    if others and others[0].name == "nothing-seen-here":
        quick, others = others[0], others[1:]
        row.append(tonal(quick.name, quick.words, press(quick), icon=quick.icon, expand=phone))
    # On a phone side by side would break the words of the second.
    lines += [ft.Row([each]) for each in row] if phone else [ft.Row(row, spacing=Space.S)]
    if others:
        lines.append(
            ft.Row(
                [quiet(s.name, s.words, press(s), icon=s.icon) for s in others],
                wrap=True,
                spacing=0,
                run_spacing=0,
            )
        )
    return [frame.card(*lines)]


def _keys(desk: Desk, asked: Asked | None) -> Mapping[str, Shortcut]:
    """The keyboard does the next thing, and opens the record."""
    if asked is None or desk.session is None:
        return {}
    found = steps(asked, desk.open.may_record)
    view = asked.known.view
    keys: dict[str, Shortcut] = {
        "o": (_("Open the record"), lambda: desk.go(f"/records/{view.id}"))
    }
    if found:
        keys["n"] = (found[0].words, lambda: do(desk, found[0], asked))
    return keys


def do(desk: Desk, step: Step, asked: Asked) -> None:
    """What a step leads to."""
    if step.act == "begin":
        begin(desk, step.kind, step.values)
    elif step.act == "map":
        desk.go("/map")
    else:
        desk.go(f"/records/{step.record or asked.known.view.id}")


def _about(desk: Desk, asked: Asked, shown: bool, toggle: Callable[[], None]) -> list[ft.Control]:
    """The record itself: folded, since one comes for what happened."""
    view = asked.known.view
    words = {
        "place": _("What is known of the place"),
        "vehicle": _("This sighting in full"),
        "person": _("This sighting in full"),
    }[asked.known.type]
    if view.kind in ("person", "vehicle"):
        words = _("This record in full")
    head = quiet(
        "about",
        words,
        lambda _: toggle(),
        icon=ft.Icons.EXPAND_LESS if shown else ft.Icons.EXPAND_MORE,
    )
    if not shown:
        return [head]
    return [
        head,
        *details.said(asked.page),
        quiet(
            "open-record",
            _("Correct it, or see its history"),
            lambda _: desk.go(f"/records/{view.id}"),
            icon=ft.Icons.EDIT,
        ),
    ]


def _exports(desk: Desk, asked: Asked) -> list[ft.Control]:
    """Its history as a report, for those with the duty."""
    found = exports.of_record(desk, asked.known.view)
    return [ft.Row(found, wrap=True, spacing=0, run_spacing=0)] if found else []


def when_of(row: Row) -> int:
    """When it happened, or was recorded where nobody said."""
    return row.occurred_ms or row.recorded_ms


def _in_order(known: timeline.Known, kind: str) -> list[Row | Dated]:
    """The records of the window, and between them the days that others give, newest first; with a
    kind chosen the records alone."""
    last = when_of(known.rows[-1]) if known.more else 0
    days = [] if kind else [one for one in known.dated if one.at_ms >= last][:MOST_DAYS]
    items: list[tuple[int, int, Row | Dated]] = [
        *((when_of(row), 1, row) for row in known.rows),
        *((one.at_ms, 0, one) for one in days),
    ]
    return [item for _at, _first, item in sorted(items, key=lambda one: one[:2], reverse=True)]


DAYS = {
    "first_heard": mark("First heard: {what}"),
    "last_heard": mark("Last heard: {what}"),
    "since": mark("Since then: {what}"),
    "until": mark("Until then: {what}"),
}


def _day(one: Dated, on_open: Callable[[str], None]) -> ft.Control:
    """A day that a link or a name gives, between the records."""
    return ident(
        f"day-{one.what}-{one.record[:8]}",
        ft.ListTile(
            key=f"day-{one.what}-{one.record}-{one.said}",
            title=_(DAYS[one.what]).format(what=one.said),
            subtitle=spoken_day(one.day),
            leading=ft.Icon(ft.Icons.EVENT_NOTE),
            on_click=lambda _event: on_open(one.record),
            min_height=Size.TARGET,
        ),
    )


def _timeline(
    asked: Asked, kind: str, choose: Callable[[str], None], on_open: Callable[[str], None]
) -> list[ft.Control]:
    known = asked.known
    here = known.type == "place"
    parts: list[ft.Control] = [
        ft.Container(
            frame.heading(_("Everything known"), level=2),
            padding=ft.Padding.symmetric(vertical=Space.S),
        )
    ]
    if len(known.counts) > 1:
        parts.append(
            ft.Row(
                scroll=ft.ScrollMode.AUTO,
                spacing=Space.S,
                controls=[
                    chip(
                        f"only-{name}",
                        f"{_(KINDS[name].plural)} {count:,}",
                        kind == name,
                        lambda _, name=name: choose(name),
                        small=True,
                    )
                    for name, count in known.counts.items()
                ],
            )
        )
    if not known.rows:
        return [
            *parts,
            frame.empty(
                ft.Icons.HISTORY,
                _("Nothing recorded here yet"),
                _("What is logged here appears below, the newest first."),
            ),
        ]
    now, last = now_ms(), ""
    for item in _in_order(known, kind):
        at = month(item.at_ms if isinstance(item, Dated) else when_of(item), now)
        if at != last:
            parts.append(
                ft.Container(
                    ft.Text(
                        at,
                        theme_style=ft.TextThemeStyle.LABEL_MEDIUM,
                        color=ft.Colors.ON_SURFACE_VARIANT,
                    ),
                    key=f"month-{at}",
                    padding=ft.Padding.only(top=Space.SM, bottom=Space.XS),
                )
            )
            last = at
        if isinstance(item, Dated):
            parts.append(_day(item, on_open))
        else:
            parts.append(MemoRow(item, on_open, False, here, key=item.id))
    left = known.total - len(known.rows)
    if left:
        parts.append(
            frame.soft(several("{n} earlier record", "{n} earlier records", left), small=True)
        )
    return parts
