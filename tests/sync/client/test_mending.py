"""What is damaged here or was withheld is asked for again, and taken only if it is the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync import wire
from sync.client import mending
from sync.client.engine import Pull, Want
from sync.envelope import Entry, parse, redact
from sync.errors import StoreUnreachable
from tests.simulator.tablet import all_stored
from tests.sync.client.conftest import memory_folder
from tests.sync.client.scene import Lie, Scene


@pytest.fixture
def scene(rng: random.Random) -> Iterator[Scene]:
    """The store withheld the bodies of five visits from the supervisor: positions 2 to 6."""
    with memory_folder() as name:
        made = Scene(Path(name), rng)
        made.begin()
        made.write(made.worker, 5)
        made.sync(made.worker)
        stubs = [made.founding, *map(redact, made.truth()[1:])]
        assert not made.sync(made.supervisor, lie=showing(made, stubs)).problems
        yield made
        made.close()


def showing(scene: Scene, entries: list[Entry]) -> Lie:
    """A store that shows these, one or all at a time."""

    def lie(want: Pull, said: bytes) -> bytes:
        if want.limit_bytes is None:
            return scene.page(entries, want.after)
        return scene.page(entries[: want.after + 1], want.after, latest=len(entries))

    return lie


def stubs(scene: Scene) -> list[int]:
    """The positions of which the supervisor's tablet holds no body."""
    stored = all_stored(scene.supervisor.log, scene.space)
    return [s.position or 0 for s in stored if parse(s.raw).is_stub]


def test_a_withheld_body_is_taken_when_the_store_gives_it(scene: Scene) -> None:
    assert stubs(scene) == [2, 3, 4, 5, 6]
    told: list[tuple[int, int]] = []
    scene.supervisor.log.set_note("snapshot", "of what was there before")
    scene.supervisor.on_page = lambda space, first, last: told.append((first, last))
    assert not scene.sync(scene.supervisor).problems
    assert stubs(scene) == []
    assert scene.supervisor.log.note("snapshot") is None, "it lacks what the bodies say"
    assert told == [(2, 2)], "everything from there is read anew"
    assert [s.raw for s in all_stored(scene.supervisor.log, scene.space)] == [
        entry.raw() for entry in scene.truth()
    ]


def test_while_it_is_withheld_it_is_asked_for_again_and_nothing_else_stops(scene: Scene) -> None:
    hidden = [scene.founding, *map(redact, scene.truth()[1:])]
    for _ in range(2):
        assert not scene.sync(scene.supervisor, lie=showing(scene, hidden)).problems
        assert stubs(scene) == [2, 3, 4, 5, 6]
    (mine,) = scene.write(scene.supervisor)
    assert not scene.sync(scene.supervisor).problems
    assert mine.id in scene.store.ids(scene.space)
    assert stubs(scene) == []


def test_each_in_its_turn_and_a_few_at_a_time(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "AT_A_TIME", 2)
    hidden = [scene.founding, *map(redact, scene.truth()[1:])]
    lie = showing(scene, hidden)
    asked: list[int] = []

    def answer(want: Want) -> bytes:
        assert isinstance(want, Pull)
        if want.limit_bytes is not None:
            asked.append(want.after + 1)
        return lie(want, b"")

    for _ in range(4):
        scene.supervisor.sync(answer)
    assert asked == [2, 3, 4, 5, 6, 2, 3]


def test_another_entry_in_its_place_is_not_taken(scene: Scene) -> None:
    truth = scene.truth()
    swapped = [truth[0], truth[2], truth[1], *truth[3:]]

    def answer(want: Want) -> bytes:
        assert isinstance(want, Pull)
        if want.limit_bytes is None:
            return scene.store.answer(scene.supervisor.id, want)
        items = [(wire.ENTRY, scene.now, swapped[want.after].raw())]
        said = wire.parse_page(scene.store.answer(scene.supervisor.id, want)).statement
        return wire.page_bytes(6, want.after + 1, items, said)

    assert not scene.supervisor.sync(answer).problems
    assert stubs(scene) == [2, 3]


def test_an_own_entry_that_is_damaged_before_it_came_back_is_taken_whole(scene: Scene) -> None:
    """Receipted, not pulled yet, and a bit of it flipped on the tablet: the store has it whole."""
    (entry,) = scene.write(scene.worker)
    push = scene.begin_push(scene.worker)
    scene.worker.resume(scene.store.answer(scene.worker.id, push))
    for at in (50, -1):
        raw = bytearray(entry.raw())
        raw[at] ^= 1
        with scene.worker.log.transaction() as db:
            db.execute("UPDATE outbox SET raw = ? WHERE id = ?", (bytes(raw), entry.id))
    assert not scene.sync(scene.worker).problems
    newest = list(all_stored(scene.worker.log, scene.space))[-1]
    assert newest.raw == entry.raw()
    assert scene.worker.log.only_here() == 0


def test_a_mend_that_is_broken_off_is_read_anew_as_far_as_it_came(scene: Scene) -> None:
    """The network fails at the second body: the first is durable, so it counts from now on."""
    told: list[tuple[int, int]] = []
    scene.supervisor.on_page = lambda space, first, last: told.append((first, last))
    asked = 0

    def answer(want: Want) -> bytes:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise StoreUnreachable("no network")
        return scene.store.answer(scene.supervisor.id, want)

    assert type(scene.problem(scene.supervisor.sync(answer))) is StoreUnreachable
    assert stubs(scene) == [3, 4, 5, 6]
    assert told == [(2, 2)]
    assert not scene.sync(scene.supervisor).problems
    assert stubs(scene) == []
    assert told == [(2, 2), (3, 3)]
