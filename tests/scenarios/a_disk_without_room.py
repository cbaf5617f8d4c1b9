"""No room on the disk, no right to the folder, no folder: said plainly, and nothing is lost."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from outreach.drafts import Draft
from outreach.session import Session
from sync.errors import (
    DiskFull,
    OutreachError,
    TooManyAttempts,
    VaultError,
    WrongPassphrase,
)
from tests.partnership import CHEAP, PASSPHRASE
from tests.scenarios.team import VISIT
from tests.scenarios.vault_files import DRAFT, closing_session, files_of


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
