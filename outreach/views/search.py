"""Search: words in, records out as one types, newest first; narrowed by kind, time and place. Below
them whoever else may be meant: names that sound alike, numbers, plates that were half read.

What one typed stays in memory only, and is gone when the screen is left: no recent searches.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import flet as ft

from outreach.finding_alike import veiled as veiled_alike
from outreach.model import finding
from outreach.model.alike import Alike, alike
from outreach.model.finding import Asked, Found, Piece
from outreach.model.geography import Box
from outreach.model.kinds import KINDS
from outreach.model.merging import grouped
from outreach.model.sites import sites
from outreach.ui import frame
from outreach.ui.alike import listed
from outreach.ui.buttons import ident, quiet
from outreach.ui.choices import chip
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.ui.matches import told
from outreach.ui.moments import DAY, HOUR, moment, now_ms
from outreach.ui.position import Fix, ask
from outreach.ui.query import use_query
from outreach.ui.rows import ICONS, MemoRow, headline, place_tile, state_of, tag
from outreach.views.record import Shown
from outreach.words import _, mark, several

#: Rows of a window: each shows where the words stand, so a window is smaller than a plain list's.
WINDOW = 24
#: Places that are offered beside the records.
PLACES = 2
#: How near to the end of the list, in dp, more is asked for.
NEAR = 800
#: Near me: so many metres.
AROUND_M = 1_000
_M_PER_DEGREE = 111_320

#: Seconds without a key after which what was typed is looked for in other spaces too, and after
#: which whoever else may be meant is.
SETTLED = 0.7
RESTED = 0.2
#: How many of those are shown, and from how many letters or digits on.
ALIKE = 12
LEAST_TYPED = 3

#: Since when, in milliseconds before now.
WHEN = {
    "tonight": (mark("Tonight"), 14 * HOUR),
    "week": (mark("Last 7 days"), 7 * DAY),
    "month": (mark("Last 30 days"), 30 * DAY),
    "year": (mark("Last 12 months"), 365 * DAY),
}


def around(fix: Fix) -> Box:
    """The square round a position."""
    up = AROUND_M / _M_PER_DEGREE
    across = up / max(0.01, math.cos(math.radians(fix.latitude)))
    return Box(fix.latitude - up, fix.longitude - across, fix.latitude + up, fix.longitude + across)


def veiled(session: Any, found: list[Found]) -> list[Found]:
    """What the app hides from this person says neither its title nor where the words stand."""
    rows = session.veil([one.row for one in found])
    return [one if row is one.row else Found(row) for one, row in zip(found, rows, strict=True)]


def together(session: Any, found: list[Found]) -> list[Found]:
    """Merged records together, where the first of them stands."""
    by_id = {one.row.id: one for one in found}
    rows = grouped(session.model, [one.row for one in found])
    return [replace(by_id[row.id], row=row) for row in rows]


def others_alike(session: Any, typed: str, kind: str) -> list[Alike]:
    """Whoever may be meant; what was typed is noted before, as for the records themselves."""
    if sum(letter.isalnum() for letter in typed) < LEAST_TYPED:
        return []
    session.searching(typed, kind=kind or None)
    found = alike(session.model, typed, most=2 * ALIKE, kinds=(kind,) if kind else None)
    return veiled_alike(session, found)


@ft.component
def Search(desk: Desk) -> ft.Control:
    window, _watched = ft.use_state(desk.window)
    position, _watched = ft.use_state(desk.position)
    typed, set_typed = ft.use_state("")
    kind, set_kind = ft.use_state("")
    when, set_when = ft.use_state("")
    here, set_here = ft.use_state(False)
    place, set_place = ft.use_state(("", ""))
    chosen, set_chosen = ft.use_state("")
    settled, set_settled = ft.use_state("")
    rested, set_rested = ft.use_state("")
    newest = ft.use_ref("")
    limit, set_limit = ft.use_state(WINDOW)
    fix = position.fix if here else None

    def look(session: Any) -> tuple[list[Found], list[Any]]:
        if here and fix is None:
            return [], []  # everything there is would be no answer to what is near
        asked = Asked(
            typed,
            (kind,) if kind else (),
            place[0] or None,
            now_ms() - WHEN[when][1] if when else None,
            None,
            around(fix) if fix is not None else None,
        )
        session.searching(typed, kind=kind or None, place=place[0] or None)
        # One more than is shown tells whether there are more.
        records = veiled(session, together(session, finding.find(session.model, asked, limit + 1)))
        named = []
        if len(typed.strip()) > 2 and not place[0] and not kind:
            by_name = sites(session.model, now_ms(), words=typed, order="recent", limit=PLACES)
            named = by_name.rows
        return records, named

    answer = use_query(desk, look, typed, kind, when, here, fix, place, limit)
    found, named = answer.value or ([], [])

    async def settle() -> None:
        newest.current = typed
        set_settled("")
        if not typed.strip():
            set_rested("")
            return
        await asyncio.sleep(RESTED)
        if newest.current == typed:
            set_rested(typed)
            await asyncio.sleep(SETTLED - RESTED)
        if newest.current == typed:
            set_settled(typed)

    def left() -> None:
        newest.current = None

    ft.use_effect(settle, [typed])
    ft.use_effect(lambda: None, [], left)
    asked = use_query(
        desk, lambda session: (settled, session.matches_of(settled) if settled else []), settled
    )
    of, matches = asked.value or ("", [])
    elsewhere = told(matches) if of == typed else []
    rows = found[:limit]
    # Not where a time or a place narrows it, nor while there are more that have every word.
    wide = not (when or here or place[0]) and len(found) <= WINDOW
    guess = use_query(
        desk,
        lambda session: (rested, others_alike(session, rested, kind) if rested and wide else []),
        rested,
        kind,
        wide,
    )
    guessed, guesses = guess.value or ("", [])
    # While one types on, what was found for the beginning stays; for other words it goes.
    shown_already = {one.row.id for one in rows}
    others = [
        one
        for one in guesses
        if guessed and typed.startswith(guessed[:LEAST_TYPED]) and one.row.id not in shown_already
    ][:ALIKE]

    def narrowed(put: Callable[[Any], None]) -> Callable[[Any], None]:
        def act(value: Any) -> None:
            put(value)
            set_limit(WINDOW)

        return act

    async def near_me(_event: Any) -> None:
        narrowed(set_here)(not here)
        if not here and desk.position.fix is None:
            await ask(desk)

    two = window.layout == "desktop"

    def open_(record: str) -> None:
        if two:
            set_chosen(record)
        else:
            desk.go(f"/records/{record}")

    def scrolled(event: Any) -> None:
        near = event.max_scroll_extent - event.pixels < NEAR
        if near and len(found) > limit:
            set_limit(limit + WINDOW)

    def everything(_: Any) -> None:
        narrowed(set_kind)("")
        set_when("")
        set_here(False)
        set_place(("", ""))

    filtered = bool(kind or when or here or place[0])
    chips: list[ft.Control] = []
    if place[0]:
        chips.append(
            chip(
                "only-here",
                _("At {place}").format(place=place[1]),
                True,
                lambda _: narrowed(set_place)(("", "")),
                small=True,
            )
        )
    chips += [
        chip("near-me", _("Near me"), here, near_me, small=True, icon=ft.Icons.MY_LOCATION),
        *[
            chip(
                f"when-{name}",
                _(words),
                when == name,
                lambda _, name=name: narrowed(set_when)("" if when == name else name),
                small=True,
            )
            for name, (words, _span) in WHEN.items()
        ],
    ]
    kinds: list[ft.Control] = [
        *[
            chip(
                f"kind-{name}",
                _(model.plural),
                kind == name,
                lambda _, name=name: narrowed(set_kind)("" if kind == name else name),
                small=True,
            )
            for name, model in KINDS.items()
        ],
    ]
    shown: ft.Control
    if not answer.ready:
        shown = frame.waiting()
    elif rows or named or elsewhere or others:
        shown = ft.ListView(
            expand=True,
            padding=ft.Padding.only(bottom=Space.L),
            spacing=Space.S if elsewhere else 0,
            on_scroll=scrolled,
            scroll_interval=150,
            build_controls_on_demand=True,
            controls=[
                *elsewhere,
                *([] if rows or named else [_none_has_all()]),
                *[
                    _place(desk, site, lambda s: narrowed(set_place)((s.id, s.title)))
                    for site in named
                ],
                *[
                    MemoFound(one, open_, two and one.row.id == chosen, key=one.row.id)
                    if one.line
                    else MemoRow(one.row, open_, two and one.row.id == chosen, key=one.row.id)
                    for one in rows
                ],
                *listed(others, open_, chosen if two else ""),
            ],
        )
    else:
        shown = _nothing(typed, filtered, position, here, everything)
    left = ft.Column(
        expand=True,
        spacing=Space.S,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S),
                content=ft.Column(
                    spacing=Space.S,
                    controls=[
                        Field(
                            "search",
                            _("Names, places, plates, words"),
                            on_input=narrowed(set_typed),
                            autofocus=window.layout != "phone",
                            icon=ft.Icons.SEARCH,
                        ),
                        ft.Row(scroll=ft.ScrollMode.AUTO, spacing=Space.S, controls=chips),
                        ft.Row(scroll=ft.ScrollMode.AUTO, spacing=Space.S, controls=kinds),
                        frame.soft(_count(len(rows), len(found) > limit), small=True),
                    ],
                ),
            ),
            shown,
        ],
    )
    if not two:
        return left
    right = (
        Shown(desk, chosen, True, key=f"shown-{chosen}")
        if chosen
        else frame.empty(
            ft.Icons.ARTICLE_OUTLINED, _("Choose a record"), _("What it says opens here.")
        )
    )
    return frame.two_panes(left, right)


def _count(rows: int, more: bool) -> str:
    if not rows:
        return ""
    if more:
        return several("The newest {n} record", "The newest {n} records", rows)
    return several("{n} record", "{n} records", rows)


def _none_has_all() -> ft.Control:
    """In line with the rows that may be meant, which follow it."""
    said = frame.soft(_("No record has all these words"))
    return ft.Container(said, padding=ft.Padding.only(left=Space.M, right=Space.M))


def _nothing(
    typed: str, filtered: bool, position: Any, here: bool, everything: Callable[[Any], None]
) -> ft.Control:
    """Why nothing was found, and what to do."""
    if here and position.fix is None:
        asking = position.state == "asking"
        return frame.empty(
            ft.Icons.MY_LOCATION,
            _("Asking this tablet where it is…") if asking else _("Where you are is not known"),
            "" if asking else position.problem or _("Allow location, or choose a place instead."),
        )
    clear = quiet(
        "clear-filters", _("Take the filters off"), everything, icon=ft.Icons.FILTER_ALT_OFF
    )
    if typed.strip():
        return frame.empty(
            ft.Icons.SEARCH_OFF,
            _("No record has all these words"),
            _("Try fewer words, the beginning of a word, or ? for a character of a plate.")
            if not filtered
            else _("Try fewer words, or search without the filters."),
            *([clear] if filtered else []),
        )
    if filtered:
        return frame.empty(ft.Icons.FILTER_ALT_OFF, _("No record fits these filters"), "", clear)
    return frame.empty(
        ft.Icons.DESCRIPTION_OUTLINED,
        _("No records yet"),
        _("What you write, and what syncing brings, is found here."),
    )


def _place(desk: Desk, site: Any, only: Callable[[Any], None]) -> ft.Control:
    """A place that is called so: open it, or search only there."""
    return place_tile(
        f"place-{site.id[:8]}",
        site.title,
        site.subtitle,
        ICONS[site.kind],
        lambda _: desk.go(f"/places/{site.id}"),
        trailing=quiet(f"only-{site.id[:8]}", _("Only here"), lambda _: only(site)),
    )


@ft.component
def FoundRow(found: Found, on_open: Callable[[str], None], chosen: bool = False) -> ft.Control:
    """A record with the line in which the words stand."""
    row: Any = found.row
    state = state_of(row)
    return ident(
        f"record-{row.id[:8]}",
        ft.ListTile(
            title=headline(row),
            subtitle=ft.Column(
                spacing=2,
                tight=True,
                controls=[
                    _line(found.line),
                    ft.Text(_when(row)),
                    ft.Row(tag(state.icon, _(state.short), state.mark), spacing=Space.XS),
                ],
            ),
            leading=ft.Icon(ICONS.get(row.kind, ft.Icons.DESCRIPTION_OUTLINED)),
            selected=chosen,
            on_click=lambda _: on_open(row.id),
        ),
    )


def _when(row: Any) -> str:
    """When, where and by whom; what was found stands in the line above."""
    at = moment(row.occurred_ms or row.recorded_ms, now_ms())
    place = row.place_title if row.place_title != headline(row) else ""
    return " · ".join(part for part in (at, place, row.author_name) if part)


def _line(pieces: tuple[Piece, ...]) -> ft.Control:
    hit = ft.TextStyle(
        weight=ft.FontWeight.BOLD,
        bgcolor=ft.Colors.PRIMARY_CONTAINER,
        color=ft.Colors.ON_PRIMARY_CONTAINER,
    )
    return ft.Text(
        spans=[ft.TextSpan(piece.text, style=hit if piece.hit else None) for piece in pieces],
        max_lines=2,
        overflow=ft.TextOverflow.ELLIPSIS,
    )


MemoFound = ft.memo(FoundRow)
