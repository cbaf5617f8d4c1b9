"""A vault with a damaged file, a wrong passphrase, a second window, no room: each is said clearly,
and what was saved before is there.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from outreach.drafts import Draft
from outreach.session import Session
from sync.client.vault import Vault
from sync.errors import (
    CannotOpen,
    DiskFull,
    IntegrityError,
    NotFound,
    OutreachError,
    TooManyAttempts,
    VaultCorrupt,
    VaultError,
    VaultInUse,
    WrongPassphrase,
)
from tests.partnership import CHEAP, PASSPHRASE
from tests.scenarios.below import log_of
from tests.scenarios.team import PREMISES, QUIET, VISIT, Team, rows_of

ROOT = Path(__file__).resolve().parents[2]
DRAFT = Draft("ab" * 16, "hotspot-visit", 1, {"fact": "A grey"}, "fact", 1, 2)


@pytest.fixture
def vault(team: Team) -> Path:
    """The worker's vault with synced and unsynced visits, a draft and a snapshot."""
    for _ in range(3):
        team.worker.add("hotspot-visit", QUIET)
        team.worker.add("premises", PREMISES)
    team.sync("worker", "supervisor", "worker")
    team.worker.add("hotspot-visit", VISIT)
    team.worker.save_draft(DRAFT)
    team.worker.lock()
    return team.folder / "worker"


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a vault but those that only its being open makes."""
    passing = ("lock", "attempts.json", "log.db-shm", "log.db-wal")
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name not in passing}


# ---------------------------------------------------------------- passphrases


def test_a_wrong_passphrase_changes_nothing_and_says_so(vault: Path) -> None:
    before = files_of(vault)
    for wrong in ("", "x", PASSPHRASE.upper(), PASSPHRASE + " "):
        with pytest.raises(WrongPassphrase, match="Nothing was lost") as told:
            Session.unlock(vault, wrong)
        assert told.value.exit_code == 4
        assert not wrong.strip() or wrong not in str(told.value)
    assert files_of(vault) == before
    with closing_session(vault) as session:
        assert len(session.rows()) == 7


@contextmanager
def closing_session(folder: Path) -> Iterator[Session]:
    session = Session.unlock(folder, PASSPHRASE)
    try:
        yield session
    finally:
        session.lock()


def test_guessing_is_slowed_down_even_by_a_restart_or_a_kill(vault: Path) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            Session.unlock(vault, "not the passphrase")
    for passphrase in ("not the passphrase", PASSPHRASE):
        with pytest.raises(TooManyAttempts) as told:
            Session.unlock(vault, passphrase)
        assert 0 < told.value.wait_seconds <= 30
    (vault / "attempts.json").write_text("{}")  # damaged: no lock-out, and no free attempts
    with pytest.raises(WrongPassphrase):
        Session.unlock(vault, "not the passphrase")
    with pytest.raises(TooManyAttempts):
        Session.unlock(vault, PASSPHRASE)


def test_the_recovery_code_opens_it_and_the_drafts_are_still_there(team: Team, vault: Path) -> None:
    opened = Vault.unlock_with_code(vault, team.codes["worker"])
    with pytest.raises(VaultInUse):
        Vault.unlock(vault, PASSPHRASE)
    session = Session(opened)
    session.change_passphrase("a wholly new passphrase", scrypt_n=CHEAP)
    session.lock()
    with pytest.raises(WrongPassphrase):
        Session.unlock(vault, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        Vault.unlock_with_code(vault, team.codes["worker"])
    session = Session.unlock(vault, "a wholly new passphrase")
    try:
        assert session.drafts() == [DRAFT]
        assert (len(session.rows()), session.only_here()) == (7, 1)
    finally:
        session.lock()


# ---------------------------------------------------------------- damaged files


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


# ---------------------------------------------------------------- two at once


HOLDING = """
import sys
from pathlib import Path
from sync.client.vault import Vault
vault = Vault.unlock(Path(sys.argv[1]), sys.argv[2])
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_told_that_the_vault_is_in_use(vault: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(vault), PASSPHRASE],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        for passphrase in (PASSPHRASE, "not the passphrase"):
            with pytest.raises(VaultInUse) as told:
                Session.unlock(vault, passphrase)
            assert told.value.exit_code == 6
    finally:
        other.kill()
        other.communicate()
    with closing_session(vault) as session:
        assert len(session.rows()) == 7, "the lock died with its process"


