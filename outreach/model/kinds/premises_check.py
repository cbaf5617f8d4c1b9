"""A check of premises. Each agency acts under its own powers; the form never lends one another's.

The items of a checklist are data (``assets/codes``): an administrator may add one without a
release, and an answer to an item that was retired since keeps its label.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Attendees, Observations, Unknown
from outreach.model.kinds.header import PLACED, Fields, Record, first_words, where
from outreach.model.problems import Problem
from outreach.model.values import (
    Checklist,
    Code,
    Codes,
    Days,
    Instant,
    Line,
    Long,
    Note,
    Ref,
    YesNo,
)
from outreach.words import mark

_LICENSING = ("regimes", "licensing")
_TAKEAWAY = ("regimes", "takeaway")
_OUTCOMES = code_list("check_outcome").labels


class PremisesCheck(Record):
    """Who was met, under which power, what the checklists say, what was observed, what follows."""

    kind: ClassVar[str] = "premises-check"
    noun: ClassVar[str] = "Premises check"
    plural: ClassVar[str] = "Premises checks"
    sections: ClassVar = {
        "now": "This check",
        "licensing": "Licensing Act 2003",
        "takeaway": "Food or takeaway",
        "observed": "What was observed",
        "outcome": "Outcome",
        "words": "In words",
        "later": "Complete later",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }

    #: It goes where only those who need to know can read it; the check itself names no child.
    also: ClassVar = {"person-sighting": "check"}
    in_sight: ClassVar = {"person-sighting": mark("I saw a child")}

    premises: Annotated[
        Ref | None,
        Ask(
            label="Premises",
            section="now",
            widget="place",
            refers=("premises",),
            wanted=True,
            unless=PLACED,
            first=True,
        ),
    ] = None
    place_name: Annotated[
        Line | None, Ask(label="Place, as people call it", section="place", widget="text")
    ] = None
    occurred_from: Annotated[
        Instant | None,
        Ask(label="Arrived", section="now", widget="datetime", wanted=True, first=True),
    ] = None
    regimes: Annotated[
        Codes | None,
        Ask(
            label="Checked under",
            section="now",
            widget="chips",
            codes="check_regime",
            wanted=True,
            first=True,
        ),
    ] = None
    entry: Annotated[
        Code | None,
        Ask(
            label="How you got in",
            section="now",
            widget="choice",
            codes="entry",
            wanted=True,
            first=True,
        ),
    ] = None
    powers: Annotated[
        Codes | None,
        Ask(
            label="Power relied on",
            section="now",
            widget="chips",
            codes="power",
            help="Only your own agency's powers. Another agency's officer records theirs",
            wanted=True,
            first=True,
        ),
    ] = None
    power_words: Annotated[
        Line | None,
        Ask(
            label="Which other power",
            section="now",
            widget="text",
            wanted=True,
            when=("powers", "other"),
        ),
    ] = None
    person_in_charge: Annotated[
        Line | Unknown | None,
        Ask(label="Person in charge", section="now", widget="text", wanted=True),
    ] = None
    person_in_charge_role: Annotated[
        Line | None,
        Ask(label="Their role", section="now", widget="text", beside="person_in_charge"),
    ] = None
    authority_shown: Annotated[
        YesNo | None,
        Ask(label="Authority shown", section="now", widget="yesno", wanted=True),
    ] = None
    notice_given: Annotated[
        YesNo | None, Ask(label="Notice given", section="later", widget="yesno", wanted=True)
    ] = None
    notice_how: Annotated[
        Note | None,
        Ask(
            label="How and when notice was given",
            section="later",
            widget="text",
            beside="notice_given",
        ),
    ] = None

    licensing_checklist: Annotated[
        Checklist | None,
        Ask(
            label="Licensing checklist",
            section="licensing",
            widget="checklist",
            codes="licensing_checklist",
            wanted=True,
            when=_LICENSING,
        ),
    ] = None
    licence_number: Annotated[
        Line | Unknown | None,
        Ask(label="Licence number", section="licensing", widget="text", when=_LICENSING),
    ] = None
    licence_holder: Annotated[
        Line | Unknown | None,
        Ask(label="Licence holder", section="licensing", widget="text", when=_LICENSING),
    ] = None
    designated_supervisor: Annotated[
        Line | Unknown | None,
        Ask(
            label="Designated premises supervisor",
            section="licensing",
            widget="text",
            when=_LICENSING,
        ),
    ] = None
    objectives: Annotated[
        Codes | None,
        Ask(
            label="Licensing objectives concerned",
            section="licensing",
            widget="chips",
            codes="licensing_objective",
            when=_LICENSING,
        ),
    ] = None
    conditions_breached: Annotated[
        Long | None,
        Ask(
            label="Conditions breached",
            section="licensing",
            widget="long",
            help="The number of the condition, and what you saw",
            when=_LICENSING,
        ),
    ] = None
    age_policy: Annotated[
        Code | Unknown | None,
        Ask(
            label="Age policy",
            section="licensing",
            widget="choice",
            codes="age_policy",
            wanted=True,
            when=_LICENSING,
        ),
    ] = None
    refusals_log: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Refusals log kept",
            section="licensing",
            widget="yesno",
            when=_LICENSING,
            settled=("licensing_checklist", "refusals_log"),
        ),
    ] = None
    cctv_days_kept: Annotated[
        Days | Unknown | None,
        Ask(label="Days that CCTV is kept", section="licensing", widget="number", when=_LICENSING),
    ] = None
    training_records: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Training records kept",
            section="licensing",
            widget="yesno",
            when=_LICENSING,
            settled=("licensing_checklist", "training_records"),
        ),
    ] = None
    late_night_refreshment: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Late-night refreshment",
            section="licensing",
            widget="yesno",
            when=_LICENSING,
            settled=("licensing_checklist", "late_night_refreshment"),
        ),
    ] = None

    takeaway_checklist: Annotated[
        Checklist | None,
        Ask(
            label="Takeaway checklist",
            section="takeaway",
            widget="checklist",
            codes="takeaway_checklist",
            wanted=True,
            when=_TAKEAWAY,
        ),
    ] = None
    food_registration: Annotated[
        Line | Unknown | None,
        Ask(label="Food registration", section="takeaway", widget="text", when=_TAKEAWAY),
    ] = None
    hygiene_rating: Annotated[
        Code | Unknown | None,
        Ask(
            label="Hygiene rating",
            section="takeaway",
            widget="choice",
            codes="hygiene_rating",
            when=_TAKEAWAY,
        ),
    ] = None
    under_18s_on_premises: Annotated[
        Code | Unknown | None,
        Ask(
            label="Under-18s on the premises",
            section="takeaway",
            widget="choice",
            codes="people_band",
            wanted=True,
            when=_TAKEAWAY,
        ),
    ] = None
    rooms_above: Annotated[
        Codes | Unknown | None,
        Ask(
            label="Rooms above",
            section="takeaway",
            widget="chips",
            codes="rooms_use",
            wanted=True,
            when=_TAKEAWAY,
        ),
    ] = None
    rooms_behind: Annotated[
        Codes | Unknown | None,
        Ask(
            label="Rooms behind",
            section="takeaway",
            widget="chips",
            codes="rooms_use",
            wanted=True,
            when=_TAKEAWAY,
        ),
    ] = None
    sleeping_on_site: Annotated[
        YesNo | Unknown | None,
        Ask(
            label="Anyone sleeping on site",
            section="takeaway",
            widget="yesno",
            wanted=True,
            when=_TAKEAWAY,
        ),
    ] = None

    observations: Annotated[
        Observations | None,
        Ask(
            label="Things observed",
            section="observed",
            widget="observations",
            codes="observation_item",
            help="One line each. Nothing is an answer too",
            wanted=True,
        ),
    ] = None
    fact: Annotated[
        Long | None,
        Ask(
            label="What you saw and did",
            section="observed",
            widget="long",
            help="Only what was seen, heard or done. No child's name: use a sighting for that",
        ),
    ] = None
    outcomes: Annotated[
        Codes | None,
        Ask(
            label="Outcome",
            section="outcome",
            widget="chips",
            codes="check_outcome",
            wanted=True,
        ),
    ] = None
    outcome_words: Annotated[
        Note | None, Ask(label="What happens next", section="outcome", widget="text")
    ] = None
    occurred_to: Annotated[
        Instant | None, Ask(label="Left", section="later", widget="datetime", wanted=True)
    ] = None
    outing: Annotated[
        Ref | None, Ask(label="Outing", section="later", widget="record", refers=("outing",))
    ] = None
    attendees: Annotated[
        Attendees | None,
        Ask(label="Officers present", section="later", widget="people", wanted=True),
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        place = where(fields)
        return f"Check: {place}" if place else "Premises check"

    @staticmethod
    def detail(fields: Fields) -> str:
        parts = [_OUTCOMES.get(code, code) for code in fields.get("outcomes") or ()]
        amiss = 0
        for name in ("licensing_checklist", "takeaway_checklist"):
            answers = fields.get(name) or {}
            amiss += sum(answer == "not_in_order" for answer in answers.values())
        if amiss:
            parts.insert(0, f"{amiss} not in order")
        fact = first_words(fields.get("fact"))
        return first_words(" · ".join([*parts, fact] if fact else parts), 200)

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        found = []
        if fields.get("entry") == "refused" and fields.get("observations"):
            seen = [seen for seen in fields["observations"] if seen["item"] != "nothing"]
            if any("where" in one for one in seen):
                message = "Entry was refused: say in words what you saw from outside"
                found.append(Problem("observations", message))
        if fields.get("entry") == "power" and fields.get("powers") == ["consent"]:
            found.append(Problem("powers", "Say which power of entry you used"))
        return found
