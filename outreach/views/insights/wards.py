"""What is measured by ward beside what was recorded there, for one authority and some weeks.

The rule that this module enforces: what stands here is what ``localities`` lets stand. A column
that this person does not read is named as one, and is never a zero; wards stand by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import flet as ft

from outreach.exports import localities as told
from outreach.model.localities import Area, Column, Localities, Measure, authorities, measures
from outreach.model.ward_address import WardAddress
from outreach.ui import frame
from outreach.ui.buttons import ident, quiet
from outreach.ui.charts.ranked import Bar, Ranked
from outreach.ui.charts.shown import ChartImage
from outreach.ui.choices import chip, filters, toggles
from outreach.ui.design import Size, Space
from outreach.ui.desk import Desk
from outreach.ui.query import use_query
from outreach.views.insights import telling
from outreach.words import _

if TYPE_CHECKING:
    from outreach.session import Session


@dataclass(frozen=True, slots=True)
class Found:
    """The table, and the measures that there are for its authority."""

    table: Localities
    measures: tuple[Measure, ...]


@ft.component
def Wards(desk: Desk, asked: WardAddress) -> ft.Control:
    known = authorities()
    charted, set_charted = ft.use_state("visits")

    def look(session: Session) -> Found:
        chosen = asked if asked.authority else asked.but(authority=_own(session, known))
        measure = chosen.measure_of(session.model)
        today = date.today()  # noqa: DTZ011 - the day on the wall
        made = told.table(session, chosen.authority, measure, today, chosen.weeks)
        return Found(made, tuple(measures(session.model, chosen.authority)))

    answer = use_query(desk, look, asked.text())

    def choose(**other: Any) -> None:
        desk.go(f"/insights/{asked.but(**other).text()}", replace=True)

    found = answer.value
    at = found.table.authority.code if found is not None else asked.authority
    top: list[ft.Control] = [
        frame.heading(_("By ward")),
        filters(
            toggles("weeks", telling.PERIODS, asked.weeks, lambda weeks: choose(weeks=weeks)),
            [
                chip(
                    f"authority-{area.code}",
                    area.name,
                    area.code == at,
                    _picks(choose, authority=area.code, measure=0),
                    small=True,
                )
                for area in known
            ],
        ),
    ]
    if found is None:
        return frame.page(*top, frame.waiting(_("Counting…"), lines=6))
    if found.measures:
        top.append(filters(_measures(found, asked, at, choose)))
    shaded = _chart(desk, found.table, charted, set_charted)
    return frame.page(
        *top, *shaded, *_table(found.table), *_foot(desk, found, asked, at), key=asked.text()
    )


def _own(session: Session, known: tuple[Area, ...]) -> str:
    """The authority that is the partnership's own area, else the first."""
    areas = {area.casefold() for area in session.partnership.areas}
    return next((one.code for one in known if one.name.casefold() in areas), known[0].code)


def _picks(choose: Any, **other: Any) -> Any:
    return lambda _event: choose(**other)


def _measures(found: Found, asked: WardAddress, at: str, choose: Any) -> list[ft.Control]:
    return [
        chip(
            f"measure-{number}",
            told.called(measure),
            number == asked.measure,
            _picks(choose, authority=at, measure=0 if number == asked.measure else number),
            small=True,
        )
        for number, measure in enumerate(found.measures, start=1)
    ]


def _table(made: Localities) -> list[ft.Control]:
    columns = [one for one in made.columns if one.visible and one.name != "denominator"]
    rows = [
        _row(
            f"ward-{code or 'rest'}",
            told.row_name(code, name),
            [(_name(made, one), one.cells[at] if one.cells else None) for one in columns],
            made.per[at],
        )
        for at, (code, name) in enumerate(made.rows)
    ]
    total = _row("ward-all", _("All"), [(_name(made, one), one.total) for one in columns], None)
    hidden = [
        frame.soft(_("{column}: not visible to you").format(column=_name(made, one)))
        for one in made.columns
        if not one.visible
    ]
    return [*hidden, frame.rows([total, *rows])]


def _chart(
    desk: Desk, made: Localities, charted: str, choose: Callable[[str], None]
) -> list[ft.Control]:
    """One column as bars, in the order of the names; what is suppressed is an empty box."""
    columns = {
        one.name: _name(made, one)
        for one in made.columns
        if one.visible and one.name != "denominator"
    }
    if not columns:
        return []
    name = charted if charted in columns else next(iter(columns))
    cells = made.column(name).cells or ()
    bars = tuple(
        Bar(
            told.row_name(*row),
            float(shown.least) if shown is not None and shown.exact else None,
            told.number(shown) or "-",
        )
        for row, shown in zip(made.rows, cells, strict=True)
    )
    # To a screen reader the table below says the same.
    picture = ChartImage(desk, Ranked(columns[name], bars), key=f"chart-{name}")
    return [
        frame.card(filters(toggles("charted", columns, name, choose)), picture, title=columns[name])
    ]


def _name(made: Localities, column: Column) -> str:
    if column.name == "numerator" and made.measure is not None:
        return told.called(made.measure)
    return _(told.HEADINGS[column.name])


def _row(name: str, title: str, cells: list[tuple[str, Any]], per: float | None) -> ft.Control:
    said = [f"{what}: {told.number(shown)}" for what, shown in cells if shown is not None]
    if per is not None:
        said.append(_("{n} in a thousand").format(n=f"{per:.1f}"))
    return ident(
        name,
        ft.ListTile(
            title=title,
            subtitle=" · ".join(said) or _("Nothing is given"),
            min_height=Size.TARGET,
            content_padding=ft.Padding.symmetric(horizontal=Space.S),
        ),
    )


def _foot(desk: Desk, found: Found, asked: WardAddress, at: str) -> list[ft.Control]:
    made = found.table
    lines = [
        _(
            "Counts of 1 to 4 are not shown, and what would give them away or narrow them down is "
            "held back. Wards stand by name: nothing here ranks them. Tables of other weeks can "
            "be subtracted from each other, so think before one leaves the vault."
        )
    ]
    if made.measure is not None and made.source:
        lines.append(
            _("Source: {source}. Licence: {licence}.").format(
                source=made.source, licence=made.licence or "-"
            )
        )
    address = asked.but(authority=at).text()
    return [
        *[frame.soft(line, small=True) for line in lines],
        ft.Row(
            [
                quiet(
                    "export-wards",
                    _("Export…"),
                    lambda _event: desk.go(f"/export/localities/{address}"),
                    icon=ft.Icons.IOS_SHARE,
                )
            ]
        ),
    ]
