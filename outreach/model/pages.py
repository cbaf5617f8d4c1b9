"""A record's page and its history: its entries folded again, to show more than a row keeps.

The rule that this module enforces: every version is there, with the author, the time, the reason,
and the fields that a later one supersedes struck through. A review that does not count is not.
"""

from __future__ import annotations

import re
from dataclasses import fields as fields_of
from typing import Any, Final

from outreach.model import kinds
from outreach.model.batch import held_ledger
from outreach.model.cells import Cells
from outreach.model.changes import WITHDRAWN, Change
from outreach.model.clocks import order, skewed, unseen
from outreach.model.fold import ReadModel
from outreach.model.projection import Standing, stand
from outreach.model.rows import Comment, ConflictValue, Listed, RecordView, Review, Row, VersionView
from outreach.model.tables import RecordRow, columns
from outreach.model.verdicts import REVIEW
from sync.errors import NotFound

#: The columns of a :class:`~outreach.model.rows.Row`, in its order.
LISTED: Final = (
    "SELECT r.id, r.kind, r.title, r.subtitle, r.occurred_ms, r.recorded_ms, r.received_ms,"
    " a.name, a.agency, a.person, a.device, r.space, r.place, p.title, r.review, r.missing,"
    " r.withdrawn, r.late_ms, r.skewed, r.here_only, r.latitude, r.longitude, r.conflicts"
)
JOINED: Final = " CROSS JOIN author a ON a.id = r.author LEFT JOIN record p ON p.id = r.place"

_ALL: Final = ", ".join(columns(RecordRow))
_LISTED_ONE: Final = f"{LISTED} FROM record r{JOINED} WHERE r.id = ?"
_STORED_ONE: Final = f"SELECT {_ALL} FROM record WHERE id = ?"  # noqa: S608 - our own names
_HEX: Final = re.compile(r"[0-9a-f]{1,32}")


_COMMON: Final = tuple(field.name for field in fields_of(Listed))


def row_of(found: tuple[Any, ...]) -> Row:
    """A row of :data:`LISTED`, with booleans, which SQLite does not have."""
    withdrawn, late_ms, skewed, here_only = found[16:20]
    flags = (bool(withdrawn), late_ms, bool(skewed), bool(here_only))
    values: tuple[Any, ...] = (*found[:16], *flags, *found[20:])
    return Row(*values)


def identify(model: ReadModel, prefix: str) -> str:
    """The id of the one record whose id begins so.

    Raises:
        NotFound: none, or more than one.
    """
    wanted = prefix.strip().lower()
    found: list[tuple[str]] = []
    if _HEX.fullmatch(wanted):
        with model.lock:
            found = model.connection.execute(
                "SELECT id FROM record WHERE id BETWEEN ? AND ? LIMIT 2", (wanted, wanted + "g")
            ).fetchall()
    if not found:
        raise NotFound("There is no record with that id on this device.")
    if len(found) > 1:
        raise NotFound(
            "More than one record has an id that begins so.", advice="Give more of the id."
        )
    return found[0][0]


def show(model: ReadModel, prefix: str) -> RecordView:
    """A record's page, by its id or an unambiguous beginning of it.

    Raises:
        NotFound: no record, or more than one, has an id that begins so.
    """
    with model.lock:
        record = identify(model, prefix)
        row = row_of(model.connection.execute(_LISTED_ONE, (record,)).fetchone())
        standing = standing_of(model, record)
    values = standing.cells.values
    judgement, cells = standing.judgement, standing.cells
    entries = [version.entry for version in standing.versions]
    still_open = {review.entry for review in unseen(judgement.counting)}
    common = {name: getattr(row, name) for name in _COMMON}
    return RecordView(
        **common,
        fields=values,
        versions=entries,
        conflicts=_conflicts(cells),
        comments=[
            Comment(
                comment.get("field"),
                comment["text"],
                _name(review),
                review.at.wall_ms,
                review.entry in still_open and review.fields["verdict"] == "returned",
            )
            for review in judgement.counting
            for comment in review.fields.get("comments", [])
        ],
        missing_fields=kinds.missing(row.kind, values),
        reviews=[
            Review(
                review.entry,
                review.fields["verdict"],
                _name(review),
                review.author.person if review.author is not None else "",
                review.at.wall_ms,
                review.fields["versions"],
                set(entries).issubset(review.fields["versions"]),
            )
            for review in judgement.counting
        ],
    )


def history(model: ReadModel, prefix: str) -> list[VersionView]:
    """Every version of a record and every review of it that counts, oldest first.

    Raises:
        NotFound: no record, or more than one, has an id that begins so.
    """
    with model.lock:
        standing = standing_of(model, identify(model, prefix))
    first = standing.versions[0]
    entries = sorted([*standing.versions, *standing.judgement.counting], key=order)
    return [_version_view(entry, first, standing.cells) for entry in entries]


def _version_view(entry: Change, first: Change, cells: Cells) -> VersionView:
    fields = entry.fields
    if entry.type == REVIEW:
        fields = {name: fields.get(name, []) for name in ("verdict", "comments")}
    return VersionView(
        entry.entry,
        _name(entry),
        entry.author.agency if entry.author is not None else "",
        entry.author.person if entry.author is not None else "",
        entry.at.wall_ms,
        entry.received_ms,
        entry.position,
        fields,
        entry.reason,
        _what(entry, first),
        cells.struck.get(entry.entry, []),
        skewed(entry),
    )


def _what(entry: Change, first: Change) -> Any:
    if entry.type == REVIEW:
        return "reviewed"
    withdrawn = entry.fields.get(WITHDRAWN)
    if withdrawn is not None:
        return "withdrawn" if withdrawn else "restored"
    return "created" if entry is first and entry.reason is None else "corrected"


def standing_of(model: ReadModel, record: str) -> Standing:
    """A record folded again from its entries, as the page shows more than the row keeps. The caller
    holds the model's lock; ``record`` is a whole id that exists."""
    found = model.connection.execute(_STORED_ONE, (record,)).fetchone()
    return stand(held_ledger(found, model.writers.writer))


def _conflicts(cells: Cells) -> dict[str, list[ConflictValue]]:
    return {
        field: [ConflictValue(c.entry, c.fields[field], _name(c), c.hlc) for c in versions]
        for field, versions in cells.conflicts.items()
    }


def _name(change: Change) -> str:
    return change.author.name if change.author is not None else ""
