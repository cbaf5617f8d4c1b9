"""Notices: changes that are about people, tablets and late work, and set no field of a record.

    lost-report     a tablet is gone: which, and what happened
    answer          what was done about one of these: a report, or what was asked
    admission       somebody should be given a role in a space that its author does not administer
    removal         a device should be removed there
    recovery-card   the organisation's recovery key should be this one there
    late-decision   what was decided about something that a removed device had not sent
    rehearsal       the recovery sheet was proved to work
    register-import a register was taken in, or an import was undone (``register/told``)
    review-taken    somebody who is told of a late review has taken it on (``escalation``)
    watch-decision  what a supervisor decided about watching again and again (``watching``)
    wording-rules   a safeguarding lead changed what is prompted as one types (``wording_force``)
    code-list       an administrator changed what forms offer (``list_edits``, ``editions``)

The rules that this module enforces:

1. A notice has the fields of its type and no others that this build knows; what does not fit goes
   to quarantine like any malformed change, and stops nothing.
2. Nothing here gives anybody a right. A notice asks or tells; what counts is a roster. An answer
   counts from an administrator of the space, a decision about late work from a supervisor: nobody
   else can make a report of a lost tablet disappear. A list is changed by an administrator of the
   common space, there. A late review is taken on by somebody whom a step of escalation tells, and
   only a supervisor decides about repeated watching. The wording rules are changed by a supervisor
   or an administrator of the common space, there.
3. Notices are kept one row each and never changed; the newest one about a thing stands.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from outreach.model import list_edits, pointers
from outreach.model.changes import MAX_NUMBER, Author, Change
from outreach.model.clocks import newly_numbered
from outreach.model.escalation_steps import duties as escalation_duties
from outreach.model.list_edits import CODE_LIST
from outreach.model.reviews import SUPERVISOR
from outreach.model.tables import NoticeRow, replace_into

#: The version of every notice's shape that this build knows.
NOTICE_VERSION: Final = 1
LOST_REPORT: Final = "lost-report"
ANSWER: Final = "answer"
ADMISSION: Final = "admission"
REMOVAL: Final = "removal"
RECOVERY_CARD: Final = "recovery-card"
LATE_DECISION: Final = "late-decision"
REHEARSAL: Final = "rehearsal"
REGISTER_IMPORT: Final = "register-import"
REVIEW_TAKEN: Final = "review-taken"
WATCH_DECISION: Final = "watch-decision"
WORDING_RULES: Final = "wording-rules"

_MAX_TEXT: Final = 10_000
_MAX_CARD: Final = 4_000
_MAX_LISTED: Final = 64
#: Characters of a set of wording rules.
MAX_RULES: Final = 100_000
#: Records that a decision about watching may name.
MAX_VISITS: Final = 400

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DEVICE = re.compile(r"[0-9a-f]{32}")
_ENTRY = re.compile(r"[0-9a-f]{64}")

_INSERT = replace_into(NoticeRow)
_COLUMNS = "entry, space, position, type, recorded_ms, received_ms, data, device, person, name"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with who wrote it. Times in ms since 1970; ``received_ms`` by the store's clock."""

    entry: str
    space: str
    position: int | None
    type: str
    recorded_ms: int
    received_ms: int | None
    fields: dict[str, Any]
    device: str
    person: str
    name: str


def _text(value: object) -> bool:
    return type(value) is str and len(value) <= _MAX_TEXT and value.isprintable()


def _words(value: object) -> bool:
    return type(value) is str and len(value) <= _MAX_TEXT


def _device(value: object) -> bool:
    return type(value) is str and _DEVICE.fullmatch(value) is not None


def _device_or_none(value: object) -> bool:
    return value is None or _device(value)


def _devices(value: object) -> bool:
    return type(value) is list and len(value) <= MAX_VISITS and all(map(_device, value))


def _rules(value: object) -> bool:
    return type(value) is str and len(value) <= MAX_RULES


def _code(value: object) -> bool:
    return type(value) is str and _CODE.fullmatch(value) is not None


def _entry(value: object) -> bool:
    return type(value) is str and _ENTRY.fullmatch(value) is not None


def _card(value: object) -> bool:
    return type(value) is str and len(value) <= _MAX_CARD and value.isascii()


def _names(value: object) -> bool:
    return type(value) is list and len(value) <= _MAX_LISTED and all(map(_text, value))


def _one_of(*allowed: str) -> Callable[[object], bool]:
    return lambda value: type(value) is str and value in allowed


_REASON = _one_of("moved", "left", "lost")


def _mapping(value: object) -> bool:
    """Field -> the columns that it comes from."""
    return (
        type(value) is dict
        and len(value) <= _MAX_LISTED
        and all(_text(name) and _names(columns) for name, columns in value.items())
    )


