"""One sync pass: what leaves, when it counts as safe, what arrives, however pages are cut."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import wire
from sync.chain import START, Tip
from sync.client import engine
from sync.client.engine import Found, Pass, Pull, Push, Want, membership_of, sync_pass
from sync.client.log import Log, Sending, Status
from sync.envelope import Entry, Kind, open_body, parse
from sync.errors import (
    BadKey,
    BadSignature,
    BrokenChain,
    IntegrityError,
    StoreError,
    StoreGarbled,
    StoreRefused,
    StoreUnreachable,
)
from sync.keys import SigningKey
from sync.plaintext import unpack
from tests.simulator.night import founding_of
from tests.simulator.store import MemoryStore, refused
from tests.simulator.tablet import all_stored
from tests.sync.client.conftest import memory_folder
from tests.sync.client.scene import Scene
from tests.sync.people import Team, new_device, spoilt


class TestTheStoresKey:
    """Vault, roster and signature name one store."""

    def test_a_roster_that_pins_another_store_is_an_error_and_nothing_is_sent(
        self, scene: Scene
    ) -> None:
        scene.begin()
        scene.write(scene.worker)
        scene.worker.store_key = SigningKey(bytes(range(32))).public()
        report = scene.worker.sync(lambda want: pytest.fail("nothing is sent to either"))
        problem = scene.problem(report)
        assert type(problem) is BadKey
        assert "another store's key" in problem.message
        assert "administrator" in problem.advice
        assert scene.worker.log.only_here() == 1

    def test_another_store_that_answers_in_its_place_is_named_as_such(self, scene: Scene) -> None:
        scene.begin()
        scene.write(scene.worker)
        scene.store.key = SigningKey(bytes(range(32)))
        problem = scene.problem(scene.sync(scene.worker))
        assert type(problem) is BadSignature
        assert "another store answers" in problem.message


class TestWhatLeaves:
    """Push: in order, identical bytes, safe by receipt only."""

    def test_a_founder_writes_before_the_store_knows_the_space(self, scene: Scene) -> None:
        visits = scene.write(scene.supervisor, 3)
        report = scene.sync(scene.supervisor)
        assert not report.problems
        assert report.reached
        assert scene.store.ids(scene.space) == [scene.founding.id, *(v.id for v in visits)]
        assert scene.supervisor.log.only_here() == 0
        assert scene.supervisor.log.safe(scene.supervisor.id) == 3

    def test_what_one_writes_the_other_reads(self, scene: Scene) -> None:
        scene.begin()
        scene.worker.write(scene.space, {"note": "two girls by the side entrance"})
        scene.sync(scene.worker, scene.supervisor)
        newest = list(all_stored(scene.supervisor.log, scene.space))[-1]
        opened = unpack(open_body(parse(newest.raw), scene.worker.epoch_keys[scene.space]))
        assert opened == {"note": "two girls by the side entrance"}
        assert scene.supervisor.reports[-1].received == 1

    def test_only_here_then_sent_then_safe(self, scene: Scene) -> None:
        scene.begin()
        (entry,) = scene.write(scene.worker)
        assert scene.worker.log.sending_of(entry.id) is Sending.ONLY_HERE
        push = scene.begin_push(scene.worker)
        # Durable before a byte leaves:
        assert scene.worker.log.sending_of(entry.id) is Sending.OFFERED
        assert scene.worker.log.only_here() == 1
        scene.worker.resume(scene.store.answer(scene.worker.id, push))
        assert scene.worker.log.sending_of(entry.id) is Sending.SAFE
        assert scene.worker.log.only_here() == 0

    def test_a_lost_answer_is_made_good_by_the_same_bytes(self, scene: Scene) -> None:
        scene.begin()
        scene.write(scene.worker, 2)
        first = scene.begin_push(scene.worker)
        scene.store.answer(scene.worker.id, first)
        scene.worker.resume(StoreUnreachable("time-out"))
        assert scene.worker.log.only_here() == 2
        assert scene.begin_push(scene.worker) == first
        scene.worker.resume(scene.store.answer(scene.worker.id, first))
        assert scene.worker.log.only_here() == 0
        assert len(scene.store.ids(scene.space)) == 3

    def test_a_crash_before_the_receipt_is_durable_sends_again(self, scene: Scene) -> None:
        scene.begin()
        scene.write(scene.worker, 2)
        push = scene.begin_push(scene.worker)
        scene.store.answer(scene.worker.id, push)
        scene.worker.restart_after_a_crash()
        assert scene.worker.log.only_here() == 2
        assert not scene.sync(scene.worker).problems
        assert scene.worker.log.only_here() == 0

    def test_a_large_outbox_goes_in_batches(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A first small one, then twice as much each time the store answered, up to the most."""
        monkeypatch.setattr(engine, "PUSH_BYTES_FIRST", 900)
        monkeypatch.setattr(engine, "PUSH_BYTES_MOST", 1500)
        scene.begin()
        scene.write(scene.worker, 10)
        pushed: list[int] = []
        sizes: list[int] = []

        def answer(want: Want) -> bytes:
            if isinstance(want, Push):
                pushed.append(len(wire.unframe(want.body)))
                sizes.append(len(want.body))
            return scene.store.answer(scene.worker.id, want)

        report = scene.worker.sync(answer)
        assert sum(pushed) == report.sent == 10
        assert len(pushed) > 2
        assert sizes[0] <= 900
        assert 900 < max(sizes) <= 1500
        assert len(scene.worker.log.receipts(scene.space)) == len(pushed)

    def test_what_is_written_during_a_pass_goes_with_it_or_the_next(self, scene: Scene) -> None:
        scene.begin()
        scene.write(scene.worker)
        scene.worker.begin()
        scene.write(scene.worker)
        while scene.worker.wanted is not None:
            scene.worker.resume(scene.store.answer(scene.worker.id, scene.worker.wanted))
        assert scene.worker.log.only_here() == 0

    def test_written_between_push_and_pull_stays_in_the_outbox(self, scene: Scene) -> None:
        scene.begin()
        scene.write(scene.worker)
        scene.worker.begin()
        while scene.worker.wanted is not None:
            pulls = isinstance(scene.worker.wanted, Pull) and not scene.worker.log.only_here()
            if pulls and len(scene.worker.acknowledged) == 1:
                scene.write(scene.worker)
            scene.worker.resume(scene.store.answer(scene.worker.id, scene.worker.wanted))
        assert scene.worker.log.only_here() == 1
        scene.nothing_is_lost()

    def test_a_founding_answered_twice_is_one_space(self, scene: Scene) -> None:
        scene.supervisor.begin()
        want = scene.supervisor.wanted
        assert isinstance(want, Found)
        assert "token" not in repr(want)
        scene.store.answer(scene.supervisor.id, want)
        scene.supervisor.resume(StoreUnreachable("time-out"))
        assert not scene.sync(scene.supervisor).problems
        assert scene.store.ids(scene.space) == [scene.founding.id]


