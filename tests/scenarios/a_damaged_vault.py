"""Files of a vault that are damaged, missing or mixed up: what is whole stays readable, and what is
damaged is named, kept, and fetched again where the store has it.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from outreach.drafts import Draft
from outreach.session import Session
from sync.errors import (
    CannotOpen,
    IntegrityError,
    NotFound,
    OutreachError,
    StoreUnreachable,
    VaultCorrupt,
    WrongPassphrase,
)
from tests.partnership import CHEAP, PASSPHRASE
from tests.scenarios.below import log_of
from tests.scenarios.team import QUIET, VISIT, Team, rows_of
from tests.scenarios.vault_files import DRAFT, closing_session


def test_there_is_no_vault(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    for nowhere in (tmp_path, tmp_path / "nowhere", tmp_path / "a file"):
        with pytest.raises(NotFound):
            Session.unlock(nowhere, PASSPHRASE)
    assert [path.name for path in tmp_path.iterdir()] == ["a file"], "and none was made"


DAMAGE: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "empty": lambda whole, rng: b"",
    "zeros": lambda whole, rng: bytes(len(whole)),
    "garbage": lambda whole, rng: rng.randbytes(len(whole)),
    "cut": lambda whole, rng: whole[: rng.randrange(1, len(whole))],
    "a hole": lambda whole, rng: whole[:600] + bytes(512) + whole[1112:],
    "deep": lambda whole, rng: b"[" * 100_000,
    "another thing": lambda whole, rng: b'{"format": "outreach-vault", "version": 1}',
    "a newer version": lambda whole, rng: whole.replace(b'"version": 1', b'"version": 2'),
    "a costly scrypt": lambda whole, rng: whole.replace(b'"n": 16384', b'"n": 1073741824'),
    "a cheap scrypt": lambda whole, rng: whole.replace(b'"n": 16384', b'"n": 1024'),
    "no slots": lambda whole, rng: whole.replace(b'"slots"', b'"sluts"'),
}


def test_a_damaged_vault_file(vault: Path, rng: random.Random) -> None:
    path = vault / "vault.json"
    whole = path.read_bytes()
    for what, damage in DAMAGE.items():
        path.write_bytes(damage(whole, rng))
        with pytest.raises(VaultCorrupt, match="damaged") as told:
            pytest.fail(f"{what}: {Session.unlock(vault, PASSPHRASE)}")
        assert "Do not delete" in told.value.advice
        assert path.read_bytes() == damage(whole, rng) or what in ("garbage", "cut")
    path.unlink()
    with pytest.raises(NotFound):
        Session.unlock(vault, PASSPHRASE)
    path.write_bytes(whole)
    (vault / "attempts.json").unlink(missing_ok=True)
    with closing_session(vault) as session:
        assert session.drafts() == [DRAFT]
        assert len(session.rows()) == 7


def test_any_flipped_bit_of_the_vault_file_is_noticed(vault: Path, rng: random.Random) -> None:
    path = vault / "vault.json"
    whole = path.read_bytes()
    for _ in range(25):
        flipped = bytearray(whole)
        flipped[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        path.write_bytes(bytes(flipped))
        (vault / "attempts.json").unlink(missing_ok=True)
        try:
            session = Session.unlock(vault, PASSPHRASE)
        except (VaultCorrupt, WrongPassphrase):
            continue
        # White space or the other slot: this passphrase's slot and the identity are whole.
        assert session.drafts() == [DRAFT]
        session.lock()


def test_a_log_that_is_not_there_is_not_made_anew(vault: Path) -> None:
    """An empty one would number this device's entries from 1 again."""
    log = vault / "log.db"
    whole = log.read_bytes()
    for content in (None, b"", b"SQLite format 3\0", whole[:100], whole[: len(whole) // 3]):
        log.unlink()
        if content is not None:
            log.write_bytes(content)
        with pytest.raises(IntegrityError):
            Session.unlock(vault, PASSPHRASE)
        if content is None:
            assert not log.exists()
            log.touch()
        for left in ("log.db-wal", "log.db-shm"):
            (vault / left).unlink(missing_ok=True)
    log.write_bytes(whole)
    with closing_session(vault) as session:
        assert (len(session.rows()), session.only_here()) == (7, 1)


def use(session: Session) -> list[OutreachError]:
    """Do a little of everything; what went wrong, which must be one of our errors."""
    went_wrong = []
    deeds: list[Callable[[], Any]] = [
        lambda: rows_of(session),
        session.drafts,
        session.only_here,
        session.quarantine,
        lambda: session.last_contact_ms,
        lambda: session.add("hotspot-visit", QUIET),
        lambda: [session.standing(row.id) for row in session.rows()],
        lambda: session.save_draft(DRAFT),
        session.sync,
    ]
    for deed in deeds:
        try:
            deed()
        except OutreachError as error:
            went_wrong.append(error)
    return went_wrong


def test_a_log_damaged_anywhere_gives_our_errors_only(
    team: Team, vault: Path, rng: random.Random, tmp_path: Path
) -> None:
    whole = (vault / "log.db").read_bytes()
    opened = 0
    for turn in range(24):
        copy = tmp_path / f"copy {turn}"
        shutil.copytree(vault, copy)
        if turn % 2:
            (copy / "snapshot").unlink()
        damaged = bytearray(whole)
        at = rng.randrange(len(whole))
        length = rng.choice((1, 1, 16, 600, 5000))
        damaged[at : at + length] = rng.randbytes(len(damaged[at : at + length]))
        (copy / "log.db").write_bytes(bytes(damaged))
        try:
            session = Session.unlock(copy, PASSPHRASE, through=team.network)
        except IntegrityError:
            continue
        opened += 1
        use(session)
        session.lock()
    assert opened > 2


def test_a_damaged_entry_stops_no_other(vault: Path) -> None:
    """A flipped bit on a memory card must not close the vault to what is whole."""
    (vault / "snapshot").unlink()
    with closing(sqlite3.connect(vault / "log.db")) as log, log:
        rows = log.execute(
            "SELECT space, position, raw FROM entry WHERE kind = 1 ORDER BY position"
        ).fetchall()
        for (space, position, raw), at in zip(rows[:3], (-1, 100, 0), strict=True):
            flipped = bytearray(raw)
            flipped[at] ^= 1
            log.execute(
                "UPDATE entry SET raw = ? WHERE space = ? AND position = ?",
                (bytes(flipped), space, position),
            )
    with closing_session(vault) as session:
        assert len(session.rows()) == 7 - 3
        assert len(session.quarantine()) == 3
        reasons = {one.reason for one in session.quarantine()}
        assert all("damaged" in reason or "Signature" in reason for reason in reasons), reasons
        assert session.only_here() == 1
        assert session.drafts() == [DRAFT]
        record = session.add("hotspot-visit", VISIT)
        assert session.show(record).fields["fact"] == VISIT["fact"]


def spoil_rosters(vault: Path, at: int) -> None:
    """Flip a bit of every roster on the disk."""
    with closing(sqlite3.connect(vault / "log.db")) as log, log:
        for (raw,) in log.execute("SELECT raw FROM entry WHERE kind = 2").fetchall():
            flipped = bytearray(raw)
            flipped[at] ^= 1
            log.execute("UPDATE entry SET raw = ? WHERE raw = ?", (bytes(flipped), raw))


#: In the header, in the signature, in the body.
PLACES = (40, 150, 400, -1)


@pytest.mark.parametrize("with_snapshot", [True, False])
@pytest.mark.parametrize("at", PLACES)
def test_a_damaged_roster_closes_nothing_that_the_keys_open(
    team: Team, vault: Path, at: int, with_snapshot: bool
) -> None:
    before = rows_of(team.worker)
    team.worker.lock()
    if not with_snapshot:
        (vault / "snapshot").unlink()
    spoil_rosters(vault, at)
    for _ in range(2):
        with closing_session(vault) as session:
            assert session.drafts() == [DRAFT]
            assert session.damaged_spaces == session.spaces == ["premises", "safeguarding"]
            assert [one.space for one in session.quarantine()] == session.spaces
            assert all("damaged" in one.reason for one in session.quarantine())
            shown = [session.show(row.id).fields for row in session.rows()]
            assert len(shown) == 7
            assert VISIT["fact"] in [fields.get("fact") for fields in shown]
            assert session.only_here() == 1
            with pytest.raises(VaultCorrupt, match="Nothing was saved"):
                session.add("hotspot-visit", VISIT)
    report = team.worker.sync()
    assert (report.problem, report.quarantined, report.only_here) == (None, 0, 0)
    assert team.worker.damaged_spaces == []
    team.sync("supervisor")
    assert [row[:2] for row in rows_of(team.worker)] == [
        row[:2] for row in rows_of(team.supervisor)
    ]
    assert {row[0].id for row in rows_of(team.worker)} == {row[0].id for row in before}
    assert team.worker.add("hotspot-visit", VISIT)
    team.worker.lock()
    with closing_session(vault) as session:
        assert session.damaged_spaces == []
        assert session.quarantine() == []


def test_a_damaged_roster_is_not_replaced_by_another(team: Team, vault: Path) -> None:
    """What the store gives must be the very entry whose id is in the verified head."""
    with closing(sqlite3.connect(vault / "log.db")) as log:
        true = log.execute("SELECT raw FROM entry WHERE kind = 2 ORDER BY raw").fetchall()
    spoil_rosters(vault, -1)
    with closing(sqlite3.connect(team.store_database)) as store, store:
        rows = store.execute("SELECT space_id, raw FROM entry WHERE kind = 2").fetchall()
        for space, _ in rows:
            (other,) = (raw for s, raw in rows if s != space)
            store.execute(
                "UPDATE entry SET raw = ? WHERE space_id = ? AND kind = 2", (other, space)
            )
    report = team.worker.sync()
    assert isinstance(report.problem, VaultCorrupt)
    assert report.only_here == 0, "what was written before is sent all the same"
    assert team.worker.drafts() == [DRAFT]
    with closing(sqlite3.connect(team.store_database)) as store, store:
        for space, raw in rows:
            store.execute("UPDATE entry SET raw = ? WHERE space_id = ? AND kind = 2", (raw, space))
    assert team.worker.sync().problem is None
    team.worker.lock()
    with closing(sqlite3.connect(vault / "log.db")) as log:
        assert log.execute("SELECT raw FROM entry WHERE kind = 2 ORDER BY raw").fetchall() == true


def test_a_founder_whose_first_roster_is_damaged_before_anybody_has_it(tmp_path: Path) -> None:
    """Nobody can give it back; what was written is there to be read all the same."""
    team = Team(tmp_path)
    team.supervisor.add("hotspot-visit", VISIT)
    team.supervisor.save_draft(DRAFT)
    team.supervisor.lock()
    with closing(sqlite3.connect(tmp_path / "supervisor" / "log.db")) as log, log:
        log.execute("UPDATE outbox SET raw = CAST(raw || '?' AS BLOB) WHERE kind = 2")
    try:
        assert team.supervisor.drafts() == [DRAFT]
        assert [team.supervisor.show(r.id).fields["fact"] for r in team.supervisor.rows()] == [
            VISIT["fact"]
        ]
        assert team.supervisor.sync().problem is not None
    finally:
        team.close()


def test_a_damaged_entry_is_fetched_again(team: Team, vault: Path) -> None:
    (vault / "snapshot").unlink()
    with closing(sqlite3.connect(vault / "log.db")) as log, log:
        log.execute(
            "UPDATE entry SET raw = CAST(raw || '?' AS BLOB) WHERE kind = 1 AND position % 2"
        )
        log.execute(
            "UPDATE entry SET raw = substr(raw, 1, 180) WHERE kind = 1 AND position % 2 = 0"
        )
    with closing_session(vault) as session:
        assert len(session.rows()) == 1
        assert len(session.quarantine()) == 6
    report = team.worker.sync()
    assert (report.problem, report.quarantined) == (None, 0)
    assert len(team.worker.rows()) == 7
    team.worker.lock()
    with closing_session(vault) as session:
        assert len(session.rows()) == 7


@contextmanager
def mending_fails(team: Team, after: int) -> Iterator[None]:
    """The network breaks off when this many single entries were asked for again."""
    real = team.network.handle_async_request

    async def counted(request: httpx.Request) -> httpx.Response:
        nonlocal after
        if request.url.params.get("limit_bytes") == "1":
            after -= 1
            team.network.on = after >= 0
        return await real(request)

    team.network.handle_async_request = counted  # type: ignore[method-assign]
    try:
        yield
    finally:
        team.network.handle_async_request = real  # type: ignore[method-assign]
        team.network.on = True


@pytest.mark.parametrize("locked_between", [True, False])
def test_the_network_fails_while_damage_is_mended(
    team: Team, vault: Path, locked_between: bool
) -> None:
    """What came before it failed is whole and is read, at once and after locking."""
    (vault / "snapshot").unlink()
    with closing(sqlite3.connect(vault / "log.db")) as log, log:
        log.execute("UPDATE entry SET raw = substr(raw, 1, 180) WHERE kind = 1")
    spoil_rosters(vault, -1)
    assert len(team.worker.rows()) == 1
    with mending_fails(team, after=3):
        assert isinstance(team.worker.sync().problem, StoreUnreachable)
    assert len(team.worker.rows()) > 1
    seen = rows_of(team.worker)
    if locked_between:
        team.worker.lock()
    assert rows_of(team.worker) == seen
    assert (team.worker.sync().problem, team.worker.damaged_spaces) == (None, [])
    assert len(team.worker.rows()) == 7


def test_a_snapshot_is_not_taken_of_rows_that_the_log_has_left_behind(
    team: Team, vault: Path
) -> None:
    """Locked after a body was made whole and before it was read: it is read at the next unlock."""
    (vault / "snapshot").unlink()
    with closing(sqlite3.connect(vault / "log.db")) as log, log:
        ((space, position, whole),) = log.execute(
            "SELECT space, position, raw FROM entry WHERE kind = 1 ORDER BY position DESC LIMIT 1"
        )
        log.execute("UPDATE entry SET raw = substr(raw, 1, 180) WHERE raw = ?", (whole,))
    assert len(team.worker.rows()) == 6
    log_of(team.worker).mend(space, position, whole)
    team.worker.lock()
    assert len(team.worker.rows()) == 7


def test_a_damaged_draft_hides_no_other(vault: Path) -> None:
    other = Draft("cd" * 16, "outing", 1, {"team": "North"}, None, 3, 4)
    with closing_session(vault) as session:
        session.save_draft(other)
    with closing(sqlite3.connect(vault / "log.db")) as log, log:
        (sealed,) = log.execute("SELECT sealed FROM draft WHERE id = ?", (DRAFT.id,)).fetchone()
        log.execute("UPDATE draft SET sealed = ? WHERE id = ?", (sealed[:-1] + b"\0\0", DRAFT.id))
    with closing_session(vault) as session:
        assert session.drafts() == [other]
        assert [(one.entry, one.reason) for one in session.quarantine()] == [
            (DRAFT.id, "A draft is damaged. It is kept as it is.")
        ]
        session.change_passphrase("a wholly new passphrase", scrypt_n=CHEAP)
        assert session.drafts() == [other]
    with closing(sqlite3.connect(vault / "log.db")) as log:
        assert log.execute("SELECT count(*) FROM draft").fetchone() == (2,)


def test_files_of_two_vaults_are_mixed_up(team: Team, vault: Path) -> None:
    """The supervisor's log under the worker's keys: nobody reads or signs as somebody else."""
    team.supervisor.lock()
    own = (vault / "vault.json").read_bytes()
    shutil.copy(team.folder / "supervisor" / "vault.json", vault / "vault.json")
    session = Session.unlock(vault, PASSPHRASE)
    try:
        assert session.me.name == "Supervisor"
        assert session.drafts() == []
        assert [one.reason for one in session.quarantine()].count(
            "A draft is damaged. It is kept as it is."
        ) == 1
    finally:
        session.lock()
    (vault / "vault.json").write_bytes(own)
    with closing_session(vault) as session:
        assert session.drafts() == [DRAFT]
        sealed = log_of(session).drafts()[DRAFT.id]
        with pytest.raises(CannotOpen):
            session._vault.open_local("draft", sealed, b"another draft")
