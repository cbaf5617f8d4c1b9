"""Another name of somebody, as a record of its own.

A person has any number of them. Two people who each heard a name add an ``alias`` each and never
stand in each other's way; what turns out to be wrong is withdrawn by itself.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.kinds.names import isolated
from outreach.model.problems import Problem
from outreach.model.values import Code, Day, Line, Ref

_SORTS = code_list("name_sort").labels
_PLATFORMS = code_list("online_platform").labels


class Alias(Record):
    """A name, a nickname or a handle: whose, of what sort, when it was heard and from whom."""

    kind: ClassVar[str] = "alias"
    noun: ClassVar[str] = "Another name"
    plural: ClassVar[str] = "Other names"
    sections: ClassVar = {
        "now": "The name",
        "heard": "When it was heard",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "premises", "place_name", "latitude", "longitude", "accuracy_m", "point_source",
         "address", "postcode", "uprn", "os_grid", "authority_code", "ward_code", "occurred_from",
         "occurred_to", "occurred_precision", "late_reason", "verbatim", "category", "non_recent"}
    )  # fmt: skip

    person: Annotated[
        Ref | None,
        Ask(
            label="Whose name it is",
            section="now",
            widget="record",
            refers=("person",),
            wanted=True,
            first=True,
        ),
    ] = None
    name: Annotated[
        Line | None,
        Ask(label="Name, nickname or handle", section="now", widget="text", wanted=True,
            first=True),
    ] = None  # fmt: skip
    sort: Annotated[
        Code | None,
        Ask(
            label="What sort of name",
            section="now",
            widget="choice",
            codes="name_sort",
            wanted=True,
            first=True,
        ),
    ] = None
    platform: Annotated[
        Code | None,
        Ask(
            label="On which platform",
            section="now",
            widget="choice",
            codes="online_platform",
            wanted=True,
            when=("sort", "online"),
            beside="sort",
            first=True,
        ),
    ] = None
    first_heard: Annotated[
        Day | None, Ask(label="First heard", section="heard", widget="date", past=True)
    ] = None
    last_heard: Annotated[
        Day | None, Ask(label="Last heard", section="heard", widget="date", past=True)
    ] = None
    source: Annotated[
        Line | None,
        Ask(
            label="Where it comes from",
            section="heard",
            widget="text",
            help="Never a source who has to be protected",
            wanted=True,
        ),
    ] = None
    grade: Annotated[
        Code | None,
        Ask(label="How it is known", section="heard", widget="choice", codes="how_known"),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        name = first_words(fields.get("name"), 80)
        return isolated(name) if name else "Another name, not said"

    @staticmethod
    def detail(fields: Fields) -> str:
        sort, platform = fields.get("sort"), fields.get("platform")
        parts = [_SORTS.get(sort, sort)] if type(sort) is str else []
        if type(platform) is str:
            parts.append(_PLATFORMS.get(platform, platform))
        parts.append(first_words(fields.get("source"), 80))
        return first_words(" · ".join(part for part in parts if part), 200)

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        first, last = fields.get("first_heard"), fields.get("last_heard")
        if first and last and last < first:
            return [Problem("last_heard", "It was last heard before it was first heard")]
        return []
