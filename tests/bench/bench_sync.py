"""Push 10,000 sealed entries, pull them into a fresh device: SQLite and PostgreSQL stores.

Every round runs the product and the bare loop one after the other, against servers in processes of
their own, durable on both ends. Who goes first changes from round to round, and a round before them
is thrown away: a database that was just made is slow at first (PostgreSQL zeroes its first files of
write-ahead log, pages of the new databases are still on their way to the disk), and whoever meets
that pays for the other.
"""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from outreach.founding import FoundedSpace, Joiner, create_vault, found_spaces, new_joiner
from outreach.session import Session
from sync.client.engine import (
    PUSH_BYTES_FIRST,
    PUSH_BYTES_MOST,
    PUSH_ENTRIES,
    Pass,
    membership_of,
    sync_pass,
)
from sync.client.log import Log
from sync.client.tokens import Tokens
from sync.client.transport import PAGE_BYTES, Transport
from sync.client.vault import Vault
from sync.envelope import Entry
from sync.store.settings import Settings
from sync.store.store import Store
from sync.wire import StoreToken, frame, unframe
from tests.bench.figures import median, note
from tests.bench.loads import sealed_visits
from tests.bench.servers import free_port, serving
from tests.partnership import CHEAP, PASSPHRASE
from tests.postgres import binary, fresh_database, private_postgres

ENTRIES = 10_000
ROUNDS = 8  # an even number: each goes first as often


@pytest.fixture(scope="module")
def durable_postgres() -> Iterator[str]:
    """A private server with fsync on."""
    if binary("initdb") is None:
        pytest.skip("PostgreSQL is not installed")
    with private_postgres(durable=True) as server:
        yield server


