"""A person, who needs no name: a nickname, a handle, a description or a tattoo will do.

The rules that this module enforces:

1. Nobody is *known* by being named: any number of names, each with what sort it is, when it was
   first and last heard, and from whom. What is heard later may as well be an ``alias`` of its own,
   so that two people who add a name never stand in each other's way.
2. Ethnicity is three things that never stand in for each other: how people describe themselves,
   what an observer perceived, and words. None has a default; none drives a score.
3. An age that cannot be, by a birth date that is known, is refused; by a guess it is only odd.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar

from outreach.model.ages import age_on, band_of
from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Categories, Names, Telephones, Unknown
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.kinds.names import isolated, spoken_name
from outreach.model.problems import Problem
from outreach.model.values import Code, Codes, Day, Line, Long, Note

_CATEGORIES = code_list("person_category").labels
_RANGES = code_list("age_range").labels
_SEXES = code_list("sex").labels
#: Who gave the age, where it was only guessed.
ESTIMATED = "estimated"


class Person(Record):
    """What is known of somebody, and by whom."""

    kind: ClassVar[str] = "person"
    noun: ClassVar[str] = "Person"
    plural: ClassVar[str] = "People"
    sections: ClassVar = {
        "now": "Who it is",
        "age": "Age and sex",
        "ethnicity": "Ethnicity, as three separate things",
        "needs": "Disability and needs",
        "care": "Care",
        "words": "In words",
        "place": "Address, if known",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "premises", "place_name", "latitude", "longitude", "accuracy_m", "point_source",
         "os_grid", "occurred_from", "occurred_to", "occurred_precision", "late_reason", "verbatim",
         "non_recent"}
    )  # fmt: skip

    names: Annotated[
        Names | None,
        Ask(
            label="Names, nicknames, handles",
            section="now",
            widget="parts",
            help="Nobody needs a name",
            first=True,
        ),
    ] = None
    description: Annotated[
        Long | None,
        Ask(
            label="Description",
            section="now",
            widget="long",
            help="What you would tell a colleague who has to find this person",
            first=True,
        ),
    ] = None
    marks: Annotated[
        Note | Unknown | None,
        Ask(
            label="Marks",
            section="now",
            widget="text",
            help="Tattoos, scars, piercings, glasses",
            first=True,
        ),
    ] = None
    categories: Annotated[
        Categories | None,
        Ask(
            label="What this person was, when, and who says so",
            section="now",
            widget="parts",
            help="Several may be true at once. Being linked to a suspect makes nobody a suspect",
            wanted=True,
        ),
    ] = None
    telephones: Annotated[
        Telephones | None,
        Ask(label="Telephone numbers", section="now", widget="parts"),
    ] = None
    birth_date: Annotated[
        Day | Unknown | None,
        Ask(
            label="Date of birth",
            section="age",
            widget="date",
            wanted=True,
            unless=("birth_date", "age_range"),
            past=True,
        ),
    ] = None
    age_range: Annotated[
        Code | Unknown | None,
        Ask(label="Age, about", section="age", widget="choice", codes="age_range"),
    ] = None
    age_basis: Annotated[
        Code | Unknown | None,
        Ask(
            label="How the age is known",
            section="age",
            widget="choice",
            codes="age_basis",
            wanted=True,
        ),
    ] = None
    sex: Annotated[
        Code | Unknown | None,
        Ask(label="Sex", section="age", widget="choice", codes="sex", wanted=True),
    ] = None
    ethnicity_self: Annotated[
        Code | Unknown | None,
        Ask(
            label="Ethnic group, as this person describes it",
            section="ethnicity",
            widget="choice",
            codes="ethnic_group",
            help="Only what the person said, or what an agency recorded as said by them",
            wanted=True,
        ),
    ] = None
    ethnicity_source: Annotated[
        Line | None,
        Ask(
            label="Who recorded what they said",
            section="ethnicity",
            widget="text",
            help="Such as school, GP, social care",
            beside="ethnicity_self",
        ),
    ] = None
    ethnicity_perceived: Annotated[
        Code | Unknown | None,
        Ask(
            label="Ethnicity, as an observer perceived it",
            section="ethnicity",
            widget="choice",
            codes="ethnicity_perceived",
            help="What was perceived, not how the person describes themselves",
        ),
    ] = None
    ethnicity_words: Annotated[
        Line | None,
        Ask(label="Ethnicity, in words", section="ethnicity", widget="text"),
    ] = None
    first_language: Annotated[
        Line | Unknown | None,
        Ask(label="First language", section="needs", widget="text", wanted=True),
    ] = None
    interpreter: Annotated[
        Code | Unknown | None,
        Ask(label="Interpreter", section="needs", widget="choice", codes="interpreter"),
    ] = None
    disability: Annotated[
        Codes | Unknown | None,
        Ask(
            label="Disability",
            section="needs",
            widget="chips",
            codes="disability",
            help="“None” is an answer; nothing tapped is not",
            wanted=True,
        ),
    ] = None
    sen: Annotated[
        Code | Unknown | None,
        Ask(
            label="Special educational needs",
            section="needs",
            widget="choice",
            codes="sen",
            wanted=True,
        ),
    ] = None
    sen_type: Annotated[
        Codes | None,
        Ask(label="Type of need", section="needs", widget="chips", codes="sen_type", beside="sen"),
    ] = None
    communication_needs: Annotated[
        Note | Unknown | None,
        Ask(
            label="Communication needs",
            section="needs",
            widget="text",
            help="How to speak with this person so that they are understood",
        ),
    ] = None
    disability_source: Annotated[
        Line | None,
        Ask(
            label="Where this comes from",
            section="needs",
            widget="text",
            help="Such as school, diagnosis, the person",
        ),
    ] = None
    care_status: Annotated[
        Code | Unknown | None,
        Ask(
            label="Care status",
            section="care",
            widget="choice",
            codes="care_status",
            wanted=True,
        ),
    ] = None
    responsible_authority: Annotated[
        Line | Unknown | None,
        Ask(label="Responsible authority", section="care", widget="text"),
    ] = None
    host_authority: Annotated[
        Line | Unknown | None,
        Ask(
            label="Host authority",
            section="care",
            widget="text",
            help="Where they live, if another authority is responsible",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        if name := spoken_name(fields.get("names")):
            return isolated(first_words(name, 80))
        for field in ("marks", "description"):
            said = first_words(fields.get(field), 80)
            if said:
                return f"Unnamed: {isolated(said)}"
        known = [
            labels.get(code, code)
            for labels, code in ((_SEXES, fields.get("sex")), (_RANGES, fields.get("age_range")))
            if type(code) is str
        ]
        return f"Unnamed: {', '.join(known).lower()}" if known else "Unnamed person"

    @staticmethod
    def detail(fields: Fields) -> str:
        held = fields.get("categories")
        codes = [one.get("category") for one in held] if type(held) is list else []
        parts = list(dict.fromkeys(_CATEGORIES.get(code, code) for code in codes if code))
        names = fields.get("names")
        if type(names) is list and len(names) > 1:
            said = ", ".join(one["name"] for one in names[1:] if one.get("name"))
            parts.append(f"also {isolated(first_words(said, 80))}")
        named, marks = spoken_name(names), fields.get("marks")
        below = (marks or fields.get("description")) if named else fields.get("description")
        if named or type(marks) is str:  # else the title says it already
            parts.append(first_words(below, 80))
        return first_words(" · ".join(part for part in parts if part), 200)

    @staticmethod
    def impossible(fields: Fields, given: Sequence[str], today: date) -> list[Problem]:
        if not {"birth_date", "age_range", "age_basis"} & set(given):
            return []  # what somebody else answers does not fail because time went by
        said = _contradiction(fields, today)
        return [Problem("age_range", said)] if said and _is_known(fields) else []

    @staticmethod
    def odd(fields: Fields, today: date) -> list[Problem]:
        said = _contradiction(fields, today)
        return [Problem("age_range", said)] if said else []


def _is_known(fields: Mapping[str, Any]) -> bool:
    return fields.get("age_basis") != ESTIMATED


def _contradiction(fields: Mapping[str, Any], today: date) -> str:
    """What is wrong between birth date and age range, naming both; empty if nothing is."""
    born, code = fields.get("birth_date"), fields.get("age_range")
    if type(born) is not str or type(code) is not str:
        return ""
    band = band_of(code)
    age = age_on(date.fromisoformat(born), today)
    if band is None or age < 0 or band[0] <= age <= band[1]:
        return ""
    return (
        f"The date of birth makes this person {age}, and the age given is "
        f"“{_RANGES.get(code, code)}”. Correct one of them"
    )
