"""Insights: the figures of some weeks, or the records behind one of them.

What is chosen stands in the address, as ids, dates and codes (``Slice``), so that *back* leads to
the same figures. The address of figures begins with ``figures~``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import flet as ft

from outreach.model import insights
from outreach.model.insights import Figures
from outreach.model.measures import Slice, digest
from outreach.model.reviews import SUPERVISOR
from outreach.model.ward_address import WardAddress
from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.charts.chart import brief, said
from outreach.ui.choices import chip, filters, toggles
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.figures import figure, figures
from outreach.views.exports.entry import begin_export
from outreach.views.insights import telling
from outreach.views.insights.behind import Behind
from outreach.views.insights.board import BoardCard
from outreach.views.insights.boards import PARTS, boards
from outreach.views.insights.wards import Wards
from outreach.words import _
from sync.errors import VaultLocked

FIGURES = "figures~"


@dataclass(frozen=True, slots=True)
class Found:
    """What the overview shows, and of what."""

    figures: Figures
    agencies: tuple[str, ...]
    place: str
    asked: Slice


@ft.component
def Insights(desk: Desk) -> ft.Control:
    given = ft.use_route_params().get("slice") or ""
    wards = WardAddress.parse(given)
    if wards is not None and desk.open.may_export("localities"):
        return Wards(desk, wards, key="wards")
    if SUPERVISOR not in desk.open.me.duties:
        return frame.empty(
            ft.Icons.INSIGHTS,
            _("Figures are for supervisors"),
            _("Ask the supervisor of your team what the records say together."),
        )
    asked = Slice.parse(given.removeprefix(FIGURES))
    if asked is not None and not given.startswith(FIGURES):
        return Behind(desk, asked, key=given)
    return Overview(desk, asked or insights.START, key="overview")


#: Seconds between two counts of the same figures while records keep coming, at the least.
PAUSE = 3.0


def use_figures(desk: Desk, asked: Slice) -> Found | None:
    """A hook: the figures of ``asked``. Records that arrive by the page would have everything
    counted again with each, so only the last of them is counted, and not at once."""
    pulse, _pulsed = ft.use_state(desk.rows)
    nothing: Found | None = None
    found, set_found = ft.use_state(nothing)
    turn = ft.use_ref(0)

    async def run() -> None:
        turn.current = mine = (turn.current or 0) + 1

        def wanted() -> bool:
            return turn.current == mine

        if found is not None and found.asked == asked:
            await asyncio.sleep(PAUSE)
        session = desk.session
        if session is None or not wanted():
            return
        try:
            counted = await asyncio.to_thread(_count, session, asked, wanted)
        except VaultLocked:
            return
        if wanted():
            set_found(counted)

    ft.use_effect(run, [pulse.count, asked.address()])
    return found


def _count(session: Any, asked: Slice, wanted: Callable[[], bool]) -> Found:
    model = session.model
    today = date.today()  # noqa: DTZ011 - the day on the wall
    found = insights.figures(model, asked, today=today, wanted=wanted)
    names = tuple(insights.agencies(model))
    return Found(found, names, insights.title_of(model, asked.place), asked)


@ft.component
def Overview(desk: Desk, asked: Slice) -> ft.Control:
    """All figures of the weeks, the place and the agency that were chosen."""
    window, _watched = ft.use_state(desk.window)
    part, set_part = ft.use_state("happened")
    found = use_figures(desk, asked)

    def choose(**other: Any) -> None:
        desk.go(f"/insights/{FIGURES}{asked.but(**other).address()}", replace=True)

    if found is None:
        return frame.page(_chosen(asked, "", (), choose), frame.waiting(_("Counting…"), lines=6))
    agency = next((name for name in found.agencies if digest(name) == found.asked.agency), "")
    narrowed = telling.narrowed(found.asked, found.place, agency)

    def lead(to: Slice) -> None:
        desk.go(f"/insights/{to.address()}")

    top = [
        _chosen(asked, found.place, found.agencies, choose),
        _further(desk),
        _headline(found.figures, found.asked, lead),
    ]
    if _nothing(found.figures):
        return frame.page(*top, _empty())
    top.append(filters(toggles("part", PARTS, part, set_part)))
    cards = [
        BoardCard(desk, board, narrowed, lead, key=f"{board.name}-{found.asked.address()}")
        for board in boards(found.figures, found.asked, part)
    ]
    if window.layout != "desktop":
        return frame.page(*top, *cards, _foot(), key=f"{part}-{found.asked.address()}")
    # Two columns, read downwards; the first has what is looked at most.
    half: list[ft.Control] = [
        ft.Column(cards[start::2], spacing=Space.M, expand=True) for start in (0, 1)
    ]
    both = ft.Row(half, spacing=Space.M, vertical_alignment=ft.CrossAxisAlignment.START)
    return frame.page(*top, both, _foot(), wide=True, key=f"{part}-{found.asked.address()}")


def _further(desk: Desk) -> ft.Control:
    """What else can be looked at, and what can leave."""
    wards = quiet(
        "by-ward",
        _("By ward"),
        lambda _event: desk.go("/insights/wards"),
        icon=ft.Icons.GRID_VIEW,
    )
    pack = begin_export(desk, "export-pack", _("De-identified pack…"), "pack")
    return ft.Row([wards, *pack], wrap=True, spacing=0, run_spacing=0)


def _nothing(found: Figures) -> bool:
    return not found.by_kind


def _empty() -> ft.Control:
    return frame.empty(
        ft.Icons.INSIGHTS,
        _("Nothing was recorded in these weeks"),
        _("Choose more weeks, or take away the place or the agency."),
    )


def _foot() -> ft.Control:
    return frame.soft(
        _(
            "Counts of 1 to 4 are not shown, and what would give them away is held back. Weeks and "
            "hours are local. Withdrawn records are left out."
        ),
        small=True,
    )


def _chosen(asked: Slice, place: str, agencies: tuple[str, ...], choose: Any) -> ft.Control:
    """The weeks, the agency and the place, as chips."""
    places = (
        [
            chip(
                "place-only",
                place or _("One place"),
                True,
                lambda _event: choose(place=""),
                small=True,
            )
        ]
        if asked.place
        else []
    )
    return filters(
        toggles("weeks", telling.PERIODS, asked.weeks, lambda weeks: choose(weeks=weeks)),
        places,
        [
            chip(
                f"agency-{digest(name)}",
                name,
                digest(name) == asked.agency,
                _picks(choose, "" if digest(name) == asked.agency else digest(name)),
                small=True,
            )
            for name in agencies
        ],
    )


def _picks(choose: Any, agency: str) -> Any:
    return lambda _event: choose(agency=agency)


def _headline(found: Figures, asked: Slice, lead: Any) -> ft.Control:
    seen = found.visits.rows[0]
    amiss = found.checks.rows[1]
    middle = found.delay.middle
    return figures(
        [
            figure(
                brief(found.visits.whole),
                _("visits"),
                detail=_("{n} with something seen").format(n=said(seen)),
                name="figure-visits",
                on_click=lambda _event: lead(asked.but(measure="visits")),
            ),
            figure(
                brief(found.sightings.whole),
                _("sightings"),
                detail=_("of people and vehicles"),
                name="figure-sightings",
                on_click=lambda _event: lead(asked.but(measure="sightings")),
            ),
            figure(
                brief(found.checks.whole),
                _("premises checks"),
                detail=_("{n} not in order").format(n=said(amiss)),
                name="figure-checks",
                on_click=lambda _event: lead(asked.but(measure="checks")),
            ),
            figure(
                telling.length(middle) if middle is not None else "…",
                _("to review, half within"),
                detail=_("{n} still waiting").format(n=said(found.waiting)),
                name="figure-waiting",
                on_click=lambda _event: lead(asked.but(measure="waiting")),
            ),
        ]
    )
