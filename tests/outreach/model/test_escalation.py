"""The review clock: what is late goes up by itself, and stays in sight until somebody acts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from outreach.assets import asset
from outreach.model import codes, escalation, risk
from outreach.model.escalation_steps import steps
from outreach.model.fold import ReadModel
from outreach.model.pages import history, show
from outreach.model.review_clock import Moment, moments
from tests.outreach.model.team import NIGHT_MS, Person, Space, hex_of, person

HOUR = 3_600_000
AMINA = person("Amina")
BEN = person("Ben", "supervisor")
SAM = person("Sam", "service-manager")
FAY = person("Fay", "founder")
RECORD = hex_of("the visit")


def at_risk(space: Space, who: Person = AMINA, record: str = RECORD, **more: Any) -> Any:
    fields = {"fact": "Hurt.", "immediate_risk": True} | more
    return space.write(who, record, kind="hotspot-visit", **fields)


def model_of(space: Space) -> ReadModel:
    model = ReadModel()
    model.apply(space.written)
    return model


def since_of(model: ReadModel, record: str = RECORD) -> int:
    with model.lock:
        (since,) = model.connection.execute(
            "SELECT waiting_ms FROM record WHERE id = ?", (record,)
        ).fetchone()
    return int(since)


def told(model: ReadModel, who: Person, now: int) -> list[str]:
    """What has come up to somebody; the badge says how much of it nobody has."""
    found = escalation.told(model, who.author.person, who.author.duties, now)
    count = escalation.count(model, who.author.person, who.author.duties, now)
    assert count == sum(not one.is_taken(now) for one in found)
    return [one.id for one in found]


def taken(space: Space, who: Person, record: str = RECORD, **how: Any) -> Any:
    own = hex_of("taken", who.device, who.seq)
    return space.write(who, own, kind="review-taken", **how, record=record, words="")


def test_late_goes_up_step_by_step_and_a_review_ends_it() -> None:
    space = Space("safeguarding")
    visit = at_risk(space)
    model = model_of(space)
    since = since_of(model)
    assert told(model, BEN, since + HOUR - 1) == []
    for hours, who in ((1, [BEN]), (2, [BEN, SAM]), (4, [BEN, SAM, FAY])):
        for one in (AMINA, BEN, SAM, FAY):
            expected = [RECORD] if one in who else []
            assert told(model, one, since + hours * HOUR) == expected
    (late,) = escalation.late(model, since + 2 * HOUR)
    assert (late.step.label, late.due_ms) == ("Service manager", since + HOUR)

    space.review(BEN, "returned", visit)
    assert told(model_of(space), FAY, since + 90 * HOUR) == []


def test_who_takes_it_on_has_as_long_again_and_only_once() -> None:
    space = Space("safeguarding")
    at_risk(space)
    since = since_of(model_of(space))
    first = taken(space, SAM)
    model = model_of(space)
    at = model.connection.execute("SELECT received_ms FROM notice").fetchone()[0]
    (late,) = escalation.late(model, since + 3 * HOUR)
    assert late.taken is not None
    assert (late.taken.name, late.taken.at_ms) == ("Sam", at)
    assert told(model, BEN, at + HOUR - 1) == []
    assert escalation.held_now(model, {RECORD}, at + HOUR - 1) == {RECORD: "Sam"}
    assert escalation.held_now(model, {RECORD}, at + HOUR) == {}
    assert told(model, SAM, max(at + HOUR - 1, since + 2 * HOUR)) == [RECORD]  # it is theirs
    assert told(model, BEN, at + 2 * HOUR) == [RECORD]

    taken(space, SAM)  # again, to put it off: it counts no second time
    again = model_of(space)
    (late,) = escalation.late(again, since + 6 * HOUR)
    assert late.taken is not None
    assert late.taken.at_ms == at
    assert first.entry != space.written[-1].entry


def test_nobody_takes_on_their_own_and_nobody_who_is_not_told() -> None:
    space = Space("safeguarding")
    at_risk(space, BEN)
    taken(space, BEN)
    taken(space, AMINA)
    model = model_of(space)
    since = since_of(model)
    (late,) = escalation.late(model, since + HOUR)
    assert late.taken is None
    assert told(model, BEN, since + HOUR) == []  # nobody reviews what they wrote
    mine = escalation.own(model, BEN.author.person, since + HOUR)
    assert [one.id for one in mine] == [RECORD]  # and it is not out of their sight
    assert escalation.own(model, SAM.author.person, since + HOUR) == []
    assert told(model, SAM, since + 2 * HOUR) == [RECORD]
    assert len(model.quarantine()) == 1  # Amina is told of nothing


def test_where_supervisors_do_not_read_those_are_told_who_do() -> None:
    space, ivy = Space("intelligence"), person("Ivy", "intelligence-officer")
    space.write(AMINA, RECORD, kind="referral", why="To be looked at.")
    model = model_of(space)
    assert told(model, ivy, since_of(model) + 24 * HOUR) == [RECORD]
    elsewhere = Space("safeguarding")
    at_risk(elsewhere)
    model = model_of(elsewhere)
    assert told(model, ivy, since_of(model) + 90 * HOUR) == []


def test_a_correction_is_another_question() -> None:
    space = Space("safeguarding")
    visit = at_risk(space)
    space.review(BEN, "returned", visit)
    taken(space, SAM)
    space.write(AMINA, RECORD, kind="hotspot-visit", fact="Hurt at the doors.", reason="More")
    model = model_of(space)
    (late,) = escalation.late(model, since_of(model) + HOUR)
    assert late.taken is None


@pytest.mark.parametrize(
    "night", [datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
)
def test_the_nights_when_the_clocks_change_have_hours_of_sixty_minutes(night: datetime) -> None:
    space = Space("safeguarding")
    ms = int(night.timestamp() * 1000)
    change = at_risk(space, wall_ms=ms)
    space.written[0] = change._replace(received_ms=ms)
    model = model_of(space)
    assert since_of(model) == ms
    assert told(model, BEN, ms + 59 * 60_000) == []
    assert told(model, BEN, ms + 60 * 60_000) == [RECORD]
    assert told(model, SAM, ms + 119 * 60_000) == []
    assert told(model, SAM, ms + 120 * 60_000) == [RECORD]


def seen_by_author(model: ReadModel, now: int) -> list[tuple[str, str]]:
    view = show(model, RECORD)
    return [(one.what, one.who) for one in moments(view, history(model, RECORD), now)]


def test_the_author_sees_each_step() -> None:
    space = Space("safeguarding")
    visit = at_risk(space)
    model = model_of(space)
    since = since_of(model)
    ahead = moments(show(model, RECORD), history(model, RECORD), since + 1)
    assert ahead[-1] == Moment("due", since + HOUR, "", True)
    steps_so_far = seen_by_author(model, since + 2 * HOUR)
    assert steps_so_far[:3] == [("written", "Amina"), ("received", ""), ("due", "")]
    assert steps_so_far[3] == ("up", "Service manager")
    assert steps_so_far[4:] == [("up", "Administrators")]  # the next, if nobody acts

    space.position += 1
    late = since + 3 * HOUR
    review = space.review(BEN, "approved", visit)
    space.written[-1] = review._replace(received_ms=late)
    done = moments(show(m := model_of(space), RECORD), history(m, RECORD), late + 90 * HOUR)
    assert [(one.what, one.who) for one in done] == [
        ("written", "Amina"),
        ("received", ""),
        ("due", ""),
        ("up", "Service manager"),
        ("approved", "Ben"),
    ]
    assert done[-1].at_ms == late
    assert not any(one.ahead for one in done)


def test_what_is_not_sent_yet_is_said_to_be_so() -> None:
    space = Space("safeguarding")
    space.write(AMINA, RECORD, kind="hotspot-visit", fact="Dark", synced=False)
    assert seen_by_author(model_of(space), NIGHT_MS) == [("written", "Amina"), ("not sent", "")]


def test_every_sighting_of_a_child_is_to_be_reviewed_within_the_day() -> None:
    day = 24 * HOUR
    young = [code.code for code in codes.code_list("apparent_age").codes][:4]
    sightings: list[dict[str, Any]] = [{"apparent_age": age} for age in young]
    sightings += [{"child_inside": code} for code in ("yes", "possibly")]
    sightings += [{"estimated_under_18s": "one"}, {"under_18s_on_premises": "over_ten"}]
    for fields in sightings:
        assert risk.level(risk.rank(fields)).target_ms <= day
    assert risk.level(risk.rank({"immediate_risk": True})).target_ms <= HOUR


@pytest.mark.parametrize(("level", "hours"), [("immediate", 2), ("raised", 25)])
def test_a_partnership_sets_its_targets_and_none_that_is_too_long(
    monkeypatch: pytest.MonkeyPatch, level: str, hours: int
) -> None:
    data = json.loads(asset("risk.json").read_text(encoding="utf-8"))
    for one in data["levels"]:
        if one["level"] == level:
            one["target_hours"] = hours
    monkeypatch.setattr(risk.json, "loads", lambda _text: data)
    with pytest.raises(ValueError, match=level):
        risk._rules.__wrapped__()


def test_every_step_tells_a_duty_that_there_is() -> None:
    from outreach.model.duties import shipped

    assert {duty for step in steps() for duty in step.duties} <= shipped().duties.keys()
