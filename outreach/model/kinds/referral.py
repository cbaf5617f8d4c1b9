"""A referral to somebody who must act, or an action of one's own: who, why, by when, and the end.

It is kept in the space of the record that it is about, so that nobody reads of a child by it who
may not read of the child. What the author of that record was told is part of it: nothing that was
raised at night ends in silence.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model import instants
from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Unknown
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.problems import Problem
from outreach.model.values import Code, Instant, Line, Long, Note, Ref

#: The kind.
REFERRAL = "referral"
_TYPES = code_list("referral_type").labels
_PRIORITIES = code_list("referral_priority").labels
_OUTCOMES = code_list("referral_outcome").labels


class Referral(Record):
    """What was asked of whom, why, how soon; whether they have it, and what they did."""

    kind: ClassVar[str] = REFERRAL
    noun: ClassVar[str] = "Referral or action"
    plural: ClassVar[str] = "Referrals and actions"
    guide: ClassVar[str] = "referrals"
    sections: ClassVar = {
        "now": "The referral",
        "who": "Who does it, by when",
        "outcome": "What came of it",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "premises", "place_name", "latitude", "longitude", "accuracy_m", "point_source",
         "address", "postcode", "uprn", "os_grid", "authority_code", "ward_code", "occurred_to",
         "occurred_precision", "late_reason", "non_recent", "verbatim", "assessment"}
    )  # fmt: skip

    about: Annotated[
        Ref | None,
        Ask(
            label="About",
            section="now",
            widget="record",
            help="The record that it follows from. It is kept where that is",
        ),
    ] = None
    referral_type: Annotated[
        Code | None,
        Ask(
            label="What is needed",
            section="now",
            widget="choice",
            codes="referral_type",
            wanted=True,
            first=True,
        ),
    ] = None
    type_words: Annotated[
        Line | None,
        Ask(
            label="Which other referral or action",
            section="now",
            widget="text",
            wanted=True,
            when=("referral_type", "other"),
        ),
    ] = None
    to_whom: Annotated[
        Line | None,
        Ask(
            label="To whom",
            section="now",
            widget="text",
            help="The team or person who is asked, and how to reach them",
            wanted=True,
            first=True,
        ),
    ] = None
    why: Annotated[
        Note | None,
        Ask(
            label="Why",
            section="now",
            widget="text",
            help="What was seen or said, and what is asked for",
            wanted=True,
            first=True,
        ),
    ] = None
    priority: Annotated[
        Code | None,
        Ask(
            label="How soon",
            section="now",
            widget="choice",
            codes="referral_priority",
            wanted=True,
            first=True,
        ),
    ] = None
    occurred_from: Annotated[
        Instant | None,
        Ask(label="Raised", section="when", widget="datetime", wanted=True),
    ] = None
    owner: Annotated[
        Line | None,
        Ask(
            label="Who sees to it",
            section="who",
            widget="text",
            help="One person, by name. Nobody named: whoever raised it",
        ),
    ] = None
    due: Annotated[
        Instant | None,
        Ask(
            label="Due",
            section="who",
            widget="datetime",
            ahead=True,
            help="Proposed from how soon it is needed",
        ),
    ] = None
    carer_aware: Annotated[
        Code | Unknown | None,
        Ask(
            label="Is a parent or carer aware?",
            section="who",
            widget="choice",
            codes="carer_aware",
            wanted=True,
        ),
    ] = None
    carer_why_not: Annotated[
        Note | None,
        Ask(
            label="Why a parent or carer is not aware",
            section="who",
            widget="text",
            wanted=True,
            when=("carer_aware", "not_aware"),
            beside="carer_aware",
        ),
    ] = None
    acknowledged_at: Annotated[
        Instant | None, Ask(label="Acknowledged", section="outcome", widget="datetime")
    ] = None
    acknowledged_by: Annotated[
        Line | None,
        Ask(
            label="Acknowledged by",
            section="outcome",
            widget="text",
            help="Name or reference, as they gave it",
            beside="acknowledged_at",
        ),
    ] = None
    outcome: Annotated[
        Code | None,
        Ask(label="Outcome", section="outcome", widget="choice", codes="referral_outcome"),
    ] = None
    outcome_words: Annotated[
        Note | None, Ask(label="The outcome in words", section="outcome", widget="text")
    ] = None
    closed_at: Annotated[
        Instant | None, Ask(label="Closed", section="outcome", widget="datetime")
    ] = None
    told_submitter: Annotated[
        Note | None,
        Ask(
            label="What the author was told",
            section="outcome",
            widget="text",
            help="Of the record that it is about. They read this on their record's page",
        ),
    ] = None
    told_at: Annotated[
        Instant | None,
        Ask(label="Told at", section="outcome", widget="datetime", beside="told_submitter"),
    ] = None
    fact: Annotated[
        Long | None,
        Ask(label="What was done", section="words", widget="long", help="Only what was done"),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        code = fields.get("referral_type")
        said = fields.get("type_words") if code == "other" else None
        name = said or (_TYPES.get(code, code) if type(code) is str else "Referral or action")
        whom = first_words(fields.get("to_whom"), 60)
        return f"{name}: {whom}" if whom else str(name)

    @staticmethod
    def detail(fields: Fields) -> str:
        outcome, priority = fields.get("outcome"), fields.get("priority")
        if type(outcome) is str:
            standing = _OUTCOMES.get(outcome, outcome)
        elif fields.get("acknowledged_at"):
            standing = "Acknowledged"
        else:
            standing = _PRIORITIES.get(priority, priority) if type(priority) is str else ""
        parts = (standing, first_words(fields.get("owner"), 60), first_words(fields.get("why")))
        return first_words(" · ".join(part for part in parts if part), 200)

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        found = []
        raised = fields.get("occurred_from")
        for name, message in (
            ("due", "It cannot be due before it was raised"),
            ("acknowledged_at", "It cannot be acknowledged before it was raised"),
            ("closed_at", "It cannot be closed before it was raised"),
        ):
            moment = fields.get(name)
            if raised and moment and instants.to_ms(moment) < instants.to_ms(raised):
                found.append(Problem(name, message))
        return found
