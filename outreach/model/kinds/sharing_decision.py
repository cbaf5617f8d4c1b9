"""A decision to share a record, or not to: what, with whom, for what, on which basis, who decided.

It is kept in the space of the record, whoever that was shared with: only those who may read the
record see that it was shared. A decision not to share is one like any other.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.values import Code, Codes, Instant, Line, Note, Ref, Refs, Replaced

#: The kind, and the recipient that is no space of this partnership.
DECISION = "sharing-decision"
PARTNERSHIP = "partnership"
_RECIPIENTS = code_list("sharing_recipient").labels
_SHARE = ("decision", "share")
_REFUSE = ("decision", "refuse")


class SharingDecision(Record):
    """What was asked to be shared, and what was decided."""

    kind: ClassVar[str] = DECISION
    noun: ClassVar[str] = "Decision to share"
    plural: ClassVar[str] = "Decisions to share"
    guide: ClassVar[str] = "sharing"
    sections: ClassVar = {
        "now": "The decision",
        "why": "Why",
        "what": "What is given",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "Who decided",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "premises", "place_name", "latitude", "longitude", "accuracy_m", "point_source",
         "address", "postcode", "uprn", "os_grid", "authority_code", "ward_code", "occurred_to",
         "occurred_precision", "late_reason", "verbatim", "fact", "category", "handling",
         "handling_conditions", "non_recent", "legal_regime"}
    )  # fmt: skip

    records: Annotated[
        Refs | None,
        Ask(label="The record", section="now", widget="record", first=True),
    ] = None
    decision: Annotated[
        Code | None,
        Ask(
            label="What do you decide?",
            section="now",
            widget="choice",
            codes="sharing_decision",
            wanted=True,
            first=True,
        ),
    ] = None
    to: Annotated[
        Code | None,
        Ask(
            label="Who is it for?",
            section="now",
            widget="choice",
            codes="sharing_recipient",
            wanted=True,
            first=True,
        ),
    ] = None
    to_words: Annotated[
        Line | None,
        Ask(
            label="Which partnership or agency",
            section="now",
            widget="text",
            wanted=True,
            when=("to", PARTNERSHIP),
            beside="to",
        ),
    ] = None
    purpose: Annotated[
        Note | None,
        Ask(
            label="What is it for?",
            section="why",
            widget="text",
            help="Share what this needs, and no more",
            wanted=True,
            first=True,
        ),
    ] = None
    basis: Annotated[
        Codes | None,
        Ask(
            label="Legal basis",
            section="why",
            widget="chips",
            codes="sharing_basis",
            wanted=True,
            when=_SHARE,
            first=True,
        ),
    ] = None
    consent: Annotated[
        Code | None,
        Ask(
            label="Was consent asked for?",
            section="why",
            widget="choice",
            codes="sharing_consent",
            help="It is not needed to keep a child safe",
            wanted=True,
            when=_SHARE,
            first=True,
        ),
    ] = None
    consent_words: Annotated[
        Note | None,
        Ask(label="Why it was not asked for, in words", section="why", widget="text", when=_SHARE),
    ] = None
    necessity: Annotated[
        Note | None,
        Ask(
            label="Why is it necessary?",
            section="why",
            widget="text",
            help="What happens if you do not, and why less would not do",
            wanted=True,
            when=_SHARE,
            first=True,
        ),
    ] = None
    refusal_reason: Annotated[
        Note | None,
        Ask(
            label="Why it is not shared",
            section="why",
            widget="text",
            wanted=True,
            when=_REFUSE,
            first=True,
        ),
    ] = None
    extent: Annotated[
        Code | None,
        Ask(
            label="How much of it?",
            section="what",
            widget="choice",
            codes="sharing_extent",
            wanted=True,
            when=_SHARE,
            first=True,
        ),
    ] = None
    left_out: Annotated[
        Codes | None,
        Ask(
            label="What they will see",
            section="what",
            widget="sanitise",
            when=("extent", "sanitised"),
            first=True,
        ),
    ] = None
    replaced: Annotated[
        Replaced | None,
        Ask(label="Said differently", section="what", widget="text", of="left_out"),
    ] = None
    given_as: Annotated[
        Ref | None,
        Ask(label="The copy that was given", section="what", widget="record", of="left_out"),
    ] = None
    decided_by: Annotated[
        Line | None, Ask(label="Decided by", section="about", widget="text", wanted=True)
    ] = None
    occurred_from: Annotated[
        Instant | None, Ask(label="Decided", section="when", widget="datetime", wanted=True)
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        to = fields.get("to")
        whom = fields.get("to_words") or (_RECIPIENTS.get(to, to) if type(to) is str else "")
        shared = "Not shared" if fields.get("decision") == "refuse" else "Shared"
        return f"{shared} with {first_words(whom, 60)}" if whom else shared

    @staticmethod
    def detail(fields: Fields) -> str:
        why = fields.get("refusal_reason") or fields.get("purpose")
        parts = (first_words(why), first_words(fields.get("decided_by"), 60))
        return first_words(" · ".join(part for part in parts if part), 200)