class TestWhatGoesWrong:
    """A problem in one space is told and does not stop the others; no network stops the pass."""

    def other_space(self, scene: Scene) -> bytes:
        tablet = scene.worker
        key = scene.rng.randbytes(32)
        store_key = scene.store.key.public()
        entry = founding_of(tablet.keys, [(tablet.keys, "admin")], key, store_key, scene.rng)
        tablet.epoch_keys[entry.space] = key
        tablet.token = "a token for one night"
        tablet.save(entry)
        return entry.space

    def test_a_refusal_in_one_space_leaves_the_other(self, scene: Scene) -> None:
        scene.begin()
        other = self.other_space(scene)
        scene.write(scene.worker)

        def answer(want: Want) -> bytes:
            if isinstance(want, Push) and want.space == scene.space:
                raise refused(wire.QUOTA)
            return scene.store.answer(scene.worker.id, want)

        report = scene.worker.sync(answer)
        problem = scene.problem(report)
        assert isinstance(problem, StoreRefused)
        assert engine.is_refused(problem, wire.QUOTA)
        assert report.reached
        assert len(scene.store.ids(other)) == 1
        assert scene.worker.log.only_here() == 1
        scene.nothing_is_lost()

    def test_no_network_ends_the_pass_at_once(self, scene: Scene) -> None:
        self.other_space(scene)
        asked: list[Want] = []

        def answer(want: Want) -> bytes:
            asked.append(want)
            raise StoreUnreachable("no network")

        report = scene.worker.sync(answer)
        assert len(asked) == 1
        assert not report.reached
        assert len(report.problems) == 1

    @pytest.mark.parametrize("garbage", [b"", b"<html>Sign in to Wi-Fi</html>", bytes(184)])
    def test_garbage_for_a_receipt_makes_nothing_safe(self, scene: Scene, garbage: bytes) -> None:
        scene.begin()
        scene.write(scene.worker, 2)

        def answer(want: Want) -> bytes:
            said = scene.store.answer(scene.worker.id, want)
            return garbage if isinstance(want, Push) else said

        problem = scene.problem(scene.worker.sync(answer))
        assert isinstance(problem, (StoreGarbled, IntegrityError))
        assert scene.worker.log.only_here() == 2
        scene.nothing_is_lost()
        assert not scene.sync(scene.worker).problems

    @pytest.mark.parametrize("garbage", [b"", b"<html>Sign in to Wi-Fi</html>", bytes(148)])
    def test_garbage_for_a_page_changes_nothing(self, scene: Scene, garbage: bytes) -> None:
        scene.begin()
        scene.write(scene.worker, 2)
        scene.sync(scene.worker)
        before = scene.supervisor.holds(scene.space)
        report = scene.sync(scene.supervisor, lie=lambda want, said: garbage)
        assert isinstance(scene.problem(report), (StoreGarbled, BadSignature))
        assert scene.supervisor.holds(scene.space) == before
        assert not scene.sync(scene.supervisor).problems

    def test_an_error_leaves_a_founder_able_to_write(self, scene: Scene) -> None:
        # Their own roster is still in the outbox: what failed must not forget it.
        work = Pass(
            log=scene.supervisor.log,
            device=scene.supervisor.id,
            store_key=scene.store.key.public(),
            spaces=[scene.space],
            membership={scene.space: membership_of(scene.supervisor.log, scene.space)},
            token=scene.supervisor.token,
        )
        steps = sync_pass(work)
        want = next(steps)
        while not isinstance(want, Pull):
            want = steps.send(scene.store.answer(scene.supervisor.id, want))
        with pytest.raises(StopIteration):
            steps.send(scene.page([scene.founding], 0, head=bytes(32)))
        assert scene.space in work.report.problems
        assert work.membership[scene.space].is_founded


