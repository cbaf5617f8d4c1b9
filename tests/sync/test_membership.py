"""Who was what at which position: an entry counts under the roster in force there, or not."""

import pytest

from sync.chain import START, Tip
from sync.envelope import Kind
from sync.errors import BadRoster, NotAuthorised
from sync.membership import Membership
from tests.sync.people import Team, new_device


@pytest.fixture
def membership(team: Team) -> Membership:
    made = Membership()
    assert made.take(team.founding, 1)
    return made


def test_before_the_first_roster_there_is_none() -> None:
    empty = Membership()
    assert not empty.is_founded
    with pytest.raises(BadRoster):
        _ = empty.current


def test_a_false_first_roster_founds_nothing(team: Team) -> None:
    empty = Membership()
    for entry in (team.write(team.writer), team.lead(team.admin, team.next_body())):
        with pytest.raises(BadRoster):
            empty.take(entry, 1)
    assert not empty.is_founded


def test_a_roster_is_in_force_from_the_next_position_on(team: Team, membership: Membership) -> None:
    newcomer = new_device(team.rng)
    roster = team.lead(team.admin, team.next_body(team.admitting(newcomer, "writer")))
    assert membership.take(roster, 10)
    entry = team.write(newcomer)
    with pytest.raises(NotAuthorised, match="at the time"):
        membership.authorise(entry, membership.in_force(9))
    with pytest.raises(NotAuthorised):
        membership.authorise(entry, membership.in_force(10))
    member = membership.authorise(entry, membership.in_force(11))
    assert member is not None
    assert member.role == "writer"
    assert membership.signing_key(newcomer.id) == newcomer.keys.signing.public()


@pytest.mark.parametrize(
    ("name", "kind", "allowed"),
    [
        ("admin", Kind.CHANGE, True),
        ("writer", Kind.CHANGE, True),
        ("reader", Kind.CHANGE, False),
        ("depositor", Kind.CHANGE, False),
        ("admin", Kind.DEPOSIT, True),
        ("writer", Kind.DEPOSIT, True),
        ("reader", Kind.DEPOSIT, False),
        ("depositor", Kind.DEPOSIT, True),
        ("admin", Kind.RULING, True),
        ("writer", Kind.RULING, False),
        ("reader", Kind.RULING, False),
        ("depositor", Kind.RULING, False),
    ],
)
def test_roles(team: Team, membership: Membership, name: str, kind: Kind, allowed: bool) -> None:
    entry = team.other_kind(getattr(team, name), kind)
    if allowed:
        membership.authorise(entry, membership.current)
    else:
        with pytest.raises(NotAuthorised, match="no right"):
            membership.authorise(entry, membership.current)


def test_a_stranger_has_no_key_and_no_right(team: Team, membership: Membership) -> None:
    stranger = new_device(team.rng)
    with pytest.raises(NotAuthorised):
        membership.signing_key(stranger.id)
    with pytest.raises(NotAuthorised):
        membership.authorise(team.write(stranger), membership.current)


@pytest.mark.parametrize("epoch", [0, 2])
def test_an_epoch_that_was_never_in_force_is_refused(
    team: Team, membership: Membership, epoch: int
) -> None:
    team.epoch_keys[epoch] = bytes(32)
    team.writer.epoch = epoch
    with pytest.raises(NotAuthorised, match="epoch"):
        membership.authorise(team.write(team.writer), membership.current)


def test_an_older_epoch_is_taken(team: Team, membership: Membership) -> None:
    membership.take(team.lead(team.admin, team.next_epoch()), 5)
    membership.authorise(team.write(team.writer), membership.in_force(9))


class TestAVoidRoster:
    """One that lost a race changes nothing: it frames nobody."""

    def test_the_second_of_two_is_void(self, team: Team, membership: Membership) -> None:
        fork = team.admin.tip
        kept = team.lead(team.admin, team.next_body())
        following = team.admin.tip
        team.body, team.roster_id = dict(team.body, version=1), team.founding.id
        team.admin.tip = fork
        lost = team.lead(team.admin, team.next_epoch(team.removing(team.writer)))
        team.admin.tip = following
        assert membership.take(kept, 2)
        assert not membership.take(lost, 3)
        assert membership.void == 1
        assert membership.current.entry_id == kept.id
        # The writer whom the void roster would have removed goes on.
        membership.authorise(team.write(team.writer), membership.in_force(4))
        assert [r.entry_id for r in membership.history()] == [team.founding.id, kept.id]

    def test_a_void_roster_brings_no_card(self, team: Team, membership: Membership) -> None:
        newcomer = new_device(team.rng)
        body = team.next_body(team.admitting(newcomer, "admin"))
        by_writer = team.lead(team.writer, body)
        assert not membership.take(by_writer, 2)
        with pytest.raises(NotAuthorised):
            membership.signing_key(newcomer.id)

    def test_a_roster_of_another_shape_is_void(self, team: Team, membership: Membership) -> None:
        assert not membership.take(team.other_kind(team.admin, Kind.ROSTER, b"{}"), 2)
        assert membership.current.version == 1


class TestAClosing:
    """Nothing past it counts, whenever it was written."""

    def test_looks_back_to_the_last_entry_it_names(
        self, team: Team, membership: Membership
    ) -> None:
        before = [team.write(team.writer) for _ in range(3)]
        at = Tip(before[1].seq, before[1].id)
        for entry in before:
            membership.authorise(entry, membership.in_force(5))
        roster = team.lead(team.admin, team.next_epoch(team.removing(team.writer, at)))
        assert membership.take(roster, 9)
        for entry in before[:2]:
            membership.authorise(entry, membership.in_force(5))
        with pytest.raises(NotAuthorised, match="closed"):
            membership.authorise(before[2], membership.in_force(5))
        assert membership.is_past_closing(before[2])

    def test_names_the_very_entry(self, team: Team, membership: Membership) -> None:
        one = team.write(team.writer)
        team.writer.tip = START
        other = team.write(team.writer)
        at = Tip(one.seq, one.id)
        membership.take(team.lead(team.admin, team.next_epoch(team.removing(team.writer, at))), 9)
        membership.authorise(one, membership.in_force(5))
        with pytest.raises(NotAuthorised):
            membership.authorise(other, membership.in_force(5))

    def test_nothing_of_a_removed_device_counts_afterwards(
        self, team: Team, membership: Membership
    ) -> None:
        membership.take(team.lead(team.admin, team.next_epoch(team.removing(team.writer))), 9)
        with pytest.raises(NotAuthorised):
            membership.authorise(team.write(team.writer), membership.in_force(10))
