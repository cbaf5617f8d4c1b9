"""The store's Ed25519 signing key: a file of its own, mode 0600, never in the database.

Rosters pin its public half, so a store that loses it is a store that no device believes any more.
It is made once, together with the database, and never replaced silently.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from typing import Final

from sync.errors import IntegrityError, StoreError
from sync.keys import SigningKey

_PREFIX: Final = "outreach-store-key-1."


class StoreKeyProblem(IntegrityError):
    """The store's signing key is missing, damaged, or another store's."""

    code = "store_key"
    advice = "Put the key file back from its backup. A new key would be believed by no device."


def make_key(path: Path) -> SigningKey:
    """Make a new key and write it durably, mode 0600.

    Raises:
        StoreError: the file cannot be written. FileExistsError: somebody else just made it.
    """
    key = SigningKey(secrets.token_bytes(32))
    text = _PREFIX + base64.urlsafe_b64encode(key.seed).rstrip(b"=").decode() + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise
    except OSError as error:
        raise StoreError(
            f"The store's key cannot be written to {path}: {error.strerror}.",
            advice="Name a place that this account may write to, with --key.",
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return key


def read_key(path: Path) -> SigningKey:
    """The key in that file.

    Raises:
        StoreKeyProblem: there is none, or it holds something else.
    """
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise StoreKeyProblem(f"The store's key is not at {path}.") from None
    except OSError as error:
        raise StoreKeyProblem(f"The store's key at {path}: {error.strerror}.") from None
    except UnicodeDecodeError:
        text = ""
    try:
        seed = base64.urlsafe_b64decode(text.removeprefix(_PREFIX) + "=")
    except ValueError:
        seed = b""
    if not text.startswith(_PREFIX) or len(seed) != 32:
        raise StoreKeyProblem(f"What is at {path} is not a store's key.")
    return SigningKey(seed)
