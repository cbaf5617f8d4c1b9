"""The sealed snapshot: the read model on disk, so that the next unlock need not fold anew.

    magic 8 | salt 32 | chunks of 1 MiB, each with a tag of 16; the last one may be shorter

    key   = HKDF-SHA256(snapshot key, salt, label("snapshot") + context)
    nonce = seven zeros + chunk number, 4 bytes + 1 for the last chunk, else 0

The rules that this module enforces:

1. Chunks are those of STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, 2015, as age uses it): none
   can be left out, repeated, exchanged or appended. The salt is fresh, so no nonce ever repeats.
2. ``context`` is what the snapshot is a snapshot of. Under another one it does not open.
3. A file that does not open, for whatever reason, is no snapshot: the caller folds the log anew. It
   is never repaired and never trusted in part.
4. Nothing readable reaches the disk, and a crash while writing leaves the older snapshot.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import DiskFull
from sync.keys import label

MAGIC: Final = b"OUTSNAP\x01"
CHUNK: Final = 1 << 20

_SALT: Final = 32
_TAG: Final = 16
_HEADER: Final = len(MAGIC) + _SALT


def seal(path: Path, data: bytes, key: bytes, context: bytes) -> None:
    """Seal ``data`` into the file ``path``, in place of what was there.

    Raises:
        DiskFull: there is no room; the older snapshot is untouched.
        OSError: it could not be written for another reason; likewise.
    """
    salt = os.urandom(_SALT)
    cipher = _cipher(key, salt, context)
    partial = path.with_name(path.name + ".partial")
    view = memoryview(data)
    last = max(0, (len(data) - 1) // CHUNK)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(partial, flags, 0o600), "wb", buffering=0) as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(MAGIC + salt)
            for number in range(last + 1):
                chunk = view[number * CHUNK : (number + 1) * CHUNK]
                file.write(cipher.encrypt(_nonce(number, last), chunk, None))
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        if error.errno == errno.ENOSPC:
            raise DiskFull("The disk is full. The records are safe; only a copy of them that "
                           "makes unlocking quick was not saved.") from None  # fmt: skip
        raise
    _sync_folder(path.parent)


def unseal(path: Path, key: bytes, context: bytes) -> bytearray | None:
    """What :func:`seal` was given; None if there is no such snapshot."""
    try:
        with path.open("rb", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size - _HEADER
            header = file.read(_HEADER)
            if size < _TAG or len(header) != _HEADER or not header.startswith(MAGIC):
                return None
            cipher = _cipher(key, header[len(MAGIC) :], context)
            last = (size - 1) // (CHUNK + _TAG)
            opened = bytearray(size - (last + 1) * _TAG)
            room, chunk = memoryview(opened), bytearray(CHUNK + _TAG)
            for number in range(last + 1):
                read = file.readinto(chunk) or 0
                start = number * CHUNK
                plain = room[start : start + read - _TAG]
                cipher.decrypt_into(_nonce(number, last), memoryview(chunk)[:read], None, plain)
            return opened
    except (OSError, InvalidTag, ValueError):
        return None


def _cipher(key: bytes, salt: bytes, context: bytes) -> AESGCM:
    info = label("snapshot") + context
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key))


def _nonce(number: int, last: int) -> bytes:
    return bytes(7) + number.to_bytes(4, "big") + bytes([number == last])


def _sync_folder(folder: Path) -> None:
    """Make the new name durable, where folders can be synced (not on Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
