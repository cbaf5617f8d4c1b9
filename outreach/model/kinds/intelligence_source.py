"""Who told an item of soft intelligence. Sealed apart from all else.

The rules that this module enforces:

1. It names the item by its id and by nothing else: no place, no time, none of its words. Whoever
   opens one of the two spaces learns nothing of the other.
2. It is no record of a person, and it is never linked to one.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.fields import Ask
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.kinds.names import isolated
from outreach.model.problems import Problem
from outreach.model.values import Code, Line, Note, Ref, Word

#: What a source is never recorded with: it would lead from the one space to the other.
_NEVER = (
    "hotspot", "premises", "place_name", "latitude", "longitude", "accuracy_m", "point_source",
    "postcode", "uprn", "os_grid", "authority_code", "ward_code", "occurred_from", "occurred_to",
    "occurred_precision", "late_reason", "fact", "verbatim", "category", "non_recent", "handling",
    "handling_conditions",
)  # fmt: skip


class IntelligenceSource(Record):
    """Name, ways to reach them, and what must be known before anybody does."""

    kind: ClassVar[str] = "intelligence-source"
    noun: ClassVar[str] = "Source of intelligence"
    plural: ClassVar[str] = "Sources of intelligence"
    apart: ClassVar[bool] = True
    sections: ClassVar = {
        "now": "Who told it",
        "reach": "How to reach them",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(_NEVER)

    item: Annotated[
        Ref | None,
        Ask(
            label="Which item",
            section="now",
            widget="record",
            refers=("soft-intelligence",),
            wanted=True,
            first=True,
        ),
    ] = None
    source_name: Annotated[
        Line | None,
        Ask(
            label="Who told it",
            section="now",
            widget="text",
            help="Kept where only those cleared for sources can open it",
            wanted=True,
            first=True,
        ),
    ] = None
    relation: Annotated[
        Line | None,
        Ask(
            label="What they have to do with it",
            section="now",
            widget="text",
            help="Neighbour, friend of the child, employee",
        ),
    ] = None
    contact_rule: Annotated[
        Code | None,
        Ask(
            label="May they be contacted?",
            section="now",
            widget="choice",
            codes="source_contact",
            wanted=True,
            first=True,
        ),
    ] = None
    source_risk: Annotated[
        Note | None,
        Ask(
            label="What could happen to them if it became known",
            section="now",
            widget="text",
            wanted=True,
        ),
    ] = None
    source_telephone: Annotated[
        Word | None, Ask(label="Telephone", section="reach", widget="text")
    ] = None
    address: Annotated[Line | None, Ask(label="Address", section="reach", widget="text")] = None
    reach_words: Annotated[
        Note | None,
        Ask(
            label="How and when to reach them",
            section="reach",
            widget="text",
            help="Times, safe words, who else may answer",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        name = first_words(fields.get("source_name"), 80)
        return f"Source: {isolated(name)}" if name else "Source, not named"

    @staticmethod
    def detail(fields: Fields) -> str:
        return first_words(fields.get("relation"), 120)

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        return [
            Problem(name, "A source is kept apart from what they told: leave this out")
            for name in _NEVER
            if fields.get(name) is not None
        ]
