"""The history of premises: what they are, what is held there, and all that was recorded of them.

The rules that this module enforces:

1. It is what this person may read, and looks the same where there is nothing else: what they may
   not read is in no number of it, no title and no empty heading.
2. What somebody told in confidence is in no report for a court; a disclosure schedule lists it.
3. Withdrawn records are in it, and say so. Newest last: a history is read from its beginning.
"""

from __future__ import annotations

from typing import Final

from outreach.exporting import Document, Held
from outreach.exports import told
from outreach.exports.shift import closing
from outreach.model import kinds, outgoing, timeline
from outreach.model.queries import RecordView
from outreach.paper.report import Part, Report, report
from outreach.session import Session
from outreach.words import _
from sync.errors import InputError

_MOST: Final = 2_000
#: Which records stand together, in order; every other kind in the last part.
_FIRST: Final = ("operator-licence", "driver-licence")
_SECOND: Final = ("notice",)
_THIRD: Final = ("premises-check",)
_FOURTH: Final = ("hotspot-visit",)
_FIFTH: Final = ("person-sighting", "vehicle-sighting")
#: Of other records, and not of premises.
_NEVER: Final = frozenset({"sharing-decision", "link", "merge"})


def premises(session: Session, record: str, *, purpose: str = "", recipient: str = "") -> Document:
    """The history of premises or of a hotspot, by its id or the start of it, as PDF.

    Raises:
        NotFound. NotAllowed: without the duty. InputError: the record is no place.
    """
    session.check_export("premises")
    view = session.only_to_go_out(record)
    if timeline.SUBJECTS.get(view.kind) != "place":
        raise InputError(
            "This record is not of premises or a hotspot. Nothing left.",
            advice="See `outreach list premises`.",
        )
    rows = timeline.known(session.model, view.id, limit=_MOST).rows
    if len(rows) >= _MOST:
        raise InputError(
            f"More than {_MOST:,} records are about this place. Nothing left.",
            advice="Export the records as CSV or JSON Lines, by day.",
        )
    told_of = [
        row.id for row in rows if row.kind not in _NEVER and not outgoing.is_intelligence(row.kind)
    ]
    found, left_out = session.all_to_go_out(told_of)
    views = sorted(found, key=lambda one: (one.occurred_ms or one.recorded_ms, one.recorded_ms))
    every = [view, *(one for one in views if one.id != view.id)]
    marking = outgoing.marking(one.fields for one in every)
    made = Report(
        title=_("Premises history") if view.kind == "premises" else _("History of a hotspot"),
        under=" · ".join(part for part in (view.title, view.subtitle) if part),
        marking=marking,
        about=told.produced(session, purpose, recipient, marking),
        parts=tuple(_parts(session, view, every[1:])),
        closing=closing(session, every),
    )
    return Document(
        sort="premises",
        name=f"outreach-{view.kind}-{view.id[:8]}.pdf",
        what=f"history of the {view.kind} {view.id[:10]}",
        content=report(made, told.made_at(session)),
        marking=marking,
        records=tuple(Held.of(one) for one in every),
        left_out=left_out,
    )


def _parts(session: Session, view: RecordView, views: list[RecordView]) -> list[Part]:
    titles = (
        (_("Licences"), _FIRST),
        (_("Notices"), _SECOND),
        (_("Checks"), _THIRD),
        (_("Visits"), _FOURTH),
        (_("Sightings"), _FIFTH),
    )
    named = {kind for _title, some in titles for kind in some}
    parts = [Part(_("Standing facts"), (told.item(session, view),))]
    for title, some in titles:
        items = tuple(told.item(session, one) for one in views if one.kind in some)
        if items:
            parts.append(Part(title, items))
    rest = [one for one in views if one.kind not in named]
    for kind in kinds.KINDS:
        items = tuple(told.item(session, one) for one in rest if one.kind == kind)
        if items:
            parts.append(Part(_(kinds.KINDS[kind].plural), items))
    return parts