class TestACopyOfAVault:
    """A device restored from a backup, or copied: nothing written on either is thrown away."""

    def test_a_copy_without_the_newest_entries_takes_them_back(self, scene: Scene) -> None:
        scene.begin()
        scene.write(scene.worker, 3)
        scene.sync(scene.worker)
        restored = scene.tablet("restored", scene.worker.keys)
        restored.epoch_keys = scene.worker.epoch_keys
        report = scene.sync(restored)
        assert not report.problems
        assert restored.holds(scene.space) == scene.worker.holds(scene.space)
        restored.write(scene.space, {"note": "goes on"})
        assert not scene.sync(restored).problems
        restored.log.close()

    def test_a_copy_that_wrote_something_else_is_told_and_keeps_it(self, scene: Scene) -> None:
        scene.begin()
        copy = scene.tablet("copy", scene.worker.keys)
        copy.epoch_keys = scene.worker.epoch_keys
        scene.sync(copy)
        scene.write(scene.worker, 2)
        scene.sync(scene.worker)
        mine = copy.write(scene.space, {"note": "only on the copy"})
        report = scene.sync(copy)
        assert engine.is_refused(scene.problem(report), wire.SEQ_TAKEN)
        assert copy.log.sending_of(mine.id) is Sending.OFFERED

        # Even where the pull gets through, what was written here stays in the outbox.
        def answer(want: Want) -> bytes:
            if isinstance(want, Push):
                receipt = wire.Receipt(scene.space, copy.id, mine.seq, mine.id, 9, bytes(32), 0)
                return receipt.signed(scene.store.key).raw()
            return scene.store.answer(copy.id, want)

        problem = scene.problem(copy.sync(answer))
        assert isinstance(problem, BrokenChain)
        assert "copied or restored" in problem.advice
        assert [parse(s.raw).id for s in copy.log.outbox(scene.space)] == [mine.id]
        copy.log.close()

    @pytest.mark.parametrize("whose", ["its own", "a colleague's", "forged", "none", "garbage"])
    def test_it_is_called_a_copy_only_on_its_own_signature(self, scene: Scene, whose: str) -> None:
        """The store's word alone retires nobody."""
        scene.begin()
        copy = scene.tablet("copy", scene.worker.keys)
        copy.epoch_keys = scene.worker.epoch_keys
        scene.sync(copy)
        own = scene.write(scene.worker)[0]
        colleagues = scene.write(scene.supervisor)[0]
        copy.write(scene.space, {"note": "only on the copy"})
        taken = {
            "its own": own.raw(),
            "a colleague's": colleagues.raw(),
            "forged": spoilt(own).raw(),
            "none": None,
            "garbage": b"OR",
        }[whose]

        def answer(want: Want) -> bytes:
            if isinstance(want, Push):
                raise StoreRefused("Taken.", reason=wire.SEQ_TAKEN, entry=taken)
            return scene.store.answer(copy.id, want)

        report = copy.sync(answer)
        assert engine.is_refused(scene.problem(report), wire.SEQ_TAKEN)
        assert report.copied is (whose == "its own")
        copy.log.close()