def test_sqlite_store(tmp_path: Path) -> None:
    """The store that a small partnership runs."""
    rounds = []
    for number in range(ROUNDS + 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        store, bare = f"sqlite:///{folder}/store.db", f"sqlite:///{folder}/bare.db"
        rounds.append(_round(folder, store, bare, bare_first=number % 2 == 0))
    _note("SQLite", rounds[1:])


def test_postgresql_store(tmp_path: Path, durable_postgres: str) -> None:
    """The store that a region runs."""
    rounds = []
    for number in range(ROUNDS + 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        with fresh_database(durable_postgres) as store, fresh_database(durable_postgres) as bare:
            rounds.append(_round(folder, store, bare, bare_first=number % 2 == 0))
    _note("PostgreSQL", rounds[1:])


def _note(name: str, rounds: list[dict[str, float]]) -> None:
    push, bare_push, pull, bare_pull, fold = (
        median([r[k] for r in rounds]) for k in ("push", "bare push", "pull", "bare pull", "fold")
    )
    ratio = median([r["push"] / r["bare push"] for r in rounds])
    note(
        f"push 10,000 entries, {name} store",
        f"{push:.2f} s = {ENTRIES / push:,.0f}/s",
        f"{bare_push:.2f} s: {ratio:.2f}x",
        "1.5x",
        ratio <= 1.5,
    )
    ratio = median([r["pull"] / (r["bare pull"] + r["fold"]) for r in rounds])
    note(
        f"pull 10,000 entries, {name} store",
        f"{pull:.2f} s = {ENTRIES / pull:,.0f}/s",
        f"{bare_pull:.2f} s + fold {fold:.2f} s: {ratio:.2f}x",
        "2x",
        ratio <= 2,
    )


def _round(folder: Path, store_url: str, bare_url: str, *, bare_first: bool) -> dict[str, float]:
    store = Store(Settings(database=store_url, key_file=folder / "store.key"))
    token = StoreToken.parse(store.issue_token())
    store.close()
    author = new_joiner("Author", "Bench", (), {"premises": "admin", "safeguarding": "admin"})
    reader = new_joiner("Reader", "Bench", (), {"premises": "writer", "safeguarding": "writer"})
    port, bare_port = free_port(), free_port()
    address, bare_address = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{bare_port}"
    founded = found_spaces(author, [reader], store_url=address, store_key=token.store_key)
    found: dict[str, float] = {}
    with (
        serving(
            port, "sync.store.cli", "serve", "--database", store_url, "--listen",
            f"127.0.0.1:{port}", "--key", str(folder / "store.key"),
        ),
        serving(
            bare_port, "tests.bench.bare_server", bare_url, str(bare_port),
            str(folder / "bare.key"),
        ),
    ):  # fmt: skip
        log = Log(folder / "author.db", new=True)
        log.append([s.entry for s in founded])
        tokens = Tokens()  # as a tablet that synced a while ago still has them
        _pass(address, token, author, log, founded, tokens)
        space = next(s for s in founded if s.name == "safeguarding")
        device = author.keys.card().device
        place = log.place(space.entry.space)
        entries = sealed_visits(
            space, author, log.own_tip(space.entry.space, device), (1, place.head), ENTRIES, 5
        )
        log.append(entries)
        if bare_first:
            found["bare push"] = asyncio.run(_bare_push(bare_address, entries))
        found["push"] = _push(address, token, author, log, founded, tokens)
        assert log.only_here() == 0
        if not bare_first:
            found["bare push"] = asyncio.run(_bare_push(bare_address, entries))
            found["bare pull"] = asyncio.run(_bare_pull(bare_address, folder))
        found["pull"], found["fold"] = _pull(folder / "reader", address, token, reader, founded)
        if bare_first:
            found["bare pull"] = asyncio.run(_bare_pull(bare_address, folder))
    return found


def _pass(
    address: str,
    token: StoreToken,
    who: Joiner,
    log: Log,
    founded: list[FoundedSpace],
    tokens: Tokens,
) -> None:
    async def run() -> None:
        async with Transport(address, token.store_key, who.keys, tokens=tokens) as transport:
            spaces = [s.entry.space for s in founded]
            work = Pass(
                log=log,
                device=who.keys.card().device,
                store_key=token.store_key,
                spaces=spaces,
                membership={s: membership_of(log, s) for s in spaces},
                token=token.text(),
            )
            report = await transport.run(sync_pass(work))
            assert not report.problems, report.problems

    asyncio.run(run())


def _push(
    address: str,
    token: StoreToken,
    who: Joiner,
    log: Log,
    founded: list[FoundedSpace],
    tokens: Tokens,
) -> float:
    """Only the push: the clock stops when the last receipt is durable."""
    ended: list[float] = []

    async def run() -> float:
        async with Transport(address, token.store_key, who.keys, tokens=tokens) as transport:
            space = next(s for s in founded if s.name == "safeguarding").entry.space
            work = Pass(
                log=log,
                device=who.keys.card().device,
                store_key=token.store_key,
                spaces=[space],
                membership={space: membership_of(log, space)},
                on_receipt=lambda space, seq: ended.append(time.perf_counter()),
            )
            gc.collect()  # what this process made before is nobody's push
            began = time.perf_counter()
            await transport.run(sync_pass(work))
            return ended[-1] - began

    return asyncio.run(run())


def _pull(
    folder: Path, address: str, token: StoreToken, who: Joiner, founded: list[FoundedSpace]
) -> tuple[float, float]:
    create_vault(
        folder,
        PASSPHRASE,
        who,
        founded,
        store_url=address,
        store_key=token.store_key,
        scrypt_n=CHEAP,
    )
    session = Session(Vault.unlock(folder, PASSPHRASE))
    began = time.perf_counter()
    report = session.sync()
    pull = time.perf_counter() - began
    assert report.received == ENTRIES, report
    assert session.model.count == ENTRIES
    began = time.perf_counter()
    session._keeper.fold_anew().close()
    fold = time.perf_counter() - began
    session.lock()
    return pull, fold


async def _bare_push(address: str, entries: list[Entry]) -> float:
    raws = [entry.raw() for entry in entries]
    gc.collect()  # what this process made before is nobody's push
    async with httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as client:
        began = time.perf_counter()
        at, most = 0, PUSH_BYTES_FIRST
        while at < len(raws):
            batch: list[bytes] = []
            size = 0
            while at < len(raws) and len(batch) < PUSH_ENTRIES and size < most:
                batch.append(raws[at])
                size += len(raws[at]) + 4
                at += 1
            answer = await client.post("/entries", content=frame(batch))
            assert answer.status_code == 200
            most = min(2 * most, PUSH_BYTES_MOST)
        return time.perf_counter() - began


async def _bare_pull(address: str, folder: Path) -> float:
    local = sqlite3.connect(folder / "bare-local.db", isolation_level=None)
    local.execute("PRAGMA journal_mode = WAL")
    local.execute("PRAGMA synchronous = FULL")
    local.execute("CREATE TABLE entry (position INTEGER PRIMARY KEY, raw BLOB)")
    async with httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as client:
        began = time.perf_counter()
        position = 0
        page = PAGE_BYTES // 600
        while True:
            answer = await client.get("/entries", params={"after": position, "limit": page})
            raws = unframe(answer.content)
            if not raws:
                break
            local.execute("BEGIN")
            local.executemany(
                "INSERT INTO entry VALUES (?, ?)",
                list(enumerate(raws, position + 1)),
            )
            local.execute("COMMIT")
            position += len(raws)
        took = time.perf_counter() - began
    assert position == ENTRIES
    local.close()
    return took
