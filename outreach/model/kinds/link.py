"""A link: somebody or something, and what it has to do with somebody or something else.

A link says what was said of two records, by whom and since when. It changes neither: being linked
to a suspect makes nobody a suspect. Which sorts there are and what may stand at their ends is data
(``assets/links.json``); what a link contradicts is looked up when it is saved (``against``).
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.problems import Problem
from outreach.model.values import Code, Day, Line, Ref

LINK = "link"
#: What a link may lead to; one of them.
TO = ("to_record", "to_telephone", "to_handle")
_SORTS = code_list("link_sort").labels
#: What may be linked: all that people, vehicles and places are, and what happened.
_ENDS = (
    "person", "vehicle", "premises", "hotspot", "person-sighting", "vehicle-sighting",
    "hotspot-visit", "premises-check", "outing",
)  # fmt: skip


class Link(Record):
    """What somebody or something has to do with another."""

    kind: ClassVar[str] = LINK
    noun: ClassVar[str] = "Link"
    plural: ClassVar[str] = "Links"
    sections: ClassVar = {
        "now": "The link",
        "when": "Since when",
        "place": "Place",
        "source": "Where it comes from",
        "words": "In words",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "premises", "place_name", "latitude", "longitude", "accuracy_m", "point_source",
         "address", "postcode", "uprn", "os_grid", "authority_code", "ward_code", "occurred_from",
         "occurred_to", "occurred_precision", "late_reason", "verbatim", "category", "non_recent"}
    )  # fmt: skip

    from_record: Annotated[
        Ref | None,
        Ask(label="From", section="now", widget="record", refers=_ENDS, wanted=True, first=True),
    ] = None
    sort: Annotated[
        Code | None,
        Ask(
            label="What the first is to the second",
            section="now",
            widget="choice",
            codes="link_sort",
            wanted=True,
            first=True,
        ),
    ] = None
    to_record: Annotated[
        Ref | None,
        Ask(
            label="To",
            section="now",
            widget="record",
            refers=_ENDS,
            help="A person, a vehicle, a place, or something that happened",
            wanted=True,
            unless=("to_telephone", "to_handle"),
            first=True,
        ),
    ] = None
    to_telephone: Annotated[
        Line | None,
        Ask(
            label="Or a telephone number",
            section="now",
            widget="text",
            unless=("to_record", "to_handle"),
        ),
    ] = None
    to_handle: Annotated[
        Line | None,
        Ask(
            label="Or an online handle",
            section="now",
            widget="text",
            help="With its platform, such as snapchat: nightowl_07",
            unless=("to_record", "to_telephone"),
        ),
    ] = None
    since: Annotated[
        Day | None,
        Ask(
            label="Since",
            section="when",
            widget="date",
            help="When it began, if that is known",
            past=True,
        ),
    ] = None
    until: Annotated[Day | None, Ask(label="Until", section="when", widget="date")] = None
    source: Annotated[
        Line | None,
        Ask(
            label="Who or what says so",
            section="source",
            widget="text",
            help="A record, an agency, a parent. Not the name of somebody who must be protected",
            wanted=True,
            first=True,
        ),
    ] = None
    grade: Annotated[
        Code | None,
        Ask(
            label="How it is known",
            section="source",
            widget="choice",
            codes="how_known",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        sort = fields.get("sort")
        said = _SORTS.get(sort, sort) if type(sort) is str else ""
        other = fields.get("to_telephone") or fields.get("to_handle") or ""
        if not said:
            return "Link"
        return f"Link: {said.lower()} {first_words(other, 60)}".rstrip()

    @staticmethod
    def detail(fields: Fields) -> str:
        days = " to ".join(
            day for name in ("since", "until") if type(day := fields.get(name)) is str and day
        )
        parts = (days, first_words(fields.get("source"), 60), first_words(fields.get("fact")))
        return first_words(" · ".join(part for part in parts if part), 200)

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        found = []
        start, to = fields.get("from_record"), fields.get("to_record")
        if start and start == to:
            found.append(Problem("to_record", "A record is not linked to itself"))
        given = [name for name in TO if fields.get(name)]
        found += [Problem(name, "Give one end: make a second link") for name in given[1:]]
        since, until = fields.get("since"), fields.get("until")
        if since and until and until < since:
            found.append(Problem("until", "It must end after it began"))
        return found
