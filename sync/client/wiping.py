"""Wiping a vault: after a roster, validated step by step, says that its device was lost, after too
many wrong passphrases where its owner chose that, or because somebody asks for it.

The order matters, since a wipe may be cut short by an empty battery: first ``vault.json``, without
which no key can be had and nothing else opens, then the rest. Each file is written over and then
deleted. A flash disk may keep old blocks all the same: what is in them is sealed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from sync.client import vault_file
from sync.client.files import disk_error

#: Everything that a vault's folder may hold, in the order in which it goes.
_FILES: Final = (
    vault_file.NAME,
    "log.db",
    "log.db-wal",
    "log.db-shm",
    "log.db-journal",
    "snapshot",
    "attempts.json",
    "label",
    "lock",
)
_BLOCK: Final = 1 << 20


def wipe(folder: Path) -> None:
    """Destroy the vault in this folder; nobody may have it open. What is no file of a vault stays.

    Raises:
        DiskFull, VaultError: a file could not be deleted. The keys went first.
    """
    beside = [path.name for end in ("new", "partial") for path in folder.glob(f"*.{end}")]
    names = [_FILES[0], *sorted(beside), *_FILES[1:]]
    for name in names:
        path = folder / name
        try:
            _write_over(path)
            path.unlink(missing_ok=True)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise disk_error(error) from error


def _write_over(path: Path) -> None:
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, _BLOCK)))
        file.flush()
        os.fsync(file.fileno())
