"""Nobody is picked out by a small number, nor by subtracting what stands beside it."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model.small import LEAST, ROOM, Shown, Table, shown, suppress

#: Further than this no count is tried when a reader's possibilities are written down: to move one
#: count by three no other need move by more.
REACH = ROOM


def possible(value: int, seen: Shown) -> range:
    """The counts that somebody must reckon with who sees this, up to a few more than it is."""
    if seen.exact:
        return range(value, value + 1)
    if seen.how == "small":
        return range(1, LEAST)
    return range(LEAST if seen.how == "held" else 0, value + REACH)


def agrees(total: int, seen: Shown) -> bool:
    if seen.exact:
        return total == seen.least
    if seen.how == "small":
        return 0 < total < LEAST
    return total >= seen.least


def narrowed(counts: list[list[int]], table: Table) -> list[tuple[int, int]]:
    """The suppressed cells with fewer possible counts than they need: every table is written down,
    by somebody who knows all that is shown and every rule."""
    places = [(r, c) for r, row in enumerate(counts) for c in range(len(row))]
    found: dict[tuple[int, int], set[int]] = {place: set() for place in places}
    for values in product(*(possible(counts[r][c], table.cells[r][c]) for r, c in places)):
        guess = dict(zip(places, values, strict=True))
        rows = [sum(guess[r, c] for c in range(len(counts[0]))) for r in range(len(counts))]
        columns = [sum(guess[r, c] for r in range(len(counts))) for c in range(len(counts[0]))]
        if (
            all(agrees(n, s) for n, s in zip(rows, table.rows, strict=True))
            and all(agrees(n, s) for n, s in zip(columns, table.columns, strict=True))
            and agrees(sum(rows), table.whole)
        ):
            for place in places:
                found[place].add(guess[place])
    hidden = [(r, c) for r, c in places if not table.cells[r][c].exact]
    return [place for place in hidden if len(found[place]) < ROOM]


sizes = st.sampled_from([(1, 2), (1, 3), (1, 4), (2, 2), (2, 3)])
tables = sizes.flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 8), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


@given(tables, st.booleans(), st.booleans(), st.booleans(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_what_is_suppressed_cannot_be_narrowed_down_from_the_totals(
    counts: list[list[int]], rows: bool, columns: bool, whole: bool, keep: bool
) -> None:
    table = suppress(counts, rows=rows, columns=columns, whole=whole, keep_totals=keep)
    assert narrowed(counts, table) == []
    for row, seen in zip(counts, table.cells, strict=True):
        for count, cell in zip(row, seen, strict=True):
            assert cell.exact == (cell.least == count and cell.how == "exact")
            assert not (cell.exact and 0 < count < LEAST)
            assert cell.how != "small" or 0 < count < LEAST


def test_one_small_week_is_not_the_total_without_the_others() -> None:
    table = suppress([[12, 3, 20]], columns=False)
    assert table.cells[0] == (Shown(12), Shown(1, "small"), Shown(20))
    assert table.rows[0] == Shown(33, "or more")
    kept = suppress([[12, 3, 20]], columns=False, keep_totals=True)
    assert kept.rows[0] == Shown(35)
    assert kept.cells[0] == (Shown(5, "held"), Shown(1, "small"), Shown(20))


def test_two_that_can_only_be_ones_are_not_given_away() -> None:
    table = suppress([[1, 1, 9]], columns=False)
    assert not table.rows[0].exact  # 11 without 9 leaves two: one and one


def test_a_range_is_given_away_no_more_than_a_number() -> None:
    """Two wards of 4 each: with their total of 8 neither could have 1, 2 or 3."""
    assert not suppress([[4, 4]], columns=False).rows[0].exact
    counts = [[4, 4, 9]]
    table = suppress(counts, columns=False, keep_totals=True)
    assert table.rows[0] == Shown(17)
    assert table.cells[0][2] == Shown(LEAST, "held"), "or 17 without 9 would be 8"
    assert narrowed(counts, table) == []


def test_zeros_and_what_is_large_enough_are_shown() -> None:
    table = suppress([[0, 5], [7, 12]])
    assert all(cell.exact for row in table.cells for cell in row)
    assert table.whole == Shown(24)
    assert [shown(n).how for n in (0, 1, 4, 5)] == ["exact", "small", "small", "exact"]


def test_a_large_map_takes_no_time() -> None:
    counts = [[(r * 7 + c * 3) % 9 for c in range(24)] for r in range(14)]
    table = suppress(counts, columns=False)
    assert len(table.cells) == 14
    wards = [[(r * 5) % 23] for r in range(32)]
    kept = suppress(wards, rows=False, keep_totals=True)
    assert kept.columns[0] == Shown(sum(n for (n,) in wards))
    assert all(
        cell.how == "small"
        for cell, (n,) in zip(kept.cells, wards, strict=True)
        for cell in cell
        if 0 < n < LEAST
    )
