"""Batches of acts and broken glass fold like everything else: in any order, once, and bounded."""

from __future__ import annotations

import random
import sqlite3
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.model import deeds
from outreach.model.acts import (
    ACTS,
    AUDIT,
    BATCH,
    Event,
    batch_fields,
    event_of,
    is_noted,
    read_batch,
)
from outreach.model.changes import Change, Malformed, Moment
from outreach.model.deeds import BREAK_GLASS
from outreach.model.fold import ReadModel
from tests.outreach.model.team import NIGHT_MS, Space, hex_of, person

AT = Moment(NIGHT_MS, 60, None, -40)
GIRL = hex_of("the girl")


def everything(model: ReadModel) -> list[Any]:
    """Every row that is told, without the numbers of authors, which depend on the order."""
    with model.lock:
        found = model.connection
        return [
            deeds.told(found),
            deeds.hearsay(found),
            deeds.witnessed(found),
            deeds.broken_glass(found),
            model.quarantine(),
            model.unknown,
        ]


def night() -> list[Change]:
    """Three people read and search; one breaks the glass; two tell of the others."""
    amina, ben, cara = (person(name) for name in ("Amina", "Ben", "Cara"))
    audit, space = Space(AUDIT), Space("safeguarding")
    for number, who in enumerate((amina, ben, amina, cara)):
        events = [
            Event("read", AT, GIRL, "person-sighting", "safeguarding", count=number + 1).as_json(),
            Event("search", AT, text=f"word {number}").as_json(),
        ]
        said = {amina.device: number + 1, ben.device: 7}
        audit.write(who, hex_of("batch", number), kind=BATCH, **batch_fields(events, said))
    glass = {"record": GIRL, "reason": "I must know tonight", "until_ms": NIGHT_MS + 900_000}
    broken = [
        space.write(who, hex_of("glass", n), kind=BREAK_GLASS, synced=n != 1)._replace(fields=said)
        for n, (who, said) in enumerate(
            [(ben, glass), (ben, {**glass, "reason": "And once more"}), (cara, {"record": "x"})]
        )
    ]
    named = [
        change._replace(audit=f"{number}:{hex_of(number)}")
        for number, change in enumerate([*audit.written, *broken], 1)
    ]
    return [*named[:-1], named[-1]._replace(audit="not a number:")]


def test_any_order_and_any_repetition_gives_the_same_rows(rng: random.Random) -> None:
    entries = night()
    straight = ReadModel()
    straight.apply(entries)
    expected = everything(straight)
    assert len(expected[0]) == 8
    assert [glass.reason for glass in expected[3]] == ["And once more", "I must know tonight"]
    assert len(expected[4]) == 1
    for _ in range(6):
        model = ReadModel()
        often = [*entries, *rng.choices(entries, k=5)]
        rng.shuffle(often)
        while often:
            cut = rng.randrange(1, 4)
            model.apply(often[:cut])
            del often[:cut]
        assert everything(model) == expected


def test_it_is_there_again_from_a_snapshot() -> None:
    model = ReadModel()
    model.apply(night())
    assert everything(ReadModel.deserialize(model.serialize())) == everything(model)


def test_what_was_only_here_is_taken_again_with_its_number() -> None:
    entry = next(change for change in night() if change.type == BATCH)
    model = ReadModel()
    report = model.apply([entry._replace(position=None, received_ms=None)])
    assert (report.applied, report.quarantined, report.unknown) == (1, 0, 0)
    assert {one.position for one in everything(model)[0]} == {None}
    model.apply([entry])
    model.apply([entry._replace(position=None, received_ms=None)])
    assert {one.position for one in everything(model)[0]} == {entry.position}


def test_a_batch_in_another_space_is_set_aside() -> None:
    space = Space("premises")
    space.write(person("Amina"), hex_of("batch"), kind=BATCH, **batch_fields([], {}))
    model = ReadModel()
    model.apply(space.written)
    assert len(model.quarantine()) == 1


def test_the_newest_version_of_a_later_app_is_kept_unread() -> None:
    space = Space(AUDIT)
    space.write(person("Amina"), hex_of("batch"), kind=BATCH, version=2, events="another shape")
    model = ReadModel()
    model.apply(space.written)
    assert (model.unknown, model.quarantine()) == (1, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"events": [{"act": "read", "at": [1, 2, 3]}]},
        {"events": [{"act": ["read"], "at": list(AT)}]},
        {"events": [{"act": "read", "at": list(AT), "record": "x"}]},
        {"events": [{"act": "read", "at": list(AT), "kind": "A B"}]},
        {"events": [{"act": "read", "at": list(AT), "text": "x" * 401}]},
        {"events": [{"act": "read", "at": list(AT), "n": 0}]},
        {"events": [{"act": "read", "at": list(AT), "n": True}]},
        {"events": [{"act": "read", "at": list(AT), "last": 2**60}]},
        {"events": [{"act": "read", "at": list(AT)}] * 2001},
        {"events": [], "witnessed": []},
        {"events": [], "witnessed": {hex_of("d"): 0}},
        {},
    ],
)
def test_another_shape_is_refused_without_a_word_of_it(wrong: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as refused:
        read_batch(wrong)
    assert "x" * 10 not in refused.value.reason


@given(
    st.builds(
        Event,
        st.sampled_from(ACTS),
        st.just(AT),
        st.none() | st.just(GIRL),
        st.none() | st.just("person-sighting"),
        st.none() | st.text(max_size=200),
        st.none() | st.text(max_size=400),
        st.none() | st.text(max_size=2000),
        st.integers(1, 10**6),
        st.none() | st.integers(-(10**12), 10**13),
    )
)
def test_an_act_comes_back_as_it_was(event: Event) -> None:
    assert event_of(event.as_json()) == event


def test_words_decide_whether_a_visit_is_noted() -> None:
    assert not is_noted("hotspot-visit", {"nothing_seen": True, "verbatim": ""})
    assert is_noted("hotspot-visit", {"wishes": "To go home."})
    assert is_noted("person-sighting", {})
    assert not is_noted("premises", {"name": "Arcade"})


def test_nothing_that_is_read_is_kept_where_nobody_audits() -> None:
    model = ReadModel()
    model.apply([change for change in night() if change.space != AUDIT])
    connection: sqlite3.Connection = model.connection
    assert connection.execute("SELECT count(*) FROM act").fetchone() == (0,)
