"""Soft intelligence: one item, from anybody, about anything. Who told it stands elsewhere.

The rules that this module enforces:

1. One item each: what is true of one part of a story need not be true of another.
2. Nothing here says who told it. That goes to ``intelligence-source``, in a space of its own, which
   names this item by its id and by nothing else.
3. Grades are set by those who were trained for it (``reserved.py``); until then the item is shown
   as *not graded*. Handling with conditions says which.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.header import Fields, Record, first_words, where
from outreach.model.kinds.names import isolated
from outreach.model.problems import Problem
from outreach.model.values import Code, Long, Note, YesNo
from outreach.words import mark

_SOURCES = code_list("source_type").labels
#: The grades, in the order in which they are said: 2 D C.
GRADES = ("source_grade", "assessment_grade", "handling_grade")
NOT_GRADED = mark("Not graded")


class SoftIntelligence(Record):
    """What was heard, from what sort of source, how they know it, and how it is graded."""

    kind: ClassVar[str] = "soft-intelligence"
    noun: ClassVar[str] = "Soft intelligence"
    plural: ClassVar[str] = "Soft intelligence"
    sections: ClassVar = {
        "now": "What was heard",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "grading": "Grading, by those trained for it",
        "about": "About this record",
    }
    #: Who told it goes to the sealed sources and nowhere else.
    also: ClassVar = {"intelligence-source": "item"}
    not_asked: ClassVar[frozenset[str]] = frozenset({"handling", "late_reason"})

    fact: Annotated[
        Long | None,
        Ask(
            label="What was heard",
            section="now",
            widget="long",
            help="One item. Say nothing here that tells who told it",
            wanted=True,
            first=True,
        ),
    ] = None
    source_type: Annotated[
        Code | None,
        Ask(
            label="What sort of source",
            section="now",
            widget="choice",
            codes="source_type",
            wanted=True,
            first=True,
        ),
    ] = None
    how_known: Annotated[
        Code | None,
        Ask(
            label="How do they know it?",
            section="now",
            widget="choice",
            codes="how_known",
            wanted=True,
            first=True,
        ),
    ] = None
    source_grade: Annotated[
        Code | None,
        Ask(label="Source", section="grading", widget="choice", codes="source_grade"),
    ] = None
    assessment_grade: Annotated[
        Code | None,
        Ask(label="Assessment", section="grading", widget="choice", codes="assessment_grade"),
    ] = None
    handling_grade: Annotated[
        Code | None,
        Ask(label="Handling", section="grading", widget="choice", codes="handling_grade"),
    ] = None
    handling_conditions: Annotated[
        Note | None,
        Ask(
            label="Conditions for sharing",
            section="grading",
            widget="text",
            wanted=True,
            when=("handling_grade", "c"),
            beside="handling_grade",
        ),
    ] = None
    sanitised: Annotated[
        YesNo | None,
        Ask(
            label="A sanitised version was made",
            section="grading",
            widget="yesno",
            help="Which one it is is kept nowhere",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        said = first_words(fields.get("fact"), 80)
        return isolated(said) if said else "Soft intelligence, nothing said yet"

    @staticmethod
    def detail(fields: Fields) -> str:
        source = fields.get("source_type")
        parts = [graded(fields), _SOURCES.get(source, source) if type(source) is str else ""]
        parts.append(where(fields))
        return first_words(" · ".join(part for part in parts if part), 200)

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        if fields.get("handling_grade") == "c" and not fields.get("handling_conditions"):
            return [Problem("handling_conditions", "Handling C needs its conditions in words")]
        return []


def graded(fields: Fields) -> str:
    """The grades as they are said, such as ``2 D C``; a grade that is not set yet is a dash, and
    without any the item is *not graded*."""
    held = [fields.get(name) for name in GRADES]
    if not any(held):
        return NOT_GRADED
    return " ".join(str(one).upper() if one else "-" for one in held)
