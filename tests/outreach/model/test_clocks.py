"""Clocks in the field: what is flagged, what supersedes what, and in which order entries stand."""

import pytest

from outreach.model import fold, queries
from outreach.model.changes import Moment
from outreach.model.clocks import moment_ms, order, skewed, unseen
from outreach.model.fold import ReadModel
from tests.outreach.model.contents import contents
from tests.outreach.model.team import NIGHT_MS, Space, hex_of, person

MINUTE, DAY = 60_000, 86_400_000
RECORD = hex_of("the record")


@pytest.mark.parametrize(
    ("wall", "offset", "received", "expected"),
    [
        (NIGHT_MS, 0, NIGHT_MS + MINUTE, False),
        (NIGHT_MS, 0, NIGHT_MS + 40 * DAY, False),  # a month offline says nothing of the clock
        (NIGHT_MS, None, None, False),
        (NIGHT_MS, 4 * MINUTE, None, False),
        (NIGHT_MS, 6 * MINUTE, None, True),
        (NIGHT_MS, -DAY, NIGHT_MS - DAY, True),
        (NIGHT_MS + DAY, None, NIGHT_MS, True),  # received before it was written
        (NIGHT_MS + DAY, 0, NIGHT_MS, True),
        (NIGHT_MS + 4 * MINUTE, 0, NIGHT_MS, False),
        (5 * DAY, None, None, True),  # 1970: the battery was changed
    ],
)
def test_a_clock_is_flagged_as_far_as_it_can_be_known(
    wall: int, offset: int | None, received: int | None, expected: bool
) -> None:
    change = Space().write(person("Amina"), RECORD, name="Mill Gate")
    change = change._replace(at=Moment(wall, 0, None, offset), received_ms=received)
    assert skewed(change) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-05T22:00:00+00:00", NIGHT_MS),
        ("2026-01-06T00:00:00+02:00", NIGHT_MS),
        ("1969-12-31T23:59:59+00:00", -1000),
        ("2026-01-05T22:00:00", None),
        ("2026-02-30T22:00:00+00:00", None),
        ("yesterday", None),
        ({"unknown": "not_known"}, None),
        (None, None),
        (5, None),
    ],
)
def test_a_moment_is_read_with_its_offset_or_not_at_all(text: object, expected: object) -> None:
    assert moment_ms(text) == expected


def test_a_write_supersedes_what_its_author_had_seen_and_their_own_earlier_ones() -> None:
    space, amina, ben = Space(), person("Amina"), person("Ben")
    first = space.write(amina, RECORD, name="A")
    unaware = space.write(ben, RECORD, name="B", seen=0)
    again = space.write(amina, RECORD, name="C", seen=1)
    changes = sorted([again, first, unaware], key=order)
    assert unseen(changes) == [unaware, again]

    aware = space.write(ben, RECORD, name="D")
    assert unseen([*changes, aware]) == [aware]


def test_nobody_has_seen_what_stands_after_them_whatever_they_claim() -> None:
    space, amina, ben = Space(), person("Amina"), person("Ben")
    boastful = space.write(amina, RECORD, name="A")._replace(seen=10**9)
    honest = space.write(ben, RECORD, name="B", seen=0)
    assert unseen([boastful, honest]) == [boastful, honest]


def test_a_model_too_large_to_grow_is_copied_into_one_that_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    space, amina = Space(), person("Amina")
    model = ReadModel()
    model.apply([space.write(amina, RECORD, name="Mill Gate")])
    monkeypatch.setattr(fold, "MOST_DESERIALIZED", 0)

    copy = ReadModel.deserialize(model.serialize())

    assert contents(copy) == contents(model)
    copy.apply([space.write(amina, hex_of("another"), name="Canal steps")])
    assert [row.title for row in queries.find(copy, "canal")] == ["Canal steps"]
    assert copy.connection.execute("PRAGMA temp_store").fetchone()[0] == 2
