"""Answers with a shape of their own: *not known* and its sisters, people present, things observed.

A question that matters is answered by a value or by a reason why there is none, never by a blank
and never by a default. *Not asked* must say why, because it is the one answer that is a choice.
"""

from __future__ import annotations

from typing import Annotated, NotRequired

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from outreach.model.values import Code, Instant, Line, Long, Note, Ref

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


Attendees = Annotated[list[Attendee], Field(max_length=60)]
Observations = Annotated[list[Observation], Field(max_length=100)]
#: The lists from which the parts of these answers come.
PART_CODES = {"unknown": "unknown_answer", "agency": "agency", "item": "observation_item"}
