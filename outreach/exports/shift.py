"""The report of one outing: who was out, where they were, in order, and what they saw there.

The rules that this module enforces:

1. What belongs to an outing is what names it, and what names something that does: a sighting during
   a visit, the notice of a check. Nothing is put there because its time fits.
2. In the order in which it happened. A place where nothing was seen is in it, and says so.
3. What this person may not read is not in it, and nothing says that there is something.
"""

from __future__ import annotations

from outreach.exporting import Document, Held
from outreach.exports import told
from outreach.model import instants, outgoing, timeline
from outreach.model.queries import RecordView
from outreach.paper.report import Part, Report, report
from outreach.session import Session
from outreach.words import _
from sync.errors import InputError

#: Kinds that say where the team was; of the others a report tells below.
_PLACES = ("hotspot-visit", "premises-check")
_SIGHTINGS = ("person-sighting", "vehicle-sighting")
#: More than any night has.
_MOST = 500


def shift(session: Session, outing: str, *, purpose: str = "", recipient: str = "") -> Document:
    """The report of an outing, by its id or the start of it, as PDF.

    Args:
        purpose, recipient: as they stand on it.

    Raises:
        NotFound. NotAllowed: without the duty. InputError: the record is no outing.
    """
    session.check_export("shift")
    view = session.only_to_go_out(outing)
    if view.kind != "outing":
        raise InputError(
            "This record is no outing. Nothing left.", advice="See `outreach list outing`."
        )
    views = _of(session, view)
    every = [view, *views]
    marking = outgoing.marking(one.fields for one in every)
    made = Report(
        title=_("Shift report"),
        under=_under(view),
        marking=marking,
        about=told.produced(session, purpose, recipient, marking),
        parts=tuple(_parts(session, view, views)),
        closing=closing(session, every),
    )
    return Document(
        sort="shift",
        name=f"outreach-shift-{view.id[:8]}.pdf",
        what=f"shift report of the outing {view.id[:10]}",
        content=report(made, told.made_at(session)),
        marking=marking,
        records=tuple(Held.of(one) for one in every),
    )


def closing(session: Session, every: list[RecordView]) -> tuple[str, ...]:
    """How what is in a report can be held to the store."""
    latest = max((one.received_ms or 0 for one in every), default=0)
    held = told.at(latest or None)
    return (
        _(
            "The ids are the beginnings of SHA-256 hashes of signed entries. Any tablet that holds "
            "them shows them with “outreach history”; “outreach verify” checks every signature."
        ),
        _("The newest entry in this report was received by the central store: {when}.").format(
            when=held
        ),
        _("End of the report."),
    )


def _under(view: RecordView) -> str:
    start = view.fields.get("occurred_from")
    return view.title + (f", {instants.spoken(start)}" if isinstance(start, str) else "")


def _of(session: Session, outing: RecordView) -> list[RecordView]:
    """What belongs to an outing, in the order in which it happened."""
    found: dict[str, RecordView] = {}
    ahead = [outing.id]
    while ahead:
        rows, _total = timeline.naming(session.model, ahead.pop(), _MOST)
        for row in rows:
            if row.id in found or row.id == outing.id or not _is_told(row.kind):
                continue
            view = session.to_go_out(row.id)
            if view is not None:
                found[row.id] = view
                ahead.append(row.id)
    return sorted(found.values(), key=lambda v: (v.occurred_ms or v.recorded_ms, v.recorded_ms))


def _is_told(kind: str) -> bool:
    """Whether records of a kind happened on a shift: not links, not decisions about records; what
    somebody told in confidence is in no report (``outgoing``)."""
    return kind in (*_PLACES, *_SIGHTINGS, "notice", "referral")


def _parts(session: Session, outing: RecordView, views: list[RecordView]) -> list[Part]:
    def part(title: str, kinds: tuple[str, ...], empty: str) -> Part:
        items = tuple(told.item(session, view) for view in views if view.kind in kinds)
        return Part(title, items, "" if items else empty)

    rest = tuple(
        told.item(session, view)
        for view in views
        if view.kind not in (*_PLACES, *_SIGHTINGS, "notice")
    )
    return [
        Part(_("The outing"), (told.item(session, outing),)),
        part(
            _("Places, in the order in which they were visited"),
            _PLACES,
            _("No visit and no check is recorded for this outing."),
        ),
        part(_("Sightings"), _SIGHTINGS, _("No sighting is recorded for this outing.")),
        part(_("Notices"), ("notice",), _("No notice is recorded for this outing.")),
        *((Part(_("Also recorded"), rest),) if rest else ()),
    ]
