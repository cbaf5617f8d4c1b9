"""From a record's entries to the row that lists show.

The rule that this module enforces: a row is a function of the record's entries and of nothing else,
so that every device that holds the same entries shows the same.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic_core import to_json

from outreach.model import kinds, reserved, risk
from outreach.model.cells import Cells, merge
from outreach.model.changes import WITHDRAWN, Change
from outreach.model.clocks import late_ms, moment_ms, order, skewed
from outreach.model.homes import is_home
from outreach.model.ledger import Ledger
from outreach.model.quarantine import OTHER_RECORD
from outreach.model.reviews import Judgement, State, judge


class Standing(NamedTuple):
    """A record as its entries make it: ``versions`` in order, ``refused`` entry -> why. Where no
    version counts there is no record."""

    versions: list[Change]
    cells: Cells
    judgement: Judgement
    refused: dict[str, str]


class Listed(NamedTuple):
    """What a row shows besides the values and the first version's envelope."""

    review: State
    waiting_ms: int | None
    withdrawn: bool
    conflicts: int
    skewed: bool
    here_only: bool


def stand(ledger: Ledger) -> Standing:
    """Fold the entries of one record; it has one version at least."""
    home = min(ledger.versions.values(), key=_nearest_home)
    versions: list[Change] = []
    refused: dict[str, str] = {}
    for version in sorted(ledger.versions.values(), key=order):
        if version.type == home.type and version.space == home.space:
            versions.append(version)
        else:
            refused[version.entry] = OTHER_RECORD
    if unasked := reserved.refused(versions):
        refused |= unasked
        versions = [version for version in versions if version.entry not in unasked]
        if not versions:
            return Standing([], merge([]), Judgement("none", None, [], {}), refused)
    cells = merge(versions)
    reviews = sorted(ledger.reviews.values(), key=order)
    judgement = judge(versions, reviews, reviewed=kinds.reviewed(home.type, cells.values))
    return Standing(versions, cells, judgement, refused | judgement.refused)


def _nearest_home(version: Change) -> tuple[bool, bool, tuple[int, str, int, str], str]:
    """An id belongs to the space that it was made for, if a version proves that (``homes``); else
    to the first version of it in the space where its kind belongs. Somebody who learns an id cannot
    take a record over from a space where others do not look."""
    proved = is_home(version.space, version.record, version.fields, kinds.HOME_PROOF)
    elsewhere = version.space != kinds.space_of(version.type)
    return not proved, elsewhere, order(version), version.space


def listed(standing: Standing) -> Listed:
    """What a row shows of a record with a ledger."""
    versions = standing.versions
    entries = [*versions, *standing.judgement.counting]
    return Listed(
        standing.judgement.state,
        standing.judgement.waiting_ms,
        standing.cells.withdrawn,
        len(standing.cells.conflicts),
        any(skewed(version) for version in versions),
        any(entry.position is None for entry in entries),
    )


def listed_alone(version: Change) -> Listed:
    """What a row shows of a record with a single version: the common case, and the quick one."""
    waits = kinds.reviewed(version.type, version.fields)
    here_only = version.position is None
    return Listed(
        "to_review" if waits else "none",
        (version.received_ms or 0) if waits and not here_only else None,
        version.fields.get(WITHDRAWN, False),
        0,
        skewed(version),
        here_only,
    )


def row(
    number: int,
    first: Change,
    author: int,
    values: dict[str, Any],
    shown: Listed,
    clocks: str | None,
) -> tuple[Any, ...]:
    """The columns of :class:`~outreach.model.tables.RecordRow`, in its order."""
    kind = first.type
    value = values.get
    occurred = moment_ms(value("occurred_from"))
    recorded, zone, since, offset = first.at
    late = 0
    if occurred is not None and recorded > occurred:
        late = late_ms(recorded, occurred, moment_ms(value("occurred_to")))
    place = value("premises") or value("hotspot")
    latitude, longitude = value("latitude"), value("longitude")
    # Truth values as numbers: of anything else the driver asks how to adapt it, each time.
    return (
        number,
        first.record,
        kind,
        first.space,
        kinds.title(kind, values),
        kinds.subtitle(kind, values),
        occurred,
        recorded if occurred is None else occurred,
        recorded,
        first.received_ms,
        shown.waiting_ms,
        0 if shown.waiting_ms is None else _risk(values, late, shown),
        author,
        place,
        latitude,
        longitude,
        shown.review,
        len(kinds.missing(kind, values)),
        kinds.amiss(kind, values),
        int(shown.withdrawn),
        shown.conflicts,
        late,
        int(shown.skewed),
        int(shown.here_only),
        to_json(values).decode(),
        bytes.fromhex(first.entry),
        first.seq,
        first.position,
        first.seen,
        first.hlc[0],
        first.hlc[1],
        zone,
        since,
        offset,
        first.version,
        clocks,
    )


def _risk(values: dict[str, Any], late: int, shown: Listed) -> int:
    said = risk.facts(late=late > 0, conflict=shown.conflicts > 0, withdrawn=shown.withdrawn)
    return risk.rank(values, said)
