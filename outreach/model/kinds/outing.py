"""An outing: one shift of a team, from the briefing to the question how everybody is."""

from __future__ import annotations

from typing import Annotated, ClassVar

from outreach.model.codes import code_list
from outreach.model.fields import Ask
from outreach.model.kinds.answers import Attendees
from outreach.model.kinds.header import Fields, Record, first_words
from outreach.model.problems import Problem
from outreach.model.values import Code, Codes, Instant, Line, Note, Refs


class Outing(Record):
    """A shift: team, agencies, vehicle, start, pause, end, planned hotspots, wellbeing."""

    kind: ClassVar[str] = "outing"
    noun: ClassVar[str] = "Outing"
    plural: ClassVar[str] = "Outings"
    sections: ClassVar = {
        "now": "Tonight",
        "end": "At the end",
        "later": "Complete later",
        "words": "In words",
        "place": "Place",
        "when": "Time",
        "about": "About this record",
    }
    not_asked: ClassVar[frozenset[str]] = frozenset(
        {"hotspot", "premises", "latitude", "address", "postcode", "uprn", "os_grid",
         "authority_code", "ward_code", "verbatim", "non_recent", "legal_regime"}
    )  # fmt: skip

    team: Annotated[
        Line | None, Ask(label="Team", section="now", widget="text", wanted=True, first=True)
    ] = None
    occurred_from: Annotated[
        Instant | None,
        Ask(label="Start", section="now", widget="datetime", wanted=True, first=True),
    ] = None
    agencies: Annotated[
        Codes | None,
        Ask(
            label="Agencies present",
            section="now",
            widget="chips",
            codes="agency",
            wanted=True,
            first=True,
        ),
    ] = None
    attendees: Annotated[
        Attendees | None,
        Ask(label="Who is out", section="now", widget="people", wanted=True),
    ] = None
    planned_hotspots: Annotated[
        Refs | None,
        Ask(label="Planned hotspots", section="now", widget="place", refers=("hotspot",)),
    ] = None
    vehicle: Annotated[Line | None, Ask(label="Team vehicle", section="later", widget="text")] = (
        None
    )
    briefing: Annotated[
        Note | None,
        Ask(
            label="Briefing",
            section="later",
            widget="long",
            help="No child's name: everybody who works with premises can read an outing",
        ),
    ] = None
    pause_from: Annotated[
        Instant | None, Ask(label="Pause from", section="later", widget="datetime")
    ] = None
    pause_to: Annotated[
        Instant | None, Ask(label="Pause until", section="later", widget="datetime")
    ] = None
    occurred_to: Annotated[
        Instant | None, Ask(label="End", section="end", widget="datetime", wanted=True)
    ] = None
    wellbeing: Annotated[
        Code | None,
        Ask(
            label="How is everybody?",
            section="end",
            widget="choice",
            codes="wellbeing",
            help="Your supervisor sees this. You need not explain",
            wanted=True,
        ),
    ] = None
    wellbeing_words: Annotated[
        Note | None,
        Ask(label="Anything that would help", section="end", widget="text"),
    ] = None
    place_name: Annotated[
        Line | None, Ask(label="Area", section="now", widget="text", first=True)
    ] = None

    @staticmethod
    def headline(fields: Fields) -> str:
        team = fields.get("team")
        return f"Outing: {team}" if type(team) is str and team else "Outing"

    @staticmethod
    def detail(fields: Fields) -> str:
        labels = code_list("agency").labels
        agencies = fields.get("agencies") or ()
        area = fields.get("place_name")
        parts = [area] if type(area) is str and area else []
        parts += [labels.get(code, code) for code in agencies]
        return first_words(" · ".join(parts))

    @staticmethod
    def contradictions(fields: Fields) -> list[Problem]:
        start, end = fields.get("pause_from"), fields.get("pause_to")
        if start and end and end < start and start[-6:] == end[-6:]:
            return [Problem("pause_to", "The pause must end after it began")]
        return []
