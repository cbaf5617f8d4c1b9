"""Lay the demonstration out: five vaults, a store, and a passphrase, in one folder.

Rules:

- Nothing that stands in the folder is overwritten, and a folder laid out before is left as it is.
- It is there whole or not at all: everything is made in a folder inside, then moved into place;
  what a killed run left is finished or begun anew by the next one.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from outreach.clock import wall_ms
from outreach.demo.founded import SHEET, build
from outreach.demo.people import MEMBERS
from outreach.demo.words import phrase
from sync.client.files import disk_error, write_whole
from sync.client.vault import SCRYPT_N
from sync.errors import InputError, VaultInUse

Say = Callable[[str], None]

#: What a laid-out folder holds. The last one marks that all of it is there.
PARTS: Final = (
    *(member.tablet for member in MEMBERS),
    "store.db",
    "store.db.key",
    SHEET,
    "passphrase",
    "demonstration.json",
)
_MARK: Final = PARTS[-1]
_WORKPLACE: Final = ".being-laid-out"
_LOCK: Final = ".lock"


def lay_out(
    folder: Path,
    port: int,
    say: Say = lambda line: None,
    *,
    scrypt_n: int = SCRYPT_N,
    now_ms: Callable[[], int] = wall_ms,
) -> None:
    """Make the demonstration in ``folder`` unless it stands there; its store will be at ``port``.

    Raises:
        InputError: something else stands where a part would go. VaultInUse: another process is
        laying it out. DiskFull, VaultError.
    """
    if is_laid_out(folder):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with lock_of(folder).acquire(timeout=0):
            _lay_out(folder, port, say, scrypt_n, now_ms)
    except Timeout:
        raise VaultInUse("Another command is at work in this folder.") from None
    except OSError as error:
        raise disk_error(error) from error


def lock_of(folder: Path) -> FileLock:
    """Held while the demonstration is laid out, and while it runs."""
    return FileLock(folder / _LOCK, mode=0o600)


def is_laid_out(folder: Path) -> bool:
    """Whether a demonstration stands in this folder, whole."""
    return (folder / _MARK).is_file()


def port_of(folder: Path) -> int:
    """The port at which the vaults of a laid-out demonstration look for their store.

    Raises:
        InputError: the mark is not one.
    """
    try:
        port = json.loads((folder / _MARK).read_text())["port"]
        if type(port) is not int or not 0 < port < 65536:
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"The file {_MARK} in this folder is not what a demonstration leaves there.",
            advice="Choose another folder with --dir.",
        ) from None
    return port


def _lay_out(folder: Path, port: int, say: Say, scrypt_n: int, now_ms: Callable[[], int]) -> None:
    workplace = folder / _WORKPLACE
    if not is_laid_out(workplace):
        _refuse_to_overwrite(folder, PARTS)
        if workplace.exists():
            shutil.rmtree(workplace)
        workplace.mkdir(mode=0o700)
        say("Laying out the demonstration: a store, five tablets, a week of invented records.")
        passphrase = phrase(secrets.randbelow)
        write_whole(workplace / "passphrase", passphrase.encode() + b"\n")
        build(workplace, passphrase, f"http://127.0.0.1:{port}", scrypt_n=scrypt_n, now_ms=now_ms)
        mark = {"format": "outreach-demonstration", "version": 1, "port": port}
        write_whole(workplace / _MARK, json.dumps(mark).encode() + b"\n")
    still = [part for part in PARTS if (workplace / part).exists()]
    _refuse_to_overwrite(folder, still)
    for part in still:
        (workplace / part).rename(folder / part)
    shutil.rmtree(workplace)


def _refuse_to_overwrite(folder: Path, parts: tuple[str, ...] | list[str]) -> None:
    there = [part for part in parts if (folder / part).exists()]
    if there:
        raise InputError(
            f"Something else stands in this folder under the name of {', '.join(there)}. "
            "It was not touched.",
            advice="Choose another folder with --dir.",
        )
