"""Records of one kind as a file: CSV for people with a spreadsheet, JSON Lines for programs.

The rules that this module enforces:

1. Withdrawn records are in it, and say that they were; what the app hides from the person is not,
   and the person is told how many.
2. CSV has labels and spoken values; JSON Lines the names of ``outreach schema`` and the values as
   they are kept. Both say who wrote what, when, how often it was changed and whether it was
   reviewed. Both carry the marking in every row.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias

from outreach.exporting import Document, Held
from outreach.exports.table import Cell, as_csv
from outreach.model import kinds, outgoing
from outreach.model.kinds.registry import plan_of
from outreach.model.queries import RecordView
from outreach.session import Session
from outreach.words import _, mark
from sync.errors import InputError

Format: TypeAlias = Literal["csv", "jsonl"]

_REVIEWS: Final = {
    "to_review": mark("To be reviewed"),
    "approved": mark("Approved"),
    "returned": mark("Returned for correction"),
    "corrected": mark("Corrected, to be reviewed"),
    "none": mark("Not reviewed"),
}


def records(
    session: Session,
    kind: str,
    form: Format,
    *,
    first: str = "",
    last: str = "",
) -> Document:
    """Every record of a kind that this person may read, newest first.

    Args:
        first, last: the first and the last day, as 2026-11-28, by the clock on the wall.

    Raises:
        UnknownKind. NotAllowed: without the duty. InputError: of a kind that is counts only.
    """
    plan_of(kind)
    session.check_export("records")
    if outgoing.never_leaves(kind):
        raise InputError(
            "Who told it never leaves in a file. Nothing left.",
            advice="A sanitised version leads to nobody: export that.",
        )
    if outgoing.only_as_counts(kind):
        raise InputError(
            "These leave as a table by ward, without counts under five. Nothing left.",
            advice="Use `outreach export localities`, or Insights, By ward.",
        )
    ids = [row.id for row in session.rows(kind)]
    views, left_out = session.all_to_go_out(ids)
    chosen = [view for view in views if within(view, first, last)]
    marking = outgoing.marking(view.fields for view in chosen)
    made = of_views(kind, chosen, form, marking)
    span = f", {first or '…'} to {last or '…'}" if first or last else ""
    return Document(
        sort="records",
        name=f"outreach-{kind}.{form}",
        what=f"{kind} as {form.upper()}{span}",
        content=made,
        marking=marking,
        records=tuple(Held.of(view) for view in chosen),
        left_out=left_out,
    )


def within(view: RecordView, first: str, last: str) -> bool:
    """Whether a record is of these days, both included; "" is no bound."""
    day = day_of(view)
    return (not first or day >= first) and (not last or day <= last)


def day_of(view: RecordView) -> str:
    """The day of a record: of the event by the clock on the wall, else of the recording."""
    occurred = view.fields.get("occurred_from")
    if isinstance(occurred, str):
        return occurred[:10]
    ms = view.occurred_ms if view.occurred_ms is not None else view.recorded_ms
    return moment(ms)[:10]


def moment(ms: int | None) -> str:
    """RFC 3339 in UTC; "" for none, or for what no calendar has."""
    if ms is None:
        return ""
    try:
        return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return ""


def of_views(kind: str, views: Sequence[RecordView], form: Format, marking: str) -> bytes:
    """The file's bytes."""
    return _lines(views, marking) if form == "jsonl" else _table(kind, views, marking)


def _lines(views: Sequence[RecordView], marking: str) -> bytes:
    lines = (json.dumps(_object(v, marking), ensure_ascii=False, allow_nan=False) for v in views)
    return "".join(f"{line}\n" for line in lines).encode()


def _object(view: RecordView, marking: str) -> dict[str, Any]:
    return {
        "marking": marking,
        "id": view.id,
        "kind": view.kind,
        "schema_version": kinds.KINDS[view.kind].version,
        "space": view.space,
        "versions": list(view.versions),
        "review": view.review,
        "withdrawn": view.withdrawn,
        "author": view.author_name,
        "agency": view.agency,
        "recorded": moment(view.recorded_ms),
        "received": moment(view.received_ms) or None,
        "late_ms": view.late_ms,
        "clock_wrong": view.skewed,
        "in_conflict": sorted(view.conflicts),
        "missing": list(view.missing_fields),
        "fields": {n: v for n, v in view.fields.items() if n != kinds.HOME_PROOF},
    }


def _table(kind: str, views: Sequence[RecordView], marking: str) -> bytes:
    plan = plan_of(kind)
    asked = [f for section in kinds.form(kind).sections for f in section.fields]
    names = list(
        dict.fromkeys(n for one in asked for n in (one.name, *one.parts) if n in plan.asks)
    )
    used = {name for view in views for name in view.fields} - {kinds.HOME_PROOF, kinds.GIVEN}
    # What no form asks and a record has all the same, from another version or by an import.
    names += sorted((used & plan.asks.keys()) - set(names))
    about = (
        _("Id"), _("Versions"), _("Review"), _("Withdrawn"), _("Written by"), _("Agency"),
        _("Recorded"), _("Received by the store"), _("In conflict"),
    )  # fmt: skip
    headings = [*about, *(_(plan.asks[name].label) for name in names)]
    rows = ([*_about(view), *(_cell(view, name) for name in names)] for view in views)
    return as_csv(headings, rows, marking)


def _about(view: RecordView) -> list[Cell]:
    return [
        view.id,
        len(view.versions),
        _(_REVIEWS[view.review]),
        _("Yes") if view.withdrawn else _("No"),
        view.author_name,
        view.agency,
        moment(view.recorded_ms),
        moment(view.received_ms),
        ", ".join(_(kinds.label(view.kind, name)) for name in sorted(view.conflicts)),
    ]


def _cell(view: RecordView, name: str) -> Cell:
    value = view.fields.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if name in plan_of(view.kind).instants:
        return str(value)  # to the second, with the offset: a spreadsheet can sort it
    return kinds.describe(view.kind, name, value)
