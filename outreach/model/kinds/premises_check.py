"""A check of premises. Each agency acts under its own powers; the form never lends one another's.

The items of a checklist are data (``assets/codes``): an administrator may add one without a
release, and an answer to an item that was retired since keeps its label.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import AgencyPowers, Attendees, Observations, Unknown
from outreach.model.kinds.header import PLACED, Fields, Record, first_words, where
from outreach.model.kinds.regimes import (
    CHECKLISTS,
    Fire,
    Gambling,
    Hotel,
    Housing,
    Licensing,
    PrivateHire,
    Takeaway,
)
from outreach.model.problems import Problem
from outreach.model.values import (
    Code,
    Codes,
    Instant,
    Line,
    Long,
    Note,
    Ref,
    YesNo,
)
from outreach.words import mark

_OUTCOMES = code_list("check_outcome").labels


# The last of the bases gives the first questions.
class PremisesCheck(Fire, Housing, PrivateHire, Hotel, Gambling, Takeaway, Licensing, Record):
    """Who was met, under which power, what the checklists say, what was observed, what follows.
    What each regime asks is in ``regimes``."""

    kind: ClassVar[str] = "premises-check"
    noun: ClassVar[str] = "Premises check"
    plural: ClassVar[str] = "Premises checks"
    sections: ClassVar = {
        "now": "This check",
        "licensing": "Licensing Act 2003",
        "takeaway": "Food or takeaway",
        "gambling": "Gambling Act 2005",
        "hotel": "Hotel",
        "private_hire": "Private-hire operator",
        "housing": "Housing or HMO",
        "fire": "Fire",
        "observed": "What was observed",
        "outcome": "Outcome",
        "words": "In words",
        "later": "Complete later",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }

    #: It goes where only those who need to know can read it; the check itself names no child.
    also: ClassVar = {"person-sighting": "check", "notice": "check", "referral": "about"}
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
    powers_of_others: Annotated[
        AgencyPowers | None,
        Ask(
            label="Powers that other agencies relied on",
            section="later",
            widget="parts",
            help="What their own officer says. Nobody acts under another agency's power",
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
        for name in CHECKLISTS:
            answers = fields.get(name) or {}
            amiss += sum(answer == "not_in_order" for answer in answers.values())
        if amiss:
            parts.insert(0, f"{amiss} not in order")
        fact = first_words(fields.get("fact"))
        return first_words(" · ".join([*parts, fact] if fact else parts), 200)

    @staticmethod
    def odd(fields: Fields, today: date) -> list[Problem]:
        """A power stands beside an agency that the list does not give it to."""
        powers, agencies = code_list("power"), code_list("agency")
        found = []
        for one in fields.get("powers_of_others") or ():
            agency, power = one["agency"], one.get("power")
            held = {code.code for code in powers.for_agency(agency)}
            if power in powers.active_codes and power not in held:
                message = (
                    f"{powers.label(power)} is not named as a power of {agencies.label(agency)}"
                )
                found.append(Problem("powers_of_others", message))
        return found

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
