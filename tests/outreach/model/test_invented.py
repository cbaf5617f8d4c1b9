"""What is invented for tests and demonstrations: repeatable, valid, and marked."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any

import pytest

from outreach.demo_story import MARK, Event, play, story, verdicts
from outreach.model import kinds
from sync.plaintext import dictionary
from tests.vectors.make_dictionary import ratio
from tests.visits import visits

#: Borders come from an import.
NOT_TOLD = {"area"}


def test_the_generator_gives_the_same_visits_for_the_same_seed(seed: int) -> None:
    first, again = list(visits(seed, 200)), list(visits(seed, 200))
    assert first == again
    assert first != list(visits(seed + 1, 200))
    assert len({visit["fact"] for visit in first}) == 200
    assert min(map(len, first)) >= 20
    size = sum(len(json.dumps(visit, separators=(",", ":"))) for visit in first) / 200
    assert 900 < size < 1_150


@pytest.mark.parametrize("today", [date(2026, 1, 4), date(2026, 3, 31), date(2026, 10, 27)])
def test_the_story_is_valid_on_the_day_it_is_told_and_marked_throughout(today: date) -> None:
    told: list[tuple[Event, dict[str, Any]]] = []

    def add(event: Event, fields: dict[str, Any]) -> str:
        told.append((event, kinds.validate(event.kind, fields, now_ms=event.recorded_ms)))
        return f"{len(told):032x}"

    ids = play(story(today), add)
    assert story(today) == story(today)
    assert len(ids) == len(told) >= 83
    told_of = {kind for kind in kinds.KINDS if not kinds.goes_with_its_record(kind)}
    assert told_of - {event.kind for event, _ in told} == NOT_TOLD
    assert all(verdict.key in ids for verdict in verdicts())
    for event, fields in told:
        for name in ("fact", "first_description", "assessment", "staff_safety", "briefing"):
            assert fields.get(name, MARK).endswith(MARK)
        for name in ("occurred_from", "occurred_to"):
            if name in fields:
                day = date.fromisoformat(fields[name][:10])
                assert today - timedelta(days=9) <= day <= today
        if event.kind == "premises":
            assert "(invented)" in fields["name"]
        assert all("(invented)" in one["name"] for one in fields.get("attendees", ()))


def test_the_dictionary_is_the_one_that_is_frozen() -> None:
    digest = hashlib.sha256(dictionary()).hexdigest()
    assert digest == "b6f05c968a46d50d2c3d6c9f691d915de9f3741d6e30cb3ae6cb9cc3b39e12cb"


def test_a_visit_is_compressed_to_two_fifths(seed: int) -> None:
    _, _, share = ratio("hotspot-visit", dictionary(), seed=seed, n=200)
    assert share <= 0.42