def test_a_passphrase_changed_while_somebody_waits_for_the_vault(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read before the lock is held may be old by the time that it is."""
    real = Vault.unlock.__func__.__globals__["_take_lock"]  # type: ignore[attr-defined]

    def late(folder: Path) -> Any:
        monkeypatch.setattr("sync.client.vault._take_lock", real)
        session = Session.unlock(folder, PASSPHRASE)
        session.change_passphrase("a wholly new passphrase", scrypt_n=CHEAP)
        session.lock()
        return real(folder)

    monkeypatch.setattr("sync.client.vault._take_lock", late)
    with pytest.raises(WrongPassphrase):
        Session.unlock(vault, PASSPHRASE)
    session = Session.unlock(vault, "a wholly new passphrase")
    try:
        assert session.drafts() == [DRAFT]
    finally:
        session.lock()


def test_nobody_else_may_read_any_file_of_it(vault: Path) -> None:
    with closing_session(vault) as session:
        session.add("hotspot-visit", QUIET)
        assert stat.S_IMODE(vault.stat().st_mode) == 0o700
        for path in vault.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


# ---------------------------------------------------------------- no room, no right


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """No file of this process may grow beyond this: what a full disk does, without one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def fill(session: Session) -> list[str]:
    """Save until it fails, which must be said as what it is."""
    saved: list[str] = []

    def until_full() -> None:
        while True:
            saved.append(session.add("hotspot-visit", {**VISIT, "fact": os.urandom(3000).hex()}))

    with pytest.raises(DiskFull, match="before it"):
        until_full()
    assert saved
    assert len(session.rows()) == 7 + len(saved), "there is no trace of what was not saved"
    return saved


def lock_in_any_case(session: Session) -> None:
    """It is locked, whether or not there is room for a snapshot."""
    session._keeper._folded_since = 1000
    with suppress(DiskFull):
        session.lock()
    assert session.locked


def check_after(folder: Path, saved: list[str]) -> None:
    """Nothing that was acknowledged is lost, and all goes on."""
    with closing_session(folder) as again:
        assert {row.id for row in again.rows()} >= set(saved)
        assert len(again.rows()) == 7 + len(saved)
        assert again.only_here() == 1 + len(saved)
        assert again.drafts() == [DRAFT]
        assert again.quarantine() == []
        again.add("hotspot-visit", VISIT)


def test_files_that_cannot_grow(vault: Path) -> None:
    session = Session.unlock(vault, PASSPHRASE)
    with files_at_most((vault / "log.db").stat().st_size + 40_000):
        saved = fill(session)
        with pytest.raises(DiskFull):
            session.save_draft(Draft("ee" * 16, "outing", 1, {"team": os.urandom(300_000).hex()}))
        assert session.drafts() == [DRAFT]
        lock_in_any_case(session)
    check_after(vault, saved)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where this account may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(place)]
    if (
        shutil.which("mount") is None
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("a small disk can only be mounted by root")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_full(vault: Path, small_disk: Path, tmp_path: Path) -> None:
    folder = small_disk / "worker"
    shutil.copytree(vault, folder)
    session = Session.unlock(folder, PASSPHRASE)
    (small_disk / "old photos").write_bytes(bytes(100_000))
    saved = fill(session)
    (small_disk / "the rest").write_bytes(bytes(os.statvfs(small_disk).f_bavail * 4096))
    with pytest.raises(DiskFull):
        session.set_setting("theme", "dark" * 10_000)
    with pytest.raises(DiskFull):
        session.change_passphrase("a wholly new passphrase", scrypt_n=CHEAP)
    lock_in_any_case(session)
    shutil.copytree(folder, tmp_path / "a roomy place")
    check_after(tmp_path / "a roomy place", saved)
    full = Session.unlock(folder, PASSPHRASE)
    assert len(full.rows()) == 7 + len(saved), "everything can be read while there is no room"
    lock_in_any_case(full)
    (small_disk / "old photos").unlink()
    check_after(folder, saved)


def fill_up(disk: Path) -> None:
    """Not a byte more fits on it."""
    with suppress(OSError), (disk / "photos").open("wb", buffering=0) as photos:
        while True:
            photos.write(bytes(4096))
    with suppress(OSError), (disk / "photos").open("ab", buffering=0) as photos:
        while True:
            photos.write(b".")


def test_a_full_disk_does_not_keep_anybody_from_reading(vault: Path, small_disk: Path) -> None:
    folder = small_disk / "worker"
    shutil.copytree(vault, folder)
    fill_up(small_disk)
    with closing_session(folder) as session:
        assert len(session.rows()) == 7
        assert session.drafts() == [DRAFT]
        with pytest.raises(DiskFull):
            session.add_many("hotspot-visit", [VISIT] * 100)
        assert len(session.rows()) == 7


def test_a_full_disk_gives_no_free_guesses(vault: Path, small_disk: Path) -> None:
    folder = small_disk / "worker"
    shutil.copytree(vault, folder)
    fill_up(small_disk)
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            Session.unlock(folder, "not the passphrase")
    with pytest.raises(TooManyAttempts):
        Session.unlock(folder, PASSPHRASE)


def test_what_cannot_be_counted_is_not_tried(vault: Path, small_disk: Path) -> None:
    """Somebody deleted the count and filled the disk: not even the right one is looked at."""
    folder = small_disk / "worker"
    shutil.copytree(vault, folder)
    (folder / "attempts.json").unlink()
    fill_up(small_disk)
    for passphrase in ("not the passphrase", PASSPHRASE):
        with pytest.raises(DiskFull):
            Session.unlock(folder, passphrase)


def test_a_folder_that_may_not_be_written(vault: Path, tmp_path: Path) -> None:
    place = tmp_path / "read only"
    place.mkdir()
    if os.geteuid() == 0:
        bind = ["mount", "--bind", str(vault), str(place)]
        again = ["mount", "-o", "remount,ro,bind", str(place)]
        if subprocess.run(bind, capture_output=True, check=False).returncode:
            pytest.skip("root writes everywhere, and nothing can be mounted here")
        subprocess.run(again, check=True)
    else:
        place.rmdir()
        shutil.copytree(vault, place)
        place.chmod(0o500)
    before = files_of(vault)
    try:
        with pytest.raises(VaultError) as told:
            Session.unlock(place, PASSPHRASE)
        assert told.value.exit_code == 6
        assert "write-protected" in told.value.advice
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", str(place)], check=True)
        else:
            place.chmod(0o700)
    assert files_of(vault) == before
    with closing_session(vault) as session:
        assert len(session.rows()) == 7


def test_the_folder_goes_away_while_it_is_open(vault: Path) -> None:
    """A memory card is pulled out: saving fails loudly, and locking still locks."""
    session = Session.unlock(vault, PASSPHRASE)
    moved = vault.rename(vault.with_name("elsewhere"))
    with pytest.raises(OutreachError):
        session.set_setting("theme", "dark")
    session._keeper._folded_since = 1000
    with suppress(VaultError):  # it says that there is no snapshot
        session.lock()
    assert session.locked
    with closing_session(moved) as again:
        assert len(again.rows()) >= 7
