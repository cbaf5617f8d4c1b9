"""The next roster as it is composed: it keeps every rule, and its members can use it."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.client.epoch_keys import learn
from sync.envelope import Entry, Kind
from sync.errors import BadKey, BadRoster, CannotOpen, InputError
from sync.first_roster import Admission
from sync.keys import KEM_MLKEM768_X25519, KEM_X25519, DeviceKeys, best_kem
from sync.membership import Membership
from sync.next_roster import Changes, next_roster
from sync.roster import Closing, Person, Role, Roster, deposit_pair
from tests.sync.people import Device, Team, new_device

NOBODY = Person("00" * 16, "Nia New", "Invented Agency", ("outreach-worker",))


class Space:
    """A team's space and how its rosters went on; the admin holds every key."""

    def __init__(self, seed: int = 3, *, with_recovery: bool = False) -> None:
        print(f"seed {seed}")
        self.rng = random.Random(seed)
        self.recovery = DeviceKeys.from_random(self.rng.randbytes, KEM_X25519)
        self.team = Team(self.rng, self.recovery.card() if with_recovery else None)
        self.membership = Membership()
        assert self.membership.take(self.team.founding, 1)
        self.position = 1
        self.keys: dict[bytes, dict[int, bytes]] = {}
        self.recovery_device = Device(self.recovery)

    @property
    def current(self) -> Roster:
        return self.membership.current

    def keys_of(self, device: Device) -> dict[int, bytes]:
        """Every epoch key that a device can learn."""
        known = self.keys.setdefault(device.id, {})
        assert learn(known, self.membership.history(), device.id, device.keys.kem) == []
        return known

    def change(self, changes: Changes, by: Device | None = None) -> Entry:
        admin = by or self.team.admin
        key = (
            self.recovered_key()
            if admin is self.recovery_device
            else self.keys_of(admin)[self.current.epoch]
        )
        body = next_roster(
            self.current,
            changes,
            epoch_key=key,
            cards=self.membership.cards,
            random=self.rng.randbytes,
        )
        admin.epoch = self.current.epoch
        entry = self.team.other_kind(admin, Kind.ROSTER, body)
        self.position += 1
        assert self.membership.take(entry, self.position), "a composed roster keeps every rule"
        return entry

    def recovered_key(self) -> bytes:
        recovery = self.current.recovery
        assert recovery is not None
        as_wrap = replace(self.current, wraps={recovery.card.device: recovery.wrap})
        return as_wrap.receive_key(recovery.card.device, self.recovery.kem)


def admission(device: Device, role: Role, person: Person = NOBODY) -> Admission:
    return Admission(device.keys.card(), role, person)


def closing(device: Device) -> dict[bytes, Closing]:
    return {device.id: Closing(device.tip.seq, device.tip.id, "left")}


def test_somebody_arrives_in_the_same_epoch_and_reads_the_past() -> None:
    space = Space()
    space.change(Changes(rotate=True))
    space.change(Changes(rotate=True))
    newcomer = new_device(space.rng)
    before = space.current.commitment
    space.change(Changes(admit=[admission(newcomer, "writer")]))
    assert space.current.commitment == before, "nothing that exists is sealed again"
    assert set(space.current.wraps) == {newcomer.id}
    assert space.keys_of(newcomer) == space.keys_of(space.team.admin)
    assert set(space.keys_of(newcomer)) == {1, 2, 3}


def test_somebody_arrives_in_the_first_epoch() -> None:
    """Its commitment is bound to the founding value, which the first roster alone knows."""
    space = Space()
    newcomer = new_device(space.rng)
    space.change(Changes(admit=[admission(newcomer, "reader")]))
    assert space.current.epoch == 1
    assert space.keys_of(newcomer) == {1: space.team.key}
    assert space.current.open_details(space.team.key).people[newcomer.id] == NOBODY


def test_a_depositor_is_given_no_key() -> None:
    space = Space()
    newcomer = new_device(space.rng)
    space.change(Changes(admit=[admission(newcomer, "depositor")]))
    assert space.keys_of(newcomer) == {}


