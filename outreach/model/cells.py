"""Cells: what a record's fields hold after all its versions, and what is in conflict.

The rules that this module enforces. A cell is (record, field):

1. A write supersedes what its author had seen (``clocks.unseen``); what is superseded is struck
   through, never dropped.
2. Concurrent writes of different fields merge silently. Concurrent writes of the same field with
   different values are a conflict: the highest in rank is shown, all are kept, somebody decides by
   writing again, having seen them.
3. Equal values are no conflict.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from outreach.model.changes import WITHDRAWN, Change
from outreach.model.clocks import rank, unseen


class Cells(NamedTuple):
    """``values`` that stand; ``conflicts``: field -> the writes that stand, the shown one first;
    ``struck``: entry -> the fields whose writes are superseded."""

    values: dict[str, Any]
    withdrawn: bool
    conflicts: dict[str, list[Change]]
    struck: dict[str, list[str]]


def merge(versions: list[Change]) -> Cells:
    """Fold the versions of one record, sorted by ``clocks.order``."""
    writers: dict[str, list[Change]] = {}
    for version in versions:
        for field in version.fields:
            writers.setdefault(field, []).append(version)
    values: dict[str, Any] = {}
    conflicts: dict[str, list[Change]] = {}
    struck: dict[str, list[str]] = {}
    for field, wrote in writers.items():
        standing = unseen(wrote)
        if len(standing) > 1:
            standing = sorted(standing, key=rank, reverse=True)
            distinct = _distinct(standing, field)
            if len(distinct) > 1:
                conflicts[field] = distinct
        values[field] = standing[0].fields[field]
        if len(standing) < len(wrote):
            kept = {version.entry for version in standing}
            for version in wrote:
                if version.entry not in kept:
                    struck.setdefault(version.entry, []).append(field)
    withdrawn = values.pop(WITHDRAWN, False) is True
    return Cells(values, withdrawn, conflicts, struck)


def _distinct(standing: list[Change], field: str) -> list[Change]:
    """One write for each different value, the highest in rank."""
    first: dict[str, Change] = {}
    for version in standing:
        first.setdefault(json.dumps(version.fields[field], sort_keys=True), version)
    return list(first.values())
