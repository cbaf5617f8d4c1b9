"""Rows of lists, with little and with much in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import flet as ft

from outreach.model.alike import Alike
from outreach.model.rows import Row
from outreach.ui import alike, buttons, choices, frame, rows
from outreach.ui.design import PLACE, RECORD
from outreach.views.gallery.specimen import Shown, nothing
from outreach.words import _

HOUR = 3_600_000


#: 01:12 on a Sunday in November.
AT = 1_795_223_520_000


EXAMPLE = Row(
    id="0011223344556677", kind="hotspot-visit", title="Hotspot visit", place="a1",
    place_title="Bus station arcade", subtitle="2 adults, 3 under 18, one car",
    occurred_ms=AT, recorded_ms=AT, received_ms=None, author_name="Dana Whitfield",
    agency="Early Break", person="p", device="d", space="s", review="none", missing=0,
    withdrawn=False, late_ms=0, skewed=False, here_only=True, latitude=None, longitude=None,
    conflicts=0,
)  # fmt: skip


LONG = (
    "Merkur Slots UK Limited, 67 Deansgate, Manchester M3 2BW, above the arcade, second entrance "
    "from the yard, ring twice"
)


def _row(number: int, **changes: Any) -> Row:
    return replace(EXAMPLE, id=f"{number:08d}44556677", **changes)


def show_records() -> Shown:
    safe = {"here_only": False, "received_ms": AT}
    each = [
        _row(1),
        _row(2, **safe),
        _row(3, review="to_review", missing=2, late_ms=30 * HOUR, skewed=True, **safe),
        _row(4, review="approved", **safe),
        _row(5, review="returned", kind="vehicle-sighting", title="Silver car, WN19", **safe),
        _row(6, review="corrected", subtitle=LONG, **safe),
        _row(7, conflicts=1, **safe),
        _row(8, withdrawn=True, **safe),
    ]

    def opened(_record: str) -> None:
        return None

    drawn = [
        rows.RecordRow(row, opened, chosen=row is each[1], more=True, key=row.id) for row in each
    ]
    return [
        ("", frame.rows(drawn)),
        (_("How late it came, what is missing"), choices.flow(rows.warnings(each[2]))),
    ]


def show_alike() -> Shown:
    def opened(_record: str) -> None:
        return None

    who = _row(9, kind="person", title="Big Mo", place="", place_title="", subtitle="")
    found = [
        Alike(who, "name", "Mohamad", ("sounds", "spelt"), "", 0.9, who.id, withdrawn=False),
        Alike(who, "telephone", "07700 900456", ("same",), "", 0.8, who.id, withdrawn=True),
    ]
    return [
        ("", frame.rows([alike.AlikeRow(one, opened) for one in found])),
        (_("With their heading"), ft.Column(alike.listed(found[:1], opened))),
        ("", ft.Column(alike.rows(found[:1], opened))),
    ]


def show_long_list() -> Shown:
    many = [_row(100 + n, title=f"{n}", place_title=f"Place {n}") for n in range(200)]

    def opened(_record: str) -> None:
        return None

    return [
        (
            _("Draws the next rows as one scrolls"),
            ft.Container(rows.Records(many, opened), height=320),
        )
    ]


def show_places() -> Shown:
    drawn = [
        rows.place_tile(
            f"pl-{name}", title, detail, ft.Icons.PLACE_OUTLINED, nothing, state=PLACE[name],
            chosen=name == "due", trailing=trailing,
        )
        for name, title, detail, trailing in (
            ("overdue", "Playing fields, lower gate", "Park · 12 days ago", None),
            ("due", "Drake Street taxi rank", "Taxi rank · 4 days ago", None),
            ("fresh", "Interchange, stand C", "Transport hub · 2 h ago",
             buttons.quiet("pl-q", _("Nothing seen"), nothing)),
            ("never", "Merkur Slots", LONG, None),
        )
    ]  # fmt: skip
    return [("", frame.rows(drawn))]


def show_tags() -> Shown:
    states = [RECORD["to review"], RECORD["conflict"], RECORD["clock wrong"]]
    tags = [rows.tag(s.icon, _(s.short), s.mark) for s in states]
    return [
        (_("Two lines at most, and where it stands"), rows.below(LONG, tags)),
        (_("One state"), rows.below(_("Today 01:12"), tags[:1])),
    ]
