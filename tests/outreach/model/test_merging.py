"""Which records are one: a function of the set of entries, in whatever order they come."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model.changes import Change
from outreach.model.fold import ReadModel
from outreach.model.merging import Group, group_of, leader, merges_naming, proposed
from tests.outreach.model.folds import folded
from tests.outreach.model.team import Space, hex_of, numbered, person

PEOPLE = [hex_of("record", n) for n in range(6)]


def merge(space: Space, who: object, joined: int, leads: int, n: int) -> Change:
    fields = {"joins": [PEOPLE[joined]], "leads": PEOPLE[leads], "why": "Alike"}
    return space.write(who, hex_of("merge", n), kind="merge", **fields)  # type: ignore[arg-type]


def confirm(space: Space, who: object, *read: Change, n: int = 0) -> Change:
    fields = {"merge": read[0].record, "versions": [one.entry for one in read]}
    own = hex_of("word", n, read[0].record)
    return space.write(who, own, kind="merge-confirmation", **fields)  # type: ignore[arg-type]


def people(space: Space) -> list[Change]:
    who = person("Nia")
    return [space.write(who, one, kind="person", description=one[:6]) for one in PEOPLE]


@settings(max_examples=15, deadline=None)
@given(
    pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=6),
    confirmed=st.lists(st.booleans(), min_size=6, max_size=6),
    undone=st.lists(st.booleans(), min_size=6, max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_any_order_and_any_repetition_gives_the_same_groups(
    pairs: list[tuple[int, int]], confirmed: list[bool], undone: list[bool], order: object
) -> None:
    space, amina, ben = Space("safeguarding"), person("Amina"), person("Ben")
    entries = people(space)
    for n, (joined, leads) in enumerate(pairs):
        made = merge(space, amina, joined, leads, n)
        entries.append(made)
        if confirmed[n]:
            word = confirm(space, ben, made, n=n)
            entries.append(word)
            if undone[n]:
                why = "No"
                entries.append(
                    space.write(
                        ben, word.record, kind="merge-confirmation", withdrawn=True, reason=why
                    )
                )
    expected = told(folded(*entries))
    model = ReadModel()
    shuffled = [*entries, *entries[::2]]
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    for change in shuffled:
        model.apply([change])
    assert told(model) == expected
    edges = {
        pair
        for n, pair in enumerate(pairs)
        if confirmed[n] and not undone[n] and pair[0] != pair[1]
    }
    for group in expected:
        assert set(group.members) == connected(edges, group.lead)


def told(model: ReadModel) -> list[Group]:
    found = [group_of(model, one) for one in PEOPLE]
    for group in found:
        assert all(group_of(model, other) == group for other in group.members)
    return found


def connected(edges: set[tuple[int, int]], record: str) -> set[str]:
    found = {record}
    for _, (a, b) in itertools.product(range(len(PEOPLE)), edges):
        pair = {PEOPLE[a], PEOPLE[b]}
        if pair & found:
            found |= pair
    return found


def test_chains_conflicts_and_circles_have_one_leader() -> None:
    first = {name: (at, name) for at, name in enumerate("ABCD")}
    assert leader([("A", "B"), ("B", "C")], first) == ("C", False)
    assert leader([("A", "C"), ("A", "B")], first) == ("B", True)
    assert leader([("A", "B"), ("B", "A")], first) == ("A", True)
    assert leader([("D", "B"), ("B", "D"), ("D", "C")], first) == ("C", False)
    assert leader([("A", "B")] * 2, first) == ("B", False)


def test_only_another_person_who_writes_there_and_read_all_of_it_confirms() -> None:
    space, amina, ben = Space("safeguarding"), person("Amina"), person("Ben")
    elsewhere, tablet = Space("premises"), person("Amina", device=hex_of("second tablet"))
    held = people(space)
    made = merge(space, amina, 0, 1, 1)
    reader = person("Rae")
    reader.author = reader.author._replace(role="reader")
    nobody = confirm(space, person("Zed"), made, n=7)._replace(author=None)
    for word in (
        confirm(space, amina, made, n=1),
        confirm(space, tablet, made, n=2),
        confirm(space, reader, made, n=3),
        confirm(elsewhere, ben, made, n=4),
        nobody,
    ):
        model = folded(*held, made, word)
        assert group_of(model, PEOPLE[0]).members == (PEOPLE[0],), word
        assert [one.id for one in proposed(model)] == [made.record]
    again = space.write(
        amina, made.record, kind="merge", joins=[PEOPLE[2]], reason="I meant the other"
    )
    unread = confirm(space, ben, made, n=5)
    model = folded(*held, made, again, unread)
    assert [one.state for one in merges_naming(model, [PEOPLE[2]])] == ["changed"]
    model.apply([confirm(space, ben, made, again, n=6)])
    assert group_of(model, PEOPLE[2]).lead == PEOPLE[1]


def test_a_merge_in_another_space_than_its_records_joins_nothing() -> None:
    """Two who may not read safeguarding cannot merge what is there."""
    space, premises = Space("safeguarding"), Space("premises")
    made = merge(premises, person("Amina"), 0, 1, 1)
    word = confirm(premises, person("Ben"), made)
    model = folded(*people(space), made, word)
    assert [one.state for one in merges_naming(model, PEOPLE)] == ["void"]
    assert group_of(model, PEOPLE[0]).members == (PEOPLE[0],)


def test_what_is_not_here_yet_joins_when_it_comes_and_positions_change_nothing() -> None:
    space, amina, ben = Space("safeguarding"), person("Amina"), person("Ben")
    held = people(space)
    made = merge(space, amina, 0, 1, 1)
    word = confirm(space, ben, made)
    model = folded(*held[1:], made._replace(position=None, received_ms=None), word)
    assert group_of(model, PEOPLE[1]).members == (PEOPLE[1],)
    model.apply([held[0]])
    before = group_of(model, PEOPLE[1])
    assert before.members == (PEOPLE[1], PEOPLE[0])
    model.apply([numbered(made, 90)])
    assert group_of(model, PEOPLE[0]).members == before.members