def test_whoever_is_removed_learns_no_further_key() -> None:
    space = Space()
    writer = space.team.writer
    assert set(space.keys_of(writer)) == {1}
    space.change(Changes(remove=closing(writer)))
    assert space.current.epoch == 2
    assert writer.id not in space.current.members
    assert writer.id in space.current.closed
    assert set(space.keys_of(writer)) == {1}
    assert set(space.keys_of(space.team.reader)) == {1, 2}
    details = space.current.open_details(space.keys_of(space.team.admin)[2])
    assert writer.id not in details.people


def test_whoever_only_loses_the_right_to_read_may_still_add() -> None:
    space = Space()
    writer = space.team.writer
    space.change(Changes(roles={writer.id: "depositor"}))
    assert space.current.epoch == 2
    assert space.current.members[writer.id].role == "depositor"
    assert set(space.keys_of(writer)) == {1}
    space.change(Changes(roles={writer.id: "writer"}))
    assert space.current.epoch == 2, "gaining it takes no new epoch"
    assert set(space.keys_of(writer)) == {1, 2}


def test_somebody_with_another_duty_keeps_key_and_card() -> None:
    space = Space()
    reader = space.team.reader
    person = replace(NOBODY, duties=("supervisor",))
    space.change(Changes(people={reader.id: person}, table={"supervisor": "admin"}))
    details = space.current.open_details(space.team.key)
    assert details.people[reader.id] == person
    assert details.roles == {"supervisor": "admin"}
    assert not space.current.wraps
    assert not space.current.cards


class TestWhatIsRefused:
    def test_the_last_admin_does_not_leave(self) -> None:
        space = Space()
        with pytest.raises(InputError, match="Nobody would be left"):
            space.change(Changes(remove=closing(space.team.admin)))
        with pytest.raises(InputError, match="Nobody would be left"):
            space.change(Changes(roles={space.team.admin.id: "writer"}))

    def test_an_admin_removes_themselves_where_another_is_left(self) -> None:
        space = Space()
        space.change(Changes(roles={space.team.writer.id: "admin"}))
        admin = space.team.admin
        space.change(Changes(remove=closing(admin)))
        assert space.current.admins == {space.team.writer.id}
        assert set(space.keys_of(admin)) == {1}, "and holds no key of the new epoch"

    def test_a_member_is_not_admitted_again(self) -> None:
        space = Space()
        with pytest.raises(InputError, match="member of the space already"):
            space.change(Changes(admit=[admission(space.team.writer, "admin")]))

    def test_a_removed_tablet_does_not_come_back_under_its_old_keys(self) -> None:
        space = Space()
        writer = space.team.writer
        space.change(Changes(remove=closing(writer)))
        with pytest.raises(InputError, match="was removed"):
            space.change(Changes(admit=[admission(writer, "writer")]))

    def test_a_stranger_is_not_removed(self) -> None:
        space = Space()
        with pytest.raises(InputError, match="no member"):
            space.change(Changes(remove=closing(new_device(space.rng))))

    def test_fewer_erasers_are_not_composed_nor_taken(self) -> None:
        space = Space()
        space.change(Changes(erasers=2))
        assert space.current.erasers == 2
        with pytest.raises(BadRoster):
            space.change(Changes(erasers=1))
        space.change(Changes())
        assert space.current.erasers == 2, "it stays without being said again"


class TestTheRecoveryKey:
    def test_it_goes_along_in_every_epoch(self) -> None:
        space = Space(with_recovery=True)
        for _ in range(2):
            space.change(Changes(rotate=True))
            assert space.recovered_key() == space.keys_of(space.team.admin)[space.current.epoch]
        space.change(Changes(admit=[admission(new_device(space.rng), "writer")]))
        assert space.recovered_key() == space.keys_of(space.team.admin)[space.current.epoch]

    def test_it_signs_the_next_roster_when_all_admins_are_gone(self) -> None:
        space = Space(with_recovery=True)
        newcomer = new_device(space.rng)
        space.change(
            Changes(admit=[admission(newcomer, "admin")], remove=closing(space.team.admin)),
            by=space.recovery_device,
        )
        assert space.current.admins == {newcomer.id}
        assert set(space.keys_of(newcomer)) == {1, 2}

    def test_another_one_starts_an_epoch_that_the_old_one_does_not_open(self) -> None:
        space = Space(with_recovery=True)
        other = DeviceKeys.from_random(space.rng.randbytes, KEM_X25519)
        space.change(Changes(recovery=other.card()))
        assert space.current.epoch == 2
        with pytest.raises(CannotOpen):
            space.recovered_key()


