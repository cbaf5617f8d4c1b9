"""``outreach-store``: what an operator types. Data goes to stdout, words for a person to stderr.

Exit codes are those of ``sync/errors.py``: 0 done, 1 input, 2 usage, 3 store, 5 integrity.
"""

from __future__ import annotations

import gc
import ipaddress
import json
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
import uvicorn
from sqlalchemy import Connection, func, select

from sync.errors import InputError, OutreachError, StoreError
from sync.store.app import create_app
from sync.store.check import check as recompute
from sync.store.settings import Settings, default_database
from sync.store.store import Store
from sync.store.tables import DEVICE, ENTRY, SPACE

DEFAULT_LISTEN: Final = "127.0.0.1:8470"
_INTEGRITY: Final = 5
_HOUR_MS: Final = 60 * 60 * 1000

app = typer.Typer(
    name="outreach-store",
    help="The central store of Outreach: orders sealed entries, keeps them, cannot read them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        envvar="OUTREACH_STORE_DATABASE",
        help="sqlite:///PATH or postgresql://USER@HOST/NAME. "
        "Without it: SQLite in your data folder.",
    ),
]
Key = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="The store's signing key. Without it: beside the SQLite file, or in your data folder.",
    ),
]


@app.command()
def serve(
    database: Database = None,
    listen: Annotated[
        str, typer.Option("--listen", metavar="HOST:PORT", help="Where devices reach it.")
    ] = DEFAULT_LISTEN,
    key: Key = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TLS certificate chain, PEM.")
    ] = None,
    certificate_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its private key, PEM.")
    ] = None,
) -> None:
    """Serve devices until Ctrl-C. Makes the database and the key where they are new."""
    host, port = _address(listen)
    if (certificate is None) != (certificate_key is None):
        raise typer.BadParameter("TLS needs both --certificate and --certificate-key.")
    for file in (certificate, certificate_key):
        if file is not None and not file.is_file():
            raise InputError(f"There is no file {file}.")
    if certificate is None and not _is_loopback(host):
        _say(
            "Warning: this listens beyond this machine without TLS. Devices refuse plain HTTP: "
            "put it behind something that ends TLS, or give --certificate and --certificate-key."
        )
    asgi = create_app(_settings(database, key))
    config = uvicorn.Config(
        asgi,
        # The access log would name spaces and devices' addresses; nobody needs it.
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
        ssl_certfile=certificate,
        ssl_keyfile=str(certificate_key) if certificate_key else None,
    )
    # What was loaded so far is never garbage: looking through it again would only cost time.
    gc.collect()
    gc.freeze()
    # A batch makes thousands of tuples that live until it is in, and no cycles to look for.
    gc.set_threshold(50_000)
    with _bind(host, port) as listening:
        scheme = "http" if certificate is None else "https"
        _say(f"Serving at {scheme}://{listen}. Stop with Ctrl-C.")
        uvicorn.Server(config).run(sockets=[listening])


@app.command()
def init(
    database: Database = None,
    key: Key = None,
    valid_hours: Annotated[
        int,
        typer.Option(
            metavar="N", min=1, max=24 * 365, help="How long it is good if nobody uses it."
        ),
    ] = 24,
) -> None:
    """Make the database where it is new, and print a one-time token for a new partnership."""
    store = Store(_settings(database, key))
    try:
        token = store.issue_token(valid_hours * _HOUR_MS)
        until = datetime.fromtimestamp(store.now() / 1000, UTC) + timedelta(hours=valid_hours)
    finally:
        store.close()
    _say(
        f"This token is good until {until:%Y-%m-%d %H:%M} UTC. It opens one partnership here: for "
        "the first device that uses it, within 24 hours of that. It also carries this store's "
        "public key. Hand it over in person or by phone; it is shown once."
    )
    typer.echo(token)


@app.command()
def check(database: Database = None, key: Key = None) -> None:
    """Recompute every chain, head and signature. Exit code 5 where anything is wrong."""
    store = Store(_settings(database, key, existing=True))
    try:
        report = recompute(store)
    finally:
        store.close()
    for fault in report.faults:
        typer.echo(fault)
    _say(f"Checked {report.entries} entries in {report.spaces} spaces: {_count(report.faults)}.")
    if report.faults:
        raise typer.Exit(_INTEGRITY)


@app.command()
def stats(
    database: Database = None,
    key: Key = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object a line.")] = False,
) -> None:
    """How much is here: for each space its devices, entries and bytes."""
    store = Store(_settings(database, key, existing=True))
    try:
        rows = store.read(_usage)
    finally:
        store.close()
    for row in rows:
        if as_json:
            typer.echo(json.dumps(row, separators=(",", ":")))
        else:
            typer.echo("  ".join(f"{name} {value}" for name, value in row.items()))
    if not rows and not as_json:
        _say("No partnership is here yet. 'outreach-store init' prints a token for one.")


def _usage(connection: Connection) -> list[dict[str, str | int]]:
    by_space = select(DEVICE.c.space_id, func.count(), func.sum(DEVICE.c.bytes_used))
    devices = {
        space: (count, int(size))
        for space, count, size in connection.execute(by_space.group_by(DEVICE.c.space_id))
    }
    last = select(func.max(ENTRY.c.received_ms)).where(
        ENTRY.c.space_id == SPACE.c.space_id, ENTRY.c.position == SPACE.c.position
    )
    query = select(SPACE.c.space_id, SPACE.c.position, last.scalar_subquery())
    return [
        {
            "id": space.hex(),
            "entries": position,
            "devices": devices.get(space, (0, 0))[0],
            "bytes": devices.get(space, (0, 0))[1],
            "newest_ms": newest or 0,
        }
        for space, position, newest in connection.execute(query.order_by(SPACE.c.created_ms))
    ]


def _settings(database: str | None, key: Path | None, *, existing: bool = False) -> Settings:
    settings = Settings(database or default_database(), key)
    file = settings.database_file()
    if existing and file is not None and not file.exists():
        raise InputError(f"There is no store at {file}.", advice="Name it with --database.")
    return settings


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise typer.BadParameter(f"HOST:PORT is wanted, for example {DEFAULT_LISTEN}.")
    return host.strip("[]"), int(port)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise StoreError(
            f"Cannot listen at {host}, port {port}: {error.strerror}.",
            advice="Another program may be using it. Choose another with --listen HOST:PORT.",
        ) from None


def _count(faults: list[str]) -> str:
    return "all is well" if not faults else f"{len(faults)} fault{'s' * (len(faults) > 1)}"


def _say(text: str) -> None:
    typer.echo(text, err=True)


def main() -> None:
    """Entry point of ``outreach-store``."""
    try:
        app()
    except OutreachError as error:
        _say(error.message)
        _say(error.advice)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
