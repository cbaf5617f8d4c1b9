"""Days that records of somebody or something give besides when they were made: since when a link
holds and until when, when a name or a number was first heard and last.

The rule that this module enforces: a day is told with what says it and leads to that record; what
gives no day is not guessed at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final, Literal

from pydantic_core import from_json

from outreach.model import links
from outreach.model.fold import ReadModel
from outreach.model.linking import Link
from outreach.model.rows import Row

#: Names of a person as records of their own that are looked at: the newest.
NEWEST: Final = 200

What = Literal["first_heard", "last_heard", "since", "until"]

_THESE: Final = "IN (SELECT value FROM json_each(?))"
_OWN: Final = f"SELECT id, data FROM record WHERE id {_THESE}"  # noqa: S608 - a constant
_ALIASES: Final = (
    "SELECT r.id, r.data FROM link l CROSS JOIN record r ON r.row = l.row"  # noqa: S608
    f" WHERE l.key {_THESE} AND r.kind = 'alias' AND NOT r.withdrawn ORDER BY l.row DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """``at_ms``: noon of that day, ms since 1970; ``said``: the name, the number, or the link with
    its other end; ``record``: where it leads."""

    at_ms: int
    day: str
    what: What
    said: str
    record: str
    #: What it speaks of besides, as rows: hidden from a reader as they are.
    about: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """What somebody is called, and the record that says so. ``sort``: a code of ``name_sort``."""

    name: str
    sort: str
    record: str


def dated(
    model: ReadModel, key: str, members: Sequence[str], its_links: Iterable[Link]
) -> list[Dated]:
    """Every day that the links, names and numbers of one give, newest first.

    Args:
        key: of the end that it is (``linking``), with its links.
        members: the records that are merged in it.
    """
    found: list[Dated] = []
    with model.lock:
        for one in its_links:
            said = f"{one.said_from(key)} {one.other(key).title}"
            other = one.other(key).row
            about = (one.row,) if other is None else (one.row, other)
            found += _days({"since": one.since, "until": one.until}, said, one.id, about)
        for record, fields in _held(model, members):
            for name in ("names", "telephones"):
                for part in fields.get(name) or ():
                    if type(part) is dict:
                        found += _days(part, str(part.get("name") or part.get("number")), record)
        for record, fields in _aliases(model, members):
            found += _days(fields, str(fields.get("name") or ""), record)
    return sorted(found, key=lambda one: (-one.at_ms, one.said, one.what))


def names(model: ReadModel, members: Sequence[str]) -> list[Name]:
    """What the one that these records are of is called, each name once: those of the leading record
    first, then those that were recorded by themselves, newest first."""
    with model.lock:
        held = _held(model, members)
        found = [
            Name(str(part["name"]), str(part.get("sort") or ""), record)
            for record, fields in held
            for part in fields.get("names") or ()
            if type(part) is dict and part.get("name")
        ]
        found += [
            Name(str(fields["name"]), str(fields.get("sort") or ""), record)
            for record, fields in _aliases(model, members)
            if fields.get("name")
        ]
    once: dict[str, Name] = {}
    for one in found:
        once.setdefault(one.name.casefold(), one)
    return list(once.values())


def _held(model: ReadModel, members: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """The records themselves, in the order given."""
    rows = dict(model.connection.execute(_OWN, (json.dumps(list(members)),)).fetchall())
    return [(one, from_json(rows[one])) for one in members if one in rows]


def _aliases(model: ReadModel, members: Sequence[str]) -> Iterable[tuple[str, dict[str, Any]]]:
    keys = json.dumps([links.RECORD + one for one in members])
    found = model.connection.execute(_ALIASES, (keys, NEWEST)).fetchall()
    return [(record, from_json(data)) for record, data in found]


_DAYS: Final[tuple[What, ...]] = ("first_heard", "last_heard", "since", "until")


def _days(
    fields: Mapping[str, Any], said: str, record: str, about: tuple[Row, ...] = ()
) -> Iterable[Dated]:
    for what in _DAYS:
        day = fields.get(what)
        if type(day) is str and day and said:
            yield Dated(_noon(day), day, what, said, record, about)


def _noon(day: str) -> int:
    return int(datetime.combine(date.fromisoformat(day), time(12), UTC).timestamp() * 1000)
