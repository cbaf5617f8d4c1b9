"""A record as a report tells it: what stands, what was corrected, by whom, and how safe it is.

The rules that this module enforces:

1. Nothing is smoothed over: withdrawn, unreviewed, late, in conflict, not yet in the store and with
   a wrong clock are said on the record itself; so is what was asked for and has no answer.
2. A record that this one names is called by its title where this person may read it. Where they may
   not, nothing is said: not even that there is one.
3. Times of the store are given as UTC; times of the event as they were written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from outreach.model import instants, kinds
from outreach.model.kinds.registry import plan_of
from outreach.model.queries import RecordView, VersionView
from outreach.paper.report import Item, Line, Sort
from outreach.session import Session
from outreach.words import _, mark, several
from sync.errors import NotFound

#: Characters of an id on paper: enough to be the only one among a million.
SHORT: Final = 16
_NOT_TOLD: Final = frozenset({kinds.HOME_PROOF, "withdrawn", "nothing_seen"})
_STATES: Final = {
    "to_review": mark("Not reviewed yet"),
    "returned": mark("Returned for correction, not corrected yet"),
    "corrected": mark("Corrected since it was returned, not reviewed again yet"),
}
_DEEDS: Final = {
    "corrected": mark("Corrected"),
    "withdrawn": mark("Withdrawn"),
    "restored": mark("Restored"),
}
_VERDICTS: Final = {"approved": mark("approved"), "returned": mark("returned for correction")}


def item(session: Session, view: RecordView) -> Item:
    """A record with all its versions. Notes nothing: the export does."""
    history = session.history(view.id)
    lines = [*_seen(view), *_answers(session, view), *_corrections(view.kind, history)]
    if view.missing_fields:
        asked = ", ".join(_(kinds.label(view.kind, name)) for name in view.missing_fields)
        lines.append(Line(_("Asked for, and not recorded"), asked))
    return Item(
        title=titled(view),
        under=" · ".join(part for part in (_when(view), view.place_title, _who(view)) if part),
        signs=tuple(_signs(view)),
        lines=tuple(lines),
        foot=tuple(_foot(view, history)),
    )


def titled(view: RecordView) -> str:
    """What a record is, and its title where that does not say so itself."""
    noun = _(kinds.KINDS[view.kind].noun)
    return view.title if view.title.startswith(noun) else f"{noun}: {view.title}"


def at(ms: int | None) -> str:
    """A time of a clock that nobody typed, as UTC."""
    if ms is None:
        return _("not yet")
    return _("{when} UTC").format(when=instants.spoken(instants.from_ms(ms)))


def produced(session: Session, purpose: str, recipient: str, marking: str) -> tuple[Line, ...]:
    """Who made a report, when, for whom, for what: the first lines of it."""
    identity = session.identity
    partnership = session.partnership.name
    return (
        Line(_("Produced by"), ", ".join(p for p in (identity.name, identity.agency) if p)),
        *((Line(_("Partnership"), partnership),) if partnership else ()),
        Line(_("Produced at"), at(session.clock.now())),
        Line(_("Produced for"), recipient or _("Not stated")),
        Line(_("Purpose"), purpose or _("Not stated")),
        Line(_("Marking"), marking),
    )


def made_at(session: Session) -> datetime:
    """The moment that stands in a file of now, to the second."""
    return datetime.fromtimestamp(session.clock.now() // 1000, UTC)


def name_of(session: Session, record: str) -> str:
    """What a record is called; "" where this person may not read it, or there is none."""
    try:
        found = session.to_go_out(record)
    except NotFound:
        return ""
    return "" if found is None else found.title


def _when(view: RecordView) -> str:
    fields = view.fields
    start, end = fields.get("occurred_from"), fields.get("occurred_to")
    if not isinstance(start, str):
        return ""
    said = instants.spoken(start)
    if isinstance(end, str):
        said = _("{start} to {end}").format(start=said, end=instants.spoken(end))
    return said


def _who(view: RecordView) -> str:
    return _("written by {who}").format(
        who=", ".join(p for p in (view.author_name, view.agency) if p)
    )


def _signs(view: RecordView) -> Sequence[str]:
    found = []
    if view.withdrawn:
        found.append(_("Withdrawn"))
    if view.review in _STATES:
        found.append(_(_STATES[view.review]))
    if view.conflicts:
        found.append(_("Two people gave different answers, and nobody has decided yet"))
    if view.late_ms:
        hours = round(view.late_ms / 3_600_000)
        found.append(
            several(
                "Recorded {n} hour after the event", "Recorded {n} hours after the event", hours
            )
        )
    if view.skewed:
        found.append(_("The clock of the tablet was wrong"))
    if view.here_only:
        found.append(_("Not in the central store yet"))
    return found


def _seen(view: RecordView) -> list[Line]:
    """What was seen, said outright: no answer may not look like one of nothing."""
    if "nothing_seen" not in plan_of(view.kind).asks:
        return []
    answer = view.fields.get("nothing_seen")
    if answer is True:
        return [Line(_("What was seen"), _("Nothing was seen"), "warning")]
    if answer is None and not view.fields.get("indicators"):
        return [Line(_("What was seen"), _("Nobody recorded whether anything was seen"), "warning")]
    return []


def _answers(session: Session, view: RecordView) -> list[Line]:
    plan, fields = plan_of(view.kind), view.fields
    asked = [
        n for s in kinds.form(view.kind).sections for f in s.fields for n in (f.name, *f.parts)
    ]
    order = [name for name in asked if name in fields]
    order += sorted(fields.keys() - set(order))
    told: list[Line] = []
    narratives: list[Line] = []
    for name in order:
        value = fields[name]
        if name in _NOT_TOLD or value is None or value == "" or value == []:
            continue
        label = _(kinds.label(view.kind, name))
        if name in plan.refs:
            ids = value if isinstance(value, list) else [value]
            called = [name_of(session, one) for one in ids if isinstance(one, str)]
            if any(called):
                told.append(Line(label, "\n".join(one for one in called if one)))
            continue
        sort = _sort(plan.asks[name].widget if name in plan.asks else "", name)
        line = Line(label, kinds.describe(view.kind, name, value), sort)
        (told if sort == "plain" else narratives).append(line)
        for other in view.conflicts.get(name, ())[1:]:
            said = kinds.describe(view.kind, name, other.value)
            told.append(
                Line(_("{label}, as {who} says").format(label=label, who=other.author_name), said)
            )
    return [*told, *narratives]


def _sort(widget: str, name: str) -> Sort:
    if widget == "verbatim":
        return "verbatim"
    if name == "assessment":
        return "assessment"
    return "fact" if widget == "long" else "plain"


def _corrections(kind: str, history: Sequence[VersionView]) -> list[Line]:
    """What each later version changed: what it was, who changed it, when and why."""
    stood: dict[str, Any] = {}
    found = []
    for version in history:
        if version.kind == "reviewed":
            continue
        if version.kind in _DEEDS:
            found.append(Line(_(_DEEDS[version.kind]), _deed(version), "warning"))
            found += _changed(kind, stood, version.fields)
        stood |= version.fields
    return found


def _changed(kind: str, stood: Mapping[str, Any], fields: Mapping[str, Any]) -> list[Line]:
    plan = plan_of(kind)
    found = []
    for name, value in fields.items():
        before = stood.get(name)
        if name in _NOT_TOLD or name in plan.refs or before == value:
            continue
        label = _(kinds.label(kind, name))
        if before is not None:
            found.append(
                Line(
                    _("{label} was").format(label=label),
                    kinds.describe(kind, name, before),
                    "struck",
                )
            )
        found.append(Line(_("{label} is").format(label=label), kinds.describe(kind, name, value)))
    return found


def _deed(version: VersionView) -> str:
    by = ", ".join(part for part in (version.author_name, version.agency) if part)
    said = _("by {who}, {when}.").format(who=by, when=at(version.recorded_ms))
    why = version.reason or _("none was given")
    return f"{said} {_('Reason: {why}').format(why=why)}"


def _foot(view: RecordView, history: Sequence[VersionView]) -> list[str]:
    found = [_("Record {id}, space {space}").format(id=view.id[:SHORT], space=view.space)]
    for version in history:
        if version.kind == "reviewed":
            verdict = _(_VERDICTS[version.fields["verdict"]])
            found.append(
                _("Review {id}: {verdict} by {who}, {when}").format(
                    id=version.entry[:SHORT],
                    verdict=verdict,
                    who=version.author_name,
                    when=at(version.recorded_ms),
                )
            )
            continue
        found.append(
            _("Entry {id}: {who}, recorded {recorded}, received by the store {received}").format(
                id=version.entry[:SHORT],
                who=version.author_name,
                recorded=at(version.recorded_ms),
                received=at(version.received_ms),
            )
        )
    return found
