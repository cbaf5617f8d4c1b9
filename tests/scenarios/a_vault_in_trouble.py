"""Who may open a vault: wrong passphrases, the recovery code, and two at once."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from outreach.session import Session
from sync.client.vault import Vault
from sync.errors import (
    TooManyAttempts,
    VaultInUse,
    WrongPassphrase,
)
from tests.partnership import CHEAP, PASSPHRASE
from tests.scenarios.team import QUIET, Team
from tests.scenarios.vault_files import DRAFT, ROOT, closing_session, files_of


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
