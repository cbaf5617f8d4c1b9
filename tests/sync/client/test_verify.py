"""A log is checked against what was signed: every kind of tampering is found and named.

Each test changes the file of a real log as somebody with the disk in hand would, and asks again.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.client.identity import Identity
from sync.client.log import Log
from sync.client.vault import Vault
from sync.client.verify import Findings, verify
from sync.envelope import parse
from sync.errors import VaultCorrupt
from tests.partnership import PASSPHRASE, Partnership


@dataclass
class Opened:
    """A log on disk and whose it is."""

    path: Path
    identity: Identity

    def check(self) -> Findings:
        log = Log(self.path)
        try:
            device, key = self.identity.device, self.identity.store_key
            return verify(log, list(self.identity.epochs), device, key)
        finally:
            log.close()

    def places(self) -> list[str]:
        """Where something is wrong."""
        return [fault.place for fault in self.check().faults]

    def sql(self, statement: str, *values: object) -> None:
        """What somebody with the disk in hand can do."""
        db = sqlite3.connect(self.path)
        with db:
            assert db.execute(statement, values).rowcount > 0, "nothing was tampered with"
        db.close()

    def one(self, statement: str, *values: object) -> tuple:
        db = sqlite3.connect(self.path)
        try:
            return db.execute(statement, values).fetchone()
        finally:
            db.close()


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Identity]]:
    """The worker's vault after a night: some entries with a position, some not sent yet."""
    folder = tmp_path_factory.mktemp("verify")
    here = Partnership(folder)
    try:
        here.found()
        worker, supervisor = here.unlock("worker"), here.unlock("supervisor")
        assert worker.sync().problem is None
        visits = [worker.add("hotspot-visit", {"fact": f"Number {n}"}) for n in range(6)]
        assert worker.sync().problem is None
        assert supervisor.sync().problem is None
        supervisor.approve(visits[0])
        assert supervisor.sync().problem is None
        assert worker.sync().problem is None
        worker.add("hotspot-visit", {"fact": "Not sent"})
        worker.add("hotspot-visit", {"fact": "Not sent either"})
    finally:
        here.close()
    vault = Vault.unlock(folder / "worker", PASSPHRASE)
    identity = vault.identity
    Log(folder / "worker" / "log.db").close()
    yield folder / "worker" / "log.db", identity
    vault.lock()


@pytest.fixture
def log(synced: tuple[Path, Identity], tmp_path: Path) -> Opened:
    path, identity = synced
    for file in path.parent.glob("log.db*"):
        shutil.copy(file, tmp_path / file.name)
    return Opened(tmp_path / "log.db", identity)


def test_an_honest_log_has_no_fault_and_every_signature_was_checked(log: Opened) -> None:
    found = log.check()
    assert found.faults == []
    assert found.spaces == found.statements == 2
    assert found.unsent == 2
    assert found.signatures == found.entries + found.unsent
    assert found.heads == found.entries
    assert found.receipts >= 1


@pytest.mark.parametrize("at", [0, 3, 4, 20, 40, 60, 90, 120, 150, 200, -1])
def test_one_changed_byte_anywhere_in_an_entry(log: Opened, at: int) -> None:
    (raw,) = log.one("SELECT raw FROM entry WHERE kind = 1 AND position = 3")
    changed = bytearray(raw)
    changed[at] ^= 1
    log.sql("UPDATE entry SET raw = ? WHERE raw = ?", bytes(changed), raw)
    assert "position 3" in log.places()


def test_a_signature_is_checked_even_where_a_later_one_vouches_for_it(log: Opened) -> None:
    """A device's later entries name this id: only the entry's own signature can tell."""
    (raw,) = log.one("SELECT raw FROM entry WHERE kind = 1 AND position = 3")
    changed = raw[:116] + bytes(64) + raw[180:]
    log.sql("UPDATE entry SET raw = ? WHERE raw = ?", changed, raw)
    said = [fault.what for fault in log.check().faults if fault.place == "position 3"]
    assert any("signature" in what for what in said)


def test_an_entry_that_was_taken_out(log: Opened) -> None:
    log.sql("DELETE FROM entry WHERE position = 3")
    assert "position 3" in log.places()


def test_the_end_that_was_taken_off(log: Opened) -> None:
    (space, last) = log.one("SELECT space, max(position) FROM entry GROUP BY space LIMIT 1")
    log.sql("DELETE FROM entry WHERE space = ? AND position = ?", space, last)
    assert log.places()


