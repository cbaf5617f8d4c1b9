"""How far a store stands by what it signed: found by heads, kept on disk, healed by nobody."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import wire
from sync.chain import head_zero, next_head
from sync.client import promises
from sync.client.engine import Pull, Push, Want
from sync.client.log import Doubt, Sending
from sync.envelope import Entry
from sync.errors import HeadMismatch, StoreUnreachable
from tests.sync.client.conftest import memory_folder
from tests.sync.client.scene import Scene


class Rewound:
    """A store that holds other entries from a position on, under its own true key."""

    def __init__(self, scene: Scene, kept: int, others: list[Entry]) -> None:
        shelf = scene.store.shelves[scene.space]
        self._scene = scene
        self._history = [(e, now) for e, now, _ in shelf.entries[:kept]]
        self._history += [(e, scene.now) for e in others]
        self.asked: list[Want] = []

    def __call__(self, want: Want) -> bytes:
        self.asked.append(want)
        if isinstance(want, Push):
            raise AssertionError("nothing is pushed onto another history")
        assert isinstance(want, Pull)
        count = 1000 if want.limit_bytes is None else 1
        chosen = self._history[want.after : want.after + count]
        last = want.after + len(chosen) if chosen else len(self._history)
        head = head_zero(self._scene.space)
        for position, (entry, now) in enumerate(self._history[:last], 1):
            head = next_head(head, position, now, entry.id)
        said = wire.Statement(self._scene.space, last, head, self._scene.now)
        items = [(wire.ENTRY, now, e.raw()) for e, now in chosen]
        signed = said.signed(self._scene.store.key)
        return wire.page_bytes(len(self._history), want.after + 1, items, signed)


@pytest.fixture
def scene(rng: random.Random) -> Iterator[Scene]:
    """The worker has written forty visits, all synced: positions 2 to 41."""
    with memory_folder() as name:
        made = Scene(Path(name), rng)
        made.begin()
        made.write(made.worker, 40)
        made.sync(made.worker)
        yield made
        made.nothing_is_lost()
        made.close()


def spare(scene: Scene, count: int) -> list[Entry]:
    """An entry that the true store has at another place than any of these."""
    return [scene.truth()[5]] * count


@pytest.mark.parametrize("kept", [0, 1, 2, 20, 39, 40])
@pytest.mark.parametrize("grown", [0, 1, 60])
def test_the_doubt_begins_where_the_histories_part(scene: Scene, kept: int, grown: int) -> None:
    store = Rewound(scene, kept, spare(scene, grown))
    (new,) = scene.write(scene.worker)
    report = scene.worker.sync(store)
    assert type(scene.problem(report)) is HeadMismatch
    assert scene.worker.log.doubts() == [Doubt(scene.space, kept, grown == 0)]
    assert len(store.asked) <= 10, "by halves, not one by one"
    lost = 41 - max(kept, 1)
    assert scene.worker.log.only_here(scene.worker.id) == lost + 1
    assert scene.worker.log.safe(scene.worker.id) == 40 - lost
    assert scene.worker.log.sending_of(new.id) is Sending.ONLY_HERE


def test_it_is_there_after_a_restart_and_gone_when_the_truth_is_back(scene: Scene) -> None:
    scene.worker.sync(Rewound(scene, 10, []))
    scene.worker.restart_after_a_crash()
    assert scene.worker.log.doubts() == [Doubt(scene.space, 10, True)]
    assert scene.worker.log.safe(scene.worker.id) == 9
    assert not scene.sync(scene.worker).problems
    assert scene.worker.log.doubts() == []
    assert scene.worker.log.safe(scene.worker.id) == 40


def test_its_signed_word_is_kept(scene: Scene) -> None:
    scene.worker.sync(Rewound(scene, 10, []))
    kept = scene.worker.log.note(f"evidence {scene.space.hex()} 10")
    assert kept is not None
    wire.Statement.parse(bytes.fromhex(kept)).check(scene.store.key.public())


def test_the_network_fails_while_it_is_looked_into(scene: Scene) -> None:
    """The alarm is told; how far it reaches is found at the next sync."""
    store = Rewound(scene, 10, spare(scene, 60))
    scene.write(scene.worker)
    left = 2

    def answer(want: Want) -> bytes:
        nonlocal left
        left -= 1
        if left < 0:
            raise StoreUnreachable("no network")
        return store(want)

    assert type(scene.problem(scene.worker.sync(answer))) is HeadMismatch
    scene.worker.sync(store)
    assert scene.worker.log.doubts() == [Doubt(scene.space, 10, False)]


def test_a_pass_with_nothing_to_send_asks_for_nothing_more_than_before(scene: Scene) -> None:
    asked: list[Want] = []

    def answer(want: Want) -> bytes:
        asked.append(want)
        return scene.store.answer(scene.worker.id, want)

    assert not scene.worker.sync(answer).problems
    assert len(asked) == 1
    scene.write(scene.worker)
    assert not scene.worker.sync(answer).problems
    assert [type(want) for want in asked[1:]] == [Pull, Push, Pull]
    assert asked[1] == Pull(scene.space, 40, False, promises.LEAST)
