"""The network around one record: what is linked to it, and what is tied to that, bounded.

The rules that this module enforces:

1. Nothing is ranked by who somebody is or how many links they have: what people said comes before
   what records imply, in the order of the sorts, then by name. Whom a list calls a suspect stands
   no nearer and looks no other.
2. What records say by naming each other (a sighting its person, its vehicle, its place) is a tie
   that nobody typed, and is marked as implied.
3. It is bounded (``assets/links.json``), says how many it leaves out, and costs no more in a large
   vault than in a small one: of what names a record, only the newest are looked at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from pydantic_core import from_json

from outreach.model import linking, links, merging
from outreach.model.fold import ReadModel
from outreach.model.link_rules import TELEPHONE, rules, said, sort_of
from outreach.model.linking import End, Link

#: Of the records that name one, so many of the newest are looked at for implied ties.
NEWEST: Final = 40

_THESE: Final = "IN (SELECT value FROM json_each(?))"
_NAMING: Final = (  # of constants, here and below
    "SELECT r.id, r.kind, r.data, r.sort_ms FROM link l CROSS JOIN record r ON r.row = l.row"  # noqa: S608
    f" WHERE l.key {_THESE} AND NOT r.withdrawn AND r.kind {_THESE} ORDER BY l.row DESC LIMIT ?"
)
_AT: Final = (
    "SELECT id, kind, data, sort_ms FROM record INDEXED BY record_at_place"  # noqa: S608
    f" WHERE place = ? AND withdrawn = 0 AND kind {_THESE} ORDER BY sort_ms DESC LIMIT ?"
)
_OWN: Final = f"SELECT id, kind, data, sort_ms FROM record WHERE id {_THESE}"  # noqa: S608
_USING: Final = (
    "SELECT r.id FROM link l CROSS JOIN record r ON r.row = l.row"
    " WHERE l.key = ? AND r.kind = 'person' AND NOT r.withdrawn ORDER BY l.row DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Tie:
    """Two that have to do with each other. ``said`` from the first to the second, ``back`` the
    other way; ``start_is`` and ``to_is``: what each is to the other. ``implied``: no link says so.
    ``links``: the ids of those that do."""

    start: str
    to: str
    said: str
    back: str
    start_is: str
    to_is: str
    implied: bool
    unsure: bool
    links: tuple[str, ...]
    since: str
    until: str

    def other(self, key: str) -> str:
        return self.to if self.start == key else self.start

    def said_from(self, key: str) -> str:
        return self.said if self.start == key else self.back

    def noun_of(self, key: str) -> str:
        return self.start_is if self.start == key else self.to_is


@dataclass(frozen=True, slots=True)
class Node:
    """``ring``: 0 the one asked about, 1 what is tied to it, 2 what is tied to that. ``by``: the
    node that it was reached from; empty for the first."""

    end: End
    ring: int
    by: str

    @property
    def key(self) -> str:
        return self.end.key


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes in the order in which they are shown, the ties between them, how many there is no room
    for, and of how many (``more`` that are tied to what is shown)."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    left_out: int

    def node(self, key: str) -> Node:
        return next(one for one in self.nodes if one.key == key)

    def ties_of(self, key: str) -> list[Tie]:
        return [one for one in self.ties if key in (one.start, one.to)]


def network(model: ReadModel, record: str, *, depth: int = 1) -> Network:
    """The network around a record that is here. ``depth``: 1 or 2 steps."""
    force = rules()
    with model.lock:
        own = linking.end_of_record(model, record)
        assert own is not None
        nodes = {own.key: Node(own, 0, "")}
        ties: dict[tuple[str, ...], Tie] = {}
        left_out: set[str] = set()
        ring = [own.key]
        for step in range(1, depth + 1):
            most = force.most_around_one if step == 1 else force.most_around_one // 2
            reached: list[str] = []
            for key in ring:
                fresh = 0
                for tie, end in _ties(model, nodes[key].end):
                    if end.key not in nodes:
                        if fresh >= most or len(nodes) >= force.most:
                            left_out.add(end.key)
                            continue
                        nodes[end.key] = Node(end, step, key)
                        reached.append(end.key)
                        fresh += 1
                    ties.setdefault(_pair(tie), tie)
            ring = reached
        for key in ring:  # what the outermost have to do with each other
            for tie, end in _ties(model, nodes[key].end):
                if end.key in nodes:
                    ties.setdefault(_pair(tie), tie)
    shown = _each_once(list(ties.values()))
    return Network(tuple(nodes.values()), tuple(shown), len(left_out - nodes.keys()))


def _pair(tie: Tie) -> tuple[str, ...]:
    return (*sorted((tie.start, tie.to)), *tie.links)


def _each_once(ties: list[Tie]) -> list[Tie]:
    """A tie that is implied says nothing more where a link says it."""
    linked = {frozenset((one.start, one.to)) for one in ties if not one.implied}
    return [one for one in ties if not one.implied or frozenset((one.start, one.to)) not in linked]


def _ties(model: ReadModel, end: End) -> list[tuple[Tie, End]]:
    """Everything that has to do with an end: links first."""
    found = [(_of_link(one), one.other(end.key)) for one in linking.links_of(model, [end.key])]
    found = [one for one in found if one[1].key != end.key]
    implied = _implied(model, end)
    seen = {other.key for _, other in found}
    return found + [one for one in implied if one[1].key not in seen]


def _of_link(one: Link) -> Tie:
    return Tie(
        one.start.key,
        one.to.key,
        one.said_from(one.start.key),
        one.said_from(one.to.key),
        one.noun_of(one.start.key),
        one.noun_of(one.to.key),
        implied=False,
        unsure=one.sort == "possibly_same",
        links=(one.id,),
        since=one.since,
        until=one.until,
    )


# -- what records imply ----------------------------------------------------------------------------


def _implied(model: ReadModel, end: End) -> list[tuple[Tie, End]]:
    """Ties of an end that records imply by naming it, or by what they name; the newest first."""
    if end.row is None:
        return _users(model, end)
    force = rules()
    kinds = json.dumps(sorted(force.tied_kinds))
    members = merging.group_of(model, end.row.id).members
    keys = json.dumps([links.RECORD + one for one in members])
    ask = model.connection.execute
    naming = ask(_NAMING, (keys, kinds, NEWEST)).fetchall()
    for one in members:
        naming += ask(_AT, (one, kinds, NEWEST)).fetchall()
    pairs: list[tuple[int, str, str, str]] = []
    for record, _kind, data, at in naming:
        fields = from_json(data)
        name = next((n for n in force.tied_fields if fields.get(n) in members), None)
        if name is not None and not fields.get("nothing_seen"):
            pairs.append((-at, record, name, ""))
    for _record, kind, data, at in ask(_OWN, (json.dumps(list(members)),)):
        fields = from_json(data)
        if kind in force.tied_kinds:
            named = ((name, fields.get(name)) for name in force.tied_fields)
            pairs += [(-at, value, name, "") for name, value in named if type(value) is str]
        held = fields.get("telephones")
        for one in held if type(held) is list else ():
            number = one.get("number")
            if number:
                pairs.append((-at, links.telephone_key(number), "", number))
    pairs.sort()
    held = linking.ends_of(model, [record for _at, record, _name, number in pairs if not number])
    found: dict[str, tuple[Tie, End]] = {}
    for _at, other, name, number in pairs:
        if number:
            there = End(other, TELEPHONE, number)
            found.setdefault(there.key, (_telephone(end, there), there))
        elif other in held and held[other][0].key != end.key:
            there = held[other][0]
            found.setdefault(there.key, (_tie(end, there, name), there))
    return list(found.values())


def _users(model: ReadModel, end: End) -> list[tuple[Tie, End]]:
    """The people whose own record gives a telephone number."""
    ids = [one for (one,) in model.connection.execute(_USING, (end.key, NEWEST))]
    ends = {other.key: other for other, _, _ in linking.ends_of(model, ids).values()}
    return [(_telephone(other, end), other) for other in ends.values()]


def _tie(end: End, other: End, name: str) -> Tie:
    """A tie by a field of one of two records."""
    words = (rules().tied_fields[name],) * 4
    return Tie(end.key, other.key, *words, True, False, (), "", "")


def _telephone(end: End, number: End) -> Tie:
    """A tie by a number that somebody's own record gives."""
    sort = sort_of("phone")
    words = (said("phone"), said("phone", back=True), sort.is_, sort.back_is)
    return Tie(end.key, number.key, *words, True, False, (), "", "")
