"""A private PostgreSQL for the tests: a new cluster in a temporary folder, reached by its socket.

PostgreSQL refuses to run as root, so there it runs as an unprivileged user. It is ended by its own
process id, and its folder removed. Where PostgreSQL is not installed the tests skip in one line;
with CI=true that is a failure.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def binary(name: str) -> str | None:
    """The path of a PostgreSQL program: the newest that Debian keeps, else on the PATH."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
        reverse=True,
    )
    return str(debian[0]) if debian else shutil.which(name)


def _unprivileged() -> dict[str, object]:
    """How to start a process that is not root: nothing to do for anyone but root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def private_postgres(*, durable: bool = False) -> Iterator[str]:
    """Start a cluster; yields the URL of its one database.

    durable=True keeps fsync on: benchmarks need it, tests do not.
    """
    initdb, pg_ctl = binary("initdb"), binary("pg_ctl")
    if initdb is None or pg_ctl is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    identity = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="outreach-pg-"))
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(folder)}
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=60"
    if not durable:
        settings += " -c fsync=off -c full_page_writes=off"

    def run(*command: str) -> None:
        done = subprocess.run(
            command,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **identity,  # type: ignore[call-overload]
        )
        if done.returncode:
            raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr.strip()}")

    try:
        if identity:
            os.chown(folder, identity["user"], identity["group"])  # type: ignore[arg-type]
        data = str(folder / "data")
        run(initdb, "-D", data, "-A", "trust", "-U", "outreach", "-E", "UTF8", "--no-sync")
        run(pg_ctl, "-D", data, "-w", "-l", str(folder / "log"), "-o", settings, "start")
        try:
            yield f"postgresql://outreach@/postgres?host={folder}"
        finally:
            run(pg_ctl, "-D", data, "-w", "-m", "fast", "stop")
    finally:
        shutil.rmtree(folder)


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """An empty place of its own on that server; yields its URL.

    A schema, since one takes a hundredth of the time that a database takes to make. It is left
    behind: the whole cluster goes at the end.
    """
    import psycopg

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE SCHEMA "{name}"')  # type: ignore[call-overload]
    yield f"{server}&options=-csearch_path%3D{name}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of the session's one private server."""
    if binary("initdb") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is missing, and CI=true", pytrace=False)
        pytest.skip("PostgreSQL is not installed")
    with private_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database for one test."""
    with fresh_database(postgres_server) as url:
        yield url
