"""How commands end: exit codes, words on standard error, never a traceback and never content."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from outreach.session import Session
from tests.command_line import ROOT, Demonstration, Tablet, run, run_process

CANARY = "zinnober-canary-9412"


def test_without_a_terminal_nothing_asks_and_it_is_said_how_to_give_the_passphrase(
    worker: Tablet,
) -> None:
    said = run_process("list", "--vault", worker.vault)
    assert (said.code, said.out) == (2, "")
    assert "--passphrase-file" in said.err


def test_a_wrong_passphrase_opens_nothing(worker: Tablet, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not the right words at all\n")
    said = run_process("list", "--vault", worker.vault, "--passphrase-file", wrong)
    assert (said.code, said.out) == (4, "")
    assert "does not open this vault" in said.err
    assert "not the right words" not in said.err


def test_after_five_wrong_ones_even_the_right_one_waits(worker: Tablet, tmp_path: Path) -> None:
    wrong = Tablet(worker.vault, tmp_path / "wrong")
    wrong.passphrase_file.write_text("not the right words at all\n")
    assert [wrong.run("list").code for _ in range(5)] == [4] * 5
    said = worker.run("list")
    assert said.code == 4
    assert "Wait" in said.err


@pytest.mark.parametrize("content", [b"", b"\n", b"one\ntwo\n", b"\xff\xfe\xff"])
def test_a_passphrase_file_holds_one_line(worker: Tablet, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    said = Tablet(worker.vault, tmp_path / "file").run("list")
    assert said.code == 2
    assert "passphrase" in said.err
    assert Tablet(worker.vault, tmp_path / "none").run("list").code == 2


def test_a_vault_in_use_is_not_opened_twice(worker: Tablet) -> None:
    session = Session.unlock(worker.vault, worker.passphrase_file.read_text().strip())
    try:
        said = worker.run("list")
    finally:
        session.lock()
    assert said.code == 6
    assert "another window or command" in said.err
    assert worker.run("list").code == 0


def test_no_vault_and_none_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OUTREACH_VAULT", raising=False)
    assert run("list").code == 2
    said = run("list", "--vault", tmp_path)
    assert said.code == 1
    assert "no vault in this folder" in said.err


def test_the_vault_may_stand_in_the_environment(
    worker: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_VAULT", str(worker.vault))
    said = run("vault", "info", "--json", "--passphrase-file", worker.passphrase_file)
    assert said.object["name"].startswith("Sam Okoro")


def test_a_damaged_vault_says_so_and_is_not_changed(worker: Tablet) -> None:
    file = worker.vault / "vault.json"
    file.write_bytes(file.read_bytes()[:-200])
    before = file.read_bytes()
    said = worker.run("list")
    assert (said.code, said.out) == (5, "")
    assert "damaged" in said.err
    assert file.read_bytes() == before


def test_a_log_cut_short_says_so(worker: Tablet) -> None:
    log = worker.vault / "log.db"
    log.write_bytes(log.read_bytes()[: log.stat().st_size // 3])
    said = worker.run("list")
    assert (said.code, said.out) == (5, "")
    assert "Traceback" not in said.err


def test_a_lost_snapshot_is_folded_anew(worker: Tablet) -> None:
    before = worker.run("list", "--json").out
    (worker.vault / "snapshot").write_bytes(b"rubbish")
    assert worker.run("list", "--json").out == before


def test_usage_is_two() -> None:
    assert run("lisst").code == 2
    assert run("show").code == 2
    assert run("list", "--nonsense").code == 2
    assert run("review").code in (0, 2)


def test_a_vault_named_before_the_command_is_not_quietly_another_one(
    worker: Tablet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_VAULT", str(worker.vault))
    said = run("--vault", tmp_path, "list", "--passphrase-file", worker.passphrase_file)
    assert (said.code, said.out) == (2, "")
    assert "after the command" in said.err
    assert run("list", "--passphrase-file", worker.passphrase_file).code == 0


def test_the_app_opens_on_the_tablet_where_no_vault_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path | None] = []
    monkeypatch.setattr("outreach.app.run_app", lambda vault, web: opened.append(vault))
    monkeypatch.delenv("OUTREACH_VAULT", raising=False)
    for arguments in ((), ("app",)):
        assert run(*arguments).code == 0
    said = run("app", "--web", "--vault", tmp_path / "none")
    assert said.code == 1
    assert "outreach demo" in said.err
    assert opened == [None, None]


@pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals here")
def test_at_a_terminal_the_passphrase_is_asked_for_and_not_shown(worker: Tablet) -> None:
    import pty

    passphrase = worker.passphrase_file.read_text().strip()
    here, there = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "outreach", "vault", "info", str(worker.vault)],
        stdin=there,
        stdout=there,
        stderr=there,
        cwd=ROOT,
        start_new_session=True,
        # The terminal that getpass opens is the controlling one: this pseudo-terminal.
        preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),
    )
    os.close(there)
    said = b""
    while b"Passphrase: " not in said:
        said += os.read(here, 1024)
    os.write(here, passphrase.encode() + b"\n")
    with suppress(OSError):  # how a pseudo-terminal says that the other side is gone
        while part := os.read(here, 1024):
            said += part
    os.close(here)
    assert process.wait(60) == 0
    assert b"Sam Okoro" in said
    assert passphrase.encode() not in said


def test_what_nobody_foresaw_is_named_by_its_type_only(
    worker: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LookupError(CANARY)

    monkeypatch.setattr(Session, "rows", fail)
    said = worker.run("list")
    assert said.code == 1
    assert "LookupError" in said.err
    assert CANARY not in said.err
    assert "Traceback" not in said.err
    monkeypatch.setenv("OUTREACH_DEBUG", "1")
    assert "Traceback" in worker.run("list").err


def test_every_command_explains_itself() -> None:
    top = run("--help").out
    for command in ("add", "demo", "import", "review", "sync", "vault", "verify"):
        assert command in top
        assert "Usage: " in run(command, "--help").out
    assert "0 done" in top
    assert run("--version").out.startswith("outreach ")


def test_a_pipe_that_closes_early_is_no_disaster(demonstration: Demonstration) -> None:
    worker = demonstration.worker
    process = subprocess.Popen(
        [sys.executable, "-m", "outreach", "list", "--vault", worker.vault,
         "--passphrase-file", worker.passphrase_file],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    process.wait(60)
    assert b"Traceback" not in said


def test_plain_ascii_terminals_get_escapes_instead_of_a_crash(worker: Tablet) -> None:
    worker.add("hotspot", name="Café Žižka", hotspot_type="other")
    said = run_process(
        *("list", "hotspot", "--vault", worker.vault),
        *("--passphrase-file", worker.passphrase_file),
        PYTHONIOENCODING="ascii",
    )
    assert said.code == 0
    assert "Caf" in said.out


def test_nothing_readable_is_left_in_the_folder(worker: Tablet) -> None:
    worker.add("hotspot-visit", fact=CANARY)
    found = [
        p for p in worker.vault.rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()
    ]
    assert found == []
    shutil.copytree(worker.vault, worker.vault.with_name("planted"))
    (worker.vault.with_name("planted") / "log.db").write_bytes(b".." + CANARY.encode())
    planted = worker.vault.with_name("planted").rglob("*")
    assert [p.name for p in planted if CANARY.encode() in p.read_bytes()] == ["log.db"]
