"""The audit: newest first, by person, by act, by words; and what is withheld, for how long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.ui import dialogs, frame
from outreach.ui.buttons import ident, quiet, secondary
from outreach.ui.choices import chip, filters
from outreach.ui.design import Size, Space, sign_size
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.figures import facts
from outreach.ui.moments import moment, now_ms
from outreach.ui.query import use_query
from outreach.ui.rows import Windowed, below, tag
from outreach.ui.values import said_of
from outreach.views.audit import told
from outreach.words import _, number, several

#: Acts that are asked for at once; with more there is a filter to set.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Heard:
    """What the auditor is shown. ``allowed``: whether this person is one."""

    allowed: bool
    acts: tuple[Any, ...] = ()
    withheld: tuple[Any, ...] = ()


@ft.component
def Audit(desk: Desk) -> ft.Control:
    person, set_person = ft.use_state(("", ""))  # the id, and the name to show
    record, set_record = ft.use_state("")
    act, set_act = ft.use_state("")
    typed, set_typed = ft.use_state("")

    def ask(session: Any) -> Heard:
        if "audit" not in session.spaces:
            return Heard(False)
        acts = session.audit(
            person=person[0] or None, record=record or None, act=act or None, limit=MOST
        )
        return Heard(True, tuple(acts), tuple(session.withheld()))

    answer = use_query(desk, ask, person[0], record, act)
    found = answer.value
    if found is None or desk.session is None:
        return frame.waiting()
    if not found.allowed:
        return frame.empty(
            ft.Icons.POLICY_OUTLINED,
            _("Only the auditor sees this"),
            _("What you open and search is noted too. The auditor of your partnership reads it."),
        )
    shown = [one for one in found.acts if told.fits(one, typed)]

    def look(one: Any) -> None:
        desk.page.show_dialog(_details(desk, one, set_person, set_record))

    def turned(name: str) -> Any:
        return lambda _event: set_act("" if act == name else name)

    head: list[ft.Control] = [
        frame.heading(_("Audit")),
        *[told.gap(one) for one in found.withheld],
        Field(
            "audit-find",
            _("Name, record or words"),
            on_input=set_typed,
            icon=ft.Icons.SEARCH,
        ),
        filters(
            _chosen(person, record, set_person, set_record),
            [
                chip(f"act-{name}", _(words), act == name, turned(name), small=True, icon=icon)
                for name, (icon, words) in told.ACTS.items()
            ],
        ),
        frame.soft(_count(len(shown), len(found.acts)), small=True),
    ]
    items: list[tuple[str, Any]] = [("head", head)]
    items += [(key, (key, one)) for key, one in _keyed(shown)]
    if not shown:
        items.append(("nothing", []))

    def draw(item: Any) -> ft.Control:
        if isinstance(item, list):
            return _head(item) if item else _nothing()
        key, one = item
        return MemoAct(one, look, key=key)

    return Windowed(items, draw)


def _keyed(acts: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Each act with a key of its own: two of one batch may be alike, to the millisecond."""
    alike: dict[str, int] = {}
    for one in acts:
        key = f"{one.entry}-{one.at_ms}-{one.act}-{one.space}-{one.record}-{one.text}"
        alike[key] = alike.get(key, 0) + 1
        yield f"{key}-{alike[key]}", one


def _head(parts: list[ft.Control]) -> ft.Control:
    return frame.reading(
        ft.Container(
            padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S),
            content=ft.Column(parts, spacing=Space.SM),
        )
    )


def _chosen(
    person: tuple[str, str], record: str, set_person: Any, set_record: Any
) -> list[ft.Control]:
    """What it is narrowed to; a tap takes it off."""
    made: list[ft.Control] = []
    if person[0]:
        made.append(
            chip(
                "audit-person",
                _("By {who}").format(who=person[1]),
                True,
                lambda _event: set_person(("", "")),
                small=True,
            )
        )
    if record:
        made.append(
            chip(
                "audit-record",
                _("Record {id}").format(id=record[:8]),
                True,
                lambda _event: set_record(""),
                small=True,
            )
        )
    return made


def _count(shown: int, asked: int) -> str:
    if asked >= MOST:
        return _("Of the newest {most} acts: {n}").format(most=number(MOST), n=number(shown))
    return several("{n} act", "{n} acts", shown)


def _nothing() -> ft.Control:
    return frame.empty(
        ft.Icons.FILTER_ALT_OFF,
        _("No act fits"),
        _("Take a filter off, or try fewer words. What a tablet did comes with its next sync."),
    )


@ft.component
def ActRow(one: Any, on_open: Any) -> ft.Control:
    icon, _words = told.ACTS[one.act]
    loud = one.act in told.LOUD
    tags = (
        [tag(ft.Icons.COMMENT_OUTLINED, _("With a reason"), ft.Colors.ON_SURFACE_VARIANT)]
        if one.purpose
        else []
    )
    row = ident(
        f"act-row-{one.entry[:8]}",
        ft.ListTile(
            title=told.headline(one),
            subtitle=below(told.facts(one), tags),
            leading=ft.Icon(
                icon,
                size=sign_size(Size.SIGN),
                color=ft.Colors.TERTIARY if loud else None,
            ),
            on_click=lambda _event: on_open(one),
        ),
    )
    return frame.reading(row)


MemoAct = ft.memo(ActRow)


def _details(desk: Desk, one: Any, set_person: Any, set_record: Any) -> ft.BottomSheet:
    """Everything about one act, and what it may be narrowed to."""

    def only_person(_event: Any) -> None:
        desk.page.pop_dialog()
        set_person((one.person, told.whose(one)))

    def only_record(_event: Any) -> None:
        desk.page.pop_dialog()
        set_record(one.record)

    now = now_ms()
    lines = [
        (_("Who"), told.whose(one)),
        (_("Agency"), one.agency),
        (_("What"), told.what(one)),
        (_("When, by their clock"), moment(one.at_ms, now)),
    ]
    if one.last_ms is not None:
        lines.append((_("For the last time"), moment(one.last_ms, now)))
    if one.count > 1:
        lines.append((_("How often"), number(one.count)))
    if one.space:
        lines.append((_("Space"), said_of(one.space)))
    lines += [
        (_("Received by the store"), moment(one.received_ms, now)),
        (_("Tablet"), one.device[:8]),
    ]
    steps: list[ft.Control] = []
    if one.person:
        steps.append(
            secondary("only-person", _("Only this person"), only_person, icon=ft.Icons.PERSON)
        )
    if one.record:
        steps.append(
            secondary(
                "only-record",
                _("Only this record"),
                only_record,
                icon=ft.Icons.DESCRIPTION_OUTLINED,
            )
        )
    return dialogs.sheet(
        _(told.ACTS[one.act][1]),
        *([ft.Text(_("Reason: {why}").format(why=one.purpose))] if one.purpose else []),
        facts([(label, value) for label, value in lines if value]),
        *([ft.Row(steps, wrap=True, spacing=Space.S, run_spacing=Space.S)] if steps else []),
        quiet("close", _("Close"), lambda _event: desk.page.pop_dialog()),
    )