# ---------------------------------------------------------------- page cuts


def some_history(team: Team, rng: random.Random, length: int) -> list[Entry]:
    """Entries as a careless store might have taken them: unsigned middles, rosters good, badly
    signed and void, removals that look back, authors without a right, until the last is signed."""
    newcomer = new_device(rng)
    history = [team.founding]
    admitted = removed = False
    tips: list[Tip] = [START]
    for _ in range(length):
        chance = rng.random()
        if chance < 0.45:
            author = newcomer if admitted and rng.random() < 0.4 else team.writer
            history.append(team.write(author, good=rng.random() < 0.5))
            if author is team.writer:
                tips.append(team.writer.tip)
        elif chance < 0.6:
            history.append(team.write(team.admin, good=rng.random() < 0.5))
        elif chance < 0.7:
            history.append(team.write(rng.choice([team.reader, team.depositor])))
        elif chance < 0.78:
            body = team.next_body(None if admitted else team.admitting(newcomer, "writer"))
            history.append(team.lead(team.admin, body, good=rng.random() < 0.6))
            admitted = admitted or history[-1].id == team.roster_id
        elif chance < 0.84:
            raw = b'{"version":7}'
            history.append(team.other_kind(team.admin, Kind.ROSTER, raw))
        elif chance < 0.9 and not removed:
            at = rng.choice(tips)
            history.append(team.lead(team.admin, team.next_epoch(team.removing(team.writer, at))))
            team.admin.epoch = 2
            if admitted:  # the helper re-wraps for those who were there at first
                del team.body["members"][newcomer.id.hex()]
                history.pop()
                break
            removed = True
        else:
            by = rng.choice([team.writer, team.reader])
            before = team.body, team.roster_id
            history.append(team.lead(by, team.next_body()))
            team.body, team.roster_id = before
            if by is team.writer:
                tips.append(team.writer.tip)
    return history


