"""Whoever may not read a space is given its rosters alone, by a store that may lie about them.

Nothing but a roster that follows, step by step, from the founding admits, removes or wipes.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync import wire
from sync.client.engine import Report, Want
from sync.client.epoch_keys import learn
from sync.client.log import Status
from sync.client.rosters import membership_of
from sync.client.wants import Pull, PullRosters, Push
from sync.deposit import open_deposit, open_own, seal_deposit
from sync.envelope import Entry, Kind, parse, sign
from sync.errors import (
    BadRoster,
    HeadMismatch,
    IntegrityError,
    MalformedEntry,
    OutreachError,
    StoreGarbled,
    StoreRefused,
)
from sync.first_roster import Admission
from sync.next_roster import Changes, next_roster
from sync.roster import Closing, Person, Reason, deposit_pair
from tests.simulator.tablet import Tablet
from tests.sync.client.conftest import memory_folder
from tests.sync.client.scene import Scene

OFFICER = Person("00" * 16, "Olu Officer", "Trafford Licensing", ("licensing-officer",))
SAID = {"fact": "A child of about twelve, asleep in the flat above."}
Placed = list[tuple[int, int, bytes]]
RosterLie = Callable[[Placed], Placed]


class Space(Scene):
    """The scene, with a licensing officer who may deposit, and rosters that go on."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        super().__init__(folder, rng)
        self.begin()
        self.officer = self.tablet("officer")
        self.tablets.append(self.officer)
        self.own_key = rng.randbytes(32)
        self.officer.epoch_keys[self.space] = b""  # it takes part, and has no key

    def keys_of(self, tablet: Tablet) -> dict[int, bytes]:
        known: dict[int, bytes] = {}
        history = membership_of(tablet.log, self.space).history()
        assert learn(known, history, tablet.id, tablet.keys.kem) == []
        return known

    def change(self, changes: Changes) -> Entry:
        """The supervisor changes who belongs, and it is in force in the store."""
        entry = self.sign_next(changes)
        assert not self.sync(self.supervisor).problems
        history = membership_of(self.supervisor.log, self.space)
        assert history.current.entry_id == entry.id
        return entry

    def sign_next(self, changes: Changes) -> Entry:
        """The next roster, in the supervisor's outbox."""
        admin, log = self.supervisor, self.supervisor.log
        membership = membership_of(log, self.space)
        roster = membership.current
        body = next_roster(
            roster,
            changes,
            epoch_key=self.keys_of(admin)[roster.epoch],
            cards=membership.cards,
            random=self.rng.randbytes,
        )
        tip = log.own_tip(self.space, admin.id)
        entry = sign(
            Kind.ROSTER,
            space=self.space,
            device=admin.id,
            seq=tip.seq + 1,
            prev=tip.id,
            epoch=roster.epoch,
            body=body,
            signing=admin.keys.signing,
        )
        admin.save(entry)
        return entry

    def admit_officer(self) -> Entry:
        card = self.officer.keys.card()
        return self.change(Changes(admit=[Admission(card, "depositor", OFFICER)]))

    def remove(self, tablet: Tablet, reason: Reason) -> Entry:
        tip = self.supervisor.log.tip(self.space, tablet.id)
        return self.change(Changes(remove={tablet.id: Closing(tip.seq, tip.id, reason)}))

    def deposit(self) -> Entry:
        roster = membership_of(self.officer.log, self.space).current
        tip = self.officer.log.own_tip(self.space, self.officer.id)
        entry = seal_deposit(
            SAID,
            space=self.space,
            device=self.officer.id,
            seq=tip.seq + 1,
            prev=tip.id,
            epoch=roster.epoch,
            kem_id=roster.deposit_kem,
            kem_key=roster.deposit_key,
            own_key=self.own_key,
            signing=self.officer.keys.signing,
            random=self.rng.randbytes,
        )
        self.officer.save(entry)
        return entry

    def pass_of(self, tablet: Tablet, lie: RosterLie | None = None) -> Report:
        """A pass whose rosters come through ``lie``."""

        def answer(want: Want) -> bytes:
            said = self.store.answer(tablet.id, want)
            if lie and isinstance(want, PullRosters):
                placed = [(p.position, p.received_ms, p.raw) for p in wire.unplaced(said)]
                return wire.placed_frames(lie(placed))
            return said

        return tablet.sync(answer)


