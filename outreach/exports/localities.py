"""What is measured by ward beside what was recorded there, as a file: the screen's own table.

The rule that this module enforces: nothing is worked out here. What was suppressed for the screen
is suppressed in the file, in the same words; a column that its person does not read is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

from outreach.exporting import Document
from outreach.exports.table import Cell, as_csv
from outreach.model import localities, outgoing
from outreach.model.codes import code_list
from outreach.model.kinds.registry import PLANS
from outreach.model.localities import REST, Localities, Measure
from outreach.model.small import LEAST, Shown
from outreach.session import Session
from outreach.words import _, mark
from sync.errors import NotFound

#: Weeks of what was recorded, where nobody says otherwise.
WEEKS: Final = 52
HEADINGS: Final[Mapping[str, str]] = {
    "numerator": mark("Measure"),
    "denominator": mark("Out of"),
    "visits": mark("Visits and checks"),
    "sightings": mark("Sightings"),
    "soft": mark("Soft intelligence"),
}


def reads(session: Session) -> frozenset[str]:
    """The kinds of records that this person reads, and does not only add to."""
    return frozenset(
        kind for some in localities.RECORDED.values() for kind in some
        if kind in PLANS and session.may_read(kind)
    )  # fmt: skip


def table(
    session: Session, authority: str, measure: Measure | None, today: date, weeks: int = WEEKS
) -> Localities:
    """The table of an authority. Raises NotFound where its wards are not known here; NotAllowed
    without the duty."""
    session.check_export("localities")
    found = localities.localities(
        session.model, authority, measure, weeks=weeks, today=today, reads=reads(session)
    )
    if found is None:
        raise NotFound(
            "The wards of this authority are not known here.",
            advice=", ".join(f"{area.code} {area.name}" for area in localities.authorities()),
        )
    return found


def exported(
    session: Session,
    authority: str,
    measure: Measure | None,
    today: date,
    form: Literal["csv", "jsonl"],
    weeks: int = WEEKS,
) -> Document:
    """The same as a file. Raises as :func:`table`."""
    made = table(session, authority, measure, today, weeks)
    marking = outgoing.marking_without_people(de_identified=False)
    content = _csv(made, marking) if form == "csv" else _lines(made, marking)
    return Document(
        sort="localities",
        name=f"outreach-localities-{authority}.{form}",
        what=f"locality measures of {authority}, {weeks} weeks",
        content=content,
        marking=marking,
    )


def called(measure: Measure) -> str:
    """What people call a measure, with its period."""
    said = measure.words or _(code_list("locality_measure").label(measure.code))
    return f"{said}, {measure.period}"


def number(shown: Shown | None) -> str:
    """A count as it may be shown, in words where it is none; "" where nothing is given."""
    if shown is None:
        return ""
    if shown.exact:
        return str(shown.least)
    if shown.how == "small":
        return _("fewer than {n}").format(n=LEAST)
    return _("held back") if shown.how == "held" else _("{n} or more").format(n=shown.least)


def row_name(code: str, name: str) -> str:
    """What a row is called."""
    return name if code != REST else _("Elsewhere in the authority")


def _csv(made: Localities, marking: str) -> bytes:
    columns = [one for one in made.columns if one.visible]
    headings = [
        _("Authority"), _("Ward code"), _("Ward"),
        *(_heading(made, one.name) for one in columns),
        _("In a thousand"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for at, (code, name) in enumerate(made.rows):
        cells: list[Cell] = [_cell(one.cells[at]) for one in columns if one.cells is not None]
        per = made.per[at]
        rate = round(per, 1) if per is not None else None
        rows.append([made.authority.name, code, row_name(code, name), *cells, rate])
    totals: list[Cell] = [_cell(one.total) for one in columns]
    rows.append([made.authority.name, made.authority.code, _("All"), *totals, None])
    return as_csv(headings, rows, marking)


def _heading(made: Localities, name: str) -> str:
    if name == "numerator" and made.measure is not None:
        return called(made.measure)
    return _(HEADINGS[name])


def _cell(shown: Shown | None) -> Cell:
    return shown.least if shown is not None and shown.exact else number(shown)


def _lines(made: Localities, marking: str) -> bytes:
    found = []
    for at, (code, name) in enumerate(made.rows):
        row = {one.name: _told(one.cells[at]) for one in made.columns if one.cells is not None}
        found.append({"ward": code, "name": row_name(code, name), "per_1000": made.per[at], **row})
    totals = {one.name: _told(one.total) for one in made.columns if one.cells is not None}
    found.append({"ward": None, "name": _("All"), "per_1000": None, **totals})
    about: dict[str, Any] = {
        "marking": marking,
        "authority": made.authority.code,
        "measure": made.measure.code if made.measure is not None else None,
        "period": made.measure.period if made.measure is not None else None,
        "source": made.source,
        "licence": made.licence,
        "weeks": made.weeks,
        "not_visible": [one.name for one in made.columns if not one.visible],
    }
    return "".join(f"{json.dumps(about | row, ensure_ascii=False)}\n" for row in found).encode()


def _told(shown: Shown | None) -> dict[str, Any] | int | None:
    """A number where it is one; else what may be said of it."""
    if shown is None or shown.exact:
        return None if shown is None else shown.least
    return {"how": shown.how, "at_least": shown.least}