def _counts(value: object) -> bool:
    return (
        type(value) is dict
        and len(value) <= _MAX_LISTED
        and all(_text(n) and type(c) is int and 0 <= c < MAX_NUMBER for n, c in value.items())
    )


#: type -> field -> whether a value may stand there. All of them must be there.
SHAPES: Final[Mapping[str, Mapping[str, Callable[[object], bool]]]] = {
    LOST_REPORT: {"device": _device_or_none, "who": _text, "words": _words},
    ANSWER: {"notice": _entry, "decision": _one_of("done", "declined"), "words": _words},
    ADMISSION: {
        "device": _device,
        "card": _card,
        "person": _device,
        "name": _text,
        "agency": _text,
        "duties": _names,
    },
    REMOVAL: {"device": _device, "reason": _REASON},
    RECOVERY_CARD: {"card": _card},
    LATE_DECISION: {
        "late": _entry,
        "decision": _one_of("adopted", "declined"),
        "record": _device_or_none,
        "words": _words,
    },
    REHEARSAL: {"card": _entry, "spaces": _names},
    REGISTER_IMPORT: {
        "import": _device,
        "state": _one_of("begun", "done", "undone"),
        "kind": _text,
        "source": _text,
        "file": _text,
        "sha256": _entry,
        "mapping": _mapping,
        "counts": _counts,
    },
    REVIEW_TAKEN: {"record": _device, "words": _words},
    WATCH_DECISION: {"subject": _device, "decision": _code, "words": _words, "visits": _devices},
    WORDING_RULES: {"rules": _rules, "why": list_edits.is_reason},
    CODE_LIST: {
        "list": list_edits.is_list_name,
        "follows": list_edits.is_number,
        "edits": list_edits.are_edits,
        "reason": list_edits.is_reason,
    },
}


def is_notice(change: Change) -> bool:
    """Whether a change is a notice of a type and version that this build knows."""
    return change.version == NOTICE_VERSION and change.type in SHAPES


def fault(change: Change) -> str | None:
    """Why a notice is none, in words that quote nothing; None if it is one."""
    shape = SHAPES[change.type]
    author = change.author
    if author is None:
        return "The notice is from nobody that its space knows."
    if change.type == ANSWER and author.role != "admin":
        return "The answer is not from an administrator of the space."
    if change.type == LATE_DECISION and SUPERVISOR not in author.duties:
        return "The decision is not from a supervisor of the space."
    if change.type == REVIEW_TAKEN and not escalation_duties() & frozenset(author.duties):
        return "The review was taken on by nobody who is told of late reviews."
    if change.type == WATCH_DECISION and SUPERVISOR not in author.duties:
        return "The decision is not from a supervisor of the space."
    if change.type == WORDING_RULES:
        if change.space != pointers.rules().common:
            return "The wording rules are changed in the space that everybody reads."
        if author.role != "admin" and SUPERVISOR not in author.duties:
            return "The wording rules are not from a safeguarding lead."
    if change.type == CODE_LIST:
        if change.space != pointers.rules().common:
            return "A list is changed in the space that everybody reads, and this is another."
        if author.role != "admin":
            return "The change of a list is not from an administrator of the space."
    if not all(name in change.fields and fits(change.fields[name]) for name, fits in shape.items()):
        return "The notice does not have the fields of its type."
    return None


def put(connection: sqlite3.Connection, changes: Iterable[Change]) -> int:
    """Keep notices; how many were new."""
    new = 0
    for change in changes:
        known = connection.execute(
            "SELECT position FROM notice WHERE entry = ?", (change.entry,)
        ).fetchone()
        if known is not None and not newly_numbered(change.position, known[0]):
            continue
        author: Author | None = change.author
        row = (
            change.entry,
            change.space,
            change.position,
            change.type,
            change.at.wall_ms,
            change.received_ms,
            json.dumps(change.fields, separators=(",", ":")),
            change.device,
            author.person if author else "",
            author.name if author else "",
        )
        connection.execute(_INSERT, row)
        new += known is None
    return new


def of_type(connection: sqlite3.Connection, *types: str) -> list[Notice]:
    """The notices of these types, oldest first; what is only here comes last."""
    marks = ", ".join("?" * len(types))
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM notice WHERE type IN ({marks})"  # noqa: S608
        " ORDER BY position IS NULL, coalesce(received_ms, recorded_ms), position, entry",
        types,
    )
    return [_notice(row) for row in found]


def _notice(row: tuple[Any, ...]) -> Notice:
    entry, space, position, kind, recorded_ms, received_ms, data, *who = row
    fields = json.loads(data)
    return Notice(entry, space, position, kind, recorded_ms, received_ms, fields, *who)
