"""Small numbers: what of a table of counts may be shown, so that nobody is picked out by it.

The rules that this module enforces:

1. A count of 1 to 4 is not shown: it is *fewer than 5* (DOMAIN: counts under five are suppressed on
   display and export). A zero is shown, since it is about nobody.
2. What is not shown cannot be worked out from what is: not from a row's total, a column's, or that
   of the table, nor from knowing these rules. Where it could be, a total gives way to *so many or
   more*, or a further count is held back.
3. What stands for a total that gave way is made of what is shown, and so says nothing new.

A table of counts with its totals is a flow: source -> rows -> columns -> sink -> source. A count
can be worked out exactly if it is the same in every flow that agrees with all that is shown, that
is, if no way leads round it in the residual network. That test is exact and costs a walk for each
count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

#: The least count that is shown.
LEAST: Final = 5
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
    while known := [arc for arc in net.arcs if arc.how == "small" and net.fixed(arc)]:
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

    def fixed(self, asked: _Arc) -> bool:
        """Whether this count is the same in every table that agrees with what is shown."""
        ways: list[list[int]] = [[] for _ in range(self.nodes)]
        for arc in self.arcs:
            if arc is asked:
                continue
            low, high = arc.bounds()
            if arc.count < high:
                ways[arc.start].append(arc.end)
            if arc.count > low:
                ways[arc.end].append(arc.start)
        low, high = asked.bounds()
        more = asked.count < high and _leads(ways, asked.end, asked.start)
        return not more and not (asked.count > low and _leads(ways, asked.start, asked.end))

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


def _leads(ways: list[list[int]], start: int, end: int) -> bool:
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        if here == end:
            return True
        for there in ways[here]:
            if there not in seen:
                seen.add(there)
                ahead.append(there)
    return False


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