def test_two_entries_that_changed_places(log: Opened) -> None:
    space, one, two = log.one(
        "SELECT a.space, a.raw, b.raw FROM entry a JOIN entry b"
        " ON a.space = b.space AND a.position = 3 AND b.position = 4"
    )
    log.sql("UPDATE entry SET raw = ? WHERE space = ? AND position = 3", two, space)
    log.sql("UPDATE entry SET raw = ? WHERE space = ? AND position = 4", one, space)
    assert "position 3" in log.places()


def test_a_time_of_receipt_that_was_changed(log: Opened) -> None:
    log.sql("UPDATE entry SET received_ms = received_ms + 1 WHERE position = 3 AND kind = 1")
    found = log.check()
    assert [fault.place for fault in found.faults] == ["position 3"], "and only there"
    assert "head" in found.faults[0].what


def test_a_head_that_was_changed(log: Opened) -> None:
    log.sql("UPDATE entry SET head = ? WHERE position = 3 AND kind = 1", bytes(32))
    assert "position 3" in log.places()


def test_an_entry_marked_as_refused_to_hide_it(log: Opened) -> None:
    log.sql("UPDATE entry SET status = 2 WHERE position = 3 AND kind = 1")
    (fault,) = log.check().faults
    assert (fault.place, "refused" in fault.what) == ("position 3", True)


def test_an_entry_marked_as_waiting_to_hide_it(log: Opened) -> None:
    log.sql("UPDATE entry SET status = 0 WHERE position = 3 AND kind = 1")
    assert "position 3" in log.places()


def test_a_damaged_roster_is_named_and_not_blamed_on_every_entry_after_it(log: Opened) -> None:
    (raw,) = log.one(
        "SELECT raw FROM entry WHERE kind = 2"
        " AND space = (SELECT space FROM entry WHERE position = 3)"
    )
    log.sql("UPDATE entry SET raw = ? WHERE raw = ?", raw[:-1] + b"?", raw)
    said = log.check().faults
    assert {fault.place for fault in said} == {"position 1"}
    assert any("asks for it again" in fault.what for fault in said)


def test_a_roster_that_was_taken_out(log: Opened) -> None:
    log.sql("DELETE FROM entry WHERE kind = 2")
    assert "position 1" in log.places()


def test_a_receipt_that_the_store_never_signed(log: Opened) -> None:
    seq, raw = log.one("SELECT seq, raw FROM receipt LIMIT 1")
    log.sql("UPDATE receipt SET raw = ? WHERE raw = ?", raw[:-1] + bytes([raw[-1] ^ 1]), raw)
    assert f"receipt for entry {seq}" in log.places()


def test_a_head_statement_that_the_store_never_signed_or_that_is_gone(log: Opened) -> None:
    (raw,) = log.one("SELECT statement FROM place LIMIT 1")
    log.sql("UPDATE place SET statement = ? WHERE statement = ?", raw[:-1] + b"\0", raw)
    assert log.places()
    log.sql("UPDATE place SET statement = NULL")
    assert len(log.places()) == 2


def test_an_unsent_entry_that_was_changed_or_passed_off_as_safe(log: Opened) -> None:
    log.sql("UPDATE sending SET safe = safe + 1 WHERE space = (SELECT space FROM outbox)")
    (fault,) = log.check().faults
    assert (fault.place, "no receipt" in fault.what) == ("unsent entry 1", True)
    (raw,) = log.one("SELECT raw FROM outbox ORDER BY seq LIMIT 1")
    changed = raw[:-1] + bytes([raw[-1] ^ 1])
    log.sql("UPDATE outbox SET raw = ? WHERE raw = ?", changed, raw)
    assert "unsent entry 1" in log.places()


def test_an_unsent_entry_that_was_taken_out(log: Opened) -> None:
    log.sql("DELETE FROM outbox WHERE seq = (SELECT min(seq) FROM outbox)")
    assert "unsent entry 1" in log.places()


def test_another_stores_key_fits_nothing(log: Opened) -> None:
    log.identity.store_key, kept = bytes(32), log.identity.store_key
    try:
        places = log.places()
    finally:
        log.identity.store_key = kept
    assert "position 1" in places
    assert any(place.startswith("receipt") for place in places)


def test_a_file_that_is_no_log_any_more(log: Opened) -> None:
    log.path.write_bytes(log.path.read_bytes()[:5000])
    with pytest.raises(VaultCorrupt):
        log.check()


def test_the_tampered_entries_are_what_we_think(log: Opened) -> None:
    """Keeps the offsets above honest: prefix 180 bytes, the signature from 116 on."""
    (raw,) = log.one("SELECT raw FROM entry WHERE kind = 1 AND position = 3")
    assert parse(raw).signature == raw[116:180]