def test_an_admin_who_gives_members_different_keys_is_caught() -> None:
    """The wrap holds another key than the commitment names: its recipient refuses it."""
    space = Space()
    space.change(Changes(rotate=True))
    honest = space.current
    writer, reader = space.team.writer, space.team.reader
    swapped = replace(honest, wraps={**honest.wraps, writer.id: honest.wraps[reader.id]})
    problems = learn({}, [swapped], writer.id, writer.keys.kem)
    assert [type(problem) for problem in problems] == [CannotOpen]
    other = Space(seed=3)
    other.change(Changes(rotate=True))
    forged = replace(honest, commitment=bytes(32))
    key = space.keys_of(writer)[2]
    with pytest.raises(BadKey, match="another key than the other members"):
        forged.check_key(key)


@pytest.mark.skipif(best_kem() == KEM_X25519, reason="this build has no hybrid")
def test_a_build_without_the_hybrid_arrives_in_a_new_epoch() -> None:
    """It could not check a hybrid deposit key, and would undo the protection of this epoch."""
    space = Space()
    for device in (space.team.writer, space.team.reader, space.team.depositor):
        space.change(Changes(remove=closing(device)))
    hybrid = new_device(space.rng, KEM_MLKEM768_X25519)
    space.change(Changes(admit=[admission(hybrid, "admin")]))
    space.change(Changes(remove=closing(space.team.admin)), by=hybrid)
    assert space.current.deposit_kem == KEM_MLKEM768_X25519
    epoch = space.current.epoch
    space.change(Changes(admit=[admission(new_device(space.rng), "writer")]), by=hybrid)
    assert (space.current.epoch, space.current.deposit_kem) == (epoch + 1, KEM_X25519)


STEPS = st.lists(
    st.sampled_from(["admit reader", "admit depositor", "remove", "demote", "rotate", "promote"]),
    min_size=1,
    max_size=7,
)


@settings(max_examples=25)
@given(steps=STEPS, seed=st.integers(0, 2**16))
def test_whatever_happens_readers_have_every_key_and_the_others_none_of_later(
    steps: Sequence[str], seed: int
) -> None:
    space = Space(seed)
    team = space.team
    devices = [team.writer, team.reader, team.depositor]
    read_until: dict[bytes, int] = {}
    for step in steps:
        members = [d for d in devices if d.id in space.current.members]
        before = space.current.epoch
        if step.startswith("admit"):
            newcomer = new_device(space.rng)
            devices.append(newcomer)
            role: Role = "reader" if step.endswith("reader") else "depositor"
            space.change(Changes(admit=[admission(newcomer, role)]))
        elif step == "rotate":
            space.change(Changes(rotate=True))
        elif members:
            chosen = space.rng.choice(members)
            if step == "promote":
                space.change(Changes(roles={chosen.id: "writer"}))
                continue
            if space.current.members[chosen.id].may_read:
                read_until[chosen.id] = before
            if step == "remove":
                space.change(Changes(remove=closing(chosen)))
            else:
                space.change(Changes(roles={chosen.id: "depositor"}))
    every = space.keys_of(team.admin)
    assert set(every) == set(range(1, space.current.epoch + 1))
    for device in devices:
        member = space.current.members.get(device.id)
        known = space.keys_of(device)
        if member and member.may_read:
            assert known == every
        else:
            assert max(known, default=0) <= read_until.get(device.id, 0)
    pair = deposit_pair(every[space.current.epoch], space.current.deposit_kem)
    assert pair.public() == space.current.deposit_key
