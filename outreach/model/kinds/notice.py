"""A notice that was served: what it is, who issued and received it, until when it holds.

How long each type holds, and by when a court must hear of it, is data (``assets/notices.json``): it
is proposed (``terms``) and a person decides. A notice that concerns a child goes where only those
who need to know read it (``assets/spaces.json``).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, ClassVar

from outreach.model import instants
from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Unknown
from outreach.model.kinds.header import Fields, Record, first_words, where
from outreach.model.problems import Problem
from outreach.model.values import Code, Instant, Line, Long, Note, Ref, YesNo

_TYPES = code_list("notice_type").labels
_OUTCOMES = code_list("notice_outcome").labels


class Notice(Record):
    """Type, issuer and rank, on whom and when it was served, expiry, court, outcome."""

    kind: ClassVar[str] = "notice"
    noun: ClassVar[str] = "Notice"
    plural: ClassVar[str] = "Notices"
    guide: ClassVar[str] = "notices"
    sections: ClassVar = {
        "now": "The notice",
        "until": "Until when",
        "outcome": "What came of it",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "occurred_from", "occurred_to", "occurred_precision", "late_reason",
         "verbatim", "non_recent"}
    )  # fmt: skip

    notice_type: Annotated[
        Code | None,
        Ask(
            label="Which notice",
            section="now",
            widget="choice",
            codes="notice_type",
            wanted=True,
            first=True,
        ),
    ] = None
    type_words: Annotated[
        Line | None,
        Ask(
            label="Which other notice",
            section="now",
            widget="text",
            wanted=True,
            when=("notice_type", "other"),
        ),
    ] = None
    premises: Annotated[
        Ref | None,
        Ask(
            label="Premises",
            section="now",
            widget="place",
            refers=("premises",),
            wanted=True,
            unless=("place_name", "address", "postcode", "concerns"),
            first=True,
        ),
    ] = None
    served_on: Annotated[
        Line | Unknown | None,
        Ask(
            label="Served on",
            section="now",
            widget="text",
            help="The person or company who received it. Never a child's name",
            wanted=True,
            first=True,
        ),
    ] = None
    served_at: Annotated[
        Instant | None,
        Ask(label="Served at", section="now", widget="datetime", wanted=True, first=True),
    ] = None
    concerns: Annotated[
        Ref | None,
        Ask(
            label="The child whom it protects",
            section="now",
            widget="record",
            refers=("person", "person-sighting"),
            when=("notice_type", "cawn"),
        ),
    ] = None
    issuer: Annotated[
        Line | None, Ask(label="Issued by", section="now", widget="text", wanted=True)
    ] = None
    issuer_rank: Annotated[
        Line | None,
        Ask(label="Their rank or post", section="now", widget="text", beside="issuer", wanted=True),
    ] = None
    senior_authority: Annotated[
        YesNo | None,
        Ask(
            label="Authorised by a senior officer",
            section="until",
            widget="yesno",
            help="Some notices may hold longer then",
        ),
    ] = None
    expires_at: Annotated[
        Instant | None,
        Ask(
            label="Holds until",
            section="until",
            widget="datetime",
            ahead=True,
            help="Proposed from the type and when it was served. Say what the notice itself says",
        ),
    ] = None
    court_date: Annotated[
        Instant | None,
        Ask(label="Hearing in court", section="until", widget="datetime", ahead=True),
    ] = None
    court_name: Annotated[
        Line | None,
        Ask(label="Which court", section="until", widget="text", beside="court_date"),
    ] = None
    check: Annotated[
        Ref | None,
        Ask(
            label="The check that led to it",
            section="until",
            widget="record",
            refers=("premises-check",),
        ),
    ] = None
    notice_outcome: Annotated[
        Code | None,
        Ask(label="Outcome", section="outcome", widget="choice", codes="notice_outcome"),
    ] = None
    ended_at: Annotated[
        Instant | None, Ask(label="Ended at", section="outcome", widget="datetime")
    ] = None
    outcome_words: Annotated[
        Note | None, Ask(label="The outcome in words", section="outcome", widget="text")
    ] = None
    place_name: Annotated[
        Line | None, Ask(label="Place, as people call it", section="place", widget="text")
    ] = None
    fact: Annotated[
        Long | None,
        Ask(
            label="Why it was served",
            section="words",
            widget="long",
            help="Only what was seen, heard or done. Never a child's name",
        ),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        code = fields.get("notice_type")
        said = fields.get("type_words") if code == "other" else None
        name = said or (_TYPES.get(code, code) if type(code) is str else "Notice")
        place = where(fields)
        return f"{name}: {place}" if place else str(name)

    @staticmethod
    def detail(fields: Fields) -> str:
        served = fields.get("served_on")
        outcome = fields.get("notice_outcome")
        parts = (
            f"Served on {first_words(served, 60)}" if type(served) is str else "",
            _OUTCOMES.get(outcome, outcome) if type(outcome) is str else "",
            first_words(fields.get("fact")),
        )
        return first_words(" · ".join(part for part in parts if part), 200)

    @staticmethod
    def odd(fields: Fields, today: date) -> list[Problem]:
        served = fields.get("served_at")
        if type(served) is str and served[:10] > (today + timedelta(days=1)).isoformat():
            return [Problem("served_at", "It was served in the future: check the date")]
        return []

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        found = []
        served = fields.get("served_at")
        for name, message in (
            ("expires_at", "It cannot end before it was served"),
            ("court_date", "The hearing cannot be before it was served"),
            ("ended_at", "It cannot have ended before it was served"),
        ):
            moment = fields.get(name)
            if served and moment and instants.to_ms(moment) < instants.to_ms(served):
                found.append(Problem(name, message))
        return found
