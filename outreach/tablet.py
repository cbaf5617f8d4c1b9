"""A tablet that several people share: a vault each, in folders beside one another.

The rules that this module enforces:

1. Nobody's vault opens with anybody else's passphrase, and nothing of one is read to open another.
2. A vault does not say whose it is. What stands beside a name at the start is what its owner wrote
   there for others to see, or a number.
3. The vault of before there were several stays where it is.
4. Where wrong passphrases wipe a vault, whoever is about to try one is told how many are left.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from outreach.folders import data_folder
from sync.client.at_rest import only_here
from sync.client.attempts import Attempts
from sync.client.files import write_whole
from sync.client.vault import is_vault
from sync.errors import InputError

_LABEL: Final = "label"
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Resident:
    """A vault on this tablet, as it is shown to whoever holds it.

    ``label`` may be empty. ``only_here``: entries that are nowhere else; None where that cannot be
    told. ``tries_left``: wrong passphrases until it is wiped; None: it never is.
    """

    folder: Path
    label: str
    only_here: int | None
    tries_left: int | None = None


def residents(base: Path | None = None) -> list[Resident]:
    """The vaults on this tablet; those with a label first, in its order."""
    found = [resident(folder) for folder in _folders(base or data_folder()) if is_vault(folder)]
    return sorted(found, key=lambda one: (not one.label, one.label.casefold(), one.folder.name))


def resident(folder: Path) -> Resident:
    """What can be told of one vault while it is locked."""
    left = Attempts(folder, lambda: time.time_ns() // 1_000_000).left
    return Resident(folder, label_of(folder), only_here(folder), left)


def _folders(base: Path) -> Iterable[Path]:
    yield base / "vault"
    beside = base / "vaults"
    if beside.is_dir():
        yield from sorted(path for path in beside.iterdir() if path.is_dir())


def folder_for_another(base: Path | None = None) -> Path:
    """Where the next person's vault goes; its name says nothing. It is not made yet."""
    where = base or data_folder()
    first = where / "vault"
    if not first.exists():
        return first
    return where / "vaults" / secrets.token_hex(4)


def label_of(folder: Path) -> str:
    """What its owner wrote for others to see; empty if nothing."""
    try:
        return (folder / _LABEL).read_text(encoding="utf-8")[:_LONGEST].strip()
    except (OSError, UnicodeDecodeError):
        return ""


def set_label(folder: Path, label: str) -> None:
    """Write what others may see beside this vault; an empty text takes it away.

    Raises:
        InputError: too long, or with a line break. DiskFull, VaultError.
    """
    label = label.strip()
    if len(label) > _LONGEST or not label.isprintable():
        raise InputError(f"Give a short name of one line, at most {_LONGEST} characters.")
    if label:
        write_whole(folder / _LABEL, label.encode())
    else:
        (folder / _LABEL).unlink(missing_ok=True)
