"""The command line for tests: a laid-out demonstration, its commands, its store up or down.

The commands run in this process, through typer's runner, against real vaults; a few tests start a
real process. The demonstration is laid out once a run, with a cheap passphrase, and copied.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from typer import testing

from outreach.cli import cli
from outreach.demo.layout import lay_out, port_of
from sync.store.app import create_app
from sync.store.settings import Settings

CHEAP = 1 << 14
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Said:
    """What a command did: its exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of the answer."""
        return self.out.splitlines()

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The answer of ``--json``, one object a line."""
        return [json.loads(line) for line in self.lines]

    @property
    def object(self) -> dict[str, Any]:
        """The only object."""
        (found,) = self.objects
        return found

    @property
    def line(self) -> str:
        """The only line."""
        (found,) = self.lines
        return found


# typer puts all commands together anew for each one that is run, which takes longer than most.
testing._get_command = cache(testing._get_command)


def run(*arguments: str | Path, stdin: str | bytes = "") -> Said:
    """One command in this process. Standard input is no terminal."""
    result = testing.CliRunner().invoke(cli, [str(a) for a in arguments], input=stdin)
    return Said(result.exit_code, result.stdout, result.stderr)


def run_process(*arguments: str | Path, stdin: str = "", **environment: str) -> Said:
    """One command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "outreach", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=120,
    )
    return Said(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True, slots=True)
class Tablet:
    """A vault, with its commands."""

    vault: Path
    passphrase_file: Path

    def run(self, *arguments: str | Path, stdin: str | bytes = "") -> Said:
        """A command on this vault; the vault is named after everything else."""
        return run(
            *arguments,
            *("--vault", self.vault, "--passphrase-file", self.passphrase_file),
            stdin=stdin,
        )

    def add(self, kind: str, **fields: Any) -> str:
        """Save one record; its id."""
        said = self.run("add", kind, stdin=json.dumps(fields))
        assert said.code == 0, said.err
        return said.line

    def show(self, record: str) -> dict[str, Any]:
        """Everything about one record."""
        said = self.run("show", record, "--json")
        assert said.code == 0, said.err
        return said.object

    def sync(self) -> dict[str, Any]:
        """Sync, and what came of it."""
        said = self.run("sync", "--json")
        assert said.code == 0, said.err
        return said.object


class Demonstration:
    """One laid-out demonstration of a test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.worker = self._tablet("worker")
        self.licensing = self._tablet("licensing")
        self.supervisor = self._tablet("supervisor")
        self.intelligence = self._tablet("intelligence")
        self.auditor = self._tablet("auditor")

    @property
    def tablets(self) -> list[Tablet]:
        """Everybody's."""
        return [
            self.worker,
            self.licensing,
            self.supervisor,
            self.intelligence,
            self.auditor,
        ]

    def _tablet(self, name: str) -> Tablet:
        return Tablet(self.folder / name, self.folder / "passphrase")

    @contextmanager
    def store_is_up(self) -> Iterator[None]:
        """The store answers on loopback; outside of this it cannot be reached."""
        app = create_app(Settings(f"sqlite:///{self.folder / 'store.db'}"))
        listening = socket.create_server(("127.0.0.1", port_of(self.folder)))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()
            app.state.store.close()


def free_ports(count: int) -> int:
    """The first of some ports in a row that were free a moment ago."""
    # Below the ports that systems hand out by themselves, and elsewhere in every process.
    for first in range(20_000 + os.getpid() % 1_000 * 8, 32_000, 8):
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise RuntimeError("no ports are free")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration that nobody changes."""
    folder = tmp_path_factory.mktemp("laid-out")
    lay_out(folder, free_ports(6), scrypt_n=CHEAP)
    return folder


@pytest.fixture
def demonstration(laid_out: Path, tmp_path: Path) -> Demonstration:
    """A demonstration of this test's own. Its store is down."""
    shutil.copytree(laid_out, tmp_path / "demonstration")
    return Demonstration(tmp_path / "demonstration")


@pytest.fixture
def worker(demonstration: Demonstration) -> Tablet:
    """The outreach worker's tablet."""
    return demonstration.worker
