"""Rulings: what is erased and what is held, rule by rule."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.envelope import Entry, Kind
from sync.errors import BadRuling, CannotOpen, NotAuthorised
from sync.membership import Membership
from sync.ruling import MOST_ENTRIES, Mark, Rulings, Verb, parse, ruling_body, ruling_place
from tests.sync.people import Device, Team, new_device

FIRST: Mark = (2, bytes([2]) * 32)
SECOND: Mark = (3, bytes([3]) * 32)


@pytest.fixture
def team() -> Team:
    seed = 11
    print(f"seed {seed}")
    return Team(random.Random(seed))


def rule(
    team: Team,
    verb: Verb,
    *marks: Mark,
    of: bytes | None = None,
    by: Device | None = None,
) -> Entry:
    device = by or team.admin
    body = ruling_body(
        verb,
        entries=marks,
        of=of,
        reason="The family asked, and the court agreed.",
        epoch_key=team.key,
        salt=team.rng.randbytes(16),
        place=ruling_place(team.space, device.id, device.tip.seq + 1),
    )
    return team.other_kind(device, Kind.RULING, body)


def test_an_erasure_takes_effect_at_once_where_one_admin_is_enough(team: Team) -> None:
    rulings, roster = Rulings(), team.roster()
    erase = rule(team, "erase", FIRST, SECOND)
    assert rulings.take(erase, 9, roster) == (FIRST, SECOND)
    assert rulings.is_erased(*FIRST)
    assert not rulings.is_erased(FIRST[0], SECOND[1])
    assert not rulings.is_erased(None, FIRST[1])
    again = rule(team, "erase", FIRST)
    assert rulings.take(again, 10, roster) == (), "what is gone is not dropped twice"


def test_its_reason_is_for_members_only(team: Team) -> None:
    entry = rule(team, "erase", FIRST)
    assert b"court" not in entry.raw()
    place = ruling_place(team.space, team.admin.id, entry.seq)
    assert "court" in parse(entry).reason(team.key, place)
    with pytest.raises(CannotOpen):
        parse(entry).reason(bytes(32), place)


class TestTwoPersons:
    def test_the_second_makes_it_so(self, team: Team) -> None:
        rulings, roster = Rulings(), replace(team.roster(), erasers=2)
        other = new_device(team.rng)
        erase = rule(team, "erase", FIRST)
        assert rulings.take(erase, 9, roster) == ()
        assert [proposed.entry_id for proposed in rulings.proposed] == [erase.id]
        assert not rulings.is_erased(*FIRST)
        second = rule(team, "second", of=erase.id, by=other)
        assert rulings.take(second, 10, roster) == (FIRST,)
        assert rulings.proposed == []
        with pytest.raises(BadRuling, match="second"):
            rulings.take(rule(team, "second", of=erase.id, by=other), 11, roster)

    def test_nobody_seconds_themselves(self, team: Team) -> None:
        rulings, roster = Rulings(), replace(team.roster(), erasers=2)
        erase = rule(team, "erase", FIRST)
        rulings.take(erase, 9, roster)
        with pytest.raises(BadRuling, match="somebody else"):
            rulings.take(rule(team, "second", of=erase.id), 10, roster)

    def test_a_hold_in_between_refuses(self, team: Team) -> None:
        rulings, roster = Rulings(), replace(team.roster(), erasers=2)
        other = new_device(team.rng)
        erase = rule(team, "erase", FIRST)
        rulings.take(erase, 9, roster)
        hold = rule(team, "hold", FIRST, by=other)
        rulings.take(hold, 10, roster)
        with pytest.raises(BadRuling, match="legal hold"):
            rulings.take(rule(team, "second", of=erase.id, by=other), 11, roster)
        rulings.take(rule(team, "release", of=hold.id), 12, roster)
        later = rule(team, "second", of=erase.id, by=other)
        assert rulings.take(later, 13, roster) == (FIRST,)


class TestHolds:
    def test_what_is_held_is_not_erased(self, team: Team) -> None:
        rulings, roster = Rulings(), team.roster()
        hold = rule(team, "hold", FIRST)
        assert rulings.take(hold, 9, roster) == ()
        with pytest.raises(BadRuling, match="legal hold"):
            rulings.take(rule(team, "erase", SECOND, FIRST), 10, roster)
        assert not rulings.is_erased(*SECOND), "all of it or nothing"
        rulings.take(rule(team, "release", of=hold.id), 11, roster)
        assert rulings.take(rule(team, "erase", FIRST), 12, roster) == (FIRST,)

    def test_what_two_hold_waits_for_both(self, team: Team) -> None:
        rulings, roster = Rulings(), team.roster()
        holds = [rule(team, "hold", FIRST), rule(team, "hold", FIRST, SECOND)]
        for position, hold in enumerate(holds, 9):
            rulings.take(hold, position, roster)
        rulings.take(rule(team, "release", of=holds[0].id), 11, roster)
        assert rulings.held == {FIRST, SECOND}
        with pytest.raises(BadRuling, match="release"):
            rulings.take(rule(team, "release", of=holds[0].id), 12, roster)

    def test_what_was_erased_cannot_be_held(self, team: Team) -> None:
        rulings, roster = Rulings(), team.roster()
        rulings.take(rule(team, "erase", FIRST), 9, roster)
        with pytest.raises(BadRuling, match="erased before"):
            rulings.take(rule(team, "hold", FIRST), 10, roster)


def test_only_what_came_before_can_be_named(team: Team) -> None:
    with pytest.raises(BadRuling, match="comes after"):
        Rulings().take(rule(team, "erase", (9, bytes(32))), 9, team.roster())


@pytest.mark.parametrize(
    ("verb", "marks", "of"),
    [
        pytest.param("erase", (), None, id="an erasure of nothing"),
        pytest.param("hold", (), None, id="a hold of nothing"),
        pytest.param("erase", (FIRST,), bytes(32), id="an erasure that answers something"),
        pytest.param("second", (), None, id="a second of nothing"),
        pytest.param("second", (FIRST,), bytes(32), id="a second that names entries"),
        pytest.param("release", (), None, id="a release of nothing"),
        pytest.param("erase", (FIRST, FIRST), None, id="an entry twice"),
        pytest.param("erase", tuple((n + 1, bytes(32)) for n in range(MOST_ENTRIES + 1)), None,
                     id="too many"),
        pytest.param("forget", (FIRST,), None, id="a verb that is none"),
        pytest.param("erase", ((0, bytes(32)),), None, id="no position"),
        pytest.param("erase", ((1, bytes(31)),), None, id="no id"),
    ],
)  # fmt: skip
def test_what_is_not_of_the_right_shape_is_void(
    team: Team, verb: Verb, marks: tuple[Mark, ...], of: bytes | None
) -> None:
    with pytest.raises(BadRuling, match="shape"):
        Rulings().take(rule(team, verb, *marks, of=of), 2_000, team.roster())


@given(body=st.binary(max_size=200))
def test_any_bytes_at_all_are_a_ruling_or_void(body: bytes) -> None:
    team = Team(random.Random(11))
    with pytest.raises(BadRuling):
        parse(team.other_kind(team.admin, Kind.RULING, body or b"{}"))


@pytest.mark.parametrize("name", ["writer", "reader", "depositor"])
def test_only_an_admin_rules(team: Team, name: str) -> None:
    membership = Membership()
    membership.take(team.founding, 1)
    by: Device = getattr(team, name)
    with pytest.raises(NotAuthorised):
        membership.rule(rule(team, "erase", FIRST, by=by), 9)
    assert membership.rule(rule(team, "erase", FIRST), 9) == (FIRST,)
    assert membership.rulings.is_erased(*FIRST)
