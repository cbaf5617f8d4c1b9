"""What was never offered is sealed anew under a later epoch; what was offered stays as it is."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.chain import START
from sync.client.identity import Identity
from sync.client.log import Log
from sync.client.resealing import hand_over, reseal
from sync.deposit import open_own, seal_deposit
from sync.envelope import Entry, Kind, open_body, parse
from sync.errors import CannotOpen
from sync.keys import KEM_X25519, DeviceKeys
from sync.membership import Membership
from sync.next_roster import Changes, next_roster
from sync.plaintext import unpack
from sync.ruling import parse as parse_ruling
from sync.ruling import ruling_body, ruling_place
from tests.sync.client.conftest import memory_folder
from tests.sync.people import Device, Team


class Writer:
    """A writer of the team, with a log on a disk, and rosters that go on."""

    def __init__(self, folder: Path, seed: int = 9) -> None:
        print(f"seed {seed}")
        self.rng = random.Random(seed)
        self.team = Team(self.rng)
        self.membership = Membership()
        self.membership.take(self.team.founding, 1)
        self.log = Log(folder / "log.db", new=True)
        self.device: Device = self.team.writer
        self.identity = self.as_identity(self.device.keys)

    def as_identity(self, keys: DeviceKeys) -> Identity:
        return Identity(
            keys=keys,
            person="00" * 16,
            name="Wendy Writer",
            agency="Invented Agency",
            store_url="http://127.0.0.1:8471",
            store_key=self.team.store.public(),
            epochs={self.team.space: dict(self.team.epoch_keys)},
            deposit_key=bytes(32),
        )

    def write(self, note: str) -> Entry:
        entry = self.team.write(self.device, note)
        self.log.append([entry])
        return entry

    def deposit(self, note: str) -> Entry:
        roster = self.membership.current
        entry = seal_deposit(
            {"note": note},
            space=self.team.space,
            device=self.device.id,
            seq=self.device.tip.seq + 1,
            prev=self.device.tip.id,
            epoch=roster.epoch,
            kem_id=roster.deposit_kem,
            kem_key=roster.deposit_key,
            own_key=self.identity.deposit_key,
            signing=self.device.keys.signing,
            random=self.rng.randbytes,
        )
        self.device.tip = type(self.device.tip)(entry.seq, entry.id)
        self.log.append([entry])
        return entry

    def next_epoch(self, changes: Changes | None = None) -> None:
        """Somebody was removed; the roster is in force, and its key known here."""
        before = self.membership.current
        body = next_roster(
            before,
            changes or Changes(rotate=True),
            epoch_key=self.team.epoch_keys[before.epoch],
            cards=self.membership.cards,
            random=self.rng.randbytes,
        )
        self.team.admin.epoch = before.epoch
        entry = self.team.other_kind(self.team.admin, Kind.ROSTER, body)
        assert self.membership.take(entry, before.version + 1)
        roster = self.membership.current
        key = roster.receive_key(self.team.admin.id, self.team.admin.keys.kem)
        self.team.epoch_keys[roster.epoch] = key
        self.identity.epochs[self.team.space] = dict(self.team.epoch_keys)

    def reseal(self) -> dict[bytes, bytes]:
        roster = self.membership.current
        return reseal(self.log, self.team.space, self.identity, roster, self.rng.randbytes)

    def outbox(self) -> list[Entry]:
        return [parse(stored.raw) for stored in self.log.outbox(self.team.space)]

    def said(self, entry: Entry) -> object:
        if entry.kind is Kind.DEPOSIT:
            return open_own(entry, self.identity.deposit_key)["note"]
        return unpack(open_body(entry, self.team.epoch_keys[entry.epoch]))["note"]


@pytest.fixture
def writer() -> Iterator[Writer]:
    with memory_folder() as name:
        writer = Writer(Path(name))
        yield writer
        writer.log.close()


def test_under_the_epoch_in_force_nothing_is_touched(writer: Writer) -> None:
    before = [writer.write("one"), writer.deposit("two")]
    assert writer.reseal() == {}
    assert writer.outbox() == before


def test_the_same_words_other_bytes_and_a_chain_that_goes_on(writer: Writer) -> None:
    before = [writer.write("one"), writer.deposit("two"), writer.write("three")]
    writer.next_epoch()
    moved = writer.reseal()
    after = writer.outbox()
    assert moved == {old.id: new.id for old, new in zip(before, after, strict=True)}
    assert [entry.epoch for entry in after] == [2, 2, 2]
    assert [writer.said(entry) for entry in after] == ["one", "two", "three"]
    assert [entry.seq for entry in after] == [1, 2, 3]
    assert [entry.prev for entry in after[1:]] == [entry.id for entry in after[:-1]]
    assert after[0].prev == before[0].prev
    with pytest.raises(CannotOpen):
        open_body(after[0], writer.team.epoch_keys[1])
    assert writer.reseal() == {}


def test_what_was_offered_once_is_never_changed(writer: Writer) -> None:
    """Its bytes may be in the store, whatever answer came."""
    first, second = writer.write("one"), writer.write("two")
    writer.log.mark_offered(writer.team.space, first.seq)
    writer.next_epoch()
    assert set(writer.reseal()) == {second.id}
    one, two = writer.outbox()
    assert one == first
    assert (two.prev, two.epoch) == (first.id, 2)


def test_a_roster_that_waits_is_left_out_and_a_ruling_is_signed_anew(writer: Writer) -> None:
    team, admin = writer.team, writer.team.admin
    writer.device, writer.identity = admin, writer.as_identity(admin.keys)
    tip = admin.tip
    ruling = team.other_kind(
        admin,
        Kind.RULING,
        ruling_body(
            "erase",
            entries=[(1, bytes(32))],
            reason="The court ordered it.",
            epoch_key=team.key,
            salt=writer.rng.randbytes(16),
            place=ruling_place(team.space, admin.id, tip.seq + 1),
        ),
    )
    stale = next_roster(
        writer.membership.current,
        Changes(rotate=True),
        epoch_key=team.key,
        cards=writer.membership.cards,
        random=writer.rng.randbytes,
    )
    roster = team.other_kind(admin, Kind.ROSTER, stale)
    writer.log.append([ruling, roster])
    admin.tip = tip
    writer.next_epoch()
    assert set(writer.reseal()) == {ruling.id}
    [again] = writer.outbox()
    place = ruling_place(team.space, admin.id, again.seq)
    assert parse_ruling(again).reason(team.epoch_keys[2], place) == "The court ordered it."
    with pytest.raises(CannotOpen):
        parse_ruling(again).reason(team.epoch_keys[1], place)


def test_who_may_only_deposit_by_now_deposits_what_they_had_written(writer: Writer) -> None:
    writer.write("written as a member")
    writer.next_epoch(Changes(roles={writer.device.id: "depositor"}))
    del writer.identity.epochs[writer.team.space][2]
    writer.reseal()
    [entry] = writer.outbox()
    assert entry.kind is Kind.DEPOSIT
    assert writer.said(entry) == "written as a member"


def test_a_retired_identity_hands_over_what_no_receipt_covers(writer: Writer) -> None:
    writer.write("one")
    writer.deposit("two")
    successor = writer.as_identity(DeviceKeys.from_random(writer.rng.randbytes, KEM_X25519))
    roster = writer.membership.current
    readable = {**roster.members, successor.device: roster.members[writer.device.id]}
    roster.members.update(readable)
    hand_over(
        writer.log, writer.team.space, writer.identity, successor, roster, writer.rng.randbytes
    )
    first, second = writer.outbox()
    assert {first.device, second.device} == {successor.device}
    assert (first.seq, first.prev) == (1, START.id)
    assert second.prev == first.id
    assert [writer.said(entry) for entry in (first, second)] == ["one", "two"]
    assert writer.log.only_here() == 2
