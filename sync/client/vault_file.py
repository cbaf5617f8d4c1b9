"""The file of a vault, ``vault.json``: its slots, their hashes and the sealed identity.

The rule: it is replaced as a whole and durably, or stays as it was. Nothing in it is readable that
says whose it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sync.client.files import disk_error, write_whole
from sync.client.slots import Slot, b64, check_of, raw
from sync.errors import NotFound, VaultCorrupt

NAME: Final = "vault.json"


def is_vault(folder: Path) -> bool:
    """Whether there is a vault in this folder."""
    return (folder / NAME).is_file()


def read(folder: Path) -> tuple[bytes, dict[str, Any], bytes]:
    """The vault's id, its slots by name, and its sealed identity.

    Raises:
        NotFound, VaultCorrupt.
    """
    try:
        text = (folder / NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(
            "There is no vault in this folder.",
            advice="Check the folder, or make one with `outreach vault create`.",
        ) from None
    except OSError as error:
        raise disk_error(error) from error
    try:
        held = json.loads(text)
        if held["format"] != "outreach-vault" or held["version"] != 1:
            raise ValueError
        return bytes.fromhex(held["vault"]), dict(held["slots"]), raw(held["identity"])
    except (KeyError, TypeError, ValueError, RecursionError):
        raise VaultCorrupt("The vault's file is damaged. Nothing was changed.") from None


def write(folder: Path, vault_id: bytes, slots: Mapping[str, Slot], sealed: bytes) -> None:
    """Write it durably: ``sealed`` is the identity. Raises DiskFull and what else a disk says."""
    text = json.dumps(
        {
            "format": "outreach-vault",
            "version": 1,
            "vault": vault_id.hex(),
            "slots": slots,
            "checks": {name: check_of(vault_id, slot) for name, slot in slots.items()},
            "identity": b64(sealed),
        },
        indent=1,
    )
    write_whole(folder / NAME, text.encode())


def is_whole(folder: Path, slot_name: str, vault_id: bytes, slot: dict[str, Any]) -> bool:
    """Whether a slot is as it was written. One of before there were hashes is taken to be."""
    checks = json.loads((folder / NAME).read_bytes()).get("checks")
    check = checks.get(slot_name) if type(checks) is dict else None
    return check is None or check == check_of(vault_id, slot)
