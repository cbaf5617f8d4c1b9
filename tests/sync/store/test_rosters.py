"""Who belongs to a space: handed out to whoever was ever named."""

import pytest

from sync import wire
from sync.envelope import Kind
from sync.store import rosters as handing_out
from tests.sync.store.partnership import Partnership


def test_they_come_with_their_place_and_time(partnership: Partnership) -> None:
    p = partnership
    p.push(p.writer, *p.write(p.writer, 3))
    p.clock.forward(5000)
    second = p.lead(p.next_roster())
    p.push(p.admin, second)
    founded_ms = p.clock.now - 5000
    assert p.rosters(p.writer) == [
        (1, founded_ms, p.founding.raw()),
        (5, p.clock.now, second.raw()),
    ]


def test_a_depositor_pulls_them_and_adds_deposits_and_nothing_else(
    partnership: Partnership,
) -> None:
    p = partnership
    deposit = p.depositor.sign(p.space, Kind.DEPOSIT, p.rng.randbytes(1024))
    assert p.push(p.depositor, deposit).status_code == 200
    assert [placed.position for placed in p.rosters(p.depositor)] == [1]
    assert p.pull(p.depositor).json()["code"] == wire.NOT_ALLOWED
    assert p.push(p.depositor, *p.write(p.depositor)).json()["code"] == wire.NOT_ALLOWED
    assert p.page(p.writer).items[-1].raw == deposit.raw(), "who may read is given it"


def test_only_what_lies_beyond_a_position(partnership: Partnership) -> None:
    p = partnership
    for _ in range(3):
        p.push(p.admin, p.lead(p.next_roster()))
    assert [placed.position for placed in p.rosters(p.depositor, 2)] == [3, 4]
    assert p.rosters(p.depositor, 4) == []


def test_whoever_was_removed_may_still_ask(partnership: Partnership) -> None:
    p = partnership
    p.push(p.admin, p.lead(p.removal(p.depositor, "left")))
    assert p.sign_in(p.depositor).status_code == 201
    assert [placed.position for placed in p.rosters(p.depositor)] == [1, 2]


def test_a_void_roster_is_not_among_them(partnership: Partnership) -> None:
    p = partnership
    lost = p.next_roster()
    p.push(p.admin, p.lead(p.next_roster()))
    assert p.push(p.admin, p.admin.sign(p.space, Kind.ROSTER, lost)).status_code == 200
    assert [placed.position for placed in p.rosters(p.writer)] == [1, 2]


def test_many_come_in_several_answers(
    partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = partnership
    for _ in range(4):
        p.push(p.admin, p.lead(p.next_roster()))
    whole = p.rosters(p.writer)
    for most in (1, 5000):
        monkeypatch.setattr(handing_out, "MAX_PAGE_BYTES", most)
        after, got, answers = 0, [], 0
        while more := p.rosters(p.writer, after):
            after = more[-1].position
            got += more
            answers += 1
        assert got == whole
        assert answers > 1


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=99999999999999999999"])
def test_odd_parameters(partnership: Partnership, query: str) -> None:
    p = partnership
    answer = p.send("GET", f"/v1/spaces/{p.space.hex()}/rosters?{query}", token=p.writer.token)
    assert answer.json()["code"] == wire.MALFORMED


def test_without_a_session(partnership: Partnership) -> None:
    p = partnership
    answer = p.send("GET", f"/v1/spaces/{p.space.hex()}/rosters", token="made up")
    assert answer.json()["code"] == wire.UNAUTHENTICATED
