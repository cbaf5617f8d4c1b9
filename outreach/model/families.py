"""Family groups: everybody whom family links connect, by generation where that is known.

The rules that this module enforces:

1. A group holds everybody whom links of the family sorts connect, merged records as one person.
2. A generation is counted from the person who was asked about: 0, their parents 1, their children
   -1. Who is related in a way that gives none, and leads to nobody who has one, is in none.
3. What cannot be (somebody their own ancestor, two generations for one person, a child who is older
   than a parent) is said, with the links that say so. It never hangs anything and hides nobody:
   two people may have written what contradicts each other on two tablets.
4. When somebody saves a link that cannot be, it is refused in words.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from outreach.model import linking
from outreach.model.fold import ReadModel
from outreach.model.link_rules import rules, sort_of
from outreach.model.linking import End, Link
from outreach.model.problems import Problem

_BORN: Final = (
    "SELECT id, CASE json_type(data, '$.birth_date') WHEN 'text'"
    " THEN json_extract(data, '$.birth_date') END"
    " FROM record WHERE id IN (SELECT value FROM json_each(?))"
)

#: ``circle``: somebody is their own ancestor. ``generations``: the links give somebody two.
#: ``births``: a child was born before their parent, or hardly later.
What = Literal["circle", "generations", "births"]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot be, about whom, by which links (their ids)."""

    what: What
    people: tuple[End, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of a family. ``generation``: above the one asked about (0) where positive, below
    where negative; None: not known. ``said``: what they are to the one asked about, where a link
    says so by itself."""

    end: End
    generation: int | None
    said: str


@dataclass(frozen=True, slots=True)
class Family:
    """A family group, the oldest generation first. ``left_out``: how many more there are."""

    people: tuple[Relative, ...]
    links: tuple[Link, ...]
    contradictions: tuple[Contradiction, ...]
    left_out: bool


def family_of(model: ReadModel, record: str) -> Family | None:
    """The family group of a person; None: no family link leads from them."""
    with model.lock:
        own = linking.end_of_record(model, record)
        if own is None:
            return None
        ends, found, left_out = _connected(model, own)
        births = _births(model, ends.values())
    if len(ends) < 2:
        return None
    generations, torn = _generations(own.key, found)
    circles = _circles(found)
    wrong = [
        *(Contradiction("circle", tuple(ends[k] for k in keys), ids) for keys, ids in circles),
        *(Contradiction("generations", _two(ends, one), (one.id,)) for one in torn),
        *_born_wrong(ends, found, births),
    ]
    near = {one.other(own.key).key: one for one in found if own.key in (one.start.key, one.to.key)}
    people = [
        Relative(end, generations.get(key), near[key].noun_of(key) if key in near else "")
        for key, end in ends.items()
    ]
    people.sort(key=lambda one: (one.generation is None, -(one.generation or 0), one.end.title))
    return Family(tuple(people), tuple(found), tuple(wrong), left_out)


def problems(model: ReadModel, sort: str, start: End, to: End, record: str | None) -> list[Problem]:
    """What a new family link cannot say because of those that stand. ``record``: it is
    corrected."""
    up = sort_of(sort).up
    if up is None:
        return []
    with model.lock:
        _ends, found, _more = _connected(model, start)
        births = _births(model, [start, to])
    standing = [one for one in found if one.id != record]
    if up != 0:
        older, younger = (start, to) if up > 0 else (to, start)
        if older.key in _below(younger.key, standing):
            words = f"{younger.title} is an ancestor of {older.title} by links that stand"
            return [Problem("to_record", f"Nobody is their own ancestor: {words}")]
        if _born_after(births, older.key, younger.key):
            words = f"{older.title} was born after {younger.title}, by their dates of birth"
            return [Problem("to_record", words)]
    generations, _torn = _generations(start.key, standing)
    known = generations.get(to.key)
    if known is not None and known != -up:
        return [Problem("sort", "The links that stand put these two in other generations")]
    return []


# -- the group -------------------------------------------------------------------------------------


def _connected(model: ReadModel, own: End) -> tuple[dict[str, End], list[Link], bool]:
    """Everybody whom family links connect, nearest first, and those links."""
    most = rules().most_family
    ends, found, left_out = {own.key: own}, dict[str, Link](), False
    ring = [own.key]
    while ring:
        reached: list[str] = []
        for one in linking.links_of(model, ring):
            if not sort_of(one.sort).family or one.start.key == one.to.key:
                continue
            fresh = [end for end in (one.start, one.to) if end.key not in ends]
            if fresh and len(ends) >= most:
                left_out = True
                continue
            for end in fresh:
                ends[end.key] = end
                reached.append(end.key)
            found[one.id] = one
        ring = reached
    return ends, sorted(found.values(), key=lambda one: one.id), left_out


def _steps(one: Link) -> tuple[str, str, int] | None:
    """(start, to, generations that the start stands above): None where that is not known. Partners
    are of one generation as far as anybody says otherwise."""
    up = sort_of(one.sort).up
    return None if up is None else (one.start.key, one.to.key, up)


def _generations(own: str, found: Iterable[Link]) -> tuple[dict[str, int], list[Link]]:
    """Everybody's generation, and the links that give somebody another one."""
    near: dict[str, list[tuple[str, int, Link]]] = {}
    for one in found:
        step = _steps(one)
        if step is not None:
            start, to, up = step
            near.setdefault(start, []).append((to, -up, one))
            near.setdefault(to, []).append((start, up, one))
    known, torn = {own: 0}, dict[str, Link]()
    waiting = deque([own])
    while waiting:
        key = waiting.popleft()
        for other, above, one in near.get(key, ()):
            there = known[key] + above
            if other not in known:
                known[other] = there
                waiting.append(other)
            elif known[other] != there:
                torn[one.id] = one
    return known, [torn[one] for one in sorted(torn)]


def _parents(found: Iterable[Link]) -> dict[str, list[tuple[str, str]]]:
    """Somebody -> (whoever stands a generation or more below them, the link that says so)."""
    below: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        step = _steps(one)
        if step is not None and step[2] != 0:
            start, to, up = step
            older, younger = (start, to) if up > 0 else (to, start)
            below.setdefault(older, []).append((younger, one.id))
    return below


def _below(key: str, found: Iterable[Link]) -> set[str]:
    """Everybody who descends from somebody."""
    below, seen, waiting = _parents(found), set[str](), [key]
    while waiting:
        for younger, _link in below.get(waiting.pop(), ()):
            if younger not in seen:
                seen.add(younger)
                waiting.append(younger)
    return seen


def _circles(found: list[Link]) -> list[tuple[list[str], tuple[str, ...]]]:
    """Everybody who is their own ancestor, by the circles they stand in: people, and the links."""
    below = _parents(found)
    under = {key: _below(key, found) for key in below}
    rest = sorted(key for key, descend in under.items() if key in descend)
    circles = []
    while rest:
        first = rest[0]
        circle = [key for key in rest if key in under[first] and first in under[key]]
        ids = {one for k in circle for younger, one in below[k] if younger in circle}
        circles.append((circle, tuple(sorted(ids))))
        rest = [key for key in rest if key not in circle]
    return circles


def _two(ends: Mapping[str, End], one: Link) -> tuple[End, ...]:
    return (ends[one.start.key], ends[one.to.key])


# -- births ----------------------------------------------------------------------------------------


def _births(model: ReadModel, people: Iterable[End]) -> dict[str, date]:
    """The dates of birth that are known, by the key of an end."""
    keys = {end.row.id: end.key for end in people if end.row is not None}
    rows = model.connection.execute(_BORN, (json.dumps(list(keys)),)).fetchall()
    return {keys[one]: date.fromisoformat(born) for one, born in rows if type(born) is str}


def _born_after(births: Mapping[str, date], older: str, younger: str) -> bool:
    return older in births and younger in births and births[older] >= births[younger]


def _born_wrong(
    ends: Mapping[str, End], found: Iterable[Link], births: Mapping[str, date]
) -> Iterable[Contradiction]:
    """Children who are older than a parent, or too few years younger to be theirs."""
    least = rules().youngest_parent_years
    for older, others in _parents(found).items():
        for younger, one in others:
            if older in births and younger in births:
                years = (births[younger] - births[older]).days / 365.25
                if years < least:
                    yield Contradiction("births", (ends[older], ends[younger]), (one,))