@pytest.fixture
def space(rng: random.Random) -> Iterator[Space]:
    with memory_folder() as name:
        space = Space(Path(name), rng)
        space.officer.keyless = True
        yield space
        space.close()


class TestDepositing:
    def test_it_is_safe_with_a_receipt_and_readers_open_it(self, space: Space) -> None:
        space.admit_officer()
        assert not space.sync(space.officer).problems
        entry = space.deposit()
        assert space.officer.log.only_here() == 1
        assert not space.sync(space.officer).problems
        assert space.officer.log.only_here() == 0
        assert (space.space, entry.id) in set(space.officer.said_safe())
        assert not space.sync(space.worker).problems
        stored = space.worker.log.at(space.space, len(space.truth()))
        assert stored is not None
        assert stored.status is Status.COUNTS
        key = space.keys_of(space.worker)[entry.epoch]
        pair = deposit_pair(key, membership_of(space.worker.log, space.space).current.deposit_kem)
        assert open_deposit(parse(stored.raw), pair) == SAID

    def test_its_author_reads_it_at_home_and_nothing_of_the_others(self, space: Space) -> None:
        space.admit_officer()
        space.write(space.worker, 3)
        space.sync(space.worker, space.officer)
        entry = space.deposit()
        space.sync(space.officer)
        own = space.officer.log.outbox(space.space)
        assert [open_own(parse(stored.raw), space.own_key) for stored in own] == [SAID]
        assert space.officer.log.place(space.space).position == 0, "no page was pulled"
        assert space.keys_of(space.officer) == {}
        with pytest.raises(StoreRefused):
            space.store.answer(space.officer.id, Pull(space.space, 0, False))
        assert entry.id in space.store.ids(space.space)

    def test_it_goes_on_after_a_restart(self, space: Space) -> None:
        space.admit_officer()
        space.sync(space.officer)
        space.deposit()
        space.officer.restart_after_a_crash()
        assert not space.sync(space.officer).problems
        assert space.officer.log.only_here() == 0


class TestComingToRead:
    def promote(self, space: Space) -> None:
        space.admit_officer()
        space.sync(space.officer)
        space.deposit()
        space.write(space.worker, 2)
        space.sync(space.officer, space.worker, space.supervisor)
        space.change(Changes(roles={space.officer.id: "writer"}))

    def test_pages_take_the_place_of_rosters(self, space: Space) -> None:
        self.promote(space)
        assert not space.sync(space.officer).problems
        log = space.officer.log
        assert log.governing(space.space) == []
        assert space.officer.holds(space.space) == space.supervisor.holds(space.space)
        assert log.outbox(space.space) == [], "its own deposit stands in the pages now"
        assert space.keys_of(space.officer) == space.keys_of(space.supervisor)

    def test_another_history_than_the_rosters_told_is_noticed(self, space: Space) -> None:
        """Pages without the roster that admitted it: the store tells two stories."""
        self.promote(space)
        truth = space.truth()
        short = truth[: next(n for n, e in enumerate(truth) if e.kind is Kind.ROSTER and n)]

        def answer(want: Want) -> bytes:
            if isinstance(want, Pull):
                return space.page(short, want.after)
            return space.store.answer(space.officer.id, want)

        problem = space.problem(space.officer.sync(answer))
        assert isinstance(problem, HeadMismatch)
        assert space.officer.log.governing(space.space) != []


@pytest.mark.parametrize("reason", ["moved", "left", "lost"])
class TestRemoval:
    def test_a_reader_learns_it_and_offers_what_it_had_not_sent(
        self, space: Space, reason: Reason
    ) -> None:
        space.write(space.worker, 2)
        space.sync(space.worker, space.supervisor)
        late = space.write(space.worker, 2)
        space.remove(space.worker, reason)
        report = space.sync(space.worker)
        assert report.removed == {space.space: reason}
        assert not report.problems
        assert [e.id for e in space.store.shelves[space.space].late] == [e.id for e in late]

    def test_the_stores_word_alone_removes_nobody(self, space: Space, reason: Reason) -> None:
        """It refuses, and gives no roster that says so; or one that nobody signed."""
        space.write(space.worker)

        def refuse(want: Want) -> bytes:
            if isinstance(want, PullRosters):
                return b""
            raise StoreRefused("You are out.", reason=wire.CLOSED)

        report = space.worker.sync(refuse)
        assert report.removed == {}
        assert isinstance(space.problem(report), StoreRefused)
        assert space.worker.log.only_here() == 1

    def test_a_depositor_learns_it_too(self, space: Space, reason: Reason) -> None:
        space.admit_officer()
        space.sync(space.officer)
        late = space.deposit()
        space.remove(space.officer, reason)
        assert space.sync(space.officer).removed == {space.space: reason}
        assert [e.id for e in space.store.shelves[space.space].late] == [late.id]


