"""What every record carries: when, where, what kind of concern, and three kinds of words.

Fact, assessment and verbatim speech never share a field. Author, agency, device and the times of
recording and receipt come from the signed entry; nobody types them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict

from outreach.model.fields import Ask, Asked
from outreach.model.kinds.answers import Unknown
from outreach.model.problems import Problem
from outreach.model.values import (
    Code,
    Codes,
    GridReference,
    GssCode,
    Instant,
    Latitude,
    Line,
    Long,
    Longitude,
    Metres,
    Note,
    Postcode,
    Ref,
    Uprn,
    YesNo,
)

Fields = Mapping[str, Any]

#: Any of these says where it was.
PLACED = ("hotspot", "premises", "latitude", "address", "postcode", "place_name")


class Record(Asked):
    """The common header. Everything is optional; what is wanted is reported, never demanded."""

    model_config = ConfigDict(extra="forbid")

    #: Kebab case, as on the command line and in every entry.
    kind: ClassVar[str]
    #: As people say it, in the singular and the plural.
    noun: ClassVar[str]
    plural: ClassVar[str]
    version: ClassVar[int] = 1

    occurred_from: Annotated[
        Instant | None,
        Ask(label="When", section="when", widget="datetime", wanted=True, first=True),
    ] = None
    occurred_to: Annotated[
        Instant | None, Ask(label="Until", section="when", widget="datetime")
    ] = None
    occurred_precision: Annotated[
        Code | None,
        Ask(
            label="How exact is the time?",
            section="when",
            widget="choice",
            codes="precision",
        ),
    ] = None
    late_reason: Annotated[
        Note | None,
        Ask(
            label="Why it is recorded late",
            section="when",
            widget="text",
            help="Say why when more than a day lies between the event and this record",
        ),
    ] = None

    hotspot: Annotated[
        Ref | None,
        Ask(label="Hotspot", section="place", widget="place", refers=("hotspot",)),
    ] = None
    premises: Annotated[
        Ref | None,
        Ask(label="Premises", section="place", widget="place", refers=("premises",)),
    ] = None
    place_name: Annotated[
        Line | None,
        Ask(
            label="Place, as people call it",
            section="place",
            widget="text",
            wanted=True,
            unless=PLACED,
        ),
    ] = None
    latitude: Annotated[
        Latitude | None, Ask(label="Position on the map", section="place", widget="point")
    ] = None
    longitude: Annotated[
        Longitude | None, Ask(label="Longitude", section="place", widget="number", of="latitude")
    ] = None
    accuracy_m: Annotated[
        Metres | None,
        Ask(label="Accuracy in metres", section="place", widget="number", of="latitude"),
    ] = None
    point_source: Annotated[
        Code | None,
        Ask(
            label="Where the position comes from",
            section="place",
            widget="choice",
            codes="point_source",
            of="latitude",
        ),
    ] = None
    address: Annotated[Line | None, Ask(label="Address", section="place", widget="text")] = None
    postcode: Annotated[Postcode | None, Ask(label="Postcode", section="place", widget="text")] = (
        None
    )
    uprn: Annotated[
        Uprn | None,
        Ask(
            label="UPRN",
            section="place",
            widget="text",
            help="Unique property reference number, up to 12 digits",
        ),
    ] = None
    os_grid: Annotated[
        GridReference | None,
        Ask(
            label="OS grid reference",
            section="place",
            widget="text",
            help="Such as SJ 842 981",
        ),
    ] = None
    authority_code: Annotated[
        GssCode | None,
        Ask(
            label="Local authority code",
            section="place",
            widget="text",
            help="GSS code, such as E08000005 for Rochdale",
        ),
    ] = None
    ward_code: Annotated[
        GssCode | None,
        Ask(label="Ward code", section="place", widget="text", help="GSS code, such as E05011361"),
    ] = None

    fact: Annotated[
        Long | None,
        Ask(
            label="What happened",
            section="words",
            widget="long",
            help="Only what was seen, heard or done",
        ),
    ] = None
    verbatim: Annotated[
        Long | None,
        Ask(
            label="Words spoken, exactly",
            section="words",
            widget="verbatim",
            help="A child's own words, unprompted. Do not tidy them up, do not ask questions",
        ),
    ] = None
    assessment: Annotated[
        Long | None,
        Ask(
            label="What you make of it",
            section="words",
            widget="long",
            help="Your professional view, apart from the facts",
        ),
    ] = None

    category: Annotated[
        Codes | None,
        Ask(label="Concern", section="about", widget="chips", codes="category"),
    ] = None
    handling: Annotated[
        Code | None,
        Ask(label="Handling", section="about", widget="choice", codes="handling"),
    ] = None
    handling_conditions: Annotated[
        Note | None,
        Ask(
            label="Conditions for sharing",
            section="about",
            widget="text",
            wanted=True,
            when=("handling", "conditions"),
        ),
    ] = None
    legal_regime: Annotated[
        Code | None,
        Ask(
            label="Recorded under",
            section="about",
            widget="choice",
            codes="legal_regime",
        ),
    ] = None
    non_recent: Annotated[
        YesNo | None,
        Ask(
            label="Non-recent",
            section="about",
            widget="yesno",
            help="It happened a long time ago and was told now",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        """One line that names the record in a list."""
        raise NotImplementedError

    @staticmethod
    def detail(fields: Fields) -> str:
        """A second line that tells it from its neighbours."""
        return first_words(fields.get("fact"))

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        """Answers that cannot both be true. Looks only at fields that are given."""
        return []

    @staticmethod
    def impossible(fields: Fields, given: Sequence[str], today: date) -> list[Problem]:
        """What cannot be on that day. ``given``: the fields that are written now; what time alone
        has made wrong is no problem of theirs."""
        return []

    @staticmethod
    def odd(fields: Fields, today: date) -> list[Problem]:
        """What is odd on that day and may be right: advice, which blocks nothing."""
        return []


def where(fields: Fields) -> str:
    """The shortest words for where it was, from the record alone; empty when it does not say."""
    for name in ("place_name", "address", "postcode"):
        value = fields.get(name)
        if type(value) is str and value:
            return value if len(value) <= 80 else f"{value[:79]}…"
    return ""


def first_words(value: object, most: int = 120) -> str:
    """The beginning of a narrative, on one line."""
    if type(value) is not str:
        return ""
    line = " ".join(value[: most * 2].split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


__all__ = ["PLACED", "Fields", "Record", "Unknown", "first_words", "where"]
