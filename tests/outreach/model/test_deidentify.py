"""Whoever knows anything of somebody finds five subjects or more that it may be, or nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model.deidentify import NOT_TOLD, Coarsened, K, Raw, Row, coarsen, keep_links
from outreach.model.identifying import found_in, words_in

ATTRIBUTES = ("month", "area", "age", "risk")
MONTHS = ("2026-01", "2026-02", "2026-07", "2025-12")


def time_of(month: str) -> tuple[str, ...]:
    return (month, f"{month[:4]} Q{(int(month[5:]) + 2) // 3}", month[:4])


def made(rows: Sequence[tuple[int, int, int, int, int, int]]) -> list[Raw]:
    """Rows of (subject, place, month, ward, age, risk)."""
    return [
        Raw(
            f"r{n}",
            subject,
            place,
            {
                "month": time_of(MONTHS[month]),
                "area": (f"W{ward}", f"A{ward // 2}"),
                "age": (f"a{age}", "young" if age < 2 else "old"),
                "risk": ("yes",) if risk else (),
            },
        )
        for n, (subject, place, month, ward, age, risk) in enumerate(rows)
    ]


def classes(found: Coarsened, raws: list[Raw]) -> dict[tuple[str, ...], list[Raw]]:
    of = {raw.id: raw for raw in raws}
    told: dict[tuple[str, ...], list[Raw]] = defaultdict(list)
    for row in found.rows:
        told[tuple(row.told[name] for name in ATTRIBUTES)].append(of[row.id])
    return told


rows = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.integers(0, 7),
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(0, 1),
    ),
    max_size=40,
)


@given(rows)
@settings(max_examples=120, deadline=None)
def test_everything_that_is_told_is_shared_by_five_subjects_and_five_places(
    given_rows: list[tuple[int, int, int, int, int, int]],
) -> None:
    raws = made(given_rows)
    found = coarsen(raws, ATTRIBUTES, areas=("area",))
    if len({raw.subject for raw in raws}) < K:
        assert (found.rows, found.dropped) == ([], len(raws))
        return
    assert len(found.rows) == len(raws)
    for told, group in classes(found, raws).items():
        assert len({raw.subject for raw in group}) >= K
        if told[1] != NOT_TOLD:
            assert len({raw.place for raw in group}) >= K
        for raw in group:
            for name, value in zip(ATTRIBUTES, told, strict=True):
                assert value in (*raw.values[name], NOT_TOLD, *(() if raw.values[name] else ("",)))


def test_five_sightings_of_one_child_are_one_child() -> None:
    others = [(n, n, 0, 0, 3, 0) for n in range(1, 11)]
    child = [(99, n, 0, 0, 0, 1) for n in range(5)]
    raws = made([*others, *child])
    told = classes(coarsen(raws, ATTRIBUTES, areas=("area",)), raws)
    assert not any("a0" in key or "young" in key or key[3] == "yes" for key in told)


def test_what_is_rare_is_coarser_and_its_only_neighbour_is_not_told_either() -> None:
    raws = made([(n, n, month, 0, 0, 0) for n, month in enumerate([0] * 6 + [1] * 3 + [2] * 2)])
    told = classes(coarsen(raws, ATTRIBUTES, areas=("area",)), raws)
    # January stands; three of February and two of July have only their year in common.
    assert {key[0]: len(group) for key, group in told.items()} == {"2026-01": 6, "2026": 5}
    raws = made([(n, n, month, 0, 0, 0) for n, month in enumerate([0] * 6 + [3] * 3)])
    found = coarsen(raws, ATTRIBUTES, areas=("area",))
    # Three of another year would be those of which nothing is told: so nothing is of any.
    assert {key[0] for key in classes(found, raws)} == {NOT_TOLD}
    assert found.untold["month"] == 9


graphs = st.tuples(
    st.integers(10, 18), st.lists(st.tuples(st.integers(0, 17), st.integers(0, 17)), max_size=24)
)


@given(graphs)
@settings(max_examples=80, deadline=None)
def test_no_walk_along_links_leads_to_fewer_than_five(
    graph: tuple[int, list[tuple[int, int]]],
) -> None:
    size, pairs = graph
    some = {"a": [Row(f"r{n}", {"x": "1"}) for n in range(size)]}
    subjects: dict[str, Hashable] = {row.id: row.id for row in some["a"]}
    edges = [(f"r{a}", f"r{b}", "knows") for a, b in pairs if a < size and b < size and a != b]
    lost = keep_links(some, subjects, edges)
    kept = [(row.id, end) for row in some["a"] for end, _name in row.links]
    assert len(kept) + lost == len(set(edges))
    # What somebody sees of a row who walks up to three steps from it, in either direction.
    seen: dict[str, Hashable] = {row.id: 0 for row in some["a"]}
    for _step in range(3):
        seen = {
            one: (
                seen[one],
                tuple(sorted((hash(seen[b]) for a, b in kept if a == one))),
                tuple(sorted((hash(seen[a]) for a, b in kept if b == one))),
            )
            for one in seen
        }
    groups: dict[Hashable, int] = defaultdict(int)
    for view in seen.values():
        groups[view] += 1
    assert min(groups.values()) >= K


def test_two_without_a_link_are_not_told_apart_by_that() -> None:
    some = {"a": [Row(f"a{n}", {}) for n in range(8)], "b": [Row(f"b{n}", {}) for n in range(6)]}
    subjects: dict[str, Hashable] = {row.id: row.id for kind in some.values() for row in kind}
    assert keep_links(some, subjects, [(f"a{n}", f"b{n}", "during") for n in range(6)]) == 6


def test_links_that_many_have_are_kept() -> None:
    some = {"a": [Row(f"a{n}", {}) for n in range(6)], "b": [Row(f"b{n}", {}) for n in range(6)]}
    subjects: dict[str, Hashable] = {row.id: row.id for kind in some.values() for row in kind}
    edges = [(f"a{n}", f"b{n}", "during") for n in range(6)]
    assert keep_links(some, subjects, [*edges, ("a0", "elsewhere", "during")]) == 1
    assert all(len(row.links) == 1 for row in some["a"])


def test_names_and_numbers_are_found_in_a_text() -> None:
    names = words_in(["Kylie O'Brien", {"name": "Łukasz"}, {"unknown": "not_asked"}])
    usual = words_in(["12 Market Street, Rochdale"], frozenset({"street"}))
    text = (
        "kylie got in with LUKASZ on the 3rd at 22:15, reg AB12 CDE or M?34 XYZ, near the market"
        " and Market Hall. Later she rang 07700 900 123 from OL16 1AB. Then Manchester. @kyl.ie"
    )
    found = [(text[f.start : f.end], f.certain) for f in found_in(text, names, usual)]
    certain = [word for word, sure in found if sure]
    for word in ("kylie", "LUKASZ", "3rd", "22:15", "AB12 CDE", "Market", "07700 900 123",
                 "OL16 1AB", "@kyl.ie"):  # fmt: skip
        assert word in certain, (word, found)
    assert "market" not in certain
    assert ("Manchester", False) in found
    assert "Later" not in dict(found)
    assert "unknown" not in names
    assert found_in("He was sad and said so.", names, usual) == []
