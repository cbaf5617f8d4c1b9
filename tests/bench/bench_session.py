"""One device: save, unlock, fold, find, bytes on the wire."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from pathlib import Path

import pytest

from outreach.keeping import Keeper
from outreach.session import Session
from sync.client.vault import Vault
from sync.envelope import parse
from sync.keys import SigningKey
from tests.bench.figures import median, note, percentile
from tests.bench.loads import vault_with
from tests.partnership import PASSPHRASE, Partnership
from tests.visits import visits

RECORDS = 100_000
SAVES = 500


def test_save_a_visit_durably(tmp_path: Path) -> None:
    """Form data -> sealed, signed, fsynced, in the read model, searchable."""
    partnership = Partnership(tmp_path)
    session = partnership.unlock("supervisor")
    bare = sqlite3.connect(tmp_path / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, raw BLOB)")
    key = SigningKey(secrets.token_bytes(32))
    saves: list[float] = []
    bares: list[float] = []
    for number, fields in enumerate(visits(7, SAVES + 20)):
        began = time.perf_counter()
        session.add("hotspot-visit", fields)
        took = time.perf_counter() - began
        raw = secrets.token_bytes(600)
        began = time.perf_counter()
        key.sign("bench", raw)
        bare.execute("INSERT INTO entry (raw) VALUES (?)", (raw,))
        bare_took = time.perf_counter() - began
        if number >= 20:
            saves.append(took)
            bares.append(bare_took)
    p99, bare_p99 = percentile(saves, 99), percentile(bares, 99)
    note(
        "save a visit durably, p99",
        f"{p99 * 1000:.2f} ms (median {median(saves) * 1000:.2f})",
        f"{bare_p99 * 1000:.2f} ms (median {median(bares) * 1000:.2f}): {p99 / bare_p99:.1f}x",
        "4x",
        p99 <= 4 * bare_p99,
    )
    assert len(session.find("visit", limit=5)) <= 5
    partnership.close()


def test_bytes_on_the_wire(tmp_path: Path) -> None:
    """A visit as it travels, against itself as compact JSON."""
    partnership = Partnership(tmp_path)
    partnership.found()
    session = partnership.unlock("worker")
    session.sync()
    sample = list(visits(11, 1000))
    session.add_many("hotspot-visit", sample)
    before = partnership.network.sent_bytes
    session.sync()
    wire = (partnership.network.sent_bytes - before) / len(sample)
    plain = sum(
        len(json.dumps(v, ensure_ascii=False, separators=(",", ":")).encode()) for v in sample
    ) / len(sample)
    note(
        "bytes on the wire per visit",
        f"{wire:.0f} bytes",
        f"{plain:.0f} bytes of compact JSON: {wire / plain:.2f}",
        "0.65",
        wire <= 0.65 * plain,
    )
    partnership.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with 100,000 visits, folded once so that it has a snapshot."""
    return vault_with(tmp_path_factory.mktemp("large") / "vault", RECORDS)


def test_fold_unlock_and_find(large: Path) -> None:
    """From nothing, from a snapshot, and through the search box."""
    session = Session(Vault.unlock(large, PASSPHRASE))
    keeper: Keeper = session._keeper
    rates: list[float] = []
    worked: list[float] = []
    for _ in range(3):
        began, work = time.perf_counter(), time.process_time()
        model = keeper.fold_anew()
        rates.append(RECORDS / (time.perf_counter() - began))
        worked.append(RECORDS / (time.process_time() - work))
        assert model.count == RECORDS
        model.close()
    note(
        "fold 100,000 sealed entries from nothing",
        f"{median(rates):,.0f} entries/s",
        f"{median(worked):,.0f} in a second of processor time",
        "8,000/s",
        median(rates) >= 8000,
    )
    session.lock()

    times: list[float] = []
    for _ in range(5):
        vault = Vault.unlock(large, PASSPHRASE)
        began = time.perf_counter()
        session = Session(vault)
        times.append(time.perf_counter() - began)
        assert session.model.count == RECORDS
        session.lock()
    size = (large / "snapshot").stat().st_size
    note(
        "unlock with 100,000 entries from a snapshot",
        f"{median(times):.2f} s",
        f"snapshot of {size / 1e6:.0f} MB",
        "1.0 s",
        median(times) < 1.0,
    )

    session = Session(Vault.unlock(large, PASSPHRASE))
    asked = ["car", "takeaway", "two girls", "blue", "park", "M33", "school uniform", "hotel ro"]
    finds: list[float] = []
    for _ in range(25):
        for words in asked:
            began = time.perf_counter()
            session.find(words, limit=50)
            finds.append(time.perf_counter() - began)
    p95 = percentile(finds, 95)
    note("find among 100,000 records, p95", f"{p95 * 1000:.1f} ms", "", "20 ms", p95 < 0.020)
    session.lock()


def test_the_log_holds_what_was_sealed(large: Path) -> None:
    """The bench reads what it wrote: a benchmark of an empty log would be fast."""
    log = sqlite3.connect(large / "log.db")
    (raw,) = log.execute("SELECT raw FROM entry ORDER BY position DESC LIMIT 1").fetchone()
    assert parse(raw).seq == RECORDS
