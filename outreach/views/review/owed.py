"""What each team still owes: agencies and their people, in numbers that lead to their records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from outreach.model.owed import DuePlace, Owed, Team, What, due_places, owed, records
from outreach.ui import frame
from outreach.ui.buttons import ident
from outreach.ui.choices import flow
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.moments import now_ms, span
from outreach.ui.query import use_query
from outreach.ui.rows import Records, Windowed, place_tile
from outreach.ui.shortcuts import use_shortcuts
from outreach.words import _, mark, several

WHAT: dict[What, tuple[ft.IconData, str, str]] = {
    "returned": (ft.Icons.REPLY, mark("Returned"), mark("Returned and not corrected")),
    "missing": (ft.Icons.RULE, mark("Answers missing"), mark("With answers missing")),
    "late": (ft.Icons.HISTORY, mark("Late"), mark("Recorded late")),
    "conflict": (ft.Icons.CALL_SPLIT, mark("Two answers"), mark("With two answers to a question")),
    "waiting": (ft.Icons.HOURGLASS_EMPTY, mark("To review"), mark("Waiting for a review")),
}


@dataclass(frozen=True, slots=True)
class Pick:
    """A number that was chosen: what, and whose. ``what`` None: places that are due."""

    what: What | None
    agency: str = ""
    person: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What all teams owe, and the places that are due."""

    teams: list[Team]
    due: list[DuePlace]


def ask(session: Any) -> Balance:
    """Counted anew."""
    return Balance(owed(session.model), due_places(session.model, now_ms()))


@ft.component
def OwedList(desk: Desk, pick: Pick | None, on_pick: Callable[[Pick], None]) -> ft.Control:
    """The teams."""
    answer = use_query(desk, ask)
    held = answer.value
    if held is None:
        return frame.waiting(_("Counting…"))
    parts: list[ft.Control] = []
    if held.due:
        parts.append(_due(held.due, pick, on_pick))
    parts += [_team(team, pick, on_pick) for team in held.teams if _owes(team.together)]
    if not parts:
        return frame.empty(
            ft.Icons.TASK_ALT,
            _("Nobody owes anything"),
            _("What was returned, what is missing and what is due comes here."),
        )
    return ft.ListView(
        parts,
        expand=True,
        spacing=Space.SM,
        padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S, bottom=Space.L),
    )


def _owes(one: Owed) -> bool:
    return any(one.count(what) for what in WHAT)


def _due(due: list[DuePlace], pick: Pick | None, on_pick: Callable[[Pick], None]) -> ft.Control:
    chosen = Pick(None)
    return frame.card(
        ft.Text(_("Places to visit"), theme_style=ft.TextThemeStyle.TITLE_MEDIUM),
        flow(
            [
                _number(
                    "owed-due",
                    several("{n} place due", "{n} places due", len(due)),
                    ft.Icons.PLACE_OUTLINED,
                    pick == chosen,
                    lambda: on_pick(chosen),
                )
            ]
        ),
    )


def _team(team: Team, pick: Pick | None, on_pick: Callable[[Pick], None]) -> ft.Control:
    together = team.together
    parts: list[ft.Control] = [
        ft.Text(together.agency or _("No agency"), theme_style=ft.TextThemeStyle.TITLE_MEDIUM)
    ]
    if together.answers:
        said = several("{n} answer missing in all", "{n} answers missing in all", together.answers)
        parts.append(frame.soft(said, small=True))
    if len(team.people) > 1:
        parts.append(_numbers(together, None, "", pick, on_pick))
    for one in team.people:
        if _owes(one):
            parts.append(ft.Text(one.name, theme_style=ft.TextThemeStyle.TITLE_SMALL))
            parts.append(_numbers(one, one.person, one.name, pick, on_pick))
    if together.oldest_ms is not None:
        waited = span(max(0, now_ms() - together.oldest_ms))
        oldest = _("The oldest has waited {time} for a review.").format(time=waited)
        parts.append(frame.soft(oldest, small=True))
    return frame.card(*parts)


