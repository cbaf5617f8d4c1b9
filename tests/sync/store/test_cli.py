"""``outreach-store``, as an operator types it."""

import re
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from sync import wire
from sync.store.cli import main
from tests.sync.store.partnership import Partnership


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "sync.store.cli", *map(str, arguments)]


class Told(NamedTuple):
    """What a command said."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Told]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command as its entry point does, with these environment variables."""

    def run(*arguments: str | Path, **environment: str) -> Told:
        capsys.readouterr()
        with monkeypatch.context() as patched:
            patched.setattr("sys.argv", ["outreach-store", *map(str, arguments)])
            for name, value in environment.items():
                patched.setenv(name, value)
            try:
                main()
                code = 0
            except SystemExit as ended:
                code = int(ended.code or 0)
        return Told(code, *capsys.readouterr())

    return run


def sqlite(path: Path) -> str:
    return f"sqlite:///{path}"


def test_help_names_every_command(run: Run) -> None:
    told = run("--help")
    assert told.returncode == 0
    for name in ("serve", "init", "check", "stats"):
        assert name in told.stdout


def test_init_prints_a_token_alone_and_keeps_its_files_private(run: Run, tmp_path: Path) -> None:
    database = tmp_path / "new" / "store.db"
    told = run("init", "--database", sqlite(database))
    assert told.returncode == 0
    token = wire.StoreToken.parse(told.stdout)
    assert told.stdout == token.text() + "\n"
    for file in (database, database.with_name("store.db.key")):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert re.search(r"good until \d{4}-\d\d-\d\d \d\d:\d\d UTC", told.stderr)
    again = run("init", "--database", sqlite(database), "--valid-hours", "72")
    assert wire.StoreToken.parse(again.stdout).store_key == token.store_key
    assert again.stdout != told.stdout


def test_the_database_may_come_from_the_environment_and_has_a_place_by_default(
    run: Run, tmp_path: Path
) -> None:
    told = run("init", OUTREACH_STORE_DATABASE=sqlite(tmp_path / "here.db"))
    assert (told.returncode, (tmp_path / "here.db").exists()) == (0, True)
    told = run("init", XDG_DATA_HOME=str(tmp_path), LOCALAPPDATA=str(tmp_path), HOME=str(tmp_path))
    assert told.returncode == 0
    assert len(list(tmp_path.rglob("outreach-store/store.db.key"))) == 1


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (["--nonsense"], 2),
        (["serve", "--listen", "nowhere"], 2),
        (["serve", "--listen", "127.0.0.1:99999"], 2),
        (["init", "--database", "mysql://secret@host/db"], 1),
        (["init", "--database", "sqlite://"], 1),
        (["check", "--database", "sqlite:///not-there.db"], 1),
        (["stats", "--database", "sqlite:///not-there.db"], 1),
        (["init", "--database", "postgresql://secret@127.0.0.1:1/db", "--key", "k"], 3),
        (["init", "--database", "sqlite:////proc/no/store.db"], 3),
    ],
)
def test_what_cannot_work_says_so_in_words(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], exit_code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run(*arguments)
    assert told.returncode == exit_code
    assert told.stdout == ""
    assert told.stderr.strip()
    assert "Traceback" not in told.stderr
    assert "secret" not in told.stderr


def test_a_database_without_its_key_is_not_given_a_new_one(run: Run, tmp_path: Path) -> None:
    database = tmp_path / "store.db"
    run("init", "--database", sqlite(database))
    key = database.with_name("store.db.key")
    key.rename(tmp_path / "elsewhere")
    told = run("init", "--database", sqlite(database))
    assert told.returncode == 5
    assert not key.exists()
    other = run("init", "--database", sqlite(tmp_path / "other.db"), "--key", key)
    assert other.returncode == 0
    assert run("init", "--database", sqlite(database)).returncode == 5
    for content in ("", "rubbish", "outreach-store-key-1.AAAA", "\u00e9"):
        key.write_text(content)
        assert run("init", "--database", sqlite(database)).returncode == 5


def test_serve_answers_until_it_is_stopped_and_logs_no_token(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = sqlite(tmp_path / "store.db")
    serving = subprocess.Popen(
        command("serve", "--database", database, "--listen", f"127.0.0.1:{port}"),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stderr is not None
        assert "Serving at" in serving.stderr.readline()
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=address, trust_env=False) as client:
            assert client.get("/v1/health").status_code == 200
            assert "server" not in client.get("/v1/health").headers
            bearer = {"Authorization": "Bearer tell-nobody"}
            path = f"/v1/spaces/{'00' * 16}/entries"
            assert client.post(path, content=b"x", headers=bearer).status_code == 400
            assert client.get(path, headers=bearer).status_code == 401
        busy = subprocess.run(
            command("serve", "--database", database, "--listen", f"127.0.0.1:{port}"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert busy.returncode == 3
        assert f"port {port}" in busy.stderr
    finally:
        serving.terminate()
        _, logged = serving.communicate(timeout=30)
    assert "tell-nobody" not in logged
    assert "Traceback" not in logged


def test_check_and_stats_on_a_store_in_use(run: Run, partnership: Partnership) -> None:
    p = partnership
    p.push(p.writer, *p.write(p.writer, 3))
    where = ["--database", p.settings.database, "--key", p.settings.key_path()]
    checked = run("check", *where)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert "4 entries in 1 spaces: all is well" in checked.stderr
    told = run("stats", "--json", *where)
    assert told.returncode == 0
    assert f'"id":"{p.space.hex()}","entries":4,"devices":2' in told.stdout
