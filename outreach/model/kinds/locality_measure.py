"""A published figure about an area: soft intelligence is read beside it.

It is an aggregate and about nobody. Small counts are suppressed wherever they are shown or leave
the app (``small``), the ones of a public source too: a source may not have been careful.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.problems import Problem
from outreach.model.values import Code, Count, GssCode, Line

_MEASURES = code_list("locality_measure").labels


class LocalityMeasure(Record):
    """Area, period, what was counted, out of how many, who published it, under which licence."""

    kind: ClassVar[str] = "locality-measure"
    noun: ClassVar[str] = "Locality measure"
    plural: ClassVar[str] = "Locality measures"
    sections: ClassVar = {
        "now": "The measure",
        "source": "Where it comes from",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "premises", "place_name", "latitude", "longitude", "accuracy_m", "point_source",
         "address", "postcode", "uprn", "os_grid", "authority_code", "ward_code", "occurred_from",
         "occurred_to", "occurred_precision", "late_reason", "verbatim", "fact", "handling",
         "handling_conditions", "non_recent", "legal_regime"}
    )  # fmt: skip

    area_code: Annotated[
        GssCode | None,
        Ask(
            label="Area",
            section="now",
            widget="text",
            help="GSS code: E05 a ward, E08 a metropolitan district, such as E08000005",
            wanted=True,
            first=True,
        ),
    ] = None
    period: Annotated[
        Line | None,
        Ask(
            label="Period",
            section="now",
            widget="text",
            help="As the source calls it, such as 2024/25 or 2024 Q3",
            wanted=True,
            first=True,
        ),
    ] = None
    measure: Annotated[
        Code | None,
        Ask(
            label="What was counted",
            section="now",
            widget="choice",
            codes="locality_measure",
            wanted=True,
            first=True,
        ),
    ] = None
    measure_words: Annotated[
        Line | None,
        Ask(
            label="Which measure",
            section="now",
            widget="text",
            wanted=True,
            when=("measure", "custom"),
            beside="measure",
        ),
    ] = None
    numerator: Annotated[
        Count | None,
        Ask(
            label="How many",
            section="now",
            widget="number",
            help="A count of five and over; below that leave it out",
            wanted=True,
        ),
    ] = None
    denominator: Annotated[
        Count | None,
        Ask(label="Out of how many", section="now", widget="number", wanted=True),
    ] = None
    source: Annotated[
        Line | None,
        Ask(
            label="Published by",
            section="source",
            widget="text",
            help="The publisher and the name of the table",
            wanted=True,
        ),
    ] = None
    licence: Annotated[
        Line | None,
        Ask(
            label="Licence",
            section="source",
            widget="text",
            help="Such as Open Government Licence v3",
            wanted=True,
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        code = fields.get("measure")
        said = fields.get("measure_words") if code == "custom" else None
        name = said or (_MEASURES.get(code, code) if type(code) is str else "Locality measure")
        area = fields.get("area_code")
        return f"{first_words(name, 100)}: {area}" if area else first_words(name, 100)

    @staticmethod
    def detail(fields: Fields) -> str:
        parts = (fields.get("period") or "", fields.get("source") or "")
        return first_words(" · ".join(part for part in parts if part), 200)

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        counted, whole = fields.get("numerator"), fields.get("denominator")
        if type(counted) is int and type(whole) is int and counted > whole:
            return [Problem("numerator", "It cannot be more than the whole that it is of")]
        return []
