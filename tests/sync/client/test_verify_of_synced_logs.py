"""Checking the log of a tablet that has synced: no fault in an honest one, one for each damage."""

import random
from collections.abc import Callable

import pytest

from sync.chain import Tip
from sync.client.log import Log, Status
from sync.client.verify import Findings, verify
from sync.envelope import redact
from sync.keys import SigningKey
from tests.simulator.tablet import Tablet
from tests.sync.client.scene import Scene
from tests.sync.people import spoilt


@pytest.fixture
def synced(scene: Scene) -> Scene:
    """Both have written and synced; the worker has two more visits that are only here."""
    scene.begin()
    scene.write(scene.worker, 4)
    scene.write(scene.supervisor, 2)
    scene.sync(scene.worker, scene.supervisor, scene.worker)
    scene.write(scene.worker, 2)
    return scene


def check(scene: Scene, tablet: Tablet, store_key: bytes | None = None) -> Findings:
    key = store_key or scene.store.key.public()
    return verify(tablet.log, [scene.space], tablet.id, key)


def test_an_honest_log_has_no_fault(synced: Scene) -> None:
    for tablet in (synced.worker, synced.supervisor):
        found = check(synced, tablet)
        assert found.faults == []
        assert found.entries == found.heads == 7
    assert check(synced, synced.worker).unsent == 2
    assert check(synced, synced.worker).receipts == 1


def test_after_a_night_of_crashes_too(scene: Scene) -> None:
    scene.begin()
    for _ in range(3):
        scene.write(scene.worker, 2)
        scene.worker.begin()
        scene.worker.restart_after_a_crash()
        scene.sync(scene.worker)
    assert check(scene, scene.worker).faults == []


def test_another_stores_key_faults_all_it_signed(synced: Scene, rng: random.Random) -> None:
    stranger = SigningKey(rng.randbytes(32)).public()
    found = check(synced, synced.worker, stranger)
    assert len(found.faults) >= 3  # the founding roster, the receipt, the statement


def change(sql: str, *values: object) -> Callable[[Log], None]:
    def run(log: Log) -> None:
        with log.transaction() as db:
            db.execute(sql, values)

    return run


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(change("DELETE FROM entry WHERE position = 3"), id="an entry is gone"),
        pytest.param(
            change("UPDATE entry SET raw = (SELECT raw FROM entry WHERE position = 3)"
                   " WHERE position = 4"),
            id="an entry twice",
        ),
        pytest.param(change("UPDATE entry SET received_ms = 1 WHERE position = 3"), id="a time"),
        pytest.param(change("UPDATE entry SET head = zeroblob(32) WHERE position = 3"), id="head"),
        pytest.param(change("UPDATE entry SET status = 2 WHERE position = 3"), id="a status"),
        pytest.param(change("UPDATE entry SET raw = zeroblob(9) WHERE position = 3"), id="zeros"),
        pytest.param(change("UPDATE tip SET seq = 99"), id="a tip"),
        pytest.param(change("UPDATE place SET head = zeroblob(32)"), id="the last head"),
        pytest.param(change("UPDATE place SET position = 6"), id="the last position"),
        pytest.param(change("UPDATE sending SET safe = 99"), id="called safe without a receipt"),
        pytest.param(change("DELETE FROM outbox WHERE seq = 5"), id="an unsent entry is gone"),
    ],
)  # fmt: skip
def test_each_damage_is_a_fault(synced: Scene, damage: Callable[[Log], None]) -> None:
    damage(synced.worker.log)
    found = check(synced, synced.worker)
    assert found.faults
    assert all(fault.place and fault.what for fault in found.faults)


def test_a_withheld_body_is_told(synced: Scene) -> None:
    entry = synced.truth()[3]
    change("UPDATE entry SET raw = ? WHERE position = 4", redact(entry).raw())(synced.worker.log)
    faults = check(synced, synced.worker).faults
    assert [fault.what for fault in faults] == ["The entry's body is withheld."]


def test_every_signature_is_checked(synced: Scene) -> None:
    # An unsent entry under a wrong signature, with the right link: no later one is asked to vouch.
    log = synced.worker.log
    tip = log.own_tip(synced.space, synced.worker.id)
    entry = spoilt(synced.worker.write(synced.space, {"note": "x"}))
    change("DELETE FROM outbox WHERE seq = ?", entry.seq)(log)
    assert log.own_tip(synced.space, synced.worker.id) == tip == Tip(tip.seq, tip.id)
    log.append([entry])
    assert any("signature" in fault.what for fault in check(synced, synced.worker).faults)


def test_what_is_pending_is_counted_and_no_fault(synced: Scene) -> None:
    forged = spoilt(synced.supervisor.write(synced.space, {"note": "x"}))
    truth = synced.truth()
    synced.sync(synced.worker)
    synced.sync(
        synced.worker, lie=lambda want, said: synced.page([*synced.truth(), forged], want.after)
    )
    found = check(synced, synced.worker)
    assert found.pending == 1
    assert len(truth) == 7
    assert found.faults == []
    assert synced.worker.holds(synced.space)[-1][2] == Status.PENDING
