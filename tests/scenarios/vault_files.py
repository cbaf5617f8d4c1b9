"""The files of a vault, as they lie on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach.drafts import Draft
from outreach.session import Session
from tests.partnership import PASSPHRASE

ROOT = Path(__file__).resolve().parents[2]


DRAFT = Draft("ab" * 16, "hotspot-visit", 1, {"fact": "A grey"}, "fact", 1, 2)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a vault but those that only its being open makes."""
    passing = ("lock", "attempts.json", "log.db-shm", "log.db-wal")
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name not in passing}


@contextmanager
def closing_session(folder: Path) -> Iterator[Session]:
    session = Session.unlock(folder, PASSPHRASE)
    try:
        yield session
    finally:
        session.lock()
