"""Files that are whole or not there: written beside, fsynced, then renamed. Owner-only.

The exception is :func:`write_over`, for what must be writable on a full disk.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from sync.errors import DiskFull, OutreachError, VaultError

# O_BINARY: without it Windows turns every newline into two bytes.
_OVER = os.O_WRONLY | getattr(os, "O_BINARY", 0)
_FLAGS = _OVER | os.O_CREAT | os.O_TRUNC


def write_whole(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``; after a crash it holds the old bytes or the new ones.

    Raises:
        DiskFull: nothing was replaced.
        VaultError: the folder cannot be written.
    """
    beside = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(beside, _FLAGS, 0o600)
        try:
            _write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise disk_error(error) from error


def write_over(path: Path, content: bytes) -> None:
    """Write ``content`` into the bytes that a file has already, durably. It needs no room where the
    file is as long as that; a crash may leave it half-written.

    Raises:
        DiskFull: the file was shorter, or the file system never writes in place.
        VaultError: the file cannot be written.
    """
    try:
        descriptor = os.open(path, _OVER)
        try:
            _write_all(descriptor, content)
            os.ftruncate(descriptor, len(content))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise disk_error(error) from error


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(folder: Path) -> None:
    """Make a rename durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def disk_error(error: OSError) -> OutreachError:
    """The error of ours that says what the system's means."""
    # EFBIG: a limit on the size of files, of the system or of an old memory card.
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull("The disk is full. This was not saved; everything before it was.")
    return VaultError(
        f"The vault's folder cannot be used: {os.strerror(error.errno or 0)}.",
        advice="Check that the folder exists, is yours and is not write-protected.",
    )
