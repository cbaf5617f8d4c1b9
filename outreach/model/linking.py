"""The links of a record: what it is linked to, how, since when, and who says so.

The rules that this module enforces:

1. A link is shown only where both of its ends are here, and only if it stands in the space where
   the most restricted of them is kept. Elsewhere it tells nobody anything.
2. Merged records are one end: a link of any of them is a link of all.
3. When one is saved: no link to itself, none twice, nothing at an end that does not belong there,
   and nobody their own ancestor or younger than their child. What arrives from elsewhere and says
   so is kept and shown as a contradiction (``families``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic_core import from_json

from outreach.model import links, merging
from outreach.model.fold import ReadModel
from outreach.model.kinds import most_restricted
from outreach.model.link_rules import (
    HANDLE,
    TELEPHONE,
    canonical,
    may_stand,
    rank,
    rules,
    said,
    sort_of,
)
from outreach.model.pages import JOINED, LISTED, row_of
from outreach.model.problems import Problem
from outreach.model.rows import Row

_NAMING: Final = (  # of constants, here and below
    "SELECT DISTINCT r.row FROM link l CROSS JOIN record r ON r.row = l.row"
    " WHERE l.key IN (SELECT value FROM json_each(?)) AND r.kind = 'link'"
)
_THESE: Final = "IN (SELECT value FROM json_each(?))"
_LINKS: Final = f"{LISTED}, r.data FROM record r{JOINED} WHERE r.row {_THESE}"
_ENDS: Final = f"{LISTED} FROM record r{JOINED} WHERE r.id {_THESE}"


@dataclass(frozen=True, slots=True)
class End:
    """Somebody or something at one end. ``key``: the same for the same; of merged records that of
    the one that leads. ``row``: the record that leads, None of a telephone or a handle; ``what``:
    its kind, ``telephone`` or ``handle``."""

    key: str
    what: str
    title: str
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link that stands or was withdrawn. ``row``: its own record; ``start`` and ``to``: its ends;
    ``since`` and ``until``: days, or empty."""

    row: Row
    sort: str
    start: End
    to: End
    since: str
    until: str
    source: str
    grade: str
    fact: str
    assessment: str

    @property
    def id(self) -> str:
        return self.row.id

    def other(self, key: str) -> End:
        """The end that is not ``key``."""
        return self.to if self.start.key == key else self.start

    def said_from(self, key: str) -> str:
        """What the end ``key`` is to the other, in words."""
        return said(self.sort, back=self.start.key != key)

    def noun_of(self, key: str) -> str:
        """What the end ``key`` is, as the other sees it."""
        sort = sort_of(self.sort)
        return sort.is_ if self.start.key == key else sort.back_is


def links_of(model: ReadModel, keys: Iterable[str], *, withdrawn: bool = False) -> list[Link]:
    """The links of these ends (``key`` of an :class:`End`), in the order of their sorts.

    ``withdrawn``: those that were withdrawn too.
    """
    with model.lock:
        asked = _keys(model, keys)
        ask = model.connection.execute
        rows = [row for (row,) in ask(_NAMING, (json.dumps(asked),))]
        found = ask(_LINKS, (json.dumps(rows),)).fetchall()
        told = [(row_of(one[:-1]), from_json(one[-1])) for one in found]
        told = [one for one in told if withdrawn or not one[0].withdrawn]
        named = {fields[n] for _, fields in told for n in _RECORDS if fields.get(n)}
        held = ends_of(model, named)
    made = [_link(row, fields, held) for row, fields in told]
    return sorted((one for one in made if one is not None), key=_order)


_RECORDS: Final = ("from_record", "to_record")


def _keys(model: ReadModel, keys: Iterable[str]) -> list[str]:
    """What the index knows ends by: of merged records, each."""
    asked = list(keys)
    records = [key[len(links.RECORD) :] for key in asked if key.startswith(links.RECORD)]
    merged = merging.leads_of(model, records)
    members = {one for record in merged for one in merging.group_of(model, record).members}
    others = [key for key in asked if not key.startswith(links.RECORD)]
    return [*others, *(links.END + one for one in sorted({*records, *members}))]


def ends_of(model: ReadModel, records: Iterable[str]) -> dict[str, tuple[End, str, str]]:
    """Record -> the end that it is, the space that it is kept in, and its own kind. What is not
    here is left out."""
    wanted = sorted(set(records))
    with model.lock:
        leads = merging.leads_of(model, wanted)
        ids = sorted({*wanted, *leads.values()})
        rows = {one[0]: row_of(one) for one in _ask(model.connection, _ENDS, ids)}
    found = {}
    for record in wanted:
        row = rows.get(leads.get(record, record))
        if record in rows and row is not None:
            end = End(links.RECORD + row.id, row.kind, row.title, row)
            found[record] = (end, rows[record].space, rows[record].kind)
    return found


def rows_of(model: ReadModel, records: Iterable[str]) -> list[Row]:
    """Records as rows of a list, as far as they are here."""
    with model.lock:
        return [row_of(one) for one in _ask(model.connection, _ENDS, sorted(set(records)))]


