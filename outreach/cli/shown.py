"""A record on its way out: as an object for programs, and as lines for people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from outreach.cli.printing import (
    SHORT,
    counted,
    moment,
    out,
    out_json,
    paragraph,
    plain,
    table,
    when,
)
from outreach.model import kinds
from outreach.model.alike import Alike
from outreach.model.queries import RecordView, Row, VersionView
from outreach.model.reasons import in_words

#: What people call the states of a review.
REVIEWS: Final = {
    "to_review": "to be reviewed",
    "approved": "approved",
    "returned": "returned for correction",
    "corrected": "corrected, to be reviewed",
    "none": "not reviewed",
}


#: What is said of a review that this device cannot read.
_BY_READERS: Final = "by those who may read it; it does not come back to this device"


def print_rows(
    rows: Sequence[Row], *, as_json: bool, with_kind: bool, unread: Collection[str] = ()
) -> None:
    """Records as a list; nothing at all where there are none. ``unread``: the spaces that this
    device adds to and cannot read."""
    if as_json:
        for row in rows:
            out_json(row_object(row) | {"deposited": row.space in unread})
        return
    table(
        [
            (
                row.id[:SHORT],
                when(row.occurred_ms if row.occurred_ms is not None else row.recorded_ms),
                *([row.kind] if with_kind else []),
                _marks(row, deposited=row.space in unread),
                row.author_name,
                f"{row.title}: {row.subtitle}" if row.subtitle else row.title,
            )
            for row in rows
        ],
        cut=True,
    )


def print_alike(found: Sequence[Alike], *, as_json: bool) -> None:
    """Whoever may be meant, the likeliest first: how well it fits, the very name, and why."""
    if as_json:
        for one in found:
            out_json(alike_object(one))
        return
    table(
        [
            (
                one.row.id[:SHORT],
                f"{one.score:.2f}" if one.why else "-",
                one.row.kind,
                one.matched or "-",
                in_words(one.sort, one.why, one.said) or "-",
                f"{one.row.title} (withdrawn)" if one.withdrawn else one.row.title,
            )
            for one in found
        ],
        cut=True,
    )


def alike_object(one: Alike) -> dict[str, Any]:
    """A result for programs. ``matched`` is null where the app hides it from this person."""
    return {
        "id": one.row.id,
        "kind": one.row.kind,
        "title": one.row.title,
        "matched": one.matched or None,
        "sort": one.sort,
        "why": in_words(one.sort, one.why, one.said),
        "reasons": list(one.why),
        "score": one.score,
        "by": one.by,
        "withdrawn": one.withdrawn,
    }


def _marks(row: Row | RecordView, *, deposited: bool = False) -> str:
    marks = [] if row.review == "none" else [REVIEWS[row.review]]
    if deposited:
        marks = [f"deposited in {row.space}"]
    if row.withdrawn:
        marks.append("withdrawn")
    if row.conflicts:
        marks.append("in conflict")
    if row.here_only:
        marks.append("not yet sent")
    return ", ".join(marks) or "-"


def row_object(row: Row | RecordView) -> dict[str, Any]:
    """What a list says of a record. Times are RFC 3339 in UTC."""
    return {
        "id": row.id,
        "kind": row.kind,
        "title": row.title,
        "subtitle": row.subtitle,
        "review": row.review,
        "withdrawn": row.withdrawn,
        "author": row.author_name,
        "agency": row.agency,
        "person": row.person,
        "device": row.device,
        "space": row.space,
        "place": row.place,
        "occurred": moment(row.occurred_ms),
        "recorded": moment(row.recorded_ms),
        "received": moment(row.received_ms),
        "late_hours": round(row.late_ms / 3_600_000, 1),
        "clock_wrong": row.skewed,
        "here_only": row.here_only,
        "missing_count": row.missing,
        "conflict_count": row.conflicts if isinstance(row, Row) else len(row.conflicts),
    }


def record_object(view: RecordView, standing: str, *, unread: bool = False) -> dict[str, Any]:
    """Everything about one record. ``unread``: it lies where this device cannot read."""
    return {
        **row_object(view),
        "here_only": view.here_only and not (unread and standing == "safe"),
        "deposited": unread,
        "standing": standing,
        "missing": list(view.missing_fields),
        "fields": kinds.fields_shown(view.fields),
        "versions": list(view.versions),
        "conflicts": {
            field: [
                {"version": v.version, "value": v.value, "author": v.author_name} for v in values
            ]
            for field, values in view.conflicts.items()
        },
        "comments": [
            {
                "field": c.field,
                "text": c.text,
                "author": c.author_name,
                "when": moment(c.when_ms),
                "open": c.open,
            }
            for c in view.comments
        ],
        "reviews": [
            {
                "id": r.entry,
                "verdict": r.verdict,
                "author": r.author_name,
                "when": moment(r.when_ms),
                "versions": r.versions,
                "covers_all": r.covers,
            }
            for r in view.reviews
        ],
    }


def print_record(view: RecordView, standing: str, *, unread: bool = False) -> None:
    """One record for a person: head, fields in the order of the form, what is open. ``unread``: it
    lies where this device cannot read."""
    received = when(view.received_ms) if view.received_ms else "not by the store yet"
    if unread and standing == "safe":
        received = "yes, by its receipt"
    out(plain(view.title) + ("   (withdrawn)" if view.withdrawn else ""))
    noun = kinds.KINDS[view.kind].noun
    table(
        [
            ("Kind", noun),
            ("Id", view.id),
            ("Written by", f"{view.author_name}, {view.agency}"),
            *([("Place", view.place_title)] if view.place_title else []),
            ("Recorded", when(view.recorded_ms) + _lateness(view)),
            ("Space", f"{view.space}, which this device cannot read" if unread else view.space),
            ("Received", received),
            ("Standing", STANDINGS[standing]),
            ("Review", _BY_READERS if unread else REVIEWS[view.review]),
            ("Versions", str(len(view.versions))),
        ],
        indent="  ",
    )
    for name in _in_order(view.kind, view.fields):
        if name == kinds.HOME_PROOF:
            continue
        _field(kinds.label(view.kind, name), kinds.describe(view.kind, name, view.fields[name]))
    for name, values in view.conflicts.items():
        out(f"In conflict: {plain(kinds.label(view.kind, name))} ({name})")
        for value in values:
            said = kinds.describe(view.kind, name, value.value)
            out(f"  version {value.version[:SHORT]}  {plain(value.author_name)}: {plain(said)}")
    for comment in view.comments:
        about = f" on {kinds.label(view.kind, comment.field)}" if comment.field else ""
        state = "" if comment.open else ", answered since"
        out(plain(f"Comment{about} by {comment.author_name}, {when(comment.when_ms)}{state}:"))
        paragraph(comment.text, "  ")
    if view.missing_fields:
        out("Missing: " + ", ".join(view.missing_fields))


#: Where the newest version of a record is, in words.
STANDINGS: Final = {
    "only here": "only on this device",
    "sent": "sent, without a receipt yet",
    "safe": "safe in the central store",
}


def _lateness(view: RecordView) -> str:
    late = f", {view.late_ms / 3_600_000:.0f} hours late" if view.late_ms else ""
    return late + (" (the clock was wrong)" if view.skewed else "")


def _in_order(kind: str, fields: dict[str, Any]) -> list[str]:
    known = [f.name for section in kinds.form(kind).sections for f in section.fields]
    return sorted(fields, key=lambda name: known.index(name) if name in known else len(known))


def _field(label: str, text: str) -> None:
    if "\n" in text:
        out(f"{plain(label)}:")
        paragraph(text, "  ")
    else:
        out(f"{plain(label)}: {plain(text)}")


def version_object(version: VersionView) -> dict[str, Any]:
    """One version or review."""
    return {
        "id": version.entry,
        "kind": version.kind,
        "author": version.author_name,
        "agency": version.agency,
        "recorded": moment(version.recorded_ms),
        "received": moment(version.received_ms),
        "position": version.position,
        "reason": version.reason,
        "fields": kinds.fields_shown(version.fields),
        "struck": list(version.struck),
        "clock_wrong": version.skewed,
    }


def print_version(kind: str, version: VersionView) -> None:
    """One version or review, for a person. What was superseded is marked, never left out."""
    place = f"position {version.position}" if version.position else "not in the store yet"
    out(
        plain(
            f"{version.entry[:SHORT]}  {when(version.recorded_ms)}  {version.kind} by "
            f"{version.author_name}, {version.agency} ({place})"
        )
    )
    if version.reason:
        out(f"  Reason: {plain(version.reason)}")
    if version.kind == "reviewed":
        _print_review(version)
        return
    for name in _in_order(kind, version.fields):
        struck = " (superseded)" if name in version.struck else ""
        said = plain(kinds.describe(kind, name, version.fields[name]))
        out(f"  {plain(kinds.label(kind, name))}{struck}: {said}")


def _print_review(version: VersionView) -> None:
    out(f"  {version.fields.get('verdict', '')}")
    for comment in version.fields.get("comments", []):
        about = f"{comment['field']}: " if comment.get("field") else ""
        out(f"  {plain(about + comment['text'])}")


def changes(number: int) -> str:
    """``1 change``, ``2 changes``."""
    return counted(number, "change")
