"""A challenge: "I think this was handled wrongly".

It goes to those who hear challenges and bypasses every line manager. Who is challenged can write
nothing to it, and neither they nor its author alone can close it: that is for somebody with the
duty (``reserved.py``), on every device alike.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import People
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.kinds.names import isolated
from outreach.model.problems import Problem
from outreach.model.values import Code, Codes, Long, Note, Ref

_OUTCOMES = code_list("challenge_outcome").labels


class Challenge(Record):
    """What was handled wrongly, by whom, what should happen, and how it was answered."""

    kind: ClassVar[str] = "challenge"
    noun: ClassVar[str] = "Challenge"
    plural: ClassVar[str] = "Challenges"
    sections: ClassVar = {
        "now": "What was handled wrongly",
        "words": "In words",
        "answer": "The answer, by whoever hears challenges",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "premises", "place_name", "latitude", "longitude", "accuracy_m", "point_source",
         "address", "postcode", "uprn", "os_grid", "authority_code", "ward_code", "late_reason",
         "occurred_from", "occurred_to", "occurred_precision", "category", "handling",
         "handling_conditions", "non_recent"}
    )  # fmt: skip

    fact: Annotated[
        Long | None,
        Ask(
            label="What was handled wrongly?",
            section="now",
            widget="long",
            help="It goes to those who hear challenges, and to no manager",
            wanted=True,
            first=True,
        ),
    ] = None
    about_record: Annotated[
        Ref | None,
        Ask(
            label="Which record",
            section="now",
            widget="record",
            refers=(
                "hotspot-visit",
                "person-sighting",
                "vehicle-sighting",
                "premises-check",
                "referral",
                "outing",
            ),
        ),
    ] = None
    about: Annotated[
        Note | None,
        Ask(
            label="Or what it is about, in words",
            section="now",
            widget="text",
            wanted=True,
            unless=("about", "about_record"),
        ),
    ] = None
    challenged: Annotated[
        People | None,
        Ask(
            label="Who handled it",
            section="now",
            widget="challenged",
            help="They can write nothing to this challenge and cannot close it",
            wanted=True,
            first=True,
        ),
    ] = None
    wish: Annotated[
        Codes | None,
        Ask(
            label="What should happen",
            section="now",
            widget="chips",
            codes="challenge_wish",
            wanted=True,
        ),
    ] = None
    answer: Annotated[
        Long | None,
        Ask(
            label="Answer",
            section="answer",
            widget="long",
            help="What was looked at, what was found, and what follows",
        ),
    ] = None
    outcome: Annotated[
        Code | None,
        Ask(
            label="Outcome",
            section="answer",
            widget="choice",
            codes="challenge_outcome",
            help="With an outcome the challenge is closed",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        said = first_words(fields.get("fact") or fields.get("about"), 80)
        return isolated(said) if said else "Challenge, nothing said yet"

    @staticmethod
    def detail(fields: Fields) -> str:
        outcome = fields.get("outcome")
        parts = [_OUTCOMES.get(outcome, outcome) if type(outcome) is str else "Open"]
        parts.append(first_words(fields.get("about"), 80))
        return first_words(" · ".join(part for part in parts if part), 200)

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        if fields.get("outcome") and not fields.get("answer"):
            return [Problem("answer", "Say in words what was found before it is closed")]
        return []
