"""Rows that lead to nobody: told so far as five subjects or more share all that is told.

The rules that this module enforces:

1. *k-anonymity over everything* (Samarati and Sweeney, 1998): whatever is told of a row, at least
   ``k`` subjects of its kind have exactly the same told of them. Every attribute counts as one that
   somebody may know from elsewhere; none is called harmless.
2. A subject is a person, where it is known that two rows are of one, and a row otherwise: five
   sightings of one child are one child. Where the area is told, at least ``k`` places share all
   that is told too.
3. An attribute is told as exactly as that allows: a month, else a quarter, else a year, else not at
   all. What is too rare to stand alone is not told, nor is what would be the only other value
   beside it (secondary suppression).
4. Links are kept only between rows that no walk along links tells apart: in the stable colouring of
   the graph (Weisfeiler and Leman, one-dimensional) each colour has at least ``k`` subjects.
5. Where a kind has fewer than ``k`` subjects, nothing of it is told.

It says nothing about attributes that all of a group share: who is known to be in it is known to
have them. A pack is for people who were trusted with it, and no open data.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

#: So many subjects share everything, at the least.
K: Final = 5
#: What stands where an attribute is not told.
NOT_TOLD: Final = "*"

#: An attribute's value from the most to the least exact; what comes after the last is "*".
Rungs: TypeAlias = tuple[str, ...]
Edge: TypeAlias = tuple[str, str, str]  # from, to, as


@dataclass(slots=True)
class Raw:
    """A row before: ``values``: attribute -> rungs, () where nothing is recorded. ``subject``: who
    or what it is of; ``place``: where."""

    id: str
    subject: Hashable
    place: Hashable
    values: Mapping[str, Rungs]


@dataclass(slots=True)
class Row:
    """A row after: attribute -> what is told of it; ``links`` as (id, as)."""

    id: str
    told: dict[str, str]
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Coarsened:
    """Rows of one kind after, and what it took: attribute -> how many were told less exactly, and
    how many not at all; ``dropped``: rows of a kind that has too few subjects."""

    rows: list[Row]
    coarser: Counter[str]
    untold: Counter[str]
    dropped: int = 0


#: What stands for "nothing was recorded" among the values.
BLANK: Final = ""


def coarsen(
    raws: Sequence[Raw], attributes: Sequence[str], *, areas: Iterable[str] = (), k: int = K
) -> Coarsened:
    """Rows of one kind.

    Args:
        attributes: all that may be told, what matters most first: it is told most exactly.
        areas: those among them that say where.
    """
    found = Coarsened([], Counter(), Counter())
    if _subjects(raws) < k:
        found.dropped = len(raws)
        return found
    told: dict[str, dict[str, str]] = {raw.id: {} for raw in raws}
    _refine(list(raws), list(attributes), frozenset(areas), told, needs_places=False, k=k)
    for raw in raws:
        row = Row(raw.id, told[raw.id])
        for name, value in row.told.items():
            exact = _at(raw, name, 0)
            if value == NOT_TOLD and exact != BLANK:
                found.untold[name] += 1
            elif value not in (exact, NOT_TOLD):
                found.coarser[name] += 1
        found.rows.append(row)
    return found


def _refine(
    rows: list[Raw],
    attributes: list[str],
    areas: frozenset[str],
    told: dict[str, dict[str, str]],
    *,
    needs_places: bool,
    k: int,
) -> None:
    """Tell one attribute after the other, each within the groups that those before it made."""
    if not attributes:
        return
    name, *others = attributes
    where = needs_places or name in areas

    def stands(group: Sequence[Raw], named: bool) -> bool:
        if _subjects(group) < k:
            return False
        return not (where if named else needs_places) or len({r.place for r in group}) >= k

    groups, left = _groups(rows, name, lambda group: stands(group, named=True))
    while left and not stands(left, named=False) and groups:
        # What is left would be told by being the only one of which nothing is: it gets company.
        least = min(groups, key=lambda value: (len(groups[value]), value))
        left += groups.pop(least)
    for value, group in groups.items():
        for raw in group:
            told[raw.id][name] = value
        _refine(group, others, areas, told, needs_places=where, k=k)
    if left:
        for raw in left:
            told[raw.id][name] = NOT_TOLD
        _refine(left, others, areas, told, needs_places=needs_places, k=k)


def _groups(
    rows: list[Raw], name: str, stands: Callable[[Sequence[Raw]], bool]
) -> tuple[dict[str, list[Raw]], list[Raw]]:
    """Groups that stand by what is told of them, each as exactly as it can; and what is left."""
    groups: dict[str, list[Raw]] = {}
    left, rung = list(rows), 0
    most = max((len(raw.values.get(name, ())) for raw in rows), default=0)
    while left and rung < max(most, 1):
        some: dict[str, list[Raw]] = defaultdict(list)
        for raw in left:
            some[_at(raw, name, rung)].append(raw)
        left = []
        for value, group in some.items():
            if value != NOT_TOLD and stands(group):
                groups.setdefault(value, []).extend(group)
            else:
                left += group
        rung += 1
    return groups, left


def _at(raw: Raw, name: str, rung: int) -> str:
    rungs = raw.values.get(name, ())
    if not rungs:
        return BLANK
    return rungs[rung] if rung < len(rungs) else NOT_TOLD


def _subjects(rows: Iterable[Raw]) -> int:
    return len({raw.subject for raw in rows})


# -- links -----------------------------------------------------------------------------------------


def keep_links(
    rows: Mapping[str, Sequence[Row]],
    subjects: Mapping[str, Hashable],
    edges: Iterable[Edge],
    *,
    k: int = K,
) -> int:
    """Put the links that may be told into the rows; how many were not.

    Args:
        rows: by kind, as :func:`coarsen` gave them. subjects: id -> subject.
        edges: between ids of rows; others are not told.
    """
    every = {row.id: (kind, row) for kind, some in rows.items() for row in some}
    asked = list(dict.fromkeys(edges))
    kept = {edge for edge in asked if edge[0] in every and edge[1] in every}
    classes = {one: (kind, *sorted(row.told.items())) for one, (kind, row) in every.items()}
    numbers = {told: n for n, told in enumerate(sorted(set(classes.values()), key=repr))}
    first = {one: numbers[told] for one, told in classes.items()}
    while kept:
        colours = _stable(first, kept)
        groups: dict[int, set[Hashable]] = defaultdict(set)
        for one, colour in colours.items():
            groups[colour].add(subjects[one])
        alone = {one for one, colour in colours.items() if len(groups[colour]) < k}
        if not alone:
            break
        lost = {edge for edge in kept if edge[0] in alone or edge[1] in alone}
        if not lost:
            # They are told apart by having none, where all others of their kind have some.
            alike = {first[one] for one in alone}
            lost = {e for e in kept if first[e[0]] in alike or first[e[1]] in alike}
        kept -= lost
    for start, end, name in kept:
        every[start][1].links.append((end, name))
    return len(asked) - len(kept)


def _stable(first: Mapping[str, int], edges: Iterable[Edge]) -> dict[str, int]:
    """Colours such that rows of one colour have the same number of links of each sort to each
    colour; numbered anew in each round."""
    beside: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for start, end, name in edges:
        beside[start].append((f">{name}", end))
        beside[end].append((f"<{name}", start))
    colours = dict(first)
    count = len(set(colours.values()))
    while True:
        seen = {
            one: (colours[one], tuple(sorted((name, colours[o]) for name, o in beside[one])))
            for one in colours
        }
        numbers = {key: n for n, key in enumerate(sorted(set(seen.values())))}
        colours = {one: numbers[key] for one, key in seen.items()}
        if len(numbers) == count:
            return colours
        count = len(numbers)
