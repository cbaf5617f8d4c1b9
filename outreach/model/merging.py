"""Records that are of one person, vehicle or place: which merges count, and whom each one joins.

The rules that this module enforces, on every device alike:

1. A merge counts when a confirmation of it stands, by another person than everybody who wrote to
   the merge, who may write to its space, and who read every version of it that there is.
2. Merge and confirmation stand in the space where the most restricted of the records is kept;
   elsewhere they count for nothing. Each record that it names is of one kind, and is here.
3. A merge is undone by withdrawing it or its confirmation. No record is changed by one.
4. What is joined is a function of the set of merges that count: records that are connected are one
   group. It is led by the record that is merged into no other; where there are several (conflicting
   merges) or none (a circle), the first recorded of these leads, and the group says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from pydantic_core import from_json

from outreach.model import links
from outreach.model.fold import ReadModel
from outreach.model.kinds import most_restricted
from outreach.model.kinds.merge import CONFIRMATION, MERGE
from outreach.model.link_rules import rules
from outreach.model.pages import JOINED, LISTED, row_of, standing_of
from outreach.model.problems import Problem
from outreach.model.rows import Row
from outreach.words import _
from sync.roster import MAY_WRITE

#: ``waits`` for a second person; ``counts``; ``changed`` since it was confirmed; ``undone``;
#: ``void``: what it names is not here, or not of one kind, or it stands in another space.
State = Literal["waits", "counts", "changed", "undone", "void"]

_NAMING: Final = (  # of constants, here and below
    "SELECT DISTINCT r.id FROM link l CROSS JOIN record r ON r.row = l.row"
    " WHERE l.key IN (SELECT value FROM json_each(?)) AND r.kind = ?"
)
_NAMED: Final = (
    "SELECT DISTINCT substr(key, 3) FROM link WHERE key IN (SELECT value FROM json_each(?))"
)
_ANY: Final = "SELECT 1 FROM record WHERE kind = ? LIMIT 1"
_ROWS: Final = (
    f"{LISTED}, r.data FROM record r{JOINED}"  # noqa: S608
    " WHERE r.id IN (SELECT value FROM json_each(?))"
)
_NEWEST: Final = (
    "SELECT id FROM record WHERE kind = ? AND NOT withdrawn ORDER BY sort_ms DESC LIMIT ?"
)
#: Of merges that may wait, so many of the newest are looked at.
LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A second person's word. ``counts``: by rule 1; ``why_not`` else."""

    row: Row
    counts: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge as it stands. ``wrote``: everybody who wrote to it; ``versions``: its entries."""

    row: Row
    leads: str
    joins: tuple[str, ...]
    why: str
    state: State
    confirmed: tuple[Confirmed, ...]
    wrote: frozenset[str]
    versions: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.row.id


@dataclass(frozen=True, slots=True)
class Group:
    """Records that are one. ``lead`` is of ``members``; ``contested``: the merges do not agree on
    which record leads. ``merges``: those that count."""

    lead: str
    members: tuple[str, ...]
    contested: bool
    merges: tuple[Merge, ...]


OWN: Final = "It is by somebody who wrote to the merge."
UNREAD: Final = "The merge was changed after it was read."
NOT_A_WRITER: Final = "Its author may not write there."
ELSEWHERE: Final = "It stands in another space than the merge."
GONE: Final = "It was withdrawn."


def merges_naming(model: ReadModel, records: Iterable[str]) -> list[Merge]:
    """Every merge that names one of these records, the first recorded first."""
    with model.lock:
        if model.connection.execute(_ANY, (MERGE,)).fetchone() is None:
            return []
        keys = json.dumps([links.ONE + record for record in records])
        ids = [one for (one,) in model.connection.execute(_NAMING, (keys, MERGE))]
        found = [_merge(model, one) for one in ids]
    return sorted(found, key=lambda one: (one.row.recorded_ms, one.id))


def merge(model: ReadModel, record: str) -> Merge:
    """One merge by its whole id, which exists."""
    with model.lock:
        return _merge(model, record)


def proposed(model: ReadModel) -> list[Merge]:
    """The merges that wait for a second person, the newest first."""
    with model.lock:
        ids = [one for (one,) in model.connection.execute(_NEWEST, (MERGE, LOOKED_AT))]
        found = [_merge(model, one) for one in ids]
    return [one for one in found if one.state in ("waits", "changed")]


def group_of(model: ReadModel, record: str) -> Group:
    """The group of a record; of most records it is alone in it."""
    with model.lock:
        counting: dict[str, Merge] = {}
        members, asked = {record}, set[str]()
        while members - asked:
            new = members - asked
            asked |= new
            for one in merges_naming(model, new):
                if one.state == "counts":
                    counting[one.id] = one
                    members |= {one.leads, *one.joins}
        if len(members) == 1:
            return Group(record, (record,), False, ())
        recorded = {
            row.id: (row.recorded_ms, row.id) for row, _ in _rows(model, sorted(members)).values()
        }
    edges = [(joined, one.leads) for one in counting.values() for joined in one.joins]
    lead, contested = leader(edges, recorded)
    others = sorted(members - {lead}, key=recorded.__getitem__)
    merged = sorted(counting.values(), key=lambda one: (one.row.recorded_ms, one.id))
    return Group(lead, (lead, *others), contested, tuple(merged))


def leader(
    edges: Iterable[tuple[str, str]], recorded: Mapping[str, tuple[int, str]]
) -> tuple[str, bool]:
    """Which record leads a connected group, and whether the merges contradict each other in that.

    Args:
        edges: (joined, leading) each, in any order, repeated or not.
        recorded: record -> what sorts by when it was first recorded.
    """
    pairs = {(joined, leads) for joined, leads in edges if joined != leads}
    ends = {end for pair in pairs for end in pair}
    last = ends - {joined for joined, _leads in pairs}
    return min(last or ends, key=recorded.__getitem__), len(last) != 1


def leads_of(model: ReadModel, records: Iterable[str]) -> dict[str, str]:
    """Record -> the record that leads its group, for those that are merged with others."""
    with model.lock:
        if model.connection.execute(_ANY, (MERGE,)).fetchone() is None:
            return {}
        found: dict[str, str] = {}
        keys = json.dumps([links.ONE + record for record in records])
        for (record,) in model.connection.execute(_NAMED, (keys,)).fetchall():
            if record not in found:
                group = group_of(model, record)
                if len(group.members) > 1:
                    found.update(dict.fromkeys(group.members, group.lead))
        return found


def grouped(model: ReadModel, rows: Sequence[Row]) -> list[Row]:
    """Rows of a list, those that are merged together where the first of them stands; each that does
    not lead says with whom it is one."""
    leads = leads_of(model, [row.id for row in rows if row.kind in rules().mergeable])
    if not leads:
        return list(rows)
    titles = {one: row.title for one, (row, _fields) in _rows(model, set(leads.values())).items()}
    found: dict[str, list[Row]] = {}
    for row in rows:
        lead = leads.get(row.id, row.id)
        if lead != row.id:
            said = _("One with {who}").format(who=titles.get(lead, ""))
            parts = [part for part in (said, row.subtitle) if part]
            found.setdefault(lead, []).append(replace(row, subtitle=" · ".join(parts)))
        else:
            found.setdefault(lead, []).insert(0, row)
    return [row for some in found.values() for row in some]


# -- when somebody saves ---------------------------------------------------------------------------


def problems(model: ReadModel, fields: Mapping[str, Any], record: str | None) -> list[Problem]:
    """What keeps a merge from being saved."""
    leads, joins = fields.get("leads"), list(fields.get("joins") or ())
    found = []
    if not leads:
        found.append(Problem("leads", "Choose the record that leads"))
    if not joins:
        found.append(Problem("joins", "Choose the record that is the same"))
    if not str(fields.get("why") or "").strip():
        found.append(Problem("why", "Say why: a second person decides by it"))
    if found:
        return found
    held = _rows(model, [str(leads), *joins])
    kinds = {row.kind for row, _ in held.values()}
    if len(held) < 1 + len(set(joins)):
        return [Problem("joins", "One of these records is not on this device")]
    if len(kinds) > 1:
        return [Problem("joins", "Only records of one kind are merged")]
    if not kinds <= rules().mergeable:
        said = "A sighting is an event: link it as possibly the same instead"
        return [Problem("joins", said)]
    together = set(group_of(model, str(leads)).members)
    if together.issuperset(joins):
        return [Problem("joins", "These records are one already")]
    for one in merges_naming(model, joins):
        alike = one.leads == leads and set(joins) <= set(one.joins)
        if alike and one.state == "waits" and one.id != record:
            said = f"This was proposed before, and waits for a second person: {one.id[:10]}"
            return [Problem("joins", said)]
    return []


def confirmation_problems(
    model: ReadModel, fields: Mapping[str, Any], record: str | None
) -> list[Problem]:
    """What keeps a confirmation from being saved."""
    held = _rows(model, [str(fields.get("merge") or "")])
    if not any(row.kind == MERGE for row, _ in held.values()):
        return [Problem("merge", "Choose the merge")]
    return []


# -- how one stands --------------------------------------------------------------------------------


def _merge(model: ReadModel, record: str) -> Merge:
    ((row, fields),) = _rows(model, [record]).values()
    versions = standing_of(model, record).versions
    wrote = frozenset(v.author.person for v in versions if v.author is not None)
    devices = frozenset(version.device for version in versions)
    entries = frozenset(version.entry for version in versions)
    leads, joins = str(fields.get("leads") or ""), tuple(fields.get("joins") or ())
    confirmed = tuple(
        _confirmed(model, one, said, row, wrote, devices, entries)
        for one, said in _confirmations(model, record)
    )
    return Merge(
        row,
        leads,
        joins,
        str(fields.get("why") or ""),
        _state(model, row, leads, joins, confirmed),
        confirmed,
        wrote,
        tuple(version.entry for version in versions),
    )


def _confirmations(model: ReadModel, record: str) -> list[tuple[Row, dict[str, Any]]]:
    keys = json.dumps([links.RECORD + record])
    ids = [one for (one,) in model.connection.execute(_NAMING, (keys, CONFIRMATION))]
    found = _rows(model, ids).values()
    return sorted(found, key=lambda one: (one[0].recorded_ms, one[0].id))


def _confirmed(
    model: ReadModel,
    row: Row,
    fields: Mapping[str, Any],
    merge: Row,
    wrote: frozenset[str],
    devices: frozenset[str],
    entries: frozenset[str],
) -> Confirmed:
    """A confirmation is judged by its first version: what somebody else adds confirms nothing."""
    first = standing_of(model, row.id).versions[0]
    author = first.author
    if row.withdrawn:
        return Confirmed(row, False, GONE)
    if row.space != merge.space:
        return Confirmed(row, False, ELSEWHERE)
    if author is None or author.role not in MAY_WRITE:
        return Confirmed(row, False, NOT_A_WRITER)
    if author.person in wrote or first.device in devices:
        return Confirmed(row, False, OWN)
    if first.fields.get("merge") != merge.id or not entries <= set(
        first.fields.get("versions") or ()
    ):
        return Confirmed(row, False, UNREAD)
    return Confirmed(row, True)


def _state(
    model: ReadModel, row: Row, leads: str, joins: tuple[str, ...], confirmed: tuple[Confirmed, ...]
) -> State:
    if row.withdrawn:
        return "undone"
    named = {leads, *joins}
    held = _rows(model, sorted(named))
    kinds = {one.kind for one, _ in held.values()}
    home = most_restricted(one.space for one, _ in held.values())
    whole = len(held) == len(named) > 1 and len(kinds) == 1 and kinds <= rules().mergeable
    if not whole or home != row.space:
        return "void"
    if any(one.counts for one in confirmed):
        return "counts"
    return "changed" if any(one.why_not == UNREAD for one in confirmed) else "waits"


def _rows(model: ReadModel, records: Iterable[str]) -> dict[str, tuple[Row, dict[str, Any]]]:
    with model.lock:
        found = model.connection.execute(_ROWS, (json.dumps(list(records)),)).fetchall()
    return {one[0]: (row_of(one[:-1]), from_json(one[-1])) for one in found}
