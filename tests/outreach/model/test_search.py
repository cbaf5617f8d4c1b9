"""Search: what people type is words, never syntax; newest first; postcodes either way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model import queries, search
from outreach.model.fold import MANY, ReadModel
from outreach.model.tables import connect
from tests.outreach.model.contents import index, index_from_scratch
from tests.outreach.model.team import NIGHT_MS, Space, hex_of, person

FACTS = [
    "Two girls by the takeaway near the bus station in OL16 1AB",
    "A silver car, MA05 XYZ, stood at the takeaway",
    "Café owner said: “they come on Fridays”. Postcode ol161ab",
    "Zoë's scarf (blue), found 21:40",
    "Ramp under the car park; nothing there. Taken to M1 1AE",
]


@pytest.fixture
def model() -> ReadModel:
    space, amina = Space("safeguarding"), person("Amina")
    made = ReadModel()
    for number, fact in enumerate(FACTS):
        made.apply(
            [
                space.write(
                    amina,
                    hex_of(number),
                    kind="hotspot-visit",
                    fact=fact,
                    wall_ms=NIGHT_MS + number,
                )
            ]
        )
    return made


def found(model: ReadModel, text: str) -> list[int]:
    numbers = {hex_of(number): number for number in range(len(FACTS))}
    return [numbers[row.id] for row in queries.find(model, text)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("takeaway", [1, 0]),
        ("TAKEAWAY girls", [0]),
        ("girls silver", []),
        ("take", [4, 1, 0]),
        ("station tak", [0]),
        ("tak station", []),
        ("cafe", [2]),
        ("zoe", [3]),
        ("Zoë's", [3]),
        ("OL16 1AB", [2, 0]),
        ("ol161ab", [2, 0]),
        ("OL161A", [2, 0]),
        ("OL16 1A", [2, 0]),
        ("OL16 1AB girls", [0]),
        ("M11AE", [4]),
        ("M1 1AE", [4]),
        ("MA05XYZ", [1]),
        ("ma05 xyz", [1]),
        ("ma05xy", [1]),
        ("(blue)", [3]),
        ("21:40", [3]),
        ("", []),
        ("  \t ", []),
        ('"', []),
        ("*", []),
        ("a NOT b", []),
        ("girls OR silver", []),
        ("text:girls", []),
        ("NEAR(girls takeaway)", []),
        ("^two", [0]),
        ("in t", []),
        ("the", [4, 1, 0]),
    ],
)
def test_words_are_found_newest_first(model: ReadModel, typed: str, expected: list[int]) -> None:
    assert found(model, typed) == expected


def test_a_limit_takes_the_newest(model: ReadModel) -> None:
    assert [row.id for row in queries.find(model, "takeaway", limit=1)] == [hex_of(1)]
    assert queries.find(model, "takeaway", limit=0) == []


@settings(max_examples=300, deadline=None)
@given(typed=st.text(max_size=30) | st.text(alphabet='ab1 "*()^:-+{}_\0', max_size=30))
def test_nothing_that_can_be_typed_is_an_error(typed: str) -> None:
    expression = search.expression(typed)
    if expression is not None:
        connection = connect()
        search.create(connection)
        connection.execute("SELECT rowid FROM search WHERE search MATCH ?", (expression,))


@settings(max_examples=100, deadline=None)
@given(typed=st.text(min_size=1, max_size=20))
def test_a_text_is_found_by_itself(typed: str) -> None:
    connection = connect()
    search.create(connection)
    search.add(connection, [(1, f"before {typed} after")])
    expression = search.expression(typed)
    if expression is not None and len(typed.split()) == 1:
        sql = "SELECT rowid FROM search WHERE search MATCH ?"
        words = connection.execute(sql, (expression,)).fetchall()
        # Letters that the index takes for separators alone leave no word to look for.
        assert words == [(1,)] or not typed.isascii()


def test_what_a_correction_took_out_is_not_found_and_the_index_has_no_rest(
    model: ReadModel,
) -> None:
    space, ben = Space("safeguarding", position=5), person("Ben")
    model.apply(
        [space.write(ben, hex_of(1), kind="hotspot-visit", fact="A blue van", reason="Looked")]
    )
    assert found(model, "silver") == []
    assert found(model, "blue") == [3, 1]
    assert index(model) == index_from_scratch(model)


def test_tidying_the_index_changes_nothing(model: ReadModel) -> None:
    space, amina = Space("premises"), person("Amina")
    before = index(model)
    model.settle()
    assert index(model) == before
    many = [space.write(amina, hex_of("p", n), name=f"Place {n}") for n in range(MANY + 1)]
    model.apply(many)
    before = index(model)
    model.settle()
    assert index(model) == before
    assert [row.title for row in queries.find(model, f"place {MANY}")] == [f"Place {MANY}"]


def test_row_numbers_begin_with_the_time() -> None:
    early, late = (search.surrogate(ms, "f" * 32) for ms in (NIGHT_MS, NIGHT_MS + 1))
    assert early < late < 2**63
    assert search.surrogate(-(2**60), "0" * 32) == 0
    assert search.surrogate(2**60, "f" * 32) == 2**63 - 1
    assert search.next_row(2**63 - 1) == (2**63 - 1) & ~(2**22 - 1)
    assert search.same_time(search.next_row(late), late)
