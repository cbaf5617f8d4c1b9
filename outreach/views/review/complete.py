"""How complete the records are: by answer, agency, team, month and kind, each number with its list.

The rule that this module enforces: a blank is something to ask about and no fault of anybody: no
name stands here, and nothing that is missing stops a record.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import flet as ft

from outreach.model.completeness import (
    Asked,
    By,
    Completeness,
    Line,
    State,
    completeness,
    label,
    periods,
    records,
)
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet
from outreach.ui.choices import filters, flow, toggles
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.query import use_query
from outreach.ui.rows import Records
from outreach.words import _, mark, several
from sync.errors import VaultLocked

BYS: Final[dict[By, str]] = {
    "field": mark("By answer"),
    "agency": mark("By agency"),
    "team": mark("By team"),
    "month": mark("By month"),
    "kind": mark("By kind"),
}
#: How a number of each state is shown, in words.
SAID: Final[dict[State, tuple[str, str]]] = {
    "missing": (mark("Missing {n}"), mark("Without an answer")),
    "reason": (mark("A reason {n}"), mark("With a reason why not")),
}
_NAMELESS: Final[dict[By, str]] = {
    "agency": mark("No agency"),
    "team": mark("No team named"),
    "month": mark("No month"),
}
#: Records that a list holds.
MOST: Final = 400
#: Seconds between two counts of the same while records keep coming.
PAUSE: Final = 3.0


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day on the wall


def use_completeness(desk: Desk, asked: Asked, by: By) -> Completeness | None:
    """A hook: counted in a thread; while records keep coming only the last count is done."""
    pulse, _pulsed = ft.use_state(desk.rows)
    nothing: tuple[Asked, By, Completeness] | None = None
    found, set_found = ft.use_state(nothing)
    turn = ft.use_ref(0)

    async def run() -> None:
        turn.current = mine = (turn.current or 0) + 1
        if found is not None and found[:2] == (asked, by):
            await asyncio.sleep(PAUSE)
        session = desk.session
        if session is None or turn.current != mine:
            return
        try:
            counted = await asyncio.to_thread(
                completeness,
                session.model,
                asked,
                by,
                today=_today(),
                wanted=lambda: turn.current == mine and not session.locked,
            )
        except VaultLocked:
            return
        if counted is not None and turn.current == mine:
            set_found((asked, by, counted))

    ft.use_effect(run, [pulse.count, asked, by])
    return found[2] if found is not None and found[:2] == (asked, by) else None


@ft.component
def CompleteList(desk: Desk, pick: Asked | None, on_pick: Callable[[Asked], None]) -> ft.Control:
    """The numbers, and what narrows them down."""
    by, set_by = ft.use_state("field")
    asked, set_asked = ft.use_state(Asked())
    found = use_completeness(desk, asked, by)

    def narrow(line: Line) -> None:
        set_asked(asked.but(**{by: line.key}))
        set_by("field")

    top: list[ft.Control] = [
        filters(
            toggles(
                "months",
                {n: several("{n} month", "{n} months", n) for n in periods()},
                asked.months,
                lambda months: set_asked(asked.but(months=months)),
            )
        ),
        filters(toggles("by", BYS, by, set_by)),
    ]
    if narrowed := _narrowed(asked):
        top.append(
            ft.Row(
                [
                    frame.soft(narrowed, small=True),
                    quiet("all-records", _("All records"), lambda _e: set_asked(_wide(asked))),
                ],
                wrap=True,
                spacing=Space.S,
            )
        )
    parts: list[ft.Control]
    if found is None:
        parts = [frame.waiting(_("Counting…"))]
    elif not found.whole.asked:
        parts = [
            frame.empty(
                ft.Icons.RULE,
                _("Nothing was asked in these months"),
                _("Choose more months, or all records."),
            )
        ]
    else:
        whole = found.whole
        parts = [
            frame.soft(
                _(
                    "{given} of what is wanted has a value, {reason} a reason; {missing} is missing"
                ).format(
                    given=_percent(whole, "given"),
                    reason=_percent(whole, "reason"),
                    missing=_percent(whole, "missing"),
                )
            ),
            *(_line(line, by, asked, pick, on_pick, narrow) for line in found.lines),
        ]
    return ft.ListView(
        [*top, *parts],
        expand=True,
        spacing=Space.SM,
        padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S, bottom=Space.L),
    )


def _wide(asked: Asked) -> Asked:
    return Asked(months=asked.months)


def _narrowed(asked: Asked) -> str:
    """What the numbers are narrowed down to, in words."""
    found = [] if asked.field is None else [_(label(asked.field))]
    for by in ("agency", "team", "month", "kind"):
        key = getattr(asked, by)
        if key is not None:
            found.append(_name(by, key, key))
    return " · ".join(found)


def _name(by: By, key: str, words: str) -> str:
    return _(words) if key else _(_NAMELESS.get(by, words))


def _percent(line: Line, state: State) -> str:
    return f"{line.share(state):.0%}"


def _line(
    line: Line,
    by: By,
    asked: Asked,
    pick: Asked | None,
    on_pick: Callable[[Asked], None],
    narrow: Callable[[Line], None],
) -> ft.Control:
    stem = f"{by}-{line.key}"[:40]
    chips: list[ft.Control] = []
    for state, (words, _long) in SAID.items():
        count = line.blank if by != "field" and state == "missing" else line.count(state)
        if not count or (by != "field" and state != "missing"):
            continue
        chosen = asked.but(state=state, **{by: line.key})
        said = _(words).format(n=f"{count:,}")
        if by != "field":
            said = several("{n} record with a blank", "{n} records with a blank", count)
        chips.append(_number(f"{state}-{stem}", said, pick == chosen, _act(on_pick, chosen)))
    if by != "field":
        chips.append(
            quiet(f"narrow-{stem}", _("Its answers"), lambda _e: narrow(line), icon=ft.Icons.RULE)
        )
    name = _name(by, line.key, line.label)
    return frame.card(
        ft.Text(name, theme_style=ft.TextThemeStyle.TITLE_SMALL),
        ft.ProgressBar(
            value=1 - line.share("missing"),
            semantics_label=_("{name}: {share} answered").format(
                name=name, share=f"{1 - line.share('missing'):.0%}"
            ),
        ),
        frame.soft(
            _("{given} value · {reason} reason · {missing} missing · of {n}").format(
                given=_percent(line, "given"),
                reason=_percent(line, "reason"),
                missing=_percent(line, "missing"),
                n=f"{line.asked:,}",
            ),
            small=True,
        ),
        *([flow(chips)] if chips else []),
    )


def _act(on_pick: Callable[[Asked], None], chosen: Asked) -> Callable[[], None]:
    return lambda: on_pick(chosen)


def _number(name: str, words: str, chosen: bool, act: Callable[[], None]) -> ft.Control:
    ink = ft.Colors.ON_PRIMARY_CONTAINER if chosen else ft.Colors.ON_SURFACE
    return ident(
        name,
        ft.Chip(
            label=ft.Text(words, theme_style=ft.TextThemeStyle.BODY_SMALL, color=ink),
            leading=ft.Icon(ft.Icons.RULE, size=Size.SIGN_SMALL, color=ink),
            bgcolor=ft.Colors.PRIMARY_CONTAINER if chosen else None,
            on_click=lambda _event: act(),
            padding=ft.Padding.symmetric(horizontal=Space.S, vertical=15),
            shape=ft.RoundedRectangleBorder(radius=10),
        ),
    )


@ft.component
def CompleteRecords(desk: Desk, pick: Asked) -> ft.Control:
    """The records behind a number, newest first."""

    def ask(session: Any) -> list[Any]:
        return list(session.veil(records(session.model, pick, today=_today(), limit=MOST)))

    rows = use_query(desk, ask, pick).value
    if rows is None:
        return frame.waiting()
    words = _(SAID[pick.state][1]) if pick.state in SAID else ""
    count = several("{n} record", "{n} records", len(rows))
    if len(rows) >= MOST:
        count = _("The newest {most} records").format(most=MOST)
    body: ft.Control = Records(rows, lambda record: desk.go(f"/review/{record}"))
    if not rows:
        body = frame.empty(
            ft.Icons.TASK_ALT, _("Nothing is left of this"), _("Choose another number.")
        )
    below = " · ".join(part for part in (_narrowed(pick), count) if part)
    return ft.Column(
        expand=True,
        spacing=0,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S, bottom=Space.S),
                content=ft.Column(
                    [frame.heading(words, level=2), frame.soft(below, small=True)], spacing=0
                ),
            ),
            body,
        ],
    )
