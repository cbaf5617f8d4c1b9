"""`outreach demo`: a store and five tablets on loopback, and nothing left when it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from outreach.demo.child import until_alone
from outreach.demo.layout import port_of
from outreach.demo.people import MEMBERS
from tests.command_line import ROOT, Demonstration, run_process

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/launch\?code=\S+")


class Running:
    """The command in a process of its own, with no display."""

    def __init__(self, folder: Path) -> None:
        environment = {k: v for k, v in os.environ.items() if "DISPLAY" not in k}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "outreach", "demo", "--dir", str(folder), "--no-open"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
            cwd=ROOT,
            env=environment,
        )
        self.said: list[str] = []

    def addresses(self) -> list[str]:
        """The next five one-time addresses; ends with what was said where there are none."""
        found: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            found += [match.group(0) for match in ADDRESS.finditer(line)]
            if len(found) == len(MEMBERS):
                return found
        raise AssertionError("".join(self.said))

    def enter(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self, how: int) -> int:
        """Its exit code; waits for the end of its output, so all it started has let go of that."""
        self.process.send_signal(how)
        out, _ = self.process.communicate(timeout=60)
        self.said.append(out)
        return self.process.returncode


@pytest.fixture
def running(demonstration: Demonstration) -> Iterator[Running]:
    started = Running(demonstration.folder)
    yield started
    if started.process.poll() is None:
        started.process.terminate()
        started.process.communicate(timeout=60)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def test_it_runs_gives_fresh_addresses_says_where_it_is_and_ends_whole(
    running: Running, demonstration: Demonstration
) -> None:
    folder = demonstration.folder
    port = port_of(folder)
    first = running.addresses()
    said = "".join(running.said)
    assert (folder / "passphrase").read_text().strip() in said
    ports = [int(address.split(":")[2].split("/")[0]) for address in first]
    assert ports == [port + number for number in range(1, 1 + len(MEMBERS))]
    with httpx.Client(trust_env=False) as client:
        assert client.get(f"http://127.0.0.1:{port}/v1/health").status_code == 200
        opened = [client.get(address) for address in first]
        assert [r.status_code for r in opened] == [200] * len(MEMBERS)
        assert len({r.headers["set-cookie"].split("=")[0] for r in opened}) == len(MEMBERS)
        assert client.get(first[0]).status_code == 403, "an address works once"
        running.enter()
        fresh = running.addresses()
        assert not set(fresh) & set(first)
        assert client.get(fresh[1]).status_code == 200

    second = run_process("demo", "--dir", folder, "--no-open")
    assert second.code == 6
    assert f"http://127.0.0.1:{port}" in second.err
    assert run_process("demo", "--dir", folder, "--init-only").code == 0

    demonstration.worker.add("hotspot-visit", nothing_seen=True)
    assert demonstration.worker.sync()["sent"] == 1

    assert running.end(signal.SIGINT) == 0
    assert "Everything is stopped" in "".join(running.said)
    assert all(is_free(number) for number in range(port, port + 4))
    assert not (folder / ".running").exists()


def test_it_leaves_nothing_behind_even_when_it_is_killed(
    running: Running, demonstration: Demonstration
) -> None:
    port = port_of(demonstration.folder)
    running.addresses()
    connected = [socket.create_connection(("127.0.0.1", n)) for n in range(port, port + 4)]
    running.end(signal.SIGKILL)
    for connection in connected:
        # A process that ends hangs up, one way or another.
        connection.settimeout(60)
        with suppress(ConnectionResetError):
            assert connection.recv(1) == b""
        connection.close()
    assert all(is_free(number) for number in range(port, port + 4))


def test_a_port_in_use_is_said_before_anything_starts(demonstration: Demonstration) -> None:
    port = port_of(demonstration.folder)
    with socket.create_server(("127.0.0.1", port + 2)):
        said = run_process("demo", "--dir", demonstration.folder, "--no-open")
    assert said.code == 6
    assert f"Port {port + 2} on this machine is in use" in said.err


def test_another_port_than_the_vaults_know_is_refused(demonstration: Demonstration) -> None:
    port = port_of(demonstration.folder)
    said = run_process("demo", "--dir", demonstration.folder, "--port", str(port - 100))
    assert said.code == 1
    assert f"--port {port}" in said.err


def test_a_process_that_is_alone_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: ended.append((pid, number)))
    assert list(until_alone(["a", "b"])) == ["a", "b"]
    assert ended == [(os.getpid(), signal.SIGTERM)]
