"""Two records that are said to be of one person, vehicle or place, and the second person's yes.

A merge joins nothing by being written: it counts when somebody else confirms it (``merges``), and
ends when either is withdrawn. Every record stays what it is.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from outreach.model.fields import Ask
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.problems import Problem
from outreach.model.values import Note, Ref, Refs

MERGE = "merge"
CONFIRMATION = "merge-confirmation"
#: What may be said to be one with another.
_ENDS = ("person", "vehicle", "premises", "hotspot")
_NOT_ASKED = frozenset(
    {"hotspot", "premises", "place_name", "latitude", "longitude", "accuracy_m", "point_source",
     "address", "postcode", "uprn", "os_grid", "authority_code", "ward_code", "occurred_from",
     "occurred_to", "occurred_precision", "late_reason", "verbatim", "category", "non_recent",
     "assessment", "fact"}
)  # fmt: skip
#: Ids of entries, 64 hex.
Entries = Annotated[
    list[Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{64}$")]],
    Field(max_length=200),
]


class Merge(Record):
    """Records that are said to be of one: which leads, and why."""

    kind: ClassVar[str] = MERGE
    noun: ClassVar[str] = "Merge"
    plural: ClassVar[str] = "Merges"
    sections: ClassVar = {
        "now": "What is one",
        "when": "When",
        "place": "Place",
        "words": "In words",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = _NOT_ASKED

    joins: Annotated[
        Refs | None,
        Ask(
            label="These are",
            section="now",
            widget="record",
            refers=_ENDS,
            wanted=True,
            first=True,
        ),
    ] = None
    leads: Annotated[
        Ref | None,
        Ask(
            label="The same as this one, whose page shows all of them",
            section="now",
            widget="record",
            refers=_ENDS,
            wanted=True,
            first=True,
        ),
    ] = None
    why: Annotated[
        Note | None,
        Ask(
            label="Why you think so",
            section="now",
            widget="text",
            help="A second person reads this and confirms it, or does not",
            wanted=True,
            first=True,
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        joined = fields.get("joins")
        return f"Merge of {len(joined) + 1} records" if type(joined) is list and joined else "Merge"

    @staticmethod
    def detail(fields: Fields) -> str:
        return first_words(fields.get("why"), 200)

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        if fields.get("leads") in (fields.get("joins") or ()):
            return [Problem("leads", "A record is not merged with itself")]
        return []


class MergeConfirmation(Record):
    """A second person's word that a merge is right, and the versions of it that they read."""

    kind: ClassVar[str] = CONFIRMATION
    noun: ClassVar[str] = "Confirmation of a merge"
    plural: ClassVar[str] = "Confirmations of merges"
    sections: ClassVar = {
        "now": "The merge",
        "when": "When",
        "place": "Place",
        "words": "In words",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = _NOT_ASKED

    merge: Annotated[
        Ref | None,
        Ask(
            label="The merge",
            section="now",
            widget="record",
            refers=(MERGE,),
            wanted=True,
            first=True,
        ),
    ] = None
    versions: Annotated[
        Entries | None,
        Ask(label="As it was read", section="about", widget="text", of="merge"),
    ] = None
    why: Annotated[Note | None, Ask(label="What speaks for it", section="now", widget="text")] = (
        None
    )

    @staticmethod
    def headline(fields: Fields) -> str:
        return "Merge confirmed"

    @staticmethod
    def detail(fields: Fields) -> str:
        return first_words(fields.get("why"), 200)