def _numbers(
    one: Owed, person: str | None, name: str, pick: Pick | None, on_pick: Callable[[Pick], None]
) -> ft.Control:
    chips: list[ft.Control] = []
    for what, (icon, words, _long) in WHAT.items():
        count = one.count(what)
        if count:
            chosen = Pick(what, one.agency, person, name)
            stem = (person or one.agency)[:8]
            chips.append(
                _number(
                    f"owed-{what}-{stem}",
                    f"{_(words)} {count:,}",
                    icon,
                    pick == chosen,
                    _act(on_pick, chosen),
                )
            )
    return flow(chips)


def _act(on_pick: Callable[[Pick], None], chosen: Pick) -> Callable[[], None]:
    return lambda: on_pick(chosen)


def _number(
    name: str, words: str, icon: ft.IconData, chosen: bool, act: Callable[[], None]
) -> ft.Control:
    """A number with its words, to tap."""
    ink = ft.Colors.ON_PRIMARY_CONTAINER if chosen else ft.Colors.ON_SURFACE
    return ident(
        name,
        ft.Chip(
            label=ft.Text(words, theme_style=ft.TextThemeStyle.BODY_SMALL, color=ink),
            leading=ft.Icon(icon, size=Size.SIGN_SMALL, color=ink),
            bgcolor=ft.Colors.PRIMARY_CONTAINER if chosen else None,
            on_click=lambda _event: act(),
            padding=ft.Padding.symmetric(horizontal=Space.S, vertical=15),
            shape=ft.RoundedRectangleBorder(radius=10),
        ),
    )


@ft.component
def OwedRecords(desk: Desk, pick: Pick) -> ft.Control:
    """The records, or the places, behind a number."""
    what = pick.what
    answer = use_query(
        desk,
        lambda session: (
            due_places(session.model, now_ms())
            if what is None
            else records(session.model, what, pick.agency, pick.person)
        ),
        pick,
    )
    rows = answer.value
    cursor, set_cursor = ft.use_state("")
    listed = [row.id for row in rows or []]

    def step(by: int) -> None:
        if listed:
            place = listed.index(cursor) + by if cursor in listed else 0
            set_cursor(listed[max(0, min(place, len(listed) - 1))])

    def open_record(record: str) -> None:
        desk.go(f"/places/{record}" if what is None else f"/review/{record}")

    use_shortcuts(
        desk,
        {
            "j|ArrowDown": (_("Next record"), lambda: step(1)),
            "k|ArrowUp": (_("Record before"), lambda: step(-1)),
            "Enter": (_("Open"), lambda: open_record(cursor) if cursor else None),
        },
        _("What is owed"),
    )
    if rows is None:
        return frame.waiting()
    title = _("Due for a visit") if what is None else _(WHAT[what][2])
    whose = ", ".join(part for part in (pick.name, pick.agency) if part)
    body: ft.Control
    if not rows:
        body = frame.empty(
            ft.Icons.TASK_ALT, _("Nothing is left of this"), _("Choose another number.")
        )
    elif what is None:
        body = Windowed(
            [(place.id, place) for place in rows],
            lambda place: _place(place, open_record, place.id == cursor),
        )
    else:
        body = Records(rows, open_record, cursor)
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S, bottom=Space.S),
                content=ft.Column(
                    [frame.heading(title, level=2), *([frame.soft(whose)] if whose else [])],
                    spacing=0,
                ),
            ),
            body,
        ],
    )


def _place(place: DuePlace, on_open: Callable[[str], None], chosen: bool) -> ft.Control:
    state = place.due.state
    said = (
        _("Not visited yet")
        if state == "unseen"
        else several("Due since {n} day", "Due since {n} days", max(1, -place.due.days))
    )
    return place_tile(
        f"place-{place.id[:8]}",
        place.title,
        said,
        ft.Icons.PLACE_OUTLINED,
        lambda _event: on_open(place.id),
        chosen=chosen,
    )
