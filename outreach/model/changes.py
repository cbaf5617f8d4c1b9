"""A change: what one entry says about one record, read from its payload.

The rule that this module enforces: a payload from a valid member may be any JSON at all. What does
not have the frozen shape raises :class:`Malformed`, with a reason that quotes nothing of the
content, and nothing else is ever raised. A type or a version that this build does not know is no
fault: it is for the fold to keep it unfolded.

The payload (compact JSON inside a sealed entry):

    {"hlc": [ms, counter],
     "at": [wall_ms, utc_offset_min, ms_since_last_contact | null, store_offset_ms | null],
     "seen": [position, head], "type": kind | "review", "version": n, "id": 32 hex,
     "set": {field: value, ...}, "reason": text | absent, "audit": text | null | absent}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any, Final, NamedTuple

from pydantic_core import PydanticSerializationError, to_json

from outreach.model.verdicts import REVIEW, REVIEW_VERSION, check_review
from sync.errors import IntegrityError

#: The one field that every kind has and no form shows: struck through, kept, with a reason.
WITHDRAWN: Final = "withdrawn"

#: Numbers stay where SQLite, JSON and JavaScript all count the same.
MAX_NUMBER: Final = 2**53
MAX_FIELDS: Final = 1000
MAX_DEPTH: Final = 32
MAX_REASON: Final = 10_000

_RECORD = re.compile(r"[0-9a-f]{32}")
_HEAD = re.compile(r"[A-Za-z0-9_-]{43}")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_MINUTES_A_DAY = 24 * 60
#: Names that were looked at before: a hundred thousand entries repeat the same thirty.
_NAMES: set[str] = set()


class Malformed(IntegrityError):
    """A payload does not have the shape of a change. ``reason`` says which part, never what."""

    code = "malformed_change"
    advice = "The entry is kept, sealed, in quarantine. Tell the administrator who wrote it."

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Author(NamedTuple):
    """Who wrote an entry, as the roster in force at its position names the device."""

    person: str
    name: str
    agency: str
    device: str
    role: str
    duties: frozenset[str]


class Moment(NamedTuple):
    """The clocks of the author's device when the change was written; nothing here is believed.

    ``wall_ms`` since 1970 by the device's clock; ``utc_offset_min`` of its zone;
    ``since_contact_ms`` by its monotonic clock since it last reached the store;
    ``store_offset_ms`` what the store's clock was ahead by at that contact.
    """

    wall_ms: int
    utc_offset_min: int
    since_contact_ms: int | None
    store_offset_ms: int | None


class Change(NamedTuple):
    """One entry, opened and read. ``position`` is None until the central store has numbered it.

    ``entry`` 64 hex, ``device`` 32 hex, ``record`` 32 hex (of a review: the review's own id).
    ``seen``: the newest position of the space that the author had folded. ``received_ms``: when
    the store received it, by the store's clock. ``audit``: the author's newest audit entry, as the
    payload names it, where it was just read: rows do not keep it.
    """

    entry: str
    space: str
    device: str
    seq: int
    position: int | None
    received_ms: int | None
    seen: int
    hlc: tuple[int, int]
    at: Moment
    type: str
    version: int
    record: str
    fields: dict[str, Any]
    reason: str | None
    author: Author | None
    audit: str | None = None

    def with_fields(self, fields: dict[str, Any]) -> Change:
        """The same change, saying this. (``_replace`` takes four times as long.)"""
        return Change._make((*self[:12], fields, *self[13:]))

    def sealed_as(self, entry: str) -> Change:
        """The same change, once it is known which entry it is."""
        return Change._make((entry, *self[1:]))

    @property
    def subject(self) -> str:
        """The record that this change is about: its own, or the one that a review judges."""
        if self.type == REVIEW and self.version == REVIEW_VERSION:
            return str(self.fields["record"])
        return self.record


def decode(
    payload: object,
    *,
    entry: str,
    space: str,
    device: str,
    seq: int,
    position: int | None,
    received_ms: int | None,
    author: Author | None,
) -> Change:
    """Read a payload that was opened from ``entry``; the other arguments come from its envelope,
    the log and the roster, and are trusted.

    Raises:
        Malformed: the payload is not a change.
    """
    if type(payload) is not dict:
        raise Malformed("The payload is not an object.")
    found = payload.get
    kind, version, record = found("type"), found("version"), found("id")
    if type(kind) is not str or (kind not in _NAMES and not _NAME.fullmatch(kind)):
        raise Malformed("The type is not a name.")
    if type(version) is not int or not 0 < version < MAX_NUMBER:
        raise Malformed("The version is not a positive number.")
    if type(record) is not str or not _RECORD.fullmatch(record):
        raise Malformed("The id is not 32 hexadecimal digits.")
    reason = found("reason")
    if reason is not None:
        _check_reason(reason)
    audit = found("audit")
    if audit is not None and (type(audit) is not str or len(audit) > 128):
        raise Malformed("The audit entry is not an id.")
    fields = check_fields(found("set"))
    if kind == REVIEW and version == REVIEW_VERSION:
        _check_writable(fields)
        problem = check_review(fields)
        if problem is not None:
            raise Malformed(problem)
    return Change(
        entry,
        space,
        device,
        seq,
        position,
        received_ms,
        _seen(found("seen")),
        _hlc(found("hlc")),
        moment_of(found("at")),
        kind,
        version,
        record,
        fields,
        reason,
        author,
        audit,
    )


def encode(
    *,
    hlc: tuple[int, int],
    at: Moment,
    seen: tuple[int, str],
    type: str,  # noqa: A002 - the payload's own word
    version: int,
    record: str,
    fields: Mapping[str, Any],
    reason: str | None = None,
    audit: str | None = None,
) -> dict[str, Any]:
    """The payload that :func:`decode` reads; ``seen`` is (position, head as 43 characters).

    Raises:
        Malformed: it would not be read back. A mistake of the caller, found before it is signed.
    """
    payload = compose(
        hlc=hlc,
        at=at,
        seen=seen,
        type=type,
        version=version,
        record=record,
        fields=fields,
        reason=reason,
        audit=audit,
    )
    decode(
        payload,
        entry="",
        space="",
        device="",
        seq=0,
        position=None,
        received_ms=None,
        author=None,
    )
    return payload


def compose(
    *,
    hlc: tuple[int, int],
    at: Moment,
    seen: tuple[int, str],
    type: str,  # noqa: A002 - the payload's own word
    version: int,
    record: str,
    fields: Mapping[str, Any],
    reason: str | None = None,
    audit: str | None = None,
) -> dict[str, Any]:
    """The payload as it is, for whoever decodes it before it is signed: see :func:`encode`."""
    payload: dict[str, Any] = {
        "hlc": list(hlc),
        "at": list(at),
        "seen": list(seen),
        "type": type,
        "version": version,
        "id": record,
        "set": dict(fields),
    }
    if reason is not None:
        payload["reason"] = reason
    if audit is not None:
        payload["audit"] = audit
    return payload


def check_fields(given: object) -> dict[str, Any]:
    """``given`` as fields: an object of plain, finite JSON. Raises :class:`Malformed`.

    Whether its texts can be written is left to ``kinds.read``, which looks at each of them anyway.
    """
    if not isinstance(given, dict):
        raise Malformed("What is set is not an object.")
    fields: dict[str, Any] = given
    if len(fields) > MAX_FIELDS:
        raise Malformed("Too many fields are set.")
    if not _NAMES.issuperset(fields):
        _check_names(fields)
    for value in fields.values():
        kind = type(value)  # what nearly all values are, without a call
        if kind is str or kind is bool:
            continue
        if kind is list:
            for item in value:
                if type(item) is not str:
                    break
            else:
                continue
        elif kind is float and isfinite(value):
            continue
        _check_value(value, MAX_DEPTH)
    if WITHDRAWN in fields and type(fields[WITHDRAWN]) is not bool:
        raise Malformed("Whether it is withdrawn is neither true nor false.")
    return fields


def _check_names(fields: dict[Any, Any]) -> None:
    for name in fields:
        if type(name) is not str or not _NAME.fullmatch(name):
            raise Malformed("A field's name is not a name.")
    if len(_NAMES) < MAX_FIELDS:
        _NAMES.update(fields)


def _check_value(value: object, depth: int) -> None:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if depth == 0:
        raise Malformed("A value is nested too deeply.")
    if isinstance(value, list):
        for item in value:
            _check_value(item, depth - 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            if type(name) is not str:
                raise Malformed("A name inside a value is not text.")
            _check_value(item, depth - 1)
    elif isinstance(value, int):
        if not -MAX_NUMBER < value < MAX_NUMBER:
            raise Malformed("A number is too large.")
    elif not isinstance(value, float):
        raise Malformed("A value is not JSON.")
    elif not isfinite(value):
        raise Malformed("A number is not finite.")


def _check_writable(value: object) -> None:
    """JSON can spell half a surrogate pair (``\\ud800``), which is no text and cannot be kept."""
    try:
        to_json(value)
    except (PydanticSerializationError, UnicodeEncodeError):
        raise Malformed("A text is not valid Unicode.") from None


def _check_reason(reason: object) -> None:
    if type(reason) is not str or len(reason) > MAX_REASON:
        raise Malformed("The reason is not a text of reasonable length.")
    _check_writable(reason)


def _count(value: object) -> bool:
    """Whether ``value`` is a whole number from zero (``True`` is none)."""
    return type(value) is int and 0 <= value < MAX_NUMBER


def _hlc(value: object) -> tuple[int, int]:
    if type(value) is not list or len(value) != 2 or not (_count(value[0]) and _count(value[1])):
        raise Malformed("The logical clock is not two counts.")
    return value[0], value[1]


def _seen(value: object) -> int:
    if type(value) is not list or len(value) != 2 or not _count(value[0]):
        raise Malformed("What the author had seen is not a position and a head.")
    position, head = value
    if type(head) is not str or not _HEAD.fullmatch(head):
        raise Malformed("What the author had seen is not a position and a head.")
    return int(position)


def moment_of(value: object) -> Moment:
    """The four clocks of a payload. Raises :class:`Malformed`."""
    if type(value) is not list or len(value) != 4:
        raise Malformed("The clocks are not four numbers.")
    wall, zone, since, offset = value
    if type(wall) is not int or not -MAX_NUMBER < wall < MAX_NUMBER:
        raise Malformed("The device's clock is not a number of milliseconds.")
    if type(zone) is not int or not -_MINUTES_A_DAY < zone < _MINUTES_A_DAY:
        raise Malformed("The offset from UTC is not within a day.")
    if since is not None and not _count(since):
        raise Malformed("The time since the last contact is not a count.")
    if offset is not None and not (type(offset) is int and -MAX_NUMBER < offset < MAX_NUMBER):
        raise Malformed("The store's offset is not a number of milliseconds.")
    return Moment(wall, zone, since, offset)
