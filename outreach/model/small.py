"""Small numbers: what of a table of counts may be shown, so that nobody is picked out by it.

The rules that this module enforces:

1. A count of 1 to 4 is not shown: it is *fewer than 5* (DOMAIN: counts under five are suppressed on
   display and export). A zero is shown, since it is about nobody.
2. What is not shown cannot be worked out from what is, nor narrowed down: not from a row's total, a
   column's, or that of the table, nor from knowing these rules. A small count may still be 1, 2, 3
   or 4, each of them, and one that was held back has at least as many values (``ROOM``). Where it
   would be otherwise, a total gives way to *so many or more*, or a further count is held back.
3. What stands for a total that gave way is made of what is shown, and so says nothing new.

A table of counts with its totals is a flow: source -> rows -> columns -> sink -> source. By how
much a count could be more, or less, in another table that agrees with all that is shown is the most
that flows round it in the residual network: the maximum flow from one of its ends to the other,
which is a whole number because all bounds are. No more than a few units of it are asked for, so
that each count costs a few walks. The answer is exact; ``tests/outreach/model/test_small.py`` holds
it to a list of every possible table.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

#: The least count that is shown.
LEAST: Final = 5
#: So many values at least are possible for a count that is not shown.
ROOM: Final = LEAST - 1
_NO_END: Final = 1 << 60

How = Literal["exact", "small", "held", "or more"]


class Shown(NamedTuple):
    """A count as it may be shown. ``exact``: ``least`` is the count. ``small``: fewer than five.
    ``held``: five or more, and not shown. ``or more``: ``least`` or more, of a total."""

    least: int
    how: How = "exact"

    @property
    def exact(self) -> bool:
        """Whether ``least`` is the count itself."""
        return self.how == "exact"


class Table(NamedTuple):
    """Counts as they may be shown; totals in the order of rows and of columns."""

    cells: tuple[tuple[Shown, ...], ...]
    rows: tuple[Shown, ...]
    columns: tuple[Shown, ...]
    whole: Shown


def shown(count: int) -> Shown:
    """A count that stands alone: beside it there is no total that it is part of."""
    return Shown(1, "small") if 0 < count < LEAST else Shown(count)


def suppress(
    counts: Sequence[Sequence[int]],
    *,
    rows: bool = True,
    columns: bool = True,
    whole: bool = True,
    keep_totals: bool = False,
) -> Table:
    """What may be shown of ``counts``, rows of columns.

    ``rows``, ``columns``, ``whole``: which totals are shown at all, here or anywhere else; those
    that are not come back as *so many or more*. ``keep_totals``: a total gives way only when no
    other count can be held back instead.
    """
    net = _Net(counts)
    for wanted, arcs in ((rows, net.rows), (columns, net.columns), (whole, [net.whole])):
        for arc in arcs:
            arc.how = "or more" if not wanted else "small" if 0 < arc.count < LEAST else "exact"
    while known := [arc for arc in net.arcs if arc.how in ("small", "held") and net.narrow(arc)]:
        for arc in net.gives(known, keep_totals):
            arc.how = "held" if arc.cell else "or more"
    return net.table()


@dataclass(slots=True, eq=False)
class _Arc:
    start: int
    end: int
    count: int
    how: How
    cell: bool

    @property
    def may_give(self) -> bool:
        """Whether it can be held back in favour of another. A small cell is suppressed already."""
        return self.count > 0 and (self.how == "exact" or (self.how == "small" and not self.cell))

    def bounds(self) -> tuple[int, int]:
        """Between which counts this one lies for somebody who sees what is shown."""
        if self.how == "exact":
            return self.count, self.count
        if self.how == "small":
            return 1, LEAST - 1
        # Whoever knows the rules knows that what was held back was no small number.
        return (LEAST if self.how == "held" else 0), _NO_END


class _Net:
    """The counts and their totals as arcs: 0 is the source, 1 the sink, then rows, then columns."""

    def __init__(self, counts: Sequence[Sequence[int]]) -> None:
        height, width = len(counts), len(counts[0]) if counts else 0
        first, second = 2, 2 + height
        self.nodes = 2 + height + width
        self.cells = [
            [
                _Arc(first + r, second + c, n, "small" if 0 < n < LEAST else "exact", True)
                for c, n in enumerate(row)
            ]
            for r, row in enumerate(counts)
        ]
        self.rows = [_Arc(0, first + r, sum(row), "exact", False) for r, row in enumerate(counts)]
        self.columns = [
            _Arc(second + c, 1, sum(row[c] for row in counts), "exact", False) for c in range(width)
        ]
        self.whole = _Arc(1, 0, sum(arc.count for arc in self.rows), "exact", False)
        flat = [arc for row in self.cells for arc in row]
        self.arcs = [*flat, *self.rows, *self.columns, self.whole]

    def narrow(self, asked: _Arc) -> bool:
        """Whether what is shown leaves this count fewer values than it needs."""
        low, high = asked.bounds()
        room = min(high - low + 1, ROOM)
        # Down first: most have room there, and what it finds need not be looked for above.
        less = self._round(asked, min(asked.count - low, room - 1), up=False)
        more = self._round(asked, min(high - asked.count, room - 1), up=True)
        return less + more + 1 < room

    def _round(self, asked: _Arc, wanted: int, *, up: bool) -> int:
        """By how much the count could be more (``up``), or less, at most ``wanted``: the maximum
        flow round it through all others, one way after the other (Ford and Fulkerson)."""
        if wanted <= 0:
            return 0
        left: dict[tuple[int, int], int] = {}
        for arc in self.arcs:
            if arc is asked:
                continue
            low, high = arc.bounds()
            if arc.count < high:
                left[arc.start, arc.end] = left.get((arc.start, arc.end), 0) + high - arc.count
            if arc.count > low:
                left[arc.end, arc.start] = left.get((arc.end, arc.start), 0) + arc.count - low
        ways: list[list[int]] = [[] for _ in range(self.nodes)]
        for start, end in left:
            ways[start].append(end)
            if (end, start) not in left:
                ways[end].append(start)
        start, end = (asked.end, asked.start) if up else (asked.start, asked.end)
        found = 0
        while found < wanted and (path := _path(ways, left, start, end)):
            most = min(wanted - found, *(left[step] for step in path))
            for here, there in path:
                left[here, there] -= most
                left[there, here] = left.get((there, here), 0) + most
            found += most
        return found

    def gives(self, known: list[_Arc], keep_totals: bool) -> list[_Arc]:
        """What gives way so that what is ``known`` need not be: totals of its lines, those of many
        lines first, since each of them says little; then that of the table; then a count."""
        lines = sorted((self.rows, self.columns), key=len, reverse=True)
        totals = [*(_touching(known, line) for line in lines), [self.whole]]
        cells = [arc for row in self.cells for arc in row]
        least = _least(_touching(known[:1], cells))
        order = [least, *totals] if keep_totals else [*totals, least]
        for group in (*order, _least(self.arcs)):
            if found := [arc for arc in group if arc.may_give]:
                return found
        raise AssertionError("nothing is shown that anything could be worked out from")

    def table(self) -> Table:
        cells = tuple(tuple(_as_shown(arc) for arc in row) for row in self.cells)
        rows = tuple(_total(arc, row) for arc, row in zip(self.rows, cells, strict=True))
        columns = tuple(
            _total(arc, tuple(row[c] for row in cells)) for c, arc in enumerate(self.columns)
        )
        return Table(cells, rows, columns, _total(self.whole, rows))


def _touching(known: list[_Arc], arcs: list[_Arc]) -> list[_Arc]:
    """Those that share a row or a column with what is known."""
    ends = {end for arc in known for end in (arc.start, arc.end)} - {0, 1}
    return [arc for arc in arcs if arc.may_give and {arc.start, arc.end} & ends]


def _least(arcs: list[_Arc]) -> list[_Arc]:
    """The least of them that can give way."""
    return sorted((arc for arc in arcs if arc.may_give), key=lambda arc: arc.count)[:1]


def _path(
    ways: list[list[int]], left: dict[tuple[int, int], int], start: int, end: int
) -> list[tuple[int, int]]:
    """The steps of a shortest way along which something is left; none where there is no way."""
    came: dict[int, int] = {start: start}
    ahead = deque([start])
    while ahead:
        here = ahead.popleft()
        if here == end:
            break
        for there in ways[here]:
            if there not in came and left.get((here, there), 0) > 0:
                came[there] = here
                ahead.append(there)
    if end not in came:
        return []
    steps = []
    while end != start:
        steps.append((came[end], end))
        end = came[end]
    return steps


def _as_shown(arc: _Arc) -> Shown:
    if arc.how == "exact":
        return Shown(arc.count)
    return Shown(1, "small") if arc.how == "small" else Shown(LEAST, "held")


def _total(arc: _Arc, parts: Sequence[Shown]) -> Shown:
    if arc.how != "or more":
        return _as_shown(arc)
    if all(part.exact for part in parts):
        return Shown(sum(part.least for part in parts))
    return Shown(sum(part.least for part in parts), "or more")
