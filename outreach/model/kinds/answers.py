"""Answers with a shape of their own: *not known* and its sisters, people present, things observed.

A question that matters is answered by a value or by a reason why there is none, never by a blank
and never by a default. *Not asked* must say why, because it is the one answer that is a choice.
"""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from outreach.model.values import Code, Day, Instant, Line, Long, Note, Ref, Word
from outreach.words import mark

#: The answers that need a reason in words.
NEEDS_WHY = frozenset({"not_asked"})


@with_config(ConfigDict(extra="forbid"))
class Unknown(TypedDict):
    """Why there is no value: a code of the list ``unknown_answer``, and why in words."""

    unknown: Code
    why: NotRequired[Note]


@with_config(ConfigDict(extra="forbid"))
class Attendee(TypedDict):
    """Somebody who took part: name or role, and a code of the list ``agency``."""

    name: Line
    agency: NotRequired[Code]


@with_config(ConfigDict(extra="forbid"))
class Observation(TypedDict):
    """One thing observed: a code of the list ``observation_item``; where; who saw it; whether it
    was left, or to whom it was handed; exhibit reference; the words of a writing, to the letter."""

    item: Code
    where: NotRequired[Line]
    seen_by: NotRequired[Line]
    left_or_handed_to: NotRequired[Line]
    exhibit_reference: NotRequired[Line]
    words: NotRequired[Note]


@with_config(ConfigDict(extra="forbid"))
class Given(TypedDict):
    """Where a record was given from: the space, by whom, when; of another partnership its name and
    the six words that stand for it; the record's id there, where all of it was given."""

    space: Line
    by: Line
    agency: Line
    at: Instant
    partnership: NotRequired[Line]
    words: NotRequired[Line]
    record: NotRequired[Ref]
    purpose: NotRequired[Long]


@with_config(ConfigDict(extra="forbid"))
class PersonName(TypedDict):
    """One name of somebody: a code of the list ``name_sort``, of a handle one of
    ``online_platform``; the days on which it was first and last heard; from whom."""

    name: Line
    sort: NotRequired[Code]
    platform: NotRequired[Code]
    first_heard: NotRequired[Day]
    last_heard: NotRequired[Day]
    source: NotRequired[Line]


@with_config(ConfigDict(extra="forbid"))
class Telephone(TypedDict):
    """One number of somebody, as it was given; when it was first and last heard of; from whom."""

    number: Word
    first_heard: NotRequired[Day]
    last_heard: NotRequired[Day]
    source: NotRequired[Line]


@with_config(ConfigDict(extra="forbid"))
class Categorised(TypedDict):
    """What somebody was to a case: a code of the list ``person_category``; from and until which
    day; which agency says so (a code of ``agency``), and that agency's own label."""

    category: Code
    since: NotRequired[Day]
    until: NotRequired[Day]
    agency: NotRequired[Code]
    label: NotRequired[Line]


@with_config(ConfigDict(extra="forbid"))
class Challenged(TypedDict):
    """Somebody whose handling is challenged: name or role, and who they are on the list of members
    where that is known."""

    name: Line
    agency: NotRequired[Code]
    person: NotRequired[Line]


@with_config(ConfigDict(extra="forbid"))
class AgencyPower(TypedDict):
    """Which power another agency relied on, as its own officer says: codes of ``agency`` and of
    ``power``."""

    agency: Code
    power: NotRequired[Code]


Attendees = Annotated[list[Attendee], Field(max_length=60)]
Observations = Annotated[list[Observation], Field(max_length=100)]
#: A person of 60 names fits one record; more are ``alias`` records of their own.
Names = Annotated[list[PersonName], Field(max_length=60)]
Telephones = Annotated[list[Telephone], Field(max_length=60)]
Categories = Annotated[list[Categorised], Field(max_length=60)]
AgencyPowers = Annotated[list[AgencyPower], Field(max_length=20)]
People = Annotated[list[Challenged], Field(max_length=20)]
#: The lists from which the parts of these answers come.
PART_CODES = {
    "unknown": "unknown_answer",
    "agency": "agency",
    "item": "observation_item",
    "sort": "name_sort",
    "platform": "online_platform",
    "category": "person_category",
    "power": "power",
}
#: The parts that are days, and what one asks for by them; which of them may lie ahead.
PART_DAYS = frozenset({"first_heard", "last_heard", "since", "until", "expires"})
PART_AHEAD = frozenset({"until", "expires"})
PART_LABELS = {
    "name": mark("Name, nickname or handle"),
    "sort": mark("What sort of name"),
    "platform": mark("On which platform"),
    "number": mark("Telephone number"),
    "category": mark("What this person was"),
    "first_heard": mark("First heard"),
    "last_heard": mark("Last heard"),
    "since": mark("Since"),
    "until": mark("Until"),
    "agency": mark("Which agency says so"),
    "label": mark("In that agency's own words"),
    "source": mark("Where it comes from"),
    "power": mark("Power relied on"),
    "badge": mark("Badge"),
    "plate": mark("Plate"),
    "authority": mark("Licensed by"),
    "expires": mark("Expires"),
}
#: A part that is asked only when another one has that answer.
PART_WHEN = {"platform": ("sort", "online")}
