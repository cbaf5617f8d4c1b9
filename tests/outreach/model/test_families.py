"""Families from whatever links there are: everybody is in, nothing hangs, circles are said."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model.families import family_of
from outreach.model.fold import ReadModel
from tests.outreach.model.folds import folded
from tests.outreach.model.team import Space, hex_of, person

PEOPLE = [hex_of("one", n) for n in range(6)]
SORTS = ("parent", "child", "sibling", "partner", "grandparent", "relative")


@settings(max_examples=20, deadline=None)
@given(
    links=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(SORTS)), max_size=9
    ),
    order=st.randoms(use_true_random=False),
)
def test_any_links_in_any_order_give_the_same_family(
    links: list[tuple[int, int, str]], order: object
) -> None:
    space, amina = Space("safeguarding"), person("Amina")
    entries = [space.write(amina, one, kind="person", description=one[:6]) for one in PEOPLE]
    for n, (start, to, sort) in enumerate(links):
        ends = {"from_record": PEOPLE[start], "to_record": PEOPLE[to], "sort": sort}
        entries.append(space.write(amina, hex_of("link", n), kind="link", **ends))
    model = folded(*entries)
    order.shuffle(entries)  # type: ignore[attr-defined]
    again = ReadModel()
    again.apply(entries)
    lines = [(a, b, s) for a, b, s in links if s in ("parent", "grandparent", "child") and a != b]
    older = {(b, a) if sort == "child" else (a, b) for a, b, sort in lines}
    for n, one in enumerate(PEOPLE):
        found = family_of(model, one)
        assert found == family_of(again, one)
        together = _connected(links, n)
        if found is None:
            assert together == {n}
            continue
        ids = {relative.end.row.id for relative in found.people if relative.end.row}
        assert ids == {PEOPLE[m] for m in together}
        said = any(wrong.what == "circle" for wrong in found.contradictions)
        assert said == any(_below(older, m, m) for m in together)
        own = next(r for r in found.people if r.end.row and r.end.row.id == one)
        assert own.generation == 0


def _connected(links: list[tuple[int, int, str]], start: int) -> set[int]:
    found = {start}
    for _ in PEOPLE:
        for a, b, _sort in links:
            if a in found or b in found:
                found |= {a, b}
    return found


def _below(older: set[tuple[int, int]], start: int, wanted: int) -> bool:
    """Whether ``wanted`` descends from ``start``."""
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        one = waiting.pop()
        for a, b in older:
            if a == one and b not in seen:
                seen.add(b)
                waiting.append(b)
    return wanted in seen
