"""A sanitised version of something that was heard: a record by itself, which leads to nobody.

The rule that this module enforces: it carries no reference to another record, no place on the map
and no words of anybody. What in its text may still lead to somebody is said by ``leads.py``.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.fields import Ask
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.kinds.names import isolated
from outreach.model.problems import Problem
from outreach.model.values import Line, Long

#: What would lead somewhere.
_NEVER = (
    "hotspot", "premises", "latitude", "longitude", "accuracy_m", "point_source", "address",
    "postcode", "uprn", "os_grid", "verbatim", "occurred_from", "occurred_to",
    "occurred_precision", "late_reason",
)  # fmt: skip


class SanitisedIntelligence(Record):
    """What may be known by those who read the safeguarding space, and no more."""

    kind: ClassVar[str] = "sanitised-intelligence"
    noun: ClassVar[str] = "Sanitised intelligence"
    plural: ClassVar[str] = "Sanitised intelligence"
    sections: ClassVar = {
        "now": "What others may know",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(_NEVER)

    fact: Annotated[
        Long | None,
        Ask(
            label="What others may know",
            section="now",
            widget="long",
            help="No names, numbers, addresses or dates that lead to somebody",
            wanted=True,
            first=True,
        ),
    ] = None
    area: Annotated[
        Line | None,
        Ask(
            label="Area, in general words",
            section="now",
            widget="text",
            help="Such as the town centre, on weekend evenings",
        ),
    ] = None
    place_name: Annotated[
        Line | None,
        Ask(label="Place, as people call it", section="place", widget="text"),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        said = first_words(fields.get("fact"), 80)
        return isolated(said) if said else "Sanitised intelligence, nothing said yet"

    @staticmethod
    def detail(fields: Fields) -> str:
        return first_words(fields.get("area"), 120)

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        return [
            Problem(name, "A sanitised version leads to nobody: leave this out")
            for name in _NEVER
            if fields.get(name) is not None
        ]
