"""What an operator may set: where the database and the key lie, and how much anyone may use."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from sync.errors import InputError

#: Room for one roster (1 MiB) and its frame beside a full batch, see ``sync/wire.py``.
MAX_REQUEST_BYTES: Final = (2 << 20) + (1 << 20) + 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one device may put into one space, and how long what the store hands out lives."""

    entries_per_device: int = 5_000_000
    bytes_per_device: int = 8 << 30
    #: Rosters of one device that lost a race. They stay in the log for ever.
    void_rosters_per_device: int = 32
    #: What a removed device had not sent before it learnt of that: an outing's worth, or a week's.
    late_entries_per_device: int = 1_000
    late_bytes_per_device: int = 8 << 20
    sessions_per_device: int = 16
    challenge_ms: int = 2 * 60 * 1000
    session_ms: int = 60 * 60 * 1000
    #: An invitation waits for at most this long.
    mailbox_ms: int = 7 * 24 * 60 * 60 * 1000
    mailboxes_per_device: int = 50
    #: An operator's token opens this many spaces, within this time of its first use.
    spaces_per_token: int = 8
    token_ms: int = 24 * 60 * 60 * 1000
    #: One that nobody has used is good for this long, unless the operator says otherwise.
    token_unused_ms: int = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Settings:
    """One store.

    ``database`` is ``sqlite:///PATH`` (``sqlite:////PATH`` for an absolute one) or
    ``postgresql://...``; ``key_file`` defaults to ``<database>.key`` beside SQLite, and to the
    user's data folder for PostgreSQL.
    """

    database: str
    key_file: Path | None = None
    limits: Limits = Limits()

    def url(self) -> URL:
        """The database's address for SQLAlchemy.

        Raises:
            InputError: neither SQLite in a file nor PostgreSQL. The text is not quoted, since it
                may hold a password.
        """
        advice = "Give sqlite:///PATH or postgresql://USER@HOST/DATABASE."
        try:
            url = make_url(self.database)
        except ArgumentError:
            raise InputError("The database's address cannot be read.", advice=advice) from None
        backend = urlsplit(self.database).scheme
        if backend == "sqlite" and url.database and url.database != ":memory:":
            return url
        if backend in ("postgresql", "postgres"):
            return url.set(drivername="postgresql+psycopg")
        raise InputError("The store keeps to SQLite in a file, or PostgreSQL.", advice=advice)

    def database_file(self) -> Path | None:
        """The file of an SQLite database; None for PostgreSQL."""
        url = self.url()
        return Path(url.database or "") if url.drivername == "sqlite" else None

    def key_path(self) -> Path:
        """The file of the store's signing key. It is never in the database."""
        if self.key_file is not None:
            return self.key_file
        database = self.database_file()
        if database is None:
            return data_folder() / "store.key"
        return database.with_name(database.name + ".key")


def data_folder() -> Path:
    """The user's folder for a program's data, by the conventions of the platform."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "outreach-store"


def default_database() -> str:
    """SQLite in the user's data folder."""
    return f"sqlite:///{data_folder() / 'store.db'}"