def end_of_record(model: ReadModel, record: str) -> End | None:
    """The end that a record is; None: it is not here."""
    found = ends_of(model, [record]).get(record)
    return found[0] if found is not None else None


def _ask(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(sql, (json.dumps(list(values)),)).fetchall()


def _link(
    row: Row, fields: Mapping[str, Any], held: Mapping[str, tuple[End, str, str]]
) -> Link | None:
    """None where an end is not here, or the link is not where such a link is kept (rule 1)."""
    start = held.get(str(fields.get("from_record")))
    named = fields.get("to_record")
    to = held.get(str(named)) if named else None
    other = to[0] if to is not None else _without_record(fields)
    if start is None or other is None or (named and to is None):
        return None
    spaces = [start[1], *([to[1]] if to is not None else [])]
    if most_restricted(spaces) != row.space:
        return None
    return Link(
        row,
        str(fields.get("sort") or ""),
        start[0],
        other,
        *_words(fields),
    )


def _words(fields: Mapping[str, Any]) -> tuple[str, str, str, str, str, str]:
    def word(name: str) -> str:
        return str(fields.get(name) or "")

    return (
        word("since"),
        word("until"),
        word("source"),
        word("grade"),
        word("fact"),
        word("assessment"),
    )


def _without_record(fields: Mapping[str, Any]) -> End | None:
    number, handle = fields.get("to_telephone"), fields.get("to_handle")
    if number:
        return End(links.telephone_key(number), TELEPHONE, str(number))
    if handle:
        return End(links.handle_key(handle), HANDLE, str(handle))
    return None


def _order(link: Link) -> tuple[Any, ...]:
    return (rank(link.sort), link.start.title, link.to.title, link.row.recorded_ms, link.id)


# -- when somebody saves ---------------------------------------------------------------------------


def problems(model: ReadModel, fields: Mapping[str, Any], record: str | None) -> list[Problem]:
    """What keeps a link from being saved. ``record``: its id, where it is corrected."""
    lacking = [
        Problem(name, words)
        for name, words in (("from_record", "Choose the first end"), ("sort", "Choose the sort"))
        if not fields.get(name)
    ]
    if not any(fields.get(name) for name in ("to_record", "to_telephone", "to_handle")):
        lacking.append(Problem("to_record", "Choose the other end"))
    if lacking:
        return lacking
    held = ends_of(model, [fields[name] for name in _RECORDS if fields.get(name)])
    missing = [name for name in _RECORDS if fields.get(name) and fields[name] not in held]
    if missing:
        return [Problem(name, "This record is not on this device") for name in missing]
    misplaced = _misplaced(fields, held)
    if misplaced:
        return misplaced
    start = held[fields["from_record"]][0]
    to = held[fields["to_record"]][0] if fields.get("to_record") else _without_record(fields)
    assert to is not None  # it was seen to above
    if start.key == to.key:
        return [Problem("to_record", "These two are merged, and are one already")]
    found = _in_future(fields)
    sort = str(fields["sort"])
    wanted = canonical(sort, start.key, to.key)
    for one in links_of(model, [start.key]):
        same = canonical(one.sort, one.start.key, one.to.key) == wanted
        if same and one.id != record and _overlap(one, fields):
            said_by = one.row.author_name or "somebody"
            words = f"This link is there already, by {said_by}: {one.id[:10]}"
            found.append(Problem("sort", words))
            break
    if not found and sort_of(sort).family:
        from outreach.model import families

        found += families.problems(model, sort, start, to, record)
    return found


def _misplaced(
    fields: Mapping[str, Any], held: Mapping[str, tuple[End, str, str]]
) -> list[Problem]:
    sort = sort_of(str(fields["sort"]))
    label = said(sort.code).lower()
    kind = held[fields["from_record"]][2]
    if not may_stand(kind, sort.start):
        return [Problem("from_record", f"This record is not what can be “{label}” anything")]
    for name, what in (("to_telephone", TELEPHONE), ("to_handle", HANDLE)):
        if fields.get(name):
            fits = sort.to in (what, "anything")
            return [] if fits else [Problem("sort", f"“{label}” leads to a record, not here")]
    if sort.to in (TELEPHONE, HANDLE):
        return [Problem(f"to_{sort.to}", f"“{label}” leads to a {sort.to}")]
    other = held[fields["to_record"]][2]
    if not may_stand(other, sort.to):
        return [Problem("to_record", f"“{label}” does not lead to such a record")]
    groups = rules().groups
    if sort.alike and not any({kind, other} <= groups[name] for name in sort.alike):
        return [Problem("to_record", "A person is not the same as a vehicle or a place")]
    return []


def _in_future(fields: Mapping[str, Any]) -> list[Problem]:
    latest = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return [
        Problem(name, "It is in the future: check the date")
        for name in ("since",)
        if (fields.get(name) or "") > latest
    ]


def _overlap(one: Link, fields: Mapping[str, Any]) -> bool:
    """Whether two links hold at the same time: partners may part, and come together again."""
    since, until = fields.get("since") or "", fields.get("until") or ""
    apart = (one.until and since and one.until < since) or (until and one.since > until)
    return not apart
