"""An export by its address: of an outing, a place, a record, a kind, a district, or a pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, cast

import flet as ft

from outreach.exporting import Document
from outreach.exports import disclosure, localities, premises, records, shift
from outreach.model.kinds import KINDS
from outreach.model.outgoing import SORTS, Sort, never_leaves, only_as_counts
from outreach.model.ward_address import WardAddress
from outreach.ui import frame
from outreach.ui.buttons import ident
from outreach.ui.design import Size
from outreach.ui.desk import Desk
from outreach.ui.field import Field
from outreach.views.exports.outlet import Make, Outlet
from outreach.views.exports.pack import PackPage
from outreach.words import _, mark

if TYPE_CHECKING:
    from outreach.session import Session

_PDF: Final = {"pdf": mark("PDF")}
_TABLE: Final = {"csv": mark("Table (CSV)"), "jsonl": mark("JSON Lines")}
_RECORD: Final = re.compile(r"[0-9a-f]{32}")
#: A kind, and the days that were chosen.
_DAY: Final = r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?"
_SOME: Final = re.compile(rf"([a-z-]+)(?:~({_DAY})~({_DAY}))?")


@ft.component
def Exporting(desk: Desk) -> ft.Control:
    given = ft.use_route_params()
    sort, of = given.get("sort", ""), given.get("id") or ""
    if desk.session is None:
        return frame.waiting()
    if sort not in SORTS:
        return _nothing()
    if not desk.open.may_export(cast(Sort, sort)):
        return frame.empty(
            ft.Icons.LOCK_OUTLINE,
            _("This export is not among your duties"),
            _("Ask your supervisor to make it. Nothing left this tablet."),
        )
    if sort == "pack":
        return PackPage(desk, key="pack")
    if sort == "records" and not of:
        return Kinds(desk, key="kinds")
    offer = _offer(sort, of)
    if offer is None:
        return _nothing()
    return Outlet(
        desk,
        _(offer.title),
        _(offer.about),
        offer.make,
        {code: _(words) for code, words in offer.formats.items()},
        key=f"{sort}-{of}",
    )


@ft.component
def Kinds(desk: Desk) -> ft.Control:
    """The kinds of records that this person reads, to choose one from."""
    read = [
        kind
        for kind in KINDS
        if desk.open.may_read(kind) and not (only_as_counts(kind) or never_leaves(kind))
    ]

    first, set_first = ft.use_state("")
    last, set_last = ft.use_state("")
    chosen = re.fullmatch(_DAY, first) and re.fullmatch(_DAY, last)

    def go(kind: str) -> Callable[[Any], None]:
        days = f"~{first}~{last}" if first or last else ""
        return lambda _event: desk.go(f"/export/records/{kind}{days}")

    return frame.page(
        frame.heading(_("Export records")),
        frame.soft(_("One kind at a time, as a table or as JSON Lines.")),
        frame.card(
            Field(
                "first",
                _("From"),
                on_input=set_first,
                exact=True,
                helper=_("As 2026-01-31; empty from the beginning"),
            ),
            Field(
                "last",
                _("Up to and including"),
                on_input=set_last,
                exact=True,
                helper=_("As 2026-12-31; empty until today"),
            ),
            title=_("Which days"),
        ),
        frame.rows(
            [
                ident(
                    f"kind-{kind}",
                    ft.ListTile(
                        title=_(KINDS[kind].plural),
                        trailing=ft.Icon(ft.Icons.CHEVRON_RIGHT),
                        on_click=go(kind),
                        disabled=not chosen,
                        min_height=Size.TARGET,
                    ),
                )
                for kind in read
            ]
        ),
    )


def _nothing() -> ft.Control:
    return frame.empty(
        ft.Icons.SEARCH_OFF,
        _("There is nothing to export here"),
        _("Open the outing, the place or the record first, and choose Export there."),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Offer:
    title: str
    about: str
    make: Make
    formats: Mapping[str, str]


def _offer(sort: str, of: str) -> _Offer | None:
    """What an address offers; None where it is none."""
    if sort == "localities":
        return _wards(WardAddress.parse(of))
    if sort == "records":
        found = _SOME.fullmatch(of)
        return _kind(*found.groups(default="")) if found and found[1] in KINDS else None
    if not _RECORD.fullmatch(of):
        return None

    def make_shift(session: Session, form: str, purpose: str, whom: str) -> Document:
        return shift.shift(session, of, purpose=purpose, recipient=whom)

    def make_premises(session: Session, form: str, purpose: str, whom: str) -> Document:
        return premises.premises(session, of, purpose=purpose, recipient=whom)

    def make_schedule(session: Session, form: str, purpose: str, whom: str) -> Document:
        chosen = cast(disclosure.Format, form)
        return disclosure.disclosure(session, [], chosen, about=of, purpose=purpose, recipient=whom)

    return {
        "shift": _Offer(
            mark("Shift report"),
            mark("Who was out, where, in order, and what they saw: a PDF that a court can read. "
                 "What was corrected and what nobody reviewed yet stays in sight."),
            make_shift,
            _PDF,
        ),
        "premises": _Offer(
            mark("History of the place"),
            mark("What it is, its licences, notices, checks, visits and sightings, as far as you "
                 "read them: a PDF that a court can read."),
            make_premises,
            _PDF,
        ),
        "disclosure": _Offer(
            mark("Disclosure schedule"),
            mark("Every version of this record and of all that names it, with the hashes and "
                 "signatures that prove them. Sensitive items are listed apart."),
            make_schedule,
            _PDF | _TABLE,
        ),
    }.get(sort)  # fmt: skip


def _kind(kind: str, first: str, last: str) -> _Offer:
    def make(session: Session, form: str, purpose: str, whom: str) -> Document:
        chosen = cast(records.Format, form)
        return records.records(session, kind, chosen, first=first, last=last)

    return _Offer(
        KINDS[kind].plural,
        mark("Every record of this kind that you read, one in a row, with its marking."),
        make,
        _TABLE,
    )


def _wards(address: WardAddress | None) -> _Offer | None:
    if address is None or not address.authority:
        return None
    asked = address

    def make(session: Session, form: str, purpose: str, whom: str) -> Document:
        return localities.exported(
            session,
            asked.authority,
            asked.measure_of(session.model),
            date.today(),  # noqa: DTZ011 - the day on the wall
            "jsonl" if form == "jsonl" else "csv",
            asked.weeks,
        )

    return _Offer(
        mark("Wards"),
        mark("The table as you see it: counts of 1 to 4 are not in it, nor what would give them "
             "away."),
        make,
        _TABLE,
    )  # fmt: skip