def pulled(folder: Path, name: str, team: Team, history: list[Entry], cuts: list[int]) -> object:
    """What a device comes to hold that is given this history, cut in these places."""
    store = MemoryStore(team.store, lambda: 1_000)
    from tests.simulator.store import Shelf

    shelf = store.shelves[team.space] = Shelf()
    for entry in history:
        store._add(team.space, shelf, entry)
    log = Log(folder / f"{name}.db", new=True)
    reader = team.reader
    work = Pass(
        log=log,
        device=b"\x00" * 16,  # somebody else's tablet: whole entries
        store_key=team.store.public(),
        spaces=[team.space],
        membership={team.space: membership_of(log, team.space)},
    )
    steps = sync_pass(work)
    want: Want | None = next(steps)
    sizes = iter(cuts)
    try:
        while want is not None:
            assert isinstance(want, Pull)
            want = steps.send(store.page(want, b"\x00" * 16, next(sizes, 1000)))
    except StopIteration:
        pass
    assert not work.report.problems, work.report.problems
    again = membership_of(log, team.space)
    assert again.current.entry_id == work.membership[team.space].current.entry_id
    held = (
        [(s.position, s.status, parse(s.raw).id) for s in all_stored(log, team.space)],
        log.place(team.space),
        [log.tip(team.space, d.id) for d in (team.admin, team.writer, reader)],
        [r.entry_id for r in again.history()],
    )
    log.close()
    return held


@settings(max_examples=40)
@given(st.integers(0, 1 << 32), st.lists(st.integers(1, 5), max_size=60))
def test_page_splits_never_change_rows(seed: int, cuts: list[int]) -> None:
    rng = random.Random(seed)
    team = Team(rng)
    history = some_history(team, rng, 30)
    with memory_folder() as name:
        whole = pulled(Path(name), "whole", team, history, [])
        assert pulled(Path(name), "cut", team, history, cuts) == whole
        assert pulled(Path(name), "single", team, history, [1] * len(history)) == whole


def statuses(held: object) -> list[Status]:
    rows: list[tuple[int, Status, bytes]] = held[0]  # type: ignore[index]
    return [status for _, status, _ in rows]


def test_a_pending_tail_waits_for_a_later_signature(folder: Path, rng: random.Random) -> None:
    team = Team(rng)
    history = [team.founding, team.write(team.writer)]
    history += [team.write(team.writer, good=False) for _ in range(2)]
    waiting = pulled(folder, "waiting", team, history, [1, 1, 1, 1])
    assert statuses(waiting) == [Status.COUNTS, Status.COUNTS, Status.PENDING, Status.PENDING]
    history.append(team.write(team.writer))
    assert statuses(pulled(folder, "covered", team, history, [3, 1])) == [Status.COUNTS] * 5


def test_a_roster_counts_by_its_own_signature_only(folder: Path, rng: random.Random) -> None:
    team = Team(rng)
    newcomer = new_device(rng)
    unsigned = team.lead(team.admin, team.next_body(team.admitting(newcomer, "writer")), good=False)
    history = [team.founding, unsigned, team.write(team.admin)]
    for name, cuts in (("whole", []), ("cut", [2, 1])):
        held = pulled(folder, name, team, history, cuts)
        assert statuses(held) == [Status.COUNTS, Status.REFUSED, Status.COUNTS]


def test_a_closing_unsettles_what_counted_before(folder: Path, rng: random.Random) -> None:
    team = Team(rng)
    before = [team.write(team.writer) for _ in range(3)]
    at = Tip(before[0].seq, before[0].id)
    closing = team.lead(team.admin, team.next_epoch(team.removing(team.writer, at)))
    history = [team.founding, *before, closing]
    for name, cuts in (("whole", []), ("cut", [2, 2, 1])):
        held = pulled(folder, name, team, history, cuts)
        assert statuses(held) == [
            Status.COUNTS, Status.COUNTS, Status.REFUSED, Status.REFUSED, Status.COUNTS,
        ]  # fmt: skip


def test_a_forged_signature_never_counts(folder: Path, rng: random.Random) -> None:
    team = Team(rng)
    forged = spoilt(team.write(team.writer))
    held = pulled(folder, "forged", team, [team.founding, forged], [])
    assert statuses(held) == [Status.COUNTS, Status.PENDING]


def test_store_errors_are_all_that_the_transport_may_answer_with() -> None:
    assert issubclass(StoreRefused, StoreError)
    assert issubclass(StoreUnreachable, StoreError)
