"""A store that lies, under its own true key: each lie is noticed, named, and costs nothing.

Every story ends alike: what was acknowledged is still on its tablet, the tablet stands where it
stood, and with an honest store it goes on.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync import wire
from sync.chain import START, Tip
from sync.client.engine import Found, Pull, Push, Want
from sync.client.log import Status
from sync.envelope import PREFIX_BYTES, Entry, Kind, open_body, parse, redact, seal, sign
from sync.errors import (
    BadRoster,
    BadSignature,
    BrokenChain,
    CannotOpen,
    HeadMismatch,
    MalformedEntry,
    NotAuthorised,
    OutreachError,
    StoreGarbled,
)
from sync.keys import KEM_X25519, DeviceKeys, SigningKey
from sync.plaintext import pack
from tests.simulator.tablet import Tablet, all_stored
from tests.sync.client.conftest import memory_folder
from tests.sync.client.scene import Lie, Scene
from tests.sync.people import spoilt


@pytest.fixture
def lied_to(rng: random.Random) -> Iterator[Scene]:
    """The worker has written five visits, all synced; the supervisor has read the first two."""
    with memory_folder() as name:
        scene = Scene(Path(name), rng)
        scene.begin()
        scene.write(scene.worker, 2)
        scene.sync(scene.worker, scene.supervisor)
        scene.write(scene.worker, 3)
        scene.sync(scene.worker)
        yield scene
        scene.nothing_is_lost()
        scene.close()


def told(scene: Scene, lie: Lie, error: type[OutreachError], says: str = "") -> OutreachError:
    """The supervisor pulls, is lied to, notices, stays where they were, and goes on afterwards."""
    before = scene.supervisor.holds(scene.space), scene.supervisor.log.place(scene.space)
    problem = scene.problem(scene.sync(scene.supervisor, lie=lie))
    assert type(problem) is error, problem
    assert says in problem.message
    assert problem.advice
    assert before == (scene.supervisor.holds(scene.space), scene.supervisor.log.place(scene.space))
    scene.nothing_is_lost()
    assert not scene.sync(scene.supervisor).problems
    assert len(scene.supervisor.holds(scene.space)) == len(scene.truth())
    return problem


def page_of(scene: Scene, *entries: Entry) -> Lie:
    """A page with these entries instead of the true ones; what came before is as it was."""

    def lie(want: Pull, said: bytes) -> bytes:
        return scene.page([*scene.truth()[: want.after], *entries], want.after)

    return lie


class TestHiding:
    """Rolled back, withheld, left out."""

    def test_rolled_back(self, lied_to: Scene) -> None:
        short = lied_to.truth()[:2]
        problem = told(
            lied_to, lambda want, said: lied_to.page(short, len(short)), HeadMismatch, "less"
        )
        assert "rolled back" in problem.message

    def test_rolled_back_to_where_this_device_stands_but_otherwise(self, lied_to: Scene) -> None:
        other = [*lied_to.truth()[:2], lied_to.truth()[3]]
        told(lied_to, lambda want, said: lied_to.page(other, 3), HeadMismatch)

    def test_rolled_back_and_grown_again(self, lied_to: Scene) -> None:
        truth = lied_to.truth()
        grown = [*truth[:2], truth[3], truth[4], truth[5]]
        told(lied_to, lambda want, said: lied_to.page(grown, want.after), HeadMismatch)

    def test_an_entry_of_ones_own_that_has_a_receipt_is_withheld(self, lied_to: Scene) -> None:
        known = len(lied_to.supervisor.holds(lied_to.space))
        lied_to.write(lied_to.supervisor)
        told(
            lied_to,
            lambda want, said: lied_to.page(lied_to.truth()[:known], known),
            HeadMismatch,
            "withholds",
        )

    def test_an_entry_is_left_out(self, lied_to: Scene) -> None:
        truth = lied_to.truth()
        told(lied_to, page_of(lied_to, truth[4], truth[5]), BrokenChain, "missing")

    def test_it_says_there_is_more_and_sends_nothing(self, lied_to: Scene) -> None:
        truth = lied_to.truth()[:3]
        told(lied_to, lambda want, said: lied_to.page(truth, 3, latest=99), StoreGarbled, "nothing")

    def test_a_body_is_withheld(self, lied_to: Scene) -> None:
        # A stub keeps its place, so the history checks; but it is told as withheld, not shown.
        truth = lied_to.truth()
        stubs = [redact(truth[3]), *truth[4:]]
        report = lied_to.sync(lied_to.supervisor, lie=page_of(lied_to, *stubs))
        assert not report.problems
        kept = parse(list(all_stored(lied_to.supervisor.log, lied_to.space))[3].raw)
        assert kept.is_stub
        with pytest.raises(CannotOpen, match="withheld"):
            open_body(kept, lied_to.worker.epoch_keys[lied_to.space])

    def test_what_a_roster_says_is_withheld(self, lied_to: Scene) -> None:
        newcomer = lied_to.tablet("newcomer", lied_to.worker.keys)
        newcomer.epoch_keys = lied_to.worker.epoch_keys
        stub = [redact(lied_to.founding), *lied_to.truth()[1:]]
        problem = lied_to.problem(
            lied_to.sync(newcomer, lie=lambda want, said: lied_to.page(stub, 0))
        )
        assert type(problem) is HeadMismatch
        assert "withholds" in problem.message
        newcomer.log.close()


class TestForking:
    """Two histories for two people, or for one at two times."""

    def test_two_heads_for_one_position(self, lied_to: Scene) -> None:
        truth = lied_to.truth()[:3]
        told(
            lied_to,
            lambda want, said: lied_to.page(truth, 3, head=b"\x99" * 32),
            HeadMismatch,
            "two different heads",
        )
        name = f"evidence {lied_to.space.hex()} 3"
        evidence = lied_to.supervisor.log.note(name)
        assert evidence is not None
        kept = wire.Statement.parse(bytes.fromhex(evidence))
        kept.check(lied_to.store.key.public())
        assert kept.head == b"\x99" * 32

    def test_a_head_that_is_not_the_pages(self, lied_to: Scene) -> None:
        def lie(want: Pull, said: bytes) -> bytes:
            return lied_to.page(lied_to.truth(), want.after, head=b"\x99" * 32)

        told(lied_to, lie, HeadMismatch, "signed")

    def test_a_statement_by_another_key(self, lied_to: Scene) -> None:
        stranger = SigningKey(lied_to.rng.randbytes(32))

        def lie(want: Pull, said: bytes) -> bytes:
            return lied_to.page(lied_to.truth(), want.after, key=stranger)

        told(lied_to, lie, BadSignature)

    def test_a_time_that_was_changed_afterwards(self, lied_to: Scene) -> None:
        def lie(want: Pull, said: bytes) -> bytes:
            page = wire.parse_page(said)
            items = [(wire.ENTRY, i.received_ms + 1, i.raw) for i in page.items]
            return wire.page_bytes(page.latest, want.after + 1, items, page.statement)

        told(lied_to, lie, HeadMismatch)

    def test_two_views_differ_when_they_meet(self, lied_to: Scene) -> None:
        # Each view is sound by itself: only heads tell them apart. A forked reader meets the truth.
        forked = lied_to.tablet("forked", lied_to.worker.keys)
        forked.epoch_keys = lied_to.worker.epoch_keys
        truth = lied_to.truth()
        (other,) = lied_to.write(lied_to.supervisor)
        fork = [*truth[:3], other]
        assert not lied_to.sync(forked, lie=lambda w, s: lied_to.page(fork, w.after)).problems
        assert forked.log.place(lied_to.space).position == 4
        assert forked.log.place(lied_to.space).head != lied_to.head(truth[:4])
        # The store must keep lying to it for ever: a true page does not follow.
        assert type(lied_to.problem(lied_to.sync(forked))) is HeadMismatch
        forked.log.close()

    def test_the_space_begins_with_another_entry_than_its_founder_wrote(
        self, rng: random.Random, folder: Path
    ) -> None:
        scene = Scene(folder, rng)
        body = scene.founding.body
        assert body is not None
        # The same body, and so the same space, under a header that somebody else signed.
        false = sign(
            Kind.ROSTER,
            space=scene.space,
            device=scene.worker.id,
            seq=1,
            prev=bytes(32),
            epoch=1,
            body=body,
            signing=scene.worker.keys.signing,
        )
        for tablet, error in ((scene.supervisor, HeadMismatch), (scene.worker, BadRoster)):
            report = scene.sync(tablet, lie=lambda want, said: scene.page([false], 0))
            assert type(scene.problem(report)) is error
        scene.nothing_is_lost()
        scene.close()

    def test_a_founding_under_a_forged_signature(self, rng: random.Random, folder: Path) -> None:
        scene = Scene(folder, rng)
        scene.sync(scene.supervisor)
        false = spoilt(scene.founding)
        report = scene.sync(scene.worker, lie=lambda want, said: scene.page([false], 0))
        assert type(scene.problem(report)) is BadSignature
        assert not scene.worker.holds(scene.space)
        assert not scene.sync(scene.worker).problems
        scene.close()


class TestEntries:
    """Forged, replayed, reordered, from strangers."""

    def test_replayed(self, lied_to: Scene) -> None:
        truth = lied_to.truth()
        told(lied_to, page_of(lied_to, truth[2], *truth[3:]), BrokenChain, "repeated")
        told_again = [*truth[3:], truth[3]]
        scene = lied_to
        scene.write(scene.worker)
        scene.sync(scene.worker)
        told(scene, page_of(scene, scene.truth()[6], *told_again), BrokenChain)

    def test_reordered(self, lied_to: Scene) -> None:
        truth = lied_to.truth()
        told(lied_to, page_of(lied_to, truth[4], truth[3], truth[5]), BrokenChain)

    def test_a_changed_body(self, lied_to: Scene) -> None:
        def lie(want: Pull, said: bytes) -> bytes:
            page = wire.parse_page(said)
            raw = page.items[0].raw
            changed = raw[:-1] + bytes([raw[-1] ^ 1])
            items = [(wire.ENTRY, i.received_ms, i.raw) for i in page.items]
            items[0] = (wire.ENTRY, items[0][1], changed)
            return wire.page_bytes(page.latest, want.after + 1, items, page.statement)

        told(lied_to, lie, MalformedEntry, "not the one that was signed")

    def test_a_forged_signature_in_the_middle_breaks_the_chain(self, lied_to: Scene) -> None:
        truth = lied_to.truth()
        told(lied_to, page_of(lied_to, spoilt(truth[3]), *truth[4:]), BrokenChain)

    def test_a_forged_entry_at_the_end_never_counts(self, lied_to: Scene) -> None:
        truth = lied_to.truth()
        forged = seal(
            pack({"note": "made up"}),
            space=lied_to.space,
            device=lied_to.worker.id,
            seq=truth[-1].seq + 1,
            prev=truth[-1].id,
            epoch=1,
            epoch_key=lied_to.worker.epoch_keys[lied_to.space],
            salt=bytes(16),
            signing=SigningKey(lied_to.rng.randbytes(32)),
        )
        lied_to.sync(lied_to.supervisor, lie=page_of(lied_to, *truth[3:], forged))
        held = lied_to.supervisor.holds(lied_to.space)
        assert [status for _, _, status in held] == [Status.COUNTS] * 6 + [Status.PENDING]
        assert lied_to.supervisor.log.tip(lied_to.space, lied_to.worker.id) == Tip(
            truth[-1].seq, truth[-1].id
        )

    def test_from_a_stranger(self, lied_to: Scene) -> None:
        stranger = DeviceKeys.from_random(lied_to.rng.randbytes, KEM_X25519)
        entry = seal(
            pack({"note": "let me in"}),
            space=lied_to.space,
            device=stranger.card().device,
            seq=1,
            prev=START.id,
            epoch=1,
            epoch_key=lied_to.worker.epoch_keys[lied_to.space],
            salt=bytes(16),
            signing=stranger.signing,
        )
        told(lied_to, page_of(lied_to, entry), NotAuthorised, "no member")

    def test_of_another_space(self, lied_to: Scene, folder: Path) -> None:
        other = Scene(folder, lied_to.rng)
        told(lied_to, page_of(lied_to, other.founding), StoreGarbled, "another space")
        other.close()

    def test_own_entries_that_one_never_wrote(self, lied_to: Scene) -> None:
        def lie(want: Pull, said: bytes) -> bytes:
            page = wire.parse_page(said)
            return wire.page_bytes(
                page.latest, want.after + 1, [(wire.OWN, lied_to.now, b"\x01" * 32)],
                page.statement,
            )  # fmt: skip

        told(lied_to, lie, StoreGarbled, "leaving out")

    @pytest.mark.parametrize("shift", [-1, 1])
    def test_a_page_from_another_place(self, lied_to: Scene, shift: int) -> None:
        def lie(want: Pull, said: bytes) -> bytes:
            return lied_to.page(lied_to.truth(), want.after + shift)

        told(lied_to, lie, StoreGarbled, "begin")

    def test_a_page_about_another_space(self, lied_to: Scene) -> None:
        def lie(want: Pull, said: bytes) -> bytes:
            return lied_to.page(lied_to.truth(), want.after, space=b"\x01" * 16)

        told(lied_to, lie, StoreGarbled, "another space")

    @pytest.mark.parametrize("at", [0, 3, 100, PREFIX_BYTES - 1])
    def test_bytes_that_are_no_entry(self, lied_to: Scene, at: int) -> None:
        def lie(want: Pull, said: bytes) -> bytes:
            page = wire.parse_page(said)
            items = [(wire.ENTRY, i.received_ms, i.raw[:at]) for i in page.items]
            return wire.page_bytes(page.latest, want.after + 1, items, page.statement)

        told(lied_to, lie, MalformedEntry)


class TestReceipts:
    """Only a receipt for the very entry, under the pinned key, makes it safe."""

    @pytest.fixture
    def unsent(self, rng: random.Random, folder: Path) -> Iterator[tuple[Scene, Entry]]:
        scene = Scene(folder, rng)
        scene.begin()
        (entry,) = scene.write(scene.worker)
        yield scene, entry
        scene.nothing_is_lost()
        assert not scene.sync(scene.worker, scene.supervisor).problems
        assert scene.worker.log.only_here() == 0
        scene.close()

    def push_answered(self, scene: Scene, tablet: Tablet, answer: bytes) -> OutreachError:
        def lie(want: Want) -> bytes:
            return (
                answer if isinstance(want, (Push, Found)) else scene.store.answer(tablet.id, want)
            )

        problem = scene.problem(tablet.sync(lie))
        assert tablet.log.only_here() == 1
        assert not tablet.log.receipts(scene.space)
        return problem

    def receipt(self, scene: Scene, entry: Entry) -> wire.Receipt:
        return wire.Receipt(scene.space, entry.device, entry.seq, entry.id, 2, bytes(32), scene.now)

    def test_by_another_key(self, unsent: tuple[Scene, Entry]) -> None:
        scene, entry = unsent
        forged = self.receipt(scene, entry).signed(scene.supervisor.keys.signing)
        assert type(self.push_answered(scene, scene.worker, forged.raw())) is BadSignature

    @pytest.mark.parametrize("field", ["id", "seq", "device", "space"])
    def test_for_something_else(self, unsent: tuple[Scene, Entry], field: str) -> None:
        scene, entry = unsent
        other: dict[str, object] = {
            "id": b"\x01" * 32,
            "seq": entry.seq + 1,
            "device": scene.supervisor.id,
            "space": b"\x01" * 16,
        }
        receipt = replace(self.receipt(scene, entry), **{field: other[field]})  # type: ignore[arg-type]
        answer = receipt.signed(scene.store.key).raw()
        assert type(self.push_answered(scene, scene.worker, answer)) is StoreGarbled

    def test_for_a_position_at_which_something_else_was_seen(
        self, unsent: tuple[Scene, Entry]
    ) -> None:
        scene, entry = unsent
        answer = replace(self.receipt(scene, entry), position=1).signed(scene.store.key).raw()
        problem = self.push_answered(scene, scene.worker, answer)
        assert type(problem) is HeadMismatch
        assert "not counted as safe" in problem.message

    @pytest.mark.parametrize("lie", ["position", "head"])
    def test_that_the_next_page_contradicts(
        self, rng: random.Random, folder: Path, lie: str
    ) -> None:
        scene = Scene(folder, rng)
        scene.begin()
        scene.write(scene.supervisor, 2)
        scene.sync(scene.supervisor)
        scene.write(scene.worker)

        def answer(want: Want) -> bytes:
            said = scene.store.answer(scene.worker.id, want)
            if not isinstance(want, Push):
                return said
            receipt = wire.Receipt.parse(said)
            other: dict[str, object] = {"position": 2, "head": bytes(32)}
            changed = replace(receipt, **{lie: other[lie]})  # type: ignore[arg-type]
            return changed.signed(scene.store.key).raw()

        problem = scene.problem(scene.worker.sync(answer))
        assert type(problem) is HeadMismatch
        assert scene.worker.log.place(scene.space).position == 1
        scene.nothing_is_lost()
        # The signed receipt stays as evidence: this store's word is not taken again.
        assert scene.sync(scene.worker).problems
        assert len(scene.worker.log.receipts(scene.space)) == 1
        scene.close()
