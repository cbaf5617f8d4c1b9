"""What is told about an import, sealed beside its records: from which file, with which mapping.

A change of the type ``register-import`` (``notices``); the newest one about an import stands. It is
also how the mapping of a register is remembered, on every device that reads its space.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from outreach.model.fold import ReadModel
from outreach.model.notices import REGISTER_IMPORT, Notice

State = Literal["begun", "done", "undone"]

_SHORT: Final = re.compile(r"[0-9a-f]{4,32}")


@dataclass(frozen=True, slots=True)
class Told:
    """An import as it stands. ``begun_ms``, ``told_ms``: by the clocks of the devices, when it
    began and when the newest was said about it. ``counts``: what was counted, by name."""

    id: str
    state: State
    kind: str
    source: str
    file: str
    sha256: str
    mapping: Mapping[str, list[str]]
    counts: Mapping[str, int]
    begun_ms: int
    told_ms: int
    by: str


def imports(model: ReadModel) -> list[Told]:
    """Every import that this device knows of, the newest first."""
    found: dict[str, Told] = {}
    for notice in model.notices(REGISTER_IMPORT):
        told = _told(notice, found.get(notice.fields["import"]))
        found[told.id] = told
    return sorted(found.values(), key=lambda one: (one.begun_ms, one.id), reverse=True)


def remembered(model: ReadModel, kind: str, source: str) -> Mapping[str, list[str]]:
    """The mapping that was used the last time for a register of that name; empty for a new one."""
    same = (one for one in imports(model) if (one.kind, one.source) == (kind, source))
    return next((one.mapping for one in same if one.mapping), {})


def identify(model: ReadModel, prefix: str) -> list[Told]:
    """The imports whose id begins so."""
    if not _SHORT.fullmatch(prefix):
        return []
    return [one for one in imports(model) if one.id.startswith(prefix)]


def _told(notice: Notice, before: Told | None) -> Told:
    fields: dict[str, Any] = notice.fields
    return Told(
        id=fields["import"],
        state=fields["state"],
        kind=fields["kind"],
        source=fields["source"],
        file=fields["file"],
        sha256=fields["sha256"],
        mapping=fields["mapping"],
        counts=fields["counts"],
        begun_ms=before.begun_ms if before is not None else notice.recorded_ms,
        told_ms=notice.recorded_ms,
        by=notice.name,
    )