def test_nothing_goes_along_behind_a_removal_before_it_is_sealed_anew(space: Space) -> None:
    """The supervisor signs a removal without a network and goes on writing."""
    space.write(space.worker, 2)
    space.sync(space.worker, space.supervisor)
    admin = space.supervisor
    tip = admin.log.tip(space.space, space.worker.id)
    removal = space.sign_next(Changes(remove={space.worker.id: Closing(tip.seq, tip.id, "left")}))
    before = space.write(admin)[0]
    happened: list[str] = []
    admin.reseal = lambda _: happened.append("sealed anew")

    def answer(want: Want) -> bytes:
        if isinstance(want, Push):
            seqs = [parse(raw).seq for raw in wire.unframe(want.body)]
            happened.append(f"pushed {seqs}")
        return space.store.answer(admin.id, want)

    assert not admin.sync(answer).problems
    assert happened == [
        "sealed anew",
        f"pushed [{removal.seq}]",
        "sealed anew",
        f"pushed [{before.seq}]",
    ]


class TestLies:
    """Each is noticed, and the officer stands where they stood."""

    def told(self, space: Space, lie: RosterLie, *errors: type[OutreachError]) -> None:
        before = space.officer.log.governing(space.space)
        report = space.pass_of(space.officer, lie)
        assert isinstance(space.problem(report), errors), report.problems
        assert report.removed == {}
        assert space.officer.log.governing(space.space) == before
        assert not space.pass_of(space.officer).problems

    @pytest.fixture
    def third(self, space: Space) -> Space:
        """The officer has seen two rosters; two more came since."""
        space.admit_officer()
        space.sync(space.officer)
        space.change(Changes(rotate=True))
        space.change(Changes(rotate=True))
        return space

    def test_one_is_skipped(self, third: Space) -> None:
        self.told(third, lambda placed: placed[1:], BadRoster)

    def test_an_old_one_is_replayed(self, third: Space) -> None:
        old = third.officer.log.governing(third.space)[0]
        first = (old.position or 0) + 100, 0, old.raw
        self.told(third, lambda placed: [*placed, first], BadRoster)

    def test_they_come_out_of_order(self, third: Space) -> None:
        self.told(third, lambda placed: placed[::-1], BadRoster, StoreGarbled)

    def test_one_comes_at_an_earlier_position(self, third: Space) -> None:
        self.told(third, lambda placed: [(1, ms, raw) for _, ms, raw in placed], StoreGarbled)

    def test_something_else_is_among_them(self, third: Space) -> None:
        change = third.write(third.worker)[0]
        self.told(third, lambda placed: [*placed, (10**6, 0, change.raw())], StoreGarbled)

    def test_one_is_cut_short(self, third: Space) -> None:
        self.told(
            third, lambda placed: [(p, ms, raw[:-1]) for p, ms, raw in placed], MalformedEntry
        )

    def test_one_is_signed_by_a_stranger(self, third: Space) -> None:
        stranger = third.tablet("stranger")

        def lie(placed: Placed) -> Placed:
            position, ms, raw = placed[0]
            honest = parse(raw)
            assert honest.body is not None
            forged = sign(
                Kind.ROSTER,
                space=third.space,
                device=stranger.id,
                seq=2,
                prev=bytes([1]) * 32,
                epoch=honest.epoch,
                body=honest.body,
                signing=stranger.keys.signing,
            )
            return [(position, ms, forged.raw())]

        self.told(third, lie, IntegrityError)
        stranger.log.close()

    def test_one_is_by_a_member_who_is_no_admin(self, third: Space) -> None:
        def lie(placed: Placed) -> Placed:
            position, ms, raw = placed[0]
            honest = parse(raw)
            assert honest.body is not None
            forged = sign(
                Kind.ROSTER,
                space=third.space,
                device=third.worker.id,
                seq=2,
                prev=bytes([1]) * 32,
                epoch=honest.epoch,
                body=honest.body,
                signing=third.worker.keys.signing,
            )
            return [(position, ms, forged.raw())]

        self.told(third, lie, IntegrityError)
