"""The records behind a number: these and no others, by the condition that counted them."""

from __future__ import annotations

from datetime import date
from typing import Any

import flet as ft

from outreach.model import insights
from outreach.model.measures import Slice, digest
from outreach.model.queries import Row
from outreach.ui import frame
from outreach.ui.buttons import quiet
from outreach.ui.choices import flow
from outreach.ui.design import Space
from outreach.ui.desk import Desk
from outreach.ui.query import use_query
from outreach.ui.rows import Records
from outreach.views.insights import telling
from outreach.words import _, several

#: Records that a list holds; a number of more says so.
MOST = 400


@ft.component
def Behind(desk: Desk, asked: Slice) -> ft.Control:
    """A list of the records of one slice."""

    def ask(session: Any) -> tuple[list[Row], str, str]:
        today = date.today()  # noqa: DTZ011 - the day on the wall
        rows = session.veil(insights.records(session.model, asked, today=today, limit=MOST))
        place = insights.title_of(session.model, asked.place)
        named = [n for n in insights.agencies(session.model) if digest(n) == asked.agency]
        return rows, place, named[0] if named else ""

    answer = use_query(desk, ask, asked.address())
    if answer.value is None:
        return frame.waiting()
    rows, place, agency = answer.value
    if len(rows) < MOST:
        count = several("{n} record", "{n} records", len(rows))
    else:
        count = _("The newest {most} records").format(most=MOST)
    below: ft.Control = Records(rows, lambda record: desk.go(f"/records/{record}"))
    if not rows:
        below = frame.empty(
            ft.Icons.FILTER_ALT_OFF,
            _("No record is counted here now"),
            _("Something may have been corrected or withdrawn. Look at the figures again."),
        )
    of_place = (
        [
            quiet(
                "figures-of-place",
                _("Figures of this place"),
                lambda _event: desk.go(_overview(asked)),
                icon=ft.Icons.PLACE_OUTLINED,
            )
        ]
        if asked.place
        else []
    )
    return ft.Column(
        expand=True,
        spacing=Space.S,
        controls=[
            ft.Container(
                padding=ft.Padding.only(left=Space.M, right=Space.M, top=Space.S),
                content=ft.Column(
                    spacing=Space.XS,
                    controls=[
                        frame.heading(telling.measured(asked), level=2),
                        frame.soft(
                            " · ".join((telling.narrowed(asked, place, agency), count)), small=True
                        ),
                        flow(
                            [
                                quiet(
                                    "all-figures",
                                    _("All figures"),
                                    lambda _event: desk.go(_overview(asked.but(place=""))),
                                    icon=ft.Icons.INSIGHTS,
                                ),
                                *of_place,
                            ]
                        ),
                    ],
                ),
            ),
            below,
        ],
    )


def _overview(asked: Slice) -> str:
    """The address of the figures of its weeks, its agency and its place."""
    return f"/insights/figures~{asked.but(week='', night=None, hour=None, code='').address()}"
