"""A search says that another space holds what was typed, once one has stopped typing; and no more
than that."""

from __future__ import annotations

from tests.rules import faults
from tests.tablets import Tablets, desk_of, play


def test_a_match_elsewhere_is_said_of_what_was_typed_last(tablets: Tablets) -> None:
    tablets.write(
        "worker",
        ("vehicle-sighting", {"registration": "AB12 CDE", "fact": "It waited at the door."}),
    )
    tablets.sync("licensing")

    async def story() -> None:
        async with tablets.open("licensing", width=390) as window:
            await window.go("/search")
            await window.type("search", "ab12 cde")
            await window.settle(lambda: window.says("A match exists in safeguarding"))
            assert window.says("No record has all these words")
            assert not window.says("waited at the door")
            assert list(faults(window)) == []
            await window.type("search", "ab12 cdf")
            assert not window.says("A match exists")
            await window.settle(lambda: window.says("Try fewer words"))
            await window.type("search", "")
            assert not window.says("A match exists")
            assert not window.wire.crashes

    play(story)


def test_who_reads_that_space_finds_the_record_and_no_match(tablets: Tablets) -> None:
    tablets.write("worker", ("vehicle-sighting", {"registration": "AB12 CDE"}))

    async def story() -> None:
        async with tablets.open("worker", width=390) as window:
            await window.go("/search")
            await window.type("search", "ab12 cde")
            await window.settle(lambda: window.says("1 record"))
            assert desk_of(window).open.matches_of("ab12 cde") == []
            assert not window.says("A match exists")

    play(story)
