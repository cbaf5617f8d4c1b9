"""What somebody did with records: read, searched, exported, shared, joined, administered.

Acts are gathered on a device and come as a batch, one deposit in the audit space:

    type "audit", version 1, a random id,
    set {"events": [{"act": name, "at": the four clocks of a change, "record": 32 hex, "kind": name,
                     "space": its name, "text": what was searched for, "purpose": words,
                     "n": how often, "last": ms}, ...],          all but act and at may be absent
         "witnessed": {device, 32 hex: seq, ...}}

The rules that this module enforces:

1. A batch from a valid member may be any JSON: what has not this shape is refused whole, with a
   reason that quotes nothing.
2. When something was read is inside the seal only: a batch says to the store that it is there.
3. ``witnessed`` is hearsay: the writer's word that changes of another device named its audit entry
   of that number. It proves nothing; it says where to look.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, TypeAlias, get_args

from outreach.assets import asset
from outreach.model.changes import MAX_NUMBER, Malformed, Moment, moment_of

#: The space in which every device says what was read, searched and given away.
AUDIT: Final = "audit"
#: The type of a change that is a batch of acts, and the version of its shape.
BATCH: Final = "audit"
BATCH_VERSION: Final = 1

#: ``lost``: acts that a device could not keep; ``n`` says how many.
Act: TypeAlias = Literal[
    "read", "search", "export", "share", "merge", "break-glass", "administration", "lost"
]
ACTS: Final[tuple[Act, ...]] = get_args(Act)

MAX_TEXT: Final = 400
MAX_PURPOSE: Final = 2_000
#: More are put into another batch.
MAX_EVENTS: Final = 2_000
MAX_WITNESSED: Final = 1_000

_RECORD: Final = re.compile(r"[0-9a-f]{32}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Event:
    """One act of one person, by the clocks of their device.

    ``record`` and ``kind``: what it was done with; ``space``: where it is; ``text``: what was
    searched for, or what else names it; ``purpose``: why, where it was asked. ``count``: how often
    within a quarter of an hour, ``last_ms`` the last time by the device's clock.
    """

    act: Act
    at: Moment
    record: str | None = None
    kind: str | None = None
    space: str | None = None
    text: str | None = None
    purpose: str | None = None
    count: int = 1
    last_ms: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As it stands in a batch."""
        told: dict[str, Any] = {"act": self.act, "at": list(self.at)}
        for name in ("record", "kind", "space", "text", "purpose"):
            if (value := getattr(self, name)) is not None:
                told[name] = value
        if self.count > 1:
            told["n"] = self.count
        if self.last_ms is not None:
            told["last"] = self.last_ms
        return told


def event_of(told: object) -> Event:
    """The inverse of :meth:`Event.as_json`. Raises :class:`Malformed`."""
    if type(told) is not dict:
        raise Malformed("An act is not an object.")
    found = told.get
    act, record, kind = found("act"), found("record"), found("kind")
    if act not in ACTS:
        raise Malformed("An act is none that this app knows.")
    if record is not None and (type(record) is not str or not _RECORD.fullmatch(record)):
        raise Malformed("An act names something that is no record.")
    if kind is not None and (type(kind) is not str or not _NAME.fullmatch(kind)):
        raise Malformed("An act names something that is no kind.")
    for name, most in (("space", 200), ("text", MAX_TEXT), ("purpose", MAX_PURPOSE)):
        value = found(name)
        if value is not None and (type(value) is not str or len(value) > most):
            raise Malformed("A text of an act is none of reasonable length.")
    count, last = found("n", 1), found("last")
    if type(count) is not int or not 0 < count < MAX_NUMBER:
        raise Malformed("How often an act was done is not a count.")
    if last is not None and (type(last) is not int or not -MAX_NUMBER < last < MAX_NUMBER):
        raise Malformed("When an act was last done is not a time.")
    return Event(
        act,
        moment_of(found("at")),
        record,
        kind,
        found("space"),
        found("text"),
        found("purpose"),
        count,
        last,
    )


def batch_fields(
    events: Iterable[Mapping[str, Any]], witnessed: Mapping[str, int]
) -> dict[str, Any]:
    """What a batch sets; each of ``events`` as :meth:`Event.as_json` gives it."""
    return {"events": [dict(event) for event in events], "witnessed": dict(witnessed)}


def read_batch(fields: Mapping[str, Any]) -> tuple[list[Event], dict[str, int]]:
    """What a batch tells: its acts, in order, and device -> seq. Raises :class:`Malformed`."""
    events, witnessed = fields.get("events"), fields.get("witnessed", {})
    if type(events) is not list or len(events) > MAX_EVENTS:
        raise Malformed("The acts are no list of reasonable length.")
    if type(witnessed) is not dict or len(witnessed) > MAX_WITNESSED:
        raise Malformed("What was witnessed is no object of reasonable size.")
    for device, seq in witnessed.items():
        if not _RECORD.fullmatch(device) or type(seq) is not int or not 0 < seq < MAX_NUMBER:
            raise Malformed("What was witnessed is not a device and a number.")
    return [event_of(event) for event in events], witnessed


# -- what is noted ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind whose reading is noted; ``when_given``: only where one of these fields has a value."""

    when_given: tuple[str, ...] = ()


@cache
def _rules() -> dict[str, Rule]:
    data = json.loads(asset("audit.json").read_text(encoding="utf-8"))
    return {one["kind"]: Rule(tuple(one.get("when_given", ()))) for one in data["read"]}


@cache
def again_within_ms() -> int:
    """For so long the same act is one event, with a count."""
    data = json.loads(asset("audit.json").read_text(encoding="utf-8"))
    return int(data["again_within_minutes"]) * 60_000


def is_noted(kind: str, fields: Mapping[str, Any]) -> bool:
    """Whether it is noted that somebody opens this record (``assets/audit.json``)."""
    rule = _rules().get(kind)
    if rule is None:
        return False
    return not rule.when_given or any(fields.get(name) for name in rule.when_given)
