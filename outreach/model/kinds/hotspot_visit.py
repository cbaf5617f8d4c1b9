"""A visit to a hotspot. *Nothing seen* is an answer, and takes three taps; the rest can wait.

An immediate risk is for 999, not for a form: the form says so beside the question.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Attendees, Unknown
from outreach.model.kinds.header import PLACED, Fields, Record, first_words, where
from outreach.model.problems import Problem
from outreach.model.values import Code, Codes, Instant, Line, Long, Note, Ref, YesNo

_TYPES = code_list("hotspot_type").labels
_INDICATORS = code_list("indicator").labels
_QUIET = ("nothing_seen",)


class HotspotVisit(Record):
    """What a team saw and did at one hotspot, from arriving to leaving."""

    kind: ClassVar[str] = "hotspot-visit"
    noun: ClassVar[str] = "Hotspot visit"
    plural: ClassVar[str] = "Hotspot visits"
    sections: ClassVar = {
        "now": "This visit",
        "seen": "What you saw",
        "words": "In words",
        "later": "Complete later",
        "conditions": "The place that night",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    also: ClassVar = {"vehicle-sighting": "visit", "person-sighting": "visit"}
    also_unless: ClassVar = _QUIET

    hotspot: Annotated[
        Ref | None,
        Ask(
            label="Hotspot",
            section="now",
            widget="place",
            refers=("hotspot",),
            wanted=True,
            unless=PLACED,
            first=True,
        ),
    ] = None
    place_name: Annotated[
        Line | None, Ask(label="Place, as people call it", section="place", widget="text")
    ] = None
    hotspot_type: Annotated[
        Code | None,
        Ask(
            label="Type of place",
            section="place",
            widget="choice",
            codes="hotspot_type",
            wanted=True,
            unless=("hotspot",),
        ),
    ] = None
    occurred_from: Annotated[
        Instant | None,
        Ask(label="Arrived", section="now", widget="datetime", wanted=True, first=True),
    ] = None
    nothing_seen: Annotated[
        YesNo | None,
        Ask(
            label="Nothing seen",
            section="now",
            widget="yesno",
            help="You looked, and there was nothing of concern",
            first=True,
        ),
    ] = None
    immediate_risk: Annotated[
        YesNo | None,
        Ask(
            label="Is anyone at immediate risk?",
            section="seen",
            widget="yesno",
            help="If so, call 999 now and come back to this later",
            unless=_QUIET,
            first=True,
        ),
    ] = None
    indicators: Annotated[
        Codes | None,
        Ask(
            label="Indicators seen",
            section="seen",
            widget="chips",
            codes="indicator",
            wanted=True,
            unless=_QUIET,
            first=True,
        ),
    ] = None
    fact: Annotated[
        Long | None,
        Ask(
            label="What you saw and did",
            section="seen",
            widget="long",
            help="Only what was seen, heard or done. Who did it, not who risked it",
            wanted=True,
            unless=_QUIET,
            first=True,
        ),
    ] = None
    estimated_under_18s: Annotated[
        Code | Unknown | None,
        Ask(
            label="Under-18s, about",
            section="seen",
            widget="choice",
            codes="people_band",
            wanted=True,
            unless=_QUIET,
        ),
    ] = None
    estimated_adults: Annotated[
        Code | Unknown | None,
        Ask(
            label="Adults, about",
            section="seen",
            widget="choice",
            codes="people_band",
            wanted=True,
            unless=_QUIET,
        ),
    ] = None
    wishes: Annotated[
        Long | None,
        Ask(
            label="What the child wants",
            section="words",
            widget="verbatim",
            help="Wishes and feelings, in the child's words",
        ),
    ] = None
    presence_effect: Annotated[
        Codes | None,
        Ask(
            label="What our presence changed",
            section="later",
            widget="chips",
            codes="presence_effect",
            wanted=True,
            unless=_QUIET,
        ),
    ] = None
    purpose: Annotated[
        Code | None,
        Ask(
            label="Purpose",
            section="later",
            widget="choice",
            codes="visit_purpose",
            wanted=True,
        ),
    ] = None
    tasking: Annotated[
        Note | None,
        Ask(
            label="Tasking",
            section="later",
            widget="text",
            help="Who asked for it, and the reference",
            wanted=True,
            when=("purpose", "intelligence_led"),
        ),
    ] = None
    occurred_to: Annotated[
        Instant | None, Ask(label="Left", section="later", widget="datetime", wanted=True)
    ] = None
    outing: Annotated[
        Ref | None,
        Ask(label="Outing", section="later", widget="record", refers=("outing",)),
    ] = None
    attendees: Annotated[
        Attendees | None,
        Ask(label="Who was there from the team", section="later", widget="people", wanted=True),
    ] = None
    observation_mode: Annotated[
        Code | None,
        Ask(
            label="How it was observed",
            section="later",
            widget="choice",
            codes="observation_mode",
            help="Watching one person or home again and again may need an authority",
            wanted=True,
        ),
    ] = None
    observation_authority: Annotated[
        Line | None,
        Ask(
            label="Reference of the authority",
            section="later",
            widget="text",
            wanted=True,
            when=("observation_mode", "authorised"),
        ),
    ] = None
    lighting: Annotated[
        Code | Unknown | None,
        Ask(label="Lighting", section="conditions", widget="choice", codes="lighting", wanted=True),
    ] = None
    cctv_working: Annotated[
        YesNo | Unknown | None,
        Ask(label="CCTV working", section="conditions", widget="yesno", wanted=True),
    ] = None
    guardians: Annotated[
        Codes | Unknown | None,
        Ask(
            label="Guardian or staff present",
            section="conditions",
            widget="chips",
            codes="guardian",
            wanted=True,
        ),
    ] = None
    weather: Annotated[Line | None, Ask(label="Weather", section="conditions", widget="text")] = (
        None
    )

    @staticmethod
    def headline(fields: Fields) -> str:
        code = fields.get("hotspot_type")
        kind = _TYPES.get(code, code) if type(code) is str else ""
        place = where(fields)
        if place:
            return f"{place} ({kind})" if kind else place
        return f"{kind}, visited" if kind else "Hotspot visit"

    @staticmethod
    def detail(fields: Fields) -> str:
        if fields.get("nothing_seen") is True:
            return "Nothing seen"
        parts = [_INDICATORS.get(c, c) for c in fields.get("indicators") or () if c != "none"][:4]
        fact = first_words(fields.get("fact"))
        if fact:
            parts.append(fact)
        return " · ".join(parts) if parts else "No details yet"

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        if fields.get("nothing_seen") is not True:
            return []
        found = []
        if any(code != "none" for code in fields.get("indicators") or ()):
            message = "Choose either nothing seen or the indicators that you saw"
            found.append(Problem("indicators", message))
        if fields.get("immediate_risk") is True:
            message = "If somebody is at immediate risk, something was seen"
            found.append(Problem("nothing_seen", message))
        return found
