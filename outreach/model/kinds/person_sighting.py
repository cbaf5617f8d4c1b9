"""A sighting of a person, known or not. The first description is kept from before any look-up.

Once something was looked up, the description that was written before stays as it is; what is
remembered later stands under *discrepancies*, and ``described_at`` says when that was.

How good the sight was follows R v Turnbull [1977] QB 224 (the ADVOKATE factors). Ethnicity is what
an observer perceived: it has no default, drives no score, and is never taken for self-definition.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Unknown
from outreach.model.kinds.header import PLACED, Fields, Record, first_words, where
from outreach.model.values import Code, Codes, Instant, Line, Long, Note, Ref

_AGES = code_list("apparent_age").labels
_SEXES = code_list("sex_perceived").labels


class PersonSighting(Record):
    """Who was seen, how well, doing what, with whom."""

    kind: ClassVar[str] = "person-sighting"
    noun: ClassVar[str] = "Sighting of a person"
    plural: ClassVar[str] = "Sightings of people"
    sections: ClassVar = {
        "now": "The first description",
        "looks": "How the person looked",
        "did": "What happened",
        "sight": "How good the sight was",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "later": "Complete later",
        "about": "About this record",
    }

    first_description: Annotated[
        Long | None,
        Ask(
            label="First description",
            section="now",
            widget="verbatim",
            help="In your own words, before you look anybody up. It is kept as you first wrote it",
            wanted=True,
            first=True,
        ),
    ] = None
    described_at: Annotated[
        Instant | None,
        Ask(
            label="First description kept at",
            section="now",
            widget="datetime",
            help="When it was kept as it was, before anything was looked up",
            of="first_description",
        ),
    ] = None
    recognition: Annotated[
        Code | None,
        Ask(
            label="Do you know this person?",
            section="now",
            widget="choice",
            codes="recognition",
            wanted=True,
            first=True,
        ),
    ] = None
    person: Annotated[
        Ref | None,
        Ask(
            label="Which person, if they are recorded",
            section="now",
            widget="record",
            refers=("person",),
            help="Nobody has to be. Look only after you have described who you saw",
        ),
    ] = None
    names_heard: Annotated[
        Note | None,
        Ask(
            label="Names or nicknames heard",
            section="now",
            widget="text",
            help="Nobody needs a name. Separate several with commas",
        ),
    ] = None
    telephone: Annotated[
        Line | None,
        Ask(
            label="Telephone number, if there was one",
            section="now",
            widget="text",
            help="Only one that was given to you or shown",
        ),
    ] = None
    apparent_age: Annotated[
        Code | Unknown | None,
        Ask(
            label="Apparent age",
            section="looks",
            widget="choice",
            codes="apparent_age",
            wanted=True,
            first=True,
        ),
    ] = None
    sex_perceived: Annotated[
        Code | Unknown | None,
        Ask(
            label="Sex, as you perceived it",
            section="looks",
            widget="choice",
            codes="sex_perceived",
            wanted=True,
            first=True,
        ),
    ] = None
    ethnicity_perceived: Annotated[
        Code | Unknown | None,
        Ask(
            label="Ethnicity, as you perceived it",
            section="looks",
            widget="choice",
            codes="ethnicity_perceived",
            help="What you perceived, not how the person describes themselves",
            wanted=True,
        ),
    ] = None
    ethnicity_words: Annotated[
        Line | None,
        Ask(label="Ethnicity, in your own words", section="looks", widget="text"),
    ] = None
    build: Annotated[
        Code | Unknown | None,
        Ask(label="Build", section="looks", widget="choice", codes="build", wanted=True),
    ] = None
    height: Annotated[
        Code | Unknown | None,
        Ask(label="Height, about", section="looks", widget="choice", codes="height", wanted=True),
    ] = None
    hair: Annotated[
        Line | Unknown | None, Ask(label="Hair", section="looks", widget="text", wanted=True)
    ] = None
    clothing: Annotated[
        Note | Unknown | None,
        Ask(label="Clothing", section="looks", widget="text", wanted=True),
    ] = None
    marks: Annotated[
        Note | Unknown | None,
        Ask(
            label="Marks",
            section="looks",
            widget="text",
            help="Tattoos, scars, piercings, glasses",
        ),
    ] = None
    accent: Annotated[
        Line | Unknown | None,
        Ask(label="Accent or language", section="looks", widget="text"),
    ] = None
    direction: Annotated[
        Codes | None,
        Ask(label="Coming or going", section="did", widget="chips", codes="direction"),
    ] = None
    direction_words: Annotated[
        Line | None, Ask(label="From where, to where", section="did", widget="text")
    ] = None
    demeanour: Annotated[
        Note | Unknown | None,
        Ask(
            label="Demeanour",
            section="did",
            widget="text",
            help="What you saw: crying, laughing, unsteady. Not what you think it means",
            wanted=True,
        ),
    ] = None
    contact_made: Annotated[
        Code | None,
        Ask(
            label="Contact made",
            section="did",
            widget="choice",
            codes="contact_made",
            wanted=True,
        ),
    ] = None
    companions: Annotated[
        Note | Unknown | None, Ask(label="Who they were with", section="did", widget="text")
    ] = None
    vehicle: Annotated[
        Ref | None,
        Ask(
            label="Vehicle, if sighted",
            section="did",
            widget="record",
            refers=("vehicle-sighting",),
        ),
    ] = None
    vehicle_words: Annotated[
        Line | None, Ask(label="Vehicle, in words", section="did", widget="text")
    ] = None
    sight_duration: Annotated[
        Code | Unknown | None,
        Ask(
            label="For how long",
            section="sight",
            widget="choice",
            codes="sight_duration",
            wanted=True,
        ),
    ] = None
    sight_distance: Annotated[
        Code | Unknown | None,
        Ask(
            label="From how far",
            section="sight",
            widget="choice",
            codes="sight_distance",
            wanted=True,
        ),
    ] = None
    visibility: Annotated[
        Codes | Unknown | None,
        Ask(
            label="In what light", section="sight", widget="chips", codes="visibility", wanted=True
        ),
    ] = None
    obstruction: Annotated[
        Codes | Unknown | None,
        Ask(
            label="What was in the way",
            section="sight",
            widget="chips",
            codes="obstruction",
            wanted=True,
        ),
    ] = None
    known_before: Annotated[
        Code | Unknown | None,
        Ask(
            label="Seen before",
            section="sight",
            widget="choice",
            codes="known_before",
            wanted=True,
        ),
    ] = None
    reason_to_remember: Annotated[
        Note | None, Ask(label="Reason to remember", section="sight", widget="text")
    ] = None
    time_since: Annotated[
        Code | None,
        Ask(
            label="Written down how soon",
            section="sight",
            widget="choice",
            codes="time_since",
            wanted=True,
        ),
    ] = None
    discrepancies: Annotated[
        Note | None,
        Ask(
            label="Discrepancies",
            section="sight",
            widget="text",
            help="Where this differs from the first description or from another witness",
        ),
    ] = None
    hotspot: Annotated[
        Ref | None,
        Ask(
            label="Hotspot",
            section="place",
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
    visit: Annotated[
        Ref | None,
        Ask(label="During the visit", section="later", widget="record", refers=("hotspot-visit",)),
    ] = None
    check: Annotated[
        Ref | None,
        Ask(label="During the check", section="later", widget="record", refers=("premises-check",)),
    ] = None
    outing: Annotated[
        Ref | None, Ask(label="Outing", section="later", widget="record", refers=("outing",))
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        names = fields.get("names_heard")
        if type(names) is str and names:
            return f"Person called {first_words(names, 60)}"
        sex, age = fields.get("sex_perceived"), fields.get("apparent_age")
        known = []
        if type(sex) is str and sex != "unclear":
            known.append(_SEXES.get(sex, sex))
        if type(age) is str:
            known.append(_AGES.get(age, age))
        return f"Person: {', '.join(known).lower()}" if known else "Person, not named"

    @staticmethod
    def detail(fields: Fields) -> str:
        said = first_words(fields.get("first_description") or fields.get("fact"))
        parts = [part for part in (where(fields), said) if part]
        return first_words(" · ".join(parts), 200)
