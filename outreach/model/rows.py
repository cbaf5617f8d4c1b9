"""What the queries give: records as lists, pages and histories show them. Data and nothing else.

Times are milliseconds since 1970, UTC; ids are hexadecimal text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from outreach.model.reviews import State
from outreach.model.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list and a page both show of a record.

    Author, agency and person are the first version's. ``received_ms`` is None while the record is
    only here; ``here_only``: some entry of it is. ``late_ms``: how long after the event it was
    recorded, if that is over the limit, else 0. ``skewed``: a clock was wrong. ``place`` is the
    hotspot or premises it happened at, ``place_title`` that place's title where it is held.
    """

    id: str
    kind: str
    title: str
    subtitle: str
    occurred_ms: int | None
    recorded_ms: int
    received_ms: int | None
    author_name: str
    agency: str
    person: str
    device: str
    space: str
    place: str | None
    place_title: str | None
    review: State
    missing: int
    withdrawn: bool
    late_ms: int
    skewed: bool
    here_only: bool
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Row(Listed):
    """A record in a list; ``conflicts``: how many of its fields are in conflict."""

    conflicts: int


@dataclass(frozen=True, slots=True)
class ConflictValue:
    """One of several values that people gave for a field without knowing of each other."""

    version: str
    value: Any
    author_name: str
    hlc: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Comment:
    """What a supervisor said about a field (None: about the record). ``open``: in a return that no
    later review has answered."""

    field: str | None
    text: str
    author_name: str
    when_ms: int
    open: bool


@dataclass(frozen=True, slots=True)
class Review:
    """A review that counts. ``covers``: it names every version that there is now."""

    entry: str
    verdict: Verdict
    author_name: str
    person: str
    when_ms: int
    versions: list[str]
    covers: bool


@dataclass(frozen=True, slots=True)
class RecordView(Listed):
    """A record's page. ``fields``: the values that stand; ``versions``: the entries of all its
    versions, in order; ``conflicts``: field -> values, the shown one first."""

    fields: dict[str, Any]
    versions: list[str]
    conflicts: dict[str, list[ConflictValue]]
    comments: list[Comment]
    missing_fields: list[str]
    reviews: list[Review]


@dataclass(frozen=True, slots=True)
class VersionView:
    """An entry in a record's history. ``struck``: those of its ``fields`` that a later entry
    supersedes. Of a review ``fields`` holds verdict and comments."""

    entry: str
    author_name: str
    agency: str
    person: str
    recorded_ms: int
    received_ms: int | None
    position: int | None
    fields: dict[str, Any]
    reason: str | None
    kind: Literal["created", "corrected", "withdrawn", "restored", "reviewed"]
    struck: list[str]
    skewed: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A hotspot or premises. ``last_ms``: when something was last recorded to have happened there;
    ``visits``: how many records name it, without withdrawn ones."""

    id: str
    kind: str
    title: str
    subtitle: str
    latitude: float | None
    longitude: float | None
    last_ms: int | None
    visits: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is of what somebody has to know about."""

    records: int
    queue: int
    returned: int
    conflicts: int
    quarantined: int
    unknown: int
