"""A member's app may send anything: broken, newer, malicious. One bad entry stops nothing else.

CommCare had one bad form block a whole queue. Here it is kept, sealed, set aside with a reason in
our own words, and everything before and after it works.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from outreach.session import Session
from sync.errors import BodyTooLarge, InputError
from tests.scenarios.below import packed_loosely, packed_text, payload, write
from tests.scenarios.team import QUIET, VISIT, Team, rows_of

MARK = "Zyglophine"


def nested(depth: int) -> Any:
    """A value inside so many lists."""
    value: Any = MARK
    for _ in range(depth):
        value = [value]
    return value


Make = Callable[[Session], bytes | dict[str, Any]]

RUBBISH: dict[str, Make] = {
    "no JSON": lambda s: packed_text(b"{" + MARK.encode()),
    "no object": lambda s: packed_text(json.dumps([MARK]).encode()),
    "nothing": lambda s: packed_text(b""),
    "no text": lambda s: packed_text(b'{"a":"\xff\xfe"}'),
    "a key twice": lambda s: packed_text(b'{"type":"review","type":"outing"}'),
    "NaN": lambda s: packed_loosely(payload(s, set={"fact": float("nan")})),
    "infinity": lambda s: packed_text(b'{"hlc":[1e999,0]}'),
    "a number of 5,000 digits": lambda s: packed_text(b'{"hlc":[' + b"9" * 5000 + b",0]}"),
    "half a surrogate pair": lambda s: packed_text(
        json.dumps(payload(s, set={"fact": MARK})).replace(MARK, r"\ud800").encode()
    ),
    "deep": lambda s: packed_loosely(payload(s, set={"fact": nested(40)})),
    "deeper than any stack": lambda s: packed_text(b'{"a":' + b"[" * 200_000 + b"]" * 200_000),
    "a bomb": lambda s: packed_text(b'{"a":"' + b" " * (3 << 20) + b'"}'),
    "no compressed text": lambda s: bytes([1, 0, 0, 0, 9]) + bytes(187),
    "padding that says something": lambda s: packed_text(b"{}")[:-8] + b"Zygloph!",
    "another codec": lambda s: b"\x07" + packed_text(b"{}")[1:],
    "too short": lambda s: b"",
    "an empty object": lambda s: {},
    "no fields": lambda s: payload(s, set=...),
    "fields that are a list": lambda s: payload(s, set=[MARK]),
    "a name that is none": lambda s: payload(s, set={f"{MARK}\n\x1b[31m": "x"}),
    "2,000 fields": lambda s: payload(s, set={f"field_{n}": MARK for n in range(2000)}),
    "an id of words": lambda s: payload(s, id=MARK),
    "a version of zero": lambda s: payload(s, version=0),
    "a version that is true": lambda s: payload(s, version=True),
    "clocks of words": lambda s: payload(s, at=[MARK, 0, None, None]),
    "an HLC beyond numbers": lambda s: payload(s, hlc=[2**60, 0]),
    "a reason without end": lambda s: payload(s, reason=MARK * 20_000),
    "a reason that is a list": lambda s: payload(s, reason=[MARK]),
    "a field of the wrong type": lambda s: payload(s, set={"fact": {"a": MARK}}),
    "a field this kind has not": lambda s: payload(s, set={"zyglophine": MARK}),
    "an impossible date": lambda s: payload(s, set={"occurred_from": f"2026-02-31 {MARK}"}),
    "withdrawn by words": lambda s: payload(s, set={"withdrawn": MARK}),
    "it saw what came after it": lambda s: payload(s, seen=[10_000, payload(s)["seen"][1]]),
    "it saw another history": lambda s: payload(s, seen=[payload(s)["seen"][0], "A" * 43]),
    "it saw no head": lambda s: payload(s, seen=[1, MARK]),
}


def test_each_of_it_is_set_aside_and_nothing_else_stops(team: Team) -> None:
    wrote: dict[str, str] = {}
    visits = []
    for what, make in RUBBISH.items():
        wrote[write(team.worker, make(team.worker)).id.hex()] = what
        visits.append(team.worker.add("hotspot-visit", {**QUIET, "place_name": f"After {what}"}))
    team.worker.add("premises", {"name": "Elsewhere"})
    team.sync("worker", "supervisor", "licensing")

    for name in ("worker", "supervisor"):
        session = team[name]
        kept = {wrote[one.entry]: one for one in session.quarantine()}
        assert kept.keys() == RUBBISH.keys()
        for what, one in kept.items():
            assert (one.author_name, one.space) == ("Worker", "safeguarding"), what
            assert one.position is not None, what
            assert 10 < len(one.reason) < 300, what
            assert MARK.lower() not in one.reason.lower(), f"the reason quotes something: {what}"
        assert {row.id for row in session.rows("hotspot-visit")} == set(visits)
        assert session.last_sync is not None
        assert session.last_sync.quarantined == len(RUBBISH)
    assert len(team.licensing.rows()) == 1


def test_it_is_still_set_aside_after_unlocking_and_reading_anew(team: Team) -> None:
    for make in RUBBISH.values():
        write(team.worker, make(team.worker))
    visit = team.worker.add("hotspot-visit", VISIT)
    team.go_round()
    for name in ("worker", "supervisor"):
        assert len(team[name].quarantine()) == len(RUBBISH)
        team[name].lock()
        assert len(team[name].quarantine()) == len(RUBBISH)
        assert [row.id for row in team[name].rows()] == [visit]
        assert team[name].retry_quarantine() == len(RUBBISH)
    assert rows_of(team.worker) == rows_of(team.supervisor)
    (report,) = team.sync("supervisor")
    assert (report.received, report.only_here) == (0, 0)


@pytest.mark.parametrize(
    "strange",
    [{"type": "moon-sighting"}, {"version": 99}, {"type": "review", "version": 2}],
    ids=str,
)
def test_what_a_newer_app_wrote_is_kept_for_a_newer_app(
    team: Team, strange: dict[str, Any]
) -> None:
    made = payload(team.worker, set={"anything": MARK})
    made.update(strange)
    write(team.worker, made)
    visit = team.worker.add("hotspot-visit", VISIT)
    team.go_round()
    assert team.supervisor.quarantine() == [], "it is no fault"
    assert team.supervisor.model.unknown == 1, "but people are told that something is there"
    assert [row.id for row in team.supervisor.rows()] == [visit]
    assert team.supervisor.find(MARK) == []


def test_a_body_sealed_under_another_key_is_set_aside(team: Team) -> None:
    write(team.worker, payload(team.worker), epoch_key=secrets.token_bytes(32))
    visit = team.worker.add("hotspot-visit", VISIT)
    team.go_round()
    (kept,) = team.supervisor.quarantine()
    assert "does not open" in kept.reason
    assert [row.id for row in team.supervisor.rows()] == [visit]


def test_a_record_cannot_be_taken_over_as_another_kind(team: Team) -> None:
    visit = team.worker.add("hotspot-visit", VISIT)
    team.sync("worker", "supervisor")
    write(
        team.supervisor,
        payload(team.supervisor, type="person-sighting", id=visit, set={"fact": MARK}),
    )
    team.go_round()
    for name in ("worker", "supervisor"):
        if name == "supervisor":
            team.supervisor.retry_quarantine()
        (kept,) = team[name].quarantine()
        assert kept.author_name == "Supervisor"
        assert team[name].show(visit).fields["fact"] == VISIT["fact"]


def test_a_code_that_this_app_does_not_know_is_shown_as_it_came(team: Team) -> None:
    """DHIS2 lost its sync over renamed options. A list may be older here than there."""
    made = payload(team.worker, set={"hotspot_type": "launderette", "fact": "As usual."})
    write(team.worker, made)
    team.go_round()
    assert team.supervisor.quarantine() == []
    assert team.supervisor.show(made["id"]).fields["hotspot_type"] == "launderette"


def test_people_are_told_before_anything_is_signed(team: Team) -> None:
    """What a person's own app refuses: everything wrong at once, and nothing saved."""
    refused: list[dict[str, Any]] = [
        {"no_such_field": MARK},
        {"hotspot_type": MARK},
        {"fact": MARK * 100_000},
        {"occurred_from": f"2026-02-31T10:00:00+00:00{MARK}"},
        {"occurred_from": "2026-01-05T10:00:00+00:00", "occurred_to": "2026-01-04T10:00:00+00:00"},
        {"latitude": 95.0, "longitude": 2.0},
        {"attendees": [{"name": MARK, "shoe_size": 9}]},
        {"estimated_adults": {"unknown": "not_asked"}},
        {"nothing_seen": MARK},
        {"nothing_seen": True, "indicators": ["gifts_or_money"]},
    ]
    for fields in refused:
        with pytest.raises(InputError) as told:
            team.worker.add_many("hotspot-visit", [QUIET, {**VISIT, **fields}])
        assert MARK not in str(told.value) + repr(told.value) + told.value.advice
    with pytest.raises(InputError):
        team.worker.add("no-such-kind", QUIET)
    assert team.worker.rows() == []
    assert team.worker.only_here() == 0


def test_more_text_than_an_entry_holds_is_refused_whole(team: Team) -> None:
    huge = {name: secrets.token_hex(4_900) for name in ("fact", "assessment", "verbatim", "wishes")}
    huge |= {f"extra_{n}": secrets.token_hex(30_000) for n in range(3)}
    with pytest.raises(InputError):
        team.worker.add("hotspot-visit", {**VISIT, **huge})
    with pytest.raises(BodyTooLarge):
        write(team.worker, payload(team.worker, set={"fact": secrets.token_hex(70_000)}))
    assert team.worker.only_here() == 0
